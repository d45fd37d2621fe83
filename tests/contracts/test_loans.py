"""Loans: each pledged order is its own small line; repaying, interest, terms and edges."""

from __future__ import annotations

from typing import Any

from chain.abi import load_artifact
from tests.contracts.contracts import encode_call
from tests.contracts.ground import DAY, MAX_AMOUNT, ZERO, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World

# ---------------------------------------------------------------- repaying


def test_INV_18_repaying_takes_the_payers_own_cash_and_at_most_what_is_owed(world: World, order: str) -> None:
    with refused("Loans_NotPledged"):
        world.repay(hash_of("nothing"), 1)
    with refused("Loans_NothingOwed", orderId=order):
        world.repay(order, 1)
    world.draw(order, 100_000)
    with refused("Loans_ZeroAmount"):
        world.repay(order, 0)
    with refused("ERC20InsufficientAllowance"):
        world.repay(order, 10, by=world.carrier)
    world.travel(100 * DAY)
    owed = world.position(order)
    before, financier = world.balance(world.buyer), world.balance(world.financier)
    told = world.event(world.repay(order, 2**128 - 1, by=world.buyer), "Repaid")
    assert (told.payer, told.principal) == (world.buyer.address, 100_000)
    assert told.amount == told.penalty + told.interest + told.principal
    assert 0 <= told.interest - owed.owedInterest <= 1  # one second later
    assert before - world.balance(world.buyer) == told.amount == world.balance(world.financier) - financier
    account = world.account(order)
    assert (account.principal, account.interest, account.penalty, account.version) == (0, 0, 0, 0)
    assert account.dueAt == world.position(order).dueAt == 0
    with refused("Loans_NothingOwed"):
        world.repay(order, 1)


def test_repaying_is_legal_in_every_state_and_while_paused(world: World, order: str) -> None:
    world.draw(order, 100_000)
    world.fund(world.supplier, 1_000_000)
    world.allow(world.supplier, "Loans")
    world.travel(400 * DAY)
    world.send(world.financier, "Facilities", "revokeMandate", world.cash)
    world.set_line(0)
    world.cancel(order)
    for who in (world.supplier, world.buyer, world.financier):
        world.suspend(who)
    world.pause()
    mined = world.repay(order, 1_000_000)
    told = world.event(mined, "Repaid")
    assert told.principal == 100_000 and told.penalty > 0
    assert world.event(mined, "Held").account == world.financier.address
    world.reinstate(world.financier)
    before = world.balance(world.financier)
    world.send(world.outsider, "Cash", "releaseHeld", world.financier.address)
    assert world.balance(world.financier) - before == told.amount


def test_penalty_runs_from_the_end_of_the_grace_and_is_paid_first(world: World, order: str) -> None:
    world.draw(order, 100_000)
    ends = world.position(order).graceEnds
    assert ends == world.account(order).dueAt + 10 * DAY
    world.travel_to(ends)
    assert world.position(order).owedPenalty == 0
    world.travel_to(ends + 73 * DAY)
    position = world.position(order)
    assert position.owedPenalty == 3_600  # 100,000 × 18 % × 73/365
    told = world.event(world.repay(order, 3_700, by=world.buyer), "Repaid")
    assert (told.penalty, told.interest, told.principal) == (3_601, 99, 0)


def test_INV_09_INV_10_syncing_every_week_charges_what_syncing_never_does(world: World, order: str) -> None:
    world.draw(order, 99_991)
    start = world.now

    def charged(every: int) -> tuple[int, int, int]:
        with world.undone():
            for elapsed in range(every, 180 * DAY, every):
                world.travel_to(start + elapsed)
                world.sync(order)
            world.travel_to(start + 200 * DAY)
            account, position = world.account(order), world.position(order)
            assert account.principal == 99_991
            return position.owedInterest, position.owedPenalty, position.rateBps

    assert charged(7 * DAY) == charged(10**9) == charged(61 * DAY + 1)


