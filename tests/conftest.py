"""What several tests share: the rulebook, loaded once."""

from __future__ import annotations

import os

import pytest

from parcli import rulebook as rules

# Whoever runs the tests may have rules of their own; these are not tested here.
os.environ.pop("PARCLI_RULES", None)


@pytest.fixture(scope="session")
def rulebook():
    """All built-in rules."""
    return rules.load()
