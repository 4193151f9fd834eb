"""A plan checked before it is signed: each kind of finding in a sample of its own, none in clean ones,
what is held against what, and `parcli check` around it.

PARCLI_UPDATE=1 rewrites each `findings.json` under samples/check, for review.
"""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import parcli
from parcli import cli, messages, readers
from parcli.check import CODES
from parcli.cli import check as command
from parcli.cli import schema
from parcli.library import Library
from parcli.render import check as render

ROOT = Path(__file__).parents[1]
SAMPLES = sorted(path.parent for path in ROOT.glob("samples/check/*/plan.txt"))
PLANS = sorted(ROOT.glob("samples/*/plan.*"))
UPDATE = os.environ.get("PARCLI_UPDATE") == "1"


@pytest.fixture(scope="module")
def rules():
    return parcli.load_rules()


@pytest.fixture(scope="module")
def check(rules):
    """Return a function: what is wrong in a plan, held against nothing but what it is given."""

    def find(plan, *against, **options):
        return parcli.check(plan, against=against, rules=rules, library=":memory:", **options)

    return find


@pytest.fixture(scope="module")
def found(check):
    """Return what is found in each sample of samples/check, held against the other files beside it."""
    return {
        folder.name: check(
            folder / "plan.txt",
            *(path for path in sorted(folder.glob("*.txt")) if path.name not in ("plan.txt", "full.txt")),
        )
        for folder in SAMPLES
    }


HEAD = """ỦY BAN NHÂN DÂN
TỈNH BẮC NINH
-------
Số: {number}/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Bắc Ninh, ngày 16 tháng 01 năm {year}

KẾ HOẠCH
Cải cách hành chính năm {year}

"""


def plan(*lines, number=31, year=2026):
    """Return the text of a plan with these lines."""
    return HEAD.format(number=number, year=year) + "\n".join(lines) + "\n"


def codes(checked):
    return [one.code for one in checked.findings]


# The samples


def test_there_is_a_sample_of_every_kind_of_finding(found):
    assert {*found} == {*CODES, "clean"}
    assert {code.value for code in command.Code} == {*CODES}


@pytest.mark.parametrize("code", CODES)
def test_a_sample_triggers_its_own_finding_and_no_other(found, code):
    assert codes(found[code]) == [code]


def test_the_clean_sample_triggers_none(found):
    assert codes(found["clean"]) == []


def test_what_only_looks_wrong_triggers_none(check):
    """Results, conditions, former bodies, days that tell which things are meant, limits that are no slip."""
    assert codes(check(ROOT / "samples/check/clean/full.txt")) == []


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)
def test_findings_are_those_reviewed(found, folder):
    path = folder / "findings.json"
    shown = [one.json_dict() for one in found[folder.name].findings]
    if UPDATE:
        path.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert json.loads(path.read_text("utf-8")) == shown


@pytest.mark.parametrize("path", PLANS, ids=lambda path: f"{path.parent.name}-{path.suffix}")
def test_the_plans_of_the_samples_are_clean_even_against_each_other(rules, path, library):
    assert parcli.check(path, rules=rules, library=library).findings == ()


@pytest.fixture(scope="module")
def library(rules):
    """Return a library with the text of every sample."""
    with Library(":memory:") as store:
        for path in PLANS:
            if path.suffix == ".txt":
                store.add(parcli.extract(path, rules=rules), path=str(path), rules_version="1")
        yield store


def test_a_finding_quotes_the_plan(found):
    for name, checked in found.items():
        text = readers.read(ROOT / "samples" / "check" / name / "plan.txt").text
        assert [text[one.span.start : one.span.end] for one in checked.findings] == [
            one.quote for one in checked.findings
        ]


def test_what_is_not_certain_says_so_in_vietnamese(check):
    messages.use("vi")
    try:
        warned = [
            one
            for folder in SAMPLES
            for one in check(folder / "plan.txt", *folder.glob("[!p]*.txt")).findings
            if one.severity == "warning"
        ]
    finally:
        messages.use("en")
    assert len(warned) >= 5
    assert [one.reason for one in warned if "có thể" not in one.reason] == []


# Mistakes in other words

