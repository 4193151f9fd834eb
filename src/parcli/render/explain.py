"""What each stage made of a text, and what became of its numbers, as lines to read or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from parcli import messages
from parcli.fates import Fate
from parcli.render.safe import json_text, printable
from parcli.rulebook import Rulebook

FORMATS = ("table", "json")
_KEPT = 120


def write(
    form: str,
    out: TextIO,
    source: str,
    stages: Sequence[dict[str, Any]],
    fates: Sequence[Fate],
    rules: Rulebook,
) -> None:
    """Write what the stages made of passages, and the fates of the numbers, to `out`."""
    if form == "json":
        record = {
            "source": source,
            "passages": list(stages),
            "numbers": [_record(fate, rules) for fate in fates],
        }
        out.write(json_text(record, indent=2) + "\n")
        return
    for made in stages:
        out.writelines(f"{line}\n" for line in _stages(made))
    if stages:
        out.write(f"{_title('numbers')}\n")
    margin = "  " if stages else ""
    for fate in fates:
        out.write(f"{margin}{printable(line(fate, rules))}\n")
    if not fates:
        out.write(f"{margin}{messages.text('explain.no-numbers')}\n")


def _record(fate: Fate, rules: Rulebook) -> dict[str, Any]:
    start, end = fate.span
    return {
        "number": fate.number, "span": {"start": start, "end": end}, "quote": fate.quote, "target": fate.target,
        "rule": fate.rule, "absence": fate.absence, "reason": None if fate.target else reason(fate, rules),
    }  # fmt: skip


def line(fate: Fate, rules: Rulebook) -> str:
    """Return in one line what became of a number, and why."""
    values = {"number": fate.number, "quote": fate.quote, "target": fate.target, "rule": fate.rule}
    if fate.target:
        return messages.text("explain.target", **values)
    key = "explain.by-rule" if fate.rule else "explain.by-absence"
    return messages.text(key, **values, reason=reason(fate, rules))


def reason(fate: Fate, rules: Rulebook) -> str:
    """Return in plain words what decided that a number is no target."""
    if fate.rule is None:
        key = f"explain.absence.{fate.absence}"
        return messages.text(key if messages.known(key) else "explain.absence.other", reason=fate.absence)
    rule = rules[fate.rule].rule
    for key in (f"explain.rule.{rule.id}", f"explain.kind.{rule.kind}"):
        if messages.known(key):
            return messages.text(key, means=rule.means)
    return rule.means


def _title(stage: str) -> str:
    return messages.text(f"explain.stage.{stage}")


def _stages(made: dict[str, Any]) -> Iterator[str]:
    yield _title("normalise")
    yield from _indented(_normalised(made["normalise"]))
    yield _title("segment")
    yield from _indented(_segmented(made["segment"]))
    yield _title("tokens")
    yield from _indented([" · ".join(made["tokens"])])
    yield _title("recognise")
    yield from _indented(_mentions(made["recognise"]))
    yield _title("clauses")
    yield from _indented(_clauses(made["clauses"]))
    yield _title("assemble")
    yield from _indented(line for target in made["assemble"] for line in _target(target))
    if not made["assemble"]:
        yield from _indented([messages.text("explain.no-targets")])


def _indented(lines: Any) -> Iterator[str]:
    """Yield lines of a stage, made safe for a terminal; deeper ones begin with a tab."""
    for text in lines:
        depth = len(text) - len(text.lstrip("\t"))
        yield "  " * (depth + 1) + printable(text)


def _normalised(made: dict[str, Any]) -> Iterator[str]:
    if not made["respelled"]:
        yield messages.text("explain.as-written")
    for edit in made["respelled"]:
        key = "explain.repaired" if edit["repaired"] else "explain.respelled"
        yield messages.text(key, old=edit["from"], new=edit["to"])


def _segmented(made: dict[str, Any]) -> Iterator[str]:
    kind = messages.text(f"explain.block.{made['block']}")
    yield f"{kind} ({made['marker']})" if made["marker"] else kind
    if made["head"]:
        yield messages.text("explain.absence.head")
    if made["section"]:
        yield messages.text("explain.section", section=messages.text(f"explain.section.{made['section']}"))
    for parent in made["parents"]:
        yield messages.text("explain.parent", words=_cut(parent))


def _mentions(made: Sequence[dict[str, Any]]) -> Iterator[str]:
    for mention in made:
        says = " ".join(f"{name}={_flat(value)}" for name, value in mention["says"].items())
        yield f'{mention["kind"]} "{_cut(mention["text"])}": {says} ({", ".join(mention["rules"]) or "-"})'


def _flat(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def _clauses(made: Sequence[dict[str, Any]]) -> Iterator[str]:
    for number, clause in enumerate(made, 1):
        yield f'{number}. "{_cut(clause["text"])}"'
        if clause["measure"]:
            yield "\t" + messages.text("explain.measure", words=clause["measure"])
        if clause["refused"]:
            yield "\t" + messages.text("explain.refused", reason=clause["refused"])
        if clause["head"]:
            yield "\t" + messages.text("explain.leans", words=_cut(clause["head"]))


def _target(made: dict[str, Any]) -> Iterator[str]:
    yield made["id"]
    measure = made["measure"]
    parts = (measure["operator"], measure["value"], measure["upper"], measure["unit"], measure["direction"])
    yield (
        "\t"
        + f"{messages.text('column.measure')}: {measure['kind']} "
        + " ".join(str(p) for p in parts if p is not None)
    )
    deadline = made["deadline"]
    if deadline is None:
        yield "\t" + f"{messages.text('column.deadline')}: {messages.text('rule.nothing')}"
    else:
        days = "..".join(str(day) for day in (deadline["start"], deadline["end"]) if day)
        origin = messages.text(f"explain.origin.{deadline['origin']}")
        shown = " ".join(part for part in (deadline["kind"], days) if part)
        yield "\t" + f'{messages.text("column.deadline")}: {shown}, "{_cut(deadline["text"])}" ({origin})'
    for agency in made["agencies"]:
        layer = messages.text(f"explain.layer.{agency['layer']}")
        name = f"{agency['name'] or agency['id']} ({messages.text('role.' + agency['role'])})"
        words = f', "{_cut(agency["words"])}"' if agency["words"] else ""
        yield "\t" + f"{messages.text('column.agencies')}: {name}: {layer}{words}"
    yield from _indicator(made["indicator"])


def _indicator(found: dict[str, Any] | None) -> Iterator[str]:
    label = messages.text("column.indicator")
    if found is None:
        yield f"\t{label}: {messages.text('rule.nothing')}"
        return
    values = {"score": f"{found['score']:g}", "evidence": _cut(found["evidence"] or "")}
    yield f"\t{label}: {found['code']} ({', '.join(found['rules'])}), " + messages.text(
        "explain.evidence", **values
    )
    if found["runner_up"]:
        score = f"{found['runner_up_score']:g}"
        yield "\t" + messages.text("explain.runner-up", code=found["runner_up"], score=score)


def _cut(text: str) -> str:
    return text if len(text) <= _KEPT else f"{text[: _KEPT - 3]}..."
