"""What the chain said about a record, event by event, decoded from the mirror's raw logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from api.audit.verification import plain_arguments
from api.mirror import BLOCKS, RECEIVABLES
from api.pages import pack, unpack
from api.problems import Invalid
from api.scalars import Schema, Time
from chain.deployments import Deployment
from chain.events.decoder import EventDecoder
from indexer.models.base import table_of
from indexer.models.ledger import Event

EVENTS: Final = table_of(Event)


class EventShown(Schema):
    """One event: which contract said what, where, when. Numbers among the arguments are strings."""

    contract: str
    event: str
    arguments: dict[str, Any]
    block_number: int
    log_index: int
    transaction_hash: str
    time: Time


@dataclass(frozen=True)
class Told:
    """A raw event of the mirror with its block's time and hash."""

    row: Event
    time: int
    block_hash: str


def about_order(order_id: str) -> ColumnElement[bool]:
    """Events that name the order, or a receivable of it."""
    mine = select(RECEIVABLES.c.receivable_id).where(RECEIVABLES.c.order_id == order_id)
    return or_(EVENTS.c.topic1 == order_id, EVENTS.c.topic2 == order_id, EVENTS.c.topic1.in_(mine))


def about_receivable(receivable_id: str) -> ColumnElement[bool]:
    """Events that name the receivable."""
    return or_(EVENTS.c.topic1 == receivable_id, EVENTS.c.topic2 == receivable_id)


def told(
    session: Session, condition: ColumnElement[bool], cursor: str | None, limit: int
) -> tuple[list[Told], str | None]:
    """Events in their order on chain, and the cursor of what follows."""
    conditions = [condition]
    if cursor is not None:
        number, index = unpack(cursor)
        if not index.isdigit() or len(index) > len(str(2**31)):
            raise Invalid("the cursor is not one of ours", code="cursor_unreadable")
        at = min(int(index), 2**31 - 1)
        conditions.append(
            or_(
                EVENTS.c.block_number > number,
                and_(EVENTS.c.block_number == number, EVENTS.c.log_index > at),
            )
        )
    rows = session.execute(
        select(Event, BLOCKS.c.timestamp, BLOCKS.c.hash)
        .join(BLOCKS, BLOCKS.c.number == EVENTS.c.block_number)
        .where(*conditions)
        .order_by(EVENTS.c.block_number, EVENTS.c.log_index)
        .limit(limit + 1)
    ).all()
    found = [Told(event, time, block_hash) for event, time, block_hash in rows[:limit]]
    more = pack(found[-1].row.block_number, str(found[-1].row.log_index)) if len(rows) > limit else None
    return found, more


def shown(deployment: Deployment, events: Sequence[Told]) -> list[EventShown]:
    """Raw events decoded for people."""
    decoder = EventDecoder(deployment.names_by_address())
    return [_shown(decoder, each) for each in events]


def topics_of(row: Event) -> list[str]:
    """The topics of a raw event, as many as it has."""
    return [each for each in (row.topic0, row.topic1, row.topic2, row.topic3) if each is not None]


def _shown(decoder: EventDecoder, each: Told) -> EventShown:
    row = each.row
    event = decoder.decode(row.address, topics_of(row), row.data)
    return EventShown(
        contract=row.contract,
        event=row.name,
        arguments=plain_arguments(event),
        block_number=row.block_number,
        log_index=row.log_index,
        transaction_hash=row.transaction_hash,
        time=each.time,
    )


def block_hash(session: Session, number: int) -> str:
    """The hash of a mirrored block. Errors: Invalid where the mirror has not that block."""
    found = session.execute(select(BLOCKS.c.hash).where(BLOCKS.c.number == number)).scalar_one_or_none()
    if found is None:
        raise Invalid(f"block {number} is not mirrored", code="block_unknown")
    return str(found)
