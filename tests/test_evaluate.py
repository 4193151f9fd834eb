"""What figures say of an extraction, and what two runs that differ tell of a change of rules."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import extractions
import pytest

from parcli import cli, evaluate, messages, model, pipeline, readers, taxonomy
from parcli.cli import options
from parcli.errors import ReadError
from parcli.evaluate import agree, gold, match, runs, score
from parcli.evaluate.codes import CORE

ROOT = Path(__file__).resolve().parents[1]
TEXT = "Trên 95% hồ sơ đúng hạn, trên 95% văn bản ký số; trên 90% công chức đạt chuẩn.\n"
RIGHT = {
    "anchor": "Trên 95%", "kind": "percentage", "operator": ">", "value": 95, "upper": None, "unit": "%",
    "direction": "reach", "indicator": "procedures.on-time", "levels": [], "baseline": None,
    "deadline": None, "agencies": [],
}  # fmt: skip


def written(folder, *lines, name="gold.jsonl", first=None, text=TEXT):
    """Return a gold file beside its text."""
    (folder / "plan.txt").write_text(text, encoding="utf-8")
    path = folder / name
    every = [first or {"document": {}}, *lines]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in every), encoding="utf-8")
    return path


def placed(folder, *lines, first=None, text=TEXT):
    return gold.place(gold.read(written(folder, *lines, first=first, text=text)), text)


def found(words, text=TEXT, nth=1, **changes):
    """Return a target whose measure is the `nth` of these words in the text."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    measure = {name: changes.pop(name) for name in tuple(changes) if name in model.Measure.model_fields}
    return extractions.target(
        words, start, **{"measure": extractions.measure(words, start, **measure)} | changes
    )


def judged(folder, lines, targets, *, first=None, text=TEXT):
    wanted = placed(folder, *lines, first=first, text=text)
    return match.judge("plan", wanted, extractions.extraction(text, *targets), text)


def right(changes=None, **stated):
    """Return what is right of a target, with the gold's fields as stated and its own as changed."""
    line = gold.Line.model_validate(RIGHT | stated)
    return agree.right(line, extractions.target(**changes or {}), CORE)


# Gold files


def test_the_example_of_the_guide_can_be_scored(tmp_path):
    guide = (ROOT / "docs/gold.md").read_text("utf-8")
    example = guide.split("```json\n")[1].split("```")[0]
    text = json.loads(example.splitlines()[1])["text"]
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    (tmp_path / "mine.jsonl").write_text(example, encoding="utf-8")
    sheet = gold.read(tmp_path / "mine.jsonl")
    assert sheet.unknown == ()
    [target] = gold.place(sheet, text).targets
    assert text[target.start : target.end] == "ít nhất 80%"


@pytest.mark.parametrize(
    ("files", "source", "text"),
    [
        (["a.jsonl", "a.txt", "plan.txt"], None, "a.txt"),
        (["gold.jsonl", "plan.txt"], None, "plan.txt"),
        (["gold.jsonl", "gold.txt", "plan.txt"], None, "gold.txt"),
        (["gold/a.jsonl", "corpus/a.txt"], None, "corpus/a.txt"),
        (["gold.jsonl", "plan.txt", "b.docx"], "b.docx", "b.docx"),
    ],
)
def test_a_gold_file_knows_its_text(tmp_path, files, source, text):
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    first = {"document": {}} | ({"source": source} if source else {})
    (tmp_path / files[0]).write_text(json.dumps(first), encoding="utf-8")
    assert gold.read(tmp_path / files[0]).source.resolve() == tmp_path / text


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "its first line does not describe the document"),
        ('{"anchor": "95%"}', "its first line does not describe the document"),
        ('{"document": {}', "line 1: "),
        ('{"document": {}}\n\n[]', "line 3: is not a JSON object"),
        ('{"document": {}}\n{"anchor": ""}', "line 2: anchor: "),
        ('{"document": {}}\n{"anchor": "95%", "kind": "share"}', "line 2: kind: "),
        ('{"document": {}}\n{"anchor": "95%", "nth": 4}', 'has no "95%" number 4'),
        ('{"document": {}, "within": ["Trên", "mãi mãi"]}', 'has no "mãi mãi"'),
        ('{"document": {}, "within": "Trên"}', '"within" takes two texts'),
        ('{"document": {}, "source": "no.txt"}', "its text is not there; tried"),
    ],
)
def test_a_fault_in_a_gold_file_is_named_with_its_line(tmp_path, lines, told):
    path = written(tmp_path)
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(ReadError) as fault:
        gold.place(gold.read(path), TEXT)
    assert str(fault.value).startswith(str(path))
    assert told in str(fault.value)


