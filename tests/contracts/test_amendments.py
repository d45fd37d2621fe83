"""Amending an order: the buyer proposes, the supplier agrees, nothing below what is recorded."""

from __future__ import annotations

import pytest

from tests.contracts.ground import DAY, MAX_AMOUNT, YEAR
from tests.contracts.refusals import refused
from tests.contracts.world import World


def test_only_the_buyer_amends_and_only_the_supplier_agrees(world: World) -> None:
    order = world.accepted_order()
    for who in (world.supplier, world.financier, world.operator):
        with refused("Orders_NotBuyer", orderId=order, caller=who.address, buyer=world.buyer.address):
            world.amend(order, 2_000_000, by=who)
    with refused("Orders_NoAmendment", orderId=order):
        world.accept_amendment(order)
    world.amend(order, 2_000_000)
    for who in (world.buyer, world.financier, world.operator):
        with refused("Orders_NotSupplier", orderId=order, caller=who.address):
            world.accept_amendment(order, by=who)


@pytest.mark.parametrize("amount", [0, MAX_AMOUNT + 1, 2**128 - 1])
def test_an_amended_amount_is_at_least_one_and_at_most_the_largest(world: World, amount: int) -> None:
    order = world.accepted_order()
    with refused("Orders_AmountOutOfRange", amount=amount, max=MAX_AMOUNT):
        world.amend(order, amount)
    world.amend(order, 1)
    world.amend(order, MAX_AMOUNT)


def test_an_amended_delivery_lies_ahead_and_within_ten_years(world: World) -> None:
    order = world.accepted_order()
    for deliver_by in (0, world.now, world.now + 10 * YEAR + 2):
        with refused("Orders_DeliverByOutOfRange", deliverBy=deliver_by):
            world.amend(order, 2_000_000, deliver_by=deliver_by)
    world.amend(order, 2_000_000, deliver_by=world.now + 10 * YEAR)


def test_a_party_out_of_standing_neither_amends_nor_agrees(world: World) -> None:
    order = world.accepted_order()
    world.amend(order, 2_000_000)
    for who, act in ((world.buyer, world.amend), (world.supplier, world.accept_amendment)):
        arguments = (order, 3_000_000) if who is world.buyer else (order, 2)
        with world.undone():
            world.suspend(who)
            with refused("Participants_Suspended", account=who.address):
                act(*arguments)
        with world.undone():
            world.lapse(who)
            with refused("Participants_Lapsed", account=who.address):
                act(*arguments)
        with world.undone():
            world.pause()
            with refused("Participants_Paused"):
                act(*arguments)


def test_an_order_that_ended_is_not_amended(world: World) -> None:
    cancelled, rejected = world.place_order(), world.place_order()
    world.cancel(cancelled)
    world.send(world.supplier, "Orders", "reject", rejected, 1)
    for order in (cancelled, rejected):
        with refused("Orders_StateForbids", orderId=order):
            world.amend(order, 5)
        with refused("Orders_StateForbids", orderId=order):
            world.accept_amendment(order)


@pytest.mark.parametrize(
    ("shipped", "received", "disputed", "least"),
    [(300, 0, 0, 300), (0, 400, 0, 400), (300, 400, 0, 400), (400, 300, 0, 400), (10, 10, 500, 500)],
)
def test_INV_04_no_amendment_goes_below_what_is_recorded(
    world: World, shipped: int, received: int, disputed: int, least: int
) -> None:
    order = world.accepted_order()
    if shipped:
        world.ship(order, shipped)
    if received:
        world.receive(order, received)
    if disputed:
        world.dispute(order, disputed)
    with refused("Orders_BelowRecorded", orderId=order, asked=least - 1, least=least):
        world.amend(order, least - 1)
    world.amend(order, least)
    world.accept_amendment(order)
    assert world.order(order).amount == least


def test_INV_04_what_was_recorded_since_refuses_a_change_that_waited(world: World) -> None:
    order = world.accepted_order()
    world.amend(order, 500)
    world.ship(order, 600)
    with refused("Orders_BelowRecorded", orderId=order, asked=500, least=600):
        world.accept_amendment(order)
    assert world.amendment(order)[:2] == (2, 500)
    assert world.order(order).amount == 1_000_000


