"""Events → rows: the one way by which the mirror is written, unwound, rebuilt and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from chain.events.participants import CashListed
from indexer.changes import At
from indexer.decode import Decoded
from indexer.handlers import HANDLERS
from indexer.handlers.registry import Registered
from indexer.rows import WorkingSet


class HandlerMissing(Exception):
    """A contract emitted an event that no handler is registered for: the mirror is older than the
    contracts."""


def fold(decoded: Decoded, rows: WorkingSet) -> None:
    """Apply events in their order. Errors: HandlerMissing, RowMissing, PostingsUnbalanced."""
    events, places, listings = decoded.events, decoded.places, decoded.listings
    registered = _prefetch(events, places, rows)
    handlers = {kind: found.handler for kind, found in registered.items()}
    apply = rows.apply
    for event, at in zip(events, places, strict=True):
        changes = handlers[type(event)](event, at, rows)
        if changes:
            block = at.block_number
            if listings:
                block = max(block, listings.get(at.address, 0))
            for change in changes:
                apply(change, at, block)


def _prefetch(events: Sequence[Any], places: Sequence[At], rows: WorkingSet) -> Mapping[type, Registered]:
    """Load together what the handlers will look at; answers the handler of each kind of event."""
    by_kind: dict[type, list[Any]] = {}
    for event in events:
        kind = type(event)
        if kind in by_kind:
            by_kind[kind].append(event)
        else:
            by_kind[kind] = [event]
    registered = {kind: _registered(kind) for kind in by_kind}
    wanted: dict[str, set[tuple[Any, ...]]] = {}
    for kind, found in registered.items():
        for table, fields in found.makes:
            rows.not_there(table, _keys(by_kind[kind], fields))
        for table, fields in found.reads:
            wanted.setdefault(table, set()).update(_keys(by_kind[kind], fields))
    for table, keys in wanted.items():
        rows.prefetch(table, keys)
    hints = {kind: found.hint for kind, found in registered.items() if found.hint is not None}
    if hints:
        _prefetch_hinted(events, places, hints, rows)
    return registered


def _keys(events: Sequence[Any], fields: tuple[str, ...]) -> set[tuple[Any, ...]]:
    if len(fields) == 1:
        return {(value,) for value in map(attrgetter(fields[0]), events)}
    return set(map(attrgetter(*fields), events))


def _prefetch_hinted(
    events: Sequence[Any], places: Sequence[At], hints: Mapping[type, Any], rows: WorkingSet
) -> None:
    wanted: dict[str, set[tuple[Any, ...]]] = {}
    for event, at in zip(events, places, strict=True):
        hint = hints.get(type(event))
        if hint is not None:
            for table, key in hint(event, at, rows):
                wanted.setdefault(table, set()).add(key)
    for table, keys in wanted.items():
        rows.prefetch(table, keys)


def _registered(kind: type) -> Registered:
    named = (getattr(kind, "CONTRACT", ""), getattr(kind, "EVENT", ""))
    found = HANDLERS.get(named)
    if found is None:
        raise HandlerMissing(f"no handler for {'.'.join(named)}")
    return found


def listed_tokens(decoded: Decoded) -> Mapping[str, tuple[int, int]]:
    """Cash tokens listed by these events: address → (cash_id, block of the listing)."""
    return {
        event.cash: (event.cash_id, at.block_number)
        for event, at in zip(decoded.events, decoded.places, strict=True)
        if type(event) is CashListed
    }
