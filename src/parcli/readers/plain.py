"""Bytes of a text file → its text and the name of its encoding.

UTF-8 and UTF-16 are known by their form. Of the single-byte code pages the one is taken in which
the words are Vietnamese syllables; lines of another encoding within the same file are converted by
themselves.
"""

from __future__ import annotations

import unicodedata

import regex

from parcli.errors import ReadError
from parcli.normalise import nfc
from parcli.readers import legacy, syllables

# Control characters that no text holds; a file with one is binary. VISCII has letters there.
_BINARY = (frozenset(range(9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))).union({127})
_VISCII_CONTROLS = frozenset({0x02, 0x05, 0x06, 0x14, 0x19, 0x1E})
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SINGLE_BYTE = ("windows-1258", legacy.TCVN3, legacy.VNI, legacy.VISCII)
_LATIN = regex.compile(r"[\u00a1-\u00ff\u2212\u2219]")
# A line is another encoding's when this many more of its words become syllables; each word that
# turns from wrong to right counts two. Once a file has such a line, less is enough.
_SURE, _LIKELY = 3, 2


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return text (NFC, line feeds) and encoding of a text file.

    Errors: ReadError where the bytes are binary or of no encoding that is known.
    """
    text, encoding = _decode(data, name)
    if encoding.startswith("utf") and not unicodedata.is_normalized("NFC", text) and _has_marks(text):
        encoding += "-nfd"
    text = nfc(text)
    if not encoding.startswith("utf"):
        return text, encoding
    text, others = repair(text)
    return text, "+".join((encoding, *others))


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """Return Unicode text with its lines in codes of old fonts converted, and which encodings these were.

    >>> repair("Kế hoạch\\nB¸o c¸o n¨m")
    ('Kế hoạch\\nBáo cáo năm', ('tcvn3',))
    """
    if not _LATIN.search(text):
        return text, ()
    lines = text.split("\n")
    found: dict[str, int] = {}
    weak: list[tuple[int, str, str]] = []
    for index, line in enumerate(lines):
        best = _best_repair(line)
        if best is None:
            continue
        gain, converted, encoding = best
        if gain >= _SURE:
            lines[index] = converted
            found[encoding] = found.get(encoding, 0) + 1
        else:
            weak.append((index, converted, encoding))
    for index, converted, encoding in weak:
        if encoding in found:
            lines[index] = converted
    return "\n".join(lines), tuple(sorted(found, key=lambda encoding: -found[encoding]))


def _best_repair(line: str) -> tuple[int, str, str] | None:
    if not _LATIN.search(line):
        return None
    changed = [
        (converted, encoding)
        for encoding in (legacy.TCVN3, legacy.VNI, legacy.VISCII)
        if (converted := legacy.convert(line, encoding)) != line
    ]
    if not changed:
        return None
    before = syllables.score(line)
    choices = [(syllables.score(converted) - before, converted, encoding) for converted, encoding in changed]
    best = max(choices, key=lambda choice: choice[0], default=None)
    return best if best and best[0] >= _LIKELY else None


def _decode(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding, name), encoding
    wide = _without_mark(data)
    if wide is not None:
        return wide
    controls = _BINARY.intersection(data[:65536])
    if controls - _VISCII_CONTROLS:
        raise ReadError(f"{name}: is binary, not a text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _single_byte(data, error.start, name)
    if controls:
        raise ReadError(f"{name}: is binary, not a text")
    return text, "utf-8"


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(f"{name}: is not {encoding} at byte {error.start}") from error


def _without_mark(data: bytes) -> tuple[str, str] | None:
    """Return text in UTF-16 that has no byte order mark, None where the bytes are not that."""
    head = data[:4096]
    if len(data) < 4 or len(data) % 2 or 0 not in head:
        return None
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        # ASCII, Vietnamese letters and general punctuation lie on pages 00, 01, 1E and 20.
        if sum(byte in (0x00, 0x01, 0x03, 0x1E, 0x20) for byte in high) < 0.98 * len(high) or 0 not in high:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _BINARY.intersection(map(ord, text[:65536])):
            return text, encoding
    return None


def _single_byte(data: bytes, broken_at: int, name: str) -> tuple[str, str]:
    """Return text of a single-byte code page, or of several, line by line."""
    lines = data.splitlines(keepends=True)
    utf8 = [_utf8(line) for line in lines]
    rest = b"".join(line for line, text in zip(lines, utf8, strict=True) if text is None)
    marks, page = max((syllables.score(text), page) for page, text in _readings(rest))
    if marks <= 0:
        raise ReadError(f"{name}: is not utf-8 at byte {broken_at}, nor in another encoding that is known")
    texts, found = [], dict.fromkeys((page,), 0)
    for line, text in zip(lines, utf8, strict=True):
        used = "utf-8"
        if text is None:
            text, used = _line(line, page)
        texts.append(text)
        found[used] = found.get(used, 0) + sum(byte > 127 for byte in line)
    pages = sorted((used for used, size in found.items() if size), key=lambda used: -found[used])
    return "".join(texts), "+".join(pages)


def _utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _line(line: bytes, page: str) -> tuple[str, str]:
    """Return a line in the file's own code page, or in one in which it makes clearly more sense."""
    readings = dict(_readings(line))
    scores = {used: syllables.score(text) for used, text in readings.items()}
    best = max(scores, key=lambda used: scores[used])
    used = best if scores[best] - scores[page] >= _SURE else page
    return readings[used], used


def _readings(data: bytes) -> list[tuple[str, str]]:
    """Return the text that each single-byte code page makes of the bytes."""
    found = []
    latin = data.decode("latin-1")
    for page in _SINGLE_BYTE:
        if page == legacy.VISCII:
            found.append((page, legacy.convert(latin, page)))
        elif page == "windows-1258":
            # NFC here too, or the tones would stand apart from their letters.
            found.append((page, nfc(data.decode("cp1258", "replace"))))
        else:
            found.append((page, legacy.convert(data.decode("cp1252", "replace"), page)))
    return found


def _has_marks(text: str) -> bool:
    return any(unicodedata.combining(char) for char in text)