def test_an_amendment_does_not_touch_what_is_cancelled(world: World) -> None:
    order = world.accepted_order()
    world.ship(order, 300_000)
    world.cancel(order)
    with refused("Orders_BelowRecorded", orderId=order, asked=999_999, least=1_000_000):
        world.amend(order, 999_999)
    world.amend(order, 1_200_000)
    world.accept_amendment(order)
    after = world.order(order)
    assert (after.amount, after.cancelled, after.shipped) == (1_200_000, 700_000, 300_000)
    with refused("Orders_AboveOrdered", orderId=order, asked=500_001, ordered=500_000):
        world.receive(order, 500_001)


def test_before_acceptance_the_order_itself_changes_and_its_old_version_is_accepted_no_more(
    world: World,
) -> None:
    order = world.place_order()
    deliver_by = world.now + 50 * DAY
    told = world.event(world.amend(order, 700_000, deliver_by=deliver_by), "Amended")
    assert (told.orderId, told.version, told.amount, told.deliverBy) == (order, 2, 700_000, deliver_by)
    row = world.order(order)
    assert (row.amount, row.deliverBy, row.version, row.state) == (700_000, deliver_by, 2, 1)
    assert world.amendment(order) == (0, 0, 0)
    with refused("Orders_VersionDiffers", orderId=order, version=2, named=1):
        world.accept(order)
    world.accept(order, version=2)


def test_after_acceptance_the_change_waits_and_only_the_newest_is_agreed_to(world: World) -> None:
    order = world.accepted_order()
    world.amend(order, 700_000)
    until = world.now + 45 * DAY
    told = world.event(world.amend(order, 800_000, deliver_by=until), "Amended")
    assert (told.version, told.state) == (3, 2)
    assert world.amendment(order) == (3, 800_000, until)
    assert world.order(order).amount == 1_000_000  # nothing has changed yet
    with refused("Orders_VersionDiffers", orderId=order, version=3, named=2):
        world.accept_amendment(order, 2)
    told = world.event(world.accept_amendment(order, 3), "AmendmentAccepted")
    assert (told.orderId, told.version, told.amount, told.deliverBy) == (order, 3, 800_000, until)
    row = world.order(order)
    assert (row.amount, row.deliverBy, row.version) == (800_000, until, 3)
    assert world.amendment(order) == (0, 0, 0)
    with refused("Orders_NoAmendment", orderId=order):
        world.accept_amendment(order, 3)


def test_the_versions_of_an_order_end_at_255(world: World) -> None:
    order = world.place_order()
    calls = [("amend", order, 1_000 + n, world.now + 40 * DAY, "0x" + "11" * 32) for n in range(254)]
    for start in range(0, 254, 100):
        world.together(world.buyer, "Orders", *calls[start : start + 100])
    assert world.order(order).version == 255
    with refused("Orders_VersionsExhausted", orderId=order):
        world.amend(order, 5_000)
    world.accept(order, version=255)
    with refused("Orders_VersionsExhausted", orderId=order):
        world.amend(order, 5_000)


def test_an_amendment_of_a_pledged_order_moves_capacity_at_once_and_the_due_date_never(world: World) -> None:
    order = world.accepted_order()
    world.open_and_draw(order, 200_000)
    before = world.account(order)
    world.amend(order, 500_000, deliver_by=world.now + 300 * DAY)
    assert world.position(order).capacity == 300_000
    mined = world.accept_amendment(order)
    assert world.event(mined, "Synced").capacity == 150_000
    after = world.account(order)
    assert (after.dueAt, after.deliverBy) == (before.dueAt, before.deliverBy)
    assert after.overSince == world.now  # a change downward goes through whatever is drawn
    with refused("Loans_OverCapacity", available=0):
        world.draw(order, 1)
    world.amend(order, 900_000)
    world.accept_amendment(order, 3)
    assert (world.account(order).overSince, world.position(order).capacity) == (0, 270_000)
    world.travel_to(before.deliverBy + 30 * DAY + 1)  # staleness counts from the first draw's delivery date
    assert world.position(order).capacity == 0
    world.repay(order, 10**9, by=world.buyer)
    assert world.account(order).deliverBy == 0
