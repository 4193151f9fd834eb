"""Find, read and compile the rules: everything that parcli knows about language.

A rulebook is loaded once and passed as an argument. What a rule file may hold is in
`rulefile.py`; `rules/README.md` explains every field; `rulecheck.py` holds rules against their examples.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex

from parcli import rulefile
from parcli.errors import RuleError
from parcli.normalise import Spelling
from parcli.patterns import Patterns
from parcli.rulefile import RULES_VERSION, Example, Rule, fault, parse_yaml
from parcli.rulepath import extra_folders, rule_root

__all__ = [
    "MATCH_TIMEOUT", "RULES_VERSION", "Compiled", "Example", "Rule", "Rulebook", "build", "load", "parse_yaml",
]  # fmt: skip

# One match may take this long (seconds) before it is given up: rules are data from outside.
MATCH_TIMEOUT = 5.0
# The label of the rules that come with parcli. Their tests hold them to what is asked of a user's
# rules when they are loaded, so a command need not wait for all of their patterns to compile.
BUILT_IN = "rules"


@dataclass(frozen=True)
class Compiled:
    """A rule with its patterns ready to run over folded text."""

    rule: Rule
    file: str
    source: str
    cue_sources: tuple[tuple[str, ...], ...] = ()
    unless_source: str | None = None
    patterns: Patterns = field(default_factory=Patterns, compare=False, repr=False)

    @functools.cached_property
    def id(self) -> str:
        return self.rule.id

    @functools.cached_property
    def pattern(self) -> regex.Pattern[str]:
        return self.patterns.compile(self.source)

    @functools.cached_property
    def unless(self) -> regex.Pattern[str] | None:
        return self.patterns.compile(self.unless_source) if self.unless_source else None

    @functools.cached_property
    def cues(self) -> tuple[tuple[regex.Pattern[str], ...], ...]:
        return tuple(tuple(map(self.patterns.compile, cue)) for cue in self.cue_sources)

    def all_sources(self) -> tuple[str, ...]:
        """Return the sources of all its patterns."""
        parts = {part: None for cue in self.cue_sources for part in cue}
        return (self.source, *parts, *((self.unless_source,) if self.unless_source else ()))

    def matches(
        self,
        text: str,
        start: int = 0,
        end: int | None = None,
        *,
        places: Sequence[int] | None = None,
        free: bool = False,
        clock: bool = True,
    ) -> list[regex.Match[str]]:
        """Return the matches in `text`, of all of it or of the `places` where alone one can begin.

        A text that is `free` holds nothing that forbids a match. The `clock` costs as much as matching a
        short text does; without it nothing ends a match that takes too long.

        Errors: RuleError where matching takes too long.
        """
        timeout = MATCH_TIMEOUT if clock else None
        try:
            if places is None:
                found = list(self.pattern.finditer(text, start, end, timeout=timeout))
            else:
                found = self._at(text, places, timeout)
            return [
                match
                for match in found
                if match.end() > match.start() and (free or not self.forbidden(text, match, timeout))
            ]
        except TimeoutError as error:
            raise fault(self.file, self.id, "rule.timeout", seconds=f"{MATCH_TIMEOUT:g}") from error

    def _at(self, text: str, places: Sequence[int], timeout: float | None) -> list[regex.Match[str]]:
        found: list[regex.Match[str]] = []
        done, begins = 0, self.pattern.match
        for place in places:
            if place >= done:
                # A keyword more costs as much as the match of a short text.
                match = begins(text, place) if timeout is None else begins(text, place, timeout=timeout)
                if match is not None:
                    done = match.end()
                    found.append(match)
        return found

    def forbidden(self, text: str, match: regex.Match[str], timeout: float | None = MATCH_TIMEOUT) -> bool:
        """Whether an `unless` pattern overlaps the match or touches it."""
        if self.unless is None:
            return False
        low, high = max(0, match.start() - 60), min(len(text), match.end() + 60)
        return any(
            other.start() <= match.end() and match.start() <= other.end()
            for other in self.unless.finditer(text, low, high, timeout=timeout)
        )


@dataclass(frozen=True)
class Rulebook:
    """All rules, compiled, by kind and by id; pass it on, never keep it in a module."""

    rules: Mapping[str, Compiled]
    fragments: Mapping[str, str] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=lambda: Spelling({}, {}))
    patterns: Patterns = field(default_factory=Patterns, compare=False, repr=False)
    built_in: bool = False
    """Whether all of them come with parcli, none from outside."""

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

    def fragment(self, name: str) -> regex.Pattern[str]:
        """Return a named fragment as a pattern of its own; one that the rules lack never matches."""
        pattern: regex.Pattern[str] | None = self._compiled_fragments.get(name)
        if pattern is None:
            pattern = self._compiled_fragments[name] = _fragment(self, name)
        return pattern

    @functools.cached_property
    def _compiled_fragments(self) -> dict[str, regex.Pattern[str]]:
        return {}

    def __getitem__(self, rule_id: str) -> Compiled:
        return self.rules[rule_id]

    @functools.cached_property
    def version(self) -> str:
        """A digest of all rules, fragments and spellings: results are comparable where it is the same."""
        import hashlib

        digest = hashlib.sha256()
        for table in (self.fragments, *self.spelling.tables):
            digest.update(repr(sorted(table.items())).encode())
        for rule_id in sorted(self.rules):
            compiled = self.rules[rule_id]
            parts = (rule_id, compiled.source, str(compiled.cue_sources), str(compiled.unless_source))
            digest.update("\x1f".join((*parts, repr(sorted(compiled.rule.gives.items())))).encode())
        return digest.hexdigest()[:16]


_CALL = regex.compile(r"\(\?&([\w.-]+)\)")
# Fragments that hold fragments may not grow a pattern without end.
_MAX_DEPTH, _MAX_PATTERN = 20, 200_000


def expand(source: str, fragments: Mapping[str, str], depth: int = 0) -> str:
    """Return `source` with each (?&name) replaced by that fragment.

    Errors: KeyError for an unknown name, RecursionError for a fragment that holds itself.
    """
    if depth > _MAX_DEPTH or len(source) > _MAX_PATTERN:
        raise RecursionError
    expanded = _CALL.sub(lambda call: f"(?:{expand(fragments[call[1]], fragments, depth + 1)})", source)
    if len(expanded) > _MAX_PATTERN:
        raise RecursionError
    return expanded


def _fragment(rules: Rulebook, name: str) -> regex.Pattern[str]:
    return rules.patterns.compile(expand(rules.fragments.get(name, "(?!)"), rules.fragments))


def _bounded(source: str) -> str:
    """Return `source` so that a match may not begin or end inside a word."""
    return rf"(?<!\w)(?:{source})(?:(?<=\W)|(?!\w))"


def _phrase(words: str) -> str:
    """Return words as a pattern; a dash between two may stand with blanks or without."""
    source = r"\s".join(regex.escape(word, special_only=True) for word in words.split())
    return source.replace(r"\s-\s", r"\s?-\s?").replace(r"\s\-\s", r"\s?-\s?")


def sources(rule: Rule, fragments: Mapping[str, str]) -> list[str]:
    """Return every pattern of a rule as it is written, with its fragments in their places.

    Errors: as `expand`.
    """
    written = [rule.pattern] if rule.pattern is not None else []
    written += [part.strip() for cue in rule.cues for part in cue.split(" & ")]
    return [expand(source, fragments) for source in (*written, *rule.unless)]


def _compile(rule: Rule, file: str, fragments: Mapping[str, str], patterns: Patterns) -> Compiled:
    """Return a rule with its patterns put together; raises RuleError for a fragment that is not there."""
    try:
        parts = [_phrase(words) for words in sorted(rule.words, key=len, reverse=True)]
        if rule.pattern is not None:
            parts.append(expand(rule.pattern, fragments))
        source = _bounded("|".join(parts)) if parts else r"(?!)"
        cues = tuple(
            tuple(_bounded(expand(part.strip(), fragments)) for part in cue.split(" & ")) for cue in rule.cues
        )
        unless = "|".join(_bounded(expand(part, fragments)) for part in rule.unless) or None
        return Compiled(rule, file, source, cues, unless, patterns)
    except KeyError as error:
        raise fault(file, rule.id, "rule.no-fragment", name=error.args[0]) from error
    except RecursionError as error:
        raise fault(file, rule.id, "rule.fragment-loop") from error


_TOKEN = regex.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(?P<count>\d+)(?:,\d*)?\}|.", regex.DOTALL)


def _size(source: str) -> int:
    """Return how many pieces a pattern has with its counted repeats written out, which compiling does."""
    open_groups, last = [0], 0
    for token in _TOKEN.finditer(source):
        if token[0] == "(":
            open_groups.append(0)
        elif token[0] == ")" and len(open_groups) > 1:
            last = open_groups.pop()
            open_groups[-1] += last
        elif token["count"]:
            open_groups[-1] += last * (int(token["count"]) - 1)
            last *= int(token["count"])
        else:
            last = 1
            open_groups[-1] += 1
    return sum(open_groups)


def _fault_of(source: str) -> tuple[str | None, object]:
    """Return the code of what is wrong with a pattern, None where it can be used; and the reason."""
    if _size(source) > _MAX_PATTERN:
        return "rule.too-large", None
    try:
        empty = regex.compile(source).fullmatch("", timeout=MATCH_TIMEOUT)
    except regex.error as error:
        return "rule.pattern", error
    except TimeoutError:
        return "rule.timeout", None
    return ("rule.empty-match" if empty is not None else None), None


def unusable(compiled: Compiled, fragments: Mapping[str, str]) -> Iterator[RuleError]:
    """Yield why the patterns of a rule cannot be used: no regular expressions, or without what its kind reads."""
    file, rule = compiled.file, compiled.rule
    refused = False
    for source in sources(rule, fragments):
        code, reason = _fault_of(source)
        if code is not None:
            refused = True
            yield fault(file, rule.id, code, text=source, reason=reason, seconds=f"{MATCH_TIMEOUT:g}")
    if refused:
        return
    from parcli import rulegives

    for names in rulegives.read(rule.kind, rule.gives).groups():
        if not any(name in compiled.pattern.groupindex for name in names):
            yield fault(file, rule.id, "rule.group", group=" / ".join(names))


# Folders whose YAML has another form than rules: data read by other modules.
DATA_FOLDERS = frozenset({"place", "messages", "compare", "text"})


def rule_texts(root: Any, folder: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and text of every rule file under `root`, in name order."""
    for entry in sorted(root.iterdir(), key=lambda entry: str(entry.name)):
        name = f"{folder}{entry.name}"
        if entry.is_dir():
            if entry.name not in DATA_FOLDERS and not entry.name.startswith("."):
                yield from rule_texts(entry, f"{name}/")
        elif entry.name.endswith((".yaml", ".yml")):
            try:
                yield name, entry.read_text(encoding="utf-8-sig")
            except UnicodeDecodeError as error:
                raise RuleError(
                    code="read.encoding", path=entry, encoding="utf-8", byte=error.start
                ) from error
            except OSError as error:
                raise RuleError(code="read.failed", path=entry, reason=error) from error