CASES = yaml.safe_load((ROOT / "tests/data/check_cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_a_mistake_is_found_in_whatever_words(check, case):
    text = plan(
        "I. MỤC TIÊU",
        "1. Mục tiêu chung",
        "Xây dựng nền hành chính hiện đại.",
        "2. Mục tiêu cụ thể",
        case["text"],
    )

    assert codes(check(text)) == case["codes"]


# Two values


@pytest.mark.parametrize(
    "lines",
    [
        (
            "1. Tỷ lệ hồ sơ nộp trực tuyến đạt từ 70% trở lên.",
            "2. Tỷ lệ hồ sơ nộp trực tuyến đạt từ 60% trở lên.",
        ),
        ("1. Thời gian chờ không quá 15 phút/lượt.", "2. Thời gian chờ không quá 30 phút/lượt."),
    ],
)
def test_the_same_thing_with_two_values_is_an_error(check, lines):
    [one] = check(plan(*lines)).findings

    assert (one.code, one.severity, len(one.targets)) == ("two-values", "error", 2)


@pytest.mark.parametrize(
    "lines",
    [
        ("1. Tỷ lệ hồ sơ nộp trực tuyến đạt từ 70% trở lên.", "2. Đến hết quý II/2026, tỷ lệ hồ sơ nộp trực tuyến đạt từ 60% trở lên."),
        ("1. Số hóa kết quả cấp tỉnh đạt 60%, cấp xã đạt 40%.",),
        ("1. Tỷ lệ hồ sơ đúng hạn đạt trên 95%, trong đó 80% hồ sơ trả trước hạn.",),
        ("1. Mức độ hài lòng đạt 95%, riêng lĩnh vực đất đai đạt 85%.",),
        ("1. Tỷ lệ hồ sơ nộp trực tuyến đạt từ 70% trở lên.", "2. Tỷ lệ hồ sơ nộp trực tuyến đạt từ 70% trở lên."),
    ],
)  # fmt: skip
def test_steps_levels_and_fields_are_not_two_values(check, lines):
    assert codes(check(plan(*lines))) == []


# Sums and bases


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("1. Cơ cấu kinh tế: nông nghiệp 20%, công nghiệp 45%, dịch vụ 40%.", True),
        ("1. Cơ cấu kinh tế: nông nghiệp 20%, công nghiệp 45%, dịch vụ 35%.", False),
        ("1. Cơ cấu GRDP: nông nghiệp 20,2%, công nghiệp 45,1%, dịch vụ 35,0%.", False),
        ("1. Xây dựng 10 mô hình, trong đó cấp tỉnh 06 mô hình, cấp xã 05 mô hình.", True),
        ("1. Xây dựng 10 mô hình, trong đó cấp tỉnh 06 mô hình, cấp xã 04 mô hình.", False),
        ("1. Xây dựng ít nhất 10 mô hình, trong đó cấp tỉnh 06 mô hình, cấp xã 05 mô hình.", False),
    ],
)
def test_parts_are_no_more_than_the_whole(check, line, wrong):
    assert codes(check(plan(line))) == (["sum"] if wrong else [])


UNITS = "Giảm tối thiểu {share}% số đơn vị sự nghiệp công lập (tương ứng {count} đơn vị)."


@pytest.mark.parametrize(
    ("last", "wrong"), [(("2,5", 16), False), (("2", 12), False), (("2", 24), True), (("2,5", 9), True)]
)
def test_a_base_is_near_last_years(check, last, wrong):
    earlier = plan("1. " + UNITS.format(share=last[0], count=last[1]), number=20, year=2025)
    checked = check(plan("1. " + UNITS.format(share="2,5", count=15)), parcli.extract(earlier))

    assert ("implied-base" in codes(checked)) is wrong


# Floors


def test_a_step_on_the_way_to_the_floor_is_not_below_it(check):
    floor = (ROOT / "samples/check/below-national/national.txt").read_text("utf-8")
    early = plan("1. Đến hết quý II/2026, tỷ lệ hồ sơ thanh toán trực tuyến đạt tối thiểu 55%.")

    assert codes(check(early, parcli.extract(floor))) == []


def test_a_plan_is_held_against_neither_itself_nor_a_later_one_nor_another_provinces(check):
    less = plan("1. Tỷ lệ hồ sơ nộp trực tuyến đạt từ 60% trở lên.")
    more = "1. Tỷ lệ hồ sơ nộp trực tuyến đạt từ 70% trở lên."

    assert codes(check(less, parcli.extract(plan(more)))) == []
    assert codes(check(less, parcli.extract(plan(more, number=40, year=2027)))) == []
    assert (
        codes(check(less, parcli.extract(plan(more, number=20, year=2025).replace("BẮC NINH", "CÀ MAU"))))
        == []
    )
    assert codes(check(less, parcli.extract(plan(more, number=20, year=2025)))) == ["below-last-plan"]


