"""Find, read, check and compile the rules: everything that parcli knows about language.

A rulebook is loaded once and passed as an argument. Rule files are YAML under one schema
(`rules/schema.json`, which `Rule` defines); `rules/README.md` explains every field.
"""

from __future__ import annotations

import functools
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import regex
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from parcli.errors import RuleError
from parcli.normalise import Spelling
from parcli.rulepath import rule_root

RULES_VERSION = "1"
# One match may take this long (seconds) before it is given up: rules are data from outside.
MATCH_TIMEOUT = 5.0

Kind = Literal[
    "quantity", "bound", "trend", "zero", "task", "deadline", "agency", "role", "level", "sector", "limit",
    "baseline", "equivalent", "wording", "indicator", "aspect", "section", "mask", "column", "furniture",
    "document", "progress", "predicate",
]  # fmt: skip

# What a rule of each kind may say in `gives`.
GIVES: Mapping[str, frozenset[str]] = {
    "quantity": frozenset({"measure", "unit", "operator", "scale", "upper_inclusive", "direction", "needs"}),
    "bound": frozenset({"side", "operator", "direction", "span", "average"}),
    "trend": frozenset({"direction", "operator", "measure"}),
    "zero": frozenset({"strength"}),
    "task": frozenset({"strength"}),
    "deadline": frozenset({"bound", "grain", "every", "part", "month", "day"}),
    "agency": frozenset({"id", "name", "family", "level", "from", "to", "successor", "collective", "head"}),
    "role": frozenset({"role", "side", "ends"}),
    "level": frozenset({"levels"}),
    "sector": frozenset({"sector"}),
    "limit": frozenset({"limit"}),
    "baseline": frozenset({"year"}),
    "equivalent": frozenset(),
    "wording": frozenset({"wording"}),
    "indicator": frozenset({"code", "area", "unit", "better", "name", "under", "weight"}),
    "aspect": frozenset({"aspect"}),
    "section": frozenset({"section"}),
    "mask": frozenset({"masks"}),
    "column": frozenset({"column"}),
    "furniture": frozenset({"furniture"}),
    "document": frozenset({"field", "value"}),
    "progress": frozenset({"status"}),
    "predicate": frozenset({"predicate"}),
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Example(BaseModel):
    """A text that the rule must find; further keys are what the finding must say."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")

    text: str = Field(min_length=1)
    seen: str | None = None

    @property
    def wanted(self) -> dict[str, Any]:
        """What the finding must say, by field."""
        return dict(self.model_extra or {})


class CounterExample(_Strict):
    """A text that the rule must not find, and why."""

    text: str = Field(min_length=1)
    why: str


class Rule(_Strict):
    """One piece of knowledge: what to look for, what it gives, and the texts that prove it."""

    id: str = Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)+$")
    kind: Kind
    means: str
    words: tuple[str, ...] = Field(default=(), description="phrases, matched as whole words")
    pattern: str | None = Field(default=None, description="a regular expression over lower-case text")
    cues: tuple[str, ...] = Field(default=(), description="parts joined by ' & ' that must all occur")
    unless: tuple[str, ...] = Field(default=(), description="patterns that forbid the match")
    gives: dict[str, Any] = Field(default_factory=dict)
    beats: tuple[str, ...] = ()
    examples: tuple[Example, ...] = Field(min_length=1)
    counter_examples: tuple[CounterExample, ...] = Field(min_length=1)
    known_gaps: tuple[Example, ...] = ()


class RuleFile(_Strict):
    """One YAML file: the version of its form, fragments that patterns share, and rules."""

    version: Literal["1"] = Field(alias="schema")
    fragments: dict[str, str] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Compiled:
    """A rule with its patterns ready to run over folded text."""

    rule: Rule
    file: str
    source: str
    cue_sources: tuple[tuple[str, ...], ...] = ()
    unless_source: str | None = None

    @property
    def id(self) -> str:
        return self.rule.id

    @functools.cached_property
    def pattern(self) -> regex.Pattern[str]:
        return regex.compile(self.source)

    @functools.cached_property
    def unless(self) -> regex.Pattern[str] | None:
        return regex.compile(self.unless_source) if self.unless_source else None

    @functools.cached_property
    def cues(self) -> tuple[tuple[regex.Pattern[str], ...], ...]:
        return tuple(tuple(regex.compile(part) for part in cue) for cue in self.cue_sources)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[regex.Match[str]]:
        """Yield the matches in `text`; raises RuleError where matching takes too long."""
        try:
            for match in self.pattern.finditer(text, start, end, timeout=MATCH_TIMEOUT):
                if match.end() > match.start() and not self.forbidden(text, match):
                    yield match
        except TimeoutError as error:
            raise RuleError(
                f"{self.file}, {self.id}: matching took more than {MATCH_TIMEOUT:g} s; simplify the pattern"
            ) from error

    def forbidden(self, text: str, match: regex.Match[str]) -> bool:
        """Whether an `unless` pattern overlaps the match or touches it."""
        if self.unless is None:
            return False
        low, high = max(0, match.start() - 60), min(len(text), match.end() + 60)
        return any(
            other.start() <= match.end() and match.start() <= other.end()
            for other in self.unless.finditer(text, low, high, timeout=MATCH_TIMEOUT)
        )


@dataclass(frozen=True)
class Rulebook:
    """All rules, compiled, by kind and by id; pass it on, never keep it in a module."""

    rules: Mapping[str, Compiled]
    fragments: Mapping[str, str] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=lambda: Spelling({}, {}))

    @functools.cached_property
    def _by_kind(self) -> Mapping[str, tuple[Compiled, ...]]:
        grouped: dict[str, list[Compiled]] = {}
        for compiled in self.rules.values():
            grouped.setdefault(compiled.rule.kind, []).append(compiled)
        return {kind: tuple(rules) for kind, rules in grouped.items()}

    @functools.cached_property
    def _memo(self) -> dict[Any, Any]:
        return {}

    def of(self, kind: str) -> tuple[Compiled, ...]:
        """Return the rules of one kind, in the order of their ids."""
        return self._by_kind.get(kind, ())

    def derived(self, key: str, make: Any) -> Any:
        """Return what `make(rulebook)` derives from the rules, made once a rulebook."""
        if key not in self._memo:
            self._memo[key] = make(self)
        return self._memo[key]

    def __getitem__(self, rule_id: str) -> Compiled:
        return self.rules[rule_id]

    @functools.cached_property
    def version(self) -> str:
        """A digest of all rules: results are comparable where it is the same."""
        import hashlib

        digest = hashlib.sha256()
        for rule_id in sorted(self.rules):
            compiled = self.rules[rule_id]
            parts = (rule_id, compiled.source, str(compiled.cue_sources), str(compiled.unless_source))
            digest.update("\x1f".join((*parts, repr(sorted(compiled.rule.gives.items())))).encode())
        return digest.hexdigest()[:16]


_CALL = regex.compile(r"\(\?&([\w.-]+)\)")


def expand(source: str, fragments: Mapping[str, str], depth: int = 0) -> str:
    """Return `source` with each (?&name) replaced by that fragment.

    Errors: KeyError for an unknown name, RecursionError for a fragment that holds itself.
    """
    if depth > 20:
        raise RecursionError("a fragment holds itself")
    return _CALL.sub(lambda call: f"(?:{expand(fragments[call[1]], fragments, depth + 1)})", source)


def _bounded(source: str) -> str:
    """Return `source` so that a match may not begin or end inside a word."""
    return rf"(?<!\w)(?:{source})(?:(?<=\W)|(?!\w))"


def _phrase(words: str) -> str:
    return r"\s".join(regex.escape(word, special_only=True) for word in words.split())


def _compile(rule: Rule, file: str, fragments: Mapping[str, str]) -> Compiled:
    try:
        parts = [_phrase(words) for words in sorted(rule.words, key=len, reverse=True)]
        if rule.pattern is not None:
            parts.append(expand(rule.pattern, fragments))
        source = _bounded("|".join(parts)) if parts else r"(?!)"
        cues = tuple(
            tuple(_bounded(expand(part.strip(), fragments)) for part in cue.split(" & ")) for cue in rule.cues
        )
        unless = "|".join(_bounded(expand(part, fragments)) for part in rule.unless) or None
        return Compiled(rule, file, source, cues, unless)
    except KeyError as error:
        raise RuleError(f"{file}, {rule.id}: no fragment named {error}") from error
    except RecursionError as error:
        raise RuleError(f"{file}, {rule.id}: {error}") from error


def check_shape(rule: Rule, file: str) -> None:
    """Raise RuleError where a rule says what its kind cannot say, or is not written in NFC."""
    unknown = set(rule.gives) - GIVES[rule.kind]
    if unknown:
        allowed = ", ".join(sorted(GIVES[rule.kind])) or "nothing"
        raise RuleError(f"{file}, {rule.id}: {rule.kind} rules give {allowed}, not {', '.join(sorted(unknown))}")
    if not (rule.words or rule.pattern or rule.cues):
        raise RuleError(f"{file}, {rule.id}: it has neither words, pattern nor cues")
    for text in (*rule.words, rule.pattern or "", *rule.cues, *rule.unless):
        if unicodedata.normalize("NFC", text) != text:
            raise RuleError(f"{file}, {rule.id}: {text!r} is not in Unicode form NFC")
        plain = regex.sub(r"\\[pPSWDBXN](?:\{\w+\})?|\(\?P<", "", text)
        if plain != plain.lower():
            raise RuleError(f"{file}, {rule.id}: {text!r} must be in lower case, as the text is when matched")


def parse_yaml(text: str, name: str) -> dict[str, Any]:
    """Return what a YAML file holds; raises RuleError with file, line and reason."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise RuleError(f"{name}{place}: not YAML: {getattr(error, 'problem', error)}") from error
    if not isinstance(data, dict):
        raise RuleError(f"{name}: a rule file begins with 'schema: \"1\"' and holds 'rules:'")
    return data


def parse_file(text: str, name: str) -> RuleFile:
    """Return one rule file; raises RuleError with file, place and reason."""
    data = parse_yaml(text, name)
    try:
        return RuleFile.model_validate(data, strict=False)
    except ValidationError as error:
        raise RuleError(f"{name}: {_first_fault(error, data)}") from error


def _first_fault(error: ValidationError, data: Mapping[str, Any]) -> str:
    fault = error.errors()[0]
    place = [str(part) for part in fault["loc"]]
    if len(place) > 1 and place[0] == "rules" and place[1].isdigit():
        rules = data.get("rules") or []
        rule = rules[int(place[1])] if int(place[1]) < len(rules) else {}
        named = rule.get("id") if isinstance(rule, dict) else None
        place = [str(named or f"rule {int(place[1]) + 1}"), *place[2:]]
    return f"{', '.join(place)}: {fault['msg']}"


# Folders whose YAML has another form than rules: data read by other modules.
DATA_FOLDERS = frozenset({"place", "messages", "compare", "text"})


def rule_texts(root: Any, folder: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and text of every rule file under `root`, in name order."""
    for entry in sorted(root.iterdir(), key=lambda entry: str(entry.name)):
        if entry.is_dir():
            if entry.name not in DATA_FOLDERS:
                yield from rule_texts(entry, f"{folder}{entry.name}/")
        elif entry.name.endswith((".yaml", ".yml")):
            try:
                yield f"{folder}{entry.name}", entry.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise RuleError(f"{folder}{entry.name}: cannot be read: {error}") from error


def extra_folders(given: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return the user's rule folders: those of PARCLI_RULES, then those given."""
    named = [Path(part) for part in os.environ.get("PARCLI_RULES", "").split(os.pathsep) if part]
    for folder in (*named, *given):
        if not folder.is_dir():
            raise RuleError(f"{folder}: not a folder of rules")
    return (*named, *given)


def load(extra: Sequence[Path] = ()) -> Rulebook:
    """Return the built-in rules with the user's own, which replace built-in ones by id.

    Errors: RuleError naming file, rule and reason.
    """
    folders = extra_folders(extra)
    sources = [("rules", rule_texts(rule_root())), *((str(folder), rule_texts(folder)) for folder in folders)]
    return build(sources, read_spelling(rule_root(), *folders))


def read_spelling(*roots: Any) -> Spelling:
    """Return how words are spelled, from `text/spelling.yaml` of each root; later roots add to it."""
    variants: dict[str, str] = {}
    repairs: dict[str, str] = {}
    for root in roots:
        file = root / "text" / "spelling.yaml"
        if not file.is_file():
            continue
        data = parse_yaml(file.read_text(encoding="utf-8"), "rules/text/spelling.yaml")
        for name, table in (("variants", variants), ("repairs", repairs)):
            words = data.get(name) or {}
            if not all(isinstance(a, str) and isinstance(b, str) for a, b in words.items()):
                raise RuleError(f"rules/text/spelling.yaml: {name}: quote both words of a pair")
            table.update(words)
    return Spelling(variants, repairs)


def build(sources: Iterable[tuple[str, Iterable[tuple[str, str]]]], spelling: Spelling | None = None) -> Rulebook:
    """Return the rulebook of several sources; a later source replaces rules by id."""
    fragments: dict[str, str] = {}
    found: dict[str, tuple[Rule, str]] = {}
    for label, files in sources:
        seen: dict[str, str] = {}
        for name, text in files:
            file = f"{label}/{name}"
            parsed = parse_file(text, file)
            fragments.update(parsed.fragments)
            for rule in parsed.rules:
                check_shape(rule, file)
                if rule.id in seen:
                    raise RuleError(f"{file}, {rule.id}: the id is already used in {seen[rule.id]}")
                seen[rule.id] = file
                found[rule.id] = (rule, file)
    rules = {rule_id: _compile(*found[rule_id], fragments) for rule_id in sorted(found)}
    return Rulebook(rules, fragments, spelling or Spelling({}, {}))
