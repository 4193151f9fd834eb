"""What can go wrong that the user can mend: one base error and a child for each kind."""

from __future__ import annotations


class ParcliError(Exception):
    """Base of every error that a command prints as one line and an exit status.

    Either a message, or the `code` of one in the catalogue of texts with the values that fill
    it: `StoreError(code="store.full", path=path)`. The second kind is printed in the language
    of the user; as a string it is English.
    """

    def __init__(self, message: str | None = None, *, code: str | None = None, **values: object) -> None:
        if message is None and code is not None:
            from parcli import messages

            message = messages.text(code, "en", **values)
        super().__init__(message or "")
        self.code = code
        self.values = values

    def in_words(self) -> str:
        """Return what the error says, in the language of the user where the catalogue has it."""
        if self.code is None:
            return str(self)
        from parcli import messages

        return messages.text(self.code, **self.values)


class ReadError(ParcliError):
    """A document cannot be read: missing, binary, too large, of an unknown format."""


class RuleError(ParcliError):
    """A rule file is not valid; the message names file, rule and reason."""


class StoreError(ParcliError):
    """The library, or another file to write, cannot be opened, read or written."""


class LookupFailed(ParcliError):  # noqa: N818 - LookupError is a name of Python itself
    """A province, document or indicator that was asked for is not there."""


class UsageError(ParcliError):
    """What the caller asked for does not make sense, whatever the data (exit status 2)."""
