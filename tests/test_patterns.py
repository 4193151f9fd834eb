"""Compiled patterns: kept on disk by content, taken up again, made anew where the file is of no use."""

from __future__ import annotations

import os

import pytest
import regex

from parcli import rulebook as rulebooks
from parcli import rulecache
from parcli.patterns import Patterns
from parcli.recognise.anchors import Anchors

SOURCE = r"(?<!\w)(?P<value>\d+)\s(?:hồ\ssơ|\p{Lu}{2,})"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PARCLI_CACHE", str(tmp_path))
    return tmp_path


def patterns(version: str = "1") -> Patterns:
    made = Patterns()
    made.version = lambda: version
    return made


def test_a_pattern_kept_on_disk_matches_as_one_compiled_anew(cache, monkeypatch):
    first = patterns()
    first.compile(SOURCE)
    first.keep()
    monkeypatch.setattr(regex, "compile", lambda *_, **__: pytest.fail("compiled again"))

    found = patterns().compile(SOURCE).search("trên 95 hồ sơ")

    assert found is not None
    assert (found.span(), found["value"]) == ((5, 13), "95")


def test_patterns_of_other_rules_are_not_taken_up(cache):
    first = patterns()
    first.compile(SOURCE)
    first.keep()
    assert patterns("2")._recalled(SOURCE) is None


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-7], lambda data: data[:40] + b"\0" + data[41:], lambda _: b""]
)
def test_a_damaged_file_is_as_good_as_none(cache, damage):
    first = patterns()
    first.compile(SOURCE)
    first.keep()
    [file] = cache.rglob("*.bin")
    file.write_bytes(damage(file.read_bytes()))

    assert patterns().compile(SOURCE).search("95 hồ sơ") is not None


def test_a_pattern_that_is_none_is_refused(cache):
    with pytest.raises(regex.error):
        patterns().compile("(")


def test_nothing_is_kept_where_the_user_wants_nothing_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("PARCLI_CACHE", "off")
    first = patterns()
    first.compile(SOURCE)
    first.keep()
    assert rulecache.recall_bytes("any") is None


def test_what_is_read_from_patterns_is_the_same_from_disk(cache):
    rules = rulebooks.load()
    read, kept = Anchors.of(rules), Anchors.of(rules)
    assert [(kept.needs(one), kept.starts(one)) for one in kept.sources] == [
        (read.needs(one), read.starts(one)) for one in read.sources
    ]


def test_what_was_kept_long_ago_is_removed_when_more_is_kept(cache):
    rulecache.keep("old", {"a": 1})
    [old] = cache.rglob("*.json")
    os.utime(old, (0, 0))

    rulecache.keep("new", {"b": 2})

    assert (rulecache.recall("old"), rulecache.recall("new")) == (None, {"b": 2})
