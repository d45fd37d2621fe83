"""GuaranteePool: each guarantor its own account; deposit, notice, commitments."""

from __future__ import annotations

import pytest

from tests.contracts.ground import DAY, GUARANTOR, Party, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World

MAX_TOTAL = 2**64 - 1


@pytest.fixture
def facility(world: World) -> str:
    return world.accept_terms()


# ---------------------------------------------------------------- the guarantor's own account


def test_only_a_guarantor_in_good_standing_deposits(world: World) -> None:
    for who in (world.financier, world.buyer, world.bank):
        with refused("Participants_RoleMissing", account=who.address, role=GUARANTOR):
            world.deposit(1, by=who)
    with refused("Participants_NotAdmitted"):
        world.deposit(1, by=world.outsider)
    for ending, error in ((world.suspend, "Participants_Suspended"), (world.lapse, "Participants_Lapsed")):
        with world.undone():
            ending(world.guarantor)
            with refused(error, account=world.guarantor.address):
                world.deposit(1)
    world.pause()
    with refused("Participants_Paused"):
        world.deposit(1)


def test_a_deposit_is_at_least_one_and_bounded_and_in_a_known_cash(world: World) -> None:
    with refused("GuaranteePool_AmountOutOfRange", amount=0, max=MAX_TOTAL):
        world.deposit(0)
    with refused("GuaranteePool_AmountOutOfRange", amount=2**64, max=MAX_TOTAL):
        world.deposit(2**64)
    with refused("Participants_CashUnknown", cash=world.outsider.address):
        world.send(world.guarantor, "GuaranteePool", "deposit", world.outsider.address, 1)
    with world.undone():
        world.allow(world.guarantor, "GuaranteePool", 5)
        with refused("ERC20InsufficientAllowance", needed=6):
            world.deposit(6)
    before = world.balance(world.guarantor)
    for amount, total in ((1, 1), (999, 1_000)):
        told = world.event(world.deposit(amount), "Deposited")
        assert (told.guarantor, told.cashId, told.amount, told.deposited) == (
            world.guarantor.address,
            1,
            amount,
            total,
        )
    assert world.balance(world.guarantor) == before - 1_000
    assert world.balance("GuaranteePool") == world.pool().deposited == 1_000


def test_nothing_is_withdrawn_without_thirty_days_notice(world: World) -> None:
    world.deposit(1_000)
    with refused("GuaranteePool_NoticeMissing", guarantor=world.guarantor.address, noticed=0, asked=1):
        world.withdraw_cover(1)
    with refused("GuaranteePool_AmountOutOfRange", amount=1_001, max=1_000):
        world.give_notice(1_001)
    told = world.event(world.give_notice(600), "NoticeGiven")
    assert (told.noticed, told.noticeEnds) == (600, world.now + 30 * DAY)
    with refused("GuaranteePool_AmountOutOfRange", amount=0, max=600):
        world.withdraw_cover(0)
    with refused("GuaranteePool_NoticeMissing", noticed=600, asked=601):
        world.withdraw_cover(601)
    world.travel_to(told.noticeEnds - 1)
    with refused("GuaranteePool_NoticeRunning", noticeEnds=told.noticeEnds):
        world.withdraw_cover(600)
    with world.undone():
        world.give_notice(700)  # a new notice begins anew
        world.travel(10)
        with refused("GuaranteePool_NoticeRunning"):
            world.withdraw_cover(600)
    with world.undone():
        world.give_notice(0)  # and zero takes it back
        world.travel(40 * DAY)
        with refused("GuaranteePool_NoticeMissing", noticed=0):
            world.withdraw_cover(600)
    with world.undone():
        lapses = told.noticeEnds + 7 * DAY
        world.travel_to(lapses)  # what is sent comes a second later
        with refused("GuaranteePool_NoticeLapsed", lapsedAt=lapses):
            world.withdraw_cover(600)  # nobody keeps a ripe notice for the day of a default
        world.give_notice(600)
    with world.undone():
        world.travel_to(told.noticeEnds + 7 * DAY - 1)
        world.withdraw_cover(600)
    world.travel_to(told.noticeEnds)
    before = world.balance(world.guarantor)
    gone = world.event(world.withdraw_cover(400), "Withdrawn")
    assert (gone.amount, gone.deposited) == (400, 600)
    assert world.balance(world.guarantor) - before == 400
    with refused("GuaranteePool_NoticeMissing", noticed=200, asked=201):
        world.withdraw_cover(201)
    other = Party("other guarantor")
    world.admit(other, GUARANTOR)
    with refused("GuaranteePool_NoticeMissing", guarantor=other.address, noticed=0, asked=1):
        world.withdraw_cover(1, by=other)  # nobody takes another's


