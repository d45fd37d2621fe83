"""Which handler takes which event: one handler an event, registered under (contract, event)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from indexer.changes import At, Changes, Handler, Hint, Lookup


class Registered(NamedTuple):
    """A handler, what it will look at (tables with the event's fields that make the key, or a hint), and the
    rows that it begins, which were not there before."""

    handler: Handler
    reads: tuple[tuple[str, tuple[str, ...]], ...]
    makes: tuple[tuple[str, tuple[str, ...]], ...]
    hint: Hint | None


HANDLERS: Final[dict[tuple[str, str], Registered]] = {}


def handles(
    contract: str, event: str, hint: Hint | None = None, **touches: str
) -> Callable[[Handler], Handler]:
    """Register a handler. touches: table="field field", the event's fields that make the row's key; with a
    `+` in front where the contract makes each key once, so that the row is new and none is looked for."""
    keys = [(table, tuple(fields.strip("+").split())) for table, fields in touches.items()]
    new = [fields.startswith("+") for fields in touches.values()]
    reads = tuple(key for key, is_new in zip(keys, new, strict=True) if not is_new)
    makes = tuple(key for key, is_new in zip(keys, new, strict=True) if is_new)

    def register(handler: Handler) -> Handler:
        named = (contract, event)
        if named in HANDLERS:
            raise ValueError(f"two handlers for {contract}.{event}")
        HANDLERS[named] = Registered(handler, reads, makes, hint)
        return handler

    return register


def recorded_only(contract: str, *events: str) -> None:
    """Events that change no row of their own: what they say stands in `events`, and their effects come with
    others."""
    for event in events:
        handles(contract, event)(_nothing)


def _nothing(_event: Any, _at: At, _rows: Lookup) -> Changes:
    return ()
