"""A buyer that does not pay at maturity: late interest accrues by itself, and flagged it confirms nothing."""

from __future__ import annotations

import random

import pytest

from finance.accrual import accrue, owed
from finance.units import Bps, InterestUnits, MinorUnits, Seconds
from tests.contracts.ground import DAY, MAX_AMOUNT, YEAR, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World


@pytest.fixture
def order(world: World) -> str:
    made = world.accepted_order()
    world.receive(made, 800_000)
    return made


def late_of(face: int, bps: int, seconds: int) -> int:
    """What finance/ says is owed on an unpaid face."""
    return owed(accrue(InterestUnits(0), MinorUnits(face), Bps(bps), Seconds(seconds)))


# ---------------------------------------------------------------- flagging


def test_nothing_is_flagged_before_it_is_overdue_or_when_it_is_no_debt(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 1_000)
    maturity = world.receivable(receivable).maturity
    with refused("Receivables_Unknown", receivableId=hash_of("nothing")):
        world.flag_overdue(hash_of("nothing"))
    proposed = world.propose(world.proposal(order, 500))
    with refused("Receivables_StateForbids", receivableId=proposed, state=1):
        world.flag_overdue(proposed)
    world.travel_to(maturity)  # a refusal is by what would happen now: at maturity it is not late
    with refused("Receivables_NotOverdue", receivableId=receivable, maturity=maturity):
        world.flag_overdue(receivable)
    world.travel_to(maturity + 1)
    world.flag_overdue(receivable)
    world.pay(receivable, 10**9)
    with refused("Receivables_StateForbids", receivableId=receivable, state=5):
        world.flag_overdue(receivable)


def test_INV_14_a_flagged_buyer_confirms_nothing_until_face_and_late_interest_are_paid(
    world: World, order: str
) -> None:
    pledged = world.accepted_order()
    world.pledge(world.accept_terms(), pledged)
    world.receive(pledged, 500)
    first, second = (world.confirmed_receivable(order, face) for face in (1_000, 100_000))
    world.travel_to(world.receivable(first).maturity + 30 * DAY)
    outside, custody = (world.propose(world.proposal(where, 500)) for where in (order, pledged))
    with world.undone():  # unflagged it still may
        world.confirm(outside)
    mined = world.flag_overdue(first, second, by=world.outsider)
    assert [row.receivableId for row in world.events(mined, "OverdueFlagged")] == [first, second]
    assert [row.overdue for row in world.events(mined, "OverdueSet")] == [1, 2]
    assert world.overdue_of(world.buyer) == 2
    assert world.receivable(first).flags == 1
    assert world.events(world.flag_overdue(first, second, first)) == []  # once
    for receivable in (outside, custody):
        with refused("Participants_Overdue", account=world.buyer.address, overdue=2):
            world.confirm(receivable)
    world.pay(first, 10**9)
    with refused("Participants_Overdue", account=world.buyer.address, overdue=1):
        world.confirm(outside)
    world.pay(second, 100_000)  # late interest was settled first: a part of the face is still owed
    assert world.owed(second) == late_of(100_000, 1_825, 30 * DAY + 6) > 0
    with refused("Participants_Overdue", overdue=1):
        world.confirm(custody)
    mined = world.pay(second, 10**9)
    assert world.event(mined, "OverdueCleared").receivableId == second
    assert world.event(mined, "OverdueSet").overdue == world.overdue_of(world.buyer) == 0
    world.confirm(outside)
    world.confirm(custody)


def test_what_is_forgiven_or_bought_back_or_voided_is_overdue_no_more(world: World, order: str) -> None:
    proposal = world.proposal(order, 1_000)
    receivable = world.propose(proposal)
    world.confirm(receivable)
    world.travel_to(proposal["maturity"] + DAY)
    world.flag_overdue(receivable)
    with world.undone():
        world.forgive(receivable, 999)
        assert world.overdue_of(world.buyer) == 1
        world.forgive(receivable, 1)
        assert world.overdue_of(world.buyer) == 0
    with world.undone():
        quote = world.quote(receivable, 1_000, 900, buyerOfUnits=world.buyer.address)
        world.sell(quote, key=world.buyer.key)
        assert world.overdue_of(world.buyer) == 0
    world.request_void(receivable)
    world.void(proposal)
    assert (world.overdue_of(world.buyer), world.receivable(receivable).flags & 1) == (0, 0)


