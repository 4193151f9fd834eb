"""Which rules there are, where they come from, and what is refused of a user's own: file, rule and reason in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from parcli import messages, rulecheck, rulefile, rulegives
from parcli import rulebook as rules
from parcli.cli import inputs, options
from parcli.errors import RuleError
from parcli.recognise import mention, repeats
from parcli.recognise.anchors import Anchors
from parcli.render.safe import json_text

ROOT = Path(__file__).resolve().parents[1]
# A sound rule; each test says what it changes of it.
SOUND = {
    "id": "wording.hopeful",
    "kind": "wording",
    "means": "a hope",
    "words": ["mong rằng"],
    "gives": {"wording": "striving"},
    "examples": [{"text": "Mong rằng 80% hồ sơ đúng hạn", "wording": "striving", "seen": "invented"}],
    "counter_examples": [{"text": "80% hồ sơ đúng hạn", "why": "no hope"}],
}


def folder(tmp_path, *listed, fragments=None, name="own.yaml"):
    """Return a folder of rules that holds those listed."""
    path = tmp_path / "my-rules"
    path.mkdir(exist_ok=True)
    data = {"schema": "1", "fragments": fragments or {}, "rules": list(listed)}
    (path / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


def quick(path, monkeypatch):
    """Return all faults of a folder, without the examples of the built-in rules, which other tests hold."""
    real = rulecheck.examples
    monkeypatch.setattr(
        rulecheck, "examples", lambda one, book: [] if rulecheck.is_built_in(one) else real(one, book)
    )
    return [str(fault) for fault in rulecheck.check([path])[1]]


@pytest.fixture
def faults(tmp_path, monkeypatch):
    """Return a function: what is wrong with the sound rule, changed as it says."""

    def check(*more, fragments=None, **changes):
        changed = {name: value for name, value in {**SOUND, **changes}.items() if value is not None}
        return quick(folder(tmp_path, changed, *more, fragments=fragments), monkeypatch)

    return check


@pytest.fixture
def own(tmp_path):
    """The place that every fault of the changed rule names."""
    return f"{tmp_path}/my-rules/own.yaml, wording.hopeful: "


def test_a_sound_rule_is_not_refused(faults):
    assert faults() == []


# What is refused


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"colour": "red"}, "there is no field 'colour'"),
        ({"means": None}, "means is missing"),
        ({"kind": "poem"}, "kind is one of quantity, bound,"),
        ({"examples": None}, "examples is missing"),
        ({"examples": []}, "examples is empty"),
        ({"counter_examples": []}, "counter_examples is empty"),
        ({"counter_examples": [{"text": "80%"}]}, "counter_examples[1].why is missing"),
        ({"words": "mong rằng"}, "words must be a list"),
        ({"means": 5}, "means must be a text; put it in quotes"),
        ({"gives": {"wording": "striving", "mood": "good"}}, "wording rules give wording, not mood"),
        ({"gives": {"wording": "hoping"}}, "gives.wording is one of plain, striving, exploratory"),
        ({"gives": {}}, "gives.wording is missing"),
        ({"words": None}, "it has neither words, pattern nor cues"),
        ({"words": ["Mong rằng"]}, "'Mong rằng' must be in lower case, as the text is when rules look"),
        ({"words": ["mong ră\u0300ng"]}, "'mong ră\u0300ng' is not in Unicode form NFC"),
        ({"words": ["hoà thuận"]}, "parcli spells 'hoà thuận' as 'hòa thuận' before rules look; write that"),
        ({"words": ["hàng năm"]}, "parcli spells 'hàng năm' as 'hằng năm' before rules look; write that"),
        ({"pattern": "mong (rằng"}, "'mong (rằng' does not compile: missing ) at position 10"),
        ({"pattern": "a)|(b"}, "'a)|(b' does not compile: unbalanced parenthesis at position 1"),
        ({"pattern": "(?:mong rằng)?"}, "'(?:mong rằng)?' matches the empty text"),
        ({"unless": ["x*"]}, "'x*' matches the empty text"),
        ({"pattern": "(?:(?:a{999}){999}){999}"}, "'(?:(?:a{999}){999}){999}' repeats too much"),
        ({"pattern": "(?&no-such) hồ sơ"}, "there is no fragment 'no-such'"),
        ({"beats": ["wording.none"]}, "beats names wording.none, and there is no such rule"),
        ({"examples": [{"text": "mong rằng", "value": 1.234}]}, "examples[1].value: put 1.234 in quotes"),
    ],
)  # fmt: skip
def test_a_rule_is_refused_with_file_id_and_reason(faults, own, changes, reason):
    found = faults(**changes)

    assert [line for line in found if line.startswith(own + reason)], found
    assert not any("\n" in line for line in found)


@pytest.mark.parametrize(
    ("kind", "gives", "group"),
    [
        ("quantity", {"measure": "percentage", "unit": "%"}, "value"),
        ("quantity", {"measure": "count"}, "noun / unit"),
        ("zero", {}, "noun"),
        ("deadline", {"grain": "quarter"}, "quarter"),
    ],
)
def test_a_pattern_names_what_its_kind_reads(faults, own, kind, gives, group):
    value = "(?P<value>\\d)" if "noun" in group and kind == "quantity" else "\\d"

    [found] = faults(kind=kind, gives=gives, words=None, pattern=f"mong {value}")[:1]

    assert found == f"{own}the pattern has no group (?P<{group}>...), which a rule of this kind needs"


@pytest.mark.parametrize("pattern", ["(?:\\w+\\s?)+mong", "(?:m|mo|mong|ong|o|n|g)+ rằng"])
def test_a_pattern_that_blows_up_on_hostile_input_is_refused(faults, own, pattern):
    found = faults(pattern=pattern)

    assert any(line.startswith(f"{own}'{pattern}' takes more than 0.5 s on ") for line in found), found


def test_an_example_that_is_not_found_is_refused(faults, own):
    [found] = faults(examples=[{"text": "Hồ sơ đúng hạn"}])

    assert found == f'{own}example 1 is not found: "Hồ sơ đúng hạn"'


def test_an_example_that_says_otherwise_is_refused(faults, own):
    [found] = faults(examples=[{"text": "Mong rằng 80% hồ sơ", "wording": "exploratory"}])

    assert found == f'{own}example 1: wording is striving, not exploratory: "Mong rằng 80% hồ sơ"'


def test_an_example_that_another_rule_wins_is_refused(faults, own):
    [found] = faults(words=["nghiên"], examples=[{"text": "Nghiên cứu mở rộng"}])

    assert found == f'{own}example 1: wording.exploratory wins: "Nghiên cứu mở rộng"'


def test_a_counter_example_that_is_found_is_refused(faults, own):
    [found] = faults(counter_examples=[{"text": "mong rằng", "why": "none"}])

    assert found == f'{own}counter-example 1 is found: "mong rằng"'


def test_a_known_gap_that_is_found_is_refused(faults, own):
    [found] = faults(known_gaps=[{"text": "mong rằng"}])

    assert found == f'{own}known gap 1 is found now; move it to the examples: "mong rằng"'


def test_an_example_of_a_built_in_rule_may_not_be_lost_to_a_rule_of_the_user(tmp_path):
    greedy = {**SOUND, "words": ["phấn đấu 80%", "mong rằng"]}
    path = folder(tmp_path, greedy)

    book = rules.load([path])

    [found] = rulecheck.example(book["wording.striving"], book, "examples", 1)
    assert "wording.striving: example 1: wording.hopeful wins" in str(found)


def test_an_id_may_stand_but_once_in_a_folder(tmp_path, monkeypatch):
    folder(tmp_path, SOUND, name="a.yaml")
    path = folder(tmp_path, SOUND, name="b.yaml")

    [found] = quick(path, monkeypatch)

    assert found == f"{path}/b.yaml, wording.hopeful: the id is already used in {path}/a.yaml"


def test_all_faults_are_told_not_the_first_alone(faults):
    found = faults({**SOUND, "id": "wording.other", "kind": "poem"}, means=None)

    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rules: {", "line 2: not YAML: "),
        ("- a\n- b\n", "a rule file begins with 'schema: \"1\"' and holds 'rules:'"),
        ("rules: []\n", "schema is missing"),
        ('schema: "2"\nrules: []\n', "schema is one of 1"),
        ('schema: "1"\nrules: []\nrules: []\n', "line 3: not YAML: 'rules' is there twice"),
        ('schema: "1"\nrules: 5\n', "rules must be a list"),
        ('schema: "1"\nrules: [5]\n', "rules[1]: rule must hold fields of its own"),
        ('schema: "1"\nfragments: {a: "(?&a)"}\nrules: []\n', None),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, text, reason):
    path = tmp_path / "my-rules"
    path.mkdir()
    (path / "own.yaml").write_text(text, encoding="utf-8")

    if reason is None:
        rules.load([path])
    else:
        with pytest.raises(RuleError) as refused:
            rules.load([path])
        assert str(refused.value).startswith(f"{path}/own.yaml, {reason}") or str(refused.value).startswith(
            f"{path}/own.yaml: {reason}"
        )


def test_a_fragment_that_holds_itself_is_refused(faults, own):
    found = faults(fragments={"loop": "(?&loop)"}, pattern="(?&loop)")

    assert found == [f"{own}a fragment holds itself, or grows beyond all measure"]


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "my-rules"
    path.mkdir()
    (path / "own.yaml").write_bytes(b"\xff\xfe")

    with pytest.raises(RuleError, match=r"own\.yaml: is not utf-8 at byte 0"):
        rules.load([path])


def test_matching_gives_up_after_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(rules, "MATCH_TIMEOUT", 0.1)
    path = folder(tmp_path, {**SOUND, "pattern": "(?:m|mo|mong|ong|o|n|g)+ rằng"})

    with pytest.raises(
        RuleError, match=r"wording\.hopeful: matching took more than 0\.1 s; simplify the pattern"
    ):
        list(rules.load([path])["wording.hopeful"].matches("mong" * 50 + "! mong rằng"))


def test_a_rule_from_outside_is_given_up_in_a_short_text_too(tmp_path, monkeypatch):
    monkeypatch.setattr(rules, "MATCH_TIMEOUT", 0.1)
    path = folder(tmp_path, {**SOUND, "pattern": "(?:m|mo|mong|ong|o|n|g)+ rằng"})

    with pytest.raises(RuleError, match=r"wording\.hopeful: matching took more than 0\.1 s"):
        mention.hits(rules.load([path]), "wording", "mong" * 50 + "! mong rằng")


def test_only_rules_that_come_with_parcli_are_matched_without_a_clock(tmp_path, rulebook):
    calm = rulebook["measure.percentage.plain"].source
    for book, watched in ((rulebook, False), (rules.load([folder(tmp_path, SOUND)]), True)):
        anchors = Anchors.of(book)
        assert anchors.calm(calm) is not watched
        assert not anchors.calm("(?:a+)+")
        assert (anchors.sight("đạt 80%").short, anchors.sight("đạt 80% " * 1000).short) == (True, False)


@pytest.mark.parametrize(
    ("source", "nested"),
    [
        (r"a+b*", False), (r"(?:a+)+", True), (r"(?:a+\s?)*", True), (r"(?P<word>\p{L}+\s){0,4}x", False),
        (r"(?:a{2,}b){1,40}", True), (r"(?:a{2}b){3}", False), (r"(?:[+*]\+)+", False), (r"(?:(?:a|b+)c)+?", True),
    ],
)  # fmt: skip
def test_repeats_inside_repeats_are_told(source, nested):
    assert repeats.nested(source) is nested


# Rules added and replaced


def test_rules_of_a_folder_are_added(tmp_path, rulebook):
    book = rules.load([folder(tmp_path, SOUND)])

    assert set(book.rules) == {*rulebook.rules, "wording.hopeful"}


def test_a_rule_with_the_id_of_a_built_in_one_replaces_it(tmp_path):
    book = rules.load([folder(tmp_path, {**SOUND, "id": "wording.striving"})])

    assert not list(book["wording.striving"].matches("phấn đấu"))
    assert list(book["wording.striving"].matches("mong rằng"))


def test_rules_are_added_by_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("PARCLI_RULES", str(folder(tmp_path, SOUND)))

    assert "wording.hopeful" in rules.load().rules


def test_the_version_of_the_rules_changes_with_them(tmp_path, rulebook):
    assert rules.load([folder(tmp_path, SOUND)]).version != rulebook.version == rules.load().version


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RuleError, match="none: not a folder of rules"):
        rules.load([tmp_path / "none"])


# The built-in rules


def test_the_built_in_rules_are_sound():
    _, found = rulecheck.check()

    assert [str(fault) for fault in found] == []


def test_the_published_schema_is_the_one_that_is_checked():
    path = ROOT / "rules" / "schema.json"
    made = json_text(rulefile.json_schema(), indent=2) + "\n"
    if os.environ.get("PARCLI_UPDATE"):
        path.write_text(made, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == made


def test_the_schema_accepts_every_built_in_file():
    validator = jsonschema.Draft202012Validator(rulefile.json_schema())
    for name, text in rules.rule_texts(ROOT / "rules"):
        assert [error.message for error in validator.iter_errors(rulefile.parse_yaml(text, name))] == []


def test_the_schema_refuses_what_a_kind_does_not_give():
    validator = jsonschema.Draft202012Validator(rulefile.json_schema())
    wrong = {**SOUND, "gives": {"wording": "striving", "mood": "good"}}

    assert list(validator.iter_errors({"schema": "1", "rules": [wrong]}))


# The commands


@pytest.fixture
def parcli(tmp_path):
    left_out = {"PARCLI_RULES", "PARCLI_LANG"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    environment = kept | {"PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C.UTF-8"}

    def run(*arguments, **more):
        command = [sys.executable, "-m", "parcli", *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, env=environment | more, capture_output=True, encoding="utf-8"
        )

    return run


def test_rules_are_listed_by_kind(parcli, rulebook):
    listed = json.loads(parcli("rules", "list", "--kind", "mask").stdout)["rules"]

    assert [rule["id"] for rule in listed] == [compiled.id for compiled in rulebook.of("mask")]
    assert {rule["kind"] for rule in listed} == {"mask"}


def test_rules_of_the_user_are_listed_with_their_file(parcli, tmp_path):
    path = folder(tmp_path, SOUND)

    written = parcli("rules", "list", "--rules", path, "--format", "csv").stdout

    assert f"wording.hopeful,wording,a hope,1,1,0,{path}/own.yaml,,," in written.splitlines()


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_rules_are_listed_for_people(parcli, form):
    assert "mask.act-date" in parcli("rules", "list", "--format", form).stdout


def test_indicators_are_listed_with_their_names_and_their_codes_in_one_piece(parcli, rulebook):
    lines = parcli("rules", "list", "--kind", "indicator", "--format", "table").stdout.splitlines()
    codes = [
        compiled.rule.gives["code"]
        for compiled in rulebook.of("indicator")
        if compiled.rule.gives.get("code")
    ]
    [procedures] = [line for line in lines if " procedures.on-time " in line]
    assert set(codes) <= {word for line in lines for word in line.split()[:1]}
    assert "Hồ sơ TTHC" in procedures and "Cases" in procedures


def test_an_unknown_kind_is_an_error_of_the_command_line(parcli):
    assert parcli("rules", "list", "--kind", "poem").returncode == 2


def test_a_check_that_fails_ends_with_1_and_a_line_for_each_fault(parcli, tmp_path):
    path = folder(tmp_path, {**SOUND, "beats": ["wording.none"], "words": ["mong rằng", "Cầu"]})

    done = parcli("rules", "check", path)

    assert done.returncode == 1
    assert done.stdout == ""
    assert f"parcli: {path}/own.yaml, wording.hopeful: 'Cầu' must be in lower case" in done.stderr


def test_a_check_of_a_folder_without_rules_does_not_say_that_all_hold(parcli, tmp_path):
    (tmp_path / "empty").mkdir()
    done = parcli("rules", "check", tmp_path / "empty")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"parcli: {tmp_path}/empty: there are no rules in this folder\n"


def test_a_check_speaks_vietnamese(parcli, tmp_path):
    path = folder(tmp_path, {**SOUND, "examples": []})

    assert "wording.hopeful: examples trống" in parcli("--lang", "vi", "rules", "check", path).stderr


def test_a_check_of_sound_rules_says_so(parcli, tmp_path):
    done = parcli("rules", "check", folder(tmp_path, SOUND))

    assert (done.returncode, done.stdout) == (0, "all hold: 1 rules, 1 examples, 1 counter-examples\n")


def test_the_worked_example_of_the_readme_passes(parcli, tmp_path):
    readme = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    block = readme.split("<!-- worked example -->")[1].split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "my-rules" / "measure"
    path.mkdir(parents=True)
    (path / "floor-space.yaml").write_text(block, encoding="utf-8")
    plan = "Phấn đấu đến năm 2025, diện tích nhà ở bình quân của tỉnh đạt tối thiểu 28 mét vuông sàn/người.\n"
    (tmp_path / "plan.txt").write_text(plan, encoding="utf-8")

    done = parcli("rules", "check", "./my-rules")
    assert (done.returncode, done.stderr) == (0, "")

    found = json.loads(parcli("extract", "--rules", "./my-rules", "plan.txt").stdout)["targets"]
    assert [(item["measure"]["value"], item["measure"]["unit"]) for item in found] == [(28, "m2 sàn/người")]


def test_each_message_of_rules_is_there_in_both_languages():
    english, vietnamese = messages.catalogue("en"), messages.catalogue("vi")
    names = {key for key in english if key.startswith(("rule.", "rules.", "explain.", "help.rules."))}

    assert names <= set(vietnamese)


def test_the_readme_tells_of_every_kind_and_all_that_it_gives():
    readme = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in readme.splitlines() if row.startswith("| `")}

    for kind in rulefile.KINDS:
        row = rows[kind]
        assert [name for name in rulegives.fields(kind) if f"`{name}`" not in row] == [], kind


def test_the_indicator_of_the_readme_is_sound(tmp_path, monkeypatch):
    readme = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    block = readme.split("### An indicator")[1].split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "my-rules"
    path.mkdir()
    (path / "own.yaml").write_text(f'schema: "1"\nrules:\n{block}', encoding="utf-8")

    assert quick(path, monkeypatch) == []


# The version, by which the library knows what need not be read again


def test_the_version_is_known_without_loading_rules_until_a_file_of_them_changes(tmp_path, monkeypatch):
    monkeypatch.setenv("PARCLI_CACHE", str(tmp_path / "cache"))
    own = folder(tmp_path, SOUND)
    first = inputs.Extracting([own])
    assert first.version

    with monkeypatch.context() as unable:
        unable.setattr(options, "rulebook", lambda folders: pytest.fail("the rules were loaded"))
        assert inputs.Extracting([own]).version == first.version
    folder(tmp_path, SOUND | {"words": ["ước rằng"]})
    changed, built_in = (inputs.Extracting(folders).version for folders in ([own], None))
    assert len({first.version, changed, built_in}) == 3


def test_the_version_of_rules_that_are_not_valid_is_never_known(tmp_path, monkeypatch):
    monkeypatch.setenv("PARCLI_CACHE", str(tmp_path / "cache"))
    own = folder(tmp_path, SOUND | {"kind": "colour"})
    for _ in range(2):
        with pytest.raises(RuleError):
            inputs.Extracting([own]).version  # noqa: B018 - asking is what fails
