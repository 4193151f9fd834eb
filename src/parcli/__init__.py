"""parcli reads Vietnamese plan documents, takes out their targets and compares them.

>>> import parcli
>>> found = parcli.extract("Năm 2026, trên 95% hồ sơ thủ tục hành chính được trả kết quả đúng hạn.")
>>> [(target.measure.text, target.indicator) for target in found.targets]
[('trên 95%', 'procedures.on-time')]

Importing parcli imports nothing else: each name below is fetched when it is first used.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parcli.api import check as check
    from parcli.api import compare as compare
    from parcli.api import due as due
    from parcli.api import extract as extract
    from parcli.api import load_rules as load_rules
    from parcli.api import matrix as matrix
    from parcli.api import page as page
    from parcli.api import trend as trend
    from parcli.check.records import Check as Check
    from parcli.check.records import Finding as Finding
    from parcli.compare.matrix import Matrix as Matrix
    from parcli.compare.records import Cell as Cell
    from parcli.compare.records import Comparison as Comparison
    from parcli.compare.records import Row as Row
    from parcli.compare.trend import Trend as Trend
    from parcli.due.records import Due as Due
    from parcli.due.records import Item as Item
    from parcli.errors import LookupFailed as LookupFailed
    from parcli.errors import ParcliError as ParcliError
    from parcli.errors import ReadError as ReadError
    from parcli.errors import RuleError as RuleError
    from parcli.errors import StoreError as StoreError
    from parcli.errors import UsageError as UsageError
    from parcli.library import Library as Library
    from parcli.model import Agency as Agency
    from parcli.model import Baseline as Baseline
    from parcli.model import Deadline as Deadline
    from parcli.model import Document as Document
    from parcli.model import Extraction as Extraction
    from parcli.model import Measure as Measure
    from parcli.model import Progress as Progress
    from parcli.model import Scope as Scope
    from parcli.model import Span as Span
    from parcli.model import Target as Target
    from parcli.rulebook import Rulebook as Rulebook

    __version__: str

# Functions that have the name of a package: the package itself can be called.
_CALLED = ("check", "compare", "due")
# Where each public name lies.
_PLACES = {
    **dict.fromkeys(_CALLED, ""),
    **dict.fromkeys(("extract", "load_rules", "matrix", "page", "trend"), "parcli.api"),
    **dict.fromkeys(("Cell", "Comparison", "Row"), "parcli.compare.records"),
    **dict.fromkeys(("Due", "Item"), "parcli.due.records"),
    **dict.fromkeys(("Check", "Finding"), "parcli.check.records"),
    "Matrix": "parcli.compare.matrix",
    "Trend": "parcli.compare.trend",
    **dict.fromkeys(
        ("LookupFailed", "ParcliError", "ReadError", "RuleError", "StoreError", "UsageError"), "parcli.errors"
    ),
    "Library": "parcli.library",
    **dict.fromkeys(
        (
            "Agency", "Baseline", "Deadline", "Document", "Extraction", "Measure", "Progress", "Scope", "Span",
            "Target",
        ),
        "parcli.model",
    ),
    "Rulebook": "parcli.rulebook",
}  # fmt: skip

__all__ = [  # noqa: RUF022 - what is called first, then the records
    "extract", "compare", "trend", "matrix", "page", "Library", "load_rules",
    "Extraction", "Document", "Target", "Measure", "Deadline", "Agency", "Scope", "Baseline", "Progress", "Span",
    "Comparison", "Row", "Cell", "Trend", "Matrix", "Rulebook",
    "ParcliError", "ReadError", "RuleError", "StoreError", "LookupFailed", "UsageError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Return a public name, imported now."""
    if name == "__version__":
        from parcli.version import version

        return version()
    if name not in _PLACES:
        raise AttributeError(f"module 'parcli' has no attribute {name!r}")
    if name in _CALLED:
        return importlib.import_module(f"parcli.{name}")
    found = getattr(importlib.import_module(_PLACES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES, "__version__"})


class _Called(ModuleType):
    """A package such as parcli.compare: called, it does what the function of its name in parcli.api does."""

    def __call__(self, *given: Any, **options: Any) -> Any:
        """Return what the function returns."""
        return getattr(importlib.import_module("parcli.api"), self.__name__.rpartition(".")[2])(
            *given, **options
        )


class _Package(ModuleType):
    """The module parcli. Importing parcli.compare sets the attribute `compare`, whoever does it: that
    must not hide the function of that name, so the module is made one that can be called."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _CALLED and type(value) is ModuleType:
            value.__class__ = _Called
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