def test_every_core_indicator_is_one_that_the_rules_give():
    assert CORE - set(taxonomy.indicators()) == set()


# Fields


@pytest.mark.parametrize(
    ("stated", "changes", "field", "good"),
    [
        ({"value": 95.0}, {}, "value", True),
        ({"value": 96}, {}, "value", False),
        ({"unit": "% số|%"}, {}, "unit", True),
        ({"indicator": "egov.systems|procedures.on-time"}, {}, "indicator", True),
        ({"indicator": "egov.systems"}, {}, "indicator", False),
        ({"indicator": "egov.e-documents"}, {"indicator": "egov.signed-documents"}, "indicator", True),
        ({"indicator": None}, {"indicator": None}, "indicator", True),
        ({"indicator": None}, {"indicator": "economy.exports"}, "indicator", True),
        ({"indicator": None}, {}, "indicator", False),
        ({"levels": ["commune", "district"]},
         {"scope": model.Scope(levels=("district", "commune"), sectors=(), except_=None)}, "levels", True),
        ({"baseline": {"year": 2021}}, {"baseline": model.Baseline(year=2021, text="so với năm 2021")},
         "baseline", True),
        ({"baseline": {"year": 2021}}, {}, "baseline", False),
    ],
)  # fmt: skip
def test_a_field_is_right_or_wrong(stated, changes, field, good):
    assert right(changes, **stated)[field] is good


def test_an_open_or_missing_field_is_not_scored():
    assert "deadline" not in right(deadline="?")
    assert "value" not in right(upper="?")
    assert "wording" not in right()


@pytest.mark.parametrize(
    ("stated", "kind", "good"),
    [
        ({"kind": "during", "start": "2024-01-01", "end": "2024-12-31"}, "during", True),
        ({"kind": "during", "start": "2024-01-01", "end": "2024-12-31"}, "ongoing", True),
        ({"kind": "by", "start": None, "end": "2024-12-31"}, "during", False),
        ({"kind": "recurring"}, "recurring", True),
        (None, "during", False),
    ],
)
def test_deadlines_agree_in_kind_and_dates(stated, kind, good):
    deadline = model.Deadline(
        kind=kind, start=date(2024, 1, 1), end=date(2024, 12, 31), text="", origin="clause", span=None
    )
    assert right({"deadline": deadline}, deadline=stated)["deadline"] is good


def test_small_words_of_collective_bodies_do_not_count():
    body = model.Agency(id="so-ban-va-nganh", name="", role="lead", span=None)
    stated = [{"id": "cac-so-ban-nganh", "role": "lead"}]
    assert right({"agencies": (body,)}, agencies=stated)["agencies"]
    assert not right({"agencies": (body,)}, agencies=[stated[0] | {"role": "advise"}])["agencies"]


# Pairs


def test_a_target_is_found_where_the_characters_of_its_measure_overlap(tmp_path):
    one = judged(tmp_path, [RIGHT, RIGHT | {"anchor": "trên 90%"}], [found("95% hồ sơ"), found("đạt chuẩn")])
    assert [pair.wanted.line.anchor for pair in one.pairs] == ["Trên 95%"]
    assert [wanted.line.anchor for wanted in one.missed] == ["trên 90%"]
    assert [target.measure.text for target in one.spurious] == ["đạt chuẩn"]


