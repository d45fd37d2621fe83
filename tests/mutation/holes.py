"""Stories that survivors asked for: what the rest of the suite had not noticed, for model and bytecode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS
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


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    a_buyer_that_has_money_and_allowed_nothing_buys_nothing,
    no_units_move_out_of_custody_or_into_it,
)
