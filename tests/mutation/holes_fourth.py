"""Stories that survivors asked for after the second review (ADR 0023)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY
from tests.model.rows import Account
from tests.model.signatures import address_of as of
from tests.model.words import hash_words

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


def a_payment_goes_to_a_guarantor_and_to_a_sister_in_trouble(t: Teller) -> None:
    """All that one payment can be for: lender, guarantor, another order of the facility, supplier."""
    facility_id = t.facility()
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], 10**6)
    caps = (5 * 10**6, 5 * 10**6, t.now + 730 * DAY)
    t.does("guarantor1", "GuaranteePool", "commit", facility_id, 1, BPS // 2, *caps)
    t.later(1)
    named, paying = t.order(), t.order()
    _, receivable_id = t.invoice(paying, FACE // 2)
    for order_id in (named, paying):
        t.does("supplier1", "Loans", "pledge", facility_id, order_id)
        t.does("supplier1", "Loans", "draw", order_id, FACE // 20, BPS)
    t.does("supplier1", "Collateral", "depositUnits", paying, receivable_id, FACE // 2)
    t.later(130 * DAY)
    for order_id in (named, paying):
        t.does("financier1", "Loans", "declareDefault", order_id)
    t.later(31 * DAY)
    t.does("financier1", "GuaranteePool", "claim", paying, of("guarantor1"))
    assert t.asks("Loans", "sweepOrders", 1) == named
    t.does("buyer1", "Receivables", "pay", receivable_id, FACE // 2)


def the_least_penalty_that_there_is_is_kept(t: Teller) -> None:
    """One minor unit, at one basis point, one second late."""
    plain = t.terms()
    terms = (*plain[:6], 1, *plain[7:])
    t.does("supplier1", "Facilities", "acceptTerms", terms, t.signed_terms(terms))
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", hash_words(*terms[:3]), order_id)
    t.does("supplier1", "Loans", "draw", order_id, 1, BPS)
    account = t.model.row(Account, order_id)
    assert account is not None
    t.later(t.model.grace_ends(account) + 1 - t.now)
    t.does("outsider", "Loans", "sync", order_id)
    assert account.penalty == 1
    t.does("outsider", "Loans", "sync", order_id)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    who_is_suspended_gives_nothing_away,
    extensions_at_their_edges,
    money_at_its_edges,
    no_mandate_buys_in_the_second_of_maturity,
    a_payment_goes_to_a_guarantor_and_to_a_sister_in_trouble,
    the_least_penalty_that_there_is_is_kept,
)
