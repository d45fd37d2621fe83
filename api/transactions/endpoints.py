"""Transactions over HTTP."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Body, Header, Path
from fastapi.openapi.models import Example

from api.auth.dependencies import InCaller, InSession
from api.context import InContext
from api.transactions import service
from api.transactions.actions.every import Action
from api.transactions.schemas import PreparedShown, SubmitAsked, TransactionShown

router = APIRouter(prefix="/v1/transactions", tags=["transactions"])
_ID = "0x" + "ab" * 32
EXAMPLES: Final[dict[str, Example]] = {
    "accept": {"summary": "Supplier accepts an order", "value": {"action": "accept", "orderId": _ID}},
    "openAndDraw": {
        "summary": "Supplier takes a signed offer: terms, pledge and draw in one transaction",
        "value": {"action": "openAndDraw", "offerId": _ID, "amount": "1250000", "maxRateBps": 900},
    },
    "recordReceipt": {
        "summary": "Buyer records the total received so far",
        "value": {"action": "recordReceipt", "orderId": _ID, "receivedTotal": "98700500", "root": _ID},
    },
    "pay": {
        "summary": "Buyer pays a receivable",
        "value": {"action": "pay", "receivableId": _ID, "amount": "97570500"},
    },
}
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern="^[A-Za-z0-9._:-]{1,128}$",
        description="asking again under the same key gives the first answer and does nothing",
    ),
]


@router.post("/prepare")
def prepare(
    context: InContext,
    session: InSession,
    caller: InCaller,
    asked: Annotated[Action, Body(openapi_examples=EXAMPLES)],
) -> PreparedShown:
    """An action of yours as an unsigned transaction: its meaning in words, what it calls, and whether it
    would succeed now, else the contract's error by name. Sign `transaction` with your own key.
    """
    return service.prepared(context, session, caller, asked)


@router.post("", status_code=202)
def submit(
    context: InContext,
    session: InSession,
    caller: InCaller,
    asked: SubmitAsked,
    key: IdempotencyKey = None,
) -> TransactionShown:
    """Relay a transaction that you signed, to a contract of this deployment. It is kept and, should a
    reorganisation lose it, sent again until it is final."""
    request = asked.raw.lower().encode()
    if key is not None:
        before = service.answered(session, caller, key, request)
        if before is not None:
            return TransactionShown.model_validate(before)
    row = service.relay(context, session, caller, bytes.fromhex(asked.raw[2:]))
    shown = service.transaction_shown(session, row)
    if key is not None:
        service.remember(session, caller, key, request, shown.model_dump(mode="python", by_alias=True))
    return shown


@router.get("/{transaction_hash}")
def show(
    context: InContext,
    session: InSession,
    caller: InCaller,
    transaction_hash: Annotated[str, Path(pattern="^0x[0-9a-f]{64}$")],
) -> TransactionShown:
    """Where it stands: pending, mined, final, failed with the contract's error, vanished and sent again."""
    row = service.followed(context, session, caller, transaction_hash)
    return service.transaction_shown(session, row)
