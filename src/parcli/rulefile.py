"""The form of a rule file: what it may hold, how it is read, and the JSON schema that editors check it by.

Nothing is raised for a fault that another part of the file does not depend on: all are collected,
each a `RuleError` that names file, rule and reason.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from parcli import rulecache
from parcli.errors import RuleError
from parcli.normalise import lower

RULES_VERSION = "1"

Kind = Literal[
    "quantity", "bound", "trend", "zero", "task", "completion", "deadline", "agency", "role", "level", "sector",
    "limit", "baseline", "equivalent", "wording", "indicator", "aspect", "section", "mask", "column", "furniture",
    "document", "progress", "predicate", "recurrence",
    "issuer", "announcement", "whole", "contrary", "above-whole", "written-day",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Example(BaseModel):
    """A text that the rule must find; further keys are what the finding must say."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")

    text: str = Field(min_length=1)
    seen: str | None = Field(default=None, description="the sample it was seen in, or invented")

    @property
    def wanted(self) -> dict[str, Any]:
        """What the finding must say, by field."""
        return dict(self.model_extra or {})


class CounterExample(_Strict):
    """A text that the rule must not find, and why."""

    text: str = Field(min_length=1)
    why: str = Field(min_length=1)


class Rule(_Strict):
    """One piece of knowledge: what to look for, what it gives, and the texts that prove it."""

    id: str = Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)+$", description="kind.topic.meaning, in lower case")
    kind: Kind
    means: str = Field(min_length=1, description="one line of plain words")
    words: tuple[str, ...] = Field(default=(), description="phrases, matched as whole words")
    pattern: str | None = Field(default=None, description="a regular expression over lower-case text")
    cues: tuple[str, ...] = Field(default=(), description="parts joined by ' & ' that must all occur")
    unless: tuple[str, ...] = Field(default=(), description="patterns that forbid the match")
    gives: dict[str, Any] = Field(default_factory=dict, description="what the finding says, by kind of rule")
    beats: tuple[str, ...] = Field(default=(), description="ids of rules that this one wins against")
    examples: tuple[Example, ...] = Field(min_length=1)
    counter_examples: tuple[CounterExample, ...] = Field(min_length=1)
    known_gaps: tuple[Example, ...] = Field(
        default=(), description="texts that ought to be found and are not"
    )


class RuleFile(_Strict):
    """One YAML file: the version of its form, fragments that patterns share, and rules."""

    version: Literal["1"] = Field(alias="schema")
    fragments: dict[str, str] = Field(default_factory=dict, description="named pieces, used as (?&name)")
    rules: tuple[Rule, ...] = ()


def parse_yaml(text: str, name: str) -> dict[str, Any]:
    """Return what a YAML file holds; raises RuleError with file, line and reason."""
    known = rulecache.recall(text)
    if known is not None:
        return known
    # Here, so that it is not loaded where everything is known.
    import yaml

    from parcli.ruleyaml import Loader

    try:
        data = yaml.load(text, Loader=Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}, line {mark.line + 1}" if mark else name
        reason = getattr(error, "problem", None) or " ".join(str(error).split())
        raise RuleError(code="rule.yaml", place=place, file=name, reason=reason) from error
    if not isinstance(data, dict):
        raise RuleError(code="rule.form", place=name, file=name)
    rulecache.keep(text, data)
    return data


def read(text: str, name: str) -> tuple[RuleFile, list[RuleError]]:
    """Return what a rule file holds, without the rules that are not valid, and a fault for each of those."""
    empty = RuleFile.model_construct(version="1", fragments={}, rules=())
    try:
        data = parse_yaml(text, name)
    except RuleError as error:
        return empty, [error]
    faults: list[RuleError] = []
    rules: list[Rule] = []
    listed = data.get("rules") or []
    if not isinstance(listed, list):
        return empty, [fault(name, None, "rule.not-list", field="rules")]
    for number, entry in enumerate(listed, 1):
        named = entry.get("id") if isinstance(entry, dict) else None
        label = str(named) if named else f"rules[{number}]"
        try:
            rules.append(Rule.model_validate(entry, strict=False))
        except ValidationError as error:
            faults += refusals(error, name, label)
    try:
        head = RuleFile.model_validate({**data, "rules": ()}, strict=False)
    except ValidationError as error:
        return empty, [*refusals(error, name, None), *faults]
    return head.model_copy(update={"rules": tuple(rules)}), faults


def fault(file: str, rule: str | None, code: str, **values: object) -> RuleError:
    """Return what is wrong with a rule, or with a file where `rule` is None."""
    values |= {"place": f"{file}, {rule}" if rule else file, "file": file, "rule": rule}
    return RuleError(None, code=code, **values)


