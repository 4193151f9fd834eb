"""Targets as Parquet, one row each: columns named and typed as the fields of the records, for engines and data frames."""

from __future__ import annotations

import contextlib
import types
import typing
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from parcli.errors import StoreError
from parcli.model import Document, Extraction, Record, Target

# Rows that are gathered before they are written; a file of any size takes no more memory than these.
_ROWS = 5_000


@contextlib.contextmanager
def writer(out: TextIO) -> Iterator[Callable[[Extraction], None]]:
    """Yield what writes one extraction after the other to the bytes below `out`.

    A document without targets is a row without a target, so that no document is missing.

    Errors: StoreError where the engine is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise StoreError(code="parquet.missing") from error
    nested = pyarrow.schema([("document", _type(Document)), *_fields(Target)])
    flat = _flat(pyarrow.Table.from_pylist([], nested)).schema
    rows: list[dict[str, Any]] = []
    out.flush()
    with parquet.ParquetWriter(out.buffer, flat, compression="zstd") as file:

        def flush() -> None:
            file.write_table(_flat(pyarrow.Table.from_pylist(rows, nested)))
            rows.clear()

        def write(extraction: Extraction) -> None:
            document = _plain(extraction.document.model_dump())
            rows.extend({"document": document, **_plain(one.model_dump())} for one in extraction.targets)
            if not extraction.targets:
                rows.append({"document": document})
            if len(rows) >= _ROWS:
                flush()

        yield write
        flush()


def _flat(table: Any) -> Any:
    """Return a table whose nested columns are columns of their own: `measure.value`, as in CSV."""
    from pyarrow import types as kinds

    while any(kinds.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _fields(record: type[Record]) -> list[tuple[str, Any]]:
    return [
        (field.serialization_alias or name, _type(field.annotation))
        for name, field in record.model_fields.items()
    ]


def _type(annotation: Any) -> Any:
    """Return the type of a column for the type of a record's field."""
    import pyarrow

    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type(arguments[0])
    if origin in (typing.Union, types.UnionType):
        [known] = [one for one in arguments if one is not type(None)]
        return _type(known)
    if origin is tuple:
        return pyarrow.list_(_type(arguments[0]))
    if origin is typing.Literal or annotation is str:
        return pyarrow.string()
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return pyarrow.struct(_fields(annotation))
    return {
        bool: pyarrow.bool_(), int: pyarrow.int64(), float: pyarrow.float64(), Decimal: pyarrow.float64(),
        date: pyarrow.date32(),
    }[annotation]  # fmt: skip


def _plain(value: Any) -> Any:
    """Return the value with its decimals as the floating-point numbers that a column holds."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (tuple, list)) else value
