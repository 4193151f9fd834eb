"""The records of a check, as section 5 of the contract prints them."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from parcli.model import Document, Record, Span

Code = Literal[
    "two-values", "sum", "implied-base", "below-national", "below-last-plan", "deadline-before-issue",
    "deadline-outside-period", "no-agency", "ended-agency", "act-issuer", "list-count", "opposite-wording",
    "impossible-share", "impossible-date",
]  # fmt: skip
CODES: tuple[Code, ...] = get_args(Code)
Severity = Literal["error", "warning"]


class Finding(Record):
    """One thing that is wrong, or may be: where it stands, what it says there, why, of which targets."""

    code: Code
    severity: Severity
    quote: str
    span: Span
    reason: str
    targets: tuple[str, ...]


class Check(Record):
    """All findings in a plan, in reading order."""

    document: Document
    findings: tuple[Finding, ...]
    targets: SkipJsonSchema[Annotated[int, Field(exclude=True)]] = 0  # how many the plan has

    @property
    def recognised(self) -> bool:
        """Whether the text looks like a plan: it has the head of a document, targets, or something wrong."""
        document = self.document
        head = document.type or document.number or document.title or document.issuer
        return bool(head or self.targets or self.findings)

    @property
    def failed(self) -> bool:
        """Whether there is an error among them."""
        return any(one.severity == "error" for one in self.findings)