def test_an_overdue_receivable_in_custody_stops_the_draws_of_its_order(world: World) -> None:
    order = world.accepted_order(deliverBy=world.now + 200 * DAY)
    world.open_and_draw(order, 1_000)
    world.receive(order, 500_000)
    receivable = world.confirmed_receivable(order, 100_000, maturity=(world.now // DAY + 2) * DAY)
    world.travel_to(world.receivable(receivable).maturity + 1)
    assert world.position(order).eligible[3] == 0
    with refused("Loans_CustodyOverdue", orderId=order, maturity=world.receivable(receivable).maturity):
        world.draw(order, 1)
    world.pay(receivable, 10**9)
    world.draw(order, 1_000)


# ---------------------------------------------------------------- late interest


def test_late_interest_begins_the_second_after_maturity(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 800_000)
    maturity = world.receivable(receivable).maturity
    world.travel_to(maturity)
    assert world.owed(receivable) == 800_000
    world.travel_to(maturity + 1)
    assert world.owed(receivable) == 800_001  # ceil of a fraction
    world.travel_to(maturity + 365 * DAY)
    assert world.owed(receivable) == 800_000 + 146_000  # 18.25 % a year


@pytest.mark.parametrize("bps", [0, 1, 1_825, 10_000])
@pytest.mark.parametrize("face", [1, 800_000])
def test_INV_10_late_interest_paid_in_pieces_is_what_it_is_paid_at_once(
    world: World, face: int, bps: int
) -> None:
    order = world.accepted_order(lateBps=bps)
    world.receive(order, face)
    receivable = world.confirmed_receivable(order, face)
    maturity = world.receivable(receivable).maturity
    chance = random.Random(bps * face)
    world.travel_to(maturity)
    with world.undone():
        world.travel_to(maturity + 400 * DAY)
        whole = world.owed(receivable)
    assert whole == face + late_of(face, bps, 400 * DAY)
    taken = 0
    for day in sorted(chance.sample(range(1, 400), 20)):
        world.travel_to(maturity + day * DAY + chance.randrange(3_600))
        due = world.owed(receivable) - face  # only late interest: the face stays, so the sum is exact
        if due:
            told = world.event(world.pay(receivable, due), "Paid")
            taken += told.amount
            assert (told.late, told.paid, told.latePaid) == (told.amount, 0, taken)
            assert told.lateUnits == world.late(receivable).units
    world.travel_to(maturity + 400 * DAY - 1)
    told = world.event(world.pay(receivable, 10**12), "Paid")
    assert taken + told.amount == whole
    assert (world.late(receivable).units, world.owed(receivable)) == (0, 0)
    assert world.receivable(receivable).state == 5


def test_a_payment_settles_late_interest_first_then_face(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 800_000)
    world.travel_to(world.receivable(receivable).maturity + 365 * DAY - 1)
    told = world.event(world.pay(receivable, 146_000), "Paid")
    assert (told.amount, told.late, told.paid, told.outstanding) == (146_000, 146_000, 0, 800_000)
    assert world.ask("Receivables", "moneyIn", receivable) == 146_000
    told = world.event(world.pay(receivable, 300_000), "Paid")
    assert (told.late, told.paid) == (1, 299_999)
    world.travel(365 * DAY - 1)
    told = world.event(world.pay(receivable, 10**9), "Paid")
    units = accrue(InterestUnits(0), MinorUnits(800_000), Bps(1_825), Seconds(365 * DAY + 1))
    units = accrue(units, MinorUnits(500_001), Bps(1_825), Seconds(365 * DAY))
    assert told.latePaid == owed(units) == 146_001 + told.late  # INV-10b: rounded up once in a life
    assert (told.amount - told.late, world.owed(receivable)) == (500_001, 0)


def test_INV_08_late_interest_belongs_to_whoever_holds_the_units(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 800_000)
    world.consent(world.sub_supplier)
    world.transfer(receivable, world.supplier, world.sub_supplier, 200_000)
    world.travel_to(world.receivable(receivable).maturity + 365 * DAY - 1)
    before = world.balance(world.supplier), world.balance(world.sub_supplier)
    world.pay_and_redeem(receivable, 10**9, world.supplier, world.sub_supplier)
    after = world.balance(world.supplier), world.balance(world.sub_supplier)
    assert (after[0] - before[0], after[1] - before[1]) == (709_500, 236_500)
    assert world.balance("Receivables") == 0


def test_the_custodys_part_of_late_interest_runs_through_the_waterfall(world: World) -> None:
    order = world.accepted_order()
    world.open_and_draw(order, 100_000)
    world.receive(order, 800_000)
    receivable = world.confirmed_receivable(order, 800_000)
    world.travel_to(world.receivable(receivable).maturity + 365 * DAY - 1)
    told = world.event(world.pay(receivable, 100_000), "Collected")  # nothing but late interest
    assert (told.amount, told.residual) == (100_000, 0)
    assert world.account(order).custody == 800_000
    world.pay(receivable, 10**9)
    assert (world.account(order).principal, world.account(order).custody) == (0, 0)
    assert world.balance("Receivables") == world.balance("Collateral") == 0


def test_late_interest_makes_an_older_quote_worthless(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 800_000)
    world.travel_to(world.receivable(receivable).maturity + DAY)
    quote = world.quote(receivable, 100, 90, buyerOfUnits=world.second_financier.address)
    world.pay(receivable, 1)
    with refused("Market_MoneyCameIn", receivableId=receivable):
        world.sell(quote, key=world.second_financier.key)


def test_the_largest_debt_is_paid_after_a_hundred_years(world: World) -> None:
    order = world.accepted_order(amount=MAX_AMOUNT, lateBps=10_000)
    world.receive(order, MAX_AMOUNT)
    receivable = world.confirmed_receivable(order, MAX_AMOUNT)
    world.travel_to(world.receivable(receivable).maturity + 30 * YEAR)
    whole = world.owed(receivable)
    assert whole == MAX_AMOUNT * 31
    world.pay(receivable, 1)
    assert world.owed(receivable) <= whole + MAX_AMOUNT // YEAR * 2
    world.travel(70 * YEAR)
    assert world.owed(receivable) > MAX_AMOUNT * 100
    world.fund(world.buyer, 2**64)
    world.pay(receivable, 2**127)
    assert world.owed(receivable) == 0
    world.redeem(receivable, world.supplier)
    assert world.balance("Receivables") == 0
