"""Which parcli this is: the version of the installed package."""

from __future__ import annotations


def version() -> str:
    """Return the version of the installed package."""
    from importlib import metadata

    try:
        return metadata.version("parcli")
    except metadata.PackageNotFoundError:
        return "0+unknown"  # run from a checkout that is not installed
