"""Stories that survivors of the third sample asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from chain.abi import load_artifact, topic_of
from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY, MAX_TOTAL, YEAR
from tests.model.signatures import address_of as of
from tests.mutation.holes import mandate


def _told(t: Teller, event: str, who: str, *call: Any) -> list[list[int]]:
    """The words of data of each such event of Receivables in a call that must succeed."""
    chain, topic = t.pair.chain, topic_of(load_artifact("Receivables").entry("event", event))
    before, found = chain.listener, list[list[int]]()

    def heard(caller: int, to: int, data: bytes) -> None:
        result = chain.evm.result
        for log in result.logs if result is not None else []:
            if log.topics[0] == topic:
                said = bytes(log.data[1])
                found.append([int.from_bytes(said[i : i + 32], "big") for i in range(0, len(said), 32)])
        before(caller, to, data)

    chain.listener = heard
    t.does(who, *call)
    chain.listener = before
    return found


def what_is_paid_late_and_redeemed_is_told(t: Teller) -> None:
    """The whole and the late part of it, each in its place; and what a holder took."""
    _, receivable_id = t.invoice(t.order(), 3)
    t.later(61 * DAY)
    paid = _told(t, "Paid", "buyer1", "Receivables", "pay", receivable_id, 3)
    assert [words[:2] for words in paid] == [[3, 1]]
    redeemed = _told(t, "Redeemed", "outsider", "Receivables", "redeem", receivable_id, of("supplier1"))
    assert redeemed == [[3]]


def a_fraction_is_given_up_though_it_pays_nothing(t: Teller) -> None:
    """Once: a second time there is nothing left of it."""
    _, receivable_id = t.invoice(t.order(), 3)
    for name in ("investor", "supplier2"):
        t.does("supplier1", "Receivables", "transfer", of(name), receivable_id, 1)
    t.later(61 * DAY)
    t.does("buyer1", "Receivables", "pay", receivable_id, 3)
    redeemed = ("outsider", "Receivables", "redeem", receivable_id, of("supplier1"))
    t.does(*redeemed)
    t.does("buyer1", "Receivables", "pay", receivable_id, 1)
    t.does(*redeemed)
    t.refused("Receivables_NothingToRedeem", *redeemed)


def a_financier_without_money_is_named(t: Teller) -> None:
    """Though it allowed everything."""
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    t.does("financier1", EUR, "transfer", of("financier2"), t.asks(EUR, "balanceOf", of("financier1")))
    t.refused("Loans_FinancierUnfunded", "supplier1", "Loans", "draw", order_id, 1, BPS)


def who_is_to_have_the_fee_and_may_not_is_named(t: Teller) -> None:
    """Not the financier, which allowed just what is drawn."""
    t.does("financier1", "Facilities", "setMandate", t.at[EUR], mandate(t, fee=BPS, fee_to=of("outsider")))
    plain = t.terms()
    terms = (*plain[:7], 100, *plain[8:])
    order_id = t.order()
    t.does("financier1", EUR, "approve", t.at["Loans"], 1_000)
    opened = ("Loans", "openAndDraw", terms, t.signed_terms(terms), order_id, 1_000, BPS)
    t.refused("Cash_ReceiverNotAdmitted", "supplier1", *opened)


def lines_and_mandates_are_used_apart(t: Teller) -> None:
    """Two buyers: the mandate has lent to both, each line to one."""
    facility_id = t.facility()
    for buyer, amount in (("buyer1", 100), ("buyer2", 50)):
        order_id = t.order(buyer)
        t.does("supplier1", "Loans", "pledge", facility_id, order_id)
        t.does("supplier1", "Loans", "draw", order_id, amount, BPS)


def no_change_waits_in_an_order_that_nobody_accepted(t: Teller) -> None:
    """The buyer's change of it is its own; the supplier is told the state."""
    terms = t.order_terms()
    t.does("buyer1", "Orders", "place", terms)
    order_id = t.model.order_id(of("buyer1"), terms[7], terms[9])
    t.does("buyer1", "Orders", "amend", order_id, FACE // 2, t.now + 90 * DAY, 8)
    t.refused("Orders_StateForbids", "supplier1", "Orders", "acceptAmendment", order_id, 2)


def what_is_void_stands_as_received_again(t: Teller) -> None:
    """And the price of what is owed follows in the same second."""
    order_id = t.order()
    p, receivable_id = t.invoice(order_id, FACE // 2)
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 20, BPS)
    t.later(DAY)
    t.does("supplier1", "Receivables", "requestVoid", receivable_id)
    t.does("buyer1", "Receivables", "voidReceivable", p)


def a_deposit_is_as_great_as_can_be(t: Teller) -> None:
    """And no commitment is for a version that cannot be."""
    t.does("bank", EUR, "issue", of("guarantor1"), MAX_TOTAL, t.fresh("receipt"))
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], MAX_TOTAL)
    committed = ("guarantor1", "GuaranteePool", "commit", t.facility())
    terms = (BPS, 100, 100, t.now + YEAR)
    t.refused("GuaranteePool_FacilityUnknown", *committed, 0, *terms)
    t.does(*committed, 1, *terms)


def custody_is_good_in_the_second_of_its_maturity(t: Teller) -> None:
    """And overdue in the one after."""
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    p, _ = t.invoice(order_id, FACE // 2)
    t.does("supplier1", "Loans", "draw", order_id, FACE // 5, BPS)
    t.later(p[3] - t.now)
    t.does("outsider", "Loans", "sync", order_id)
    assert t.asks("Loans", "sweepOrders", 1) == 0
    t.later(1)
    t.does("outsider", "Loans", "sync", order_id)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    what_is_paid_late_and_redeemed_is_told,
    a_fraction_is_given_up_though_it_pays_nothing,
    a_financier_without_money_is_named,
    who_is_to_have_the_fee_and_may_not_is_named,
    lines_and_mandates_are_used_apart,
    no_change_waits_in_an_order_that_nobody_accepted,
    what_is_void_stands_as_received_again,
    a_deposit_is_as_great_as_can_be,
    custody_is_good_in_the_second_of_its_maturity,
)
