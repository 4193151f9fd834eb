"""An evaluation as tables, JSON, CSV or Markdown: figures, then mistakes, then changes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from parcli import messages
from parcli.evaluate.records import Change, Evaluation, Figure, Group, Mistake
from parcli.render import grid, safe

FORMATS = ("table", "json", "csv", "markdown")
# The columns of CSV: one line for each figure of each group, each mistake, and each field that changed.
CSV_COLUMNS = (
    "record", "by", "name", "figure", "value", "low", "high", "right", "of", "before_value",
    "status", "verdict", "field", "wanted", "found", "before", "after", "quote", "text", "rules_gone",
    "rules_new",
)  # fmt: skip
_CLAUSE = 160  # characters of a clause that a table shows


def write(form: str, out: TextIO, evaluation: Evaluation) -> None:
    """Write an evaluation to `out`."""
    if form == "json":
        out.write(safe.json_text(evaluation.json_dict(), indent=2) + "\n")
    elif form == "csv":
        lines = [[line.get(name) for name in CSV_COLUMNS] for line in _csv(evaluation)]
        grid.comma_separated(out, [CSV_COLUMNS, *lines])
    else:
        for columns, rows, title, wide in _tables(evaluation):
            headings = [messages.text(f"column.evaluate.{name}") for name in columns]
            if not rows:
                out.write(f"{safe.printable(title)}\n")
            elif form == "markdown":
                grid.markdown(out, headings, rows, title=title)
            else:
                grid.terminal(out, headings, rows, title=title, wide=wide)


_Table = tuple[Sequence[str], list[list[grid.Cell]], str, int | None]


def _tables(evaluation: Evaluation) -> Iterator[_Table]:
    """Yield each table: its columns, rows, title, and the column that keeps room."""
    total = evaluation.total
    compared = evaluation.changes is not None
    title = messages.text(
        "evaluate.title", documents=total.documents, gold=total.gold, found=total.found,
        matched=total.matched, rules=evaluation.rules_version,
    )  # fmt: skip
    columns = ["figure", "value", "interval", "share", *(["before", "difference"] if compared else [])]
    yield columns, [_figure(name, one, compared) for name, one in total.figures.items()], title, None
    for by in dict.fromkeys(group.by for group in evaluation.groups):
        rows = [_group(group) for group in evaluation.groups if group.by == by]
        yield (
            ("name", "gold", "found", "detection", "exact", "fields"),
            rows, messages.text(f"evaluate.by.{by}"), 5,
        )  # fmt: skip
    if evaluation.mistakes is not None:
        rows = [_mistakes(list(same)) for _, same in itertools.groupby(evaluation.mistakes, _subject)]
        title = messages.text("evaluate.mistakes", count=len(evaluation.mistakes))
        yield ("name", "status", "quote", "details"), rows, title, 3
    if evaluation.changes is not None:
        rows = [_change(one) for one in evaluation.changes]
        title = messages.text("evaluate.changes", count=len(rows))
        yield ("name", "status", "quote", "details", "verdict"), rows, title, 3


def _figure(name: str, figure: Figure, compared: bool) -> list[grid.Cell]:
    row: list[grid.Cell] = [name, _share(figure.value), _interval(figure), f"{figure.right}/{figure.of}"]
    if compared:
        known = figure.value is not None and figure.before is not None
        row += [_share(figure.before), _difference(figure) if known else "—"]
    return row


def _difference(figure: Figure) -> str:
    rise = round((figure.value or 0) - (figure.before or 0), 3)
    return ("+" if rise > 0 else "−" if rise < 0 else "") + _share(abs(rise))


def _share(value: float | None) -> str:
    """Return a figure with three places, all of which are shown; a decimal comma in Vietnamese."""
    if value is None:
        return "—"
    text = f"{value:.3f}"
    return text.replace(".", ",") if messages.language() == "vi" else text


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "—"
    return f"{_share(figure.low)}–{_share(figure.high)}"


def _group(group: Group) -> list[grid.Cell]:
    figures = group.figures
    main = [
        [_share(figures[name].value), *([_interval(figures[name])] if figures[name].low is not None else [])]
        for name in ("detection", "exact")
    ]
    # What is right throughout is not repeated in each line; JSON and CSV have every figure.
    others = [
        f"{name} {_share(figure.value)}"
        for name, figure in figures.items()
        if name not in ("detection", "exact") and figure.right < figure.of
    ]
    return [group.name, str(group.gold), str(group.found), *main, "; ".join(others) or "—"]


def _subject(mistake: Mistake) -> tuple[str, ...]:
    """Return what a mistake is about: all that is wrong of one target stands in one row."""
    return mistake.document, mistake.status, mistake.quote, mistake.text


def _mistakes(mistakes: Sequence[Mistake]) -> list[grid.Cell]:
    """Return the row of one target, or of the document itself."""
    one = mistakes[0]
    details = [
        f"{each.field}: " + messages.text("evaluate.said", wanted=_said(each.wanted), found=_said(each.found))
        for each in mistakes
        if each.field is not None
    ]
    details += [_clause(one.text)] if one.text else []
    return [one.document, messages.text(f"evaluate.{one.status}"), _quoted(one.quote), details]


def _change(change: Change) -> list[grid.Cell]:
    details = [f"{one.field}: {_said(one.before)} → {_said(one.after)}" for one in change.fields]
    details.append(_clause(change.text))
    rules = [f"−{rule}" for rule in change.rules_gone] + [f"+{rule}" for rule in change.rules_new]
    # A target that one run alone has was made by many rules, which say little.
    if change.status == "changed" and rules:
        details.append(" ".join(rules))
    verdict = messages.text(f"evaluate.{change.verdict}") if change.verdict else "—"
    return [
        change.document, messages.text(f"evaluate.{change.status}"), _quoted(change.quote), details, verdict
    ]  # fmt: skip


def _quoted(words: str) -> str:
    return f"“{safe.one_line(words)}”" if words else ""


def _clause(text: str) -> str:
    line = safe.one_line(text)
    return line if len(line) <= _CLAUSE else line[: _CLAUSE - 1].rstrip() + "…"


def _said(value: Any) -> str:
    """Return a JSON value in short: words in quotes, a record as its values.

    >>> _said({"kind": "by", "start": None, "text": "đến năm 2025"}), _said([]), _said(95)
    ('“by” “đến năm 2025”', '—', '95')
    """
    if isinstance(value, dict):
        return " ".join(_said(part) for part in value.values() if part not in (None, [])) or "—"
    if isinstance(value, list | tuple):
        return ", ".join(_said(part) for part in value) or "—"
    if value is None:
        return "—"
    return f"“{safe.one_line(value)}”" if isinstance(value, str) else safe.json_text(value)


def _csv(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    for group in (evaluation.total, *evaluation.groups):
        for name, figure in group.figures.items():
            said = figure.model_dump()
            said["before_value"] = said.pop("before")
            yield {"record": "figure", "by": group.by, "name": group.name, "figure": name, **said}
    for mistake in evaluation.mistakes or ():
        line = mistake.json_dict()
        yield line | {
            "record": "mistake", "name": mistake.document,
            "wanted": _cell(mistake.wanted), "found": _cell(mistake.found),
        }  # fmt: skip
    for change in evaluation.changes or ():
        line = change.json_dict() | {
            "record": "change", "name": change.document,
            "rules_gone": "; ".join(change.rules_gone), "rules_new": "; ".join(change.rules_new),
        }  # fmt: skip
        for field in change.fields or (None,):
            said = field.json_dict() if field else {}
            yield line | {name: _cell(part) if name != "field" else part for name, part in said.items()}


def _cell(value: Any) -> Any:
    return safe.json_text(value) if isinstance(value, dict | list | tuple) else value
