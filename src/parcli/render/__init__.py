"""Records into what people and programs read: tables, JSON, CSV, Markdown. Nothing is computed here."""
