"""Provinces: every way of naming one, and what became of them on 2025-07-01."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from parcli import places
from parcli.errors import LookupFailed

LAST_OF_63, FIRST_OF_34 = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(
    "name",
    [
        "hai-duong",
        "Hải Dương",
        "HẢI DƯƠNG",
        "tỉnh Hải Dương",
        "Tinh Hai Duong",
        "hai duong",
        "HaiDuong",
        "30",
    ],
)
def test_a_province_is_found_however_it_is_spelt(name: str) -> None:
    assert places.find(name).slug == "hai-duong"
    assert places.find(unicodedata.normalize("NFD", name)).slug == "hai-duong"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("TP.HCM", "ho-chi-minh"), ("TPHCM", "ho-chi-minh"), ("TP. Hồ Chí Minh", "ho-chi-minh"),
        ("Thành phố Hồ Chí Minh", "ho-chi-minh"), ("Thủ đô Hà Nội", "ha-noi"), ("1", "ha-noi"),
        ("BR-VT", "ba-ria-vung-tau"), ("Bà Rịa – Vũng Tàu", "ba-ria-vung-tau"), ("Đăk Lăk", "dak-lak"),
        ("TT-Huế", "thua-thien-hue"), ("Thừa Thiên - Huế", "thua-thien-hue"), ("TP. Huế", "hue"),
        ("Khánh Hoà", "khanh-hoa"), ("Đắk Nông", "dak-nong"),
    ],
)  # fmt: skip
def test_short_forms_and_other_spellings_name_the_same_province(name: str, slug: str) -> None:
    assert places.find(name).slug == slug


def test_every_name_slug_and_short_form_leads_back_to_its_province() -> None:
    for province in places.everywhere():
        for name in (province.name, province.slug, f"{province.kind} {province.name}", *province.aliases):
            assert places.find(name).slug == province.slug, name


def test_every_slug_is_made_from_its_name() -> None:
    assert all(places.slug(province.name) == province.slug for province in places.everywhere())


def test_an_unknown_name_gets_the_nearest_ones() -> None:
    with pytest.raises(LookupFailed, match="hai-duong"):
        places.find("hai duog")
    with pytest.raises(LookupFailed, match="Atlantis"):
        places.find("Atlantis")


def test_there_were_63_provinces_and_there_are_34() -> None:
    assert places.count_on(date(2008, 8, 1)) == places.count_on(LAST_OF_63) == 63
    assert places.count_on(FIRST_OF_34) == places.count_on(date(2030, 1, 1)) == 34


@pytest.mark.parametrize("day", [date(2021, 1, 1), LAST_OF_63, FIRST_OF_34])
def test_codes_and_slugs_are_unique_on_any_day(day: date) -> None:
    there = places.everywhere(day)

    assert len({one.code for one in there}) == len({one.slug for one in there}) == len(there)


def test_every_former_province_went_into_a_present_one_that_lists_it() -> None:
    former = [one for one in places.everywhere() if one.valid_to is not None]

    assert len(former) == 53
    for one in former:
        present = places.successor(one)
        assert present is not None
        assert present.exists_on(FIRST_OF_34)
        assert one in places.predecessors(present)


def test_hai_duong_went_into_hai_phong() -> None:
    present = places.successor(places.find("hai-duong"))

    assert present is not None
    assert (present.slug, present.valid_from) == ("hai-phong", FIRST_OF_34)
    assert [one.slug for one in places.predecessors(present)] == ["hai-phong", "hai-duong"]


def test_a_province_that_stayed_has_no_successor_and_no_predecessors() -> None:
    stayed = places.find("Cao Bằng")

    assert places.successor(stayed) is None
    assert places.predecessors(stayed) == []


def test_a_code_means_the_province_that_bore_it_then() -> None:
    assert places.find("24", date(2021, 1, 1)).slug == "bac-giang"
    assert places.find("24", date(2026, 1, 1)).slug == places.find("24").slug == "bac-ninh"


def test_hue_became_a_city_half_a_year_before_the_others_merged() -> None:
    assert places.find("Thừa Thiên Huế").valid_to == date(2024, 12, 31)
    assert places.find("Huế").valid_from == date(2025, 1, 1)


def names_in(text: str) -> list[str]:
    return [province.slug for province, _, _ in places.in_text(unicodedata.normalize("NFC", text.lower()))]


def test_a_place_in_text_is_where_its_name_stands() -> None:
    text = "ubnd tỉnh bà rịa - vũng tàu"
    [(province, start, end)] = places.in_text(text)

    assert province.slug == "ba-ria-vung-tau"
    assert text[start:end] == "bà rịa - vũng tàu"


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("UBND tỉnh Hải Dương và UBND tỉnh Hưng Yên", ["hai-duong", "hung-yen"]),
        ("TP.HCM, Hà Nội", ["ho-chi-minh", "ha-noi"]),
        ("thành phố Hải Phòng", ["hai-phong"]),
        ("UBND thành phố Hải Dương", []),
        ("tư tưởng Hồ Chí Minh", []),
        ("vì hòa bình", []),
        ("tỉnh Hòa Bình", ["hoa-binh"]),
        ("Quảng Ninhh, xQuảng Ninh", []),
        ("", []),
    ],
)
def test_only_provinces_are_found_in_text(text: str, slugs: list[str]) -> None:
    assert names_in(text) == slugs


@pytest.mark.parametrize(
    ("name", "slug"), [("Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"), ("Đắk Lắk", "dak-lak"), ("  TP. HCM ", "tp-hcm"), ("", "")]
)  # fmt: skip
def test_a_slug_is_plain_words_joined_by_dashes(name: str, slug: str) -> None:
    assert places.slug(name) == slug
    assert places.slug(places.slug(name)) == slug
