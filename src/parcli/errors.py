"""What can go wrong that the user can mend: one base error and a child for each kind."""

from __future__ import annotations


class ParcliError(Exception):
    """Base of every error that a command prints as one line and an exit status."""


class ReadError(ParcliError):
    """A document cannot be read: missing, binary, too large, of an unknown format."""


class RuleError(ParcliError):
    """A rule file is not valid; the message names file, rule and reason."""


class StoreError(ParcliError):
    """The library cannot be opened, read or written."""


class LookupFailed(ParcliError):
    """A province, document or indicator that was asked for is not there."""


class UsageError(ParcliError):
    """What the caller asked for does not make sense, whatever the data (exit status 2)."""
