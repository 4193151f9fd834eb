"""Whether a pattern repeats without end what repeats without end: only then can a short text keep it busy for long."""

from __future__ import annotations

import regex

# More repeats than this are as good as without end.
_MANY = 16
_TOKEN = regex.compile(
    r"\\[pP]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|(?P<repeat>[*+]|\{\d*(?P<comma>,)?(?P<most>\d*)\})[?+]?"
    r"|\(\?(?:[:=!>]|<[=!]|P?<\w+>)|.",
    regex.DOTALL,
)


def nested(source: str) -> bool:
    """Whether a repeat of many times or without end stands inside another one.

    >>> nested(r"(?:\\p{L}+\\s?)*"), nested(r"(?:\\p{L}+\\s){0,4}\\d+")
    (True, False)
    """
    groups, last = [False], False
    for token in _TOKEN.finditer(source):
        if token[0].startswith("("):
            groups.append(False)
            last = False
        elif token[0] == ")" and len(groups) > 1:
            last = groups.pop()
            groups[-1] = groups[-1] or last
        elif token["repeat"]:
            if _is_many(token):
                if last:
                    return True
                groups[-1] = last = True
        else:
            last = False
    return False


def _is_many(token: regex.Match[str]) -> bool:
    if token["repeat"] in ("*", "+"):
        return True
    return bool(token["comma"]) and (not token["most"] or int(token["most"]) >= _MANY)
