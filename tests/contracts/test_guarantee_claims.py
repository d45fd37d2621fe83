"""GuaranteePool: what a claim pays, subrogation, recoveries and sweeps."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.contracts.ground import DAY, GUARANTOR, PLENTY, Party
from tests.contracts.refusals import refused
from tests.contracts.world import World

MAX_TOTAL = 2**64 - 1


@pytest.fixture
def facility(world: World) -> str:
    return world.accept_terms()


def defaulted(world: World, facility: str, amount: int, *, days: int = 30) -> str:
    """An order of which `amount` is drawn and that has been in default for so many days."""
    order = world.accepted_order(deliverBy=world.now + DAY, paymentTermDays=0)
    world.pledge(facility, order)
    world.draw(order, amount)
    world.travel_to(world.position(order).graceEnds + 1)
    world.declare_default(order)
    world.travel(days * DAY)
    return order


# ---------------------------------------------------------------- claiming


def test_a_claim_is_the_financiers_thirty_days_after_default(world: World, facility: str) -> None:
    world.deposit(1_000_000)
    world.commit(facility)
    order = defaulted(world, facility, 100_000, days=0)
    declared = world.account(order).defaultedAt
    healthy = world.accepted_order()
    world.pledge(facility, healthy)
    with refused("GuaranteePool_NotInDefault", orderId=healthy):
        world.claim(healthy)
    for who in (world.supplier, world.guarantor, world.second_financier, world.underwriter):
        with refused("GuaranteePool_NotFinancier", orderId=order, caller=who.address):
            world.claim(order, by=who)
    with refused("GuaranteePool_NoCommitment", guarantor=world.buyer.address, facilityId=facility, version=1):
        world.claim(order, guarantor=world.buyer)
    with refused("GuaranteePool_TooEarly", orderId=order, claimableFrom=declared + 30 * DAY):
        world.claim(order)
    world.travel_to(declared + 30 * DAY - 1)
    with refused("GuaranteePool_TooEarly", orderId=order):
        world.claim(order)
    world.travel_to(declared + 30 * DAY)
    world.claim(order)
    with refused("Loans_AlreadyGuaranteed", orderId=order, guarantor=world.guarantor.address):
        world.claim(order)


def test_what_was_drawn_before_the_commitment_or_claimed_after_it_is_not_covered(
    world: World, facility: str
) -> None:
    world.deposit(1_000_000)
    early = defaulted(world, facility, 1_000, days=0)
    world.commit(facility, until=world.now + 60 * DAY)
    since = world.commitment(facility).since
    first = world.account(early).firstDrawAt
    world.travel(30 * DAY)
    with refused("GuaranteePool_DrawnBefore", orderId=early, firstDrawAt=first, since=since):
        world.claim(early)
    world.travel(31 * DAY)
    with refused("GuaranteePool_Expired", validUntil=world.commitment(facility).validUntil):
        world.claim(early)


def test_an_account_of_another_version_has_no_cover(world: World, facility: str) -> None:
    world.deposit(1_000_000)
    world.commit(facility)
    world.accept_terms(version=2)
    order = defaulted(world, facility, 1_000)
    assert world.account(order).version == 2
    with refused("GuaranteePool_NoCommitment", version=2):
        world.claim(order)


def test_among_affiliates_nothing_is_claimed(world: World, facility: str) -> None:
    world.deposit(1_000_000)
    world.commit(facility)
    order = defaulted(world, facility, 1_000)
    pairs = [(world.guarantor, who) for who in (world.buyer, world.supplier, world.financier)]
    pairs += [(world.buyer, world.supplier), (world.supplier, world.financier)]
    for pair in pairs:
        with world.undone():
            for who in pair:
                world.renew(who, group=7)
            with refused("GuaranteePool_Affiliates", orderId=order, guarantor=world.guarantor.address):
                world.claim(order)


def test_a_claim_moves_principal_to_the_guarantor_and_frees_the_use(world: World, facility: str) -> None:
    world.deposit(1_000_000)
    world.commit(facility, cover=5_000, cap=1_000_000)
    order = defaulted(world, facility, 100_001)
    before, interest = world.balance(world.financier), world.position(order).owedInterest
    mined = world.claim(order)
    told, said = world.event(mined, "Claimed"), world.event(mined, "Subrogated")
    assert (told.orderId, told.guarantor, told.financier) == (
        order,
        world.guarantor.address,
        world.financier.address,
    )
    assert (told.amount, told.capLeft, told.deposited, told.committed) == (50_000, 950_000, 950_000, 950_000)
    assert (said.amount, said.subrogated, said.guarantor) == (50_000, 50_000, world.guarantor.address)
    assert world.balance(world.financier) - before == 50_000
    at, account = world.position(order), world.account(order)
    assert (at.principal, at.subrogated, account.guarantor) == (50_001, 50_000, world.guarantor.address)
    assert at.owedInterest >= interest > 0  # interest is not covered and not forgiven
    assert world.facility(facility).used == 50_001
    assert world.balance("GuaranteePool") == world.pool().deposited == 950_000
    asked = (world.guarantor.address, facility, 1, world.buyer.address)
    assert world.ask("GuaranteePool", "paidFor", *asked) == 50_000


@pytest.mark.parametrize(
    ("deposit", "cap", "each", "cover", "drawn", "paid"),
    [
        (1_000_000, 1_000_000, 1_000_000, 10_000, 100_000, 100_000),
        (1_000_000, 1_000_000, 1_000_000, 3_333, 100_001, 33_330),
        (1_000_000, 20_000, 20_000, 10_000, 100_000, 20_000),
        (1_000_000, 20_000, 7_000, 10_000, 100_000, 7_000),
        (30_000, 150_000, 150_000, 10_000, 100_000, 30_000),
    ],
)
def test_INV_13_a_payout_is_the_least_of_cover_caps_and_deposit(
    *, world: World, facility: str, deposit: int, cap: int, each: int, cover: int, drawn: int, paid: int
) -> None:
    world.deposit(deposit)
    world.commit(facility, cover=cover, cap=cap, per_buyer=each)
    order = defaulted(world, facility, drawn)
    assert world.event(world.claim(order), "Claimed").amount == paid
    row = world.pool()
    assert row.committed <= 5 * row.deposited == 5 * (deposit - paid)


def test_INV_13_one_commitment_leaves_what_the_others_need_of_the_deposit(
    world: World, facility: str
) -> None:
    world.deposit(10_000)
    world.accept_terms(version=2)
    world.commit(facility, version=1, cap=30_001)
    world.commit(facility, version=2, cover=10_000, cap=19_999)
    order = defaulted(world, facility, 100_000)
    told = world.event(world.claim(order), "Claimed")
    assert told.amount == 3_999  # 10,000 less a fifth of the other 30,001, rounded up
    assert (told.deposited, told.capLeft, told.committed) == (6_001, 4, 30_005)
    world.repay(order, 10**9, by=world.buyer)
    second = defaulted(world, facility, 100_000)
    with refused("GuaranteePool_NothingToPay", orderId=second):
        world.claim(second)
    assert world.commitment(facility, version=1).cap == 30_001


def test_INV_13_a_buyers_cap_binds_over_all_its_orders(world: World, facility: str) -> None:
    world.deposit(1_000_000)
    world.commit(facility, cover=10_000, cap=500_000, per_buyer=150_000)
    orders = []
    for _ in range(2):
        order = world.accepted_order(deliverBy=world.now + 2 * DAY, paymentTermDays=0)
        world.pledge(facility, order)
        orders.append(order)
    world.draw_many(orders, [100_000, 100_000], [10_000, 10_000])
    world.travel_to(max(world.position(order).graceEnds for order in orders) + 1)
    for order in orders:
        world.declare_default(order)
    world.travel(30 * DAY)
    paid = [world.event(world.claim(order), "Claimed").amount for order in orders]
    assert paid == [100_000, 50_000]


def test_one_minor_unit_of_principal_rounds_to_nothing_or_all(world: World, facility: str) -> None:
    free = world.accept_terms(version=2, feeBps=0)
    world.deposit(1_000)
    world.commit(facility, version=2, cover=9_999, cap=100)
    order = defaulted(world, free, 1)
    with refused("GuaranteePool_NothingToPay", orderId=order):
        world.claim(order)
    world.repay(order, 100, by=world.buyer)
    world.accept_terms(version=3, feeBps=0)
    world.commit(facility, version=3, cover=10_000, cap=100)
    order = defaulted(world, free, 1)
    world.claim(order)
    at = world.position(order)
    assert (at.principal, at.subrogated) == (0, 1)
    world.repay(order, 100, by=world.buyer)
    assert world.position(order).subrogated == 0 and not world.position(order).inDefault


def test_a_claim_goes_through_paused_lapsed_and_suspended(world: World, facility: str) -> None:
    world.deposit(1_000_000)
    world.commit(facility)
    order = defaulted(world, facility, 100_000)
    world.pause()
    world.lapse(world.guarantor)
    world.suspend(world.guarantor)
    world.suspend(world.financier)
    mined = world.claim(order)
    assert world.event(mined, "Held").amount == world.held_for(world.financier) == 50_000


def test_a_claim_cuts_a_notice_that_the_deposit_no_longer_bears(world: World, facility: str) -> None:
    world.deposit(60_000)
    world.commit(facility, cover=10_000, cap=100_000)
    order = defaulted(world, facility, 50_000, days=0)
    world.give_notice(60_000)
    world.travel_to(world.account(order).defaultedAt + 30 * DAY)
    world.claim(order)  # a notice given after the default ends after the claim may come
    assert (world.pool().deposited, world.pool().noticed, world.pool().committed) == (10_000, 10_000, 50_000)
    world.travel(DAY)
    with refused("GuaranteePool_OverCommitted", committed=50_000, most=49_995):
        world.withdraw_cover(1)


# ---------------------------------------------------------------- recoveries


def test_INV_13_recoveries_are_shared_in_proportion_and_never_above_the_payout(
    world: World, facility: str
) -> None:
    world.deposit(1_000_000)
    world.commit(facility, cover=3_333)
    order = defaulted(world, facility, 100_000)
    world.claim(order)
    world.fund(world.buyer, 10**6)
    chance = random.Random(3)
    guarantor, financier = world.balance(world.guarantor), world.balance(world.financier)
    recovered = paid = 0
    while world.account(order).version:
        at = world.position(order)
        told = world.event(world.repay(order, chance.randrange(1, 9_000), by=world.buyer), "Repaid")
        shared = told.principal + told.subrogated
        assert told.subrogated == shared * at.subrogated // (at.principal + at.subrogated)
        assert told.amount == shared + told.interest + told.penalty
        recovered, paid = recovered + told.subrogated, paid + told.amount
        assert world.balance(world.guarantor) - guarantor == recovered <= 33_330
        assert world.balance(world.financier) - financier == paid - recovered
    assert recovered == 33_330
    account = world.account(order)
    assert (account.subrogated, account.guarantor, account.defaultedAt) == (0, "0x" + "00" * 20, 0)


def recover_by_payment(world: World, order: str, receivable: str) -> object:
    return world.pay(receivable, 10**9)


def recover_by_enforcement(world: World, order: str, receivable: str) -> object:
    parties = {"buyerOfUnits": world.second_financier.address, "seller": world.financier.address}
    quote = world.quote(receivable, 300_000, 290_000, moneyIn=0, **parties)
    return world.enforce_sale(order, quote)


@pytest.mark.parametrize("recover", [recover_by_payment, recover_by_enforcement])
@pytest.mark.parametrize("suspended", [False, True])
def test_INV_07_custodys_money_reaches_financier_guarantor_and_supplier(
    world: World, facility: str, recover: Callable[[World, str, str], object], suspended: bool
) -> None:
    world.deposit(1_000_000)
    world.commit(facility, cover=5_000)
    order = world.accepted_order(deliverBy=world.now + DAY, paymentTermDays=0)
    world.pledge(facility, order)
    world.receive(order, 300_000)
    world.draw(order, 100_000)
    world.travel_to(world.position(order).graceEnds + 1)
    world.declare_default(order)
    receivable = world.confirmed_receivable(order, 300_000)
    world.travel(30 * DAY)
    world.claim(order)
    if suspended:
        for who in (world.guarantor, world.financier, world.supplier):
            world.suspend(who)
        if recover is recover_by_enforcement:
            world.reinstate(world.financier)  # who sells is in good standing
    parties = (world.financier, world.guarantor, world.supplier)
    before = [world.balance(who) + world.held_for(who) for who in parties]
    mined = recover(world, order, receivable)
    told = world.event(mined, "Collected")  # type: ignore[arg-type]
    gained = [
        world.balance(who) + world.held_for(who) - had for who, had in zip(parties, before, strict=True)
    ]
    assert told.subrogated == 50_000
    assert gained == [told.penalty + told.interest + told.principal, told.subrogated, told.residual]
    assert sum(gained) == told.amount
    if suspended:
        assert (world.held_for(world.guarantor), world.held_for(world.supplier)) == (50_000, told.residual)
    assert world.balance("Receivables") == world.balance("Collateral") == 0


def test_a_sweep_pays_the_guarantor_of_the_troubled_account_too(world: World, facility: str) -> None:
    world.deposit(1_000_000)
    world.commit(facility, cover=5_000)
    order = defaulted(world, facility, 100_000)
    world.claim(order)
    sister = world.accepted_order()
    world.pledge(facility, sister)
    world.receive(sister, 500_000)
    receivable = world.confirmed_receivable(sister, 500_000)
    before = world.balance(world.guarantor), world.balance(world.supplier)
    mined = world.pay(receivable, 500_000)
    swept = world.event(mined, "Swept")
    assert (swept.principal, swept.subrogated) == (50_000, 50_000)
    assert world.balance(world.guarantor) - before[0] == 50_000
    assert world.balance(world.supplier) - before[1] == 500_000 - swept.amount
    assert world.facility(facility).defaults == 0


def test_INV_08_the_pool_holds_what_the_deposits_say_through_random_lives(
    world: World, facility: str
) -> None:
    chance = random.Random(11)
    second = Party("second guarantor")
    world.admit(second, GUARANTOR)
    world.fund(second, PLENTY)
    world.allow(second, "GuaranteePool")
    supply = world.ask("Cash", "totalSupply")
    kept = world.cash_everywhere + world.balance(second)
    for who in (world.guarantor, second):
        world.deposit(50_000, by=who)
        world.commit(facility, cover=chance.randrange(1, 10_001), cap=chance.randrange(1, 250_000), by=who)
    for n in range(6):
        order = defaulted(world, facility, chance.randrange(10, 200_000))
        named = chance.choice([world.guarantor, second])
        committed = world.commitment(facility, guarantor=named)
        asked = (named.address, facility, 1, world.buyer.address)
        left = committed.perBuyerCap - world.ask("GuaranteePool", "paidFor", *asked)
        if min(committed.cap, left) and world.account(order).principal * committed.coverBps >= 10_000:
            world.claim(order, guarantor=named)
        world.repay(order, 10**9, by=world.buyer)
        if n % 2:
            world.deposit(chance.randrange(1, 1_000), by=named)
        pools = [world.pool(who) for who in (world.guarantor, second)]
        assert world.balance("GuaranteePool") == sum(row.deposited for row in pools)
        assert all(row.committed <= 5 * row.deposited for row in pools)
        assert world.cash_everywhere + world.balance(second) == kept
    assert world.ask("Cash", "totalSupply") == supply
