"""Stories that survivors of the second sample asked for: units, invoices, orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import FACE, Teller
from tests.model.arithmetic import DAY
from tests.model.signatures import address_of as of
from tests.model.words import MASK


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


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    an_allowance_is_used_up_unless_it_is_without_end,
    units_leave_custody_for_who_is_admitted,
    a_fraction_is_redeemable_by_who_completes_it,
    a_long_maturity_wants_a_reason_to_the_second,
    what_is_void_is_not_overdue,
)
