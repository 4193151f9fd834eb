"""Pages hold all that they need, say what the records say, and take hostile texts for texts."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from extractions import document, extraction, measure, target
from hypothesis import given
from hypothesis import strategies as st

from parcli import compare, messages, model
from parcli.check.records import Check, Finding
from parcli.compare import Side, matrix, sides, trend
from parcli.due.records import Due, Item
from parcli.render import check as render_check
from parcli.render import compare as comparison
from parcli.render import documents as render_documents
from parcli.render import due as render_due
from parcli.render import matrix as render_matrix
from parcli.render import pages
from parcli.render import trend as render_trend
from parcli.render.html import comparison as comparison_part
from parcli.render.html import marked, sections, tables
from parcli.render.targets import writer
from parcli.report import MOST_COMPARED, compose

HOSTILE = "</script><script>document.title='run'</script><img src=x onerror=alert(1)> {{7*7}} \x1b[31m\u202e\" onload='x' &amp; =1+2"


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    monkeypatch.setenv("PARCLI_LANG", "en")


class Page(HTMLParser):
    """What a browser makes of a page: its elements with their attributes, and what is read."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts, self._open = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data):
        if self._open not in ("style", "script"):
            self.texts.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def read(self):
        return " ".join(" ".join(self.texts).split())


def promise(text="Trên 95% hồ sơ đúng hạn", start=0, **changes):
    deadline = model.Deadline(
        kind="by", start=None, end=date(2025, 12, 31), text="năm 2025", origin="clause", span=None
    )
    agency = model.Agency(id="so-noi-vu", name="Sở Nội vụ", role="lead", span=None)
    return target(text, start, **{"deadline": deadline, "agencies": (agency,), **changes})


def page_of(*extractions, text=None):
    out = io.StringIO()
    with writer("html", out, several=len(extractions) > 1, text_of=lambda _: text) as write:
        for one in extractions:
            write(one)
    return out.getvalue()


def report_of(*given, text=None):
    out = io.StringIO()
    made = compose(
        [sides.of([one], one.document.id, province=one.document.province) for one in given], lambda _: text
    )
    pages.write(out, made)
    return out.getvalue()


def other(**changes):
    return extraction(
        "", promise(id="u0", measure=measure(value=Decimal(98))), promise("02 mô hình", 30, id="u1", indicator="egov.case-files"),
        **{"id": "bac-ninh-2023", "province": "bac-ninh", **changes},
    )  # fmt: skip


# What a page is


def test_a_page_needs_nothing_from_elsewhere_and_lets_nothing_in():
    page = report_of(extraction("", promise()), other(), text="Trên 95% hồ sơ đúng hạn")
    found = Page(page)
    addresses = [
        value
        for _, attributes in found.elements
        for name, value in attributes.items()
        if name in ("src", "href", "action", "data", "poster", "srcset")
    ]

    assert [one for one in addresses if not one.startswith("#")] == ["data:,"]
    assert "url(" not in page and "@import" not in page
    assert not [
        name
        for _, attributes in found.elements
        for name in attributes
        if name.startswith("on") or name == "style"
    ]
    [policy] = [
        one["content"] for one in found.all("meta") if one.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy


@pytest.mark.parametrize("element", ["style", "script"])
def test_the_policy_names_what_stands_in_the_page(element):
    page = page_of(extraction("", promise()))
    [content] = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)

    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    assert f"{element}-src &#39;sha256-{digest}&#39;" in page


def test_the_same_records_give_the_same_page():
    assert report_of(extraction("", promise()), other()) == report_of(extraction("", promise()), other())


@pytest.mark.parametrize(("lang", "word"), [("en", "Targets"), ("vi", "Các chỉ tiêu")])
def test_a_page_speaks_the_language_of_its_reader(lang, word, monkeypatch):
    monkeypatch.setenv("PARCLI_LANG", lang)
    found = Page(page_of(extraction("", promise())))

    assert found.all("html") == [{"lang": lang}]
    assert word in found.read


def test_every_link_within_a_page_leads_somewhere_and_no_name_is_given_twice():
    text = "Trên 95% hồ sơ đúng hạn"
    found = Page(report_of(extraction("", promise()), other(), text=text))
    names = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    links = {one["href"][1:] for one in found.all("a")}

    assert len(names) == len(set(names))
    assert links <= set(names)
    assert {"t-1", "m-1", "t-2"} <= links


# What it says


def test_the_targets_of_a_page_are_those_of_the_records():
    read = Page(page_of(extraction("", promise(flags=("no-indicator",))))).read

    for words in (
        "> 95 %",
        "Trên 95% hồ sơ đúng hạn",
        "≤ 2025-12-31",
        "Sở Nội vụ",
        "no indicator",
        "Cases resolved on time",
    ):
        assert words in read


