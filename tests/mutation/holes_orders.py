"""Stories that survivors of the second sample asked for: orders and invoices at their edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.coverage.teller import FACE, Teller
from tests.model.arithmetic import DAY, MAX_AMOUNT
from tests.model.signatures import address_of as of
from tests.mutation.holes_second import renewed


def an_invoice_is_no_greater_than_amounts_can_be(t: Teller) -> None:
    """Said before anybody asks for how much was received."""
    order_id, above = t.order(), MAX_AMOUNT + 1
    p = (order_id, above, above, (t.now // DAY + 60) * DAY, t.fresh("invoice"), 6, 0)
    _, signature = t.identity(p, t.model.party(of("supplier1")).entity)
    t.refused("Receivables_FaceOutOfRange", "supplier1", "Receivables", "propose", p, t.now + 60, signature)


def what_is_due_now_is_not_confirmed_any_more(t: Teller) -> None:
    """A second before it is."""
    order_id = t.order()
    t.does("buyer1", "Orders", "recordReceipt", order_id, FACE, 4)
    (p, first), (_, second) = t.proposal(order_id, 10), t.proposal(order_id, 10)
    t.later(p[3] - 1 - t.now)
    t.does("buyer1", "Receivables", "confirm", first, 0)
    t.later(1)
    t.refused("Receivables_MaturityOutOfRange", "buyer1", "Receivables", "confirm", second, 0)


def a_suspended_supplier_accepts_nothing(t: Teller) -> None:
    """Neither an order nor what was changed in one."""
    terms, order_id = t.order_terms(), t.order()
    t.does("buyer1", "Orders", "place", terms)
    t.does("buyer1", "Orders", "amend", order_id, FACE, t.now + 90 * DAY, 8)
    t.does("operator", "Participants", "suspend", of("supplier1"), 1)
    placed = t.model.order_id(of("buyer1"), terms[7], terms[9])
    t.refused("Participants_Suspended", "supplier1", "Orders", "accept", placed, 1)
    t.refused("Participants_Suspended", "supplier1", "Orders", "acceptAmendment", order_id, 2)
    t.does("operator", "Participants", "reinstate", of("supplier1"))
    t.does("supplier1", "Orders", "accept", placed, 1)
    t.does("supplier1", "Orders", "acceptAmendment", order_id, 2)


def a_change_that_goods_have_overtaken_is_not_accepted(t: Teller) -> None:
    """An order does not fall below what came in while it was thought over."""
    order_id = t.order()
    t.does("buyer1", "Orders", "amend", order_id, 10, t.now + 90 * DAY, 8)
    t.does("buyer1", "Orders", "recordReceipt", order_id, 11, 4)
    t.refused("Orders_BelowRecorded", "supplier1", "Orders", "acceptAmendment", order_id, 2)


def an_attestor_that_joins_the_suppliers_group(t: Teller) -> None:
    """Is as little independent as one of the buyer's."""
    order_id = t.order()
    t.does("supplier1", "Orders", "recordShipment", order_id, FACE, 1)
    renewed(t, supplier1=3, attestor1=3)
    t.refused("Orders_AttestorNotIndependent", "attestor1", "Orders", "attestShipment", order_id, FACE, 2)
    renewed(t, attestor1=4)
    t.does("attestor1", "Orders", "attestShipment", order_id, FACE, 2)


def nothing_goes_back_of_an_order_that_nobody_accepted(t: Teller) -> None:
    """Its state is what is told."""
    terms = t.order_terms()
    t.does("buyer1", "Orders", "place", terms)
    order_id = t.model.order_id(of("buyer1"), terms[7], terms[9])
    t.refused("Orders_StateForbids", "buyer1", "Orders", "recordReturn", order_id, 1, 1, 5)


def nothing_more_is_invoiced_once_goods_went_back(t: Teller) -> None:
    """What is proposed is more than what is left: there is room for nothing."""
    order_id = t.order()
    t.does("buyer1", "Orders", "recordReceipt", order_id, 10, 4)
    t.proposal(order_id, 10)
    t.does("buyer1", "Orders", "recordReturn", order_id, 4, 1, 5)
    p = (order_id, 1, 1, (t.now // DAY + 60) * DAY, t.fresh("invoice"), 6, 0)
    _, signature = t.identity(p, t.model.party(of("supplier1")).entity)
    t.refused("Orders_AboveReceived", "supplier1", "Receivables", "propose", p, t.now + 60, signature)


def one_unit_disputed_by_the_supplier_counts(t: Teller) -> None:
    """Until it is resolved."""
    order_id = t.order()
    for function, rest in (("dispute", (1, 1)), ("resolveDispute", ())):
        t.does("supplier1", "Orders", function, order_id, *rest)


STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    an_invoice_is_no_greater_than_amounts_can_be,
    what_is_due_now_is_not_confirmed_any_more,
    a_suspended_supplier_accepts_nothing,
    a_change_that_goods_have_overtaken_is_not_accepted,
    an_attestor_that_joins_the_suppliers_group,
    nothing_goes_back_of_an_order_that_nobody_accepted,
    nothing_more_is_invoiced_once_goods_went_back,
    one_unit_disputed_by_the_supplier_counts,
)
