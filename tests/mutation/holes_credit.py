"""Stories that survivors of the second sample asked for: loans, facilities, mandates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY, YEAR
from tests.model.signatures import address_of as of
from tests.model.words import MASK, functions, hash_words, word
from tests.mutation.holes import mandate


def _pledged(t: Teller, facility_id: int, buyer: str = "buyer1") -> int:
    """An order of supplier1, pledged."""
    order_id = t.order(buyer)
    t.does("supplier1", "Loans", "pledge", facility_id, order_id)
    return order_id


def nothing_is_no_draw_and_one_unit_is(t: Teller) -> None:
    """Drawn by itself or with the terms."""
    terms = t.terms()
    signed, order_id = t.signed_terms(terms), t.order()
    opened = ("Loans", "openAndDraw", terms, signed, order_id)
    t.refused("Loans_ZeroAmount", "supplier1", *opened, 0, BPS)
    t.does("supplier1", *opened, 1, BPS)
    t.refused("Loans_ZeroAmount", "supplier1", "Loans", "draw", order_id, 0, BPS)
    t.does("supplier1", "Loans", "draw", order_id, 1, BPS)


def what_is_attested_counts_from_the_first_draw(t: Teller) -> None:
    """Half of what is on its way, in the call that pledges, and no unit more."""
    t.does("financier1", "Facilities", "setAttestor", of("attestor1"), 1)
    order_id = t.order()
    t.does("supplier1", "Orders", "recordShipment", order_id, FACE, 1)
    t.does("attestor1", "Orders", "attestShipment", order_id, FACE, 2)
    terms = t.terms()
    opened = ("Loans", "openAndDraw", terms, t.signed_terms(terms), order_id)
    t.refused("Loans_OverCapacity", "supplier1", *opened, FACE // 2 + 1, BPS)
    t.does("supplier1", *opened, FACE // 2, BPS)


def a_financier_that_lends_no_longer_has_orders_pledged_to_it(t: Teller) -> None:
    """Its standing is asked for when it is to pay, not before."""
    facility_id = t.facility()
    t.does("operator", "Participants", "suspend", of("financier1"), 1)
    order_id = _pledged(t, facility_id)
    t.refused("Participants_Suspended", "supplier1", "Loans", "draw", order_id, 1, BPS)


def goods_received_count_to_the_end_of_the_payment_term(t: Teller) -> None:
    """And of the days after which all is stale; in the second after they do not."""
    order_id = _pledged(t, t.facility())
    t.does("buyer1", "Orders", "recordReceipt", order_id, FACE, 4)
    stale = t.model.order(order_id).deliver_by + (30 + 60) * DAY
    for second, capacity in ((stale, 3 * FACE // 4), (stale + 1, 0)):
        t.later(second - t.now)
        t.does("outsider", "Loans", "sync", order_id)
        assert _capacity(t, order_id) == capacity


def _capacity(t: Teller, order_id: int) -> int:
    """The word of the position after facts and eligible amounts, four each."""
    answer = t.pair.chain.ask(t.at["Loans"], functions()["Loans.position"] + word(order_id))
    return int.from_bytes(answer[8 * 32 : 9 * 32], "big")


def what_is_sold_out_of_custody_leaves_the_debt_covered(t: Teller) -> None:
    """A sale that would not is refused, though its buyer may have the units."""
    order_id = _pledged(t, t.facility())
    _, receivable_id = t.invoice(order_id, FACE)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 2, BPS)
    quote, signature = t.quote(receivable_id, FACE // 2, 1, 1)
    t.refused("Loans_OverAdvanced", "supplier1", "Collateral", "sellPledged", order_id, quote, signature)
    quote, signature = t.quote(receivable_id, FACE // 4, FACE // 4, 2)
    t.does("supplier1", "Collateral", "sellPledged", order_id, quote, signature)


def a_sweep_pays_guarantor_and_financier_and_leaves_the_rest(t: Teller) -> None:
    """Half of a debt in default is the guarantor's; another order's residual pays both, then the supplier."""
    facility_id = t.facility()
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], 10**6)
    terms = (facility_id, 1, BPS // 2, 10**6, 10**6, t.now + 2 * YEAR)
    t.does("guarantor1", "GuaranteePool", "commit", *terms)
    t.later(1)
    order_id, other = _pledged(t, facility_id), _pledged(t, facility_id, "buyer2")
    t.does("supplier1", "Loans", "draw", order_id, 1_000, BPS)
    _, receivable_id = t.invoice(other, FACE, "buyer2")
    t.later(130 * DAY)
    t.does("financier1", "Loans", "declareDefault", order_id)
    t.later(31 * DAY)
    t.does("financier1", "GuaranteePool", "claim", order_id, of("guarantor1"))
    before = [t.asks(EUR, "balanceOf", of(name)) for name in ("guarantor1", "supplier1")]
    t.does("buyer2", "Receivables", "pay", receivable_id, 2 * FACE)
    after = [t.asks(EUR, "balanceOf", of(name)) for name in ("guarantor1", "supplier1")]
    assert after[0] - before[0] == 500
    assert after[1] - before[1] > FACE // 2


def a_due_date_that_was_moved_is_told(t: Teller) -> None:
    """With the delivery date beside it, in its own place."""
    order_id = _pledged(t, t.facility())
    t.does("supplier1", "Loans", "draw", order_id, 100, BPS)
    t.does("financier1", "Loans", "extend", order_id, t.now + 200 * DAY)


def a_facility_draws_to_the_last_second_that_was_agreed(t: Teller) -> None:
    """And not in the next."""
    terms = (*t.terms()[:-1], t.now + 10 * DAY)
    t.does("supplier1", "Facilities", "acceptTerms", terms, t.signed_terms(terms))
    order_id = _pledged(t, hash_words(*terms[:3]))
    t.later(terms[-1] - t.now)
    t.does("supplier1", "Loans", "draw", order_id, 1, BPS)
    t.later(1)
    t.refused("Facilities_DrawingEnded", "supplier1", "Loans", "draw", order_id, 1, BPS)


def an_underwriter_alone_stops_a_facility(t: Teller) -> None:
    """And the financier alone; either says so by itself."""
    facility_id = t.facility()
    order_id = _pledged(t, facility_id)
    for who in ("under1", "financier1"):
        t.does(who, "Facilities", "freeze", facility_id)
        t.refused("Facilities_Frozen", "supplier1", "Loans", "draw", order_id, 1, BPS)
        t.does("financier1", "Facilities", "unfreeze", facility_id)
        if who == "under1":
            t.does("under1", "Facilities", "unfreeze", facility_id)
    t.does("supplier1", "Loans", "draw", order_id, 1, BPS)


def each_bound_of_a_draw_is_reached_and_not_passed(t: Teller) -> None:
    """The mandate's total, the buyer's line, the facility's cap."""
    facility_id = t.facility()
    order_id = _pledged(t, facility_id)
    line = ("setLine", t.at[EUR], of("buyer1"))
    bounds: list[tuple[str, tuple[Any, ...], tuple[Any, ...]]] = [
        (
            "OverMandate",
            ("setMandate", t.at[EUR], mandate(t, total=100)),
            ("setMandate", t.at[EUR], mandate(t)),
        ),
        ("OverLine", (*line, 200), (*line, 10**9)),
        ("OverCap", ("lowerCap", facility_id, 300), ()),
    ]
    for error, narrow, wide in bounds:
        t.does("financier1", "Facilities", *narrow)
        t.refused(f"Facilities_{error}", "supplier1", "Loans", "draw", order_id, 101, BPS)
        t.does("supplier1", "Loans", "draw", order_id, 100, BPS)
        if wide:
            t.does("financier1", "Facilities", *wide)


