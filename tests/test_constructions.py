"""How plans state targets: each construction in a text of its own, and what comes out of it."""

from __future__ import annotations

import pytest

from parcli import pipeline
from parcli.layout.markers import marker_of
from parcli.model import Extraction
from parcli.rulebook import Rulebook

HEAD = """ỦY BAN NHÂN DÂN
TỈNH BÌNH PHƯỚC
Số: 41/KH-UBND
Bình Phước, ngày 20 tháng 01 năm 2024
KẾ HOẠCH
Cải cách hành chính năm 2024
II. MỤC TIÊU
"""


def read(text: str, rulebook: Rulebook, head: str = HEAD) -> Extraction:
    return pipeline.extract("plan.txt", text=f"{head}{text}\n", rules=rulebook)


def measures(found: Extraction) -> list[tuple[str | None, str | None, str, str]]:
    return [
        (one.measure.operator, None if one.measure.value is None else f"{one.measure.value:f}", one.measure.unit or "", one.measure.direction)
        for one in found.targets
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A verb of change before its object governs the number behind it; a level that is reached does not change.
        ("- Giảm tỷ lệ hộ nghèo đa chiều 1%.", [("=", "1", "%", "decrease")]),
        ("- Giảm phát thải khí nhà kính so với năm 2005: 20%.", [("=", "20", "%", "decrease")]),
        ("- Giảm tỷ lệ hồ sơ quá hạn còn dưới 1%.", [("<", "1", "%", "reach")]),
        ("- Giảm số đơn vị sự nghiệp xuống còn 120 đơn vị.", [("=", "120", "đơn vị", "reach")]),
        # "tối thiểu" at the head of a list that shares its predicate governs all of it.
        (
            "- Tối thiểu 95% hồ sơ cấp tỉnh, 90% hồ sơ cấp huyện và 85% hồ sơ cấp xã được giải quyết đúng hạn.",
            [(">=", "95", "%", "reach"), (">=", "90", "%", "reach"), (">=", "85", "%", "reach")],
        ),
        (
            "- Tỷ lệ hài lòng ở cấp tỉnh, cấp huyện, cấp xã tối thiểu tương ứng là 99%, 98% và 97%.",
            [(">=", "99", "%", "reach"), (">=", "98", "%", "reach"), (">=", "97", "%", "reach")],
        ),
        # In a ranking "trở lên" is a smaller number; of places gained it is a larger one.
        ("- Chỉ số SIPAS xếp hạng từ 20 trở lên.", [("<=", "20", "hạng", "reach")]),
        ("- Chỉ số PAPI tăng từ 02 bậc trở lên.", [(">=", "2", "bậc", "increase")]),
        # Rates whose base is named before the number, and later steps without a unit.
        (
            "- Hạ tỷ suất mắc lao trên 10.000 dân xuống 9,5 vào năm 2025 và 8 vào năm 2030.",
            [("=", "9.5", "/10.000 dân", "reach"), ("=", "8", "/10.000 dân", "reach")],
        ),
        ("- Đạt 14,3 bác sĩ/01 vạn dân.", [("=", "14.3", "bác sĩ/vạn dân", "reach")]),
        # A label that names what is counted, in an item below aims.
        ("+ Nghề Kỹ thuật chế biến món ăn: 30 người (Thời lượng: 150 giờ).", [("=", "30", "người", "reach")]),
        ("- Địa điểm: 12 đường Trần Phú.", []),
        ("- Đào tạo nghề cho 35 lao động (25 lao động nông thôn).", [("=", "35", "lao động", "reach")]),
        # What says which things are meant is no measure of its own.
        ("- Tăng số xã đạt 19 tiêu chí lên 60 xã.", [("=", "60", "xã", "reach")]),
        ("- Có ít nhất 200 sản phẩm OCOP đạt từ 3 sao trở lên.", [(">=", "200", "sản phẩm ocop", "reach")]),
        ("- Lắp đặt 22 điểm quan trắc nước dưới đất.", [("=", "22", "điểm quan trắc", "reach")]),
        # The bound of a whole is not its part's.
        (
            "- Có ít nhất 200 mô hình mới, trong đó có 30 mô hình cấp tỉnh.",
            [(">=", "200", "mô hình", "reach"), ("=", "30", "mô hình", "reach")],
        ),
        # Things counted after "số", and a second number of the same things.
        ("- Số doanh nghiệp thành lập mới: 150 doanh nghiệp.", [("=", "150", "doanh nghiệp", "reach")]),
        (
            "- Có ít nhất 03 sáng kiến được công nhận cấp xã, 01 sáng kiến được công nhận cấp tỉnh.",
            [(">=", "3", "sáng kiến", "reach"), (">=", "1", "sáng kiến", "reach")],
        ),
        # What tells which files are meant, or what a rate is counted on, is no measure.
        ("- Không có hồ sơ trễ hạn quá 05 ngày làm việc.", [("=", "0", "hồ sơ", "reach")]),
        # Rules of law and what follows from missing an aim commit nobody.
        ("- Theo Luật Quản lý thuế, 100% doanh nghiệp phải sử dụng hóa đơn điện tử.", []),
        ("- Đơn vị không hoàn thành từ 20% nhiệm vụ trở lên không được xét thi đua.", []),
    ],
)
def test_a_construction_states_its_measures(
    text: str, expected: list[tuple[str, str, str, str]], rulebook: Rulebook
) -> None:
    assert measures(read(text, rulebook)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A time that opens its part goes on to govern what follows a semicolon.
        (
            "- Phát triển dịch vụ; phấn đấu đến hết năm 2025, tỷ lệ hồ sơ trực tuyến đạt 70%; tỷ lệ thanh toán trực tuyến 60%.",
            [("by", "2025-12-31"), ("by", "2025-12-31")],
        ),
        # One that stands in the middle of its own item does not.
        (
            "- Kinh tế số đến năm 2025 đạt 20% GRDP; tỷ lệ đô thị hóa đạt 40%.",
            [("by", "2025-12-31"), ("during", "2024-12-31")],
        ),
        # The time nearest to the number is its own.
        ("- Trong năm 2024, phấn đấu đến hết quý III đạt 60% kế hoạch vốn.", [("by", "2024-09-30")]),
        # A sentence that only says when belongs to the one before it.
        (
            "- Hoàn thành số hóa cho 100% hồ sơ còn hiệu lực. Thời hạn: trước ngày 30/9/2024.",
            [("before", "2024-09-30")],
        ),
        # The year in a programme's name is no deadline beside a day.
        (
            "- Sở Nội vụ ban hành hướng dẫn thực hiện Đề án đến năm 2030 trước ngày 15/3/2024.",
            [("before", "2024-03-15")],
        ),
    ],
)
def test_a_measure_falls_due_when_its_words_say(
    text: str, expected: list[tuple[str, str]], rulebook: Rulebook
) -> None:
    found = [
        (one.deadline.kind, str(one.deadline.end)) for one in read(text, rulebook).targets if one.deadline
    ]

    assert found == expected


