"""What can go wrong in serving; standard library only."""

from __future__ import annotations


class ServingError(RuntimeError):
    """A part of the stack could not be started or has died; the message says which and what to do."""
