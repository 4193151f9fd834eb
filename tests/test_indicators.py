"""A clause's words say what is measured: the rule with the most evidence wins, the first predicate first."""

from __future__ import annotations

import time
import unicodedata

import pytest
import regex
import yaml

from parcli import pipeline, rulebook
from parcli.normalise import Spelling, clean
from parcli.recognise import indicators, literals
from parcli.recognise.readings import Readings
from parcli.rulepath import rule_root

RULES = rulebook.load()
_WORDS = yaml.safe_load((rule_root() / "text" / "spelling.yaml").read_text(encoding="utf-8"))
SPELLING = Spelling(_WORDS["variants"], _WORDS["repairs"])
EXAMPLES = [(c.id, e.text) for c in RULES.of("indicator") for e in c.rule.examples]
COUNTER_EXAMPLES = [(c.id, e.text) for c in RULES.of("indicator") for e in c.rule.counter_examples]


def fold(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return clean(text, [(0, len(text))], SPELLING).folded if text else ""


def code_of(
    text: str, anchor: str | None = None, *, measure: str | None = None, before: str = ""
) -> str | None:
    folded = fold(text)
    at = folded.index(fold(anchor)) if anchor else None
    finding = indicators.find(folded, RULES, measure=measure, at=at, before=fold(before))
    return finding.code if finding else None


@pytest.mark.parametrize(("rule_id", "text"), EXAMPLES)
def test_an_example_is_read_by_its_own_rule(rule_id: str, text: str) -> None:
    finding = indicators.find(fold(text), RULES)

    assert finding is not None
    assert finding.rules == (rule_id,)


@pytest.mark.parametrize(("rule_id", "text"), COUNTER_EXAMPLES)
def test_a_counter_example_is_not(rule_id: str, text: str) -> None:
    finding = indicators.find(fold(text), RULES)

    assert finding is None or finding.rules != (rule_id,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("100% TTHC được công bố và được cung cấp trực tuyến toàn trình", "procedures.published"),
        (
            "100% hồ sơ TTHC được tiếp nhận tại bộ phận một cửa và được đồng bộ trên Cổng Dịch vụ công quốc gia",
            "procedures.one-stop",
        ),
        (
            "Số hóa 80% hồ sơ TTHC để bảo đảm việc kết nối, chia sẻ dữ liệu giữa các cơ sở dữ liệu",
            "procedures.digitised",
        ),
        (
            "90% hồ sơ công việc được xử lý trên môi trường mạng (trừ hồ sơ giải quyết thủ tục hành chính)",
            "egov.case-files",
        ),
    ],
)
def test_the_first_predicate_names_the_indicator(text: str, code: str) -> None:
    assert code_of(text) == code


LIST = "Giảm tối thiểu 2,5% số lượng đơn vị sự nghiệp công lập; 0,5% biên chế sự nghiệp và 1,38% biên chế công chức"


@pytest.mark.parametrize(
    ("text", "anchor", "code"),
    [
        (LIST, "2,5%", "organisation.units-cut"),
        (LIST, "0,5%", "organisation.unit-staff-cut"),
        (LIST, "1,38%", "organisation.civil-posts-cut"),
        ("Giảm ít nhất 30% thời gian giải quyết, 25% chi phí tuân thủ TTHC", "30%", "procedures.time-cut"),
        ("Giảm ít nhất 30% thời gian giải quyết, 25% chi phí tuân thủ TTHC", "25%", "procedures.cost-cut"),
        (
            "Tỷ lệ số hóa hồ sơ TTHC đạt 90%, tỷ lệ thanh toán trực tuyến đạt 60%",
            "60%",
            "eservices.payments",
        ),
        (
            "Hồ sơ công việc tại cấp tỉnh đạt 90%, cấp huyện đạt 80% được xử lý trên môi trường mạng",
            "80%",
            "egov.case-files",
        ),
    ],
)
def test_the_member_of_a_list_is_read_before_its_neighbours(text: str, anchor: str, code: str) -> None:
    assert code_of(text, anchor, measure="percentage") == code


@pytest.mark.parametrize(
    ("text", "before", "code"),
    [
        (
            "riêng lĩnh vực đất đai đạt tối thiểu 85%",
            "Mức độ hài lòng của người dân về giải quyết thủ tục hành chính đạt 90%",
            "procedures.satisfaction",
        ),
        ("đến năm 2025 đạt từ 95% trở lên", "Tỷ lệ hồ sơ nộp trực tuyến đạt 80%", "eservices.applications"),
        (
            "0,5% biên chế sự nghiệp hưởng lương từ ngân sách",
            "Giảm tối thiểu 2,5% số lượng đơn vị sự nghiệp công lập",
            "organisation.unit-staff-cut",
        ),
        ("100% xã đạt chuẩn nông thôn mới", "Tỷ lệ hồ sơ nộp trực tuyến đạt 80%", None),
    ],
)
def test_a_clause_that_goes_on_speaks_of_the_clause_before(text: str, before: str, code: str | None) -> None:
    assert code_of(text, before=before) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            "Chỉ số Cải cách hành chính (PAR INDEX), PAPI, ICT INDEX nằm trong nhóm 20 địa phương dẫn đầu",
            ["index.par", "index.papi", "index.ict"],
        ),
        ("Chỉ số SIPAS và PCI tăng ít nhất 2 bậc", ["index.sipas", "index.pci"]),
        ("100% thủ tục hành chính được công khai", []),
    ],
)
def test_several_indices_may_share_one_measure(text: str, codes: list[str]) -> None:
    assert [finding.code for finding in indicators.indices(fold(text), RULES)] == codes