def test_a_day_that_the_calendar_does_not_have_is_no_deadline_and_no_other_takes_its_place(
    rulebook: Rulebook,
) -> None:
    [found] = read("- Công khai 100% thủ tục hành chính trước ngày 31/02/2024.", rulebook).targets

    assert (found.deadline, "no-deadline" in found.flags) == (None, True)


PLANNED = """| TT | Chỉ tiêu | ĐVT | Thực hiện năm 2023 | Mục tiêu đến năm 2025 | Mục tiêu đến năm 2030 |
|---|---|---|---|---|---|
| 1 | Tỷ lệ thanh toán trực tuyến | % | 45 | 60 | ≥ 80 |
"""


def test_the_head_of_a_column_says_when_its_values_fall_due(rulebook: Rulebook) -> None:
    found = read(PLANNED, rulebook).targets

    assert [(f"{one.measure.value}", str(one.deadline and one.deadline.end)) for one in found] == [
        ("60", "2025-12-31"), ("80", "2030-12-31"),
    ]  # fmt: skip


ASSIGNED = """| TT | Đơn vị | Tỷ lệ hồ sơ trực tuyến (%) | Tỷ lệ thanh toán trực tuyến (%) |
|---|---|---|---|
| 1 | Sở Nội vụ | 80 | ≥ 50 |
| 2 | Sở Tài chính | 75 | 45 |
"""


