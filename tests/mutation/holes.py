"""Stories that survivors asked for: what the rest of the suite had not noticed, for model and bytecode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY, YEAR
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


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    a_buyer_that_has_money_and_allowed_nothing_buys_nothing,
    no_units_move_out_of_custody_or_into_it,
    a_claim_is_the_financiers,
    a_claim_of_one_unit_is_paid,
    a_claim_that_rounds_to_nothing_is_refused,
    no_claim_for_kin_of_the_buyer,
    no_claim_for_kin_of_the_supplier,
    no_claim_where_buyer_and_supplier_are_kin,
)
