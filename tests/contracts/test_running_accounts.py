"""What the parties do to a running account: adopt, extend, waive, declare default, write off, draw many."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from finance.accrual import accrue, owed
from finance.units import Bps, InterestUnits, MinorUnits, Seconds
from tests.contracts.ground import DAY, Party, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World


@pytest.fixture
def order(world: World) -> str:
    """300,000 drawn of a capacity of 600,000; due in 90 days, grace of ten, cure of five."""
    made = world.accepted_order()
    world.receive(made, 600_000)
    world.open_and_draw(made, 300_000)
    return made


def units(principal: int, bps: int, seconds: int) -> int:
    """Interest units by finance/."""
    return accrue(InterestUnits(0), MinorUnits(principal), Bps(bps), Seconds(seconds))


# ---------------------------------------------------------------- who may


def test_each_act_is_its_own_partys(world: World, order: str) -> None:
    unpledged = world.accepted_order()
    acts: tuple[Callable[[], object], ...] = (
        lambda: world.extend(unpledged, 1),
        lambda: world.waive(unpledged, 1, 0),
        lambda: world.declare_default(unpledged),
        lambda: world.write_off(unpledged),
        lambda: world.adopt(unpledged),
    )
    refusals: tuple[Callable[[Party], object], ...] = (
        lambda by: world.extend(order, 2**39, by=by),
        lambda by: world.waive(order, 1, 0, by=by),
        lambda by: world.declare_default(order, by=by),
        lambda by: world.write_off(order, by=by),
    )
    for act in acts:
        with refused("Loans_NotPledged", orderId=unpledged):
            act()
    for who in (world.supplier, world.buyer, world.underwriter, world.second_financier, world.operator):
        for refusal in refusals:
            with refused(
                "Loans_NotFinancier", orderId=order, caller=who.address, financier=world.financier.address
            ):
                refusal(who)
    for who in (world.financier, world.underwriter, world.buyer):
        with refused("Loans_NotSupplier", orderId=order, caller=who.address):
            world.adopt(order, by=who)


# ---------------------------------------------------------------- adopting


def test_nothing_is_adopted_where_nothing_is_owed_or_nothing_is_newer(world: World, order: str) -> None:
    with refused("Loans_NothingToAdopt", orderId=order, version=1, newest=1):
        world.adopt(order)
    idle = world.accepted_order()
    world.pledge(world.facility_id(), idle)
    world.accept_terms(version=4)
    with refused("Loans_NothingToAdopt", orderId=idle, version=0, newest=4):
        world.adopt(idle)


def test_a_supplier_in_default_cannot_adopt_itself_out_of_a_guarantee(world: World, order: str) -> None:
    world.accept_terms(version=2)
    world.travel_to(world.position(order).graceEnds + 1)
    world.declare_default(order)
    with refused("Loans_InDefault", orderId=order, defaultedAt=world.now):
        world.adopt(order)
    assert world.account(order).version == 1


def test_INV_15_newer_terms_hold_for_a_running_account_from_its_suppliers_word_on(
    world: World, order: str
) -> None:
    before = world.account(order)
    world.accept_terms(version=2, rateBps=(600, 600, 400, 200), penaltyBps=100, graceDays=20)
    world.travel(10 * DAY)
    world.sync(order)
    assert (world.account(order).rateBps, world.account(order).version) == (before.rateBps, 1)
    mined = world.adopt(order)
    told = world.event(mined, "Adopted")
    assert (told.orderId, told.version) == (order, 2)
    after = world.account(order)
    assert (after.rateBps, after.dueAt, after.version) == (400, before.dueAt, 2)
    assert after.interest == units(300_000, before.rateBps, world.now - before.accruedAt)  # never backdated
    assert world.position(order).graceEnds == after.dueAt + 20 * DAY
    world.travel_to(after.dueAt + 20 * DAY + 100)
    world.sync(order)
    assert world.account(order).penalty == units(300_000, 100, 101)


def test_a_shorter_grace_that_is_adopted_charges_no_penalty_for_the_past(world: World, order: str) -> None:
    world.travel_to(world.account(order).dueAt + 9 * DAY)
    world.accept_terms(version=2, graceDays=0)
    world.adopt(order)
    assert world.account(order).penalty == 0
    world.travel(DAY - 1)
    world.sync(order)
    assert world.account(order).penalty == units(300_000, 1_800, DAY)


# ---------------------------------------------------------------- extending, waiving


def test_only_a_running_account_is_extended_and_only_to_a_later_day_within_ten_years(
    world: World, order: str
) -> None:
    due_at = world.account(order).dueAt
    latest = world.now + 3_650 * DAY
    for asked in (0, due_at, due_at - 1, latest + 100):
        with refused("Loans_DueNotLater", orderId=order, dueAt=due_at, asked=asked):
            world.extend(order, asked)
    idle = world.accepted_order()
    world.pledge(world.facility_id(), idle)
    with refused("Loans_NothingOwed", orderId=idle):
        world.extend(idle, world.now + DAY)
    world.extend(order, latest)


def test_an_extended_account_is_drawn_again_and_its_penalty_rests(world: World, order: str) -> None:
    due_at = world.account(order).dueAt
    world.ship(order, 600_000)
    world.travel_to(due_at + 15 * DAY - 1)
    with refused("Loans_PastDue", orderId=order, dueAt=due_at):
        world.draw(order, 1)
    mined = world.extend(order, due_at + 60 * DAY)
    assert world.event(mined, "Extended").dueAt == world.event(mined, "DueSet").dueAt == due_at + 60 * DAY
    assert world.account(order).penalty == units(300_000, 1_800, 5 * DAY)
    world.draw(order, 1_000)
    world.travel(30 * DAY)
    world.sync(order)
    assert world.account(order).penalty == units(300_000, 1_800, 5 * DAY)
    with refused("Loans_TooEarlyToDeclare", graceEnds=due_at + 70 * DAY):
        world.declare_default(order)


def test_INV_09_no_more_is_waived_than_is_owed(world: World, order: str) -> None:
    with world.undone():
        world.repay(order, 10**9, by=world.buyer)
        with refused("Loans_WaiverAboveOwed", interest=2, penalty=0, owedInterest=0, owedPenalty=0):
            world.waive(order, 2, 0)
    world.travel_to(world.position(order).graceEnds + 30 * DAY)
    at = world.position(order)
    for interest, penalty in ((at.owedInterest + 100, 0), (0, at.owedPenalty + 100)):
        with refused(
            "Loans_WaiverAboveOwed",
            interest=interest,
            penalty=penalty,
            owedInterest=at.owedInterest,
            owedPenalty=at.owedPenalty,
        ):
            world.waive(order, interest, penalty)
    with refused("Loans_ZeroAmount"):
        world.waive(order, 0, 0)


def test_waiving_takes_interest_and_penalty_off_and_nothing_else(world: World, order: str) -> None:
    world.travel_to(world.position(order).graceEnds + 30 * DAY)
    at = world.position(order)
    before = world.balance(world.financier)
    told = world.event(world.waive(order, at.owedInterest, at.owedPenalty - 5), "Waived")
    assert (told.orderId, told.interest, told.penalty) == (order, at.owedInterest, at.owedPenalty - 5)
    after = world.position(order)
    assert (after.owedInterest, after.owedPenalty, after.principal) == (0, 5, 300_000)
    assert world.account(order).interest <= 0  # a fraction of a unit is prepaid: rounded up once in a life
    assert world.balance(world.financier) == before
    told = world.event(world.repay(order, 10**9, by=world.buyer), "Repaid")
    assert (told.penalty, told.principal) == (5, 300_000) and told.interest <= 1


# ---------------------------------------------------------------- default


def test_default_is_declared_after_the_grace_and_once(world: World, order: str) -> None:
    ends = world.position(order).graceEnds
    idle = world.accepted_order()
    world.pledge(world.facility_id(), idle)
    with refused("Loans_NothingOwed", orderId=idle):
        world.declare_default(idle)
    world.travel_to(ends)
    with refused("Loans_TooEarlyToDeclare", orderId=order, graceEnds=ends, cureEnds=2**256 - 1):
        world.declare_default(order)
    world.travel_to(ends + 1)
    mined = world.declare_default(order)
    told = world.event(mined, "DefaultDeclared")
    assert (told.orderId, told.defaultedAt) == (order, world.now)
    account, at = world.account(order), world.position(order)
    assert (account.defaultedAt, at.inDefault, at.available) == (world.now, True, 0)
    with refused("Loans_InDefault", orderId=order, defaultedAt=world.now):
        world.declare_default(order)


def test_an_account_over_advanced_for_longer_than_its_cure_may_be_declared_before_it_is_due(
    world: World, order: str
) -> None:
    with refused("Loans_TooEarlyToDeclare", cureEnds=2**256 - 1):
        world.declare_default(order)
    world.return_goods(order, 400_000)
    seen = world.account(order).overSince
    assert seen == world.now
    with refused("Loans_OverCapacity", available=0):
        world.draw(order, 1)
    world.travel_to(seen + 5 * DAY)
    with refused("Loans_TooEarlyToDeclare", cureEnds=seen + 5 * DAY):
        world.declare_default(order)
    with world.undone():
        world.repay(order, 100_000, by=world.buyer)  # cured: the clock is back
        assert world.account(order).overSince == 0
        world.travel(30 * DAY)
        with refused("Loans_TooEarlyToDeclare"):
            world.declare_default(order)
    world.travel_to(seen + 5 * DAY + 1)
    world.declare_default(order)
    world.travel(99)
    world.sync(order)
    assert world.account(order).penalty == units(300_000, 1_800, 100)  # from the declaration, never backdated


def test_the_cure_clock_starts_with_the_first_sync_that_sees_it(world: World, order: str) -> None:
    world.suspend(world.buyer)
    world.travel(30 * DAY)
    assert world.position(order).overAdvanced and world.account(order).overSince == 0
    with refused("Loans_TooEarlyToDeclare", cureEnds=2**256 - 1):
        world.declare_default(order)
    world.sync(order)
    first = world.account(order).overSince
    world.travel(3 * DAY)
    world.sync(order)
    assert world.account(order).overSince == first  # later syncs do not push it
    world.reinstate(world.buyer)
    world.sync(order)
    assert world.account(order).overSince == 0


def test_in_default_nothing_leaves_custody_and_paying_everything_lifts_it(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 600_000)
    world.travel_to(world.position(order).graceEnds + 1)
    world.declare_default(order)
    world.extend(order, world.now + 100 * DAY)  # not past due any longer, still in default
    with refused("Loans_InDefault", orderId=order):
        world.release_units(order, receivable, 1, world.supplier)
    told = world.event(world.pay(receivable, 100_000), "Collected")
    assert told.residual == 0
    assert world.account(order).defaultedAt != 0
    mined = world.pay(receivable, 10**9)
    assert world.event(mined, "DefaultLifted").orderId == order
    account = world.account(order)
    assert (account.defaultedAt, account.penalty, account.version, account.principal) == (0, 0, 0, 0)
    assert world.facility(world.facility_id()).defaults == 0
    world.release(order)


def test_a_write_off_is_a_mark_and_the_debt_stays(world: World, order: str) -> None:
    with refused("Loans_NotInDefault", orderId=order):
        world.write_off(order)
    world.travel_to(world.position(order).graceEnds + 1)
    world.declare_default(order)
    told = world.event(world.write_off(order), "WrittenOff")
    assert (told.orderId, told.principal) == (order, 300_000)
    assert world.account(order).writtenOff and world.position(order).principal == 300_000
    with refused("Loans_AlreadyWrittenOff", orderId=order):
        world.write_off(order)
    used = world.ask("Facilities", "mandate", world.financier.address, 1).used
    assert used == world.facility(world.facility_id()).used == 300_000  # use does not fall with a write-off
    before = world.balance(world.financier)
    world.travel(365 * DAY)
    at = world.position(order)
    assert at.owedInterest > 0 and at.owedPenalty > 0
    world.repay(order, 10**9, by=world.buyer)  # a recovery is a payment like any other
    assert world.balance(world.financier) - before >= 300_000 + at.owedInterest + at.owedPenalty
    assert not world.account(order).writtenOff


# ---------------------------------------------------------------- drawing on many


def test_many_draws_are_all_or_none(world: World, order: str) -> None:
    second = world.accepted_order()
    world.pledge(world.facility_id(), second)
    unequal: tuple[tuple[list[str], list[int], list[int]], ...] = (
        ([order], [], [1]),
        ([order], [1], []),
        ([], [1], [1]),
    )
    for numbers in unequal:
        with refused(
            "Loans_LengthsDiffer", orders=len(numbers[0]), amounts=len(numbers[1]), rates=len(numbers[2])
        ):
            world.draw_many(*numbers)
    with refused("Loans_OverCapacity", orderId=second, available=300_000):
        world.draw_many([order, second], [100, 300_001], [10_000, 10_000])
    with refused("Loans_RateAboveLimit", orderId=second, rateBps=1_200, maxRateBps=1_199):
        world.draw_many([order, second], [100, 100], [10_000, 1_199])
    with refused("Loans_NotSupplier", caller=world.outsider.address):
        world.draw_many([order], [100], [10_000], by=world.outsider)
    before = world.balance(world.supplier)
    mined = world.draw_many([order, second, order], [1_000, 2_000, 3_000], [10_000] * 3)
    assert [row.amount for row in world.events(mined, "Drawn")] == [1_000, 2_000, 3_000]
    assert world.balance(world.supplier) - before == 6_000 - 5 - 10 - 15  # each draw costs its own fee
    assert (world.account(order).principal, world.account(second).principal) == (304_000, 2_000)


# ---------------------------------------------------------------- the sweep


def test_residuals_of_sister_orders_pay_the_troubled_account_first(world: World, order: str) -> None:
    sister = world.accepted_order()
    world.pledge(world.facility_id(), sister)
    world.receive(sister, 500_000)
    receivable = world.confirmed_receivable(sister, 400_000)
    world.draw(sister, 50_000)
    before = world.balance(world.supplier)
    with world.undone():  # no trouble, no sweep
        mined = world.pay(receivable, 100_000)
        assert world.events(mined, "Swept") == []
        assert world.balance(world.supplier) > before
    world.travel_to(world.position(order).graceEnds + 1)
    mined = world.declare_default(order)
    told = world.event(mined, "SweepSet")
    assert (told.facilityNo, told.orderId) == (1, order)
    assert world.sweep_order() == order and world.account(order).swept
    world.travel(DAY)
    mined = world.pay(receivable, 100_000)
    collected, swept = world.event(mined, "Collected"), world.event(mined, "Swept")
    assert (swept.fromOrderId, swept.toOrderId, swept.amount) == (sister, order, collected.residual)
    assert swept.amount == swept.penalty + swept.interest + swept.principal + swept.subrogated > 0
    assert collected.amount == 100_000 and world.balance(world.supplier) == before
    assert world.account(order).principal == 300_000 - swept.principal
    mined = world.pay(receivable, 10**9)  # more than the rest: all is well again
    swept, collected = world.event(mined, "Swept"), world.event(mined, "Collected")
    assert world.event(mined, "DefaultLifted").orderId == order
    assert world.sweep_order() == "0x" + "00" * 32 and not world.account(order).swept
    assert world.balance(world.supplier) - before == collected.residual - swept.amount > 0
    assert world.balance("Receivables") == world.balance("Loans") == 0


def test_the_sweep_names_one_account_and_the_next_when_it_is_synced(world: World, order: str) -> None:
    second = world.accepted_order()
    world.pledge(world.facility_id(), second)
    world.draw(second, 100_000)
    world.travel_to(world.position(second).graceEnds + 1)
    world.declare_default(order)
    world.declare_default(second)
    assert world.sweep_order() == order and not world.account(second).swept
    world.repay(order, 10**9, by=world.buyer)
    assert world.sweep_order() == "0x" + "00" * 32
    world.sync(second)
    assert world.sweep_order() == second


def test_over_advanced_past_its_cure_an_account_is_swept_for_and_cured_no_longer(
    world: World, order: str
) -> None:
    world.return_goods(order, 400_000)
    world.travel(5 * DAY + 1)
    world.sync(order)
    assert world.sweep_order() == order
    world.repay(order, 100_000, by=world.buyer)
    assert world.sweep_order() == "0x" + "00" * 32


def test_only_the_pool_subrogates(world: World, order: str) -> None:
    for who in (world.guarantor, world.financier, world.supplier):
        with refused("Loans_OnlySister", caller=who.address):
            world.send(who, "Loans", "subrogate", order, who.address, 1)
    with refused("Loans_NotPledged"):
        world.waive(hash_of("nothing"), 1, 1)


def test_owed_is_what_finance_says_after_default_and_waiver(world: World, order: str) -> None:
    drawn_at, rate = world.account(order).accruedAt, world.account(order).rateBps
    ends = world.position(order).graceEnds
    world.travel_to(ends + 40 * DAY)
    world.declare_default(order)
    world.waive(order, 7, 9)
    world.travel(40 * DAY)
    at = world.position(order)
    interest = accrue(InterestUnits(0), MinorUnits(300_000), Bps(rate), Seconds(world.now - drawn_at))
    penalty = accrue(InterestUnits(0), MinorUnits(300_000), Bps(1_800), Seconds(world.now - ends))
    assert (at.owedInterest, at.owedPenalty) == (owed(interest) - 7, owed(penalty) - 9)