def test_a_measure_that_takes_far_more_than_the_anchor_finds_nothing(tmp_path):
    text = TEXT.replace("hồ sơ", "hồ sơ " * 20)
    assert not judged(tmp_path, [RIGHT], [found(text.strip(), text)], text=text).pairs


def test_a_task_is_found_by_its_time_or_its_clause(tmp_path):
    text = "Hoàn thành đề án trước ngày 15/12/2024"
    stated = {"anchor": "trước ngày 15/12/2024", "kind": "completion"}
    verb = extractions.measure("Hoàn thành", kind="completion", operator=None, value=None, unit=None)
    task = extractions.target(text, measure=verb)
    assert judged(tmp_path, [stated], [task], text=text).pairs
    assert not judged(tmp_path, [stated], [found("Hoàn thành", text)], text=text).pairs


def test_pairs_are_chosen_so_that_the_most_fields_agree_in_all(tmp_path):
    # The second target found would take either line; the first one only fits the first.
    lines = [RIGHT, RIGHT | {"indicator": "egov.systems|procedures.on-time", "value": 90}]
    targets = [found("Trên 95%", indicator="egov.systems", value=Decimal(90)), found("Trên 95%")]
    one = judged(tmp_path, lines, targets)
    assert [(pair.wanted.line.value, pair.found.measure.value) for pair in one.pairs] == [(90, 90), (95, 95)]
    assert all(pair.exact for pair in one.pairs)


def test_a_required_target_comes_before_an_optional_one(tmp_path):
    lines = [RIGHT | {"optional": True}, RIGHT | {"value": 1, "unit": "x", "indicator": None}]
    one = judged(tmp_path, lines, [found("Trên 95%")])
    assert [pair.wanted.line.value for pair in one.pairs] == [1]
    assert one.missed == ()


def test_an_optional_target_counts_for_nothing_found_or_missed(tmp_path):
    optional = RIGHT | {"optional": True}
    for targets in ([], [found("Trên 95%")]):
        counted = score.tally(judged(tmp_path, [optional], targets))
        assert (counted.gold, counted.found, counted.figures["detection"]) == (0, 0, (0, 0))


def test_what_is_found_outside_the_part_that_was_read_counts_for_nothing(tmp_path):
    first = {"document": {"within": ["Trên 95%", "văn bản"]}}
    one = judged(tmp_path, [RIGHT], [found("Trên 95%"), found("trên 90%")], first=first)
    assert (len(one.pairs), one.spurious) == (1, ())


# Figures


def test_figures_are_sums_over_documents(tmp_path):
    one = score.tally(judged(tmp_path, [RIGHT, RIGHT | {"anchor": "trên 90%"}], [found("Trên 95%")]))
    two = score.tally(judged(tmp_path, [RIGHT | {"value": 90}], [found("Trên 95%"), found("trên 90%")]))
    figures = score.group("total", "", [one, two]).figures
    shares = {name: (figures[name].right, figures[name].of) for name in ("precision", "recall", "value")}
    assert shares == {"precision": (2, 3), "recall": (2, 3), "value": (1, 2)}
    assert figures["detection"].value == pytest.approx(4 / 6)
    assert figures["exact"].value == pytest.approx(2 / 6)
    assert figures["metadata"].value is None
    assert "wording" not in figures


def test_a_document_without_targets_in_which_none_is_found_is_right(tmp_path):
    figures = score.group("total", "", [score.tally(judged(tmp_path, [], []))]).figures
    assert (figures["detection"].value, figures["recall"].value) == (1.0, None)


def test_intervals_hold_their_figure_and_are_the_same_each_time(tmp_path):
    good = score.tally(judged(tmp_path, [RIGHT], [found("Trên 95%")]))
    bad = score.tally(judged(tmp_path, [RIGHT], []))
    groups = [score.group("total", "", [good] * 7 + [bad] * 3) for _ in range(2)]
    assert groups[0] == groups[1]
    recall = groups[0].figures["recall"]
    assert recall.value == 0.7
    assert 0.3 <= recall.low < 0.7 < recall.high <= 1
    assert score.group("total", "", [good]).figures["recall"].low is None


