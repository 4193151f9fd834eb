"""Records written by another program, made whole: what it leaves out is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from parcli.model import SCHEMA_VERSION

# What stands for a field that may not be null where it is left out, by the record's name and its own.
# A target without an id, a text or a measure is none, and a measure without a kind none either.
_UNKNOWN: Mapping[str, Mapping[str, Any]] = {
    "Extraction": {"schema_version": SCHEMA_VERSION},
    "Document": {"source": "", "sha256": "", "encoding": "utf-8", "status": "issued"},
    "Target": {"span": {"start": 0, "end": 0}, "scope": {}, "place": {}, "wording": "plain"},
    "Measure": {"upper_inclusive": True, "direction": "reach", "text": "", "span": {"start": 0, "end": 0}},
    "Deadline": {"text": "", "origin": "clause"},
    "Baseline": {"text": ""},
    "Progress": {"text": ""},
}


def completed(value: Any, record: type[BaseModel]) -> Any:
    """Return the JSON object of a record with the fields that it leaves out: null, empty, or as unknown.

    >>> from parcli.model import Scope
    >>> completed({"levels": ["commune"]}, Scope)
    {'sectors': [], 'except': None, 'levels': ['commune']}
    """
    if not isinstance(value, dict):
        return value
    unknown = _UNKNOWN.get(record.__name__, {})
    whole: dict[str, Any] = {}
    for name, field in record.model_fields.items():
        key = field.alias or name
        kinds = _kinds(field.annotation)
        if key in value:
            continue
        if key in unknown:
            whole[key] = unknown[key]
        elif type(None) in kinds:
            whole[key] = None
        elif any(get_origin(kind) is tuple for kind in kinds):
            whole[key] = []
    whole |= value
    for name, field in record.model_fields.items():
        key = field.alias or name
        if key in whole:
            whole[key] = _inner(whole[key], _kinds(field.annotation))
    return whole


def _kinds(annotation: Any) -> tuple[Any, ...]:
    """Return the types that a field may have."""
    if get_origin(annotation) is Annotated:
        return _kinds(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return tuple(kind for part in get_args(annotation) for kind in _kinds(part))
    return (annotation,)


def _inner(value: Any, kinds: tuple[Any, ...]) -> Any:
    for kind in kinds:
        if get_origin(kind) is tuple and isinstance(value, list):
            return [_inner(each, _kinds(get_args(kind)[0])) for each in value]
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return completed(value, kind)
    return value
