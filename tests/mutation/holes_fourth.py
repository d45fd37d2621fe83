"""Stories that survivors asked for after the second review (ADR 0023)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY
from tests.model.signatures import address_of as of

U128: Final = 2**128 - 1
LONGEST: Final = 3_650 * DAY


def _drawn(t: Teller) -> int:
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 10, BPS)
    return order_id


def who_is_suspended_gives_nothing_away(t: Teller) -> None:
    """Neither units nor a debt that is owed to it."""
    paper, receivable_id = t.invoice(t.order(), FACE)
    order_id = _drawn(t)
    t.does("buyer1", "Receivables", "requestVoid", receivable_id)
    for who in ("supplier1", "financier1"):
        t.does("operator", "Participants", "suspend", of(who), 1)
    refused = "Participants_Suspended"
    t.refused(refused, "supplier1", "Receivables", "forgive", receivable_id, 10)
    t.refused(refused, "supplier1", "Receivables", "requestVoid", receivable_id)
    t.refused(refused, "supplier1", "Receivables", "voidReceivable", paper)
    t.later(DAY)
    t.refused(refused, "financier1", "Loans", "waive", order_id, 1, 0)
    t.refused(refused, "financier1", "Loans", "extend", order_id, t.now + 300 * DAY)


def extensions_at_their_edges(t: Teller) -> None:
    """Of a debt, and for ten years at most; no more is waived than is owed."""
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    t.refused("Loans_NothingOwed", "financier1", "Loans", "extend", order_id, t.now + DAY)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 10, BPS)
    t.refused("Loans_DueNotLater", "financier1", "Loans", "extend", order_id, t.now + LONGEST + 1)
    t.does("financier1", "Loans", "extend", order_id, t.now + LONGEST)
    t.refused("Loans_WaiverAboveOwed", "financier1", "Loans", "waive", order_id, FACE, 0)


def money_at_its_edges(t: Teller) -> None:
    """Only the bank makes it, and as much as a word of the token holds."""
    t.refused("Cash_OnlyBank", "buyer1", EUR, "issue", of("buyer1"), 1, t.fresh("receipt"))
    supply = t.asks(EUR, "totalSupply")
    rest = U128 - supply
    t.refused("Cash_AmountOutOfRange", "bank", EUR, "issue", of("buyer1"), rest + 1, t.fresh("receipt"))
    t.does("bank", EUR, "issue", of("buyer1"), rest, t.fresh("receipt"))


def no_mandate_buys_in_the_second_of_maturity(t: Teller) -> None:
    """And does in the one before."""
    paper, receivable_id = t.invoice(t.order(), FACE)
    t.later(paper[3] - t.now - 1)
    t.does("financier1", EUR, "approve", t.at["Market"], FACE)
    early, late = (
        t.quote(receivable_id, 10, 1, nonce, buyer="financier1", signer="under1") for nonce in (1, 2)
    )
    t.does("supplier1", "Market", "sell", *early)
    t.later(1)
    t.refused("Facilities_PastMaturity", "supplier1", "Market", "sell", *late)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    who_is_suspended_gives_nothing_away,
    extensions_at_their_edges,
    money_at_its_edges,
    no_mandate_buys_in_the_second_of_maturity,
)
