"""A document whose every text wants to be more than a text stays text, whatever it is written as."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from extractions import extraction, measure, target
from terminals import Terminal

from parcli import compare as compared
from parcli import model
from parcli.check.records import Check, Finding
from parcli.compare import matrix as matrices
from parcli.compare import sides
from parcli.compare import trend as trends
from parcli.due.records import Due, Item
from parcli.render import check, compare, documents, due, matrix, targets, trend

MARKUP = "</td></script><script>alert(1)</script><img src=x onerror=alert(1)>[bold]{{7*7}}{% x %}<!--"
TEXT = f'=HYPERLINK("http://x.example";"y")\x1b]0;title\x07\x1b[31m\x9b2J\r\u202e\u2066{MARKUP}\u2028|*_`'

# What acts on a terminal or turns the direction of writing around; line feeds and tabs are those of a format.
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# What rich draws a table with: bold, dim, underline, colours, and back to normal.
STYLE = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    monkeypatch.setenv("PARCLI_LANG", "en")


def one(name, **changes):
    agency = model.Agency(id="x", name=TEXT, role="lead", span=None)
    deadline = model.Deadline(
        kind="by-reference", start=None, end=None, text=TEXT, origin="clause", span=None
    )
    promise = target(
        TEXT, id=name, agencies=(agency,), deadline=deadline, section=(TEXT,), measure=measure(TEXT, unit=TEXT),
        scope=model.Scope(levels=(), sectors=(TEXT,), except_=TEXT), **changes,
    )  # fmt: skip
    return extraction(TEXT, promise, id=name, number=TEXT, title=TEXT, issuer=TEXT, source=TEXT)


def pairs():
    return [(promise, found.document) for found in (one("a"), one("b")) for promise in found.targets]


def write_targets(form, out):
    with targets.writer(form, out, several=False, text_of=lambda _: TEXT) as write:
        write(one("a"))


def write_check(form, out):
    found = Finding(
        code="sum",
        severity="error",
        quote=TEXT,
        span=model.Span(start=0, end=9),
        reason=TEXT,
        targets=(TEXT,),
    )
    check.write(
        form,
        out,
        Check(document=one("a").document, findings=(found,)),
        **({"text": TEXT} if form == "html" else {}),
    )


def write_due(form, out):
    item = Item(kind="by", start=None, end=date(2025, 1, 1), agency="x", role="lead", target="a", document=TEXT, province="x",
                text=TEXT, name=TEXT, product=TEXT, said=TEXT, number=TEXT)  # fmt: skip
    due.write(form, out, Due(as_of=date(2025, 1, 1), items=(item,)))


def write_matrix(form, out):
    matrix.write(
        form, out, matrices.matrix(2023, [sides.of([one(name)], name, province=TEXT) for name in "ab"])
    )


WRITERS = {
    "extract": (write_targets, targets.FORMATS),
    "compare": (lambda form, out: compare.write(form, out, compared(one("a"), sides.of([one("b")], TEXT)), explain=True), compare.FORMATS),
    "list": (lambda form, out: documents.write(form, out, [one("a").document]), documents.FORMATS),
    "trend": (lambda form, out: trend.write(form, out, trends.trend("procedures.on-time", pairs())), trend.FORMATS),
    "matrix": (write_matrix, matrix.FORMATS),
    "due": (write_due, due.FORMATS),
    "check": (write_check, check.FORMATS),
}  # fmt: skip


def of(form):
    return [pytest.param(write, id=name) for name, (write, formats) in WRITERS.items() if form in formats]


@pytest.mark.parametrize("write", of("table"))
def test_on_a_terminal_it_only_shows(write):
    out = Terminal()
    write("table", out)

    assert ACTS.findall(STYLE.sub("", out.getvalue())) == []
    assert "\x1b[31m" not in out.getvalue()
    assert "[bold]" in re.sub(r"\s", "", out.getvalue())


@pytest.mark.parametrize("form", ["json", "jsonl", "markdown"])
@pytest.mark.parametrize("name", WRITERS)
def test_written_as_text_it_does_nothing_to_who_prints_it(name, form):
    write, formats = WRITERS[name]
    if form not in formats:
        return
    out = io.StringIO()
    write(form, out)

    assert ACTS.findall(out.getvalue()) == []
    if form == "markdown":
        assert re.search(r"(?<!\\)<", out.getvalue()) is None


@pytest.mark.parametrize("write", of("csv"))
def test_in_csv_no_cell_is_a_formula(write):
    out = io.StringIO()
    write("csv", out)
    cells = [cell for row in csv.reader(io.StringIO(out.getvalue())) for cell in row]

    assert ACTS.findall(out.getvalue()) == []
    assert [
        cell for cell in cells if re.match("[=+@-]", cell) and not re.fullmatch(r"=|-?[\d.]+", cell)
    ] == []
    assert any("HYPERLINK" in cell for cell in cells)


@pytest.mark.parametrize("write", of("xlsx"))
def test_in_a_workbook_no_cell_is_a_formula(write):
    openpyxl = pytest.importorskip("openpyxl", reason="pip install 'parcli[xlsx]'")
    out = io.TextIOWrapper(io.BytesIO())
    write("xlsx", out)
    cells = [cell for sheet in openpyxl.load_workbook(out.buffer) for row in sheet for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert [cell.value for cell in cells if cell.data_type == "s" and ACTS.search(cell.value)] == []
    assert [cell.value for cell in cells if str(cell.value).startswith("=") and not cell.quotePrefix] == []
    assert any("HYPERLINK" in str(cell.value) for cell in cells)


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.handlers, self.comments = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_comment(self, data):
        self.comments.append(data)


@pytest.mark.parametrize("write", of("html"))
def test_in_a_page_it_is_no_element(write):
    out = io.StringIO()
    write("html", out)
    found = Elements(out.getvalue())

    assert found.tags.count("script") == 1 and "img" not in found.tags
    assert (found.handlers, found.comments) == ([], [])
    assert ACTS.findall(out.getvalue()) == []
    assert "{{7*7}}" in out.getvalue()