def test_a_suspended_guarantors_withdrawal_is_held_for_it(world: World) -> None:
    world.deposit(1_000)
    world.give_notice(1_000)
    world.travel(30 * DAY)
    world.suspend(world.guarantor)
    world.pause()
    mined = world.withdraw_cover(1_000)
    assert world.event(mined, "Held").amount == world.held_for(world.guarantor) == 1_000


# ---------------------------------------------------------------- committing


def test_cover_is_committed_by_a_guarantor_to_a_known_version(world: World, facility: str) -> None:
    world.deposit(1_000)
    with refused("Participants_RoleMissing", account=world.financier.address):
        world.commit(facility, by=world.financier)
    with refused("GuaranteePool_FacilityUnknown", facilityId=hash_of("nothing"), version=1):
        world.commit(hash_of("nothing"))
    for version in (0, 2):
        with refused("GuaranteePool_FacilityUnknown", facilityId=facility, version=version):
            world.commit(facility, version=version)
    for ending in (world.suspend, world.lapse):
        with world.undone():
            ending(world.guarantor)
            with refused("Participants_" + ("Suspended" if ending == world.suspend else "Lapsed")):
                world.commit(facility)


def test_a_commitment_out_of_bounds_is_refused(world: World, facility: str) -> None:
    world.deposit(1_000)
    for cover in (0, 10_001):
        with refused("GuaranteePool_CoverOutOfRange", coverBps=cover, max=10_000):
            world.commit(facility, cover=cover)
    for cap in (0, 2**64):
        with refused("GuaranteePool_AmountOutOfRange", amount=cap, max=MAX_TOTAL):
            world.commit(facility, cap=cap, per_buyer=1)
    for each in (0, 1_001):
        with refused("GuaranteePool_AmountOutOfRange", amount=each, max=1_000):
            world.commit(facility, cap=1_000, per_buyer=each)
    for until in (0, world.now, world.now + 3_650 * DAY + 100):
        with refused("GuaranteePool_ValidityOutOfRange", validUntil=until):
            world.commit(facility, cap=1_000, until=until)
    world.commit(facility, cap=1_000)
    with refused(
        "GuaranteePool_AlreadyCommitted", guarantor=world.guarantor.address, facilityId=facility, version=1
    ):
        world.commit(facility, cap=1)


def test_INV_13_commitments_are_at_most_five_times_the_deposit(world: World, facility: str) -> None:
    assert world.ask("GuaranteePool", "LEVERAGE") == 5
    with refused("GuaranteePool_OverCommitted", guarantor=world.guarantor.address, committed=1, most=0):
        world.commit(facility, cap=1)
    world.deposit(1_000)
    world.accept_terms(version=2)
    with refused("GuaranteePool_OverCommitted", committed=5_001, most=5_000):
        world.commit(facility, cap=5_001)
    told = world.event(world.commit(facility, cap=4_000, per_buyer=100), "Committed")
    assert (told.guarantor, told.facilityId, told.version) == (world.guarantor.address, facility, 1)
    assert (told.coverBps, told.cap, told.perBuyerCap, told.committed) == (5_000, 4_000, 100, 4_000)
    row = world.commitment(facility)
    assert (row.cap, row.perBuyerCap, row.coverBps, row.since, row.cashId) == (
        4_000,
        100,
        5_000,
        world.now,
        1,
    )
    with refused("GuaranteePool_OverCommitted", committed=5_001, most=5_000):
        world.commit(facility, version=2, cap=1_001)
    world.commit(facility, version=2, cap=1_000)
    world.give_notice(1_000)
    world.travel(30 * DAY)
    with refused("GuaranteePool_OverCommitted", committed=5_000, most=4_995):
        world.withdraw_cover(1)
    world.deposit(100)
    world.withdraw_cover(100)
    assert (world.pool().committed, world.pool().deposited) == (5_000, 1_000)


def test_a_commitment_ends_by_anyones_word_after_its_validity_only(world: World, facility: str) -> None:
    world.deposit(1_000)
    until = world.now + 50 * DAY
    with refused("GuaranteePool_NoCommitment", guarantor=world.guarantor.address, facilityId=facility):
        world.end_commitment(facility)
    world.commit(facility, cap=5_000, until=until)
    world.travel_to(until)
    with refused("GuaranteePool_StillValid", validUntil=until):
        world.end_commitment(facility)
    world.travel_to(until + 1)
    told = world.event(world.end_commitment(facility), "CommitmentEnded")
    assert (told.guarantor, told.facilityId, told.version, told.cap, told.committed) == (
        world.guarantor.address,
        facility,
        1,
        5_000,
        0,
    )
    assert (world.pool().committed, world.commitment(facility).validUntil) == (0, 0)
    world.commit(facility, cap=5_000)  # what it bound is free