def load(extra: Sequence[Path] = ()) -> Rulebook:
    """Return the built-in rules with the user's own, which replace built-in ones by id.

    Errors: RuleError naming file, rule and reason.
    """
    rulebook, faults = collect(extra)
    if faults:
        raise faults[0]
    return rulebook


def collect(extra: Sequence[Path] = ()) -> tuple[Rulebook, list[RuleError]]:
    """Return what `load` does, without the rules that are not valid, and what is wrong with each of those."""
    folders = extra_folders(extra)
    files = [(BUILT_IN, rule_texts(rule_root())), *((str(folder), rule_texts(folder)) for folder in folders)]
    return gather(files, read_spelling(rule_root(), *folders), built_in=not folders)


def read_spelling(*roots: Any) -> Spelling:
    """Return how words are spelled, from `text/spelling.yaml` of each root; later roots add to it."""
    tables: dict[str, dict[str, str]] = {"variants": {}, "repairs": {}}
    for root in roots:
        file = root / "text" / "spelling.yaml"
        if not file.is_file():
            continue
        data = parse_yaml(file.read_text(encoding="utf-8"), str(file))
        for name, table in tables.items():
            words = data.get(name) or {}
            if not isinstance(words, dict) or not all(
                isinstance(word, str) for pair in words.items() for word in pair
            ):
                raise fault(str(file), None, "rule.spelling", field=name)
            table.update(words)
    return Spelling(tables["variants"], tables["repairs"])


