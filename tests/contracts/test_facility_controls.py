"""What a financier takes back: caps, freezes, versions. It always works, and each lifts only its own."""

from __future__ import annotations

import pytest

from tests.contracts.ground import DAY, PLENTY, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World


@pytest.fixture
def order(world: World) -> str:
    made = world.accepted_order()
    world.open_and_draw(made, 100_000)
    return made


def test_only_the_financier_lowers_a_cap_and_only_downward(world: World, order: str) -> None:
    facility = world.facility_id()
    with refused("Facilities_Unknown", facilityId=hash_of("nothing")):
        world.lower_cap(hash_of("nothing"), 1)
    for who in (world.supplier, world.underwriter, world.second_financier, world.operator):
        with refused("Facilities_NotFinancier", facilityId=facility, caller=who.address):
            world.lower_cap(facility, 1, by=who)
    for cap in (PLENTY, PLENTY + 1, 2**127):
        with refused("Facilities_CapNotLower", facilityId=facility):
            world.lower_cap(facility, cap)


def test_INV_05_a_lowered_cap_binds_the_next_draw_and_nothing_else(world: World, order: str) -> None:
    facility = world.facility_id()
    told = world.event(world.lower_cap(facility, 150_000), "CapSet")
    assert (told.facilityId, told.cap) == (facility, world.facility(facility).cap) == (facility, 150_000)
    with refused("Facilities_OverCap", asked=50_001, available=50_000):
        world.draw(order, 50_001)
    world.draw(order, 50_000)
    for suspended in (False, True):  # always: below what is used, suspended, paused
        if suspended:
            world.suspend(world.financier)
            world.pause()
        world.lower_cap(facility, 10 - suspended)
    assert world.facility(facility).used == 150_000
    world.repay(order, 100, by=world.buyer)


def test_only_financier_and_underwriter_freeze_and_each_lifts_its_own(world: World, order: str) -> None:
    facility = world.facility_id()
    for who in (world.supplier, world.second_financier, world.operator):
        with refused("Facilities_NotFinancier", facilityId=facility, caller=who.address):
            world.freeze(facility, by=who)
        with refused("Facilities_NotFinancier", facilityId=facility, caller=who.address):
            world.unfreeze(facility, by=who)
    with refused("Facilities_Unknown"):
        world.freeze(hash_of("nothing"))
    world.freeze(facility)
    told = world.event(world.freeze(facility, by=world.underwriter), "FreezeSet")
    assert (told.by, told.frozenByFinancier, told.frozenByUnderwriter) == (
        world.underwriter.address,
        True,
        True,
    )
    world.unfreeze(facility, by=world.underwriter)
    with refused("Facilities_Frozen", byFinancier=True, byUnderwriter=False):
        world.draw(order, 100)
    world.freeze(facility, by=world.underwriter)
    world.unfreeze(facility)
    with refused("Facilities_Frozen", byFinancier=False, byUnderwriter=True):
        world.draw(order, 100)
    world.unfreeze(facility, by=world.underwriter)
    world.draw(order, 100)


def test_a_frozen_facility_is_repaid_confirmed_and_paid_as_ever(world: World, order: str) -> None:
    world.suspend(world.financier)
    world.pause()
    world.freeze(world.facility_id())  # always works
    world.receive(order, 500_000)
    world.unpause()
    receivable = world.confirmed_receivable(order, 300_000)
    world.pause()
    world.pay(receivable, 50_000)
    world.repay(order, 10**9, by=world.buyer)
    assert world.account(order).principal == 0


def test_a_version_below_the_least_is_withdrawn_and_what_was_accepted_stays(world: World) -> None:
    order = world.accepted_order()
    facility = world.accept_terms()
    world.pledge(facility, order)
    second, third = world.terms(version=2), world.terms(version=3)
    for least in (0,):
        with refused("Facilities_MinVersionNotAhead", facilityId=facility, minVersion=0, asked=least):
            world.set_min_version(least)
    told = world.event(world.set_min_version(3), "MinVersionSet")
    assert (told.facilityId, told.minVersion) == (facility, 3)
    assert world.ask("Facilities", "minVersionOf", facility) == 3
    with refused("Facilities_MinVersionNotAhead", minVersion=3, asked=3):
        world.set_min_version(3)
    with refused("Facilities_VersionWithdrawn", facilityId=facility, version=2, minVersion=3):
        world.send(world.supplier, "Facilities", "acceptTerms", second, world.terms_signature(second))
    world.draw(order, 1_000)  # under the version that was accepted
    assert world.account(order).version == 1
    world.send(world.supplier, "Facilities", "acceptTerms", third, world.terms_signature(third))
    other = world.facility_id(world.second_financier)  # a financier's word is about its own facilities
    world.set_min_version(200, by=world.second_financier)
    assert world.ask("Facilities", "minVersionOf", other) == 200
    assert world.ask("Facilities", "minVersionOf", facility) == 3


def test_a_default_of_one_account_freezes_the_draws_of_the_whole_facility(world: World, order: str) -> None:
    sister = world.accepted_order(deliverBy=world.now + 300 * DAY)
    world.pledge(world.facility_id(), sister)
    with refused("Facilities_OnlySister", caller=world.financier.address):
        world.send(world.financier, "Facilities", "noteDefault", 1, True)
    world.travel_to(world.position(order).graceEnds + 1)
    mined = world.declare_default(order)
    assert world.event(mined, "DefaultsSet").defaults == world.facility(world.facility_id()).defaults == 1
    with refused("Facilities_Frozen", byFinancier=False, byUnderwriter=False, defaults=1):
        world.draw(sister, 100)
    world.unfreeze(world.facility_id())  # lifts no default
    with refused("Facilities_Frozen", defaults=1):
        world.draw(sister, 100)
    mined = world.repay(order, 10**9, by=world.buyer)
    assert world.event(mined, "DefaultsSet").defaults == 0
    world.draw(sister, 100)


def test_a_revoked_mandate_stops_draws_at_once_and_never_repayment(world: World, order: str) -> None:
    world.send(world.financier, "Facilities", "revokeMandate", world.cash)
    with refused("Facilities_MandateMissing", financier=world.financier.address):
        world.draw(order, 1)
    with refused("Facilities_NotFinancier"):  # nor does the former underwriter freeze any longer
        world.freeze(world.facility_id(), by=world.underwriter)
    world.repay(order, 10**9, by=world.buyer)
    assert world.facility(world.facility_id()).used == 0
