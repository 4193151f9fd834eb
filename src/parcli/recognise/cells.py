"""Table cells whose unit stands in a column of its own → measures."""

from __future__ import annotations

import regex

from parcli.recognise import measures
from parcli.recognise.measures import Quantity
from parcli.recognise.numerals import number, scale
from parcli.rulebook import Rulebook
from parcli.tokens import Words

_UNIT_KINDS = (
    (regex.compile(r"thứ\sbậc|thứ\shạng|xếp\shạng|hạng|vị\strí"), "rank", "hạng"),
    (regex.compile(r"%\s*/\s*năm"), "percentage", "%/năm"),
    (regex.compile(r"%\s*(?P<base>grdp|gdp)"), "percentage", None),
    (regex.compile(r"điểm\s(?:%|phần\străm)"), "percentage", "điểm %"),
    (regex.compile(r"%|phần\străm|tỷ\slệ"), "percentage", "%"),
    (regex.compile(r"điểm|chỉ\ssố"), "score", "điểm"),
    (regex.compile(r".+/\s*(?:vạn|1[.]?000|10[.]?000|100)\s*\p{L}*"), "ratio", None),
    (regex.compile(r"lần"), "ratio", "lần"),
    (regex.compile(r"(?:phút|giờ|ngày)(?:\slàm\sviệc)?(?:\s*/\s*\p{L}+)*"), "duration", None),
    (regex.compile(r"(?:(?P<scale>nghìn\stỷ|tỷ|triệu|nghìn)\s)?(?P<currency>đồng|usd|đ)(?P<per>(?:\s*/\s*\p{L}+)*)"), "money", None),
)  # fmt: skip
_CELL = regex.compile(
    r"(?P<bound>≥|≤|>=|<=|=>|=<|>|<|trên|dưới|tối\sthiểu|ít\snhất|tối\sđa|không\squá|khoảng|từ)?\s*"
    r"(?P<value>\d{1,3}(?:[.]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s*(?P<percent>%)?"
    r"(?:\s*(?:-|đến)\s*(?P<upper>\d+(?:[.,]\d+)*)\s*%?)?(?P<up>\s*trở\slên)?"
)
_CELL_BOUNDS = {
    "≥": ">=", ">=": ">=", "=>": ">=", "tối thiểu": ">=", "ít nhất": ">=", "≤": "<=", "<=": "<=", "=<": "<=",
    "tối đa": "<=", "không quá": "<=", ">": ">", "trên": ">", "<": "<", "dưới": "<", "khoảng": "~",
}  # fmt: skip
_GROWS = regex.compile(r"(?<!\w)tăng(?:\s(?:trung\sbình|bình\squân|thêm))?\s*$")
_SHRINKS = regex.compile(r"(?<!\w)giảm(?:\s(?:trung\sbình|bình\squân))?\s*$")


def find(folded: str, unit: str, subject: str, rules: Rulebook, words: Words) -> list[Quantity]:
    """Return the measures of a table cell whose unit stands in a column of its own."""
    found: list[Quantity] = []
    kind, named, factor = _unit_kind(unit.strip(), subject)
    if kind is None:
        return measures.find(folded, rules, words)
    for part in regex.finditer(r"[^;]+", folded):
        match = _CELL.match(folded, part.start() + len(part[0]) - len(part[0].lstrip()), part.end())
        if match is None:
            continue
        if match["percent"] and kind != "percentage":
            continue
        upper = number(match["upper"]) * factor if match["upper"] else None
        operator = "between" if upper is not None else _CELL_BOUNDS.get(match["bound"] or "", "=")
        if match["up"] and operator == "=":
            operator = ">="
        direction = (
            "increase" if _GROWS.search(subject) else "decrease" if _SHRINKS.search(subject) else "reach"
        )
        end = len(part[0].rstrip()) + part.start() if kind == "rank" else match.end()
        found.append(
            Quantity(
                kind, match.start(), max(match.end(), min(end, match.end() + 24)), match.span(), operator,
                number(match["value"]) * factor, upper, unit=named, direction=direction,
                rules=(f"measure.{kind}.column",), bounded=operator != "=", head=match.start(),
            )
        )  # fmt: skip
    return found


def _unit_kind(unit: str, subject: str) -> tuple[str | None, str | None, int]:
    """Return kind and unit of measure that a column of units names, and by how much it multiplies."""
    if not unit:
        return None, None, 1
    for pattern, kind, named in _UNIT_KINDS:
        match = pattern.match(unit)
        if match is None:
            continue
        if kind == "money":
            per = regex.sub(r"\s*/\s*", "/", match["per"] or "")
            return kind, ("USD" if match["currency"] == "usd" else "VND") + per, scale(match["scale"])
        if kind == "percentage" and named is None:
            return kind, f"% {match['base'].upper()}", 1
        return kind, named or regex.sub(r"\s*/\s*", "/", unit), 1
    return "count", unit, 1
