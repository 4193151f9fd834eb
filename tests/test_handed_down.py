"""What clauses, rows and labelled lines take from what stands around them: indicator, levels, bodies, times."""

from __future__ import annotations

import pytest

from parcli import api, model, rulebook

RULES = rulebook.load()
HEAD = """ỦY BAN NHÂN DÂN TỈNH HƯNG YÊN
Số: 15/KH-UBND
Hưng Yên, ngày 10 tháng 01 năm 2024

KẾ HOẠCH
Cải cách hành chính năm 2024

I. MỤC TIÊU, NHIỆM VỤ

"""


def targets(body: str) -> tuple[model.Target, ...]:
    """Return the targets of a plan with this body."""
    return api.extract(HEAD + body, rules=RULES).targets


def roles(target: model.Target) -> list[str]:
    """Return the bodies of a target with their roles, in the order of their names."""
    return sorted(f"{agency.id} {agency.role}" for agency in target.agencies)


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (
            "- Số hóa kết quả giải quyết TTHC còn hiệu lực:\n+ Cấp tỉnh tối thiểu 60%;\n+ Cấp xã tối thiểu 40%.",
            [("procedures.digitised", ("province",)), ("procedures.digitised", ("commune",))],
        ),
        (
            "- Người dân hài lòng khi làm thủ tục hành chính đạt 95%; lĩnh vực đất đai, xây dựng đạt 88%.",
            [("procedures.satisfaction", ()), ("procedures.satisfaction", ())],
        ),
        (
            "- Tối thiểu 70% kết quả giải quyết TTHC cấp tỉnh, 60% cấp huyện và 50% cấp xã được số hóa.",
            [("procedures.digitised", (level,)) for level in ("province", "district", "commune")],
        ),
        (
            "- Số hóa kết quả giải quyết TTHC đạt 60%, 40% tương ứng ở cấp tỉnh, cấp xã.",
            [("procedures.digitised", ("province",)), ("procedures.digitised", ("commune",))],
        ),
        (
            "- Tỷ lệ hồ sơ trễ hạn của các sở dưới 1%; của UBND cấp xã dưới 2%.",
            [("procedures.late", ()), ("procedures.late", ("commune",))],
        ),
        ("- Thủ tục hành chính nội bộ:\n+ 100% được công bố.", [("procedures.internal-published", ())]),
        # What names something of its own takes nothing: no code is better than a wrong one.
        (
            "- Tỷ lệ hồ sơ trễ hạn dưới 1%, tỷ lệ che phủ rừng đạt 40%.",
            [("procedures.late", ()), (None, ())],
        ),
        (
            "- 95% hồ sơ giải quyết đúng hạn, mỗi xã trồng 02 ha rừng.",
            [("procedures.on-time", ()), (None, ("commune",))],
        ),
    ],
)
def test_a_clause_that_names_nothing_takes_the_indicator_before_it(
    body: str, read: list[tuple[str | None, tuple[str, ...]]]
) -> None:
    assert [(target.indicator, target.scope.levels) for target in targets(body)] == read


@pytest.mark.parametrize(
    "body",
    [
        "1. Rà soát văn bản quy phạm pháp luật\n- Cơ quan chủ trì: Sở Tư pháp.\n- Cơ quan phối hợp: Sở Nội vụ.\n"
        "- Thời gian hoàn thành: trước ngày 30/9/2024.",
        "- Rà soát văn bản quy phạm pháp luật, hoàn thành trước ngày 30/9/2024. Cơ quan chủ trì: Sở Tư pháp. "
        "Cơ quan phối hợp: Sở Nội vụ.",
        "a) Rà soát văn bản quy phạm pháp luật, hoàn thành trước ngày 30/9/2024.\n+ Chủ trì: Sở Tư pháp;\n"
        "+ Phối hợp: Sở Nội vụ.",
    ],
)
def test_labelled_lines_say_who_does_the_task_and_by_when(body: str) -> None:
    (task,) = targets(body)
    assert task.indicator == "legal.review"
    assert task.deadline is not None
    assert str(task.deadline.end) == "2024-09-30"
    assert roles(task) == ["so-noi-vu coordinate", "so-tu-phap lead"]