def test_metadata_is_what_the_gold_settles_of_the_document(tmp_path):
    first = {"document": {"type": "plan", "province": "hai-duong", "number": "?", "source": "plan.txt"}}
    said = list(score.metadata(judged(tmp_path, [], [], first=first)))
    assert said == [("type", "plan", "plan"), ("province", "hai-duong", "hung-yen")]


def test_groups_are_documents_kinds_and_issuers(tmp_path):
    wanted = placed(tmp_path, RIGHT, RIGHT | {"anchor": "trên 90%", "kind": "score"})
    extraction = extractions.extraction(TEXT, found("Trên 95%"), found("ký số", kind="count"))
    readings = [evaluate.Reading(name, wanted, extraction, TEXT) for name in "ab"]
    made = evaluate.evaluate(readings, "v", by=("document", "kind", "issuer"))
    assert [(group.by, group.name, group.gold, group.found, group.matched) for group in made.groups] == [
        ("document", "a", 2, 2, 1),
        ("document", "b", 2, 2, 1),
        ("kind", "percentage", 2, 2, 2),
        ("kind", "score", 2, 0, 0),
        ("kind", "count", 0, 2, 0),
        ("issuer", "UBND tỉnh Hưng Yên", 4, 4, 2),
    ]


# Runs


@pytest.fixture(scope="module")
def samples(rulebook):
    """A function: the reading of a sample by some rules, made once."""
    made = {}

    def reading(name, without=None):
        if (name, without) not in made:
            kept = {key: rule for key, rule in rulebook.rules.items() if key != without}
            source = readers.read(ROOT / "samples" / name / "plan.txt")
            wanted = gold.place(gold.read(ROOT / "samples" / name / "gold.jsonl"), source.text)
            extraction = pipeline.extract_source(source, dataclasses.replace(rulebook, rules=kept))
            made[name, without] = evaluate.Reading(name, wanted, extraction, source.text)
        return made[name, without]

    return reading


def compared(before, after):
    run = runs.Run("before", {before.name: before.extraction})
    return evaluate.evaluate([after], "after", against=run).changes


@pytest.mark.parametrize(
    ("name", "rule", "statuses"),
    [
        ("hung-yen-2023-1", "indicator.procedures.digitised", {"changed"}),
        ("hai-duong-2021-1", "bound.at-least.word", {"changed"}),
        ("hai-duong-2021-1", "zero.nothing-left", {"lost"}),
    ],
)
def test_two_runs_that_differ_in_one_rule_differ_in_exactly_its_targets(samples, name, rule, statuses):
    with_it, without = samples(name), samples(name, rule)
    own = {target.id for target in with_it.extraction.targets if rule in target.rules}
    lost = compared(with_it, without)
    assert own
    assert {change.target_before for change in lost} == own
    assert {change.status for change in lost} == statuses
    assert all(rule in change.rules_gone for change in lost)

    back = compared(without, with_it)
    assert {change.target for change in back} == own
    assert all(rule in change.rules_new for change in back)


def test_a_run_compared_with_itself_shows_no_change(samples):
    assert compared(samples("hai-duong-2021-1"), samples("hai-duong-2021-1")) == ()


def test_a_saved_run_reads_back_equal(samples, tmp_path):
    name = "hai-duong-2021-1"
    run = runs.Run("0123", {name: samples(name).extraction, "empty": extractions.extraction("")})
    path = tmp_path / "run.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in runs.lines(run)), encoding="utf-8")
    assert runs.read(path) == run