def test_a_table_with_a_row_for_each_body_gives_each_its_values(rulebook: Rulebook) -> None:
    found = read(ASSIGNED, rulebook).targets

    assert [(one.agencies[0].id, one.indicator, str(one.measure.value)) for one in found] == [
        ("so-noi-vu", "eservices.applications", "80"), ("so-noi-vu", "eservices.payments", "50"),
        ("so-tai-chinh", "eservices.applications", "75"), ("so-tai-chinh", "eservices.payments", "45"),
    ]  # fmt: skip


LONELY = """| STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian |
|---|---|---|---|---|
| I | Công vụ | | | |
| 1 | Bồi dưỡng cán bộ | Sở Nội vụ | Các sở, ban, ngành | Quý II/2024 |
| 2 | Tối thiểu 60% công chức cấp xã được bồi dưỡng kỹ năng số | | | |
"""


def test_a_row_that_holds_only_its_number_and_an_aim_heads_no_group(rulebook: Rulebook) -> None:
    assert [one.measure.text for one in read(LONELY, rulebook).targets] == ["Quý II/2024", "Tối thiểu 60%"]


TYPED = """PHỤ LỤC
STT
Nội dung nhiệm vụ
Cơ quan chủ trì
Cơ quan phối hợp
Thời gian hoàn thành
I
CÔNG TÁC CHỈ ĐẠO
1
Ban hành Kế hoạch kiểm tra cải cách hành chính
của tỉnh
Sở Nội vụ
Các sở, ban, ngành
Quý I/2024
2

7

Rà soát ít nhất 40 thủ tục hành chính
Văn phòng UBND tỉnh
Sở Tư pháp
Trước ngày 30/6/2024
"""


def test_a_table_typed_one_cell_a_line_has_rows_whatever_page_numbers_stand_between(
    rulebook: Rulebook,
) -> None:
    found = read(TYPED, rulebook).targets

    assert [(one.agencies[0].id, one.deadline and str(one.deadline.end), one.measure.kind) for one in found] == [
        ("so-noi-vu", "2024-03-31", "completion"), ("van-phong-ubnd-tinh", "2024-06-30", "count"),
    ]  # fmt: skip


LETTERED = """1
Hướng dẫn thực hiện
a)
Tổ chức hội nghị tập huấn
Sở Nội vụ
Các sở, ban, ngành
Quý I/2024
đ)
Ban hành tài liệu hướng dẫn
Sở Tư pháp
Văn phòng UBND tỉnh
Tháng 6/2024
2
Ban hành quy chế quản lý hồ sơ
Văn phòng UBND tỉnh
Sở Tư pháp
Quý IV/2024
"""


@pytest.mark.parametrize(
    "head",
    [
        "STT\nNội dung nhiệm vụ\nCơ quan chủ trì\nCơ quan phối hợp\nThời gian thực hiện\n",
        # Only the head is a row, and its last cell fell off.
        "| STT | Nội dung nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp |\n| --- | --- | --- | --- |\nThời gian thực hiện\n",
    ],
)
def test_rows_typed_below_a_number_that_heads_a_group_begin_with_letters(
    rulebook: Rulebook, head: str
) -> None:
    found = read(f"PHỤ LỤC\n{head}{LETTERED}", rulebook).targets

    assert [(one.text, one.agencies[0].id, one.deadline and str(one.deadline.end)) for one in found] == [
        ("Tổ chức hội nghị tập huấn", "so-noi-vu", "2024-03-31"),
        ("Ban hành tài liệu hướng dẫn", "so-tu-phap", "2024-06-30"),
        ("Ban hành quy chế quản lý hồ sơ", "van-phong-ubnd-tinh", "2024-12-31"),
    ]


def test_the_body_that_issues_a_plan_leads_none_of_its_targets(rulebook: Rulebook) -> None:
    head = HEAD.replace("II. MỤC TIÊU\n", "UBND tỉnh Bình Phước ban hành Kế hoạch với nội dung như sau:\n")
    [found] = read("1. Tỷ lệ hồ sơ đúng hạn đạt 95%.", rulebook, head).targets

    assert found.agencies == ()


def test_what_a_past_period_strives_for_is_a_target_in_all_parts_of_its_sentence(
    rulebook: Rulebook,
) -> None:
    told = "Giai đoạn 2021 - 2024, tỉnh phấn đấu tăng trưởng 16%/năm; tỷ lệ che phủ rừng đạt 42%."
    found = read(told, rulebook, f"{PAGE}UBND tỉnh ban hành kế hoạch năm 2025.\n\n").targets

    assert [one.measure.text for one in found] == ["tăng trưởng 16%/năm", "42%"]


