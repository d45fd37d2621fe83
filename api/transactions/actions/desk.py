"""Where an action becomes a call: records looked up as the caller may see them, values in the ABI's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.roles import Caller
from api.context import Context
from api.documents.money import money_text
from api.mirror import (
    FACILITIES,
    ORDERS,
    RECEIVABLES,
    token_of_currency,
    token_of_id,
    visible_facilities,
    visible_orders,
    visible_receivables,
)
from api.problems import NotFound
from chain.calls import Call
from chain.clients.all import FUNCTIONS
from chain.encoding import to_checksum
from indexer.models.credit import Facility
from indexer.models.parties import CashToken
from indexer.models.trade import Order, Receivable


@dataclass(frozen=True)
class Meant:
    """A call and what it means, in one sentence for the one who signs."""

    call: Call
    meaning: str


class Desk:
    """Looks up what an action names, for one caller in one request."""

    def __init__(self, context: Context, session: Session, caller: Caller) -> None:
        self.context = context
        self.session = session
        self.caller = caller

    def call(self, contract: str, function: str, values: Sequence[Any], meaning: str, to: str = "") -> Meant:
        """The call of a contract's function with its values in the ABI's order."""
        known = next(each for each in FUNCTIONS[contract] if each.name == function)
        target = to or self.context.deployment.address(contract)
        arguments = dict(zip(known.parameters, values, strict=True))
        return Meant(Call(target, known.encode(values), contract, function, arguments), meaning)

    def order(self, order_id: str) -> Order:
        """An order that the caller may see. Errors: NotFound."""
        row = self.session.scalars(
            select(Order).where(ORDERS.c.order_id == order_id, visible_orders(self.caller))
        ).first()
        if row is None:
            raise NotFound("no order with this id is visible to you", code="order_unknown")
        return row

    def receivable(self, receivable_id: str) -> Receivable:
        """A receivable that the caller may see. Errors: NotFound."""
        row = self.session.scalars(
            select(Receivable).where(
                RECEIVABLES.c.receivable_id == receivable_id, visible_receivables(self.caller)
            )
        ).first()
        if row is None:
            raise NotFound("no receivable with this id is visible to you", code="receivable_unknown")
        return row

    def facility(self, facility_id: str) -> Facility:
        """A facility that the caller may see. Errors: NotFound."""
        row = self.session.scalars(
            select(Facility).where(FACILITIES.c.facility_id == facility_id, visible_facilities(self.caller))
        ).first()
        if row is None:
            raise NotFound("no facility with this id is visible to you", code="facility_unknown")
        return row

    def token(self, currency: str) -> CashToken:
        """The cash token of a currency. Errors: Invalid."""
        return token_of_currency(self.session, currency)

    def money(self, amount: int, cash_id: int) -> str:
        """An amount for people."""
        return money_text(amount, token_of_id(self.session, cash_id).currency)


def shown(account: str) -> str:
    """An account for people."""
    return to_checksum(account)


def short(identity: str) -> str:
    """An id for people: its first bytes."""
    return identity[:10] + "…"
