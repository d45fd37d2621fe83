"""Faults that a hostile reading of the completed contracts found, each as the test that showed it."""

from __future__ import annotations

from tests.contracts.ground import DAY, ZERO
from tests.contracts.refusals import refused
from tests.contracts.world import World


def over_advanced(world: World) -> str:
    """An account that a suspension of its buyer left over-advanced, for longer than the cure of five days."""
    order = world.accepted_order()
    world.open_and_draw(order, 100_000)
    world.suspend(world.buyer)
    world.sync(order)
    assert world.account(order).overSince == world.now
    world.travel(5 * DAY + 1)
    return order


def test_what_is_cured_but_not_synced_is_not_declared_in_default(world: World) -> None:
    order = over_advanced(world)
    world.reinstate(world.buyer)
    assert not world.position(order).overAdvanced
    with refused("Loans_TooEarlyToDeclare", orderId=order, cureEnds=2**256 - 1):
        world.declare_default(order)


def test_a_residual_does_not_sweep_what_is_cured_but_not_synced(world: World) -> None:
    order = over_advanced(world)
    world.sync(order)
    assert world.sweep_order() == order
    world.reinstate(world.buyer)
    sister = world.accepted_order()
    world.pledge(world.facility_id(), sister)
    world.receive(sister, 1_000)
    receivable = world.confirmed_receivable(sister, 1_000)
    before = world.balance(world.supplier)
    mined = world.pay(receivable, 1_000)
    assert world.events(mined, "Swept") == []
    assert world.balance(world.supplier) - before == 1_000
    assert world.account(order).principal == 100_000
    assert world.sweep_order() == ZERO  # and the facility names it no longer


def test_the_pause_does_not_stop_a_guarantor_from_committing(world: World) -> None:
    facility = world.accept_terms()
    world.deposit(1_000)
    world.pause()
    with refused("Participants_Paused"):
        world.deposit(1)
    world.commit(facility, cap=1_000)
    assert world.commitment(facility).cap == 1_000


def test_a_new_commitment_has_paid_nothing_for_a_buyer_yet(world: World) -> None:
    facility = world.accept_terms()
    world.deposit(1_000_000)
    world.commit(facility, cover=10_000, cap=100_000, until=world.now + 100 * DAY)

    def defaulted(amount: int) -> str:
        order = world.accepted_order(deliverBy=world.now + DAY, paymentTermDays=0)
        world.pledge(facility, order)
        world.draw(order, amount)
        world.travel(12 * DAY)
        world.declare_default(order)
        world.travel(30 * DAY)
        return order

    first = defaulted(80_000)
    world.claim(first)
    asked = (world.guarantor.address, facility, 1, world.buyer.address)
    assert world.ask("GuaranteePool", "paidFor", *asked) == 80_000
    world.repay(first, 10**9, by=world.buyer)
    world.travel(100 * DAY)
    world.end_commitment(facility)
    world.commit(facility, cover=10_000, cap=100_000)
    assert world.ask("GuaranteePool", "paidFor", *asked) == 0
    world.claim(defaulted(90_000))
    assert world.ask("GuaranteePool", "paidFor", *asked) == 90_000


def test_what_the_buyer_cancelled_is_not_revived_by_accepting_an_older_amendment(world: World) -> None:
    order = world.accepted_order()
    world.amend(order, 1_500_000)
    world.cancel(order)
    with refused("Orders_AmendmentOvertaken", orderId=order, version=2, cancelled=1_000_000):
        world.accept_amendment(order)
    world.amend(order, 1_500_000)  # the buyer may say again what it wants
    world.accept_amendment(order, 3)
    assert (world.order(order).amount, world.order(order).cancelled) == (1_500_000, 1_000_000)


def test_a_permit_of_a_cash_that_is_no_contract_is_refused_by_name(world: World) -> None:
    values = world.permit(world.buyer, "Receivables", 5)[1:]
    for stranger in (world.outsider.address, world.addresses["Orders"]):
        with refused("SelfPermit_NotPermitted", cash=stranger, owner=world.buyer.address, amount=5):
            world.send(world.buyer, "Receivables", "permitCash", stranger, *values)


def test_a_permit_alone_is_given_the_gas_that_it_needs(world: World) -> None:
    """A failure that was swallowed let nodes estimate so little gas that the permit itself ran out of it."""
    world.send(world.sub_supplier, "Loans", "permitCash", *world.permit(world.sub_supplier, "Loans", 500))
    asked = (world.sub_supplier.address, world.addresses["Loans"])
    assert world.ask("Cash", "allowance", *asked) == 500
