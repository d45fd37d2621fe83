"""In default, swept, guaranteed, overdue, extended: sync is total, time charges the same, nothing traps."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from finance.accrual import accrue, owed
from finance.units import Bps, InterestUnits, MinorUnits, Seconds
from tests.contracts.ground import DAY, MAX_AMOUNT, YEAR, Party, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World

Act = Callable[[], object]


class Trouble:
    """Two pledged orders of one facility: `bad` in default and guaranteed, `sister` healthy."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.facility = world.accept_terms()
        world.deposit(10_000_000)
        world.commit(self.facility, cover=4_000, cap=5_000_000)
        self.bad = world.accepted_order(deliverBy=world.now + DAY, paymentTermDays=0)
        self.sister = world.accepted_order(deliverBy=world.now + 200 * DAY)
        for order in (self.bad, self.sister):
            world.pledge(self.facility, order)
            world.receive(order, 500_000)
        world.draw(self.bad, 200_000)
        world.draw(self.sister, 100_000)
        world.travel_to(world.position(self.bad).graceEnds + 100)
        world.declare_default(self.bad)
        self.units_of_bad = world.confirmed_receivable(self.bad, 100_000)
        self.units_of_sister = world.confirmed_receivable(self.sister, 300_000)
        world.travel(30 * DAY)
        world.claim(self.bad)

    @property
    def orders(self) -> list[str]:
        return [self.bad, self.sister]


@pytest.fixture
def trouble(world: World) -> Trouble:
    return Trouble(world)


# ---------------------------------------------------------------- INV-19


def test_INV_19_sync_and_every_milestone_go_through_in_default_swept_and_guaranteed(
    world: World, trouble: Trouble
) -> None:
    assert world.sweep_order() == trouble.bad
    milestones: list[Callable[[str], object]] = [
        lambda order: world.ship(order, 600_000),
        lambda order: world.receive(order, 700_000),
        lambda order: world.return_goods(order, 10),
        lambda order: world.dispute(order, 1_000_000),
        world.resolve,
        world.cancel,
    ]
    troubles: list[Act] = [
        lambda: world.write_off(trouble.bad),
        lambda: world.extend(trouble.bad, world.now + 3_650 * DAY),
        lambda: world.accept_terms(version=2, graceDays=0, cureDays=0, staleDays=0),
        lambda: world.adopt(trouble.sister),
        lambda: world.travel_to(world.receivable(trouble.units_of_bad).maturity + DAY),
        lambda: world.flag_overdue(trouble.units_of_bad, trouble.units_of_sister),
        lambda: world.freeze(trouble.facility),
        lambda: world.lower_cap(trouble.facility, 0),
        lambda: world.send(world.financier, "Facilities", "revokeMandate", world.cash),
        world.pause,
        lambda: [world.suspend(who) for who in (world.buyer, world.supplier, world.financier)],
        lambda: world.suspend(world.guarantor),
        lambda: world.travel(100 * YEAR),
    ]
    for act in troubles:
        act()
        for order in trouble.orders:
            told = world.event(world.sync(order), "Synced")
            stored = world.account(order)
            assert (told.principal, told.interest, told.penalty, told.rateBps, told.overSince) == (
                stored.principal,
                stored.interest,
                stored.penalty,
                stored.rateBps,
                stored.overSince,
            )
            with world.undone():
                for milestone in milestones:
                    milestone(order)
    for order in trouble.orders:
        world.repay(
            order, 2**100, by=world.buyer
        )  # after a hundred years there is no debt that cannot be paid
        assert world.account(order).principal == world.account(order).subrogated == 0


# ---------------------------------------------------------------- INV-10


@pytest.mark.parametrize("seed", range(4))
def test_INV_10_random_syncs_through_default_guarantee_and_extension_charge_what_none_do(
    world: World, trouble: Trouble, seed: int
) -> None:
    chance = random.Random(seed)
    start = world.now

    def life(syncs: list[int]) -> tuple[object, ...]:
        marks = {
            40 * DAY: lambda: world.extend(trouble.bad, start + 90 * DAY),
            80 * DAY: lambda: world.repay(trouble.bad, 12_345, by=world.buyer),
            120 * DAY: lambda: world.dispute(trouble.sister, 77_777),
        }
        for second in sorted({*syncs, *marks}):
            world.travel_to(start + second - 1)
            for order in trouble.orders:
                if second in syncs and second not in marks and order == trouble.orders[second % 2]:
                    world.sync(order)
            if second in marks:
                marks[second]()
        world.travel_to(start + 400 * DAY)
        return tuple(
            (at.principal, at.owedInterest, at.owedPenalty, at.subrogated)
            for at in map(world.position, trouble.orders)
        )

    with world.undone():
        never = life([])
    often = life([chance.randrange(1, 399 * DAY) for _ in range(40)])
    assert often == never


