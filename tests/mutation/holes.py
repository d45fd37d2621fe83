"""Stories that survivors asked for: what the rest of the suite had not noticed, for model and bytecode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY, MAX_AMOUNT, MAX_TOTAL, YEAR
from tests.model.pair import Call
from tests.model.parties import AUDITOR
from tests.model.rows import Account
from tests.model.signatures import address_of as of


def a_buyer_that_has_money_and_allowed_nothing_buys_nothing(t: Teller) -> None:
    """Funds and allowance are asked for each by itself."""
    _, receivable_id = t.invoice(t.order(), FACE)
    t.does("investor", EUR, "approve", t.at["Market"], 5)
    quote, signature = t.quote(receivable_id, 10, 9, 1)
    t.refused("Market_BuyerUnfunded", "supplier1", "Market", "sell", quote, signature)
    t.does("investor", EUR, "approve", t.at["Market"], 9)
    t.does("supplier1", "Market", "sell", quote, signature)


def no_units_move_out_of_custody_or_into_it(t: Teller) -> None:
    """Nothing is no amount of units; Collateral says so before anybody else is asked."""
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    _, receivable_id = t.invoice(order_id, FACE)
    nothing = "Collateral_ZeroUnits"
    t.refused(nothing, "supplier1", "Collateral", "releaseUnits", order_id, receivable_id, 0, of("supplier1"))
    t.refused(nothing, "supplier1", "Collateral", "depositUnits", order_id, receivable_id, 0)
    quote, signature = t.quote(receivable_id, 0, 9, 1)
    t.refused(nothing, "supplier1", "Collateral", "sellPledged", order_id, quote, signature)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 5, BPS)


def _in_default(t: Teller, cover: int, drawn: int, **group: int) -> int:
    """An order of supplier1 in default for 31 days, `cover` of `drawn` covered; some are kin by now."""
    facility_id = t.facility()
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], 10**6)
    terms = (facility_id, 1, cover, 10**6, 10**6, t.now + 2 * YEAR)
    t.does("guarantor1", "GuaranteePool", "commit", *terms)
    t.later(1)
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", facility_id, order_id)
    t.does("supplier1", "Loans", "draw", order_id, drawn, BPS)
    t.later(130 * DAY)
    t.does("financier1", "Loans", "declareDefault", order_id)
    t.later(31 * DAY)
    for name, number in group.items():
        roles = t.model.party(of(name)).roles
        t.does("operator", "Participants", "renew", of(name), number, roles, t.now + YEAR, 1, 2)
    return order_id


def a_claim_is_the_financiers(t: Teller) -> None:
    """Nobody else has the guarantor paid, though the money would be the financier's."""
    order_id = _in_default(t, BPS, FACE // 5)
    for who in ("outsider", "supplier1", "guarantor1", "financier2"):
        t.refused("GuaranteePool_NotFinancier", who, "GuaranteePool", "claim", order_id, of("guarantor1"))


def a_claim_of_one_unit_is_paid(t: Teller) -> None:
    """The least that there is to pay."""
    t.does("financier1", "GuaranteePool", "claim", _in_default(t, 1, BPS), of("guarantor1"))


def a_claim_that_rounds_to_nothing_is_refused(t: Teller) -> None:
    """Cover is rounded down."""
    order_id = _in_default(t, 1, BPS - 1)
    t.refused(
        "GuaranteePool_NothingToPay", "financier1", "GuaranteePool", "claim", order_id, of("guarantor1")
    )


def no_claim_for_kin_of_the_buyer(t: Teller) -> None:
    """The guarantor's group is the buyer's alone."""
    order_id = _in_default(t, BPS, FACE // 5, guarantor1=4, buyer1=4)
    t.refused("GuaranteePool_Affiliates", "financier1", "GuaranteePool", "claim", order_id, of("guarantor1"))


def no_claim_for_kin_of_the_supplier(t: Teller) -> None:
    """The guarantor's group is the supplier's alone."""
    order_id = _in_default(t, BPS, FACE // 5, guarantor1=4, supplier1=4)
    t.refused("GuaranteePool_Affiliates", "financier1", "GuaranteePool", "claim", order_id, of("guarantor1"))


def no_claim_where_buyer_and_supplier_are_kin(t: Teller) -> None:
    """The guarantor is nobody's; the trade is between kin."""
    order_id = _in_default(t, BPS, FACE // 5, buyer1=4, supplier1=4)
    t.refused("GuaranteePool_Affiliates", "financier1", "GuaranteePool", "claim", order_id, of("guarantor1"))


def a_started_day_counts_for_the_yield(t: Teller) -> None:
    """30 days and a second are 31 days: what would do for 30 is too dear."""
    p, receivable_id = t.invoice(t.order(), FACE)
    t.later(p[3] - 30 * DAY - 1 - t.now)
    dear, fair = (FACE * BPS * 365 // (BPS * 365 + 100 * days) for days in (30, 31))
    t.does("financier1", EUR, "approve", t.at["Market"], 10**9)
    quote, signature = t.quote(receivable_id, FACE, dear, 1, buyer="financier1", signer="under1")
    t.refused("Facilities_YieldBelowMandate", "supplier1", "Market", "sell", quote, signature)
    quote, signature = t.quote(receivable_id, FACE, fair, 2, buyer="financier1", signer="under1")
    t.does("supplier1", "Market", "sell", quote, signature)


def mandate(t: Teller, **other: Any) -> tuple[Any, ...]:
    """A mandate of financier1, as tight as the terms of the teller."""
    members = {
        "underwriter": of("under1"),
        "until": t.now + YEAR,
        "floor": 600,
        "fee": 0,
        "penalty": 500,
        "cap": 10**12,
        "total": MAX_TOTAL,
        "advances": (2_000, 5_000, 7_500, 9_000),
        "fee_to": of("fees"),
        "tenor": 365,
        "least_yield": 100,
        "budget": MAX_TOTAL,
    }
    return tuple({**members, **other}.values())


def a_mandate_stays_within_bounds(t: Teller) -> None:
    """Each of its numbers has a bound, and may be as great as that."""
    amounts = dict.fromkeys(("cap", "total", "budget"), MAX_TOTAL)
    parts = dict.fromkeys(("floor", "fee", "penalty", "least_yield"), BPS)
    for name, bound in {**amounts, **parts, "tenor": 365}.items():
        above = mandate(t, **{name: bound + 1})
        t.refused("Facilities_MandateInvalid", "financier1", "Facilities", "setMandate", t.at[EUR], above)
        t.does("financier1", "Facilities", "setMandate", t.at[EUR], mandate(t, **{name: bound}))
    for stage in range(4):
        advances = tuple(BPS + (each == stage) for each in range(4))
        above = mandate(t, advances=advances)
        t.refused("Facilities_MandateInvalid", "financier1", "Facilities", "setMandate", t.at[EUR], above)


def terms_go_as_far_as_the_mandate_and_no_farther(t: Teller) -> None:
    """Each number of the terms meets its own bound; the terms that meet them all are accepted."""
    t.does("financier1", "Facilities", "setMandate", t.at[EUR], mandate(t))
    terms = t.terms()
    beyond: list[tuple[str, int, Any]] = [
        ("CapAboveMandate", 3, terms[3] + 1),
        ("PenaltyAboveMandate", 6, 501),
        ("FeeAboveMandate", 7, 1),
        ("TenorAboveMandate", 11, 366),
        ("RateBelowFloor", 5, (1_200, 1_000, 800, 599)),
        *[("AdvanceAboveMandate", 4, advances) for advances in _one_above(terms[4])],
    ]
    for error, place, value in beyond:
        bad = (*terms[:place], value, *terms[place + 1 :])
        signed = t.signed_terms(bad)
        t.refused(f"Facilities_{error}", "supplier1", "Facilities", "acceptTerms", bad, signed)
    t.does("supplier1", "Facilities", "acceptTerms", terms, t.signed_terms(terms))


def _one_above(numbers: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [tuple(n + (i == at) for i, n in enumerate(numbers)) for at in range(len(numbers))]


def an_order_goes_to_its_bounds_and_no_farther(t: Teller) -> None:
    """Ten years to deliver, a year to pay, the largest amount, the whole as late interest: and one more."""
    bounds = {"deliver_by": t.now + 10 * YEAR, "term_days": 365, "late_bps": BPS, "amount": MAX_AMOUNT}
    errors = ("DeliverByOutOfRange", "PaymentTermTooLong", "LateRateTooHigh", "AmountOutOfRange")
    for (name, bound), error in zip(bounds.items(), errors, strict=True):
        above = t.order_terms(**{name: bound + 1})
        t.refused(f"Orders_{error}", "buyer1", "Orders", "place", above)
    t.does("buyer1", "Orders", "place", t.order_terms(**bounds))
    t.refused("Orders_DeliverByOutOfRange", "buyer1", "Orders", "place", t.order_terms(deliver_by=t.now))
    t.refused("Orders_AmountOutOfRange", "buyer1", "Orders", "place", t.order_terms(amount=0))


def who_ends_like_the_obligor_holds_units_all_the_same(t: Teller) -> None:
    """Three bytes of the obligor's address stand beside a receivable; they decide nothing by themselves."""
    alike = of("buyer1") ^ (1 << 80)
    t.does("operator", "Participants", "admit", alike, 1 << 200, 0, AUDITOR, t.now + YEAR, 1, 2)
    assert t.pair.call(Call(alike, "Receivables", "acceptFrom", (0, 1)))
    _, receivable_id = t.invoice(t.order(), FACE)
    t.does("supplier1", "Receivables", "transfer", alike, receivable_id, 10)
    assert t.asks("Receivables", "balanceOf", alike, receivable_id) == 10


def one_party_alone_voids_nothing(t: Teller) -> None:
    """The other must have asked; to have asked oneself is not enough."""
    proposal, receivable_id = t.invoice(t.order(), FACE)
    for who in ("supplier1", "buyer1"):
        t.refused("Receivables_VoidNotRequested", who, "Receivables", "voidReceivable", proposal)
    t.does("supplier1", "Receivables", "requestVoid", receivable_id)
    t.refused("Receivables_VoidNotRequested", "supplier1", "Receivables", "voidReceivable", proposal)
    t.does("buyer1", "Receivables", "voidReceivable", proposal)


def an_invoice_is_no_greater_than_its_document(t: Teller) -> None:
    """Face above gross is refused by Receivables itself, before any fingerprint is looked at."""
    order_id = t.order()
    t.does("buyer1", "Orders", "recordReceipt", order_id, FACE, 4)
    p = (order_id, 11, 10, (t.now // DAY + 60) * DAY, t.fresh("invoice"), 6, 0)
    t.refused("Receivables_FaceAboveGross", "supplier1", "Receivables", "propose", p, t.now + 60, b"")


def _drawn(t: Teller, amount: int) -> int:
    """An order of supplier1 with `amount` drawn."""
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    t.does("supplier1", "Loans", "draw", order_id, amount, BPS)
    return order_id


def an_over_advance_is_cured_in_its_days_and_not_a_second_later(t: Teller) -> None:
    """Default may be declared in the second after the third day, and not before."""
    order_id = _drawn(t, FACE // 5)
    t.does("buyer1", "Orders", "dispute", order_id, FACE // 2, 1)
    t.later(3 * DAY)
    t.refused("Loans_TooEarlyToDeclare", "financier1", "Loans", "declareDefault", order_id)
    t.later(1)
    t.does("financier1", "Loans", "declareDefault", order_id)


def past_due_nothing_leaves_custody(t: Teller) -> None:
    """Though what stays would cover the debt ten times over."""
    order_id = _drawn(t, 100)
    _, receivable_id = t.invoice(order_id, FACE // 2)
    account = t.model.row(Account, order_id)
    assert account is not None
    released = ("Collateral", "releaseUnits", order_id, receivable_id, 1, of("supplier1"))
    t.later(account.due_at - t.now - 1)
    t.does("supplier1", *released)
    t.later(1)
    t.refused("Loans_PastDue", "supplier1", *released)


def penalty_is_waived_by_itself(t: Teller) -> None:
    """And so is interest; together they may be waived, and neither is nothing."""
    order_id = _drawn(t, FACE // 5)
    t.later(150 * DAY)
    t.does("outsider", "Loans", "sync", order_id)
    t.does("financier1", "Loans", "waive", order_id, 0, 1)
    t.does("financier1", "Loans", "waive", order_id, 1, 0)
    t.refused("Loans_ZeroAmount", "financier1", "Loans", "waive", order_id, 0, 0)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    a_buyer_that_has_money_and_allowed_nothing_buys_nothing,
    no_units_move_out_of_custody_or_into_it,
    a_claim_is_the_financiers,
    a_claim_of_one_unit_is_paid,
    a_claim_that_rounds_to_nothing_is_refused,
    no_claim_for_kin_of_the_buyer,
    no_claim_for_kin_of_the_supplier,
    no_claim_where_buyer_and_supplier_are_kin,
    a_started_day_counts_for_the_yield,
    a_mandate_stays_within_bounds,
    terms_go_as_far_as_the_mandate_and_no_farther,
    an_order_goes_to_its_bounds_and_no_farther,
    who_ends_like_the_obligor_holds_units_all_the_same,
    one_party_alone_voids_nothing,
    an_invoice_is_no_greater_than_its_document,
    an_over_advance_is_cured_in_its_days_and_not_a_second_later,
    past_due_nothing_leaves_custody,
    penalty_is_waived_by_itself,
)