@pytest.mark.parametrize(
    ("before", "after", "status", "verdict", "fields"),
    [
        ([], [found("Trên 95%")], "gained", "better", []),
        ([found("Trên 95%")], [], "lost", "worse", []),
        ([], [found("ký số")], "gained", "worse", []),
        ([found("ký số")], [], "lost", "better", []),
        ([], [found("trên 90%")], "gained", None, []),
        ([found("Trên 95%", unit="x")], [found("Trên 95%")], "changed", "better", ["unit"]),
        ([found("Trên 95%")], [found("Trên 95%", flags=("ocr",))], "changed", "same", ["flags"]),
    ],
)
def test_a_change_is_named_and_judged_by_the_gold(tmp_path, before, after, status, verdict, fields):
    wanted = placed(tmp_path, RIGHT, RIGHT | {"anchor": "trên 90%", "optional": True})
    old, new = (
        evaluate.Reading("plan", wanted, extractions.extraction(TEXT, *targets), TEXT)
        for targets in (before, after)
    )
    [change] = compared(old, new)
    assert (change.status, change.verdict) == (status, verdict)
    assert [field.field for field in change.fields] == fields


def test_another_rule_for_the_same_target_is_no_change(tmp_path):
    wanted = placed(tmp_path, RIGHT)
    old, new = (
        evaluate.Reading("plan", wanted, extractions.extraction(TEXT, found("Trên 95%", rules=rules)), TEXT)
        for rules in (("a.b.c",), ("d.e.f",))
    )
    assert compared(old, new) == ()


# The command


@pytest.fixture
def parcli(monkeypatch, rulebook, capsys):
    """A function: exit status, output and messages of a command line."""
    monkeypatch.setattr(options, "rulebook", lambda folders: rulebook)

    def run(*arguments):
        messages.use("en")
        status = cli.run([*map(str, arguments)])
        return status, *capsys.readouterr()

    yield run
    messages.use("en")


PLAN = "Kế hoạch năm 2024\n\nII. MỤC TIÊU\n\n- Trên 95% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
WANTED = RIGHT | {"deadline": {"kind": "during", "start": "2024-01-01", "end": "2024-12-31"}}


def test_the_command_scores_folders_of_gold(parcli, tmp_path):
    written(tmp_path, WANTED, text=PLAN)
    (tmp_path / "targets.jsonl").write_text("{}", encoding="utf-8")
    status, printed, told = parcli("evaluate", tmp_path, "--min", "detection=1", "--errors")
    report = json.loads(printed)
    assert (status, told) == (0, "")
    assert (report["total"]["documents"], report["total"]["matched"], report["mistakes"]) == (1, 1, [])


def test_a_figure_below_its_floor_is_told_and_fails(parcli, tmp_path):
    path = written(tmp_path, WANTED | {"value": 96}, text=PLAN)
    status, _, told = parcli("evaluate", path, "--min", "value=0.5", "--min", "recall=0.9")
    assert (status, told) == (1, "parcli: value is 0.0, below 0.5\n")
    status, _, told = parcli("evaluate", path, "--min", "wording=0.5")
    assert (status, told.count("nothing to score")) == (1, 1)


@pytest.mark.parametrize("asked", ["speed=1", "recall", "recall=x", "recall=1.5", "recall=nan"])
def test_a_floor_that_makes_no_sense_is_an_error_of_usage(parcli, tmp_path, asked):
    status, printed, told = parcli("evaluate", written(tmp_path), "--min", asked)
    assert (status, printed, told.count("\n")) == (2, "", 1)


def test_what_cannot_be_read_is_told_and_the_rest_is_scored(parcli, tmp_path):
    good = written(tmp_path, WANTED, text=PLAN)
    bad = written(
        tmp_path, {"anchor": "trên 12%"}, name="bad.jsonl", first={"document": {"source": "plan.txt"}}
    )
    bad.with_name("plan.txt").write_text(PLAN, encoding="utf-8")
    status, printed, told = parcli("evaluate", bad, good, tmp_path / "none.jsonl")
    assert status == 1
    assert json.loads(printed)["total"]["documents"] == 1
    assert [line.split(":")[0] for line in told.splitlines()] == ["parcli", "parcli"]
    assert "bad.jsonl, line 2: " in told and 'has no "trên 12%" number 1' in told
    assert "none.jsonl: cannot be read" in told