def test_an_earlier_draft_of_the_same_plan_is_no_plan_before_it(check):
    def draft(share):
        return (
            plan(f"1. Tỷ lệ hồ sơ nộp trực tuyến đạt từ {share}% trở lên.")
            .replace("Số: 31/KH-UBND", "Số:      /KH-UBND")
            .replace("ngày 16 tháng 01", "ngày      tháng 01")
        )

    assert codes(check(draft(60), parcli.extract(draft(70)))) == []


def test_the_last_of_its_plans_counts(check):
    less = plan("1. Tỷ lệ hồ sơ nộp trực tuyến đạt từ 60% trở lên.")
    before = [
        parcli.extract(plan(f"1. Tỷ lệ hồ sơ nộp trực tuyến đạt từ {share}% trở lên.", number=20, year=year))
        for year, share in ((2024, 70), (2025, 60))
    ]

    assert codes(check(less, *before)) == []


@pytest.mark.parametrize(
    ("own", "last", "wrong"),
    [
        ("Tỷ lệ hồ sơ đúng hạn đạt 95%", "98% hồ sơ giải quyết đúng hạn", True),
        ("Chỉ số PAR INDEX thuộc nhóm 15 tỉnh dẫn đầu", "Chỉ số PAR INDEX thuộc nhóm 10 tỉnh dẫn đầu", True),
        ("Thời gian chờ không quá 20 phút/lượt", "Thời gian chờ không quá 15 phút/lượt", True),
        ("Tỷ lệ hồ sơ đúng hạn đạt 98%", "95% hồ sơ giải quyết đúng hạn", False),
        ("Tỷ lệ thanh toán trực tuyến đạt 50%", "Đến năm 2030, tỷ lệ thanh toán trực tuyến đạt 80%", False),
        ("Giảm 10% chi phí tuân thủ", "Giảm 20% chi phí tuân thủ", False),
    ],
)
def test_less_than_the_last_plan_is_what_is_worse_by_the_same_day(check, own, last, wrong):
    earlier = parcli.extract(plan(f"- {last}.", number=20, year=2025))

    assert codes(check(plan(f"- {own}."), earlier)) == (["below-last-plan"] if wrong else [])


@pytest.mark.parametrize(("value", "wrong"), [(85, True), (92, False)])
def test_each_step_of_a_national_aim_is_a_floor_by_its_own_day(check, value, wrong):
    national = (ROOT / "samples/check/below-national/national.txt").read_text("utf-8")
    steps = national.replace(
        "đúng hạn đạt tối thiểu 95%",
        "đúng hạn đến năm 2025 đạt tối thiểu 90%, đến năm 2030 đạt tối thiểu 98%",
    )
    checked = check(plan(f"- Tỷ lệ hồ sơ được giải quyết đúng hạn đạt {value}%."), parcli.extract(steps))

    assert codes(checked) == (["below-national"] if wrong else [])


def test_aims_of_one_indicator_for_other_people_are_not_held_against_each_other(check):
    national = (ROOT / "samples/check/below-national/national.txt").read_text("utf-8")
    everybody = national.replace(
        "Tỷ lệ hồ sơ được giải quyết đúng hạn đạt tối thiểu 95%",
        "Dân số từ 15 tuổi trở lên có tài khoản ngân hàng đạt tối thiểu 95%",
    )
    some = (
        "- Ít nhất 85% người hưởng trợ cấp xã hội được chi trả qua ví điện tử hoặc số tài khoản đã đăng ký."
    )

    assert codes(check(plan(some), parcli.extract(everybody))) == []


# Deadlines


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1. Sở Nội vụ hoàn thành đề án trước ngày 30/6/2025.", "deadline-before-issue"),
        ("1. Sở Nội vụ hoàn thành đề án trước ngày 15/01/2026.", "deadline-before-issue"),
        ("1. Sở Nội vụ hoàn thành đề án trước ngày 30/6/2026.", None),
        ("1. Rà soát hồ sơ tiếp nhận trước ngày 01/7/2025, hoàn thành trước ngày 30/6/2026.", None),
        ("1. Năm 2025, Sở Nội vụ đã hoàn thành đề án trước ngày 30/6/2025.", None),
        ("1. Sở Nội vụ báo cáo kết quả năm trước ngày 15/01/2027.", None),
        ("1. Sở Nội vụ hoàn thành đề án trong năm 2029.", "deadline-outside-period"),
        ("1. Đến năm 2030, tỷ lệ hồ sơ nộp trực tuyến đạt từ 95% trở lên.", None),
    ],
)
def test_a_deadline_lies_between_the_issue_and_the_end_of_the_period(check, line, code):
    assert codes(check(plan(line))) == ([code] if code else [])


