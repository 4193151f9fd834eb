"""What a document says of itself: heads of acts in many forms, pages of news, texts without a head."""

from __future__ import annotations

import pytest

from parcli import api, rulebook

RULES = rulebook.load()
BODY = "I. MỤC TIÊU\n- 98% hồ sơ thủ tục hành chính được giải quyết đúng hạn trong năm."
ACTS = [
    (
        "ỦY BAN NHÂN DÂN\nTỈNH HẢI DƯƠNG\n-------\n|\nCỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM\n|\nSố: 19/KH-UBND\n|\n"
        "Hải Dương, ngày\n05 tháng 6 năm 2023\n|\nKẾ HOẠCH\nCHUYỂN ĐỔI SỐ TỈNH HẢI DƯƠNG NĂM 2023\n",
        ("plan", "19/KH-UBND", "hai-duong", "2023-06-05", (2023, 2023), "issued"),
    ),
    (
        "TỈNH ỦY QUẢNG NINH\n*\nSố 09-NQ/TU\nQuảng Ninh, ngày 05 tháng 02 năm 2022\nNGHỊ QUYẾT\n"
        "về chuyển đổi số giai đoạn 2021-2025\n",
        ("resolution", "09-NQ/TU", "quang-ninh", "2022-02-05", (2021, 2025), "issued"),
    ),
    (
        "ỦY BAN NHÂN DÂN\nTỈNH ĐỒNG NAI\nSố:       /KH-UBND\nĐồng Nai, ngày     tháng     năm 2025\nDỰ THẢO\n"
        "KẾ HOẠCH\nCải cách hành chính năm 2026\n",
        ("plan", None, "dong-nai", None, (2026, 2026), "draft"),
    ),
    (
        "UBND TỈNH KIÊN GIANG\nSỞ NỘI VỤ\nSố: 77/KH-SNV\nKiên Giang, ngày 20 tháng 01 năm 2022\nKẾ HOẠCH\n"
        "Nâng cao chỉ số cải cách hành chính 6 tháng cuối năm 2022\n",
        ("plan", "77/KH-SNV", "kien-giang", "2022-01-20", (2022, 2022), "issued"),
    ),
    (
        "THỦ TƯỚNG CHÍNH PHỦ\nSố: 12/CĐ-TTg\nHà Nội, ngày 10 tháng 02 năm 2025\nCÔNG ĐIỆN\n"
        "Về đẩy mạnh giải ngân vốn đầu tư công\n",
        ("telegram", "12/CĐ-TTg", "national", "2025-02-10", None, "issued"),
    ),
    # A head whose number and day were not read is an act's all the same, by the state's motto above it.
    (
        "CÔNG AN TỈNH LÂM ĐỒNG\nĐộc lập - Tự do - Hạnh phúc\nSố:\nLâm Đồng, ngày 01 tháng # năm 2026\nTỜ TRÌNH\n"
        "Đề nghị ban hành báo cáo năm 2026\n",
        ("report", None, "lam-dong", None, (2026, 2026), "issued"),
    ),
    # A regulation bears the number of the act that it comes with, in two lines.
    (
        "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH AN GIANG | Độc lập - Tự do - Hạnh phúc\n"
        " | Long Xuyên, ngày 07 tháng 3 năm 2002\nBẢN QUY ĐỊNH\nKhuyến khích đầu tư trên địa bàn tỉnh năm 2002\n"
        "(Ban hành kèm theo Quyết định số: 522/2002/QĐ.UB\nngày 07/ 3/2002 của UBND tỉnh An Giang)\n",
        ("decision", "522/2002/QĐ.UB", "an-giang", "2002-03-07", (2002, 2002), "issued"),
    ),
    # Council and state's motto share the line with the number.
    (
        "HỘI ĐỒNG NHÂN DÂN TỈNH PHÚ YÊN --------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc  ----\n"
        "Số: 31/NQ-HĐND\nPhú Yên, ngày 08 tháng 12 năm 2017\nNGHỊ QUYẾT\nVỀ DỰ TOÁN NGÂN SÁCH NĂM 2018\n"
        "Căn cứ Luật Ngân sách nhà nước năm 2015;\n",
        ("resolution", "31/NQ-HĐND", "phu-yen", "2017-12-08", (2018, 2018), "issued"),
    ),
    # A letter's issuer, number and long subject stand before the state's name.
    (
        "BỘ GIÁO DỤC VÀ ĐÀO TẠO\nSố: 6240 /BGDĐT-KHCNTT\nV/v hướng dẫn kết nối, đồng bộ dữ liệu với hệ thống cơ sở "
        "dữ liệu quốc gia về giáo dục đại học\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Hà Nội, ngày 15 tháng 09 năm 2025\nKính gửi: Các trường đại học\n",
        ("letter", "6240/BGDĐT-KHCNTT", None, "2025-09-15", None, "issued"),
    ),
    # The Party's number bears the type before the stroke; the title may stand above the letterhead.
    (
        "KẾ HOẠCH\nTriển khai hành động 100 ngày trên địa bàn tỉnh Khánh Hòa\n\nTỈNH ỦY KHÁNH HÒA\n"
        "BAN CHỈ ĐẠO VỀ PHÁT TRIỂN KHOA HỌC, CÔNG NGHỆ, ĐỔI MỚI SÁNG TẠO VÀ CHUYỂN ĐỔI SỐ\nSố 11-KH/BCĐ\n\n"
        "ĐẢNG CỘNG SẢN VIỆT NAM\nKhánh Hòa, ngày 28 tháng 7 năm 2025\n",
        ("plan", "11-KH/BCĐ", "khanh-hoa", "2025-07-28", None, "issued"),
    ),
    (
        "KẾ HOẠCH\nCải cách hành chính năm 2025\n\nỦY BAN NHÂN DÂN TỈNH HÀ NAM\nSố: 45/UBND-NC\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHà Nam, ngày 15 tháng 01 năm 2025\n",
        ("plan", "45/UBND-NC", "ha-nam", "2025-01-15", (2025, 2025), "issued"),
    ),
    # What a decision approves tells the years that its title leaves out.
    (
        "THỦ TƯỚNG CHÍNH PHỦ\nSố: 23/QĐ-TTg\nHà Nội, ngày 07 tháng 01 năm 2021\nQUYẾT ĐỊNH\n"
        "Phê duyệt chương trình hành động vì trẻ em\nCăn cứ Luật Trẻ em;\nĐiều 1. Phê duyệt Chương trình hành động vì "
        "trẻ em giai đoạn 2021 - 2030.\n",
        ("decision", "23/QĐ-TTg", "national", "2021-01-07", (2021, 2030), "issued"),
    ),
    # A resolution whose letterhead was left off is known by its title and its grounds, its day by its end.
    (
        "Nghị_quyết về đề_án đào_tạo cán_bộ , công_chức tỉnh Bến Tre giai_đoạn 2016-2020\nHội_đồng_nhân_dân tỉnh Bến Tre\n"
        "Căn_cứ Luật Tổ_chức Hội_đồng_nhân_dân ;\nSau khi nghe Uỷ_ban_nhân_dân tỉnh trình_bày ;\nĐiều 1 . Thông_qua đề_án .\n"
        "Nghị_quyết này đã được Hội_đồng_nhân_dân tỉnh khoá IX thông_qua ngày 09 tháng 12 năm 2015 .\n",
        ("resolution", None, "ben-tre", "2015-12-09", (2016, 2020), "issued"),
    ),
    (
        "Nghị quyết số: 12/2021/QH15 Độc lập - Tự do - Hạnh phúc\nNGHỊ QUYẾT\nVề dự toán ngân sách nhà nước năm 2022\n"
        "QUỐC HỘI\nCăn cứ Hiến pháp;\n",
        ("resolution", "12/2021/QH15", "national", None, (2022, 2022), "issued"),
    ),
    (
        "Chỉ thị về việc tăng cường kỷ cương hành chính năm 2019\nThời gian qua, các sở, ngành tỉnh Long An đã cố gắng.\n",
        ("directive", None, "long-an", None, (2019, 2019), "issued"),
    ),
    # What comes with a decision is what its own title says; its title ends where the decision is named.
    (
        "KẾ HOẠCH\nCẢI CÁCH HÀNH CHÍNH TỈNH LÀO CAI NĂM 2022\n(Kèm theo Quyết định số 2439/QĐ-UBND ngày 22 tháng 4 "
        "năm 2021 của UBND tỉnh)\nI. Mục tiêu\n",
        ("plan", "2439/QĐ-UBND", "lao-cai", "2021-04-22", (2022, 2022), "issued"),
    ),
    # A scanner lost the marks of capitals.
    (
        "UBND TỈNH LÀO CAI\nSố: 15/KH-UBND\nLào Cai, ngày 03 tháng 02 năm 2022\nKE HOẠCH\nCẢI CÁCH HÀNH CHÍNH DEN NĂM 2025\n",
        ("plan", "15/KH-UBND", "lao-cai", "2022-02-03", (2025, 2025), "issued"),
    ),
    # A page's headline and lead stand above the letterhead.
    (
        "Kế hoạch số 149/KH-UBND: Tập huấn kỹ năng số cho người dân trưởng thành trên địa bàn xã Mường Hum năm 2026\n\n"
        "Bài viết giới thiệu toàn văn kế hoạch, với các chỉ tiêu và nhiệm vụ mà xã giao cho các ấp trong năm.\n\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nỦY BAN NHÂN DÂN TỈNH LÀO CAI\n"
        "Số: 149/KH-UBND, ngày 15 tháng 7 năm 2026\n\nKẾ HOẠCH\nTẬP HUẤN KỸ NĂNG SỐ NĂM 2026\nI. MỤC ĐÍCH\n",
        ("plan", "149/KH-UBND", "lao-cai", "2026-07-15", (2026, 2026), "issued"),
    ),
    # A scanner reads the rule above the motto as a dash, and loses marks of the motto itself.
    (
        "UBND TỈNH LÀO CAI CONG HOA XÃ HOI CHỦ NGHĨA VIỆT NAM\n----- Độc lập - Tự do - Hanh phúc\n\n"
        "Số: 330/TB-UBND Lào Cai, ngày 18 tháng 10 năm 2022\n\nTHÔNG BÁO\nKết luận của Chủ tịch UBND tỉnh năm 2022\n",
        ("notice", "330/TB-UBND", "lao-cai", "2022-10-18", (2022, 2022), "issued"),
    ),
    # The Party's acts bear its name for a motto.
    (
        "# CHƯƠNG TRÌNH HÀNH ĐỘNG CỦA TỈNH ỦY LÀO CAI - TOÀN VĂN\n\nTỈNH ỦY LÀO CAI\n*\nSố         -CTr/TU\n\n"
        "ĐẢNG CỘNG SẢN VIỆT NAM\n\nLào Cai, ngày        tháng 8 năm 2026\n\nCHƯƠNG TRÌNH HÀNH ĐỘNG\nVề môi trường "
        "năm 2026\n-----\n\nI. MỤC TIÊU\n",
        ("programme", None, "lao-cai", None, (2026, 2026), "draft"),
    ),
    # A resolution without a number is that of the act that its appendix comes with.
    (
        "NGHỊ QUYẾT\nBan hành Kế hoạch sửa đổi các luật\nỦY BAN THƯỜNG VỤ QUỐC HỘI\nCăn cứ Luật Tổ chức Quốc hội;\n"
        "Căn cứ kiến nghị của Ủy ban Pháp luật;\nQUYẾT NGHỊ:\n"
        + "".join(f"Điều {number}. Các cơ quan thực hiện Kế hoạch này.\n" for number in range(1, 9))
        + "KẾ HOẠCH\n(Ban hành kèm theo Nghị quyết số "
        "1339/NQ-UBTVQH15 ngày 28 tháng 12 năm 2024 của Ủy ban Thường vụ Quốc hội)\n",
        ("resolution", "1339/NQ-UBTVQH15", "national", "2024-12-28", None, "issued"),
    ),
    # A text without a head says what it lays down, or that the whole act follows.
    (
        "Theo đề nghị của Sở Công Thương tại Tờ trình số /TTr-SCT ngày tháng 9 năm 2025, Ủy ban nhân dân tỉnh ban hành "
        "Kế hoạch phát triển công nghiệp trên địa bàn tỉnh Lào Cai giai đoạn 2026 - 2030 với các nội dung sau:\n",
        ("plan", None, "lao-cai", None, (2026, 2030), "issued"),
    ),
    (
        "# Nghị quyết số 57-NQ/TW\n\nTổng Bí thư đã ký ban hành Nghị quyết số 57-NQ/TW (ngày 22/12/2024) của Bộ Chính trị "
        "về chuyển đổi số quốc gia.\n\nTrân trọng giới thiệu toàn văn Nghị quyết số 57-NQ/TW:\n\n",
        ("resolution", "57-NQ/TW", "national", "2024-12-22", None, "issued"),
    ),
    # The state's name in a ground is no letterhead.
    (
        "NGHỊ QUYẾT\nVề bổ sung Kế hoạch phát triển kinh tế - xã hội năm 2025\nQUỐC HỘI\nCăn cứ Hiến pháp nước Cộng hòa "
        "xã hội chủ nghĩa Việt Nam;\nCăn cứ Luật Tổ chức Quốc hội;\nQUYẾT NGHỊ:\n",
        ("resolution", None, "national", None, (2025, 2025), "issued"),
    ),
]
NEWS = [
    # The first line says what an act is, and nothing more.
    (
        "**CÔNG ĐIỆN**\n\nVỀ THÚC ĐẨY XUẤT KHẨU\n\n**THỦ TƯỚNG CHÍNH PHỦ điện:**\n\n- Bộ trưởng Bộ Công Thương.\n\n**Phạm Minh Chính**\n",
        ("telegram", None, "national", None, None, "issued"),
    ),
    # Decrees are acts, and what they lay down says who issues them.
    (
        "NGHỊ ĐỊNH\nVề phân loại đơn vị\nCăn cứ Luật Tổ chức Chính phủ;\nCăn cứ Luật Tổ chức chính quyền địa phương;\n"
        "Chính phủ ban hành Nghị định về phân loại đơn vị tại thành phố Hà Nội.\n"
        + "Nghị định này quy định về tiêu chuẩn và thẩm quyền phân loại đơn vị. " * 3
        + "\n"
        + "Các cơ quan, tổ chức và cá nhân có liên quan đến việc phân loại đơn vị. " * 3
        + "\n",
        (None, None, "national", None, None, "issued"),
    ),
    (
        "Phấn đấu vào nhóm 15 tỉnh dẫn đầu\nThứ hai, 15/01/2024 - 08:30\nUBND tỉnh Bến Tre vừa ban hành Kế hoạch "
        "số 55/KH-UBND ngày 12 tháng 01 năm 2024 về cải cách hành chính năm 2024.\nTheo đó, 98% hồ sơ đúng hạn.",
        ("news", "55/KH-UBND", "ben-tre", "2024-01-12", (2024, 2024), "reported"),
    ),
    # The year that comes first in the headline is the one that is planned, not the longer period it is part of.
    (
        "Gia Lai: Năm 2024 tiếp tục thực hiện kế hoạch 5 năm 2021-2025\n\ndate 2023-12-20 UBND tỉnh cho biết như vậy.",
        ("news", None, "gia-lai", None, (2024, 2024), "reported"),
    ),
    # An act that others approved is not the one that is reported.
    (
        "Gia Lai giao chỉ tiêu phục vụ người dân\n\ndate 2026-03-01 Các chỉ tiêu của bộ chỉ số (được Thủ tướng Chính "
        "phủ phê duyệt tại Quyết định số 766/QĐ-TTg) vừa được UBND tỉnh giao cho các sở trong năm 2026.",
        ("news", None, "gia-lai", None, (2026, 2026), "reported"),
    ),
    # A headline that begins with an act's name, above an explanation that says where it is stated.
    (
        "Quyết định về kế hoạch cải cách hành chính năm 2025 của tỉnh Gia Lai ra sao?\nNgày 23/5/2025, UBND tỉnh Gia Lai "
        "ban hành Quyết định 664/QĐ-UBND.\nCăn cứ tại Mục I Kế hoạch.\nCăn cứ tại Mục II Kế hoạch.\n",
        ("news", "664/QĐ-UBND", "gia-lai", "2025-05-23", (2025, 2025), "reported"),
    ),
    # A regulation that is cited with the act it belongs to makes no head of an act.
    (
        "Văn phòng đề nghị trả lời đơn của người dân\nCăn cứ quy chế ban hành kèm theo Quyết định số 03/QĐ-UBND "
        "ngày 08/01/2021, Văn phòng đề nghị Sở Nội vụ trả lời trước ngày 30/8/2021.\nMinh An",
        ("news", None, None, None, None, "reported"),
    ),
    (
        "Quốc hội giao chỉ tiêu tăng trưởng năm 2024\nChiều 9/11, Quốc hội thông qua Nghị quyết về kế hoạch phát "
        "triển kinh tế - xã hội năm 2024, đặt mục tiêu GDP tăng từ 6,0 đến 6,5%.",
        ("news", None, "national", None, (2024, 2024), "reported"),
    ),
    # A headline above paragraphs is an article, whoever signed it.
    (
        "Quảng Ninh nuôi tham vọng đứng đầu về tôm giống\n"
        + "Tỉnh Quảng Ninh có bờ biển dài và nhiều hộ nuôi tôm. " * 5
        + "\n"
        + "Nhiều hộ dân trong tỉnh nuôi tôm giống từ lâu. " * 5
        + "\n",
        ("news", None, "quang-ninh", None, None, "reported"),
    ),
    # A page's headline above a letterhead without the state's motto.
    (
        "Kế hoạch số 189/KH-UBND: Tổ chức lớp truyền dạy\n\nỦY BAN NHÂN DÂN XÃ LONG HỒ\nSố: 189/KH-UBND, Vĩnh Long, "
        "ngày 17 tháng 8 năm 2025\n\nKẾ HOẠCH TỔ CHỨC LỚP TRUYỀN DẠY NĂM 2025\n\nI. MỤC ĐÍCH\n- Bảo tồn di sản.\n",
        ("plan", "189/KH-UBND", "vinh-long", "2025-08-17", (2025, 2025), "issued"),
    ),
    (
        "Đảng bộ tỉnh đặt mục tiêu đến năm 2025\nĐại hội Đảng bộ tỉnh Quảng Trị nhiệm kỳ 2020 - 2025 đề ra mục tiêu "
        "tăng trưởng kinh tế bình quân đạt 8%/năm.\nPV",
        ("news", None, "quang-tri", None, (2020, 2025), "reported"),
    ),
]


@pytest.mark.parametrize(("text", "said"), [*((head + BODY, said) for head, said in ACTS), *NEWS])
def test_a_document_tells_what_it_is(text: str, said: tuple[object, ...]) -> None:
    document = api.extract(text, rules=RULES).document
    issued = str(document.issued_on) if document.issued_on else None
    period = (document.period.start, document.period.end) if document.period else None
    found = (document.type, document.number, document.province, issued, period, document.status)
    assert found == said
