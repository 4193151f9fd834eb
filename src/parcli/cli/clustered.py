"""`parcli extract --scheduler`: the same, by the workers of a Dask scheduler, into a folder of parts."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from parcli.cli import options, report
from parcli.errors import ParcliError, UsageError

# Formats of which parts can be read as one.
FORMATS = ("parquet", "json", "jsonl")


def extract(
    paths: Sequence[str], scheduler: str, *, form: str | None, out: Path | None, only_flagged: bool,
    rules: list[Path] | None, here_alone: Mapping[str, object],
) -> None:  # fmt: skip
    """Have the documents of files, folders and fsspec addresses extracted, and report those that fail."""
    from parcli import cluster, rulepath
    from parcli.cluster import work

    _check(form, out, here_alone)
    book = options.rulebook(rules)
    own = tuple(work.texts(folder) for folder in rulepath.extra_folders(rules or ()))
    # A path object would make one slash of the two of an address.
    job = cluster.Job(_address(str(out)), form or "parquet", only_flagged, book.version, own)
    failed = False

    def fail(error: ParcliError, name: str) -> None:
        nonlocal failed
        failed = True
        progress.clear()
        report.error(error, name)

    total = 0
    if report.on_terminal():
        total = sum(len(part.documents) for part in cluster.parts(paths, lambda error, name: None))
    progress, done, passed = report.Progress(total), 0, list[str]()
    with cluster.connected(scheduler) as client:
        reports = cluster.run(client, cluster.parts(paths, fail, passed=passed.append), job)
        with contextlib.closing(reports):
            for one in reports:
                for name, error in one.failed:
                    fail(error, name)
                done += len(one.part.documents)
                progress.show(done, one.part.documents[-1].source)
    progress.clear()
    if passed:
        report.note("note.passed-over", count=len(passed), name=passed[0])
    if not done and not failed:
        report.note("note.empty-folder", path=", ".join(paths))
    if failed:
        raise typer.Exit(1)


def _check(form: str | None, out: Path | None, here_alone: Mapping[str, object]) -> None:
    if out is None or str(out) == "-":
        raise UsageError(code="cluster.output")
    if form is not None and form not in FORMATS:
        raise UsageError(code="cluster.format", format=form, formats=", ".join(FORMATS))
    for name, value in here_alone.items():
        if value is not None:
            raise UsageError(code="cluster.option", option=name)


def _address(out: str) -> str:
    """Return the address of the folder of results: a path as it is, a URL with both its slashes.

    >>> _address("s3:/bucket/out"), _address("/mnt/out")
    ('s3://bucket/out', '/mnt/out')
    """
    protocol, colon, rest = out.partition(":/")
    if not colon or len(protocol) < 2 or not protocol.isalnum():
        return str(Path(out).absolute())
    return f"{protocol}://{rest.lstrip('/')}" if protocol != "file" else f"file:///{rest.lstrip('/')}"