def test_a_comparison_shows_both_quotes_and_what_differs():
    found = Page(report_of(extraction("", promise()), other()))

    assert {one["data-status"] for one in found.all("article") if "data-row" in one} == {"changed", "only"}
    assert "higher by 3 points" in found.read
    assert "Bắc Ninh 2023 asks for more: 1" in found.read
    assert "says nothing of it" in found.read


def test_a_heat_map_tells_apart_what_asks_for_more_and_what_says_nothing():
    found = Page(report_of(extraction("", promise()), other()))
    cells = [
        one.get("class")
        for one in found.all("td")
        if one.get("class") in ("shade-0", "shade-4", "shade-n", "silent")
    ]

    assert cells == ["silent", "shade-n", "shade-0", "shade-4"]


def test_a_comparison_alone_is_a_page_too():
    out = io.StringIO()
    comparison.write("html", out, compare(extraction("", promise()), other()))

    assert "Trên 95% hồ sơ đúng hạn" in Page(out.getvalue()).read


def test_the_shares_that_lie_furthest_apart_come_first():
    codes = ["procedures.on-time", "egov.case-files", "eservices.payments"]
    pages_of = [
        extraction("", *(promise(id=f"{name}{code}", indicator=code, measure=measure(value=Decimal(value)))
                         for code, value in zip(codes, values, strict=True)), id=name)
        for name, values in [("a", (90, 20, 40)), ("b", (95, 80, 50))]
    ]  # fmt: skip
    out = io.StringIO()
    comparison.write("html", out, compare(*pages_of))
    read = Page(out.getvalue()).read

    assert re.findall(r"(\d+ → \d+) %", read) == ["20 → 80", "40 → 50", "90 → 95"]


def test_a_comparison_explains_its_pairs_where_it_is_asked_to():
    out = io.StringIO()
    comparison.write("html", out, compare(extraction("", promise()), other()), explain=True)

    assert "by the same indicator" in Page(out.getvalue()).read


def test_documents_are_listed_and_found_by_province():
    out = io.StringIO()
    render_documents.write("html", out, [document(), document(id="x", province=None, type=None)])

    rows = [one for one in Page(out.getvalue()).all("tr") if "data-row" in one]
    assert [(row["data-province"], row["data-type"]) for row in rows] == [("Hưng Yên", "plan"), ("", "")]


def test_an_empty_document_says_so():
    assert messages.text("table.no-targets") in Page(page_of(extraction(""))).read


# One question


STATED = [
    extraction("", promise(id=f"{province}-{year}", deadline=None, measure=measure(value=Decimal(value))), id=f"{province}-{year}",
               province=province, period=model.Period(start=year, end=year))
    for province, year, value in [("bac-ninh", 2021, 90), ("bac-ninh", 2023, 95), ("hung-yen", 2023, 80)]
]  # fmt: skip


def in_2023():
    return [
        sides.of([one], f"{one.document.province}@2023")
        for one in STATED
        if one.document.period.start == 2023
    ]


def over_the_years(given=STATED):
    return trend.trend(
        "procedures.on-time", [(target, one.document) for one in given for target in one.targets]
    )


def of_format(render, record, form="html"):
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    render.write(form, out, record)
    out.seek(0)
    return out.read() if form == "html" else out.buffer.getvalue()


def test_a_matrix_is_a_heat_map_with_the_quote_behind_each_cell():
    found = Page(of_format(render_matrix, matrix.matrix(2023, in_2023())))

    shades = [one["class"] for one in found.all("td") if str(one.get("class")).startswith("shade")]
    assert shades == ["shade-4", "shade-0"]
    assert {"#t-1", "#t-2"} <= {one["href"] for one in found.all("a")}
    assert {one["id"] for one in found.all("tr") if "id" in one} == {"t-1", "t-2"}
    assert "Bắc Ninh" in found.read


def test_a_trend_is_a_picture_with_its_points_as_a_table():
    found = Page(of_format(render_trend, over_the_years()))

    assert len(found.all("circle")) + len(found.all("rect")) == 3
    [years] = [one["points"].split() for one in found.all("polyline") if " " in one["points"]]
    (left, low), (right, high) = (map(float, one.split(",")) for one in years)
    assert left < right and low > high  # 95 % in 2023 stands above 90 % in 2021
    assert len([one for one in found.all("tr") if "data-row" in one]) == 3


def test_a_picture_of_what_should_be_less_has_less_above():
    cell = {"unit": "hạng", "kind": "rank", "operator": "<="}
    ranks = [
        extraction("", promise(id=str(year), indicator="index.par", deadline=None, measure=measure(value=Decimal(value), **cell)),
                   id=str(year), period=model.Period(start=year, end=year))
        for year, value in [(2021, 30), (2023, 20)]
    ]  # fmt: skip
    pairs = [(target, one.document) for one in ranks for target in one.targets]
    found = Page(of_format(render_trend, trend.trend("index.par", pairs)))

    [[first, second]] = [one["points"].split() for one in found.all("polyline")]
    assert float(first.split(",")[1]) > float(second.split(",")[1])