def test_a_paragraph_goes_on_with_a_name_or_a_number_where_its_line_is_nearly_full(
    rulebook: Rulebook,
) -> None:
    lines = [
        "b) Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Công",
        "Thương và các cơ quan liên quan chỉ đạo tập trung đẩy mạnh sản xuất, chế biến",
        "hàng nông sản; tháo gỡ các khó khăn, vướng mắc trong lưu thông hàng hóa, sản",
        "phẩm của tỉnh và các địa phương lân cận trên cơ sở quy hoạch vùng sản xuất, tiêu",
        "thụ; báo cáo Ủy ban nhân dân tỉnh kết quả thực hiện trước ngày 15 tháng",
        "3 năm 2024 để tổng hợp, xử lý theo quy định của pháp luật hiện hành, báo cáo.",
    ]
    [found] = read("\n".join(lines), rulebook).targets

    assert found.deadline is not None and str(found.deadline.end) == "2024-03-15"
    assert [one.id for one in found.agencies] == [
        "so-nong-nghiep-va-moi-truong", "so-cong-thuong", "cac-co-quan-lien-quan",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("88/KH-UBND của UBND tỉnh", ""),
        ("1/ Mục tiêu chung", "1/ "),
        (r"2\. Mục tiêu", r"2\. "),
        (r"\- Tỷ lệ", r"\- "),
    ],
)
def test_a_line_begins_with_the_mark_of_an_item_or_with_none(line: str, marker: str) -> None:
    assert marker_of(line)[1] == marker


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # A cell that says what the one above says: a ditto mark, "nt", "Như trên".
        (
            "TT | Chỉ tiêu | ĐVT | Kế hoạch năm 2024\n1 | Tỷ lệ đô thị hóa | % | 40\n"
            '2 | Tỷ lệ hộ nghèo | " | 3\n3 | Tỷ lệ hộ cận nghèo | -nt- | 4',
            [("40", "%", "2024-12-31"), ("3", "%", "2024-12-31"), ("4", "%", "2024-12-31")],
        ),
        # A row without a number begins with an empty cell, which is no frame of the table.
        (
            "TT | Chỉ tiêu | ĐVT | Kế hoạch năm 2024\n1 | Thu ngân sách | Ngh. tỷ đồng | 12\n"
            " | Tăng so với năm trước | % | 9,8",
            [("12000000000000", "VND", "2024-12-31"), ("9.8", "%", "2024-12-31")],
        ),
        # Heads in two rows, the upper one over several columns; a row that only numbers the columns.
        (
            "TT | Chỉ tiêu | Đơn vị | Kế hoạch |  |  \n |  |  | 2024 | 2025 | GĐ 2026-2030\n"
            "(1) | (2) | (3) | (4) | (5) | (6)\n1 | Tỷ lệ hộ nghèo | % | 4 | 3,5 | 3",
            [("4", "%", "2024-12-31"), ("3.5", "%", "2025-12-31"), ("3", "%", "2030-12-31")],
        ),
        # The lower words of a head in two rows may say nothing of what the column holds.
        (
            "TT | Chỉ tiêu | ĐVT | Kế hoạch năm 2024 | \n |  |  | Tỉnh giao | Xã phấn đấu\n"
            "1 | Tỷ lệ hộ nghèo | % | 4 | 3",
            [("4", "%", "2024-12-31"), ("3", "%", "2024-12-31")],
        ),
        # Blank lines between rows, the words of a group written into each of its columns, the head said again.
        (
            "TT | Chỉ tiêu | ĐVT | Kế hoạch năm 2024\n\nI | Chỉ tiêu kinh tế | Chỉ tiêu kinh tế | Chỉ tiêu kinh tế\n\n"
            "1 | Tỷ lệ hộ nghèo | % | 4\n\nTT | Chỉ tiêu | ĐVT | Kế hoạch năm 2024\n2 | Số xã đạt chuẩn | xã | 5",
            [("4", "%", "2024-12-31"), ("5", "xã", "2024-12-31")],
        ),
        # A value that stands in several columns is one of each of them.
        (
            "TT | Chỉ tiêu | ĐVT | KH 2024 | KH 2025 | KH 2026\n1 | GRDP | tỷ đồng | 123.456,7 | 123.456,7 | 123.456,7",
            [("123456700000000", "VND", f"{year}-12-31") for year in (2024, 2025, 2026)],
        ),
        # Signs that frame the rows, but for one that was typed without.
        (
            "| TT | Chỉ tiêu | ĐVT | KH 2024 |\n| 1 | Tỷ lệ hộ nghèo | % | 3 |\n2 | Số xã | xã | 5 |",
            [("3", "%", "2024-12-31"), ("5", "xã", "2024-12-31")],
        ),
        # A column of a year that is over, or of what was reached, plans nothing.
        (
            "TT | Chỉ tiêu | ĐVT | KH 2023 | Ước TH 2023 | KH 2024\n1 | Tỷ lệ hộ nghèo | % | 4 | 3,5 | 3",
            [("3", "%", "2024-12-31")],
        ),
        # The unit that the task names, where no column does.
        (
            "TT | Chỉ tiêu | Mục tiêu đến 30/6/2024\n1 | Thu ngân sách (tỷ đồng) | 3.700\n"
            "2 | Xếp hạng chỉ số hài lòng | 15\n3 | Tỷ lệ hồ sơ đúng hạn | 95",
            [("3700000000000", "VND", "2024-06-30"), ("15", "hạng", "2024-06-30"), ("95", "%", "2024-06-30")],
        ),
        # A table that shares out tasks asks for what it counts.
        (
            "TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian\n1 | Tổ chức 02 lớp tập huấn | Sở Nội vụ | Tháng 6-9",
            [("2", "lớp", "2024-09-30")],
        ),
    ],
)  # fmt: skip
def test_a_table_gives_the_values_of_its_columns(
    table: str, expected: list[tuple[str, str, str]], rulebook: Rulebook
) -> None:
    found = read(table, rulebook)
    assert [
        (
            f"{one.measure.value.normalize():f}",
            one.measure.unit,
            str(one.deadline.end if one.deadline else None),
        )
        for one in found.targets
    ] == expected


