"""What storing takes: the library against bare inserts of the same rows, one transaction a document."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import parcli
from benchmarks import measure
from benchmarks.results import Goal, Ratio, ratio
from benchmarks.settings import Settings
from parcli import store
from parcli.model import Extraction

Row = dict[str, Any]


def adding(settings: Settings) -> Iterator[Ratio]:
    """Adding to the library against sqlite3: the same tables, indices, rows and settings of the disk."""
    read = _read(settings, settings.sized(20))
    found = [_renamed(one, f"{number}") for number in range(10) for one in read]
    empty = settings.folder / "empty.db"
    parcli.Library(empty).close()
    rows = [_rows(one) for one in found]
    ours, theirs = [], []
    for run in range(settings.runs):
        files = [Path(shutil.copy(empty, settings.folder / f"{side}{run}.db")) for side in ("ours", "bare")]
        ours.append(len(found) / measure.seconds(partial(_add, files[0], found)))
        theirs.append(len(found) / measure.seconds(partial(_insert, files[1], rows)))
    targets = sum(len(one.targets) for one in found) / len(found)
    yield ratio(
        "library", "adding to the library ÷ raw sqlite3 inserts of the same rows, documents a second",
        ours, theirs, Goal(least=0.5), units=("documents/s library", "documents/s sqlite3"),
        note=f"{len(found)} documents of {targets:.0f} targets, one transaction a document",
    )  # fmt: skip


def _read(settings: Settings, count: int) -> list[Extraction]:
    rules = parcli.load_rules()
    return [parcli.extract(settings.writer.plan(), rules=rules) for _ in range(count)]


def _renamed(found: Extraction, suffix: str) -> Extraction:
    """Return the same as another document, since its text is another."""
    document = found.document
    new = {
        "id": f"{document.id}-{suffix}",
        "sha256": f"{document.sha256}-{suffix}",
        "number": f"{document.number}-{suffix}",
    }
    return found.model_copy(update={"document": document.model_copy(update=new)})


def _add(file: Path, found: Sequence[Extraction]) -> None:
    with parcli.Library(file) as library:
        for number, one in enumerate(found):
            library.add(one, path=f"/plans/{number}.txt", rules_version="1", file_sha256="0")


def _rows(found: Extraction) -> tuple[Row, list[Row]]:
    """Return a document's rows, made before the clock starts."""
    document = store.document_row(found.document) | {
        "path": found.document.id, "rules_version": "1", "schema_version": found.schema_version
    }  # fmt: skip
    place = {"province": found.document.province, "document": 0}
    targets = [store.target_row(one) | place | {"position": at} for at, one in enumerate(found.targets)]
    return document, targets


def _insert(file: Path, rows: Sequence[tuple[Row, list[Row]]]) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    for document, targets in rows:
        connection.execute("BEGIN IMMEDIATE")
        key = connection.execute(_statement("documents", document), [*document.values()]).lastrowid
        if targets:
            values = [[*(row | {"document": key}).values()] for row in targets]
            connection.executemany(_statement("targets", targets[0]), values)
        connection.execute("COMMIT")
    connection.close()


def _statement(table: str, row: Row) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
