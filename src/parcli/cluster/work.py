"""What a worker does: it reads the documents of one part, and writes their results as one file at one stroke."""

from __future__ import annotations

import functools
import io
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parcli.cluster import folder
from parcli.cluster.find import Found, Part, filesystem
from parcli.cluster.job import Job, Texts
from parcli.errors import ParcliError, ReadError, StoreError
from parcli.model import Extraction
from parcli.outcome import attempt
from parcli.rulebook import Rulebook

# Threads of one worker would only take the processor from each other, and matching runs under a time limit.
_ONE = threading.Lock()


@dataclass(frozen=True)
class Written:
    """What a file of results holds."""

    documents: int
    targets: int


@dataclass(frozen=True)
class Report:
    """What became of a part; `written` is None where nothing was written now: its file was there already, or
    its workers were lost."""

    part: Part
    written: Written | None
    failed: tuple[tuple[str, ParcliError], ...]


def write_part(part: Part, job: Job) -> Report:
    """Return what became of the documents of `part`, once their file of results is there.

    Errors: StoreError where it cannot be written, or where this worker has other rules.
    """
    with _ONE:
        rules = _rules(job.own_rules)
        if rules.version != job.rules_version:
            raise StoreError(code="cluster.rules", found=rules.version, wanted=job.rules_version)
        found, failed = list[Extraction](), list[tuple[str, ParcliError]]()
        for document in part.documents:
            outcome = attempt(document.source, functools.partial(_read, document, rules))
            if outcome.result is not None:
                found.append(outcome.result)
            elif outcome.error is not None:
                failed.append((document.source, outcome.error))
        if job.only_flagged:
            found = [one.flagged() for one in found]
        write_results(part, job, found, failed)
    return Report(part, Written(len(found), sum(len(one.targets) for one in found)), tuple(failed))


def write_results(
    part: Part, job: Job, found: Sequence[Extraction], failed: Sequence[tuple[str, ParcliError]]
) -> None:
    """Write the file of a part, and before it which of its documents could not be read."""
    folder.note_failures(job, part, failed)
    folder.write(job.output, part.file(job.form), rendered(found, job.form))


def _read(document: Found, rules: Rulebook, source: str) -> Extraction:
    from parcli import pipeline, readers
    from parcli.readers import limits

    limits.refuse_above(source, document.size, limits.MAX_FILE, "bytes")
    files, path = filesystem(document.address)
    try:
        data = files.cat_file(path)
    except OSError as error:
        raise ReadError(code="read.failed", path=source, reason=error) from error
    return pipeline.extract_source(readers.read_bytes(data, source), rules)


def rendered(found: Sequence[Extraction], form: str) -> bytes:
    """Return the file of results in the format `form`, as `parcli extract` of several documents writes it."""
    from parcli.render import targets

    raw = io.BytesIO()
    page = io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", newline="\n")
    with targets.writer(form, page, several=True) as write:
        for one in found:
            write(one)
    page.flush()
    return raw.getvalue()


@functools.lru_cache(maxsize=2)
def _rules(own: tuple[Texts, ...]) -> Rulebook:
    """Return the built-in rules with those that came with the job."""
    from parcli import rulebook

    with tempfile.TemporaryDirectory(prefix="parcli-rules-") as place:
        folders = []
        for number, texts in enumerate(own):
            folders.append(Path(place) / str(number))
            for name, text in texts:
                file = folders[-1] / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
        return rulebook.load(folders)


def texts(root: Path) -> Texts:
    """Return all YAML files under a folder of rules."""
    files = sorted(file for file in root.rglob("*") if file.suffix in (".yaml", ".yml") and file.is_file())
    return tuple((file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")) for file in files)
