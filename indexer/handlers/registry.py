"""Which handler takes which event: one handler an event, registered under (contract, event)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from indexer.changes import At, Changes, Handler, Hint, Key, Lookup


class Registered(NamedTuple):
    """A handler and what it will touch."""

    handler: Handler
    hint: Hint


HANDLERS: Final[dict[tuple[str, str], Registered]] = {}


def handles(
    contract: str, event: str, hint: Hint | None = None, **touches: str
) -> Callable[[Handler], Handler]:
    """Register a handler. touches: table="field field", the event's fields that make the row's key."""

    def register(handler: Handler) -> Handler:
        named = (contract, event)
        if named in HANDLERS:
            raise ValueError(f"two handlers for {contract}.{event}")
        HANDLERS[named] = Registered(handler, hint or _by_fields(touches))
        return handler

    return register


def _by_fields(touches: dict[str, str]) -> Hint:
    keys = tuple((table, tuple(fields.split())) for table, fields in touches.items())

    def hint(event: Any, _at: At, _rows: Lookup) -> tuple[tuple[str, Key], ...]:
        return tuple((table, tuple(getattr(event, field) for field in fields)) for table, fields in keys)

    return hint


def recorded_only(contract: str, *events: str) -> None:
    """Events that change no row of their own: what they say stands in `events`, and their effects come with
    others."""
    for event in events:
        handles(contract, event)(_nothing)


def _nothing(_event: Any, _at: At, _rows: Lookup) -> Changes:
    return ()