TABLE = """1 | Gọi công dân nhập ngũ | Người | 187
 |   + Quân sự | Người | 147
2 | Thu ngân sách | Triệu đồng | 664.000
3 | Số học sinh bình quân một lớp học | Học sinh |
 |   + Tiểu học | Học sinh | 41"""


@pytest.mark.parametrize(
    ("head", "values"),
    [
        # A table without a head has a number, a name, a unit and a value in each row; what stands above says of what.
        ("I | CHỈ TIÊU HƯỚNG DẪN NĂM 2024\n", [("187", "người"), ("147", "người"), ("664000000000", "VND"), ("41", "học sinh")]),
        ("I | SỐ LIỆU CỦA QUẬN\n", []),
    ],
)  # fmt: skip
def test_a_table_without_a_head_is_read_below_aims(
    head: str, values: list[tuple[str, str]], rulebook: Rulebook
) -> None:
    found = pipeline.extract("table.txt", text=f"UBND QUẬN LIÊN CHIỂU\n{head}{TABLE}\n", rules=rulebook)
    assert [(f"{one.measure.value:f}", one.measure.unit) for one in found.targets] == values


def test_days_without_a_year_are_of_the_year_that_an_undated_page_speaks_of(rulebook: Rulebook) -> None:
    told = (
        "Sẽ trình đề xuất sửa Hiến pháp\n\nNội dung này báo cáo trong tháng 3/2025, tháng 4/2025 và tháng 6/2026, "
        "hoàn thành sửa đổi chậm nhất ngày 30/6.\n\nTheo báo Nhân Dân.\n"
    )
    assert "2025-06-30" in [
        str(one.deadline and one.deadline.end) for one in read(told, rulebook, "").targets
    ]


def test_news_is_as_old_as_its_page_and_not_as_the_act_it_tells_of(rulebook: Rulebook) -> None:
    told = "UBND tỉnh ban hành Kế hoạch số 12/KH-UBND ngày 10/01/2022.\n\nĐến hết năm 2023, tỉnh đứng thứ 4 cả nước về rừng."
    assert measures(read(told, rulebook, PAGE)) == []


