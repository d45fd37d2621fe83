"""What the chain said about a record, event by event, decoded from the mirror's raw logs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.audit.verification import plain_arguments
from api.mirror import BLOCKS, RECEIVABLES
from api.pages import pack, unpack
from api.problems import Invalid
from api.scalars import Schema, Time
from chain.deployments import Deployment
from chain.events.decoder import EventDecoder
from indexer.queries import events
from indexer.queries.events import Condition, Raw

_MOST_INDEX: Final = 2**31 - 1


class EventShown(Schema):
    """One event: which contract said what, where, when. Numbers among the arguments are strings."""

    contract: str
    event: str
    arguments: dict[str, Any]
    block_number: int
    log_index: int
    transaction_hash: str
    time: Time


def about_order(order_id: str) -> Condition:
    """Events that name the order, or a receivable of it."""
    mine = select(RECEIVABLES.c.receivable_id).where(RECEIVABLES.c.order_id == order_id)
    return or_(events.says_indexed(order_id), events.says_any(mine))


def about_receivable(receivable_id: str) -> Condition:
    """Events that name the receivable."""
    return events.says_indexed(receivable_id)


def told(
    session: Session, conditions: Sequence[Condition], cursor: str | None, limit: int
) -> tuple[list[Raw], str | None]:
    """Events in their order on chain, and the cursor of what follows. Errors: Invalid (the cursor)."""
    following = [] if cursor is None else [events.after(*_place_of(cursor))]
    rows = events.read(session, *conditions, *following, limit=limit + 1)
    found = rows[:limit]
    return found, cursor_of(found[-1]) if len(rows) > limit else None


def cursor_of(event: Raw) -> str:
    """The cursor of what follows an event."""
    return pack(event.block_number, str(event.log_index))


def _place_of(cursor: str) -> tuple[int, int]:
    number, index = unpack(cursor)
    if not index.isdigit() or len(index) > len(str(_MOST_INDEX)):
        raise Invalid("the cursor is not one of ours", code="cursor_unreadable")
    return number, min(int(index), _MOST_INDEX)


def shown(deployment: Deployment, found: Sequence[Raw]) -> list[EventShown]:
    """Raw events decoded for people."""
    decoder = EventDecoder(deployment.names_by_address())
    return [EventShown(**members(decoder, each)) for each in found]


def members(decoder: EventDecoder, event: Raw) -> dict[str, Any]:
    """A raw event decoded: the members of EventShown."""
    said = decoder.decode(event.address, event.topics, event.data)
    return {
        "contract": event.contract,
        "event": event.name,
        "arguments": plain_arguments(said),
        "block_number": event.block_number,
        "log_index": event.log_index,
        "transaction_hash": event.transaction_hash,
        "time": event.timestamp,
    }


def block_hash(session: Session, number: int) -> str:
    """The hash of a mirrored block. Errors: Invalid where the mirror has not that block."""
    found = session.execute(select(BLOCKS.c.hash).where(BLOCKS.c.number == number)).scalar_one_or_none()
    if found is None:
        raise Invalid(f"block {number} is not mirrored", code="block_unknown")
    return str(found)
