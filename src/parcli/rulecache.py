"""What is made of rule files, kept on disk by their content: parsing and compiling take longer than a plan does.

Only what is made of rules is kept, never anything of a document. The folder is the user's cache folder,
or PARCLI_CACHE; `PARCLI_CACHE=off` keeps nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

# Raised when the kept form changes; files of other forms are never read.
_FORM = "2"
# Each change of a rule leaves files that nobody asks for any more.
_KEPT_DAYS = 30
_CHECK = hashlib.sha256().digest_size


def _folder() -> Path | None:
    chosen = os.environ.get("PARCLI_CACHE")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("parcli"))


def _file(key: str, suffix: str) -> Path | None:
    folder = _folder()
    digest = hashlib.sha256(f"{_FORM}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()
    return folder / "rules" / f"{digest}{suffix}" if folder else None


def recall(key: str) -> dict[str, Any] | None:
    """Return what was kept under `key` (the text of a rule file, say) as JSON, else None."""
    file = _file(key, ".json")
    if file is None:
        return None
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def keep(key: str, data: dict[str, Any]) -> None:
    """Keep `data` under `key`; where that is not possible, nothing is kept and nothing is said."""
    try:
        words = json.dumps(data, ensure_ascii=False)
        if json.loads(words) == data:
            _write(_file(key, ".json"), words.encode("utf-8"))
    except (TypeError, ValueError):
        return


def parsed(text: str) -> Any:
    """Return what a YAML text of parcli's own holds, parsed once on this machine."""
    # Under another key than rule files, which are refused where a key is there twice.
    key = f"yaml\n{text}"
    known = recall(key)
    if known is None:
        # Here, so that it is not loaded where everything is known.
        import yaml

        known = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
        keep(key, known)
    return known


def recall_bytes(key: str) -> bytes | None:
    """Return the bytes that were kept under `key`, else None, as where the file is damaged."""
    file = _file(key, ".bin")
    try:
        data = file.read_bytes() if file is not None else b""
    except OSError:
        return None
    content = data[_CHECK:]
    return content if data[:_CHECK] == hashlib.sha256(content).digest() else None


def keep_bytes(key: str, content: bytes) -> None:
    """Keep bytes under `key`, or nothing where that is not possible."""
    _write(_file(key, ".bin"), hashlib.sha256(content).digest() + content)


def _write(file: Path | None, content: bytes) -> None:
    if file is None:
        return
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as part:
                part.write(content)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
        _forget(file.parent)


def _forget(folder: Path) -> None:
    """Remove what was written long ago: of rules that are still in use it is made once more."""
    before = time.time() - _KEPT_DAYS * 24 * 60 * 60
    for file in folder.iterdir():
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
