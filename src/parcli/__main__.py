"""`parcli` and `python -m parcli`: the way in, which answers what is cheap before anything is loaded."""

from __future__ import annotations

import gc
import os
import signal
import sys

from parcli.version import version

INTERRUPTED = 130
# So many objects more than before make it worth the while to look for garbage.
_GARBAGE = 200_000


def main() -> int:
    """Return the exit status of the command line that the process was started with."""
    try:
        if sys.argv[1:] == ["--version"] and sys.stdout is not None:
            sys.stdout.write(f"parcli {version()}\n")
            sys.stdout.flush()
            return 0
        # Looking for plugins of pydantic reads the metadata of every package that is installed.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        # What is loaded at the start stays; looking through it for garbage again and again finds none.
        gc.set_threshold(_GARBAGE)
        from parcli import cli

        signal.signal(signal.SIGTERM, _terminated)
        return cli.run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except OSError as error:
        if error.filename is not None:
            raise
        from parcli.cli import report

        return report.unwritten(error)
    finally:
        _let_go_of_output()
        # Python would look through all that is there once more before it ends.
        gc.freeze()


def _terminated(number: int, frame: object) -> None:
    """End in good order: what has been begun is taken back, as on an interrupt."""
    sys.exit(128 + number)


def _let_go_of_output() -> None:
    """Write what is left; where nobody reads it any more, spare Python its complaint at the end."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
