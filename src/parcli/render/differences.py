"""What differs between the cells of a row of a comparison, and what made the pair, in words."""

from __future__ import annotations

from datetime import date

from parcli import messages, taxonomy
from parcli.compare.records import Grounds, Reason, Row
from parcli.render import phrase, safe

# What these say of a lone row tells on which side it stands.
_IN_TIME = {"dropped", "new", "over"}
_SILENCE = {
    *_IN_TIME,
    "districts-ended",
    "other-levels",
    "other-fields",
    "as-completion",
    "as-count",
    "as-level",
}
_REASONS = 6  # of a row among many sides; CSV and JSON leave nothing out
_SHORT = 60  # characters of what is quoted among other words


def joined(row: Row, labels: list[str]) -> str:
    """Return in words what differs between the cells of a row, with the words that show it."""
    return "; ".join(of(row, labels))


def of(row: Row, labels: list[str]) -> list[str]:
    """Return each thing that differs between the cells of a row, in words."""
    parts = _reasons(row, labels)
    if row.status == "only" and not _IN_TIME & {reason.code for reason in row.reasons}:
        alone = next(label for label, cell in zip(labels, row.cells, strict=True) if cell)
        parts.insert(0, messages.text("compare.only", label=alone))
    if row.status == "same":
        parts.insert(0, messages.text("compare.same"))
    if row.more_ambitious is not None:
        parts.append(messages.text("compare.more", label=labels[row.more_ambitious]))
    return parts


def _reasons(row: Row, labels: list[str]) -> list[str]:
    """Return the reasons in words; among more than two sides those of each pair after its names."""
    by = _by(row) if len(labels) == 2 else ""
    pairs: dict[tuple[int, int], list[str]] = {}
    silent = []
    for reason in row.reasons:
        said = _reason(reason, by, labels[reason.sides[1]])
        if reason.code in _SILENCE:
            silent.append(said)
        else:
            pairs.setdefault(reason.sides, []).append(said)
    if len(labels) == 2:
        return [said for pair in pairs.values() for said in pair] + silent
    named = [f"{labels[one]} → {labels[two]}: {', '.join(said)}" for (one, two), said in pairs.items()]
    every = named + silent
    return every if len(every) <= _REASONS else [*every[:_REASONS], "…"]


def _reason(reason: Reason, by: str, label: str) -> str:
    key = f"compare.{reason.code}"
    if reason.code in ("tightened", "softened") and not (reason.first and reason.last):
        key += ".without" if reason.first else ".with"
    first, last = _quoted(reason, reason.first), _quoted(reason, reason.last)
    return messages.text(_known(key), first=first, last=last, by=by, label=label)


def _known(key: str) -> str:
    """Return the key, or that of the bare words where a form of it has none."""
    return key if messages.known(key) else key.rsplit(".", 1)[0]


def _quoted(reason: Reason, words: str) -> str:
    if reason.code in ("brought-forward", "put-off", "districts-ended", "over"):
        return phrase.day(date.fromisoformat(words)) if words else ""
    if reason.code == "other-indicator":
        known = taxonomy.indicators().get(words)
        return f"“{known.called(messages.language()) if known else words}”"
    if reason.code == "other-levels":
        levels = [messages.text(f"level.{level}") for level in words.split(", ") if level]
        return ", ".join(levels) or messages.text("compare.no-levels")
    if reason.code in ("other-sectors", "other-fields") and not words:
        return messages.text("compare.all-sectors")
    return f"“{phrase.clipped(words, _SHORT)}”" if words else ""


def _by(row: Row) -> str:
    """Return " by 5 points", or nothing where a difference makes no sense."""
    if not row.delta:
        return ""
    lang = messages.language()
    amount = f"{safe.number(abs(row.delta), lang)} {row.unit or ''}".rstrip()
    if row.unit == "%":
        amount = messages.text("compare.points", number=safe.number(abs(row.delta), lang))
    return messages.text("compare.by", amount=amount)


def explained(row: Row, labels: list[str]) -> list[str]:
    """Return what made a pair and what spoke against it; of a row alone what came nearest to it."""
    if row.grounds:
        return [_grounds(row.grounds, row.score)]
    return [
        messages.text(
            "compare.near", label=labels[near.side], text=f"“{phrase.clipped(near.text, _SHORT)}”",
            likeness=safe.number(near.likeness, messages.language()),
            apart=messages.text(f"compare.apart.{near.apart}"),
        )
        for near in row.near[:_REASONS]
    ]  # fmt: skip


def _grounds(grounds: Grounds, score: float) -> str:
    lang = messages.language()
    by = messages.text(f"compare.by.{grounds.by}")
    numbers = {"score": safe.number(score, lang), "likeness": safe.number(grounds.likeness, lang)}
    parts = [messages.text("compare.grounds", by=by, **numbers)]
    if grounds.words:
        parts.append(messages.text("compare.grounds.words", words=", ".join(grounds.words)))
    if grounds.against:
        against = (messages.text(f"compare.against.{code}") for code in grounds.against)
        parts.append(messages.text("compare.grounds.against", against=", ".join(against)))
    return "; ".join(parts)
