"""`parcli schema`: the JSON schema of what a command prints."""

from __future__ import annotations

import importlib
from typing import Annotated, Any, Literal

import typer

from parcli import messages
from parcli.cli import options, output
from parcli.render.safe import json_text

Name = Literal["extraction", "compare", "trend", "matrix", "due", "check", "evaluate"]
# The record that a command's JSON is made from.
_RECORDS = {
    "extraction": "parcli.model:Extraction",
    "compare": "parcli.compare.records:Comparison",
    "trend": "parcli.compare.trend:Trend",
    "matrix": "parcli.compare.matrix:Matrix",
    "due": "parcli.due.records:Due",
    "check": "parcli.check.records:Check",
    "evaluate": "parcli.evaluate.records:Evaluation",
}


def schema(
    name: Annotated[Name, typer.Argument(help=messages.text("help.schema"))] = "extraction",
    out: options.Output = None,
) -> None:
    """Print the schema, made from the records themselves."""
    with output.opened(out) as stream:
        stream.write(json_text(of(name), indent=2) + "\n")


def of(name: Name) -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of the output that `name` names."""
    module, _, record = _RECORDS[name].partition(":")
    model = getattr(importlib.import_module(module), record)
    made: dict[str, Any] = model.model_json_schema(mode="serialization", by_alias=True)
    for record in (made, *made.get("$defs", {}).values()):
        if "properties" in record:
            record["required"] = list(record["properties"])  # one with a default is printed too
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
