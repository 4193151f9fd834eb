"""Measures inside one process: `python -m benchmarks.child WHAT FILE` prints seconds as JSON.

Both sides of a ratio have loaded what they need, and have seen other text, before the clock starts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import measure
from benchmarks.texts import Writer

_WARM = Writer(0).plan()


def _extraction() -> Callable[[str], object]:
    import parcli

    rules = parcli.load_rules()
    return lambda text: parcli.extract(text, rules=rules)


def _words() -> Callable[[str], object]:
    from underthesea import word_tokenize

    # By paragraphs: a whole document in one call takes a thousand times its size in memory.
    return lambda text: [word_tokenize(line) for line in text.splitlines() if line.strip()]


def _dates() -> Callable[[str], object]:
    from dateparser.search import search_dates

    return lambda text: [search_dates(line, languages=["vi"]) for line in text.splitlines() if line.strip()]


_SIDES = {"extract": _extraction, "word_tokenize": _words, "search_dates": _dates}


def _all(work: Callable[[str], object], plans: list[str]) -> None:
    for plan in plans:
        work(plan)


def main(names: list[str], file: Path) -> None:
    """Print how long each of `names` takes for the plans of `file`, in their order."""
    plans = json.loads(file.read_text(encoding="utf-8"))
    taken = {}
    for name in names:
        work = _SIDES[name]()
        work(_WARM)
        taken[name] = measure.seconds(partial(_all, work, plans))
    print(json.dumps(taken))


if __name__ == "__main__":
    main(sys.argv[1].split(","), Path(sys.argv[2]))