def test_a_trend_without_two_numbers_has_no_picture():
    found = Page(of_format(render_trend, over_the_years(STATED[:1])))

    assert found.all("svg") == []
    assert len([one for one in found.all("tr") if "data-row" in one]) == 1


def test_what_falls_due_is_found_by_agency():
    both = tuple(
        model.Agency(id=name, name=name, role=role, span=model.Span(start=0, end=1))
        for name, role in [("Sở Nội vụ", "lead"), ("Sở Tài chính", "coordinate")]
    )
    items = [
        Item(kind="by", start=None, end=date(2025, day, 1), agency=name, role=role, target=f"t{day}", document="d",
             province="hung-yen", text=f"việc {day}", name=name, agencies=both if name else ())
        for day, name, role in [(3, "Sở Nội vụ", "lead"), (3, "Sở Tài chính", "coordinate"), (4, None, None)]
    ]  # fmt: skip
    found = Page(of_format(render_due, Due(as_of=date(2025, 1, 1), items=tuple(items))))

    rows = [one for one in found.all("tr") if "data-row" in one]
    assert [row["data-agency"] for row in rows] == ["Sở Nội vụ|Sở Tài chính", ""]
    assert "2025-03-01 việc 3 Sở Nội vụ Sở Tài chính (coordinates)" in found.read


def test_findings_are_marked_in_the_plan():
    text = "Đạt 120% hồ sơ đúng hạn"
    finding = Finding(
        code="sum",
        severity="error",
        quote="120%",
        span=model.Span(start=4, end=8),
        reason="quá 100%",
        targets=(),
    )
    out = io.StringIO()
    render_check.write("html", out, Check(document=document(text), findings=(finding,)), text=text)
    found = Page(out.getvalue())

    assert {"#t-1", "#m-1"} <= {one["href"] for one in found.all("a")}
    assert "1 error 120% quá 100% sum" in found.read
    assert "Đạt 120% hồ sơ đúng hạn" in found.read


@pytest.mark.parametrize(
    ("render", "make", "names"),
    [
        (render_matrix, lambda: matrix.matrix(2023, in_2023()), ["Provinces 2023", "Quotes"]),
        (render_trend, over_the_years, ["Over the years"]),
    ],
)
def test_trend_and_matrix_are_workbooks_too(render, make, names):
    openpyxl = pytest.importorskip("openpyxl", reason="pip install 'parcli[xlsx]'")
    book = openpyxl.load_workbook(io.BytesIO(of_format(render, make(), "xlsx")))

    assert book.sheetnames == names
    assert {95, 80} <= {cell.value for row in book.active for cell in row}


# The documents' own words


def numbered(*targets):
    return {number: marked.Mark(one.measure.span, one.span) for number, one in enumerate(targets, 1)}


def test_targets_are_marked_where_they_stand():
    text = "Kế hoạch\n\nĐến 2025, trên 95% hồ sơ; 03 mô hình."
    clauses = [
        (text.index("trên 95% hồ sơ"), "trên 95% hồ sơ", "trên 95%"),
        (text.index("03"), "03 mô hình", "03"),
    ]
    targets = [promise(words, start, measure=measure(amount, start)) for start, words, amount in clauses]
    title, line = marked.lines(text, numbered(*targets))

    assert [segment.text for segment in title.segments] == ["Kế hoạch"]
    assert [(one.text, one.clauses, one.words) for one in line.segments] == [
        ("Đến 2025, ", (), ()), ("trên 95%", (1,), (1,)), (" hồ sơ", (1,), ()), ("; ", (), ()),
        ("03", (2,), (2,)), (" mô hình", (2,), ()), (".", (), ()),
    ]  # fmt: skip
    assert line.notes == (1, 2)


def test_targets_that_share_a_measure_are_each_reached():
    text = "PAPI, SIPAS vào nhóm 20"
    shared = measure("nhóm 20", text.index("nhóm"))
    page = page_of(extraction(text, *(promise(text, id=name, measure=shared) for name in "ab")), text=text)

    assert {"m-1", "m-2"} <= {one.get("id") for one in Page(page).all("a")}


@given(
    st.text(alphabet="ab \n\u202e<", max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 30), st.integers(0, 30)), max_size=6),
)
def test_marked_text_is_the_text(text, places):
    targets = [
        promise("x" * (inner + length), start, measure=measure("y" * inner, start + inner))
        for start, length, inner in places
    ]
    lines = marked.lines(text, numbered(*targets))

    shown = ["".join(segment.text for segment in line.segments) for line in lines]
    assert shown == [line for line in text.split("\n") if line.strip()]
    begun = [number for line in lines for segment in line.segments for number in segment.begins]
    assert len(begun) == len(set(begun))