# ---------------------------------------------------------------- extremes


@pytest.mark.parametrize("rate", [0, 10_000])
@pytest.mark.parametrize("amount", [1, MAX_AMOUNT])
def test_a_hundred_quiet_years_in_default_overflow_nothing_and_are_paid_to_the_unit(
    world: World, amount: int, rate: int
) -> None:
    world.set_mandate(maxPenaltyBps=10_000, maxAdvanceBps=(10_000,) * 4)
    advance = 10_000 if rate == 0 else 5_000
    drawn = amount if rate == 0 or amount == 1 else amount // 2
    if amount == 1 and rate:
        amount = 2
    order = world.accepted_order(amount=amount, deliverBy=world.now + DAY, paymentTermDays=0)
    world.receive(order, amount)
    world.open_and_draw(
        order,
        drawn,
        advanceBps=(advance,) * 4,
        rateBps=(rate,) * 4,
        penaltyBps=rate,
        feeBps=0,
        maxTenorDays=360,
        graceDays=5,
        cureDays=255,
        staleDays=65_535,
    )
    drawn_at = world.now
    world.travel_to(world.position(order).graceEnds + 1)
    ends = world.now - 1
    world.declare_default(order)
    world.travel(100 * YEAR)
    at = world.position(order)
    interest = owed(accrue(InterestUnits(0), MinorUnits(drawn), Bps(rate), Seconds(world.now - drawn_at)))
    penalty = owed(accrue(InterestUnits(0), MinorUnits(drawn), Bps(rate), Seconds(world.now - ends)))
    assert (at.principal, at.owedInterest, at.owedPenalty) == (drawn, interest, penalty)
    world.sync(order)
    world.fund(world.buyer, 2**65)
    told = world.event(world.repay(order, 2**127, by=world.buyer), "Repaid")
    assert told.principal == drawn and told.interest >= interest and told.penalty >= penalty
    assert not world.position(order).inDefault
    world.release(order)


def test_one_above_the_largest_amount_is_refused_everywhere_it_enters(world: World) -> None:
    one_above = MAX_AMOUNT + 1
    with refused("Orders_AmountOutOfRange", amount=one_above):
        world.place_order(amount=one_above)
    order = world.accepted_order(amount=MAX_AMOUNT)
    with refused("Orders_AmountOutOfRange", amount=one_above):
        world.amend(order, one_above)
    world.receive(order, MAX_AMOUNT)
    with refused("Receivables_FaceOutOfRange", face=one_above):
        world.propose(world.proposal(order, one_above))
    receivable = world.confirmed_receivable(order, MAX_AMOUNT)
    with refused("Receivables_InsufficientUnits", asked=one_above):
        world.forgive(receivable, one_above)
    world.forgive(receivable, MAX_AMOUNT - 1)
    assert world.pay_and_redeem(receivable, 2**127, world.supplier).succeeded
    assert world.receivable(receivable).state == 5


# ---------------------------------------------------------------- pause, exactly