def test_a_labelled_time_below_a_measure_is_its_deadline_and_no_task() -> None:
    body = "- 90% hồ sơ giải quyết đúng hạn.\n+ Thời gian: Quý III/2024;\n+ Đơn vị thực hiện: Sở Y tế."
    (share,) = targets(body)
    assert share.measure.kind == "percentage"
    assert share.deadline is not None
    assert str(share.deadline.end) == "2024-09-30"
    assert roles(share) == ["so-y-te lead"]


@pytest.mark.parametrize(
    ("body", "bodies"),
    [
        (
            "- Các sở, ban, ngành; UBND cấp huyện; UBND cấp xã hoàn thành rà soát TTHC trước ngày 30/6/2024.",
            ["cac-so-ban-nganh lead", "ubnd-cap-huyen lead", "ubnd-cap-xa lead"],
        ),
        (
            "- Sở Nội vụ chủ trì, phối hợp với Sở Tư pháp và các cơ quan, đơn vị liên quan ban hành kế hoạch "
            "kiểm tra trước ngày 30/6/2024.",
            ["cac-co-quan-don-vi-lien-quan coordinate", "so-noi-vu lead", "so-tu-phap coordinate"],
        ),
        (
            "- Sở Tài chính chủ trì, phối hợp với Sở Nội vụ hoàn thành đề án trước ngày 30/6/2024. UBND cấp xã "
            "niêm yết 100% TTHC trước ngày 31/8/2024.",
            ["ubnd-cap-xa lead"],
        ),
        ("- UBND tỉnh cũng đặt mục tiêu năm 2024 có 98% hồ sơ đúng hạn.", []),
    ],
)
def test_bodies_of_a_list_share_its_role_and_other_sentences_keep_theirs(
    body: str, bodies: list[str]
) -> None:
    assert roles(targets(body)[-1]) == bodies


def test_rows_take_levels_fields_and_what_the_row_above_measures() -> None:
    table = """| STT | Chỉ tiêu | Đơn vị tính | Năm 2024 |
|---|---|---|---|
| 1 | Tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn | % | 98 |
|  | - Cấp xã | % | 96 |
|  | Trong đó: lĩnh vực đất đai | % | 90 |
"""
    read = [(one.indicator, one.scope.levels, one.scope.sectors) for one in targets(table)]
    on_time = "procedures.on-time"
    assert read == [(on_time, (), ()), (on_time, ("commune",), ()), (on_time, (), ("đất đai",))]


TABLE = "TT | Nhiệm vụ | Cơ quan chủ trì | Sản phẩm | {head}\n"


def due(target: model.Target) -> tuple[str, str | None, str | None]:
    """Return how, from when and until when a target is due."""
    deadline = target.deadline
    assert deadline is not None
    return (deadline.kind, *(day and day.isoformat() for day in (deadline.start, deadline.end)))


@pytest.mark.parametrize(
    ("head", "cell", "expected"),
    [
        ("Thời hạn", "30/9/2024", ("by", None, "2024-09-30")),
        ("Thời gian hoàn thành", "ngày 05/8/2024", ("by", None, "2024-08-05")),
        ("Thời gian thực hiện", "12/6/2024", ("during", "2024-06-12", "2024-06-12")),
        ("Thời hạn hoàn thành", "Tháng 6/2024", ("during", "2024-06-01", "2024-06-30")),
        ("Thời hạn", "trước ngày 30/9/2024", ("before", None, "2024-09-30")),
    ],
)
def test_a_single_day_in_a_column_of_ends_is_the_last_one(head, cell, expected) -> None:
    row = f"1 | Ban hành quy chế quản lý hồ sơ | Sở Nội vụ | Quy chế | {cell}"
    assert [due(one) for one in targets(TABLE.format(head=head) + row)] == [expected]