def test_what_prepares_a_plan_falls_due_before_its_years(rulebook: Rulebook) -> None:
    order = (
        "Chỉ thị về việc xây dựng kế hoạch phát triển kinh tế - xã hội 5 năm 2026 - 2030\n\n"
        "Ủy ban nhân dân tỉnh yêu cầu các sở, ngành thực hiện những việc sau.\n\n"
        "1. Giao Sở Tài chính chủ trì, phối hợp với các sở, ban, ngành và Ủy ban nhân dân các xã, phường xây dựng khung "
        "hướng dẫn lập kế hoạch phát triển kinh tế - xã hội của các ngành, các cấp và địa phương trong tỉnh, hoàn thành "
        "trước ngày 30/9/2025.\n"
    )
    assert [str(one.deadline and one.deadline.end) for one in read(order, rulebook, "").targets] == [
        "2025-09-30"
    ]


def test_a_short_line_with_an_exact_day_is_a_task_and_no_heading(rulebook: Rulebook) -> None:
    lines = "**Trình UBND tỉnh xem xét, thông qua trước ngày 10/10/2024**\n- Hồ sơ gồm có tờ trình.\n"
    assert [str(one.deadline and one.deadline.end) for one in read(lines, rulebook).targets] == ["2024-10-10"]


def test_a_row_may_fall_due_some_time_after_an_event(rulebook: Rulebook) -> None:
    rows = (
        "| TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |\n|---|---|---|---|\n"
        "| 1 | Lập phương án sàn giao dịch | Sở Tài chính | Trong 18-24 tháng kể từ khi được phê duyệt |\n"
    )
    assert [one.deadline and one.deadline.kind for one in read(rows, rulebook).targets] == ["relative"]


def test_the_preamble_of_an_order_tells_what_was_reached(rulebook: Rulebook) -> None:
    order = (
        "CÔNG ĐIỆN\nVề thúc đẩy xuất khẩu\nTrong 10 tháng, xuất khẩu đạt 391,0 tỷ USD, tăng 16,2%. Thủ tướng yêu cầu:\n"
        "1. Bộ Công Thương chủ trì, tăng xuất khẩu 12% trong năm 2025.\n"
    )
    assert measures(read(order, rulebook, "")) == [("=", "12", "%", "increase")]


def test_rows_of_tasks_without_a_head_are_told_by_their_cells(rulebook: Rulebook) -> None:
    rows = (
        "39 | Xây dựng kho dữ liệu y tế | Sở Y tế | Sở Tài chính | Báo cáo kết quả | 2025 |\n"
        "40 | Thí điểm khám sức khỏe định kỳ | Sở Nội vụ | Sở Y tế | Quyết định | Quý II/2024 |\n"
    )
    assert [
        (one.text, str(one.deadline and one.deadline.end), [(who.id, who.role) for who in one.agencies])
        for one in read(f"Phụ lục nhiệm vụ\n{rows}", rulebook).targets
    ] == [
        ("Xây dựng kho dữ liệu y tế", "2025-12-31", [("so-y-te", "lead"), ("so-tai-chinh", "coordinate")]),
        ("Thí điểm khám sức khỏe định kỳ", "2024-06-30", [("so-noi-vu", "lead"), ("so-y-te", "coordinate")]),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "từ ngày 01/3 đến ngày 30/6/2024",
        "từ ngày 01/3/2024 đến hết ngày 30/6/2024",
        "từ tháng 3 đến tháng 6 năm 2024",
        "trong tháng 3 - tháng 6 năm 2024",
    ],
)
def test_a_stretch_between_two_times_is_one_deadline(words: str, rulebook: Rulebook) -> None:
    found = read(f"1. Hoàn thành việc rà soát danh mục thủ tục hành chính {words}.", rulebook)
    (deadline,) = [one.deadline for one in found.targets]
    assert deadline is not None
    assert (deadline.kind, str(deadline.start), str(deadline.end)) == ("during", "2024-03-01", "2024-06-30")
    assert deadline.text == words


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        # A member that says what is to be so, but not of what, takes its thing from the one before.
        (
            "- 90% hồ sơ công việc cấp tỉnh, 80% cấp xã được xử lý trên môi trường mạng.",
            ["egov.case-files", "egov.case-files"],
        ),
        # A semicolon and all of another thing end what a verb of change governs.
        (
            "- Cắt giảm tối thiểu 30% thời gian giải quyết TTHC, 30% chi phí tuân thủ TTHC; 100% TTHC liên quan đến "
            "doanh nghiệp thực hiện trực tuyến.",
            ["procedures.time-cut", "procedures.cost-cut", "eservices.offered"],
        ),
    ],
)
def test_the_members_of_a_list_measure_what_is_theirs(
    text: str, codes: list[str], rulebook: Rulebook
) -> None:
    found = read(text, rulebook)
    assert [one.indicator for one in found.targets] == codes
    assert {one.measure.direction for one in found.targets if one.measure.value == 100} <= {"reach"}


