"""Deadlines: every calendar date, month, quarter, half-year and period in every written form comes back exact."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parcli.recognise import deadlines
from parcli.rulebook import Rulebook

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
YEARS = st.integers(2005, 2045)
LAWS = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def deadlines_in(text: str, rules: Rulebook, year: int | None = 2024, *, bare: bool = False):
    return deadlines.find(text.lower(), rules, year, bare=bare)


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("đến hết năm 2025", "by", None, date(2025, 12, 31)),
        ("Đến năm 2025, đạt 80%", "by", None, date(2025, 12, 31)),
        ("đến cuối năm 2025", "by", None, date(2025, 12, 31)),
        ("đến hết 2026", "by", None, date(2026, 12, 31)),
        ("giai đoạn 2026-2030", "during", date(2026, 1, 1), date(2030, 12, 31)),
        ("giai đoạn 2021 – 2025".replace("–", "-"), "during", date(2021, 1, 1), date(2025, 12, 31)),
        ("từ năm 2023 đến năm 2025", "during", date(2023, 1, 1), date(2025, 12, 31)),
        ("trong tháng 01/2024", "during", date(2024, 1, 1), date(2024, 1, 31)),
        ("chậm nhất trong tháng 2/2024", "by", None, date(2024, 2, 29)),
        ("trước ngày 15/02/2024", "before", None, date(2024, 2, 15)),
        ("chậm nhất là ngày 15 tháng 11 năm 2024", "by", None, date(2024, 11, 15)),
        ("trước quý II/2025", "before", None, date(2025, 4, 1)),
        ("trước năm 2025", "before", None, date(2025, 1, 1)),
        ("Quý I, II năm 2025", "during", date(2025, 1, 1), date(2025, 6, 30)),
        ("trong 6 tháng cuối năm 2025", "during", date(2025, 7, 1), date(2025, 12, 31)),
        ("từ năm 2025 trở đi", "from", date(2025, 1, 1), None),
        ("Thường xuyên trong năm 2024", "ongoing", date(2024, 1, 1), date(2024, 12, 31)),
        ("Thường xuyên", "ongoing", None, None),
        ("trước ngày 31/01 hằng năm", "recurring", None, None),
        ("trước ngày 05 của tháng liền kề", "recurring", None, None),
        ("Hằng năm", "recurring", None, None),
        ("sau 03 tháng kể từ khi có hướng dẫn", "relative", None, None),
        ("trước ngày 15/11", "before", None, date(2024, 11, 15)),
    ],
)
def test_a_deadline_says_how_it_binds_and_when_it_ends(text, kind, start, end, rulebook):
    [deadline] = deadlines_in(text, rulebook)

    assert (deadline.kind, deadline.begin, deadline.due) == (kind, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 16/6/2021, UBND tỉnh ban hành quyết định",
        "trước ngày 31/02/2024",
        "30/2024/NĐ-CP",
        "dân số từ 15 tuổi trở lên",
    ],
)
def test_what_is_no_deadline_gives_none(text, rulebook):
    assert deadlines_in(text, rulebook) == []


@given(day=st.dates(date(2005, 1, 1), date(2045, 12, 31)), form=st.integers(0, 6))
@LAWS
def test_every_calendar_date_in_every_form(day, form, rulebook):
    d, m, y = day.day, day.month, day.year
    written = (
        f"{d}/{m}/{y}", f"{d:02}/{m:02}/{y}", f"{d}.{m}.{y}", f"{d}-{m}-{y}", f"ngày {d}/{m}/{y}",
        f"ngày {d} tháng {m} năm {y}", f"ngày {d:02} tháng {m:02} năm {y}",
    )[form]  # fmt: skip
    for bound, kind in (
        ("trước", "before"),
        ("chậm nhất", "by"),
        ("đến hết", "by"),
        ("không muộn hơn", "by"),
        ("đến", "by"),
    ):
        [deadline] = deadlines_in(f"hoàn thành {bound} {written}", rulebook)

        assert (deadline.kind, deadline.due) == (kind, day)


@given(year=YEARS, month=st.integers(1, 12), form=st.integers(0, 3))
@LAWS
def test_every_month_in_every_form(year, month, form, rulebook):
    written = (
        f"tháng {month}/{year}",
        f"tháng {month:02}/{year}",
        f"tháng {month} năm {year}",
        f"tháng {month}-{year}",
    )[form]
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])

    [during] = deadlines_in(f"trong {written}", rulebook)
    [by] = deadlines_in(f"đến hết {written}", rulebook)
    [before] = deadlines_in(f"trước {written}", rulebook)

    assert (during.kind, during.begin, during.due) == ("during", first, last)
    assert (by.kind, by.begin, by.due) == ("by", None, last)
    assert (before.kind, before.due) == ("before", first)


@given(year=YEARS, quarter=st.integers(1, 4), form=st.integers(0, 4))
@LAWS
def test_every_quarter_in_roman_and_arabic(year, quarter, form, rulebook):
    written = (
        f"quý {ROMAN[quarter]}/{year}", f"quý {ROMAN[quarter]} năm {year}", f"quý {quarter}/{year}",
        f"quý {quarter} năm {year}", f"Quý {ROMAN[quarter]}-{year}",
    )[form]  # fmt: skip
    first = date(year, 3 * quarter - 2, 1)
    last = date(year, 3 * quarter, calendar.monthrange(year, 3 * quarter)[1])

    [during] = deadlines_in(f"hoàn thành trong {written}", rulebook)
    [before] = deadlines_in(f"trước {written}", rulebook)

    assert (during.begin, during.due, before.due) == (first, last, first)


@given(first=YEARS, length=st.integers(1, 10), form=st.integers(0, 4))
@LAWS
def test_every_period_of_years(first, length, form, rulebook):
    last = first + length
    written = (
        f"giai đoạn {first}-{last}", f"giai đoạn {first} - {last}", f"nhiệm kỳ {first} - {last}",
        f"từ năm {first} đến năm {last}", f"5 năm {first}-{last}",
    )[form]  # fmt: skip

    [deadline] = deadlines_in(written, rulebook)

    assert (deadline.kind, deadline.begin, deadline.due) == ("during", date(first, 1, 1), date(last, 12, 31))


@given(year=YEARS, half=st.sampled_from([("đầu", 1, 6), ("cuối", 7, 12)]))
@LAWS
def test_every_half_year(year, half, rulebook):
    name, first, last = half

    [deadline] = deadlines_in(f"trong 6 tháng {name} năm {year}", rulebook)

    assert (deadline.begin, deadline.due) == (
        date(year, first, 1),
        date(year, last, calendar.monthrange(year, last)[1]),
    )