@pytest.mark.parametrize(
    ("task", "product", "expected"),
    [
        (
            "Kiểm kê phòng máy chủ; xây dựng phương án thay thế",
            "Báo cáo",
            ["Kiểm kê phòng máy chủ", "xây dựng phương án thay thế"],
        ),
        # What the product measures is how far the first work goes.
        (
            "Kiểm kê phòng máy chủ; xây dựng phương án thay thế",
            "100% phòng máy chủ được kiểm kê",
            ["100% phòng máy chủ được kiểm kê", "xây dựng phương án thay thế"],
        ),
        (
            "Kế hoạch di dời trụ sở; đảm bảo tối thiểu 50% quỹ đất làm công viên",
            "Kế hoạch",
            ["Kế hoạch di dời trụ sở", "đảm bảo tối thiểu 50% quỹ đất làm công viên"],
        ),
        # Parts of one work, behind a colon or without a verb.
        (
            "Đề án sắp xếp, trong đó: xây dựng bộ máy; kiện toàn nhân sự",
            "Đề án",
            ["Đề án sắp xếp, trong đó: xây dựng bộ máy; kiện toàn nhân sự"],
        ),
        ("Kiểm kê phòng máy chủ; nhà kho", "Báo cáo", ["Kiểm kê phòng máy chủ; nhà kho"]),
        (
            "Kiểm kê phòng máy chủ; tiếp tục đẩy mạnh thực hiện",
            "Báo cáo",
            ["Kiểm kê phòng máy chủ; tiếp tục đẩy mạnh thực hiện"],
        ),
    ],
)
def test_works_of_a_row_set_apart_are_targets_of_their_own(task, product, expected) -> None:
    found = targets(TABLE.format(head="Thời hạn") + f"1 | {task} | Sở Nội vụ | {product} | 30/9/2024")
    assert sorted(one.text.split(" | ")[-1] for one in found) == sorted(expected)
    assert {due(one) for one in found} == {("by", None, "2024-09-30")}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "1. Đến hết năm 2025\n- Hoàn thành cơ sở dữ liệu đất đai.\n- Hoàn thiện thể chế.",
            ["Hoàn thành cơ sở dữ liệu đất đai"],
        ),
        (
            "Mục tiêu đến hết năm 2025: Nâng cao nhận thức. Thiết lập tổng đài hỗ trợ người dân.",
            ["Thiết lập tổng đài hỗ trợ người dân"],
        ),
        ("1. Đến hết năm 2025\n- Hoàn thành tốt nhiệm vụ được giao.", []),
        # Nothing states a time but the plan's own years.
        ("- Hoàn thành cơ sở dữ liệu đất đai.", []),
        # Each part of an item may say what is completed, of what is named before its verb, too.
        (
            "1. Đến hết năm 2025\n- Chuỗi đất hiếm: mỏ Bến Đền hoàn thành xây dựng cơ bản; hoàn thành thủ tục cấp phép.",
            ["Chuỗi đất hiếm: mỏ Bến Đền hoàn thành xây dựng cơ bản", "hoàn thành thủ tục cấp phép"],
        ),
        ("1. Đến hết năm 2025\n- Tỷ lệ hoàn thành nhiệm vụ; hoàn thành chỉ tiêu được giao.", []),
        # How things shall be in years to come, and what a sentence names beside its verb, is no task.
        ("- Đến năm 2045, tỉnh có hệ thống chính sách hiện đại, thực hiện nghiêm minh.", []),
        ("- Đến hết năm 2025, tỉnh có chương trình bền vững của ngành.", []),
        # A label says when of nothing that stands before it.
        ("Khung thời gian: Từ 10/7/2025 đến 30/11/2025.", []),
        # What is not to be done.
        ("- Không tổ chức kiểm tra trong năm 2025.", []),
        # A word in brackets tells nothing of the task.
        (
            "- Rà soát hồ sơ tồn đọng (hiện còn 2.911 hồ sơ), xử lý dứt điểm đến hết năm 2025.",
            ["Rà soát hồ sơ tồn đọng (hiện còn 2.911 hồ sơ), xử lý dứt điểm đến hết năm 2025"],
        ),
    ],
)
def test_below_a_dated_heading_of_aims_what_is_completed_is_a_target(body: str, expected) -> None:
    found = targets("\nMỤC TIÊU\n" + body)
    assert [one.text for one in found] == expected
    assert all(due(one) == ("by", None, "2025-12-31") for one in found)


def test_a_class_of_bodies_is_one_with_the_body_that_it_belongs_to() -> None:
    [found] = targets(
        "1. Giao Sở Y tế chủ trì, phối hợp với các đơn vị có liên quan thuộc Sở TT&TT rà soát, hoàn thành trước ngày "
        "30/6/2024."
    )
    assert [(one.id, one.role) for one in found.agencies] == [
        ("so-y-te", "lead"),
        ("cac-don-vi-co-lien-quan-thuoc-so-thong-tin-va-truyen-thong", "coordinate"),
    ]