def test_a_folder_without_gold_fails(parcli, tmp_path):
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    status, printed, told = parcli("evaluate", tmp_path)
    assert (status, told) == (1, f"parcli: {tmp_path}: no gold files (.jsonl) here\n")
    assert json.loads(printed)["total"]["figures"]["detection"]["value"] is None


def test_a_folder_is_searched_for_its_gold(parcli, tmp_path):
    written(tmp_path, WANTED, text=PLAN)
    status, printed, told = parcli("evaluate", tmp_path)
    assert (status, told, json.loads(printed)["total"]["documents"]) == (0, "", 1)


def test_fields_that_are_not_known_are_told(parcli, tmp_path):
    path = written(tmp_path, WANTED | {"directoin": "reach"}, first={"document": {"kind": "plan"}}, text=PLAN)
    status, _, told = parcli("evaluate", path)
    assert (status, told.endswith(": document.kind, directoin\n")) == (0, True)


def test_a_run_is_saved_and_compared_with(parcli, tmp_path):
    path, run = written(tmp_path, WANTED, text=PLAN), tmp_path / "run.jsonl"
    assert parcli("evaluate", path, "--save", run)[0] == 0
    run.write_text(run.read_text("utf-8").replace('"unit": "%"', '"unit": "hồ sơ"'), encoding="utf-8")
    status, printed, _ = parcli("evaluate", path, "--against", run)
    report = json.loads(printed)
    assert status == 0
    assert [change["fields"] for change in report["changes"]] == [
        [{"field": "unit", "before": "hồ sơ", "after": "%"}]
    ]
    assert (report["total"]["figures"]["unit"]["before"], report["total"]["figures"]["unit"]["value"]) == (
        0,
        1,
    )


def test_a_document_with_another_text_than_in_the_run_is_not_compared(parcli, tmp_path):
    path, run = written(tmp_path, WANTED, text=PLAN), tmp_path / "run.jsonl"
    parcli("evaluate", path, "--save", run)
    path.with_name("plan.txt").write_text(PLAN + "Hết.\n", encoding="utf-8")
    status, printed, told = parcli("evaluate", path, "--against", run)
    assert (status, json.loads(printed)["changes"]) == (0, [])
    assert "has another text" in told


@pytest.mark.parametrize(
    "content", ["", "{}", '{"run": {"schema_version": "1", "rules_version": ""}}\n{"id": 1}']
)
def test_a_file_that_is_no_run_is_refused(parcli, tmp_path, content):
    (tmp_path / "run.jsonl").write_text(content, encoding="utf-8")
    status, printed, told = parcli("evaluate", written(tmp_path), "--against", tmp_path / "run.jsonl")
    assert (status, printed) == (1, "")
    assert "is no run that parcli evaluate --save wrote" in told


@pytest.mark.parametrize("form", ["table", "markdown", "csv"])
def test_every_format_shows_figures_mistakes_and_changes(parcli, tmp_path, form):
    path, run = written(tmp_path, WANTED | {"value": 96}, text=PLAN), tmp_path / "run.jsonl"
    parcli("evaluate", path, "--save", run)
    run.write_text(run.read_text("utf-8").replace('"unit": "%"', '"unit": "hồ sơ"'), encoding="utf-8")
    asked = ["--against", run, "--errors", "--by", "kind", "--format", form]
    status, printed, _ = parcli("evaluate", path, *asked)
    assert status == 0
    for part in ("detection", "percentage", "96", "hồ sơ"):
        assert part in printed
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(printed)))
        assert {row["record"] for row in rows} == {"figure", "mistake", "change"}
        [change] = [row for row in rows if row["record"] == "change"]
        assert (change["field"], change["before"], change["after"]) == ("unit", "hồ sơ", "%")


def test_documents_are_told_apart_by_folder_or_file_name():
    from parcli.cli.evaluate import document_names

    names = ["a/hue/gold.jsonl", "b/hue.jsonl", "b/da-lat.jsonl"]
    assert document_names(names) == ["a/hue/gold.jsonl", "b/hue.jsonl", "da-lat"]