@pytest.mark.parametrize(
    "text",
    [
        "KẾ HOẠCH\nPhấn đấu đạt 90% năm 2025.\n| --- |\n",
        "KẾ HOẠCH\n| | Chỉ tiêu | Đơn vị tính | Năm 2025 |\n| I | Kinh tế | | |\n",
        "MỤC TIÊU\n1 | Nguyễn Văn A | Sở Nội vụ | 0912345678\n2 | Lê Thị B | Sở Y tế | 0912345679\n"
        "3 | Trần C | Sở Xây dựng | 0912345670\n",
        "MỤC TIÊU\n|\n|\n| 2 | 50 |\n",
    ],
)
def test_an_odd_table_hurts_nothing(text: str, rulebook: Rulebook) -> None:
    found = pipeline.extract("odd.txt", text=text, rules=rulebook)
    assert [one.measure.text for one in found.targets] in ([], ["90%"])


PAGE = "Tin tức tỉnh Gia Lai\n\nThứ hai, 15/09/2025 - 08:30\n\n"


@pytest.mark.parametrize(
    "told",
    [
        # The first part of a sentence tells what was done, and so do those that follow.
        "Cụ thể, đã giảm 12/12 ban quản lý; giảm 45 phòng (giảm khoảng 30,5%); giảm 120 đơn vị sự nghiệp.",
        "Theo đó, tỉnh đã tổ chức 3 khóa huấn luyện nâng cao năng lực; tư vấn cho doanh nghiệp thực hiện 18 hồ sơ.",
        # What opens a paragraph tells that it is of results.
        "Nhờ những nỗ lực đó, tỷ lệ hồ sơ nộp trực tuyến đạt 64,9%; tỷ lệ thanh toán trực tuyến đạt 51,3%.",
        "Theo báo cáo của Ngân hàng Thế giới, thời gian thông quan giảm 32 giờ xuống còn 108 giờ.",
        "Được biết, toàn tỉnh có hơn 730 trang trại đang duy trì hoạt động.",
        "Trước đó, năm 2024, tỉnh xếp thứ 18/63 về PAR INDEX; tỷ lệ hồ sơ đúng hạn đạt 99,2%.",
        # How far a budget is met, and what it was reckoned from, is asked of nobody.
        "Đến thời điểm ngày 20/8/2025, thu ngân sách đạt 79% dự toán và 51% chỉ tiêu phấn đấu (3.000 tỷ đồng).",
        "Dự toán này được xây dựng trên cơ sở tăng trưởng GRDP 6%.",
        # Growth in news that has said no word of aims.
        "Kinh tế của tỉnh khởi sắc (quý I tăng 5,43%; quý II tăng 5,67%).",
        "Chủ tịch đánh giá cao ngành nông nghiệp hoàn thành các chỉ tiêu như: tăng trưởng trên 2,65%.",
        "Khách du lịch ước đạt 2 triệu lượt; so với chỉ tiêu phấn đấu năm 2025 đạt 63,7%.",
        # What firms sell, and what is handed over at a meeting.
        "Nhiều doanh nghiệp cam kết giảm giá từ 15-35%; chuyến đi có giá 750 nghìn đồng/người.",
        "Tại hội nghị, tỉnh sẽ trao giấy chứng nhận đầu tư cho 29 dự án với tổng vốn 405 tỷ đồng.",
        # No word of aims is near, nor a time to come; a bound that may be told asks for nothing.
        "Toàn huyện có 8 sản phẩm đăng ký OCOP trong năm 2025; 42% số xã có sản phẩm.",
        "Giá trị các sản phẩm ngoài gỗ được nâng cao như: hoa hồi 1.700 tỷ đồng/năm, nhựa thông 1.800 tỷ đồng/năm.",
        "Sản lượng tôm giống chiếm hơn 50% của vùng và khoảng 20% cả nước.",
        # What the first part tells as done, the later ones do, whatever they secure.
        "Huyện đã làm mới 2.358 tuyến đường; lắp đặt thêm 161 trạm biến áp, đảm bảo 100% số xã có điện.",
        "Công ty thực hiện vượt chỉ tiêu: năng suất lao động bằng 110% so với nghị quyết; từ 90% chi bộ trở lên giỏi.",
        "Tỷ lệ xã đạt tiêu chí nông thôn mới đạt trên 62%, vượt xa mục tiêu đề ra.",
        # A year says when something goes on.
        "Cục Thuế lưu ý, trong năm 2025 cần đẩy mạnh công tác đôn đốc, triển khai các văn bản.",
        # Meetings, and questions.
        "Hội nghị do Bộ Nội vụ phối hợp với UBND tỉnh tổ chức vào ngày 13/10.",
        "Các sở sẽ triển khai 25 dịch vụ công trực tuyến như thế nào?",
        # Events, and figures of what somebody proposes.
        "Tại phiên họp, Giám đốc Sở đề xuất 8 nhiệm vụ đến hết năm 2025.",
        "Sáng 12/9, UBND tỉnh tổ chức hội nghị sơ kết 6 tháng đầu năm.",
        "Sáng 11/9, với 100% đại biểu có mặt tán thành, HĐND tỉnh thông qua nghị quyết.",
    ],
)
def test_news_of_what_was_reached_yields_nothing(told: str, rulebook: Rulebook) -> None:
    assert measures(read(told, rulebook, PAGE)) == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # What somebody says between quotation marks is no name.
        ('Ông cho biết: "Chúng ta sẽ hoàn thành việc sắp xếp các xã trước ngày 30/10".', ["2025-10-30"]),
        # A day on which something begins is no deadline of its own.
        (
            "Tỉnh sẽ hoàn thành việc sắp xếp trước ngày 30/10/2025 để đến ngày 1/11/2025 vận hành.",
            ["2025-10-30"],
        ),
        # Times that lie ahead of the page's day are aims without any word that says so.
        (
            "GRDP bình quân giai đoạn 2026-2030 tăng 12%/năm, GRDP bình quân đầu người đạt 20.000 USD, kinh tế số "
            "chiếm 30% GRDP.",
            ["2030-12-31", "2030-12-31", "2030-12-31"],
        ),
        ("Thu ngân sách đến cuối nhiệm kỳ là 6.500 tỷ đồng.", ["2025-12-31"]),
        # What is asked for behind praise, or behind what was done to the things that are meant.
        (
            "Ông đánh giá cao đề xuất xây dựng bộ chỉ số và yêu cầu hoàn thiện trong quý 4/2025.",
            ["2025-12-31"],
        ),
        (
            "Phấn đấu 90% hồ sơ cấp tỉnh đã tiếp nhận được xử lý trực tuyến; 80% hồ sơ cấp xã.",
            ["2025-12-31"] * 2,
        ),
        # A result that names its own number is not the next one's.
        ("Phấn đấu nâng tỷ lệ hiện mới đạt 12% và trồng 20 ha rừng trong quý 4/2025.", ["2025-12-31"]),
        ("Đến năm 2030, phấn đấu tỷ lệ này đạt 30%. Dịch vụ chiếm khoảng 35% GRDP.", ["2030-12-31"] * 2),
        # Years that are partly over are striven for all the same; their dash parts no clause.
        (
            "Giai đoạn 2021 - 2024, tỉnh phấn đấu tăng trưởng 16%/năm và giai đoạn 2025 - 2030 là 5,1%/năm.",
            ["2024-12-31", "2030-12-31"],
        ),
    ],
)
def test_news_of_what_is_to_come_yields_targets(told: str, expected: list[str], rulebook: Rulebook) -> None:
    found = read(told, rulebook, f"{PAGE}UBND tỉnh ban hành kế hoạch năm 2025.\n\n")
    assert [str(one.deadline.end) for one in found.targets if one.deadline] == expected
