"""What several tests share: the rulebook, loaded once."""

from __future__ import annotations

import os

import pytest

from parcli import messages
from parcli import rulebook as rules

# Whoever runs the tests may have rules of their own; these are not tested here.
os.environ.pop("PARCLI_RULES", None)


@pytest.fixture(scope="session")
def rulebook():
    """All built-in rules."""
    return rules.load()


@pytest.fixture(autouse=True)
def language_of_the_environment():
    """A test that sets the language of messages sets it for no other test."""
    token = messages._chosen.set(None)
    yield
    messages._chosen.reset(token)