# What pydantic found, by its own name, as a message of ours.
_CODES: Mapping[str, str] = {
    "extra_forbidden": "rule.unknown-field", "missing": "rule.missing", "too_short": "rule.empty",
    "string_too_short": "rule.empty", "literal_error": "rule.not-one-of", "string_type": "rule.not-text",
    "tuple_type": "rule.not-list", "list_type": "rule.not-list", "dict_type": "rule.not-mapping",
    "model_type": "rule.not-mapping",
}  # fmt: skip


def refusals(error: ValidationError, file: str, rule: str | None, under: str = "") -> Iterator[RuleError]:
    """Yield what pydantic found wrong, each as a fault of ours."""
    for found in error.errors():
        where = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in found["loc"])
        name = f"{under}{where}" if under else where.lstrip(".")
        if name == "id" and found["type"] == "string_pattern_mismatch":
            yield fault(file, rule, "rule.id-form", field=name)
            continue
        code = _CODES.get(found["type"], "rule.value")
        allowed = str(found.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        yield fault(file, rule, code, field=name or "rule", allowed=allowed, reason=found["msg"])


# What of a pattern is no text: classes such as \S, names of groups.
_NOT_TEXT = regex.compile(r"\\[pPSWDBXN](?:\{\^?\w+\})?|\(\?P?[<&]\w+")


def shape(rule: Rule, file: str) -> Iterator[RuleError]:
    """Yield what is wrong with how the texts of a rule are written."""
    if not (rule.words or rule.pattern or rule.cues):
        yield fault(file, rule.id, "rule.nothing-to-find")
    for text in (*rule.words, rule.pattern or "", *rule.cues, *rule.unless):
        plain = _NOT_TEXT.sub("", text)
        if unicodedata.normalize("NFC", text) != text:
            yield fault(file, rule.id, "rule.not-nfc", text=text)
        elif plain != plain.lower():
            yield fault(file, rule.id, "rule.not-lower", text=text)
    for text in rule.words:
        if not text.strip():
            yield fault(file, rule.id, "rule.empty", field="words")
        elif lower(text) != text.lower():
            yield fault(file, rule.id, "rule.respelled", text=text, right=lower(text))
    for name, examples in (("examples", rule.examples), ("known_gaps", rule.known_gaps)):
        for number, example in enumerate(examples, 1):
            for key, value in example.wanted.items():
                if isinstance(value, float):
                    yield fault(file, rule.id, "rule.quote", field=f"{name}[{number}].{key}", value=value)


def gives(rule: Rule, file: str) -> Iterator[RuleError]:
    """Yield what is wrong with what a rule gives."""
    from parcli import rulegives

    allowed = rulegives.fields(rule.kind)
    unknown = sorted(set(rule.gives) - set(allowed))
    if unknown:
        known = ", ".join(allowed) or "-"
        yield fault(file, rule.id, "rule.gives", kind=rule.kind, allowed=known, field=", ".join(unknown))
        return
    try:
        rulegives.read(rule.kind, rule.gives)
    except ValidationError as error:
        yield from refusals(error, file, rule.id, "gives")
        return
    if rule.kind == "deadline" and not {"bound", "grain"} & set(rule.gives):
        yield fault(file, rule.id, "rule.missing", field="gives.grain")
    if rule.kind == "agency" and not _named(rule.gives):
        missing = "gives.called" if rule.gives.get("collective") else "gives.id, gives.name"
        yield fault(file, rule.id, "rule.missing", field=missing)


def _named(gives: Mapping[str, Any]) -> bool:
    return bool(
        gives.get("head")
        or gives.get("open")
        or (gives.get("collective") and gives.get("called"))
        or (gives.get("id") and gives.get("name"))
    )


def json_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of a rule file, for editors: completion and checks by kind."""
    from parcli import rulegives

    made = RuleFile.model_json_schema(by_alias=True)
    rule = made["$defs"]["Rule"]
    branches: list[dict[str, Any]] = []
    for kind in KINDS:
        gives = rulegives.BY_KIND[kind].model_json_schema(by_alias=True)
        for name, definition in gives.pop("$defs", {}).items():
            made["$defs"][name] = definition
        needs: Sequence[str] = ["gives"] if gives.get("required") else []
        branches.append(
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"properties": {"gives": gives}, "required": needs},
            }
        )
    rule["allOf"] = branches
    rule["anyOf"] = [{"required": [name]} for name in ("words", "pattern", "cues")]
    made["title"] = f"A rule file of parcli, form {RULES_VERSION}"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
