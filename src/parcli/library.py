"""The library: documents and their targets in one SQLite file, each document stored or not at all."""

from __future__ import annotations

import difflib
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from parcli import store
from parcli.errors import LookupFailed

# The records are imported only where one is read: to ask which files are known takes less time than that.
if TYPE_CHECKING:
    from parcli.model import Document, Extraction, Target

Outcome = Literal["added", "unchanged", "replaced"]
How = Literal["all", "starts", "contains"]


class Known(NamedTuple):
    """A document of the library that need not be read again: its id and how many targets it has."""

    id: str
    targets: int


# How many documents of one province and period one is held against, the latest first; what makes two alike.
_MOST_COMPARED, _FEWEST_TARGETS, _NEARLY_ALL, _SOME = 50, 4, 0.9, 0.3
_ORDER = "ORDER BY province, issued_on, id"


def default_path() -> Path:
    """Return where the user's library is: PARCLI_LIBRARY, else in the user's data folder."""
    named = os.environ.get("PARCLI_LIBRARY")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("parcli", appauthor=False)) / "library.db"


class Library:
    """Documents and their targets in one SQLite file.

    >>> with Library(":memory:") as library:
    ...     library.documents()
    []

    Errors: StoreError for what is wrong with the file, LookupFailed for an unknown document.
    """

    def __init__(self, path: Path | str | None = None, *, create: bool = True) -> None:
        """Open the library at `path`, or the user's own one.

        Without `create`, the user's own is empty where it is not there, another one is an error.
        """
        self.path = Path(path) if path is not None else default_path()
        # SQLite's own name for a library that lives as long as it is open.
        in_memory = str(path) == ":memory:"
        usual = os.environ.get("PARCLI_LIBRARY")
        self._connection = store.connect(
            self.path, create=create and not in_memory,
            named=path is not None and not in_memory and str(path) != usual,
            folder=create and path is None and not usual,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the library cannot be used any more."""
        self._connection.close()

    def add(
        self, extraction: Extraction, *, path: str, rules_version: str, file_sha256: str | None = None
    ) -> Outcome:
        """Return what storing `extraction` came to; the older version of a document makes room for it.

        The same document is the same text; a new version of it has the same path, or the same type,
        number, issuer and date. `path` is "-" for a document that has none. `file_sha256` is the digest
        of the file's bytes, by which `known` recognises it.
        """
        file = store.same_file_name(path)
        outcome: Outcome
        with self._writing() as connection:
            same = self._row("sha256 = ?", extraction.document.sha256)
            older = [row for row in self._versions(extraction.document, file) if row["key"] != _key(same)]
            # Files of what is only moved away from its path by another document are to be read again.
            read = _files(connection, [row for row in older if _is_version(row, extraction.document)])
            if same and _alike(self._read(same), extraction):
                key, outcome = same["key"], "replaced" if older else "unchanged"
                _delete(connection, older)
                connection.execute(
                    "UPDATE documents SET rules_version = ? WHERE key = ?", (rules_version, key)
                )
            else:
                read += _files(connection, [same] if same else [])
                _delete(connection, [*older, *([same] if same else [])])
                key, outcome = (
                    self._insert(extraction, file, rules_version),
                    "replaced" if older or same else "added",
                )
            if file is not None and file_sha256 is not None:
                read.append((file, file_sha256, rules_version))
            connection.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", [(*each, key) for each in read]
            )
            return outcome

    def known(self, path: str, file_sha256: str, rules_version: str) -> Known | None:
        """Return the document that this very file came to, if it was read with these very rules.

        It may have been read from a copy of the file, or be a newer version of what the file holds.
        """
        with store.plainly(self.path):
            row = self._connection.execute(
                "SELECT id, (SELECT count(*) FROM targets WHERE targets.document = key) FROM files "
                "JOIN documents ON key = files.document "
                "WHERE files.path = ? AND files.sha256 = ? AND files.rules_version = ?",
                (store.same_file_name(path), file_sha256, rules_version),
            ).fetchone()
        return Known(*row) if row else None

    def path_of(self, document_id: str) -> str | None:
        """Return the file that a document was read from, None for one that came without."""
        row = self._row("id = ?", document_id)
        return row["path"] if row else None

    def document_of(self, sha256: str) -> Document | None:
        """Return the document whose decoded text has this digest."""
        row = self._row("sha256 = ?", sha256)
        return _document(row) if row else None

    def lookalike(self, document_id: str) -> str | None:
        """Return another document of the library that seems to be the same one, in another format perhaps.

        It plans the same period of the same province, has nearly the same targets, or the same type, title and
        issuer and some of the targets, and one of the two has no number, by which a new version would be known.
        """
        own = self._known(document_id)
        with store.plainly(self.path):
            others = self._connection.execute(
                "SELECT * FROM documents WHERE key <> :key AND province IS :province AND period_start IS :period_start "
                "AND period_end IS :period_end AND (number IS NULL OR :number IS NULL) ORDER BY key DESC LIMIT :most",
                {**own, "most": _MOST_COMPARED},
            ).fetchall()  # fmt: skip
        mine = self._texts(own) if others else set()
        return next((row["id"] for row in others if _seem_one(own, mine, row, self._texts(row))), None)

    def _texts(self, row: sqlite3.Row) -> set[str]:
        """Return the texts of a document's targets as they are held against those of another."""
        with store.plainly(self.path):
            targets = self._connection.execute("SELECT record FROM targets WHERE document = ?", (row["key"],))
            return {_plain(json.loads(record)["text"]) for (record,) in targets}

    def documents(self, province: str | None = None, year: int | None = None) -> list[Document]:
        """Return the documents of a province and a year, those of all where none is named.

        The year is taken as in `documents_of`, for each province by itself.
        """
        found = [_document(row) for row in self._rows(province)]
        if year is None:
            return found
        chosen = [
            document.id
            for name in dict.fromkeys(document.province for document in found)
            for document in of_year([item for item in found if item.province == name], year)[0]
        ]
        return [document for document in found if document.id in set(chosen)]

    def documents_of(self, province: str | None, year: int | None) -> tuple[list[Document], How]:
        """Return the documents of a province and a year, and how the year was taken.

        "starts": their period starts in it, or without a period they were issued in it; failing
        these, "contains": their period contains it. "all" where no year is asked for.
        """
        found = [_document(row) for row in self._rows(province)]
        return of_year(found, year) if year is not None else (found, "all")

    def extraction(self, document_id: str) -> Extraction:
        """Return one document with its targets; LookupFailed names the nearest ids."""
        return self._read(self._known(document_id))

    def extractions(self, province: str | None = None, year: int | None = None) -> Iterator[Extraction]:
        """Yield the documents of `documents` with their targets, one at a time."""
        for document in self.documents(province, year):
            row = self._row("id = ?", document.id)
            if row:  # else another process has removed it meanwhile
                yield self._read(row)

    def targets(
        self, *, provinces: Collection[str] = (), indicators: Collection[str] = ()
    ) -> Iterator[tuple[Target, Document]]:
        """Yield targets with their documents, in the order of `documents`, then in reading order.

        Only those of some provinces and of some indicators where any are named.
        """
        parts = [("documents.province", provinces), ("targets.indicator", indicators)]
        asked = [(column, [*names]) for column, names in parts if names]
        where = " AND ".join(f"{column} IN ({', '.join('?' * len(names))})" for column, names in asked)
        with store.plainly(self.path):
            rows = self._connection.execute(
                "SELECT document, targets.record AS target, documents.record AS record FROM targets "
                f"JOIN documents ON key = document {f'WHERE {where}' if where else ''} "
                "ORDER BY documents.province, issued_on, documents.id, position",
                [name for _, names in asked for name in names],
            ).fetchall()
        from parcli.model import Target

        read: dict[int, Document] = {}
        for row in rows:
            if row["document"] not in read:
                read[row["document"]] = _document(row)
            yield Target.model_validate_json(row["target"]), read[row["document"]]

    def remove(self, document_id: str) -> None:
        """Take one document out; LookupFailed names the nearest ids."""
        self._known(document_id)
        with self._writing() as connection:
            _delete(connection, [self._known(document_id)])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with store.plainly(self.path), store.transaction(self._connection):
            yield self._connection

    def _row(self, where: str, *values: str | None) -> sqlite3.Row | None:
        with store.plainly(self.path):
            cursor = self._connection.execute(f"SELECT * FROM documents WHERE {where}", values)
            row: sqlite3.Row | None = cursor.fetchone()
            return row

    def _rows(self, province: str | None) -> list[sqlite3.Row]:
        with store.plainly(self.path):
            where = "WHERE province = ?" if province is not None else ""
            values = (province,) if province is not None else ()
            return self._connection.execute(f"SELECT * FROM documents {where} {_ORDER}", values).fetchall()

    def _known(self, document_id: str) -> sqlite3.Row:
        row = self._row("id = ?", document_id)
        if row:
            return row
        ids = [row["id"] for row in self._rows(None)]
        near = difflib.get_close_matches(document_id, ids, n=3, cutoff=0.4)
        code = "lookup.document-near" if near else "lookup.document"
        raise LookupFailed(code=code, id=document_id, near=", ".join(near))

    def _versions(self, document: Document, file: str | None) -> list[sqlite3.Row]:
        identity = _identity(document)
        where, values = "path = ?", [file]
        if None not in identity:
            where += " OR (type = ? AND number = ? AND issuer = ? AND issued_on = ?)"
            values += identity
        return self._connection.execute(f"SELECT * FROM documents WHERE {where}", values).fetchall()

    def _read(self, row: sqlite3.Row) -> Extraction:
        with store.plainly(self.path):
            targets = self._connection.execute(
                "SELECT record FROM targets WHERE document = ? ORDER BY position", (row["key"],)
            ).fetchall()
        from parcli.model import Extraction, Target

        return Extraction(
            schema_version=row["schema_version"],
            document=_document(row),
            targets=tuple(Target.model_validate_json(target["record"]) for target in targets),
        )

    def _insert(self, extraction: Extraction, file: str | None, rules_version: str) -> int:
        document = extraction.document.model_copy(update={"id": self._free_id(extraction.document.id)})
        key = store.insert(self._connection, "documents", {
            **store.document_row(document), "path": file, "rules_version": rules_version,
            "schema_version": extraction.schema_version,
        })  # fmt: skip
        place = {"document": key, "province": document.province}
        store.insert_all(self._connection, "targets", [
            {**store.target_row(target), **place, "position": position}
            for position, target in enumerate(extraction.targets)
        ])  # fmt: skip
        return key

    def _free_id(self, wanted: str) -> str:
        number, free = 2, wanted
        while self._row("id = ?", free):
            free, number = f"{wanted}-{number}", number + 1
        return free


def of_year(documents: Sequence[Document], year: int) -> tuple[list[Document], How]:
    """Return the documents that speak for `year`, and how it was taken; see `Library.documents_of`."""
    starting = [document for document in documents if _starts(document) == year]
    if starting:
        return starting, "starts"
    return [
        item for item in documents if item.period and item.period.start <= year <= item.period.end
    ], "contains"


def _starts(document: Document) -> int | None:
    if document.period:
        return document.period.start
    return document.issued_on.year if document.issued_on else None


def _alike(stored: Extraction, new: Extraction) -> bool:
    """Whether both say the same, wherever the text was read from."""
    named = {"id": stored.document.id, "source": stored.document.source, "encoding": stored.document.encoding}
    return stored == new.model_copy(update={"document": new.document.model_copy(update=named)})


def _seem_one(one: sqlite3.Row, mine: set[str], other: sqlite3.Row, theirs: set[str]) -> bool:
    """Whether nearly all targets are the same, or some of them under the same title, by the same issuer."""
    shared = len(mine & theirs)
    if len(mine) >= _FEWEST_TARGETS and shared >= _NEARLY_ALL * len(mine | theirs):
        return True
    titles = [_plain(json.loads(row["record"])["title"] or "") for row in (one, other)]
    same_head = titles[0] == titles[1] != "" and (one["type"], one["issuer"]) == (
        other["type"],
        other["issuer"],
    )
    # Another format breaks texts elsewhere; where none is the same, as with titles of one word, it is another plan.
    return same_head and shared >= _SOME * min(len(mine), len(theirs))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _identity(document: Document) -> tuple[str | None, ...]:
    """Return what all versions of a document share, where none of it is None."""
    return document.type, document.number, document.issuer, store.day(document.issued_on)


def _is_version(row: sqlite3.Row, document: Document) -> bool:
    identity = _identity(document)
    return None not in identity and identity == _identity(_document(row))


def _files(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> list[tuple[str, str, str]]:
    """Return the files that came to these documents, as they were read."""
    return [
        tuple(file)
        for row in rows
        for file in connection.execute(
            "SELECT path, sha256, rules_version FROM files WHERE document = ?", (row["key"],)
        )
    ]


def _delete(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> None:
    connection.executemany("DELETE FROM documents WHERE key = ?", [(row["key"],) for row in rows])


def _document(row: sqlite3.Row) -> Document:
    from parcli.model import Document

    return Document.model_validate_json(row["record"])


def _key(row: sqlite3.Row | None) -> int | None:
    return row["key"] if row else None
