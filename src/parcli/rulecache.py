"""What rule files hold, kept on disk by their content, because parsing YAML is half of a short command's time.

Only the parsed form of rules is kept, never anything of a document. The folder is the user's cache folder,
or PARCLI_CACHE; `PARCLI_CACHE=off` keeps nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from parcli import __version__

# Raised when the kept form changes; files of other versions are never read.
_FORM = "1"


def _folder() -> Path | None:
    chosen = os.environ.get("PARCLI_CACHE")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("parcli"))


def _file(text: str) -> Path | None:
    folder = _folder()
    digest = hashlib.sha256(f"{_FORM}\n{__version__}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
    return folder / "rules" / f"{digest}.json" if folder else None


def recall(text: str) -> dict[str, Any] | None:
    """Return what the YAML `text` holds if it was parsed before, else None."""
    file = _file(text)
    if file is None:
        return None
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def keep(text: str, data: dict[str, Any]) -> None:
    """Keep what the YAML `text` holds; where that is not possible, nothing is kept and nothing is said."""
    file = _file(text)
    try:
        words = json.dumps(data, ensure_ascii=False)
        if file is None or json.loads(words) != data:
            return
    except (TypeError, ValueError):
        return
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as part:
                part.write(words)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
