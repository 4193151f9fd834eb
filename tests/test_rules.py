"""Every example, counter-example and known gap of every rule, with all rules competing."""

from __future__ import annotations

import pytest

from parcli import rulebook as rules
from parcli import rulecheck

BOOK = rules.load()


def texts(listed):
    """Return a parameter for each text in the list `listed` of each rule, with a readable id."""
    return [
        pytest.param(rule_id, number, id=f"{rule_id}-{number}")
        for rule_id, compiled in BOOK.rules.items()
        for number in range(1, len(getattr(compiled.rule, listed)) + 1)
    ]


def told(faults):
    return [str(fault) for fault in faults]


@pytest.mark.parametrize(("rule_id", "number"), texts("examples"))
def test_an_example_is_found_by_its_rule(rulebook, rule_id, number):
    assert told(rulecheck.example(rulebook[rule_id], rulebook, "examples", number)) == []


@pytest.mark.parametrize(("rule_id", "number"), texts("counter_examples"))
def test_a_counter_example_is_not_found(rulebook, rule_id, number):
    assert told(rulecheck.counter_example(rulebook[rule_id], rulebook, number)) == []


@pytest.mark.parametrize(
    ("rule_id", "number"),
    [
        pytest.param(*one.values, id=one.id, marks=pytest.mark.xfail(strict=True))
        for one in texts("known_gaps")
    ],
)
def test_a_known_gap_is_not_found_yet(rulebook, rule_id, number):
    assert told(rulecheck.example(rulebook[rule_id], rulebook, "known_gaps", number)) == []
