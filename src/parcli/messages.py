"""What parcli says to its user, in English or Vietnamese, by key; the words are in texts/*.yaml."""

from __future__ import annotations

import errno
import functools
import importlib.resources
import os
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

LANGUAGES = ("en", "vi")

# Set once by the command line; a library user who sets nothing gets what the environment asks for.
_chosen: ContextVar[str | None] = ContextVar("parcli_language", default=None)


def use(language: str) -> None:
    """Set the language of all further messages."""
    if language not in LANGUAGES:
        raise ValueError(f"{language}: not one of {', '.join(LANGUAGES)}")
    _chosen.set(language)


def language() -> str:
    """Return the language of messages: the one set, else PARCLI_LANG, else the locale's, else English."""
    return _chosen.get() or from_environment(os.environ)


def from_environment(environment: Mapping[str, str]) -> str:
    """Return the language that the environment variables ask for.

    >>> from_environment({"PARCLI_LANG": "vi", "LANG": "en_US.UTF-8"})
    'vi'
    >>> from_environment({"LC_ALL": "vi_VN.UTF-8"}), from_environment({"LANG": "fr_FR"})
    ('vi', 'en')
    """
    asked = environment.get("PARCLI_LANG", "").strip().lower()
    if asked in LANGUAGES:
        return asked
    # The first that is set decides, as in gettext and setlocale.
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), "")
    return "vi" if locale.lower().split(".")[0].split("_")[0] == "vi" else "en"


def text(key: str, lang: str | None = None, /, **values: object) -> str:
    """Return the message `key`, its {names} filled with `values`.

    A message with the forms `one` and `other` is chosen by the value `count`.

    >>> text("note.empty", "en", path="plan.txt")
    'plan.txt: the file is empty; no targets'
    """
    entry = catalogue(lang or language()).get(key) or catalogue("en")[key]
    if isinstance(entry, Mapping):
        entry = entry["one" if values.get("count") == 1 else "other"]
    return str(entry).format_map({name: _shown(value, lang) for name, value in values.items()})


def _shown(value: object, lang: str | None) -> object:
    """Return the reason of a system's error in words, any other value as it is."""
    if not isinstance(value, OSError):
        return value
    key = f"os.{errno.errorcode.get(value.errno or 0)}"
    return text(key, lang) if known(key) else value.strerror or str(value)


def known(key: str) -> bool:
    """Whether there is a message `key`."""
    return key in catalogue("en")


@functools.cache
def catalogue(lang: str) -> Mapping[str, Any]:
    """Return all messages of one language, as written, by key."""
    # Here, so that nothing is read for a command that says nothing.
    from parcli import rulecache

    text = (importlib.resources.files("parcli") / "texts" / f"{lang}.yaml").read_text(encoding="utf-8")
    entries: Mapping[str, Any] = rulecache.parsed(text)
    return entries
