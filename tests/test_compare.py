"""What users rely on when two sides are laid beside each other: what is paired, what is said to differ."""

from __future__ import annotations

import itertools
import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from extractions import extraction, measure, target
from hypothesis import given, settings
from hypothesis import strategies as st

from parcli import messages, model, taxonomy
from parcli.compare import (
    Comparison,
    Options,
    Row,
    Side,
    assign,
    compare,
    cues,
    promises,
    related,
    sides,
    words,
)
from parcli.taxonomy import Indicator

ON_TIME = "hồ sơ được giải quyết đúng hạn"
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests say themselves which indicators there are; the rules of the day are no part of them."""
    listed = [
        Indicator("index.par", "general", "hạng", "lower", name={"en": "PAR INDEX", "vi": "Chỉ số CCHC"}),
        Indicator(
            "procedures.on-time", "procedures", "%", "higher", name={"en": "On time", "vi": "Đúng hạn"}
        ),
        Indicator("procedures.late", "procedures", "%", "lower"),
        Indicator("procedures.waiting-time", "procedures", "phút/lượt", "lower"),
        Indicator("satisfaction.overall", "general", "%", "higher"),
        Indicator("legal.review", "institutions", "%", "higher"),
        Indicator("legal.checked", "institutions", "%", "higher", under="legal.review"),
        Indicator("organisation.units-cut", "organisation", "%", "higher"),
        Indicator("procedures.digitised", "procedures", "%", "higher"),
    ]
    monkeypatch.setattr(taxonomy, "indicators", lambda: {one.code: one for one in listed})


def due(
    end: str | None, start: str | None = None, kind: str = "by", origin: str = "clause"
) -> model.Deadline:
    days = [date.fromisoformat(day) if day else None for day in (start, end)]
    return model.Deadline.model_validate(
        {"kind": kind, "start": days[0], "end": days[1], "text": "", "origin": origin, "span": None}
    )


def scope(*levels: str, sectors: tuple[str, ...] = (), but: str | None = None) -> model.Scope:
    return model.Scope.model_validate({"levels": levels, "sectors": sectors, "except": but})


def share(value: int | str, operator: str = ">=", text: str = "", **changes: Any) -> model.Measure:
    return measure(text or f"{value}%", value=Decimal(value), operator=operator, **changes)


def rank(value: int, of: int | None = 63, **changes: Any) -> model.Measure:
    fields = {"kind": "rank", "operator": "<=", "unit": "hạng", "of": of} | changes
    return measure(f"nhóm {value}", value=Decimal(value), **fields)


TASK = {"kind": "completion", "operator": None, "value": None, "unit": None}


def aim(text: str = ON_TIME, **changes: Any) -> model.Target:
    """Return a target with an id and a place of its own."""
    number = next(_numbers)
    return target(text, number * 1000, id=f"t{number}", **changes)


def of(*pairs: tuple[model.Target, ...], **options: Any) -> Comparison:
    """Return the comparison of sides of one document each."""
    sides = [extraction("", *targets, id=f"side-{number}") for number, targets in enumerate(pairs)]
    return compare(sides, options=Options(**options))


def only_row(first: model.Target, last: model.Target) -> Row:
    [row] = of((first,), (last,)).rows
    return row


def pairs_of(comparison: Comparison) -> set[tuple[str | None, ...]]:
    return {tuple(cell.target if cell else None for cell in row.cells) for row in comparison.rows}


def changes(first: model.Measure, last: model.Measure, **fields: Any) -> tuple[str, ...]:
    return only_row(aim(measure=first, **fields), aim(measure=last, **fields)).changes


# What is paired


def test_the_same_indicator_and_scope_make_a_pair_whatever_the_words() -> None:
    row = only_row(aim(measure=share(90)), aim("trả kết quả theo giấy hẹn", measure=share(95)))

    assert (row.status, row.score, row.indicator, row.unit) == ("changed", 1.0, "procedures.on-time", "%")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ({"scope": scope("province")}, {"scope": scope("commune")}),
        ({"scope": scope("province")}, {"scope": scope()}),
        ({"indicator": "procedures.late"}, {"indicator": "procedures.digitised"}),
        ({"indicator": None}, {"indicator": "procedures.on-time"}),
        ({"measure": share(5, direction="increase")}, {"measure": share(5, direction="decrease")}),
        ({"text": "hồ sơ giải quyết trước hạn"}, {"text": "hồ sơ giải quyết đúng hạn"}),
        ({"text": "trước hạn", "indicator": None}, {"text": "đúng hạn", "indicator": None}),
        ({"text": "TTHC nội bộ được rà soát"}, {"text": "TTHC được rà soát"}),
        ({"text": "trực tuyến toàn trình"}, {"text": "trực tuyến một phần"}),
        ({"text": "hồ sơ tại cấp tỉnh", "indicator": None}, {"text": "hồ sơ tại cấp xã", "indicator": None}),
    ],
)
def test_what_contradicts_is_never_paired(first: dict[str, Any], last: dict[str, Any]) -> None:
    comparison = of((aim(**first),), (aim(**last),))

    assert [row.status for row in comparison.rows] == ["only", "only"]


def test_words_make_a_pair_only_where_neither_has_an_indicator() -> None:
    text = "tổng dung lượng thiết kế cáp quang trên biển"
    row = only_row(aim(text, indicator=None), aim(f"{text} quốc tế", indicator=None))

    assert row.indicator is None
    assert 0.5 < row.score < 1


def test_a_few_common_words_make_no_pair() -> None:
    left = aim("100% thiết bị đầu cuối được cài đặt giải pháp bảo vệ", indicator=None)
    right = aim("100% người dân được cài đặt tài khoản định danh", indicator=None)

    assert len(of((left,), (right,)).rows) == 2


def test_a_code_pairs_with_the_one_that_it_refines_less_surely() -> None:
    row = only_row(aim(indicator="legal.checked"), aim(indicator="legal.review"))

    assert row.indicator == "legal.review"
    assert row.score == pytest.approx(0.9)


def test_pairs_are_the_best_of_all_not_the_first_found() -> None:
    general, special = (
        aim("mức độ hài lòng", measure=share(90)),
        aim("mức độ hài lòng về đất đai", measure=share(85)),
    )
    special_too = aim("mức độ hài lòng về đất đai", measure=share(86))
    general_too = aim("mức độ hài lòng", measure=share(92))

    assert pairs_of(of((general, special), (special_too, general_too))) == {
        (general.id, general_too.id),
        (special.id, special_too.id),
    }


def test_fields_keep_apart_what_one_side_says_twice() -> None:
    land = scope(sectors=("đất đai",))
    one, two = aim(measure=share(90)), aim(measure=share(85), scope=land)
    three, four = aim(measure=share(85), scope=land), aim(measure=share(90))

    assert pairs_of(of((one, two), (three, four))) == {(one.id, four.id), (two.id, three.id)}


def test_three_sides_stand_in_rows_of_three_cells() -> None:
    first, second, third = (aim(measure=share(value)) for value in (90, 95, 92))
    alone = aim(indicator="procedures.late", text="hồ sơ quá hạn")
    comparison = of((first,), (second,), (third, alone))

    assert pairs_of(comparison) == {(first.id, second.id, third.id), (None, None, alone.id)}
    row = next(row for row in comparison.rows if row.status != "only")
    assert (row.changes, row.delta, row.more_ambitious) == (("raised", "lowered"), Decimal(2), 1)


# What changed


def test_a_higher_number_is_raised_and_says_by_how_much() -> None:
    row = only_row(aim(measure=share(90)), aim(measure=share(95)))

    assert (row.changes, row.delta, row.more_ambitious) == (("raised",), Decimal(5), 1)


def test_a_lower_number_asks_for_more_where_less_is_better() -> None:
    late = {"text": "hồ sơ quá hạn", "indicator": "procedures.late"}
    row = only_row(aim(measure=share(2, "<="), **late), aim(measure=share(5, "<="), **late))

    assert (row.changes, row.delta, row.more_ambitious) == (("raised",), Decimal(3), 0)


def test_ranks_are_compared_as_shares_of_those_ranked() -> None:
    row = only_row(
        aim(measure=rank(20, 63), indicator="index.par"), aim(measure=rank(15, 34), indicator="index.par")
    )

    assert (row.changes, row.delta, row.more_ambitious) == (("raised",), None, 0)


@pytest.mark.parametrize(("unit", "more"), [("điểm", 1), ("bậc", 1), ("%", 1), ("hạng", 0)])
def test_a_lower_rank_is_better_but_more_points_places_and_shares(unit: str, more: int) -> None:
    first, last = (measure(f"{value}", value=Decimal(value), operator="=", unit=unit) for value in (20, 30))

    assert (
        only_row(
            aim(measure=first, indicator="index.par"), aim(measure=last, indicator="index.par")
        ).more_ambitious
        == more
    )


def test_who_cuts_by_more_asks_for_more() -> None:
    cut = {"indicator": "procedures.late", "text": "giảm hồ sơ quá hạn"}
    first, last = share(10, direction="decrease"), share(20, direction="decrease")

    assert only_row(aim(measure=first, **cut), aim(measure=last, **cut)).more_ambitious == 1


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (share(95, ">="), share(95, ">"), ("tightened",)),
        (share(95, "="), share(95, "~"), ("softened",)),
        (share(95, "="), share(95, ">="), ()),
        (share(95, "between", upper=Decimal(100)), share(95, ">"), ("tightened",)),
        (share(95, "between", upper=Decimal(100)), share(95, "between", upper=Decimal(98)), ("softened",)),
        (share(95, ">"), share(96, ">="), ("raised",)),
    ],
)
def test_at_the_same_number_the_bound_decides(
    first: model.Measure, last: model.Measure, wanted: tuple[str, ...]
) -> None:
    assert changes(first, last) == wanted


def test_the_worst_place_that_is_allowed_binds() -> None:
    range_of = rank(20, operator="between", upper=Decimal(30), upper_inclusive=False)
    row = only_row(aim(measure=range_of, indicator="index.par"), aim(measure=rank(20), indicator="index.par"))

    assert (row.changes, row.more_ambitious) == (("tightened",), 1)


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (
            "100% TTHC được cung cấp trực tuyến",
            "100% TTHC đủ điều kiện được cung cấp trực tuyến",
            ("softened",),
        ),
        ("100% văn bản, trừ văn bản mật", "100% văn bản", ("tightened",)),
        ("100% hồ sơ đúng hạn", "phấn đấu 100% hồ sơ đúng hạn", ()),
    ],
)
def test_conditions_and_exceptions_soften_but_striving_does_not(
    first: str, last: str, wanted: tuple[str, ...]
) -> None:
    wordings: dict[str, Any] = {"wording": "striving" if "phấn đấu" in last else "plain"}

    assert only_row(aim(first), aim(last, **wordings)).changes == wanted


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (due("2025-12-31"), due("2024-12-31"), ("brought-forward",)),
        (due("2024-11-30", kind="before"), due("2024-12-15", kind="before"), ("put-off",)),
        (due("2025-01-01", kind="before"), due("2024-12-31"), ()),
        (due("2024-12-31", "2024-01-01", "ongoing"), due("2024-12-31", "2024-01-01", "during"), ()),
        (None, due("2024-12-31"), ()),
        (due(None, kind="recurring"), due("2024-12-31"), ()),
    ],
)
def test_what_is_due_on_another_last_day_is_sooner_or_later(
    first: model.Deadline | None, last: model.Deadline | None, wanted: tuple[str, ...]
) -> None:
    assert only_row(aim(deadline=first), aim(deadline=last)).changes == wanted


def test_a_plan_of_each_year_puts_nothing_off() -> None:
    of_2023, of_2024 = (due(f"{year}-12-31", f"{year}-01-01", "during", "document") for year in (2023, 2024))
    of_five = due("2025-12-31", "2021-01-01", "during", "document")

    assert only_row(aim(deadline=of_2023), aim(deadline=of_2024)).status == "same"
    assert only_row(aim(deadline=of_five), aim(deadline=of_2024)).changes == ("brought-forward",)


def test_a_yearly_plan_is_a_step_to_what_the_longer_plan_ends_with() -> None:
    five = extraction(
        "", aim(measure=share(95), deadline=due("2025-12-31")), period=model.Period(start=2021, end=2025)
    )
    year = extraction("", aim(measure=share(90), deadline=due("2023-12-31")))
    [row] = compare([five, year]).rows

    assert row.changes == ("lowered",)
    assert row.more_ambitious is None
    assert "step" in [reason.code for reason in row.reasons]


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (
            {"measure": share(90)},
            {"measure": measure("90 điểm", value=Decimal(90), unit="điểm")},
            "other-unit",
        ),
        ({"measure": share(5)}, {"measure": share(5, unit="điểm %")}, "other-unit"),
        ({"measure": share(5)}, {"measure": measure("hoàn thành", **TASK)}, "other-unit"),
        ({"measure": share(5)}, {"measure": share(5, direction="increase")}, "other-direction"),
        ({}, {"scope": scope(sectors=("đất đai",))}, "other-sectors"),
        (
            {"text": "hồ sơ trực tuyến trên tổng số hồ sơ tiếp nhận"},
            {"text": "hồ sơ trực tuyến trên tổng số dịch vụ công được công bố"},
            "other-denominator",
        ),
        (
            {"text": "hoàn thành kho dữ liệu điện tử", "measure": measure("hoàn thành", **TASK)},
            {"text": "chuyển giao vận hành cổng thông tin", "measure": measure("chuyển giao", **TASK)},
            "other-task",
        ),
        (
            {
                "measure": share(5, direction="increase"),
                "baseline": model.Baseline(year=2020, text="so với 2020"),
            },
            {
                "measure": share(5, direction="increase"),
                "baseline": model.Baseline(year=2015, text="so với 2015"),
            },
            "other-baseline",
        ),
    ],
)
def test_what_can_not_be_compared_says_why_and_is_never_subtracted(
    first: dict[str, Any], last: dict[str, Any], reason: str
) -> None:
    row = only_row(aim(**first), aim(**last))

    assert (row.changes, row.delta, row.more_ambitious) == (("not-comparable",), None, None)
    assert [one.code for one in row.reasons] == [reason]


def test_the_same_unit_is_preferred_to_another() -> None:
    points, shared = aim(measure=measure("85 điểm", value=Decimal(85), unit="điểm")), aim(measure=share(90))
    other = aim(measure=share(95))

    assert pairs_of(of((points, shared), (other,))) == {(shared.id, other.id), (points.id, None)}


# Steps of one promise


def steps() -> tuple[model.Target, model.Target]:
    text = "mức độ hài lòng đạt 90%, đến năm 2025 đạt 95%"
    first = target(text, 0, id="first", indicator="satisfaction.overall", measure=share(90),
                   deadline=due("2025-12-31", "2021-01-01", "during", "document"))  # fmt: skip
    last = target(
        text, 0, id="last", indicator="satisfaction.overall", measure=share(95), deadline=due("2025-12-31")
    )
    return first, last


def test_steps_of_one_promise_are_one_cell_with_a_path() -> None:
    first, last = steps()
    other = aim(indicator="satisfaction.overall", text="mức độ hài lòng", measure=share(92))
    [row] = of((last, first), (other,)).rows
    cell = row.cells[0]

    assert cell is not None
    assert (cell.target, [step.target for step in cell.path]) == ("last", ["first", "last"])
    assert (row.changes, row.delta) == (("lowered",), Decimal(-3))


@pytest.mark.parametrize(
    "change",
    [
        {"indicator": "procedures.on-time"},
        {"scope": scope("commune")},
        {"measure": share(95, unit="điểm %")},
        {"measure": share(90)},
        {"deadline": due("2025-12-31", "2021-01-01", "during", "document"), "measure": share(85)},
        {"deadline": None},
    ],
)
def test_what_is_no_step_stands_alone(change: dict[str, Any]) -> None:
    first, last = steps()

    assert len(of((first, last.model_copy(update=change)), ()).rows) == 2


# Several acts of one province


def acts(*each: tuple[str, int | str, str]) -> Side:
    """Return a side of one document for each target: its words, its share, the day by which it is due."""
    found = [
        extraction(text, aim(text, measure=share(value), deadline=due(day)), id=f"act-{number}")
        for number, (text, value, day) in enumerate(each)
    ]
    return sides.of(found, "hung-yen@2023")


@pytest.mark.parametrize(
    ("each", "values"),
    [
        # A yearly plan is a step to what the five-year plan sets for its last year.
        ([(ON_TIME, 95, "2025-12-31"), (ON_TIME, 90, "2023-12-31")], [[90, 95]]),
        # What both ask for is one promise.
        ([(ON_TIME, 95, "2023-12-31"), (f"tỷ lệ {ON_TIME}", 95, "2023-12-31")], [[95, 95]]),
        ([(ON_TIME, 95, "2025-12-31"), (ON_TIME, 95, "2023-12-31")], [[95, 95]]),
        # Two levels for one time are a conflict, which is shown.
        ([(ON_TIME, 95, "2023-12-31"), (ON_TIME, 90, "2023-12-31")], [[95], [90]]),
        # Other words speak of something else.
        ([(ON_TIME, 95, "2025-12-31"), ("trả kết quả", 90, "2023-12-31")], [[95], [90]]),
        ([(ON_TIME, 95, "2025-12-31"), ("hồ sơ giải quyết trước hạn", 90, "2023-12-31")], [[95], [90]]),
    ],
)
def test_the_year_of_a_province_is_all_its_acts_together(
    each: list[tuple[str, int | str, str]], values: list[list[int]]
) -> None:
    rows = compare([acts(*each), acts()]).rows

    cells = [cell for row in rows if (cell := row.cells[0])]
    assert [[int(step.measure.value or 0) for step in cell.path or (cell,)] for cell in cells] == values


# Laws

CLAUSES = [ON_TIME, "hồ sơ giải quyết trước hạn", "TTHC nội bộ được công bố", "văn bản, trừ văn bản mật", "95%",
           "hồ sơ công việc tại cấp xã", "dịch vụ công trực tuyến toàn trình", "tăng số đơn vị"]  # fmt: skip
MEASURES = st.builds(
    lambda value, operator, unit, direction: measure(
        f"{value}", value=Decimal(value), operator=operator, unit=unit, direction=direction,
        upper=Decimal(value + 5) if operator == "between" else None,
    ),
    st.integers(0, 100), st.sampled_from(["=", ">=", "<=", "between"]),
    st.sampled_from(["%", "hạng", None]), st.sampled_from(["reach", "increase", "decrease"]),
) | st.just(measure("hoàn thành", **TASK))  # fmt: skip
AIMS = st.builds(
    lambda text, code, record, levels, day: aim(
        text, indicator=code, measure=record, scope=scope(*levels), deadline=day
    ),
    st.sampled_from(CLAUSES),
    st.sampled_from(
        ["procedures.on-time", "legal.checked", "legal.review", "index.par|procedures.late", None]
    ),
    MEASURES,
    st.sampled_from([(), ("province",), ("province", "commune")]),
    st.sampled_from([None, due("2024-12-31"), due("2025-12-31"), due("2025-12-31", "2021-01-01", "during")]),
)
SIDES = st.lists(AIMS, max_size=7).map(tuple)


@given(SIDES)
def test_a_plan_compared_with_itself_shows_no_change(targets: tuple[model.Target, ...]) -> None:
    rows = of(targets, targets).rows

    assert {row.status for row in rows} <= {"same"}
    assert all(not row.changes and row.delta in (None, 0) and row.more_ambitious is None for row in rows)


@given(st.lists(SIDES, min_size=2, max_size=4))
def test_every_target_of_every_side_stands_in_exactly_one_row(sides: list[tuple[model.Target, ...]]) -> None:
    comparison = of(*sides)
    found = [
        [
            step.target
            for row in comparison.rows
            if (cell := row.cells[place])
            for step in cell.path or (cell,)
        ]
        for place in range(len(sides))
    ]

    assert [sorted(ids) for ids in found] == [sorted(one.id for one in side) for side in sides]


@given(st.lists(SIDES, min_size=1, max_size=3), SIDES)
def test_every_target_of_several_acts_of_one_side_stands_in_exactly_one_row(
    acts: list[tuple[model.Target, ...]], other: tuple[model.Target, ...]
) -> None:
    together = sides.of(
        [extraction("", *targets, id=f"act-{number}") for number, targets in enumerate(acts)], "hung-yen"
    )
    rows = compare([together, extraction("", *other, id="other")]).rows

    found = [step.target for row in rows if (cell := row.cells[0]) for step in cell.path or (cell,)]
    assert sorted(found) == sorted(one.id for targets in acts for one in targets)


FLIPPED = {"raised": "lowered", "brought-forward": "put-off", "tightened": "softened"}
FLIPPED |= {there: back for back, there in FLIPPED.items()} | {"not-comparable": "not-comparable"}


@given(SIDES, SIDES)
def test_the_order_of_the_sides_flips_the_changes_and_nothing_else(
    left: tuple[model.Target, ...], right: tuple[model.Target, ...]
) -> None:
    there, back = of(left, right), of(right, left)

    def said(row: Row, turned: bool) -> object:
        cells = [cell.target if cell else None for cell in row.cells]
        changed = {FLIPPED[change] for change in row.changes} if turned else set(row.changes)
        delta = -row.delta if turned and row.delta is not None else row.delta
        more = 1 - row.more_ambitious if turned and row.more_ambitious is not None else row.more_ambitious
        return tuple(reversed(cells)) if turned else tuple(cells), frozenset(changed), delta, more, row.score

    assert {said(row, False) for row in there.rows} == {said(row, True) for row in back.rows}


@given(SIDES, SIDES)
def test_no_pair_crosses_a_contradiction(
    left: tuple[model.Target, ...], right: tuple[model.Target, ...]
) -> None:
    by_id = {one.id: one for one in (*left, *right)}
    for row in of(left, right).rows:
        if all(row.cells):
            one, two = (by_id[cell.target] for cell in row.cells if cell)
            assert one.scope.levels == two.scope.levels
            assert {one.measure.direction, two.measure.direction} != {"increase", "decrease"}
            assert cues.contradiction(cues.of_target(one), cues.of_target(two)) is None


@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=1, max_size=5))
@settings(max_examples=60)
def test_the_assignment_is_the_best_there_is(weights: list[list[int]]) -> None:
    chosen = assign.best([[float(weight) for weight in row] for row in weights])
    taken = [column for column in chosen if column is not None]
    places = [*range(3), *[None] * len(weights)]
    best = max(
        sum(weights[row][column] for row, column in enumerate(columns) if column is not None)
        for columns in itertools.permutations(places, len(weights))
    )

    assert len(set(taken)) == len(taken)
    assert sum(weights[row][column] for row, column in enumerate(chosen) if column is not None) == best


def test_many_targets_of_one_indicator_are_paired_in_reasonable_time() -> None:
    some = random.Random(1)
    sides = [
        tuple(aim(measure=share(some.randint(1, 99)), deadline=due("2025-12-31")) for _ in range(150))
        for _ in "ab"
    ]

    assert len(of(*sides).rows) == 150


# The words that keep apart


@pytest.mark.parametrize("group", cues.read()["groups"], ids=lambda group: group["id"])
def test_every_example_of_a_contradiction_contradicts_and_no_counter_example_does(
    group: dict[str, Any],
) -> None:
    assert group["examples"]
    assert group["counter_examples"]
    for example in group["examples"]:
        assert cues.contradiction(cues.of(example["left"]), cues.of(example["right"])) == group["id"], example
    for example in group["counter_examples"]:
        assert cues.contradiction(cues.of(example["left"]), cues.of(example["right"])) is None, example


@pytest.mark.parametrize("group", related.read()["groups"], ids=lambda group: group["id"])
def test_related_indicators_stand_beside_each_other_where_nothing_is_nearer(group: dict[str, Any]) -> None:
    assert group["examples"]
    assert group["counter_examples"]
    codes = group["indicators"][:2]
    for example in (*group["examples"], *group["counter_examples"]):
        first, last = (
            aim(example[side], indicator=code)
            for side, code in zip(("left", "right"), codes, strict=True)
        )  # fmt: skip
        nearer = aim(example["left"], indicator=codes[0])

        rows = of((first,), (last,)).rows
        assert len(rows) == (1 if example in group["examples"] else 2), example
        assert {row.delta for row in rows} == {None}
        assert (first.id, nearer.id) in pairs_of(of((first,), (last, nearer)))
        if len(rows) == 1:
            assert [reason.code for reason in rows[0].reasons] == ["other-indicator"]


@pytest.mark.parametrize("entry", words.read()["softeners"], ids=lambda entry: entry["id"])
def test_every_softener_is_found_in_its_examples_alone(entry: dict[str, Any]) -> None:
    assert all(entry["id"] in words.softeners(example["text"]) for example in entry["examples"])
    assert not any(entry["id"] in words.softeners(example["text"]) for example in entry["counter_examples"])


def test_what_a_share_is_taken_of_is_found_in_its_examples_alone() -> None:
    entry = words.read()["denominator"]

    for example in entry["examples"]:
        assert words.denominator(example["text"]) == words.in_text(example["whole"])
    assert not any(words.denominator(example["text"]) for example in entry["counter_examples"])


# Which rows


def test_options_keep_the_rows_that_are_wanted() -> None:
    first = (
        aim(measure=share(90)),
        aim(indicator="legal.checked"),
        aim(indicator="index.par", measure=rank(20)),
    )
    last = (aim(measure=share(95)), aim(indicator="legal.checked"))

    def codes(**options: Any) -> list[str | None]:
        return sorted(str(row.indicator) for row in of(first, last, **options).rows)

    assert codes(only="changed") == ["procedures.on-time"]
    assert codes(only="missing") == codes(kinds=frozenset({"rank"})) == ["index.par"]
    assert codes(only="same") == codes(indicators=frozenset({"legal.review"})) == ["legal.checked"]
    assert codes(levels=frozenset({"province"})) == []
    assert len(codes(areas=frozenset({"procedures"}))) == 3


def test_a_row_is_named_in_the_language_asked_for() -> None:
    sides = (aim(),), (aim(),)

    assert [row.name for row in of(*sides, lang="vi").rows] == ["Đúng hạn"]
    assert [row.name for row in of(*sides, lang="en").rows] == ["On time"]


# What silence means


def silence(
    first: model.Target | None, last: model.Target | None, *, province: str = "hung-yen"
) -> list[str]:
    """Return why one of two sides, plans of Hưng Yên for 2021 and of a province for 2024, says nothing."""
    made = [
        extraction(
            "",
            *([one] if one else []),
            id=str(year),
            province=name,
            period=model.Period(start=year, end=year),
        )
        for one, year, name in ((first, 2021, "hung-yen"), (last, 2024, province))
    ]
    return [reason.code for row in compare(made).rows if row.status == "only" for reason in row.reasons]


def test_over_the_years_of_one_province_what_stands_alone_was_dropped_or_is_new() -> None:
    assert silence(aim(), None) == ["dropped"]
    assert silence(None, aim()) == ["new"]
    assert silence(aim(), None, province="hai-duong") == []
    assert silence(None, aim(), province="hai-duong") == []


def test_a_task_whose_time_was_over_was_not_dropped() -> None:
    assert silence(aim(measure=measure("hoàn thành", **TASK), deadline=due("2021-06-30")), None) == ["over"]
    assert silence(aim(measure=measure("hoàn thành", **TASK), deadline=due("2025-06-30")), None) == [
        "dropped"
    ]


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        ({}, {"scope": scope("commune")}, ["other-levels", "other-levels"]),
        ({}, {"text": "báo cáo", "measure": measure("hoàn thành", **TASK)}, ["as-completion", "as-level"]),
        (
            {},
            {"measure": measure("5 xã", kind="count", unit="xã"), "text": "thí điểm"},
            ["as-count", "as-level"],
        ),
        ({"text": "giải quyết trước hạn"}, {}, ["dropped", "new"]),
        ({}, {"indicator": "procedures.late"}, ["dropped", "new"]),
    ],
)
def test_what_is_put_otherwise_was_not_dropped(
    first: dict[str, Any], last: dict[str, Any], codes: list[str]
) -> None:
    assert silence(aim(**first), aim(**last)) == codes


@pytest.mark.parametrize(
    ("last", "why"),
    [
        ({"text": "hồ sơ được giải quyết trước hạn"}, "contradiction.timeliness"),
        ({"scope": scope("commune")}, "other-levels"),
        ({"indicator": "procedures.late"}, "other-indicator"),
        ({"measure": measure("hoàn thành", **TASK), "text": "hồ sơ đúng hạn"}, "other-form"),
        ({"text": "tổ chức hội nghị", "indicator": None}, None),
    ],
)
def test_explained_what_stands_alone_names_what_came_nearest_and_what_kept_it_apart(
    last: dict[str, Any], why: str | None
) -> None:
    rows = of((aim(),), (aim(**last),), explain=True).rows

    # Which messages there are is told by the codes that can come up.
    assert [[near.apart for near in row.near] for row in rows] == [[why] if why else []] * 2
    assert why is None or messages.known(f"compare.apart.{why}")


def test_every_contradiction_can_be_told() -> None:
    assert all(messages.known(f"compare.apart.{group.id}") for group in cues.groups())


def test_what_has_a_better_partner_is_said_to_be_taken() -> None:
    rows = of((aim(measure=share(90)), aim(measure=share(80))), (aim(measure=share(91)),), explain=True).rows

    assert [[near.apart for near in row.near] for row in rows] == [[], ["taken"]]


def test_a_field_of_what_is_stated_in_general_was_not_dropped() -> None:
    general, field = aim(), aim(scope=scope(sectors=("đất đai",)))
    made = [
        extraction("", *stated, id=str(year), period=model.Period(start=year, end=year))
        for stated, year in (((general, field), 2021), ((aim(),), 2024))
    ]

    assert [[reason.code for reason in row.reasons] for row in compare(made).rows] == [[], ["other-fields"]]


def test_a_district_alone_is_told_that_districts_ended() -> None:
    old = extraction("", aim(scope=scope("district")), period=model.Period(start=2024, end=2024))
    new = extraction("", period=model.Period(start=2026, end=2026))
    [row] = compare([old, new]).rows

    assert [reason.code for reason in row.reasons] == ["districts-ended"]


@pytest.mark.parametrize("count", [100, 200])
def test_a_line_that_stands_there_many_times_is_held_against_few_of_its_like(monkeypatch, count):
    judged = []
    continues = promises._continues
    monkeypatch.setattr(
        promises, "_continues", lambda steps, one: judged.append(one) or continues(steps, one)
    )
    two = [(80, date(2023, 12, 31)), (90, date(2024, 12, 31))]
    lines = [
        target(
            start=1000 * place, measure=measure(value=Decimal(value)),
            deadline=model.Deadline(kind="by", start=None, end=end, text="", origin="clause", span=None),
        )
        for place, (value, end) in enumerate(two * (count // 2))
    ]  # fmt: skip

    folded = promises.fold([promises.entry(line, extraction().document) for line in lines])

    assert [len(promise.steps) for promise in folded] == [2] * (count // 2)
    assert len(judged) <= 2 * count
