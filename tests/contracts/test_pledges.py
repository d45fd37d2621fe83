"""Loans: pledging an order to a facility, and releasing it."""

from __future__ import annotations

from tests.contracts.ground import ZERO, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World


def test_only_the_supplier_pledges_its_own_accepted_order_to_its_own_facility(world: World) -> None:
    facility, order = world.accept_terms(), world.accepted_order()
    unknown = hash_of("nothing")
    with refused("Loans_FacilityUnknown", facilityId=unknown):
        world.pledge(unknown, order)
    with refused("Orders_Unknown", orderId=unknown):
        world.pledge(facility, unknown)
    with refused("Orders_StateForbids", state=1):
        world.pledge(facility, world.place_order())
    for who in (world.buyer, world.financier, world.outsider):
        with refused("Loans_NotSupplier", orderId=order, caller=who.address, supplier=world.supplier.address):
            world.pledge(facility, order, by=who)
    theirs = world.accept_terms(by=world.sub_supplier, supplier=world.sub_supplier.address)
    with refused("Loans_FacilityDiffers", orderId=order, facilityId=theirs):
        world.pledge(theirs, order)


def test_one_order_is_pledged_once(world: World) -> None:
    facility, order = world.accept_terms(), world.accepted_order()
    world.set_mandate(by=world.second_financier)
    second = world.accept_terms(financier=world.second_financier.address)
    world.pledge(facility, order)
    for other in (facility, second):
        with refused("Orders_AlreadyPledged", orderId=order):
            world.pledge(other, order)


def test_affiliates_lapsed_and_suspended_pledge_nothing(world: World) -> None:
    facility, order = world.accept_terms(), world.accepted_order()
    for pair in ((world.buyer, world.supplier), (world.buyer, world.financier)):
        with world.undone():
            for who in pair:
                world.renew(who, group=4)
            with refused("Loans_Affiliates", orderId=order):
                world.pledge(facility, order)
    for who in (world.buyer, world.supplier):
        with world.undone():
            world.suspend(who)
            with refused("Participants_Suspended", account=who.address):
                world.pledge(facility, order)
        with world.undone():
            world.lapse(who)
            with refused("Participants_Lapsed", account=who.address):
                world.pledge(facility, order)


def test_a_pledge_says_where_the_order_stands(world: World) -> None:
    facility, order = world.accept_terms(), world.accepted_order()
    mined = world.pledge(facility, order)
    told = world.event(mined, "Pledged")
    assert (told.facilityId, told.supplier, told.financier) == (
        facility,
        world.supplier.address,
        world.financier.address,
    )
    assert world.event(mined, "PledgedSet").pledged is world.order(order).pledged is True
    synced = world.event(mined, "Synced")
    assert (synced.principal, synced.capacity, synced.rateBps, synced.overSince) == (0, 300_000, 1_200, 0)
    assert world.ask("Loans", "facilityOf", order) == facility
    account = world.account(order)
    assert (account.pledged, account.facilityNo, account.version, account.dueAt) == (True, 1, 0, 0)


def test_an_order_leaves_the_pledge_when_nothing_is_owed_and_custody_is_empty(world: World) -> None:
    order = world.accepted_order()
    with refused("Loans_NotPledged", orderId=order):
        world.release(order)
    world.open_and_draw(order, 1_000)
    with refused("Loans_NotSupplier", caller=world.financier.address):
        world.release(order, by=world.financier)
    with refused("Loans_StillOwed", orderId=order, owed=1_000):
        world.release(order)
    world.repay(order, 2_000, by=world.buyer)
    world.receive(order, 500)
    receivable = world.confirmed_receivable(order, 500)
    with refused("Loans_CustodyNotEmpty", orderId=order, custody=500):
        world.release(order)
    world.release_units(order, receivable, 500, world.supplier)
    mined = world.release(order)
    assert world.event(mined, "Released").orderId == order
    assert world.event(mined, "PledgedSet").pledged is False
    assert world.account(order).pledged is False
    assert world.ask("Loans", "facilityOf", order) == ZERO
    assert world.position(order).capacity == 0
    identity = (world.financier.address, world.supplier.address, world.cash)
    world.pledge(world.ask("Facilities", "facilityIdOf", *identity), order)
