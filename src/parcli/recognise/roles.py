"""The words beside bodies → what each has to do: lead, coordinate, advise, monitor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from parcli.recognise.agencies import Body
from parcli.recognise.mention import Hit, hits, longest
from parcli.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Assignment:
    """A body with the role that a clause gives it."""

    body: Body
    role: str
    rules: tuple[str, ...] = ()


_CLAUSE_END = regex.compile(r"[.;]")


def assign(folded: str, bodies: Sequence[Body], rules: Rulebook) -> list[Assignment]:
    """Return the roles that a clause gives to the bodies in it.

    A body without a word for its role leads where it is the subject: at the clause's beginning.
    """
    every = list(hits(rules, "role", folded))
    # The same word may charge the body behind it and excuse the one before it: "UBND tỉnh yêu cầu Sở A".
    cues = [
        cue for side in ("left", "right")
        for cue in longest(hit for hit in every if hit.rule.rule.gives["side"] == side)
    ]  # fmt: skip
    assigned: list[Assignment] = []
    for group in _groups(bodies, folded, cues, rules):
        role, used = _role(group[0], group[-1], folded, cues, bodies, rules)
        if role in ("lead", "coordinate", "advise", "monitor"):
            assigned += [Assignment(body, role, used) for body in group]
    return assigned


def listed(folded: str, start: int, end: int, rules: Rulebook) -> bool:
    """Whether nothing but commas and "và" stands between two bodies of a list."""
    return rules.fragment("between-bodies").fullmatch(folded, start, end) is not None


def _bracketed(cue: Hit, folded: str, end: int) -> bool:
    """Whether a word for a role stands in brackets right behind a body: "Sở Nội vụ (chủ trì), Sở Y tế (phối hợp)"."""
    return (
        cue.start >= end and folded[end : cue.start].strip() == "(" and folded[cue.end : cue.end + 1] == ")"
    )


def _groups(bodies: Sequence[Body], folded: str, cues: Sequence[Hit], rules: Rulebook) -> list[list[Body]]:
    """Return the bodies as they are listed: those with nothing but commas between stand together."""
    groups: list[list[Body]] = []
    for body in bodies:
        apart = groups and any(_bracketed(cue, folded, groups[-1][-1].end) for cue in cues)
        if (
            groups
            and not apart
            and listed(folded, groups[-1][-1].end, max(body.start, groups[-1][-1].end), rules)
        ):
            groups[-1].append(body)
        else:
            groups.append([body])
    return groups


def _role(
    first: Body, last: Body, folded: str, cues: Sequence[Hit], bodies: Sequence[Body], rules: Rulebook
) -> tuple[str | None, tuple[str, ...]]:
    said = next((cue for cue in cues if _bracketed(cue, folded, last.end)), None)
    if said is not None and said.rule.rule.gives["role"] != "none":
        return str(said.rule.rule.gives["role"]), (said.rule.id,)
    before = [cue for cue in cues if cue.end <= first.start and not folded[cue.end : first.start].strip(" :")]
    after = [
        cue for cue in cues
        if cue.start >= last.end and cue.rule.rule.gives["side"] == "left"
        and not _CLAUSE_END.search(folded[last.end : cue.start]) and len(folded[last.end : cue.start]) <= 40
        and not folded[last.end : cue.start].strip(" ,").startswith((",", "("))
    ]  # fmt: skip
    right = [cue for cue in before if cue.rule.rule.gives["side"] == "right"]
    if right:
        cue = max(right, key=lambda cue: (cue.end, cue.end - cue.start))
        role = str(cue.rule.rule.gives["role"])
        if role != "lead":
            return (role if role != "none" else None), (cue.rule.id,)
    subject = rules.fragment("before-subject").search(folded[: first.start])
    after = [cue for cue in after if cue.rule.rule.gives["role"] != "none" or cue.start - last.end <= 2]
    nearest = min(after, key=lambda cue: cue.start) if after else None
    if nearest is not None and any(0 <= body.start - nearest.end <= 1 for body in bodies):
        # "Sở A phối hợp Sở B": the word reaches for the second body, the first leads.
        nearest = None if nearest.rule.rule.gives["role"] == "coordinate" else nearest
    if nearest is not None and (right or subject or nearest.start - last.end <= 2):
        role = str(nearest.rule.rule.gives["role"])
        if role == "advise" and right:
            # "Giao Sở A tham mưu ...": it is given the task.
            role = "lead"
        return role, (nearest.rule.id,)
    if right:
        return "lead", (right[0].rule.id,)
    if subject:
        return "lead", ()
    return None, ()