def test_a_text_that_is_not_at_hand_is_said_to_be_missing():
    assert messages.text("page.text-not-there", count=1) in Page(page_of(extraction("", promise()))).read


# Texts that want to be more


def hostile():
    agency = model.Agency(id="x", name=HOSTILE, role="lead", span=None)
    wordless = measure(HOSTILE, operator=None, value=None, unit=None, kind="completion")
    deadline = model.Deadline(
        kind="by-reference", start=None, end=None, text=HOSTILE, origin="clause", span=None
    )
    clause = promise(
        HOSTILE, indicator=HOSTILE, area=HOSTILE, agencies=(agency,), deadline=deadline, measure=wordless,
        scope=model.Scope(levels=("commune",), sectors=(HOSTILE,), except_=HOSTILE), section=(HOSTILE,),
    )  # fmt: skip
    return extraction(
        HOSTILE, clause, id=HOSTILE, number=HOSTILE, title=HOSTILE, issuer=HOSTILE, source=HOSTILE
    )


@pytest.mark.parametrize(
    "make", [lambda: page_of(hostile(), text=HOSTILE), lambda: report_of(hostile(), other(), text=HOSTILE)]
)
def test_hostile_text_stays_text(make):
    page = make()
    found = Page(page)
    plain = Page(report_of(extraction("", promise()), other(), text="Trên 95%"))

    assert {tag for tag, _ in found.elements} <= {tag for tag, _ in plain.elements}
    assert len(found.all("script")) == 1
    assert not [name for _, attributes in found.elements for name in attributes if name.startswith("on")]
    assert "<script>document.title='run'</script>" in found.read
    assert "{{7*7}}" in found.read
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", page)
    assert r"\x1b[31m\u202e" in found.read


# As much as a browser opens


def test_a_page_lists_so_many_targets_and_says_that_there_are_more(monkeypatch):
    monkeypatch.setattr(sections, "MOST_TARGETS", 3)
    found = Page(page_of(extraction("", *(promise(start=place) for place in range(5)))))

    assert [one["id"] for one in found.all("tr") if "data-row" in one] == ["t-1", "t-2", "t-3"]
    assert "first 3 of 5 targets" in found.read


def test_a_page_holds_so_much_text_and_says_what_is_left_out(monkeypatch):
    monkeypatch.setattr(sections, "MOST_CHARACTERS", 12)
    read = Page(page_of(extraction("", id="a"), extraction("", id="b"), text="mười ký tự")).read

    assert read.count("mười ký tự") == 1
    assert read.count(messages.text("page.text-left-out", count=1)) == 1


def test_a_list_shows_so_many_lines_and_says_that_there_are_more(monkeypatch):
    monkeypatch.setattr(tables, "MOST_LINES", 2)
    found = Page(of_format(render_trend, over_the_years()))

    assert len([one for one in found.all("tr") if "data-row" in one]) == 2
    assert "first 2 of 3" in found.read


def test_a_page_shows_the_rows_and_indicators_that_it_has_room_for(monkeypatch):
    monkeypatch.setattr(comparison_part, "MOST_ROWS", 1)
    monkeypatch.setattr(sections, "MOST_CELLS", 2)
    found = Page(report_of(extraction("", promise()), other()))

    assert len([one for one in found.all("article") if "data-row" in one]) == 1
    assert "first 1 of 2 rows" in found.read
    monkeypatch.setattr(comparison_part, "MOST_ROWS", 9)
    monkeypatch.setattr(comparison_part, "MOST_QUOTES", 2)
    assert "first 1 of 2 rows" in Page(report_of(extraction("", promise()), other())).read
    # The indicator that both state stays, the one of one side goes.
    assert [one.get("class") for one in found.all("td") if str(one.get("class")).startswith("shade")] == [
        "shade-0",
        "shade-4",
    ]


def test_ten_years_of_every_province_make_a_page_of_a_few_megabytes():
    codes = ["procedures.on-time", "egov.case-files", "eservices.payments", "index.par"]
    given = [
        Side(
            f"{province}@{year}", f"province-{province}", (document(id=f"{province}-{year}"),),
            tuple((promise(id=f"{province}-{year}-{code}", indicator=code), document(id=f"{province}-{year}")) for code in codes),
        )
        for province in range(63)
        for year in range(2016, 2026)
    ]  # fmt: skip
    out = io.StringIO()
    pages.write(out, compose(given, lambda _: None))

    assert len(given) > MOST_COMPARED
    assert len(out.getvalue()) < 4_000_000
    assert "first 2,000 of 2,520 targets" in Page(out.getvalue()).read
