"""What is asked of all workers of a run: where results go and how, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass

# The text of each file of rules, by its name in its folder.
Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Job:
    """What is the same for all parts: where results go and how, and the rules."""

    output: str
    form: str
    only_flagged: bool
    rules_version: str
    # Folders of the user's own rules, which a worker on another machine does not have.
    own_rules: tuple[Texts, ...] = ()