@pytest.mark.parametrize(
    "text",
    [
        "Thời gian hoàn thành ban hành kế hoạch chậm nhất là ngày 15/4/2026",
        "Trồng mới 5.000 ha rừng trong năm 2024",
        "100% xã đạt chuẩn nông thôn mới",
        "Báo cáo Thủ tướng Chính phủ kết quả thực hiện trước ngày 20/12/2025",
        "",
    ],
)
def test_what_no_code_names_stays_without_one(text: str) -> None:
    assert code_of(text) is None


def test_an_amount_of_money_is_no_share_of_systems() -> None:
    text = "Đầu tư 120 tỷ đồng xây dựng hệ thống thông tin giải quyết thủ tục hành chính"

    assert code_of(text, measure="money") is None
    assert code_of(text, measure="completion") == "egov.systems"


def test_the_evidence_is_cut_out_by_its_span() -> None:
    folded = fold("Phấn đấu tỷ lệ thanh toán trực tuyến đạt 60%")

    finding = indicators.find(folded, RULES)

    assert finding is not None
    assert folded[slice(*finding.span)] == "tỷ lệ thanh toán trực tuyến"


def test_a_close_rival_is_named() -> None:
    finding = indicators.find(
        fold("Cán bộ được đào tạo và cơ quan được kiểm tra công vụ đạt 100%"), RULES, measure="percentage"
    )

    assert finding is not None
    assert finding.runner_up is not None
    assert finding.runner_up != finding.code


def test_gaps_between_words_are_no_evidence() -> None:
    near = indicators.find(fold("Xử lý công việc trên môi trường mạng đạt 90%"), RULES)
    far = indicators.find(
        fold("100% công việc của các cơ quan, đơn vị được xử lý trên môi trường mạng"), RULES
    )

    assert near is not None
    assert far is not None
    assert near.code == far.code == "egov.case-files"
    assert far.score < len("công việc của các cơ quan, đơn vị được xử lý trên môi trường mạng")


@pytest.mark.parametrize(("rule_id", "text"), EXAMPLES)
def test_no_prefilter_hides_a_match(rule_id: str, text: str) -> None:
    folded = fold(text)
    seen = literals.plain(folded)
    for cue in RULES[rule_id].cue_sources:
        for source in cue:
            read = literals.read(source)
            for match in regex.finditer(source, folded):
                assert all(any(word in seen for word in need) for need in read.needs), source
                assert not read.starts or seen.startswith(tuple(read.starts), match.start()), source


def test_every_rule_says_what_its_code_is() -> None:
    for compiled in RULES.of("indicator"):
        gives = compiled.rule.gives
        assert compiled.id == f"indicator.{gives['code']}"
        assert set(gives["name"]) == {"vi", "en"}
        assert "unit" in gives
        assert gives["better"] in ("higher", "lower", None)
        assert all(other in RULES.rules for other in compiled.rule.beats)
        assert gives.get("under") is None or f"indicator.{gives['under']}" in RULES.rules


def test_rules_without_the_shared_words_still_read() -> None:
    text = """
schema: "1"
rules:
- id: indicator.own.thing
  kind: indicator
  means: a thing
  cues: ['cây xanh']
  gives: {code: own.thing, area: other, unit: "%", better: higher, name: {vi: x, en: x}}
  examples: [{text: "Tỷ lệ cây xanh đạt 20%"}]
  counter_examples: [{text: "Tỷ lệ nước sạch", why: another}]
"""
    rules = rulebook.build([("own", [("own.yaml", text)])])

    finding = indicators.find("tỷ lệ cây xanh đạt 20%", rules)

    assert finding is not None
    assert finding.code == "own.thing"
    assert list(Readings.of(rules).texts("a; b", 0)) == [("a; b", False)]


def test_a_document_of_clauses_is_read_in_good_time() -> None:
    folded = [fold(text) for _, text in EXAMPLES][:200]
    for text in folded:
        indicators.find(text, RULES)

    start = time.process_time()
    for text in folded:
        indicators.find(text, RULES)

    assert time.process_time() - start < 0.002 * len(folded)


def test_a_clause_that_begins_behind_the_bound_of_its_number_is_read() -> None:
    text = "Tỷ lệ hồ sơ trực tuyến toàn trình 525 tối thiểu 97%."
    found = pipeline.extract("plan.txt", text=text, rules=RULES).targets
    assert "tối thiểu 97%" in [target.measure.text for target in found]
