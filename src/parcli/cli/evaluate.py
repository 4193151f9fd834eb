"""`parcli evaluate`: how good the extraction is, against gold that a careful reader wrote."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from parcli import messages
from parcli.cli import inputs, options, output, report
from parcli.errors import UsageError

if TYPE_CHECKING:
    from parcli.evaluate import Reading
    from parcli.evaluate.records import By, Evaluation
    from parcli.evaluate.runs import Run

Format = Literal["table", "json", "csv", "markdown"]
# Of a list typer takes no Literal.
Group = StrEnum("Group", ["document", "kind", "issuer"])
_GROUPS: dict[Group, By] = {Group("document"): "document", Group("kind"): "kind", Group("issuer"): "issuer"}


def evaluate(
    golds: Annotated[
        list[str], typer.Argument(metavar="GOLD", help=messages.text("help.golds"), show_default=False)
    ],
    by: Annotated[list[Group] | None, typer.Option(help=messages.text("help.by"), show_default=False)] = None,
    errors: Annotated[bool, typer.Option("--errors", help=messages.text("help.errors"))] = False,
    pairs: Annotated[bool, typer.Option("--pairs", help=messages.text("help.pairs"))] = False,
    against: Annotated[
        Path | None, typer.Option(metavar="RUN", help=messages.text("help.against"), show_default=False)
    ] = None,
    save: Annotated[
        Path | None, typer.Option(metavar="RUN", help=messages.text("help.save"), show_default=False)
    ] = None,
    least: Annotated[
        list[str] | None,
        typer.Option("--min", metavar="FIGURE=X", help=messages.text("help.min"), show_default=False),
    ] = None,
    jobs: options.Jobs = None,
    form: Annotated[Format | None, options.FORMAT] = None,
    out: options.Output = None,
    rules: options.RuleFolders = None,
) -> None:
    """Extract from each text, score it against its gold, and print the figures."""
    floors = [_floor(asked) for asked in least or ()]

    from parcli.evaluate import evaluate as evaluated
    from parcli.evaluate import runs
    from parcli.render import evaluate as render
    from parcli.render import safe

    run = runs.read(against) if against else None
    judging = _Judging(rules)
    version = judging.rules.version  # what is wrong with the rules is said before anything else is done
    documents = inputs.Inputs(golds, every=True)
    names = gold_files(documents.names, golds)
    readings = _read(documents, names, judging, jobs)
    if not names and not documents.failed:
        report.note("evaluate.no-gold", path=", ".join(golds))
    if run:
        _notes(readings, run, against)
    groups: list[By] = [_GROUPS[each] for each in by or ()]
    evaluation = evaluated(readings, version, by=groups, errors=errors, against=run, with_pairs=pairs)
    if save:
        found = runs.Run(version, {one.name: one.extraction for one in readings})
        with output.opened(save) as stream:
            stream.writelines(f"{safe.json_text(line)}\n" for line in runs.lines(found))
    chosen = output.chosen_format(form, out, formats=render.FORMATS)
    with output.opened(out) as stream:
        render.write(chosen, stream, evaluation)
    below = [floor for floor in floors if _is_below(evaluation, *floor)]
    if below or documents.failed or not names:
        raise typer.Exit(1)


def _floor(asked: str) -> tuple[str, float]:
    """Return the figure and the least value that "FIGURE=X" names."""
    from parcli.evaluate.records import FIGURES, PAIR_FIGURES

    name, _, value = asked.partition("=")
    try:
        least = float(value)
    except ValueError:
        least = -1.0
    figures = (*FIGURES, *PAIR_FIGURES)
    if name not in figures or not 0 <= least <= 1:
        raise UsageError(code="evaluate.min", asked=asked, figures=", ".join(figures))
    return name, least


def _is_below(evaluation: Evaluation, name: str, least: float) -> bool:
    """Whether a figure is below its floor, which is reported; one that nothing stands behind is."""
    figure = evaluation.total.figures.get(name)
    if figure is None or figure.value is None:
        report.note("evaluate.unscored", figure=name, least=least)
        return True
    if figure.value < least:
        # Rounded down, so that it never reads as the floor itself.
        report.note("evaluate.below", figure=name, value=int(figure.value * 10_000) / 10_000, least=least)
        return True
    return False


def gold_files(names: Sequence[str], asked: Sequence[str]) -> list[str]:
    """Return the gold among files: those asked for by name, and of folders gold.jsonl, else each .jsonl.

    >>> gold_files(["a/gold.jsonl", "a/plan.txt", "a/targets.jsonl", "b/x.jsonl"], ["a", "b"])
    ['a/gold.jsonl', 'b/x.jsonl']
    """
    named, found = set(asked), {Path(name) for name in names}
    kept = []
    for name in dict.fromkeys(names):
        path = Path(name)
        chosen = path.name == "gold.jsonl" or path.with_name("gold.jsonl") not in found
        if name in named or (path.suffix == ".jsonl" and chosen):
            kept.append(name)
    return kept


def document_names(golds: Sequence[str]) -> list[str]:
    """Return what each document is called: its gold file, or the folder of a gold.jsonl.

    Where two would be called the same, they are called by their whole paths.

    >>> document_names(["samples/hue-2024-1/gold.jsonl", "gold/hue.jsonl"])
    ['hue-2024-1', 'hue']
    """
    paths = [Path(name) for name in golds]
    short = [(path.resolve().parent.name if path.name == "gold.jsonl" else path.stem) for path in paths]
    times = Counter(short)
    return [name if times[name] == 1 else path.as_posix() for name, path in zip(short, paths, strict=True)]


class _Judging(inputs.Extracting):
    """Reads one gold after the other, with the text that it is of."""

    def read(self, name: str) -> tuple[Reading, tuple[str, ...]]:
        """Return what was read by the gold `name`, and the fields of it that nobody knows."""
        from parcli import pipeline
        from parcli.evaluate import Reading, gold

        sheet = gold.read(Path(name))
        source = inputs.source(str(sheet.source))
        placed = gold.place(sheet, source.text)
        found = pipeline.extract_source(source, self.rules)
        return Reading(name, placed, found, source.text), tuple(sheet.unknown)


def _read(
    documents: inputs.Inputs, names: Sequence[str], judging: _Judging, jobs: int | None
) -> list[Reading]:
    """Return what can be read of gold and texts; the rest is reported."""
    readings = []
    called = dict(zip(names, document_names(names), strict=True))
    outcomes = documents.outcomes(judging.read, jobs=jobs, warm=judging.warm, names=names)
    with contextlib.closing(outcomes):
        for name, (reading, unknown) in outcomes:
            if unknown:
                report.note("evaluate.unknown-fields", path=name, fields=", ".join(unknown))
            readings.append(replace(reading, name=called[name]))
    return readings


def _notes(readings: Sequence[Reading], run: Run, path: Path | None) -> None:
    """Say of which documents the earlier run tells nothing, so that their targets are not compared."""
    for reading in readings:
        earlier = run.extractions.get(reading.name)
        if earlier is None:
            report.note("evaluate.not-in-run", path=path, name=reading.name)
        elif earlier.document.sha256 != reading.extraction.document.sha256:
            report.note("evaluate.other-text", path=path, name=reading.name)
