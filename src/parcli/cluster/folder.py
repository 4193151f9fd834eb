"""The folder of results: files that are there whole or not at all, and a note of which run they are from."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from parcli.cluster.find import Part, filesystem
from parcli.cluster.job import Job
from parcli.errors import ParcliError, ReadError, StoreError
from parcli.version import version

# Hidden from those who read all files of a folder, as engines do with names like this.
NOTE = "_parcli.json"


def prepare(job: Job) -> set[str]:
    """Return the files that an earlier run of the same job has finished; make the folder if it is not there.

    Errors: StoreError where the folder holds anything else, or cannot be written.
    """
    files, path = filesystem(job.output)
    with _plainly(job.output):
        files.makedirs(path, exist_ok=True)
        files.invalidate_cache()
        names = {str(name).rstrip("/").rpartition("/")[2] for name in files.ls(path, detail=False)}
        if NOTE in names:
            if json.loads(files.cat_file(f"{path}/{NOTE}")).get("job") == _note(job):
                return {name for name in names if name.startswith("part-")}
            raise StoreError(code="cluster.other-job", path=job.output)
        if any(not name.startswith(".") for name in names):
            raise StoreError(code="cluster.not-empty", path=job.output)
    write(job.output, NOTE, _json({"job": _note(job), "complete": False}))
    return set()


def failures(job: Job, part: Part) -> tuple[tuple[str, ParcliError], ...]:
    """Return the documents of a finished part that could not be read, as `note_failures` wrote them."""
    files, path = filesystem(job.output)
    with _plainly(job.output):
        if not files.exists(f"{path}/{_failed(part)}"):
            return ()
        return tuple(
            (name, ReadError(said)) for name, said in json.loads(files.cat_file(f"{path}/{_failed(part)}"))
        )


def note_failures(job: Job, part: Part, failed: Sequence[tuple[str, ParcliError]]) -> None:
    """Write which documents of a part could not be read and why, for whoever goes on with the job."""
    if failed:
        write(job.output, _failed(part), _json([[name, str(error)] for name, error in failed]))


def _failed(part: Part) -> str:
    return f"_failed-{part.name}.json"


def finish(job: Job, written: Collection[Part]) -> None:
    """Take away parts of documents that have changed since an earlier run, and note that all are there."""
    files, path = filesystem(job.output)
    own = {part.file(job.form) for part in written}
    kept = own | {_failed(part) for part in written}
    with _plainly(job.output):
        files.invalidate_cache()
        for address in files.ls(path, detail=False):
            name = str(address).rpartition("/")[2]
            if name.startswith(("part-", "_failed-")) and name not in kept:
                files.rm_file(address)
    write(job.output, NOTE, _json({"job": _note(job), "complete": True, "files": sorted(own)}))


def write(output: str, name: str, data: bytes) -> None:
    """Write a file of the folder at one stroke.

    Errors: StoreError where it cannot be written; then nothing of it is left.
    """
    files, path = filesystem(output)
    with _plainly(f"{output.rstrip('/')}/{name}"):
        if files.protocol not in ("file", "local") and "file" not in files.protocol:
            files.pipe_file(f"{path}/{name}", data)  # object stores show an object once all of it is there
            return
        beside = f"{path}/.{name}.{secrets.token_hex(4)}.tmp"
        try:
            files.pipe_file(beside, data)
            files.mv(beside, f"{path}/{name}")
        finally:
            if files.exists(beside):
                files.rm_file(beside)


def _note(job: Job) -> dict[str, Any]:
    """Return what must be the same for files of two runs to stand beside each other."""
    return {
        "parcli": version(), "rules": job.rules_version, "format": job.form, "only_flagged": job.only_flagged
    }  # fmt: skip


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1) + "\n").encode()


@contextmanager
def _plainly(path: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise StoreError(code="output.failed", path=path, reason=error) from error
