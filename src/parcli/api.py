"""The functions of the Python API: what a command does, with records instead of output."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import regex

from parcli import pipeline, readers, rulebook
from parcli.check import Check
from parcli.check import check as checked
from parcli.compare import Comparison, Options, Side, lineage, sides, stored
from parcli.compare import compare as compared
from parcli.compare.matrix import Matrix, Wanted
from parcli.compare.trend import Limits, Trend
from parcli.due import Asked, Due
from parcli.due import due as fallen_due
from parcli.due import stored as stored_plans
from parcli.errors import UsageError
from parcli.library import Library
from parcli.model import Extraction, Role
from parcli.rulebook import Rulebook

# The name of a document that is no file, as on the command line.
_NO_FILE = "-"
_SUFFIX = regex.compile(
    r"\.(?:txt|text|md|markdown|docx?|odt|rtf|pdf|html?|mhtml?|xlsx?|eml|zip|png|jpe?g|tiff?|jsonl?)$",
    regex.IGNORECASE,
)


def extract(source: str | os.PathLike[str], *, rules: Rulebook | None = None) -> Extraction:
    """Return the document `source` and its targets, in reading order.

    A path object is a file. A string is a file where one of that name is there, or where it looks
    like the name of one ("plans/2025.pdf", "plan.txt"); every other string is the text itself.
    Reading many documents, load the rules once and hand them on.

    >>> extract("Đến hết năm 2025, mỗi huyện xây dựng ít nhất 02 mô hình cải cách hành chính.").targets[0].measure.value
    Decimal('2')

    Errors: ReadError where a file cannot be read.
    """
    if isinstance(source, str) and not is_file_name(source):
        return pipeline.extract(_NO_FILE, text=source, rules=rules)
    return pipeline.extract(Path(source), rules=rules)


def is_file_name(source: str) -> bool:
    """Return whether a string names a file rather than being a text.

    >>> is_file_name("plans/2025.pdf"), is_file_name("Kế hoạch 2025.docx"), is_file_name("Đạt 95%.")
    (True, True, False)
    """
    if not source or "\n" in source or "\0" in source or len(source) > 4096:
        return False
    try:
        if Path(source).exists():
            return True
    except OSError:
        return False  # no file system takes such a name
    return bool(_SUFFIX.search(source)) or (os.sep in source and not regex.search(r"\s", source))


def compare(
    *given: str | os.PathLike[str] | Extraction | Side,
    library: Library | str | os.PathLike[str] | None = None,
    year: int | None = None,
    options: Options | None = None,
    restate: bool = False,
    rules: Rulebook | None = None,
) -> Comparison:
    """Return what two sides or more ask for, every target of every side in one row.

    A side is an extraction, or a name as `parcli compare` takes it: a province ("hai-duong",
    "Hải Dương@2021"), "national", the id of a document in the library, or a file. The library is
    the user's own where none is given; `year` holds for provinces named without one. `restate` lays
    a new province beside all that merged into it; then one side is enough.

    Errors: LookupFailed for a province or document that is not there, ReadError for a file that
    cannot be read, StoreError for the library, UsageError for fewer than two sides.
    """
    if len(given) < 2 and not restate:
        raise UsageError("compare needs two sides or more")
    with ExitStack() as opened:
        resolver = _resolver(library, year, rules, opened)
        found = [_as_side(_side(one, resolver)) for one in given]
        found, notes = lineage.restated(found, resolver) if restate else (found, [])
        return compared(found, options=options, notes=notes)


def _as_side(given: Side | Extraction) -> Side:
    return given if isinstance(given, Side) else sides.of([given], given.document.id)


def page(
    *given: str | os.PathLike[str] | Extraction | Side,
    library: Library | str | os.PathLike[str] | None = None,
    year: int | None = None,
    options: Options | None = None,
    rules: Rulebook | None = None,
) -> str:
    """Return one HTML page of what one side or more promise, which `parcli report` writes.

    Sides are named as in `compare`. The page holds the texts of documents whose files are at hand.

    Errors: as those of `compare`; UsageError without a side.
    """
    if not given:
        raise UsageError("a page needs one side or more")
    from parcli.originals import text_of
    from parcli.render import pages
    from parcli.report import compose

    with ExitStack() as opened:
        resolver = _resolver(library, year, rules, opened)
        found = [_as_side(_side(one, resolver)) for one in given]
        made = compose(found, lambda one: text_of(one, resolver.path_of(one.id)), options=options)
        out = io.StringIO()
        pages.write(out, made)
    return out.getvalue()


def trend(
    indicator: str,
    *provinces: str,
    library: Library | str | os.PathLike[str] | None = None,
    limits: Limits | None = None,
) -> Trend:
    """Return what provinces ask for of one indicator over the years, all provinces where none is named.

    A point is the level of one target in the year in which it is to be reached. The library is the
    user's own where none is given.

    Errors: LookupFailed for an empty library, an unknown indicator or province; StoreError for the library.
    """
    with ExitStack() as opened:
        return stored.trend_of(_library(library, opened), indicator, provinces, limits)


def matrix(
    year: int,
    *provinces: str,
    library: Library | str | os.PathLike[str] | None = None,
    wanted: Wanted | None = None,
) -> Matrix:
    """Return provinces by indicators for one year, all provinces with documents for it where none is named.

    Errors: LookupFailed for an empty library, an unknown province, indicator or area, or a year without
    documents; StoreError for the library.
    """
    with ExitStack() as opened:
        return stored.matrix_of(_library(library, opened), year, provinces, wanted)


def due(
    *given: str | os.PathLike[str] | Extraction,
    as_of: date | None = None,
    before: date | None = None,
    agency: str | None = None,
    province: str | None = None,
    roles: Iterable[Role] = (),
    collective: bool = False,
    library: Library | str | os.PathLike[str] | None = None,
    rules: Rulebook | None = None,
) -> Due:
    """Return what falls due from `as_of` (today) on, up to the day before `before`.

    `given` are extractions or what `extract` takes; without any, the library's documents are read. An
    agency is named as documents name it, or by its id, and with `collective` has what is given to all of its
    kind as well; a province is named by any of its names.

    Errors: LookupFailed for an agency or a province that is not known or has no document, ReadError for a
    file that cannot be read, StoreError for the library.
    """
    book = rules if rules is not None else rulebook.load()
    asked = Asked(
        as_of or date.today(), before, agency, frozenset(roles),
        stored.slug_of(province) if province else None, collective=collective,
    )  # fmt: skip
    with ExitStack() as opened:
        if given:
            found = [one if isinstance(one, Extraction) else extract(one, rules=book) for one in given]
        else:
            found = list(stored_plans(_library(library, opened)))
        return fallen_due(found, asked, book)


def check(
    plan: str | os.PathLike[str],
    *,
    against: Iterable[str | os.PathLike[str] | Extraction] = (),
    ignore: Iterable[str] = (),
    library: Library | str | os.PathLike[str] | None = None,
    rules: Rulebook | None = None,
) -> Check:
    """Return what is wrong in a plan, held against the library and the documents `against`.

    `plan` and `against` are what `extract` takes; `ignore` are codes of findings that are not wanted.

    >>> found = check("Tỷ lệ hồ sơ quá hạn đạt tối thiểu 2%.", library=":memory:")
    >>> [(one.code, one.severity) for one in found.findings]
    [('opposite-wording', 'warning')]

    Errors: ReadError for a file that cannot be read, StoreError for the library.
    """
    book = rules if rules is not None else rulebook.load()
    source = (
        readers.read_bytes(plan.encode("utf-8"), _NO_FILE)
        if isinstance(plan, str) and not is_file_name(plan)
        else readers.read(Path(plan))
    )
    with ExitStack() as opened:
        held = list(_library(library, opened).extractions())
    held += [one if isinstance(one, Extraction) else extract(one, rules=book) for one in against]
    return checked(source, book, held, ignore=list(ignore))


def _library(given: Library | str | os.PathLike[str] | None, opened: ExitStack) -> Library:
    if isinstance(given, Library):
        return given
    return opened.enter_context(Library(Path(given) if given is not None else None, create=False))


def _resolver(
    library: Library | str | os.PathLike[str] | None,
    year: int | None,
    rules: Rulebook | None,
    opened: ExitStack,
) -> sides.Resolver:
    """Return what finds sides; the library is opened when it is first needed."""
    return sides.Resolver(
        lambda: _library(library, opened), lambda name: pipeline.extract(Path(name), rules=rules), year
    )


def _side(given: str | os.PathLike[str] | Extraction | Side, resolver: sides.Resolver) -> Side | Extraction:
    if isinstance(given, (Extraction, Side)):
        return given
    if isinstance(given, str):
        return resolver.side(given)
    return resolver.side(str(Path(given).absolute()))


def load_rules(*folders: str | os.PathLike[str]) -> Rulebook:
    """Return the built-in rules, with those of PARCLI_RULES and of `folders` added or in their place.

    Errors: RuleError naming file, rule and reason.
    """
    return rulebook.load([Path(folder) for folder in folders])