@pytest.mark.parametrize(
    ("line", "quote"),
    [
        ("1. Sở Nội vụ hoàn thành đề án trước ngày 31/02/2026.", "ngày 31/02/2026"),
        ("1. Sở Nội vụ báo cáo trước ngày 31 tháng 11 năm 2026.", "ngày 31 tháng 11 năm 2026"),
        ("1. Sở Nội vụ báo cáo trước ngày 29/02/2026.", "ngày 29/02/2026"),
        ("1. Sở Nội vụ báo cáo chậm nhất ngày 32/12/2026.", "ngày 32/12/2026"),
        ("1. Hằng năm, Sở Nội vụ báo cáo trước ngày 31/11.", "ngày 31/11"),
        ("Căn cứ Nghị quyết số 76/NQ-CP ngày 31/6/2021 của Chính phủ;", "ngày 31/6/2021"),
        ("1. Hằng năm, Sở Nội vụ báo cáo trước ngày 29/02.", None),
        ("1. Sở Nội vụ báo cáo trước ngày 28/02/2026.", None),
        ("1. Sở Nội vụ kiểm tra từ ngày 25-30/11/2026.", None),
    ],
)
def test_a_day_of_no_calendar_is_quoted(check, line, quote):
    found = [one.quote for one in check(plan(line)).findings if one.code == "impossible-date"]

    assert found == ([quote] if quote else [])


# Shares


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("1. Đạt 120% hồ sơ đúng hạn.", True),
        ("1. Tỷ lệ người dân hài lòng đạt từ 105% trở lên.", True),
        ("1. Tăng cường ký số, bảo đảm 110% văn bản đi được ký số.", True),
        ("1. Đạt 100% hồ sơ đúng hạn.", False),
        ("1. Số hồ sơ nộp trực tuyến đạt 130% so với năm 2025.", False),
        ("1. Thu ngân sách đạt 115% dự toán.", False),
        ("1. Giải ngân vốn đầu tư công đạt 102% kế hoạch.", False),
        ("1. Tăng 150% số hồ sơ nộp trực tuyến.", False),
        ("1. Tăng trưởng GRDP đạt 110%.", False),
        ("1. Thuê bao băng rộng di động đạt 110%.", False),
    ],
)
def test_a_share_is_no_more_than_the_whole(check, line, wrong):
    assert codes(check(plan(line))) == (["impossible-share"] if wrong else [])


# Agencies


@pytest.mark.parametrize(
    ("year", "name", "wrong"),
    [
        (2026, "Sở Tài nguyên và Môi trường", True),
        (2026, "Sở TN&MT", True),
        (2026, "UBND các huyện, thị xã, thành phố", True),
        (2024, "Sở Tài nguyên và Môi trường", False),
        (2026, "Sở Nông nghiệp và Môi trường", False),
    ],
)
def test_a_body_that_has_ended_can_do_nothing(check, year, name, wrong):
    line = f"1. Giao {name} chủ trì hoàn thành đề án trước ngày 30/6/{year}."

    assert codes(check(plan(line, year=year))) == (["ended-agency"] if wrong else [])


@pytest.mark.parametrize(("year", "wrong"), [(2024, False), (2026, True)])
def test_there_is_no_target_for_districts_once_there_are_none(check, year, wrong):
    line = "1. Số hóa kết quả giải quyết TTHC ở cấp tỉnh đạt 100%, cấp huyện đạt 90%, cấp xã đạt 80%."

    found = check(plan(line, year=year)).findings
    assert [(one.code, len(one.targets)) for one in found] == ([("ended-agency", 1)] if wrong else [])


def test_a_task_is_given_to_nobody_where_the_others_are_to_somebody(check):
    given = [
        f"{number}. {name} hoàn thành đề án số {number} trước ngày 30/6/2026."
        for number, name in enumerate(("Sở Nội vụ", "Sở Tư pháp", "Sở Tài chính"), 1)
    ]
    forgotten = "4. Hoàn thành nâng cấp Cổng Dịch vụ công trước ngày 30/9/2026."

    [one] = check(plan("II. NHIỆM VỤ", *given, forgotten)).findings
    assert (one.code, one.severity) == ("no-agency", "warning")
    assert codes(check(plan("II. NHIỆM VỤ", forgotten))) == []


# Lists


