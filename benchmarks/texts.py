"""Fresh plans: documents in Vietnamese that no cache can have seen, as dense in targets as real ones.

Three tenths of a document are lines of the samples with other numbers, places and agencies; the rest is prose
that states no target, from sentences with open places. That is a target every 500 bytes, more than the 650 of
the real plans that were counted. Another seed gives other text.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples"
_SHARE_OF_SAMPLES = 0.3
# The size of a plan of some ten pages, in bytes.
PLAN = 20_000

_PROSE = (
    "Căn cứ {act} của {who} về {topic} và tình hình {topic} trên địa bàn {place}, {who} ban hành kế hoạch này.",
    "{who} đã phối hợp với {who} {verb} {thing} tại {place}, bước đầu nhận được sự đồng tình của {people}.",
    "Tuy nhiên, việc {verb} {thing} ở {place} còn chậm; một số {people} chưa quan tâm đúng mức đến {topic}.",
    "Nguyên nhân chủ yếu là {thing} còn {state}, {people} chưa chủ động {verb} {thing}, nhất là ở {place}.",
    "Tiếp tục {verb} {thing}, bảo đảm {state}, {state} và phù hợp với điều kiện thực tế của {place}.",
    "Nâng cao nhận thức, trách nhiệm của {people} trong việc {verb} {thing} và {verb} {thing}.",
    "Công tác {topic} phải gắn với {topic}, lấy {people} làm trung tâm, lấy {thing} làm nền tảng.",
    "{who} hướng dẫn {people} tại {place} {verb} {thing} theo {act}; kịp thời tháo gỡ khó khăn về {topic}.",
    "Các hình thức tuyên truyền về {topic} gồm trang thông tin của {who}, hội nghị tại {place} và tờ rơi phát cho {people}.",
    "Báo cáo của {who} cho thấy {people} ở {place} đã quen với {thing}, song {thing} vẫn còn {state}.",
    "Quan điểm chỉ đạo: {topic} là nhiệm vụ của cả hệ thống, trong đó {who} giữ vai trò nòng cốt.",
    "Trong quá trình thực hiện, nếu có vướng mắc về {topic}, đề nghị {people} phản ánh về {who} để tổng hợp.",
    "Kinh phí {verb} {thing} được bố trí từ ngân sách của {place} và các nguồn hợp pháp khác theo {act}.",
    "Đồng chí phụ trách {topic} của {who} chịu trách nhiệm theo dõi việc {verb} {thing} ở {place}.",
    "Khuyến khích {people} đề xuất cách làm mới trong {topic}, nhất là những cách làm {state} tại {place}.",
    "Theo {act}, {thing} được quản lý thống nhất; {who} không đặt thêm yêu cầu ngoài quy định đối với {people}.",
    "{place} có địa bàn rộng, dân cư phân tán, nên {topic} và việc {verb} {thing} gặp không ít trở ngại.",
    "Năm qua, {who} đã {verb} {count} {thing}, giải quyết {count} kiến nghị của {people} về {topic}.",
)  # fmt: skip
_WORDS = {
    "verb": (
        "rà soát", "hoàn thiện", "chuẩn hóa", "kiểm tra", "củng cố", "sắp xếp", "đánh giá", "công khai",
        "đơn giản hóa", "khai thác", "kết nối", "hướng dẫn", "phổ biến", "vận hành", "nâng cấp", "bổ sung",
    ),
    "thing": (
        "quy trình nội bộ", "kho dữ liệu dùng chung", "bộ phận tiếp nhận hồ sơ", "danh mục thủ tục",
        "hạ tầng mạng", "đội ngũ công chức", "cơ chế phối hợp", "biểu mẫu điện tử", "phần mềm quản lý",
        "quy chế làm việc", "vị trí việc làm", "văn bản hướng dẫn", "hộp thư góp ý", "tổ công nghệ cộng đồng",
        "tài liệu tập huấn", "chế độ thông tin", "điểm phục vụ lưu động", "trang thiết bị của trụ sở",
    ),
    "topic": (
        "cải cách hành chính", "chuyển đổi số", "kỷ luật công vụ", "văn hóa công sở", "quản lý đất đai",
        "đầu tư công", "phòng chống thiên tai", "an sinh xã hội", "bảo vệ môi trường", "phát triển du lịch",
        "giáo dục nghề nghiệp", "chăm sóc sức khỏe ban đầu", "hỗ trợ doanh nghiệp nhỏ", "quản lý đô thị",
    ),
    "who": (
        "Sở Nội vụ", "Sở Tài chính", "Văn phòng UBND tỉnh", "Sở Khoa học và Công nghệ", "Sở Xây dựng",
        "Ban Quản lý khu kinh tế", "Sở Giáo dục và Đào tạo", "UBND cấp xã", "Công an tỉnh", "Sở Y tế",
        "Trung tâm Phục vụ hành chính công", "Sở Nông nghiệp và Môi trường", "Thanh tra tỉnh", "Sở Tư pháp",
    ),
    "people": (
        "người dân và doanh nghiệp", "cán bộ thôn, tổ dân phố", "công chức tiếp nhận", "người đứng đầu đơn vị",
        "hợp tác xã", "các đoàn thể", "viên chức trẻ", "hộ kinh doanh", "cơ quan báo chí", "người cao tuổi",
    ),
    "state": (
        "thiếu đồng bộ", "phân tán", "thiết thực", "tiết kiệm", "minh bạch", "hình thức", "kịp thời",
        "rườm rà", "thông suốt", "lạc hậu", "thuận tiện", "chồng chéo", "đúng thẩm quyền", "sát thực tế",
    ),
}  # fmt: skip
_ACTS = (
    "Nghị quyết số {}/NQ-HĐND",
    "Quyết định số {}/QĐ-UBND",
    "Nghị định số {}/{}/NĐ-CP",
    "Công văn số {}/SNV-CCHC",
)
_ONSETS = (
    "b",
    "c",
    "ch",
    "đ",
    "g",
    "h",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "ph",
    "qu",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
)
_RHYMES = (
    "a",
    "an",
    "ang",
    "ao",
    "âu",
    "ân",
    "e",
    "ên",
    "inh",
    "iên",
    "o",
    "ông",
    "ôi",
    "ơn",
    "u",
    "uyên",
    "ương",
    "ăng",
)
_NUMBER = re.compile(r"(?<![\d./])\d{1,3}(?=\s*%|\s+(?:mô|địa|đơn|thủ|dịch|lớp|hội|cuộc|xã|phút))")
_PROVINCES = ("Hưng Yên", "Hải Dương", "Khánh Hòa", "Bắc Ninh", "Cà Mau", "Đắk Lắk", "Lâm Đồng")
_PLACE = re.compile(rf"\b(?:{'|'.join(_PROVINCES)})\b")


class Writer:
    """Writes documents from one seed."""

    def __init__(self, seed: int) -> None:
        """Begin with the seed; the same one writes the same documents."""
        self._random = random.Random(seed)

    def plan(self, size: int = PLAN) -> str:
        """Return a plan of about `size` bytes."""
        chance, made = self._random, [self._head()]
        length = len(made[0].encode())
        while length < size:
            line = self._sample() if chance.random() < _SHARE_OF_SAMPLES else self._prose(size // 80)
            made.append(line)
            length += len(line.encode()) + 2
        return "\n\n".join(made) + "\n"

    def folder(self, path: Path, total: int, size: int = PLAN) -> Path:
        """Return the folder `path` with plans of `size` bytes that have `total` bytes together."""
        for number in range(max(1, round(total / size))):
            file = path / f"{number // 100:03}" / f"{number:05}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.plan(size), encoding="utf-8")
        return path

    def _head(self) -> str:
        chance, place = self._random, self._random.choice(_PROVINCES)
        number, year = chance.randrange(10, 10_000), chance.randrange(2021, 2026)
        day, month = chance.randrange(1, 29), chance.randrange(1, 13)
        return (
            f"ỦY BAN NHÂN DÂN\nTỈNH {place.upper()}\n-------\nSố: {number}/KH-UBND\n\n"
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------\n"
            f"{place}, ngày {day:02} tháng {month:02} năm {year}\n\n"
            f"KẾ HOẠCH\nCẢI CÁCH HÀNH CHÍNH NĂM {year + 1}"
        )

    def _sample(self) -> str:
        line = self._random.choice(_sample_lines())
        line = _NUMBER.sub(lambda match: str(self._random.randrange(2, 100)), line)
        return _PLACE.sub(lambda match: self._name(), line)

    def _prose(self, size: int) -> str:
        sentences, length = list[str](), 0
        while not sentences or length < size:
            sentences.append(self._sentence())
            length += len(sentences[-1].encode())
        return " ".join(sentences)

    def _sentence(self) -> str:
        return re.sub(r"\{(\w+)\}", self._word, self._random.choice(_PROSE))

    def _word(self, match: re.Match[str]) -> str:
        chance, kind = self._random, match[1]
        if kind == "act":
            return chance.choice(_ACTS).format(chance.randrange(2, 9999), chance.randrange(2015, 2026))
        if kind == "place":
            return f"{chance.choice(('xã', 'phường', 'tỉnh', 'đặc khu'))} {self._name()}"
        return str(chance.randrange(2, 9999)) if kind == "count" else chance.choice(_WORDS[kind])

    def _name(self) -> str:
        syllables = (self._random.choice(_ONSETS) + self._random.choice(_RHYMES) for _ in range(2))
        return " ".join(syllable.capitalize() for syllable in syllables)


@cache
def _sample_lines() -> tuple[str, ...]:
    """Return the paragraphs of the samples that state something."""
    found: Iterator[str] = (
        line.strip()
        for sample in sorted(SAMPLES.glob("*/plan.txt"))
        for line in sample.read_text(encoding="utf-8").splitlines()
    )
    return tuple(line for line in found if len(line) > 80 and "|" not in line)
