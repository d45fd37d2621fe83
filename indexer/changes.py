"""What a handler answers: changes of rows. They carry no connection and no order but that of the events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

ZERO_ADDRESS: Final = "0x" + "00" * 20
ZERO_ID: Final = "0x" + "00" * 32

Key: TypeAlias = tuple[Any, ...]
Row: TypeAlias = dict[str, Any]


class At(NamedTuple):
    """Where an event stands: the block (its time in Unix seconds), the transaction, the log, the contract."""

    block_number: int
    timestamp: int
    log_index: int
    transaction_hash: str
    address: str


class Put(NamedTuple):
    """The whole row, whether or not there was one."""

    table: str
    key: Key
    values: Mapping[str, Any]


class Set(NamedTuple):
    """Some columns of a row. Where there is none it is created from `create`; without that it is a fault."""

    table: str
    key: Key
    values: Mapping[str, Any]
    create: Mapping[str, Any] | None = None


class Add(NamedTuple):
    """Amounts added to columns of a row. Where there is none it is created from `create` (then added to)."""

    table: str
    key: Key
    deltas: Mapping[str, int]
    create: Mapping[str, Any] | None = None


class Append(NamedTuple):
    """A row of a table that only grows and is unwound by its block number."""

    table: str
    values: Mapping[str, Any]


Change: TypeAlias = Put | Set | Add | Append
Changes: TypeAlias = tuple[Change, ...]


class Lookup(Protocol):
    """The mirror as it was just before the event: what a handler may look up."""

    def get(self, table: str, key: Key) -> Mapping[str, Any] | None:
        """The row, or None."""

    def need(self, table: str, key: Key) -> Mapping[str, Any]:
        """The row. Errors: RowMissing."""

    def cash_id(self, token: str) -> int:
        """Number of a listed cash token. Errors: RowMissing."""


Handler: TypeAlias = Callable[[Any, At, Lookup], Changes]
"""A pure function: typed event, place, what was → changes. Same verb as the event."""

Hint: TypeAlias = Callable[[Any, At, Lookup], tuple[tuple[str, Key], ...]]
"""Rows that a handler will touch, so that a batch loads them together; leaving one out costs time only."""
