"""Many documents: the order of results, what is lost with a process, how much is in work at a time."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from processes import gone

from parcli import batch, outcome, workers
from parcli.cli import inputs
from parcli.errors import ReadError, UsageError

NAMES = [f"{number:02}.txt" for number in range(24)]


def each(names, work, *, jobs, method="fork", **more):
    """Begin with `batch.each`, forking even where whoever runs the tests has threads."""
    return batch.each(names, work, jobs=jobs, method=method, **more)


def results(work, names=NAMES, *, jobs=3, **more):
    return [(one.name, one.result) for one in each(names, work, jobs=jobs, **more)]


def reader(name):
    """Return which process read the document."""
    return os.getpid()


def test_results_come_in_the_order_asked_for_whichever_is_ready_first():
    def late_first(name):
        time.sleep(0.05 if name < "06" else 0)
        return name.upper()

    assert results(late_first) == [(name, name.upper()) for name in NAMES]


@pytest.mark.parametrize(("names", "jobs"), [(NAMES[:1], 3), (NAMES, 1)], ids=["one document", "one job"])
def test_no_process_is_started_for_one_document_or_one_job(names, jobs):
    assert {pid for _, pid in results(reader, names, jobs=jobs)} == {os.getpid()}


def test_several_documents_are_read_by_as_many_processes_as_asked_for():
    def slow(name):
        time.sleep(0.02)
        return os.getpid()

    pids = {pid for _, pid in results(slow)}
    assert (len(pids), os.getpid() in pids) == (3, False)


def test_a_process_is_renewed_after_some_documents(monkeypatch):
    monkeypatch.setattr(workers, "_DOCUMENTS", 4)
    pids = [pid for _, pid in results(reader)]
    assert max(pids.count(pid) for pid in pids) == 4


def test_a_process_is_renewed_once_it_has_taken_much_memory(monkeypatch):
    monkeypatch.setattr(workers, "_MEMORY", 1)
    pids = [pid for _, pid in results(reader)]
    assert len({*pids}) == len(NAMES)


def test_processes_that_are_not_forked_do_the_same():
    assert results(str.upper, method="spawn") == [(name, name.upper()) for name in NAMES]


def test_what_reads_documents_can_be_handed_to_another_process(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text("Năm 2026, trên 95% hồ sơ được trả kết quả đúng hạn.", encoding="utf-8")
    reading = inputs.Extracting(None)
    found = reading.extraction(str(plan))

    assert pickle.loads(pickle.dumps(reading.extraction))(str(plan)) == found
    assert pickle.loads(pickle.dumps(found)) == found


def test_what_is_known_is_not_worked_on():
    def here(name):
        return outcome.Outcome(name, "known") if name < "12" else None

    assert [result for _, result in results(str.upper, here=here)] == ["known"] * 12 + [
        name.upper() for name in NAMES[12:]
    ]


# What is lost


def test_a_document_that_ends_its_process_twice_is_named_and_the_rest_is_read():
    def deadly(name):
        if name == "07.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return name

    found = [*each(NAMES, deadly, jobs=2)]
    assert [one.name for one in found if one.result == one.name] == [*NAMES[:7], *NAMES[8:]]
    [lost] = [one.error for one in found if one.error]
    assert str(lost) == (
        "07.txt: the process that read it was ended twice (SIGKILL); it may need more memory than there is"
    )


def test_a_document_whose_process_was_ended_once_is_read_by_another(tmp_path):
    def unlucky(name):
        with contextlib.suppress(FileExistsError):
            if name == "07.txt":
                (tmp_path / "ended").touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)
        return name

    assert results(unlucky) == [(name, name) for name in NAMES]
    assert (tmp_path / "ended").exists()


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ReadError("07.txt: is binary"), "07.txt: is binary"),
        (MemoryError(), "07.txt: needs more memory than there is"),
        (KeyError("x"), r"07.txt: cannot be read because of a fault in parcli (KeyError, test_batch.py:"),
    ],
)
def test_a_document_that_fails_says_why_and_the_rest_is_read(jobs, error, said):
    def failing(name):
        if name == "07.txt":
            raise error
        return name

    found = [*each(NAMES, failing, jobs=jobs)]
    assert [one.name for one in found] == NAMES
    assert [str(one.error)[: len(said)] for one in found if one.error] == [said]


def test_processes_end_with_the_reading_of_results():
    reading = each(NAMES, reader, jobs=2)
    pids = {next(reading).result, next(reading).result}
    reading.close()
    assert all(gone(pid) for pid in pids)


def test_an_interrupt_ends_what_a_process_has_started_as_well(tmp_path):
    def starting(name):
        child = os.spawnlp(os.P_NOWAIT, "sleep", "sleep", "600")
        (tmp_path / f"{child}").touch()
        return child

    reading = each(NAMES, starting, jobs=2)
    next(reading)
    reading.close()
    assert all(gone(int(child.name)) for child in tmp_path.iterdir())


# How much is in work


def test_no_more_is_begun_than_a_few_documents_ahead_of_the_one_that_is_awaited():
    begun = []

    def names():
        for name in NAMES * 20:
            begun.append(name)
            yield name

    def first_is_long(name):
        time.sleep(0.5 if len(begun) <= 2 and name == NAMES[0] else 0)
        return name

    reading = each(names(), first_is_long, jobs=2)
    next(reading)
    assert len(begun) <= 2 * workers._AHEAD + 1
    reading.close()


def test_large_results_that_wait_for_their_turn_hold_up_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "_HELD", 3_000_000)

    def first_is_long(name):
        (tmp_path / name).touch()
        time.sleep(0.5 if name == NAMES[0] else 0)
        return "x" * 2_000_000

    reading = each(NAMES, first_is_long, jobs=2)
    next(reading)
    assert len([*tmp_path.iterdir()]) <= 5
    assert len([*reading]) == len(NAMES) - 1


# Shards


@given(st.text(min_size=1).filter(lambda name: "\0" not in name), st.integers(1, 50))
def test_every_document_is_in_one_shard(name, count):
    with contextlib.suppress(UnicodeEncodeError):  # no name of a file
        assert sum(batch.shard(f"{number}/{count}")(name) for number in range(1, count + 1)) == 1


def test_a_document_stays_in_its_shard_on_every_machine_and_day():
    belongs = batch.shard("2/4")
    assert [name for name in NAMES[:12] if belongs(name)] == ["04.txt", "07.txt", "09.txt", "10.txt"]


def test_shards_are_of_like_size():
    belongs = batch.shard("1/4")
    assert 200 < sum(belongs(f"huyen/{number}.txt") for number in range(1000)) < 300


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "1/", "/4", "1/0", "a/4", "-1/4", "1/4/4", "½/4"])
def test_what_is_no_shard_is_refused(text):
    with pytest.raises(UsageError, match=rf"--shard {text}: write I/N"):
        batch.shard(text)