def test_the_pause_stops_of_the_rest_exactly_what_model_lists(world: World, trouble: Trouble) -> None:
    quote = world.quote(
        trouble.units_of_bad,
        100,
        90,
        buyerOfUnits=world.second_financier.address,
        seller=world.financier.address,
        validUntil=world.now + 90 * DAY,
    )
    free = world.accepted_order()
    world.receive(free, 10_000)
    voidable = world.proposal(free, 1_000)
    void = world.propose(voidable)
    world.confirm(void)
    world.request_void(void)
    waiting = world.accepted_order()
    world.amend(waiting, 2_000_000)
    world.give_notice(1)
    world.accept_terms(version=2)
    confirmable = world.propose(world.proposal(trouble.sister, 1_000, maturity=(world.now // DAY + 90) * DAY))
    world.travel(31 * DAY)
    late = world.confirmed_receivable(free, 10, maturity=(world.now // DAY + 1) * DAY)
    world.travel(2 * DAY)
    stopped: dict[str, Act] = {
        "amend": lambda: world.amend(free, 5_000_000),
        "accept an amendment": lambda: world.accept_amendment(waiting),
        "draw many": lambda: world.draw_many([trouble.sister], [1], [10_000]),
        "sell by force": lambda: world.enforce_sale(trouble.bad, quote),
        "pool deposits": lambda: world.deposit(1),
    }
    never: dict[str, Act] = {
        "commit": lambda: world.commit(trouble.facility, version=2, cap=5),
        "give notice": lambda: world.give_notice(5),
        "withdraw from the pool": lambda: world.withdraw_cover(1),
        "pay and redeem": lambda: world.pay_and_redeem(trouble.units_of_sister, 10, world.supplier),
        "confirm into custody": lambda: world.confirm(confirmable),
        "flag": lambda: world.flag_overdue(late),
        "forgive": lambda: world.forgive(late, 1),
        "request void": lambda: world.request_void(void, by=world.supplier),
        "void": lambda: world.void(voidable),
        "adopt": lambda: world.adopt(trouble.sister),
        "extend": lambda: world.extend(trouble.bad, world.now + 9 * DAY),
        "waive": lambda: world.waive(trouble.bad, 1, 1),
        "write off": lambda: world.write_off(trouble.bad),
        "lower a cap": lambda: world.lower_cap(trouble.facility, 1),
        "freeze": lambda: world.freeze(trouble.facility),
        "unfreeze": lambda: world.unfreeze(trouble.facility),
        "least version": lambda: world.set_min_version(5),
        "permit": lambda: world.send(
            world.buyer, "Loans", "permitCash", *world.permit(world.buyer, "Loans", 5)
        ),
        "batch": lambda: world.together(world.buyer, "Loans", ("repay", trouble.bad, 5)),
    }
    world.pause()
    for name, act in stopped.items():
        with refused("Participants_Paused"):
            assert act() is None, name
    for name, act in never.items():
        with world.undone():
            assert act() is not None, name
    world.unpause()
    for name, act in stopped.items():
        with world.undone():
            if name != "draw many":  # the default of the other freezes the facility
                act()


# ---------------------------------------------------------------- money held for the suspended


def test_every_way_of_paying_out_holds_money_for_the_suspended_and_pays_on_reinstatement(
    world: World, trouble: Trouble
) -> None:
    parties = (world.financier, world.guarantor, world.supplier, world.sub_supplier, world.fee_collector)
    world.consent(world.sub_supplier)
    world.repay(trouble.bad, 1_000, by=world.buyer)
    for who in parties:
        world.suspend(who)
    before = {who.name: world.balance(who) for who in parties}
    kept = world.cash_everywhere
    world.repay(trouble.bad, 100_000, by=world.buyer)  # financier and guarantor
    assert world.held_for(world.financier) > 0 < world.held_for(world.guarantor)
    mined = world.pay(trouble.units_of_sister, 300_000)  # waterfall, sweep of the defaulted, residual
    assert world.events(mined, "Swept") and world.held_for(world.supplier) > 0
    assert {who.name: world.balance(who) for who in parties} == before
    assert world.cash_everywhere == kept
    for who in (world.financier, world.guarantor, world.supplier):
        held = world.held_for(who)
        with refused("Cash_ReceiverNotAdmitted", to=who.address):
            world.send(world.outsider, "Cash", "releaseHeld", who.address)
        world.reinstate(who)
        world.send(world.outsider, "Cash", "releaseHeld", who.address)
        assert world.balance(who) - before[who.name] == held and world.held_for(who) == 0
    assert world.balance("Cash") == 0


def test_the_fee_of_a_draw_is_held_for_a_suspended_collector(world: World) -> None:
    order = world.accepted_order()
    world.suspend(world.fee_collector)
    mined = world.open_and_draw(order, 100_000)
    assert world.event(mined, "Held").amount == world.held_for(world.fee_collector) == 500


# ---------------------------------------------------------------- the obligor and its own units


def test_INV_12_units_reach_the_obligor_only_before_the_first_payment(world: World) -> None:
    order = world.accepted_order()
    world.pledge(world.accept_terms(), order)
    world.receive(order, 1_000)
    receivable = world.confirmed_receivable(order, 1_000)
    world.consent(world.buyer)
    world.release_units(order, receivable, 100, world.buyer)  # returned to its debtor as payment
    assert (world.receivable(receivable).outstanding, world.account(order).custody) == (900, 900)
    quote = world.quote(receivable, 300, 290, buyerOfUnits=world.buyer.address)
    world.sell_pledged(order, quote, key=world.buyer.key)
    assert (world.receivable(receivable).outstanding, world.account(order).custody) == (600, 600)
    world.travel_to(world.receivable(receivable).maturity + DAY)
    with world.undone():  # late, unpaid: still its own to buy
        late = world.quote(receivable, 600, 600, buyerOfUnits=world.buyer.address)
        world.sell_pledged(order, late, key=world.buyer.key)
        assert world.receivable(receivable).state == 5
        assert world.ask("Loans", "custodyMaturities", order) == 0
    world.pay(receivable, 1)
    with refused("Receivables_ObligorPays", receivableId=receivable, obligor=world.buyer.address):
        world.release_units(order, receivable, 1, world.buyer)


# ---------------------------------------------------------------- permits and month-end batches


def test_a_permit_and_the_call_that_needs_it_are_one_transaction(world: World) -> None:
    order = world.accepted_order()
    world.open_and_draw(order, 100_000)
    world.receive(order, 500_000)
    receivable = world.confirmed_receivable(order, 400_000)
    payer = Party("payer")
    world.admit(payer, 1)
    world.fund(payer, 500_000)
    with refused("ERC20InsufficientAllowance", needed=1_000):
        world.pay(receivable, 1_000, by=payer)
    permit = world.permit(payer, "Receivables", 1_000)
    world.together(payer, "Receivables", ("permitCash", *permit), ("pay", receivable, 1_000))
    assert world.receivable(receivable).paid == 1_000
    permit = world.permit(payer, "Loans", 2_000)
    world.send(world.outsider, "Cash", "permit", payer.address, world.addresses["Loans"], *permit[1:])
    world.together(payer, "Loans", ("permitCash", *permit), ("repay", order, 2_000))  # already used: no fault
    assert world.ask("Cash", "allowance", payer.address, world.addresses["Loans"]) == 0


def test_INV_18_nobody_uses_anothers_permit_or_one_that_ended(world: World) -> None:
    spender = world.addresses["Loans"]
    permit = world.permit(world.sub_supplier, "Loans", 500)
    ended = world.permit(world.sub_supplier, "Loans", 500, deadline=world.now - 1)
    elsewhere = world.permit(world.sub_supplier, "Receivables", 500)
    for who, values in (
        (world.carrier, permit),
        (world.sub_supplier, ended),
        (world.sub_supplier, elsewhere),
    ):
        with refused("SelfPermit_NotPermitted", cash=world.cash, owner=who.address, amount=500):
            world.send(who, "Loans", "permitCash", *values)
    assert world.ask("Cash", "allowance", world.sub_supplier.address, spender) == 0
    world.send(world.sub_supplier, "Loans", "permitCash", *permit)
    assert world.ask("Cash", "allowance", world.sub_supplier.address, spender) == 500
    guaranteed = world.permit(world.guarantor, "GuaranteePool", 7)
    world.send(world.guarantor, "GuaranteePool", "permitCash", *guaranteed)
    assert world.ask("Cash", "allowance", world.guarantor.address, world.addresses["GuaranteePool"]) == 7


def test_a_month_end_of_payments_is_one_transaction_and_one_fault_spoils_no_other(world: World) -> None:
    order = world.accepted_order()
    world.receive(order, 1_000_000)
    receivables = [world.confirmed_receivable(order, 1_000 + n) for n in range(20)]
    calls = [("pay", receivable, 10**9) for receivable in receivables]
    faulty = [*calls[:7], ("pay", hash_of("nothing"), 1), *calls[7:], ("pay", receivables[0], 1)]
    with refused("Receivables_Unknown"):
        world.together(world.buyer, "Receivables", *faulty)
    assert world.owed(receivables[0]) == 1_000
    mined = world.each_on_its_own(world.buyer, "Receivables", *faulty)
    assert [row.index for row in world.events(mined, "CallFailed")] == [7, 21]
    assert [world.owed(receivable) for receivable in receivables] == [0] * 20
    redeem = [("redeem", receivable, world.supplier.address) for receivable in receivables]
    world.together(world.outsider, "Receivables", *redeem)
    assert world.balance("Receivables") == 0
