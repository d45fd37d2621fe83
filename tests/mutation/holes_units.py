"""Stories that survivors of the second sample asked for: units, sales, guarantees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import EUR, FACE, Teller
from tests.model.arithmetic import BPS, DAY, MAX_TOTAL, YEAR
from tests.model.signatures import address_of as of
from tests.model.signatures import sign
from tests.model.words import MASK, errors, word


def an_allowance_is_used_up_unless_it_is_without_end(t: Teller) -> None:
    """Four of ten leave six; all that there can be stay as they are."""
    _, receivable_id = t.invoice(t.order(), FACE)
    asked = ("Receivables", "allowance", of("supplier1"), of("investor"), receivable_id)
    moved = ("Receivables", "transferFrom", of("supplier1"), of("investor"), receivable_id)
    t.does("supplier1", "Receivables", "approve", of("investor"), receivable_id, 10)
    t.does("investor", *moved, 4)
    assert t.asks(*asked) == 6
    t.refused("Receivables_InsufficientPermission", "investor", *moved, 7)
    t.does("supplier1", "Receivables", "approve", of("investor"), receivable_id, MASK)
    t.does("investor", *moved, 4)
    assert t.asks(*asked) == MASK


def units_leave_custody_for_who_is_admitted(t: Teller) -> None:
    """Consent alone does not do."""
    order_id = t.order()
    t.does("supplier1", "Loans", "pledge", t.facility(), order_id)
    _, receivable_id = t.invoice(order_id, FACE)
    released = ("Collateral", "releaseUnits", order_id, receivable_id, 10, of("investor"))
    t.does("operator", "Participants", "suspend", of("investor"), 1)
    t.refused("Participants_Suspended", "supplier1", *released)
    t.does("operator", "Participants", "reinstate", of("investor"))
    t.does("supplier1", *released)


def a_fraction_is_redeemable_by_who_completes_it(t: Teller) -> None:
    """Three holders of four: each may have one, and whoever comes last two."""
    _, receivable_id = t.invoice(t.order(), 3)
    for name in ("investor", "supplier2"):
        t.does("supplier1", "Receivables", "transfer", of(name), receivable_id, 1)
    t.later(61 * DAY)
    t.does("buyer1", "Receivables", "pay", receivable_id, 4)
    for name, amount in (("supplier1", 1), ("investor", 1), ("supplier2", 2)):
        assert t.asks("Receivables", "redeemable", receivable_id, of(name)) == amount
        t.does("outsider", "Receivables", "redeem", receivable_id, of(name))


def a_long_maturity_wants_a_reason_to_the_second(t: Teller) -> None:
    """180 days ahead none is asked for; a second more, and there must be one."""
    order_id = t.order()
    t.does("buyer1", "Orders", "recordReceipt", order_id, FACE, 4)
    day = (t.now // DAY + 182) * DAY
    proposals = [(order_id, 10, 10, day, t.fresh("invoice"), 6, 0) for _ in range(3)]
    ids = []
    for p in proposals:
        receivable_id, signature = t.identity(p, t.model.party(of("supplier1")).entity)
        t.does("supplier1", "Receivables", "propose", p, t.now + 60, signature)
        ids.append(receivable_id)
    t.later(day - 180 * DAY - 1 - t.now)
    t.refused("Receivables_ReasonMissing", "buyer1", "Receivables", "confirm", ids[0], 0)
    t.does("buyer1", "Receivables", "confirm", ids[1], 1)
    t.later(1)
    t.does("buyer1", "Receivables", "confirm", ids[2], 0)


def what_is_void_is_not_overdue(t: Teller) -> None:
    """A buyer that was flagged confirms again once both have taken the invoice back."""
    order_id = t.order()
    p, receivable_id = t.invoice(order_id, 10)
    t.later(p[3] + 1 - t.now)
    t.does("outsider", "Receivables", "flagOverdue", [receivable_id])
    into_custody = ("Participants", "requireMayConfirm", of("buyer1"), 1)
    t.refused("Participants_Overdue", "outsider", *into_custody)
    t.does("supplier1", "Receivables", "requestVoid", receivable_id)
    t.does("buyer1", "Receivables", "voidReceivable", p)
    t.does("outsider", *into_custody)


def no_units_are_sold_nor_more_than_is_unpaid_of_all(t: Teller) -> None:
    """A quote for more units than there are is measured by what is unpaid."""
    _, receivable_id = t.invoice(t.order(), 10)
    t.refused("Market_ZeroUnits", "supplier1", "Market", "sell", *t.quote(receivable_id, 0, 9, 1))
    t.does("buyer1", "Receivables", "pay", receivable_id, 4)
    quote = (of("investor"), of("supplier1"), receivable_id, 11, 7, 4, t.now + DAY, 2)
    signature = sign("investor", t.digest("PurchaseQuote", "Market", quote))
    t.refused("Market_PriceOutOfRange", "supplier1", "Market", "sell", quote, signature)


def _committed(t: Teller, facility_id: int, until: int) -> None:
    """100 of guarantor1, twice covered."""
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], 100)
    t.does("guarantor1", "GuaranteePool", "commit", facility_id, 1, BPS, 200, 200, until)


def a_guarantor_is_told_which_amount_is_too_great(t: Teller) -> None:
    """The cap itself, though with what is committed before it would be too great as well; or the deposit."""
    until = t.now + YEAR
    _committed(t, t.facility(), until)
    facility_id = t.facility(version=2)
    for cap in (0, MAX_TOTAL + 1):
        terms = (facility_id, 2, BPS, cap, 1, until)
        said = t.unmodelled("guarantor1", "GuaranteePool", "commit", *terms)
        numbers = word(cap) + word(MAX_TOTAL)
        assert said == (False, errors()["GuaranteePool_AmountOutOfRange"] + numbers)
    deposit = ("guarantor1", "GuaranteePool", "deposit", t.at[EUR], MAX_TOTAL + 1)
    t.refused("GuaranteePool_AmountOutOfRange", *deposit)


def a_commitment_ends_once_and_not_in_its_last_second(t: Teller) -> None:
    """Anyone may end it in the second after."""
    until, facility_id = t.now + 10 * DAY, t.facility()
    _committed(t, facility_id, until)
    ended = ("outsider", "GuaranteePool", "endCommitment", of("guarantor1"), facility_id, 1)
    t.later(until - t.now)
    t.refused("GuaranteePool_StillValid", *ended)
    t.later(1)
    t.does(*ended)
    t.refused("GuaranteePool_NoCommitment", *ended)


def cover_is_for_draws_after_it_and_to_its_last_second(t: Teller) -> None:
    """What was drawn before, or in its first second, is not covered."""
    facility_id = t.facility()
    t.does("guarantor1", "GuaranteePool", "deposit", t.at[EUR], 100)
    before, after = t.order(), t.order()
    for order_id in (before, after):
        t.does("supplier1", "Loans", "pledge", facility_id, order_id)
    t.does("supplier1", "Loans", "draw", before, 100, BPS)
    until = t.now + 170 * DAY
    t.does("guarantor1", "GuaranteePool", "commit", facility_id, 1, BPS, 200, 200, until)
    t.later(1)
    t.does("supplier1", "Loans", "draw", after, 100, BPS)
    t.later(130 * DAY)
    for order_id in (before, after):
        t.does("financier1", "Loans", "declareDefault", order_id)
    t.later(until - t.now)
    claimed = ("financier1", "GuaranteePool", "claim")
    t.refused("GuaranteePool_DrawnBefore", *claimed, before, of("guarantor1"))
    t.does(*claimed, after, of("guarantor1"))


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    an_allowance_is_used_up_unless_it_is_without_end,
    units_leave_custody_for_who_is_admitted,
    a_fraction_is_redeemable_by_who_completes_it,
    a_long_maturity_wants_a_reason_to_the_second,
    what_is_void_is_not_overdue,
    no_units_are_sold_nor_more_than_is_unpaid_of_all,
    a_guarantor_is_told_which_amount_is_too_great,
    a_commitment_ends_once_and_not_in_its_last_second,
    cover_is_for_draws_after_it_and_to_its_last_second,
)
