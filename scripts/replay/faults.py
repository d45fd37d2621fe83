"""What can go wrong in a replay, apart from the chain and the database."""

from __future__ import annotations


class ReplayError(RuntimeError):
    """The log cannot be read, or the chain did not do what was sent; the message says which and where."""
