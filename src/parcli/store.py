"""The library's file: opening it, its tables and their rows, and SQLite's failures in plain words."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from parcli.errors import StoreError

if TYPE_CHECKING:
    from parcli.model import Document, Record, Target

# "PCLI", so that `file` and parcli itself can tell a library from any other SQLite file.
APPLICATION_ID = 0x50434C49
VERSION = 2
BUSY_SECONDS = 30

# One list of statements for each version; a library of an older version runs those it lacks.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE documents (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            sha256 TEXT NOT NULL UNIQUE,
            path TEXT,
            rules_version TEXT NOT NULL,
            schema_version TEXT NOT NULL,
            type TEXT, number TEXT, issuer TEXT, issued_on TEXT,
            province TEXT, period_start INTEGER, period_end INTEGER,
            record TEXT NOT NULL
        )""",
        """CREATE TABLE targets (
            document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            id TEXT NOT NULL,
            province TEXT, indicator TEXT, area TEXT,
            kind TEXT NOT NULL, operator TEXT, value REAL, upper REAL, unit TEXT,
            deadline_kind TEXT, deadline_start TEXT, deadline_end TEXT,
            record TEXT NOT NULL,
            PRIMARY KEY (document, position)
        )""",
        "CREATE INDEX documents_by_path ON documents (path)",
        "CREATE INDEX documents_by_province ON documents (province, period_start)",
        "CREATE INDEX documents_by_number ON documents (number)",
        "CREATE INDEX targets_by_province ON targets (province, indicator)",
        "CREATE INDEX targets_by_indicator ON targets (indicator)",
        "CREATE INDEX targets_by_deadline ON targets (deadline_end)",
    ),
    (
        # Each file that was read, and the document it came to, which it may share with its copies and its
        # newer versions: so that none of them is read again.
        """CREATE TABLE files (
            path TEXT PRIMARY KEY,
            sha256 TEXT NOT NULL,
            rules_version TEXT NOT NULL,
            document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE
        )""",
        "CREATE INDEX files_by_document ON files (document)",
    ),
)

_CODES = {
    sqlite3.SQLITE_NOTADB: "store.not-sqlite",
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_READONLY: "store.read-only",
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
}


@contextmanager
def plainly(path: Path | str) -> Iterator[None]:
    """Raise StoreError for what SQLite or the system reports inside, naming `path`."""
    try:
        yield
    except sqlite3.Error as error:
        # The low byte is the kind of failure, the rest its detail; errors of the module have none.
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        code = _CODES.get(kind, "store.failed")
        raise StoreError(code=code, path=path, reason=str(error), seconds=BUSY_SECONDS) from error
    except OSError as error:
        raise StoreError(code="store.failed", path=path, reason=error) from error


def connect(path: Path, *, create: bool, named: bool = False, folder: bool = False) -> sqlite3.Connection:
    """Return a connection to the library `path`, brought to this version.

    Without `create`, a library that is not there is an empty one, and nothing is written to disk, unless
    it was `named`, which tells of a mistake. With `folder` its folder is made too.
    Errors: StoreError for anything that is not a library that this version can use.
    """
    with plainly(path):
        if path.is_dir():
            raise StoreError(code="store.folder", path=path)
        if not create and not path.exists():
            if named:
                raise StoreError(code="store.missing", path=path)
            return _empty(path)
        if folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif create and not path.parent.is_dir():
            raise StoreError(code="store.no-folder", path=path, folder=path.parent)
        mode = "rwc" if create else "rw"
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
    return _prepared(connection, path)


def _empty(path: Path) -> sqlite3.Connection:
    connection = _prepared(sqlite3.connect(":memory:", isolation_level=None), path)
    if str(path) != ":memory:":
        # What would be written here would be lost without a word.
        connection.execute("PRAGMA query_only = ON")
    return connection


def _prepared(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    try:
        with plainly(path):
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            # The rollback journal, not WAL: the library stays one file that can be copied, and can be
            # read from a read-only disk. Writers wait for each other either way.
            connection.execute("PRAGMA synchronous = FULL")
            if _version(connection, path) < VERSION:
                _migrate(connection, path)
    except StoreError:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the library's version, 0 for an empty file; StoreError where it is none of ours."""
    [application] = connection.execute("PRAGMA application_id").fetchone()
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        [tables] = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if application or version or tables:
            raise StoreError(code="store.foreign", path=path)
        return 0
    if version > VERSION:
        raise StoreError(code="store.newer", path=path, found=version, known=VERSION)
    return int(version)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    with transaction(connection):
        # Asked again under the lock: another process may have been first.
        for version in range(_version(connection, path), VERSION):
            for statement in MIGRATIONS[version]:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep all that happens inside, or nothing of it; other writers wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has rolled back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def same_file_name(path: Path | str) -> str | None:
    """Return the name under which a document's file is known, None for a stream.

    >>> same_file_name("-"), same_file_name("/dev/fd/63")
    (None, None)
    """
    name = os.path.abspath(path)  # noqa: PTH100 - a link stays itself: its target may change
    if str(path) == "-" or name.startswith(("/dev/", "/proc/")):
        return None
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def document_row(document: Document) -> dict[str, object]:
    """Return the columns that a document fills from its own record."""
    period = document.period
    return {
        "id": document.id, "sha256": document.sha256, "province": document.province,
        "type": document.type, "number": document.number, "issuer": document.issuer,
        "issued_on": day(document.issued_on),
        "period_start": period.start if period else None, "period_end": period.end if period else None,
        "record": exact(document),
    }  # fmt: skip


def target_row(target: Target) -> dict[str, object]:
    """Return the columns that a target fills from its own record."""
    measure, deadline = target.measure, target.deadline
    return {
        "id": target.id, "indicator": target.indicator, "area": target.area,
        "kind": measure.kind, "operator": measure.operator, "unit": measure.unit,
        "value": None if measure.value is None else float(measure.value),
        "upper": None if measure.upper is None else float(measure.upper),
        "deadline_kind": deadline.kind if deadline else None,
        "deadline_start": day(deadline.start if deadline else None),
        "deadline_end": day(deadline.end if deadline else None),
        "record": exact(target),
    }  # fmt: skip


def insert(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> int:
    """Return the key of a new row of `table`."""
    key = connection.execute(_statement(table, row), [*row.values()]).lastrowid
    assert key is not None
    return key


def insert_all(connection: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows to `table`, all of which have the same columns."""
    if rows:
        connection.executemany(_statement(table, rows[0]), [[*row.values()] for row in rows])


def _statement(table: str, row: Mapping[str, object]) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"


def day(known: date | None) -> str | None:
    """Return a day as it is stored and compared."""
    return known.isoformat() if known else None


def exact(record: Record) -> str:
    """Return the record as JSON that reads back equal: a number as a string keeps every digit."""
    return json.dumps(record.model_dump(), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, (Decimal, date)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a record")
