"""What falls due, when and on whose desk; the calendar and the workbook of it; and `parcli due` around it."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from extractions import extraction, target
from hypothesis import given
from hypothesis import strategies as st

import parcli
from parcli import bodies, cli, model
from parcli import due as falling
from parcli.cli import schema
from parcli.due import Asked, recurrence
from parcli.errors import LookupFailed, StoreError
from parcli.library import Library
from parcli.render import due as render
from parcli.render import heading

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "samples" / "lam-dong-2026-1" / "plan.txt"
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture(scope="module")
def rules():
    return parcli.load_rules()


def deadline(kind, end=None, start=None, text="đến hạn"):
    return model.Deadline(kind=kind, start=start, end=end, text=text, origin="clause", span=None)


def agency(identity="so-noi-vu", name="Sở Nội vụ", role="lead"):
    return model.Agency(id=identity, name=name, role=role, span=None)


def one(when, *agencies, **changes):
    """Return a target that falls due then, for Sở Nội vụ where nobody is named."""
    return target(deadline=when, agencies=agencies or (agency(),), **changes)


def found(rules, *targets, as_of=NEW_YEAR, period=(2026, 2026), document=None, **asked):
    """Return what falls due of a plan with these targets, whose period is a year unless told otherwise."""
    years = model.Period(start=period[0], end=period[1]) if period else None
    plan = extraction("", *targets, period=years, **(document or {}))
    return falling.due([plan], Asked(as_of, **asked), rules).items


# When


@pytest.mark.parametrize(
    ("when", "last"),
    [
        (deadline("by", date(2026, 3, 31)), date(2026, 3, 31)),
        (deadline("before", date(2026, 3, 31)), date(2026, 3, 30)),
        (deadline("during", date(2026, 3, 31), date(2026, 1, 1)), date(2026, 3, 31)),
    ],
)
def test_a_target_falls_due_on_the_last_day_on_which_it_is_in_time(rules, when, last):
    plan = one(when)

    assert [item.last_day for item in found(rules, plan)] == [last]
    assert found(rules, plan, as_of=last) != ()
    assert found(rules, plan, as_of=last + timedelta(1)) == ()
    assert found(rules, plan, before=last) == ()
    assert found(rules, plan, before=last + timedelta(1)) != ()


@pytest.mark.parametrize("kind", ["ongoing", "from", "by-reference", "relative"])
def test_what_has_no_day_is_counted_and_not_listed(rules, kind):
    plan = extraction("", one(deadline(kind, start=date(2026, 1, 1) if kind == "from" else None)))
    due = falling.due([plan], Asked(NEW_YEAR), rules)

    assert (due.items, due.undated) == ((), 1)


def test_what_is_reported_as_completed_is_not_due(rules):
    done = model.Progress(status="completed", reported=(), text="Đã hoàn thành")

    assert found(rules, one(deadline("by", date(2026, 3, 31)), progress=done)) == ()


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("trước ngày 31/01 hằng năm", "2026-01-30", 3),
        ("Trong tháng 01 hằng năm", "2026-01-31", 3),
        ("Hằng năm, trước ngày 30/9", "2026-09-29", 3),
        ("chậm nhất trong tháng 6 hằng năm", "2026-06-30", 3),
        ("hằng năm", "2026-12-31", 3),
        ("Chậm nhất ngày 31/12 năm trước liền kề", "2025-12-31", 3),
        ("Trước ngày 31/01 năm liền kề", "2027-01-30", 3),
        ("Định kỳ 6 tháng", "2026-06-30", 6),
        ("Định kỳ hằng quý", "2026-03-31", 12),
        ("trước ngày 20 tháng cuối quý", "2026-03-19", 12),
        ("trước ngày 10 tháng đầu quý sau", "2026-01-09", 12),
        ("Hằng quý, trước ngày 20 tháng cuối quý", "2026-03-19", 12),
        ("Định kỳ hằng tháng", "2026-01-31", 36),
        ("Hằng tháng, trước ngày 25", "2026-01-24", 36),
        ("trước ngày 15 hằng tháng", "2026-01-14", 36),
        ("Trước ngày 05 của tháng liền kề", "2026-01-04", 36),
        ("Hằng tháng, chậm nhất ngày 25", "2026-01-25", 36),
        ("ngày 31 hằng tháng", "2026-01-31", 36),
        ("hàng tháng", "2026-01-31", 36),
        ("hằng ngày", None, 0),
    ],
)
def test_a_deadline_that_comes_again_is_unrolled(rules, text, first, count):
    times = list(recurrence.unrolled(text, rules, 2026, 2028))

    assert len(times) == count
    assert [time.last_day.isoformat() for time in times[:1]] == ([first] if first else [])


@pytest.mark.parametrize(
    ("text", "kind", "end"),
    [
        ("trước ngày 15 hằng tháng", "before", "2026-02-15"),
        ("chậm nhất ngày 15 hằng tháng", "by", "2026-02-15"),
        ("ngày 30 hằng tháng", "during", "2026-02-28"),
        ("hằng tháng", "during", "2026-02-28"),
    ],
)
def test_each_time_has_the_kind_and_the_end_of_its_own_month(rules, text, kind, end):
    february = list(recurrence.unrolled(text, rules, 2026, 2026))[1]

    assert (february.kind, february.end.isoformat(), february.every) == (kind, end, "month")


def test_a_week_begins_on_a_monday(rules):
    times = list(recurrence.unrolled("hằng tuần", rules, 2026, 2026))

    assert {(time.start.weekday(), time.end.weekday()) for time in times} == {(0, 6)}
    assert len(times) == 52


@given(day=st.integers(1, 31), first=st.integers(1990, 2090))
def test_a_day_of_each_month_is_that_day_or_the_last_one(rules, day, first):
    times = list(recurrence.unrolled(f"chậm nhất ngày {day:02} hằng tháng", rules, first, first))

    assert [(time.end.month, time.end.year) for time in times] == [(month, first) for month in range(1, 13)]
    assert all(time.end.day == day or (time.end + timedelta(1)).day == 1 for time in times)


def test_it_comes_again_within_the_years_of_its_plan_and_for_a_year_at_most(rules):
    monthly = one(deadline("recurring", text="hằng tháng"))

    assert len(found(rules, monthly)) == 12
    assert len(found(rules, monthly, period=(2024, 2024))) == 0
    assert len(found(rules, monthly, period=(2026, 2030))) == 12
    assert len(found(rules, monthly, period=(2026, 2030), before=date(2027, 7, 1))) == 18
    assert len(found(rules, monthly, period=None)) == 12


@pytest.mark.parametrize(
    ("as_of", "before"),
    [(date.min, None), (date.max, None), (date.min, date.max), (date(2026, 1, 1), date.max)],
)
def test_no_day_is_too_early_or_too_late_to_ask_for(rules, as_of, before):
    texts = (
        "hằng tháng",
        "Chậm nhất ngày 31/12 năm trước liền kề",
        "Trước ngày 31/01 năm liền kề",
        "hằng tuần",
    )
    again = [one(deadline("recurring", text=text)) for text in texts]

    assert len(found(rules, *again, as_of=as_of, before=before, period=None)) <= 12 * 80


def test_it_comes_not_before_its_document(rules):
    monthly = one(deadline("recurring", text="hằng tháng"))
    late = found(rules, monthly, document={"issued_on": date(2026, 11, 24)})

    assert [item.end for item in late] == [date(2026, 11, 30), date(2026, 12, 31)]


# On whose desk


def test_each_agency_of_a_target_has_it_on_its_desk(rules):
    both = one(deadline("by", date(2026, 3, 1)), agency(), agency("so-y-te", "Sở Y tế", "coordinate"))

    assert [(item.agency, item.role) for item in found(rules, both)] == [
        ("so-noi-vu", "lead"), ("so-y-te", "coordinate"),
    ]  # fmt: skip
    assert [item.agency for item in found(rules, both, roles=frozenset({"coordinate"}))] == ["so-y-te"]


def test_what_nobody_has_to_do_is_listed_without_an_agency(rules):
    nobody = target(deadline=deadline("by", date(2026, 3, 1)), agencies=())

    assert [(item.agency, item.role) for item in found(rules, nobody)] == [(None, None)]
    assert found(rules, nobody, agency="Sở Nội vụ") == ()
    assert found(rules, nobody, roles=frozenset({"lead"})) == ()


@pytest.mark.parametrize(
    "name", ["so-noi-vu", "Sở Nội vụ", "sở nv", "SỞ NỘI VỤ", "so noi vu", "Giám đốc Sở Nội vụ"]
)
def test_an_agency_is_found_by_any_of_its_names(rules, name):
    assert bodies.find(name, rules) == "so-noi-vu"


@pytest.mark.parametrize("asked", ["Sở TT&TT", "Sở Thông tin và Truyền thông", "Sở KH&CN"])
@pytest.mark.parametrize(
    "named",
    [
        ("so-thong-tin-va-truyen-thong", "Sở Thông tin và Truyền thông"),
        ("so-khoa-hoc-va-cong-nghe", "Sở KHCN"),
    ],
)
def test_a_body_and_what_came_after_it_are_one(rules, asked, named):
    assert len(found(rules, one(deadline("by", date(2026, 3, 1)), agency(*named)), agency=asked)) == 1


def test_bodies_that_went_into_the_same_one_are_two(rules):
    farming = agency("so-nong-nghiep-va-phat-trien-nong-thon", "Sở NN&PTNT")

    assert found(rules, one(deadline("by", date(2026, 3, 1)), farming), agency="Sở TN&MT") == ()


@pytest.mark.parametrize(
    ("name", "asked", "taken_in"),
    [
        ("Các sở, ban, ngành", "Sở Nội vụ", True),
        ("Các cơ quan, đơn vị, địa phương", "Sở Nội vụ", True),
        ("Các sở, ban, ngành", "UBND cấp xã", False),
        ("Các bộ, ngành, địa phương", "Bộ Nội vụ", True),
        ("Các bộ, ngành, địa phương", "Sở Nội vụ", False),
        ("Sở Y tế", "Sở Nội vụ", False),
    ],
)
def test_what_is_given_to_all_of_a_kind_is_each_ones_if_asked_for(rules, name, asked, taken_in):
    everybody = one(deadline("by", date(2026, 3, 1)), agency(bodies.agencies.slug(name), name))

    assert found(rules, everybody, agency=asked) == ()
    assert len(found(rules, everybody, agency=asked, collective=True)) == taken_in


def test_a_body_that_only_a_document_names_is_found(rules):
    own = one(deadline("by", date(2026, 3, 1)), agency("to-cong-tac-06", "Tổ công tác 06"))

    assert len(found(rules, own, agency="tổ công tác 06")) == 1


def test_an_unknown_agency_gets_the_nearest_names(rules):
    with pytest.raises(LookupFailed, match="near it: Sở Nội vụ") as failure:
        found(rules, agency="Sở Nội vụn")
    assert failure.value.code == "lookup.agency-near"


def test_a_province_answers_for_those_that_went_into_it_from_that_day_on(rules):
    before, after = one(deadline("by", date(2025, 5, 1))), one(deadline("by", date(2025, 9, 1)))
    owed = found(
        rules, before, after, as_of=date(2025, 1, 1), province="hai-phong", document={"province": "hai-duong"}
    )

    assert [item.end for item in owed] == [date(2025, 9, 1)]


def test_a_province_without_documents_owes_nothing_that_could_be_told(rules):
    with pytest.raises(LookupFailed, match="cao-bang: there is no document of this province"):
        found(rules, one(deadline("by", date(2026, 3, 1))), province="cao-bang")


# What is written


def written(form, due, lang="en"):
    with io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") as out:
        cli.messages.use(lang)
        try:
            render.write(form, out, due)
        finally:
            cli.messages.use("en")
        out.flush()
        return out.buffer.getvalue()


@pytest.fixture(scope="module")
def due(rules):
    return parcli.due(PLAN, as_of=NEW_YEAR, before=date(2027, 1, 1), rules=rules)


def test_the_json_is_what_its_schema_says(due):
    shown = json.loads(written("json", due))

    jsonschema.validate(shown, schema.of("due"))
    assert list(shown) == ["as_of", "items"]
    assert list(shown["items"][0]) == [
        "kind", "start", "end", "agency", "role", "target", "document", "province", "text",
    ]  # fmt: skip


def test_the_soonest_comes_first(due):
    days = [item.last_day for item in due.items]

    assert len(days) > 20
    assert days == sorted(days)
    assert days[0] >= NEW_YEAR and days[-1] < date(2027, 1, 1)


def test_sorted_by_agency_each_has_its_own_list(rules):
    plan = parcli.extract(PLAN, rules=rules)
    items = falling.due([plan], Asked(NEW_YEAR, by_agency=True), rules).items

    assert [item.agency or "~" for item in items] == sorted(item.agency or "~" for item in items)


def test_the_calendar_reads_back_with_an_event_a_target_and_day(due):
    from icalendar import Calendar

    calendar = Calendar.from_ical(written("ics", due))
    events = list(calendar.walk("VEVENT"))

    assert len(events) == len(list(falling.rows(due)))
    assert [event["dtstart"].dt for event in events] == [row.first.last_day for row in falling.rows(due)]
    assert all(event["dtend"].dt - event["dtstart"].dt == timedelta(1) for event in events)
    assert len({str(event["uid"]) for event in events}) == len(events)


def test_the_calendar_is_the_same_whenever_it_is_written(due, monkeypatch):
    first = written("ics", due)

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2030, 1, 1, tzinfo=tz)

    monkeypatch.setattr("parcli.render.calendar.datetime", Later)
    assert written("ics", due) == first
    assert b"DTSTAMP:20260101T000000Z" in first


def test_the_ids_of_events_stay_when_later_ones_are_asked_for(rules, due):
    from icalendar import Calendar

    later = parcli.due(PLAN, as_of=date(2026, 6, 1), before=date(2027, 1, 1), rules=rules)
    ids = [
        {str(event["uid"]) for event in Calendar.from_ical(written("ics", one)).walk("VEVENT")}
        for one in (due, later)
    ]

    assert ids[1] < ids[0]


def test_hostile_text_stays_text_in_the_calendar_and_the_workbook(rules):
    import openpyxl
    from icalendar import Calendar

    text = "=1+2\r\nEND:VEVENT\x1b[31m"
    plan = extraction("", one(deadline("by", date(2026, 3, 1)), agency(name="=cmd|'/c'!A1"), text=text))
    due = falling.due([plan], Asked(NEW_YEAR), rules)

    [event] = Calendar.from_ical(written("ics", due)).walk("VEVENT")
    assert str(event["summary"]) == "=cmd|'/c'!A1: =1+2 END:VEVENT[31m"
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", due))).active
    assert [(cell.value, cell.data_type) for cell in sheet[2][1:3]] == [
        ("=1+2 END:VEVENT[31m", "s"), ("=cmd|'/c'!A1", "s"),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_workbook_is_the_table_that_offices_keep(due, lang):
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", due, lang))).active
    head, *lines = sheet.iter_rows()

    assert [cell.value for cell in head] == [
        "STT", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Sản phẩm", "Ghi chú",
    ]  # fmt: skip
    assert [line[0].value for line in lines] == list(range(1, len(lines) + 1))
    assert {(type(line[4].value), line[4].number_format) for line in lines} == {(datetime, "dd/mm/yyyy")}
    [centre] = [[cell.value for cell in line] for line in lines if "IOC" in line[1].value]
    assert centre[2:6] == [
        "Văn phòng UBND tỉnh",
        "Sở Tài chính",
        datetime(2026, 3, 31),
        "Trung tâm IOC hoạt động",
    ]


def test_a_line_of_csv_is_one_item(due):
    lines = list(csv.DictReader(io.StringIO(written("csv", due).decode())))

    assert len(lines) == len(due.items)
    assert lines[0]["last_day"] == due.items[0].last_day.isoformat()


@pytest.fixture
def shared(rules):
    """Return what Sở Nội vụ has to do of two plans, together with others in the first."""
    health, centre = agency("so-y-te", "Sở Y tế", "coordinate"), agency("van-phong", "Văn phòng", "monitor")
    plans = [
        extraction("", one(deadline("by", date(2026, 3, 1)), agency(), health, centre), province="ca-mau"),
        extraction("", one(deadline("by", date(2026, 4, 1))), province=None, issuer="Bộ Xây dựng"),
    ]
    return falling.due(plans, Asked(NEW_YEAR, agency="Sở Nội vụ"), rules)


def test_an_agency_chooses_targets_and_all_of_theirs_are_shown(shared):
    import openpyxl

    assert len(shared.items) == 2
    assert "Sở Y tế (coordinates)" in written("markdown", shared).decode()
    [line, _] = csv.DictReader(io.StringIO(written("csv", shared).decode()))
    assert (line["agency.name"], line["lead"], line["coordinate"]) == ("Sở Nội vụ", "Sở Nội vụ", "Sở Y tế")
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", shared))).active
    row = [cell.value for cell in sheet[2]]
    assert row[2:4] == ["Sở Nội vụ", "Sở Y tế"]
    assert "Theo dõi: Văn phòng" in row[6]


def test_where_provinces_are_mixed_each_row_names_its_own_or_its_issuer(shared, due):
    import openpyxl

    lines = written("markdown", shared).decode().splitlines()
    assert [name in line for line, name in zip(lines[-3:-1], ("Cà Mau", "Bộ Xây dựng"), strict=True)] == [
        True
    ] * 2
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", shared))).active
    assert [name in sheet[row][6].value for row, name in ((2, "Cà Mau"), (3, "Bộ Xây dựng"))] == [True] * 2
    assert "Lâm Đồng" not in written("markdown", due).decode().splitlines()[-2]


def test_a_target_is_counted_once_a_day_whoever_has_it(rules):
    both = one(deadline("by", date(2026, 3, 1)), agency(), agency("so-y-te", "Sở Y tế"))
    due = falling.due([extraction("", both)], Asked(NEW_YEAR, by_agency=True), rules)

    assert (len(due.items), due.count, heading.due(due)) == (2, 1, "1 target falls due from 2026-01-01 on")


def test_without_its_engine_a_calendar_says_what_to_install(due, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "icalendar", None)

    with pytest.raises(StoreError, match=r"pip install 'parcli\[ics\]'"):
        written("ics", due)


# The command


def run(capsys, *arguments):
    """Return the exit status, what was printed and what was said."""
    status = cli.run(["--lang", "en", "due", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_it_reads_the_library_or_what_is_named(capsys, tmp_path, rules, monkeypatch):
    monkeypatch.setenv("PARCLI_LIBRARY", str(tmp_path / "library.db"))
    with Library(tmp_path / "library.db") as library:
        library.add(parcli.extract(PLAN, rules=rules), path=str(PLAN), rules_version="1")
    asked = ("--as-of", "2026-01-01", "--agency", "Sở Nội vụ", "--role", "lead", "--format", "json")

    status, kept, _ = run(capsys, *asked)
    assert (status, json.loads(kept)["items"][0]["end"]) == (0, "2026-01-31")
    assert run(capsys, PLAN, *asked)[1] == kept

    written_json = tmp_path / "plan.json"
    written_json.write_text(json.dumps(parcli.extract(PLAN, rules=rules).json_dict()), encoding="utf-8")
    assert run(capsys, written_json, *asked)[1] == kept


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (["--agency", "Sở Nội vụn"], 1, "no agency is called so; near it: Sở Nội vụ"),
        (["--province", "Hải Dươn"], 1, "no province is called so; near it: hai-duong"),
        (["--province", "cao-bang"], 1, "there is no document of this province"),
        (["--as-of", "31/02/2026"], 2, "--as-of: there is no such day: 31/02/2026"),
        (["--before", "2026-13-01"], 2, "--before: there is no such day: 2026-13-01"),
        (["--before", "soon"], 2, "--before: soon is no date"),
        (["--role", "boss"], 2, "--role"),
        (["missing.txt"], 1, "missing.txt"),
    ],
)
def test_what_cannot_be_done_is_one_line(capsys, tmp_path, monkeypatch, arguments, status, reason):
    monkeypatch.setenv("PARCLI_LIBRARY", str(tmp_path / "library.db"))
    found, _, said = run(capsys, *arguments)
    lines = [line for line in said.splitlines() if reason in line]

    assert (found, len(lines)) == (status, 1), said


def test_an_empty_library_says_so(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PARCLI_LIBRARY", str(tmp_path / "none.db"))
    status, printed, said = run(capsys, "--format", "json")

    assert (status, json.loads(printed)["items"]) == (0, [])
    assert "is empty" in said