def terms_are_for_who_is_named_in_them(t: Teller) -> None:
    """Another supplier does not take them, and nobody takes them in its name."""
    terms = t.terms()
    signed = t.signed_terms(terms)
    t.refused("Facilities_NotSupplier", "supplier2", "Facilities", "acceptTerms", terms, signed)
    for who in ("outsider", "supplier1"):
        t.refused(
            "Facilities_OnlySister", who, "Facilities", "acceptTermsFor", of("supplier1"), terms, signed
        )


def what_is_advanced_can_be_paid_by_the_face_with_its_interest(t: Teller) -> None:
    """Nine tenths for a year and five days of grace: at 10.96 percent the face pays, at 11 it does not."""
    plain = t.terms()
    dear, fair = ((*plain[:5], (1_200, 1_100, 1_100, rate), *plain[6:]) for rate in (1_100, 1_096))
    t.refused(
        "Facilities_FaceCannotPay", "supplier1", "Facilities", "acceptTerms", dear, t.signed_terms(dear)
    )
    t.does("supplier1", "Facilities", "acceptTerms", fair, t.signed_terms(fair))


def whole_days_are_not_one_more_and_a_budget_is_spent_to_the_end(t: Teller) -> None:
    """30 days to the second; a budget of just the price."""
    p, receivable_id = t.invoice(t.order(), FACE)
    t.later(p[3] - 30 * DAY - t.now)
    price = FACE * BPS * 365 // (BPS * 365 + 100 * 30)
    t.does("financier1", "Facilities", "setMandate", t.at[EUR], mandate(t, budget=price))
    t.does("financier1", EUR, "approve", t.at["Market"], MASK)
    t.later(p[3] - 30 * DAY - t.now)
    quote, signature = t.quote(receivable_id, FACE, price, 1, buyer="financier1", signer="under1")
    t.does("supplier1", "Market", "sell", quote, signature)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    nothing_is_no_draw_and_one_unit_is,
    what_is_attested_counts_from_the_first_draw,
    a_financier_that_lends_no_longer_has_orders_pledged_to_it,
    goods_received_count_to_the_end_of_the_payment_term,
    what_is_sold_out_of_custody_leaves_the_debt_covered,
    a_sweep_pays_guarantor_and_financier_and_leaves_the_rest,
    a_due_date_that_was_moved_is_told,
    a_facility_draws_to_the_last_second_that_was_agreed,
    an_underwriter_alone_stops_a_facility,
    each_bound_of_a_draw_is_reached_and_not_passed,
    terms_are_for_who_is_named_in_them,
    what_is_advanced_can_be_paid_by_the_face_with_its_interest,
    whole_days_are_not_one_more_and_a_budget_is_spent_to_the_end,
)