def test_a_list_holds_as_many_as_it_announces(check):
    items = [f"{number}. Nhiệm vụ thứ {number}." for number in range(1, 5)]

    assert codes(check(plan("I. NHIỆM VỤ", "Tập trung 04 nhiệm vụ sau:", *items))) == []
    [one] = check(plan("I. NHIỆM VỤ", "Tập trung năm nhiệm vụ sau:", *items)).findings
    assert (one.code, one.severity, one.quote) == ("list-count", "error", "năm nhiệm vụ sau")
    [one] = check(
        plan("I. NHIỆM VỤ", "Tập trung 05 nhiệm vụ sau:", *(f"- {item[3:]}" for item in items))
    ).findings
    assert (one.code, one.severity) == ("list-count", "warning")


# What is asked for, and how it is shown


def test_codes_can_be_ignored(check):
    folder = ROOT / "samples/check/sum"

    assert check(folder / "plan.txt", ignore=["sum"]).findings == ()


def test_a_text_that_is_no_plan_has_nothing_wrong(check):
    assert check("").findings == ()
    assert check("Một câu.").findings == ()


@given(st.text(alphabet="ađ 1%.,;:-\n|()hồsơtrễạnSởNộivụ/2026ngày", max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_plan_its_findings_quote_it(check, text):
    whole = readers.read_bytes(plan(text).encode(), "-").text
    for one in check(plan(text)).findings:
        assert one.quote and whole[one.span.start : one.span.end] == one.quote


def shown(form, checked):
    with io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") as out:
        render.write(form, out, checked)
        out.flush()
        return out.buffer.getvalue()


def test_the_json_is_what_its_schema_says(found):
    record = json.loads(shown("json", found["two-values"]))

    jsonschema.validate(record, schema.of("check"))
    assert list(record) == ["document", "findings"]
    assert list(record["findings"][0]) == ["code", "severity", "quote", "span", "reason", "targets"]


def test_a_line_of_csv_and_of_the_workbook_is_one_finding(found):
    import openpyxl

    [line] = csv.DictReader(io.StringIO(shown("csv", found["list-count"]).decode()))
    assert (line["code"], line["severity"]) == ("list-count", "error")
    head, row = openpyxl.load_workbook(io.BytesIO(shown("xlsx", found["list-count"]))).active.iter_rows(
        values_only=True
    )
    assert (len(head), row[:2]) == (5, ("error", "list-count"))


def test_codes_stay_whole_on_a_narrow_terminal(found, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    for code in CODES:
        assert f" {code} " in shown("table", found[code]).decode()


def run(capsys, *arguments):
    status = cli.run(["--lang", "en", "check", "--library", ":memory:", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize(
    ("name", "status"),
    [("clean", 0), ("opposite-wording", 0), ("list-count", 3), ("sum", 3), ("no-agency", 3)],
)
def test_errors_guard_the_way_to_signature(capsys, name, status):
    assert run(capsys, ROOT / "samples/check" / name / "plan.txt")[0] == status


def test_against_takes_documents_and_json_files(capsys, tmp_path):
    folder = ROOT / "samples/check/below-last-plan"
    written = tmp_path / "last.json"
    written.write_text(json.dumps(parcli.extract(folder / "last.txt").json_dict()), encoding="utf-8")

    for other in (folder / "last.txt", written):
        _, printed, _ = run(capsys, folder / "plan.txt", "--against", other, "--format", "json")
        assert [one["code"] for one in json.loads(printed)["findings"]] == ["below-last-plan"]


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (["missing.txt"], 1, "missing.txt"),
        (["plan.json"], 1, "check needs the plan itself"),
        (["empty.txt"], 1, "empty.txt: nothing that looks like a plan was found"),
        (["blank.txt"], 1, "blank.txt: nothing that looks like a plan was found"),
        (["hello.txt"], 1, "hello.txt: nothing that looks like a plan was found"),
        ([ROOT / "samples/check/sum/plan.txt", "--against", "folder"], 1, "folder: no documents there"),
        ([ROOT / "samples/check/sum/plan.txt", "--against", "missing.txt"], 1, "missing.txt"),
        ([ROOT / "samples/check/sum/plan.txt", "--ignore", "sums"], 2, "--ignore"),
        ([], 2, "PLAN"),
    ],
)
def test_what_cannot_be_done_is_one_line(capsys, tmp_path, monkeypatch, arguments, status, reason):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.json").write_text('{"document": {}}', encoding="utf-8")
    for name, text in (("empty", ""), ("blank", " \n\n"), ("hello", "hello\n")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    found, _, said = run(capsys, *arguments)

    assert (found, [reason in line for line in said.splitlines()]) == (status, [True]), said
