"""Many documents by the workers of a Dask scheduler: none is missing, none is there twice, whatever is lost."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
import types
from pathlib import Path

import distributed

# Its plugin would import it at the very end, where Python 3.11 may fail to parse while Dask watches for garbage.
import hypothesis  # noqa: F401
import pytest
from distributed.scheduler import KilledWorker

from parcli import cluster, rulebook
from parcli.cluster import find, folder, work
from parcli.errors import StoreError, UsageError

REAL = [sys.executable, "-m", "parcli"]
AIM = "Năm 2026, trên {}% hồ sơ thủ tục hành chính cấp xã được trả kết quả đúng hạn.\n"
# Words without a target, which are read fast.
PROSE = (
    "Cán bộ công chức của tỉnh tiếp tục học tập và làm việc theo tinh thần phục vụ nhân dân. " * 6 + "\n\n"
)


@pytest.fixture
def plans(tmp_path):
    """Two hundred plans in folders of their own, each with two targets."""
    for number in range(200):
        path = tmp_path / "plans" / f"{number % 7}" / f"{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Kế hoạch {number}\n\n{AIM.format(number % 90)}\n{PROSE}{AIM.format(95)}", "utf-8")
    return tmp_path / "plans"


@pytest.fixture
def environment():
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PARCLI", "DASK"))}
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C.UTF-8"}


@pytest.fixture
def dask(tmp_path, environment):
    """Return the address of a scheduler and its two workers, each a process of its own."""
    about, running = tmp_path / "scheduler.json", []

    def start(program, *arguments):
        command = [sys.executable, "-m", f"distributed.cli.dask_{program}", "--scheduler-file", str(about)]
        running.append(
            subprocess.Popen([*command, "--no-dashboard", *arguments], env=environment, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, cwd=tmp_path)
        )  # fmt: skip
        return running[-1]

    start("scheduler", "--host", "127.0.0.1", "--port", "0")
    workers = [
        start("worker", "--no-nanny", "--nthreads", "1", "--local-directory", f"w{each}") for each in "12"
    ]
    for _ in range(600):
        if about.exists() and about.stat().st_size:
            break
        time.sleep(0.05)
    yield json.loads(about.read_text())["address"], workers
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def inside():
    """Return a client whose scheduler and worker are in this process."""
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as local,
        distributed.Client(local, set_as_default=False) as client,
    ):
        yield client


def job(output, form="json", **changes):
    fields = {"only_flagged": False, "rules_version": rulebook.load().version}
    return cluster.Job(str(output), form, **fields | changes)


def parts(path, least):
    return [*cluster.parts([str(path)], lambda error, name: pytest.fail(str(error)), least)]


def files(output):
    return sorted(path for path in Path(output).iterdir() if path.name.startswith("part-"))


def lines(output):
    return [line for file in files(output) for line in file.read_text("utf-8").splitlines()]


def failures(reports):
    return [(name, str(error)) for one in reports for name, error in one.failed]


# On a real scheduler


def test_a_lost_worker_leaves_no_document_out_and_none_twice(dask, plans, tmp_path, environment):
    address, workers = dask
    with cluster.connected(address) as client:
        client.wait_for_workers(2, timeout=60)
        asked = parts(plans, 15_000)
        reports = cluster.run(client, asked, job(tmp_path / "out"))
        done = [next(reports)]
        workers[0].send_signal(signal.SIGKILL)
        done += reports

    assert len(asked) > 8
    assert sorted(one.part.number for one in done) == [one.number for one in asked]
    assert failures(done) == []
    alone = subprocess.run(
        [*REAL, "extract", str(plans), "--jobs", "1"], env=environment, capture_output=True, text=True
    )
    assert len(alone.stdout.splitlines()) == 200
    assert sorted(lines(tmp_path / "out")) == sorted(alone.stdout.splitlines())


def test_the_command_writes_a_folder_and_ends_when_it_is_interrupted(dask, plans, tmp_path, environment):
    address, _ = dask
    (plans / "0" / "binary.txt").write_bytes(bytes(range(256)))
    command = [*REAL, "extract", "plans", "--scheduler", address, "--output"]
    more = {
        "cwd": tmp_path,
        "env": environment,
        "stderr": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "text": True,
    }

    done = subprocess.run([*command, "out", "--format", "jsonl"], check=False, **more)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "parcli: plans/0/binary.txt: is binary, not a text\n"
    assert len(lines(tmp_path / "out")) == 400
    assert json.loads((tmp_path / "out" / folder.NOTE).read_text())["complete"] is True

    process = subprocess.Popen([*command, "other"], **more)
    while not (tmp_path / "other" / folder.NOTE).exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert (process.communicate(timeout=30), process.returncode) == (("", ""), 130)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--scheduler", "tcp://127.0.0.1:1"], 2, "--scheduler needs --output FOLDER"),
        (["--scheduler", "here", "-o", "out"], 2, "--scheduler here: write the address of a Dask scheduler"),
        (
            ["--scheduler", "tcp://h:1", "-o", "out", "-f", "csv"],
            2,
            "--scheduler writes parquet, json, jsonl, not csv",
        ),
        (["--scheduler", "tcp://h:1", "-o", "out", "--jobs", "2"], 2, "--jobs is for this machine alone"),
    ],
)
def test_what_does_not_go_together_is_one_line(tmp_path, environment, arguments, status, said):
    done = subprocess.run(
        [*REAL, "extract", ".", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (status, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"parcli: {said}")


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.5)
    with pytest.raises(StoreError, match=r"tcp://127.0.0.1:1: no Dask scheduler answers"):
        cluster.connected("tcp://127.0.0.1:1").__enter__()
    with pytest.raises(UsageError):
        cluster.connected("127.0.0.1").__enter__()


def test_workers_that_are_all_gone_are_said_and_the_command_can_go_on(dask, plans, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_PATIENCE_SECONDS", 2)
    address, workers = dask
    with cluster.connected(address) as client:
        reports = cluster.run(client, parts(plans, 15_000), job(tmp_path / "out"))
        next(reports)
        for worker in workers:
            worker.kill()
        with pytest.raises(StoreError, match=r"all of its workers, have gone away; .*goes on with the rest"):
            list(reports)
    assert 0 < len(lines(tmp_path / "out")) < 200


def test_what_a_worker_cannot_do_at_all_is_one_line(inside, plans, tmp_path, monkeypatch):
    def not_there(part, job):
        raise ModuleNotFoundError("No module named 'parcli'")

    monkeypatch.setattr(cluster, "write_part", not_there)
    with pytest.raises(
        StoreError, match="cannot do it: ModuleNotFoundError: No module named 'parcli'; is the same"
    ):
        [*cluster.run(inside, parts(plans, 20_000), job(tmp_path / "out"))]


# Parts


def test_a_part_has_at_least_its_bytes_and_the_order_is_that_of_extract(plans, environment):
    found = parts(plans, 20_000)
    sizes = [sum(one.size for one in part.documents) for part in found]
    assert all(20_000 <= size < 40_000 for size in sizes[:-1])
    sources = [one.source for part in found for one in part.documents]
    assert sources == sorted(sources)
    assert len(sources) == 200
    assert len(parts(plans, find.PART_BYTES)) == 1


def test_links_pipes_and_hidden_files_are_taken_as_extract_takes_them(tmp_path):
    (tmp_path / "a").mkdir()
    for name in ("a/1.txt", "a/.hidden", "b.txt", ".c.txt"):
        (tmp_path / name).write_text("1", encoding="utf-8")
    (tmp_path / "a" / "link.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "a" / "lost.txt").symlink_to("/nowhere")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "a" / "pipe")
    [part] = parts(tmp_path, 1000)
    assert [one.source.removeprefix(f"{tmp_path}/") for one in part.documents] == [
        "a/1.txt", "a/link.txt", "a/lost.txt", "b.txt"
    ]  # fmt: skip


def test_only_documents_of_a_folder_are_taken_as_extract_takes_them(tmp_path):
    contents = {"a.jsonl": "{}", "b.py": "1", "c.dat": "%PDF-1.7", "d.md": "1", "e.docx": "1"}
    for name, content in contents.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    passed = []
    [part] = cluster.parts([str(tmp_path)], lambda error, name: pytest.fail(str(error)), passed=passed.append)
    assert [Path(one.source).name for one in part.documents] == ["c.dat", "d.md", "e.docx"]
    assert [Path(name).name for name in passed] == ["a.jsonl", "b.py"]


def test_a_part_has_another_name_once_a_document_changes(plans):
    before, _, *_ = parts(plans, 20_000)
    assert parts(plans, 20_000)[0].name == before.name
    (plans / "0" / "000.txt").write_text("other", encoding="utf-8")
    assert parts(plans, 20_000)[0].name != before.name


def test_what_is_not_there_or_has_no_such_address_is_said():
    said = []
    assert [*cluster.parts(["/nowhere"], lambda error, name: said.append(str(error)))] == []
    assert said == ["/nowhere: cannot be read: no such file or folder"]
    with pytest.raises(StoreError, match="ftpx://host/x: cannot be opened: Protocol not known"):
        find.filesystem("ftpx://host/x")


# Going on, and what fails


def test_a_run_goes_on_with_what_is_not_there_and_takes_away_what_has_changed(inside, plans, tmp_path):
    (plans / "0" / "binary.txt").write_bytes(bytes(range(256)))
    output = tmp_path / "out"
    first = [*cluster.run(inside, parts(plans, 20_000), job(output))]
    before = {file.name: file.stat().st_mtime_ns for file in files(output)}
    files(output)[1].unlink()
    changed = plans / "6" / "006.txt"
    changed.write_text(changed.read_text("utf-8").replace("95%", "96%"), encoding="utf-8")

    second = [*cluster.run(inside, parts(plans, 20_000), job(output))]

    redone = [one.part.number for one in second if one.written]
    assert len(redone) == 2
    assert failures(second) == failures(first) == [
        (f"{plans}/0/binary.txt", f"{plans}/0/binary.txt: is binary, not a text")
    ]  # fmt: skip
    after = {file.name: file.stat().st_mtime_ns for file in files(output)}
    assert len(after) == len(before)
    assert sum(before.get(name) == changed for name, changed in after.items()) == len(before) - 2
    assert len(lines(output)) == 200


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda output: (output / "notes.txt").touch(), "holds other files"),
        (lambda output: folder.prepare(job(output, "jsonl")), "holds results of another parcli"),
    ],
)
def test_a_folder_of_something_else_is_left_alone(inside, plans, tmp_path, spoil, said):
    output = tmp_path / "out"
    output.mkdir()
    spoil(output)
    before = sorted(output.iterdir())
    with pytest.raises(StoreError, match=said):
        [*cluster.run(inside, parts(plans, 50_000), job(output))]
    assert sorted(output.iterdir()) == before


def test_a_document_that_ends_its_workers_is_named_and_the_rest_of_its_part_is_there(
    inside, plans, tmp_path, monkeypatch
):
    def deadly(part, job):
        if any(one.source.endswith("/003.txt") for one in part.documents):
            raise KilledWorker("task", types.SimpleNamespace(address="tcp://worker:1"), 3)
        return work.write_part(part, job)

    monkeypatch.setattr(cluster, "write_part", deadly)
    done = [*cluster.run(inside, parts(plans, 20_000), job(tmp_path / "out"))]

    lost = f"{plans}/3/003.txt"
    assert [name for name, _ in failures(done)] == [lost]
    found = [json.loads(line)["document"]["source"] for line in lines(tmp_path / "out")]
    assert sorted([*found, lost]) == sorted(str(path) for path in plans.rglob("*.txt"))
    # Whoever goes on is told again, and loses no more workers by it.
    again = [*cluster.run(inside, parts(plans, 20_000), job(tmp_path / "out"))]
    assert [one.written for one in again] == [None] * len(done)
    assert failures(again) == failures(done)
    note = json.loads((tmp_path / "out" / folder.NOTE).read_text())
    assert note["files"] == [file.name for file in files(tmp_path / "out")]


def test_a_worker_with_other_rules_is_refused(plans, tmp_path):
    with pytest.raises(StoreError, match="a worker has other rules than this machine"):
        work.write_part(parts(plans, 1)[0], job(tmp_path, rules_version="other"))


def test_rules_of_the_users_own_go_to_the_workers(plans, tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "own.yaml").write_text(
        'schema: "1"\nrules:\n- id: wording.pledged\n  kind: wording\n  means: pledged\n  words: ["cam kết chắc chắn"]\n'
        '  gives: {wording: striving}\n  examples: [{text: "cam kết chắc chắn đạt 95%", seen: invented}]\n'
        '  counter_examples: [{text: "đạt 95%", why: nothing is pledged}]\n',
        encoding="utf-8",
    )
    version = rulebook.load([rules]).version
    assert version != rulebook.load().version
    (tmp_path / "out").mkdir()
    own = job(tmp_path / "out", rules_version=version, own_rules=(work.texts(rules),))
    assert work.write_part(parts(plans, 1)[0], own).written == cluster.Written(1, 2)


def test_results_may_go_to_any_address_that_fsspec_knows(inside, plans):
    import fsspec

    found = [*cluster.run(inside, parts(plans / "0", 10_000), job("memory://results/2026", "jsonl"))]
    memory = fsspec.filesystem("memory")
    written = "".join(memory.cat_file(f"/results/2026/{one.part.file('jsonl')}").decode() for one in found)
    assert len(written.splitlines()) == 2 * sum(len(one.part.documents) for one in found) > 20


def test_a_part_that_cannot_be_written_whole_is_not_there(tmp_path):
    write = (
        "import sys; from parcli.cluster import folder; from parcli.errors import StoreError\n"
        "try: folder.write(sys.argv[1], 'part', b'x' * 200_000)\n"
        "except StoreError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", write, str(tmp_path)], capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    assert done.stdout == f"{tmp_path}/part: cannot be written: the file would grow too large\n"
    assert [*tmp_path.iterdir()] == []
