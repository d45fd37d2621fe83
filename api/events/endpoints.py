"""Events over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import StreamingResponse

from api import timeline
from api.auth.dependencies import InCaller, InSnapshot
from api.context import InContext
from api.events.stream import EventLogged, Following, logged, told
from api.events.visibility import visible
from api.financing.parts import HeadShown
from api.mirror import head
from api.pages import CURSOR, Cursor, Limit, Page
from api.problems import Invalid
from api.scalars import Address, Hex32
from chain.events.all import DECODERS
from chain.events.decoder import EventDecoder
from indexer.queries import events
from indexer.queries.events import Condition

router = APIRouter(prefix="/v1/events", tags=["events"])
LAST_BLOCK: Final = 2**62
STREAM: Final = "text/event-stream"
STREAMED: Final[dict[str, Any]] = {STREAM: {"schema": {"type": "string"}}}
Block = Annotated[int | None, Query(ge=0, le=LAST_BLOCK)]
Name = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9]{1,40}$")]


class EventsPage(Page[EventLogged]):
    """Events in their order on chain, oldest first; `asOf`: the block up to which the mirror has them."""

    as_of: HeadShown


@router.get("", response_model=EventsPage, responses={200: {"content": STREAMED}})
def list_events(
    context: InContext,
    request: Request,
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
    last_event_id: Annotated[
        str | None,
        Header(alias="Last-Event-ID", pattern=CURSOR, description="of a stream: the id of the last frame"),
    ] = None,
) -> EventsPage | StreamingResponse:
    """What the contracts said, decoded, oldest first. You see events that name an order, receivable or
    facility visible to you, or your account, and those of the directory; auditors and the operator see all.
    (The chain itself shows every event to whoever runs a node of it.)

    With `Accept: text/event-stream`, a stream: the same events as they are mirrored, from now on, or from
    `Last-Event-ID`, `cursor` or `fromBlock` on; `reorganised` where blocks were replaced; `problem`, and its
    end, where something is away.
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
    if STREAM in request.headers.get("accept", "").lower():
        begin = last_event_id or cursor or (None if from_block is None else from_block - 1)
        following = Following(context, conditions, begin)
        return StreamingResponse(told(context, following), media_type=STREAM)
    found, more = timeline.told(session, conditions, cursor, limit)
    decoder = EventDecoder(context.deployment.names_by_address())
    items = [logged(decoder, each) for each in found]
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