Files = Iterable[tuple[str, Iterable[tuple[str, str]]]]


def build(files: Files, spelling: Spelling | None = None) -> Rulebook:
    """Return the rulebook of several sources, each a label with its files; a later one replaces rules by id.

    Errors: RuleError naming file, rule and reason.
    """
    rulebook, faults = gather(files, spelling)
    if faults:
        raise faults[0]
    return rulebook


def gather(
    files: Files, spelling: Spelling | None = None, *, built_in: bool = False
) -> tuple[Rulebook, list[RuleError]]:
    """Return what `build` does, without the rules that are not valid, and what is wrong with each of those."""
    fragments: dict[str, str] = {}
    found: dict[str, tuple[Rule, str]] = {}
    faults: list[RuleError] = []
    for label, texts in files:
        seen: dict[str, str] = {}
        named: dict[str, str] = {}
        for name, text in texts:
            file = f"{label}/{name}"
            parsed, refused = rulefile.read(text, file)
            faults += refused
            for fragment in parsed.fragments:
                if fragment in named:
                    faults.append(fault(file, fragment, "rule.duplicate-fragment", other=named[fragment]))
                named[fragment] = file
            fragments.update(parsed.fragments)
            for rule in parsed.rules:
                faults += rulefile.shape(rule, file)
                if label != BUILT_IN:
                    faults += rulefile.gives(rule, file)
                if rule.id in seen:
                    faults.append(fault(file, rule.id, "rule.duplicate-id", other=seen[rule.id]))
                seen[rule.id] = file
                found[rule.id] = (rule, file)
    rules: dict[str, Compiled] = {}
    patterns = Patterns()
    wrong = {(str(error.values.get("file")), error.values.get("rule")) for error in faults}
    for rule_id in sorted(found):
        rule, file = found[rule_id]
        if (file, rule_id) in wrong:
            continue
        try:
            rules[rule_id] = _compile(rule, file, fragments, patterns)
        except RuleError as error:
            faults.append(error)
            continue
        if not file.startswith(f"{BUILT_IN}/"):
            more = list(unusable(rules[rule_id], fragments))
            faults += more
            if more:
                del rules[rule_id]
    rulebook = Rulebook(rules, fragments, spelling or Spelling({}, {}), patterns, built_in)
    patterns.version = functools.partial(getattr, rulebook, "version")
    return rulebook, faults
