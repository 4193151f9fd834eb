"""Run the real command line with a stand-in for the pipeline: `python fake_parcli.py extract ...`.

So that tests of how commands behave need neither rules nor a word splitter. A line "SLEEP" in a
document makes reading it take until it is interrupted, "KILL" ends the process that reads it, "FAULT" is a
fault in the code. With FAKE_READ=0 nothing can be read; FAKE_RULES is the version of the rules.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import types

import extractions

from parcli import model
from parcli.__main__ import main
from parcli.cli import inputs, options
from parcli.errors import ReadError


def _extraction(name: str, rules: object) -> model.Extraction:
    source = inputs.source(name)
    if os.environ.get("FAKE_READ") == "0":
        raise ReadError(f"{name}: was read")
    if "SLEEP" in source.text:
        time.sleep(60)
    if "KILL" in source.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "FAULT" in source.text:
        raise IndexError("list index out of range")
    return extractions.of_text(source.text, name, source.encoding)


def stand_in() -> None:
    """Put the stand-in in the pipeline's place, in this process alone."""
    inputs.extraction = _extraction
    inputs.Extracting.warm = lambda self: None
    inputs.Extracting.version = property(lambda self: self.rules.version)
    options.rulebook = lambda folders: types.SimpleNamespace(version=os.environ.get("FAKE_RULES", "1"))


# Tests are looked for in this file as well, in a process that tests the real pipeline.
if __name__ in ("__main__", "__mp_main__"):
    stand_in()

if __name__ == "__main__":
    # Whoever starts the tests in the background hands down that interrupts are ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
