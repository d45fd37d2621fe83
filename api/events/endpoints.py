"""Events over HTTP."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query

from api import timeline
from api.auth.dependencies import InCaller, InSnapshot
from api.context import InContext
from api.events.visibility import visible
from api.financing.parts import HeadShown
from api.mirror import head
from api.pages import Cursor, Limit, Page
from api.problems import Invalid
from api.scalars import Address, Hex32
from api.timeline import EventShown
from chain.events.all import DECODERS
from chain.events.decoder import EventDecoder
from indexer.queries import events
from indexer.queries.events import Condition

router = APIRouter(prefix="/v1/events", tags=["events"])
LAST_BLOCK: Final = 2**62
Block = Annotated[int | None, Query(ge=0, le=LAST_BLOCK)]
Name = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9]{1,40}$")]


class EventLogged(EventShown):
    """An event with all that says where its log stands. `address`: the contract's, which tells one cash token
    from another.
    """

    address: str
    block_hash: str
    transaction_index: int


class EventsPage(Page[EventLogged]):
    """Events in their order on chain, oldest first; `asOf`: the block up to which the mirror has them."""

    as_of: HeadShown


@router.get("")
def list_events(
    context: InContext,
    session: InSnapshot,
    caller: InCaller,
    *,
    cursor: Cursor = None,
    limit: Limit = 100,
    contract: Annotated[Name, Query(description="only of this contract, such as Orders or Cash")] = None,
    event: Annotated[Name, Query(description="only of this name, such as Placed")] = None,
    transaction: Annotated[Hex32 | None, Query(description="only of the transaction with this hash")] = None,
    order_id: Annotated[
        Hex32 | None, Query(alias="orderId", description="only naming this order or a receivable of it")
    ] = None,
    receivable_id: Annotated[
        Hex32 | None, Query(alias="receivableId", description="only naming this receivable")
    ] = None,
    account: Annotated[
        Address | None, Query(description="only naming this account in an indexed argument")
    ] = None,
    from_block: Annotated[Block, Query(alias="fromBlock", description="from this block on")] = None,
    to_block: Annotated[Block, Query(alias="toBlock", description="up to this block")] = None,
) -> EventsPage:
    """What the contracts said, decoded, oldest first. You see events that name an order, receivable or
    facility visible to you, or your account, and those of the directory; auditors and the operator see all.
    (The chain itself shows every event to whoever runs a node of it.)
    """
    conditions: list[Condition] = [visible(caller), *_named(contract, event)]
    if from_block is not None and to_block is not None and from_block > to_block:
        raise Invalid("`fromBlock` lies after `toBlock`", code="blocks_reversed")
    if from_block is not None:
        conditions.append(events.since(from_block))
    if to_block is not None:
        conditions.append(events.until(to_block))
    if transaction is not None:
        conditions.append(events.in_transactions([transaction]))
    if order_id is not None:
        conditions.append(timeline.about_order(order_id))
    if receivable_id is not None:
        conditions.append(events.says(receivable_id))
    if account is not None:
        conditions.append(events.says(events.topic_of_account(account)))
    found, more = timeline.told(session, conditions, cursor, limit)
    decoder = EventDecoder(context.deployment.names_by_address())
    items = [
        EventLogged(
            **timeline.members(decoder, each),
            address=each.address,
            block_hash=each.block_hash,
            transaction_index=each.transaction_index,
        )
        for each in found
    ]
    return EventsPage(items=items, next=more, as_of=HeadShown.of(head(session)))


def _named(contract: str | None, event: str | None) -> list[Condition]:
    """Of this contract and of this name. Errors: Invalid where no contract here has it."""
    if contract is not None and contract not in DECODERS:
        raise Invalid(
            f"no contract here is named {contract}",
            code="contract_unknown",
            remedy=f"One of {', '.join(DECODERS)}.",
        )
    found = []
    if contract is not None:
        found.append(events.of_contract([contract]))
    if event is not None:
        among = [contract] if contract is not None else list(DECODERS)
        known = {kind.__annotations__["return"] for each in among for kind in DECODERS[each].values()}
        if event not in known:
            raise Invalid(f"no event here is named {event}", code="event_unknown")
        found.append(events.of_name([event]))
    return found