def test_INV_10b_interest_paid_over_a_life_is_the_exact_interest_rounded_up_once(world: World) -> None:
    order = world.accepted_order()
    world.open_and_draw(order, 10_007, rateBps=(1_000, 1_000, 1_000, 1_000))
    start, paid, exact = world.now, 0, 0
    last, principal = start, 10_007
    for days, amount in ((3, 1), (10, 500), (11, 3), (40, 1_000), (70, 10**6)):
        world.travel_to(start + days * DAY)
        told = world.event(world.repay(order, amount, by=world.buyer), "Repaid")
        exact += principal * 1_000 * (world.now - last)
        last, principal, paid = world.now, principal - told.principal, paid + told.interest
    assert principal == 0
    assert paid == -(-exact // (10_000 * 365 * DAY))


# ---------------------------------------------------------------- due dates and versions


def test_a_confirmation_into_custody_moves_the_due_date_within_the_tenor_until_it_has_passed(
    world: World,
) -> None:
    order = world.accepted_order(deliverBy=world.now + 10 * DAY, paymentTermDays=10)
    world.open_and_draw(order, 1_000, maxTenorDays=60)
    due, drawn = world.account(order).dueAt, world.now
    world.receive(order, 1_000_000)
    earlier = world.confirm(world.propose(world.proposal(order, 100, maturity=(world.now // DAY + 5) * DAY)))
    assert world.events(earlier, "DueSet") == []
    maturity = (world.now // DAY + 40) * DAY
    later = world.confirm(world.propose(world.proposal(order, 100, maturity=maturity)))
    assert world.event(later, "DueSet").dueAt == maturity > due
    latest = world.confirm(world.propose(world.proposal(order, 100, maturity=maturity + 50 * DAY)))
    assert world.event(latest, "DueSet").dueAt == drawn + 60 * DAY
    world.travel_to(drawn + 60 * DAY)
    past = world.confirm(world.propose(world.proposal(order, 100)))
    assert world.events(past, "DueSet") == []


def test_INV_15_an_account_keeps_the_version_of_its_first_draw_until_it_owes_nothing(world: World) -> None:
    order = world.accepted_order()
    world.open_and_draw(order, 1_000)
    world.accept_terms(
        version=2, rateBps=(9_000, 9_000, 9_000, 0), advanceBps=(100, 100, 100, 100), feeBps=300
    )
    assert (world.position(order).rateBps, world.position(order).capacity) == (1_200, 300_000)
    told = world.event(world.draw(order, 1_000), "Drawn")
    assert (told.version, told.fee) == (1, 5)
    assert world.account(order).rateBps == 1_200
    world.repay(order, 10_000, by=world.buyer)
    assert (world.position(order).rateBps, world.position(order).capacity) == (9_000, 10_000)
    assert world.event(world.draw(order, 1_000), "Drawn").version == 2


def test_a_milestone_forward_never_raises_the_price_and_a_return_never_above_the_dearest(
    world: World,
) -> None:
    order = world.accepted_order()
    world.open_and_draw(order, 300_000)
    rates = [world.account(order).rateBps]
    for act in (world.ship, world.attest, world.receive):
        act(order, 800_000)
        rates.append(world.account(order).rateBps)
    world.confirmed_receivable(order, 300_000)
    rates.append(world.account(order).rateBps)
    assert rates == sorted(rates, reverse=True) and len(set(rates)) >= 4
    world.return_goods(order, 500_000)
    assert world.account(order).rateBps <= 1_200


# ---------------------------------------------------------------- over-advanced, sisters, batches


def test_a_downgrade_goes_through_and_is_seen_as_over_advanced_until_cured(world: World, order: str) -> None:
    world.draw(order, 600_000)
    told = world.event(world.return_goods(order, 300_000), "Synced")
    assert (told.capacity, told.overSince, told.principal) == (360_000, world.now, 600_000)
    since = world.now
    world.travel(DAY)
    assert world.event(world.sync(order), "Synced").overSince == since
    world.repay(order, 240_000 + 1_000, by=world.buyer)
    assert world.account(order).overSince == 0


def test_only_the_sisters_use_what_is_theirs(world: World, order: str) -> None:
    facts = world.ask("Orders", "packedFacts", order)
    calls: list[tuple[str, tuple[Any, ...]]] = [
        ("syncWith", (order, tuple(vars(facts).values()))),
        ("takeConfirmed", (order, tuple(vars(facts).values()), 1, 1)),
        ("changeCustody", (order, 0, 1, 0, 0, False)),
        ("collect", (order, ZERO, 1, 0, 0, 0, False)),
    ]
    for function, values in calls:
        for who in (world.supplier, world.financier, world.operator):
            with refused("Loans_OnlySister", caller=who.address):
                world.send(who, "Loans", function, *values)


def test_custody_takes_sixteen_open_receivables_of_an_order(world: World, order: str) -> None:
    receivables = [world.confirmed_receivable(order, 10) for _ in range(16)]
    extra = world.propose(world.proposal(order, 10))
    with refused("Loans_CustodyFull", orderId=order, max=16):
        world.confirm(extra)
    days = world.ask("Loans", "custodyMaturities", order)
    assert days >> 240 and days & 0xFFFF
    world.pay(receivables[3], 10)
    world.confirm(extra)


def test_a_batch_is_all_or_nothing_or_each_on_its_own(world: World) -> None:
    orders = load_artifact("Orders")
    first, second = world.place_order(), world.place_order()
    calls = [encode_call(orders, "accept", (order, version)) for order, version in ((first, 1), (second, 2))]
    with refused("Orders_VersionDiffers", orderId=second):
        world.send(world.supplier, "Orders", "multicall", calls)
    mined = world.send(world.supplier, "Orders", "tryMulticall", calls)
    failed = world.event(mined, "CallFailed")
    assert (failed.index, failed.selector) == (1, "0x" + calls[1][:4].hex())
    assert failed.reason.startswith("0x")
    assert (world.order(first).state, world.order(second).state) == (2, 1)
    world.send(world.supplier, "Orders", "multicall", [encode_call(orders, "accept", (second, 1))])
    third = world.place_order()
    with refused("Orders_NotSupplier", caller=world.outsider.address):  # a batch lends nobody's authority
        world.send(world.outsider, "Orders", "multicall", [encode_call(orders, "accept", (third, 1))])


def test_the_largest_order_is_drawn_and_repaid_after_a_hundred_years(world: World) -> None:
    order = world.accepted_order(amount=MAX_AMOUNT)
    world.set_mandate(maxFeeBps=0, maxTotal=2**64 - 1, maxCap=2**64 - 1)
    terms: dict[str, Any] = {"rateBps": (10_000,) * 4, "advanceBps": (4_000,) * 4, "feeBps": 0}
    world.open_and_draw(order, MAX_AMOUNT * 4 // 10, **terms)
    world.travel(100 * 365 * DAY)
    position = world.position(order)
    assert position.owedInterest == MAX_AMOUNT * 4 // 10 * 100
    assert position.owedPenalty > 0
    world.sync(order)
    told = world.event(world.repay(order, 2**128 - 1, by=world.buyer), "Repaid")
    assert told.principal == MAX_AMOUNT * 4 // 10
    assert world.account(order).principal == 0


def test_an_unpledged_order_has_no_position_and_syncs_to_nothing(world: World) -> None:
    order = world.accepted_order()
    assert vars(world.position(order))["capacity"] == 0
    assert world.events(world.sync(order)) == []
    assert world.events(world.sync(hash_of("nothing"))) == []
