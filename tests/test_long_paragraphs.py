"""Paragraphs far longer than any author writes: each takes time by its length, not by its square or cube.

Nothing here looks at a clock: where a loop goes through everything for everything, these do not end.
"""

from __future__ import annotations

import pytest

from parcli import pipeline
from parcli.rulebook import Rulebook

SENTENCE = "đến năm 2025, ít nhất 80% hồ sơ được xử lý trực tuyến tại các sở, ban, ngành"


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (", ".join([SENTENCE] * 100), 100),
        ("; ".join([SENTENCE] * 100), 100),
        (". ".join([SENTENCE.capitalize()] * 100), 100),
        ("Phấn đấu tỷ lệ hồ sơ đúng hạn đạt " + ", ".join(["95%"] * 600), 600),
        ("Sở Nội vụ, Sở Tài chính, " * 600 + "đạt 95% hồ sơ đúng hạn", 1),
        ("(" * 20_000 + "ít nhất 95% hồ sơ được trả đúng hạn", 1),
        ("; " * 20_000 + "ít nhất 95% hồ sơ được trả đúng hạn", 1),
        ("1 " * 20_000 + "ít nhất 95% hồ sơ được trả đúng hạn", 1),
        ("a\n|\nTT\n|\n" * 4_000 + "Ít nhất 95% hồ sơ được trả đúng hạn", 1),
    ],
    ids=[
        "commas",
        "semicolons",
        "sentences",
        "numbers",
        "bodies",
        "brackets",
        "empty parts",
        "figures",
        "cells",
    ],
)
def test_a_long_paragraph_is_read_to_its_end(rulebook: Rulebook, text: str, targets: int):
    found = pipeline.extract("plan.txt", text=text, rules=rulebook).targets
    assert len(found) == targets
