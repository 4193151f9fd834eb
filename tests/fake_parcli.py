"""Run the real command line with a stand-in for the pipeline: `python fake_parcli.py extract ...`.

So that tests of how commands behave need neither rules nor a word splitter. A line "SLEEP" in a
document makes reading it take until it is interrupted.
"""

from __future__ import annotations

import signal
import sys
import time
import types

import extractions

from parcli import model
from parcli.__main__ import main
from parcli.cli import inputs, options


def _extraction(name: str, rules: object) -> model.Extraction:
    source = inputs.source(name)
    if "SLEEP" in source.text:
        time.sleep(60)
    return extractions.of_text(source.text, name, source.encoding)


inputs.extraction = _extraction
options.rulebook = lambda folders: types.SimpleNamespace(version="1")

if __name__ == "__main__":
    # Whoever starts the tests in the background hands down that interrupts are ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
