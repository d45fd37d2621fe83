"""Events → rows: the one way by which the mirror is written, unwound, rebuilt and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from indexer.changes import At
from indexer.handlers import HANDLERS
from indexer.rows import WorkingSet


class Told(NamedTuple):
    """A decoded event with its place. journal_block: the block that it falls with in a reorg; it is the
    event's own, but for what a cash token did before it was listed, which falls with the listing."""

    contract: str
    name: str
    event: Any
    at: At
    journal_block: int


class HandlerMissing(Exception):
    """A contract emitted an event that no handler is registered for: the mirror is older than the
    contracts."""


def fold(told: Sequence[Told], rows: WorkingSet) -> None:
    """Apply events in their order. Errors: HandlerMissing, RowMissing, PostingsUnbalanced."""
    _prefetch(told, rows)
    for one in told:
        handler = HANDLERS[one.contract, one.name].handler
        for change in handler(one.event, one.at, rows):
            rows.apply(change, one.at, one.journal_block)


def _prefetch(told: Iterable[Told], rows: WorkingSet) -> None:
    wanted: dict[tuple[str, tuple[Any, ...]], None] = {}
    for one in told:
        registered = HANDLERS.get((one.contract, one.name))
        if registered is None:
            raise HandlerMissing(f"{one.contract}.{one.name} in block {one.at.block_number}")
        for touched in registered.hint(one.event, one.at, rows):
            wanted[touched] = None
    rows.prefetch(wanted)


def listed_tokens(told: Iterable[Told]) -> Mapping[str, tuple[int, int]]:
    """Cash tokens listed by these events: address → (cash_id, block of the listing)."""
    return {
        one.event.cash: (one.event.cash_id, one.at.block_number)
        for one in told
        if (one.contract, one.name) == ("Participants", "CashListed")
    }
