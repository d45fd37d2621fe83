"""Forgiving, voiding, paying and redeeming at once: nothing after the first money, nobody else's units."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.contracts.ground import DAY, Party, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World


@pytest.fixture
def order(world: World) -> str:
    made = world.accepted_order()
    world.receive(made, 800_000)
    return made


# ---------------------------------------------------------------- forgiving


def test_INV_12_only_a_holder_forgives_its_own_free_units(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 1_000)
    with refused("Receivables_ZeroAmount"):
        world.forgive(receivable, 0)
    with refused("Receivables_Unknown"):
        world.forgive(hash_of("nothing"), 1)
    for who in (world.buyer, world.financier, world.operator):
        with refused("Receivables_InsufficientUnits", holder=who.address, has=0, asked=1):
            world.forgive(receivable, 1, by=who)
    with refused("Receivables_InsufficientUnits", holder=world.supplier.address, has=1_000, asked=1_001):
        world.forgive(receivable, 1_001)
    pledged = world.accepted_order()
    world.pledge(world.accept_terms(), pledged)
    world.receive(pledged, 500)
    custody = world.confirmed_receivable(pledged, 500)
    with refused("Receivables_InsufficientUnits", holder=world.supplier.address, has=0, asked=1):
        world.forgive(custody, 1)


def test_nothing_is_forgiven_once_money_came_in(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 1_000)
    proposed = world.propose(world.proposal(order, 10))
    with refused("Receivables_StateForbids", state=1):
        world.forgive(proposed, 1)
    world.pay(receivable, 1)
    with refused("Receivables_MoneyCameIn", receivableId=receivable, moneyIn=1):
        world.forgive(receivable, 1)
    late = world.confirmed_receivable(order, 500_000)
    world.travel_to(world.receivable(late).maturity + DAY)
    world.pay(late, 1)  # late interest alone is money too
    assert world.receivable(late).paid == 0
    with refused("Receivables_MoneyCameIn", moneyIn=1):
        world.forgive(late, 1)


def test_INV_01_forgiving_extinguishes_units_and_the_last_settles_the_debt(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 1_000)
    told = world.event(world.forgive(receivable, 400), "Extinguished")
    assert (told.units, told.outstanding) == (400, 600)
    row = world.receivable(receivable)
    assert (row.face, row.outstanding, row.state) == (1_000, 600, 2)
    assert world.units(receivable, world.supplier) == world.owed(receivable) == 600
    assert world.order(order).confirmed == 1_000  # what was confirmed stays confirmed
    mined = world.pay_and_redeem(receivable, 600, world.supplier)
    assert world.event(mined, "Redeemed").amount == 600
    whole = world.confirmed_receivable(order, 50)
    world.forgive(whole, 50)
    assert (world.receivable(whole).state, world.owed(whole)) == (5, 0)
    with refused("Receivables_StateForbids", state=5):
        world.pay(whole, 1)


# ---------------------------------------------------------------- voiding


def test_only_the_parties_ask_and_only_the_other_one_voids(world: World, order: str) -> None:
    proposal = world.proposal(order, 1_000)
    receivable = world.propose(proposal)
    with refused("Receivables_StateForbids", receivableId=receivable, state=1):
        world.request_void(receivable)
    with refused("Receivables_StateForbids", receivableId=receivable, state=1):
        world.void(proposal)
    world.confirm(receivable)
    for who in (world.financier, world.sub_supplier, world.operator):
        with refused("Receivables_NotParty", receivableId=receivable, caller=who.address):
            world.request_void(receivable, by=who)
        with refused("Receivables_NotParty", receivableId=receivable, caller=who.address):
            world.void(proposal, by=who)
    for asked, other, flag in ((world.buyer, world.supplier, 2), (world.supplier, world.buyer, 4)):
        with world.undone():
            with refused("Receivables_VoidNotRequested", receivableId=receivable, flags=0):
                world.void(proposal, by=other)
            told = world.event(world.request_void(receivable, by=asked), "VoidRequested")
            assert (told.by, told.flags) == (asked.address, flag)
            with refused("Receivables_VoidNotRequested", receivableId=receivable, flags=flag):
                world.void(proposal, by=asked)
            world.void(proposal, by=other)
    with refused("Receivables_Unknown"):
        world.void(proposal | {"n": 1})


def test_only_receivables_takes_a_confirmation_back(world: World, order: str) -> None:
    for who in (world.buyer, world.supplier, world.operator):
        with refused("Orders_OnlySister", caller=who.address):
            world.send(who, "Orders", "voidConfirmed", order, 1)


def test_nothing_is_voided_that_was_paid_sold_or_pledged(world: World, order: str) -> None:
    proposal = world.proposal(order, 1_000)
    receivable = world.propose(proposal)
    world.confirm(receivable)
    world.request_void(receivable)
    with world.undone():
        world.pay(receivable, 1)
        with refused("Receivables_MoneyCameIn", moneyIn=1):
            world.void(proposal)
        with refused("Receivables_MoneyCameIn", moneyIn=1):
            world.request_void(receivable)
    with world.undone():
        world.consent(world.sub_supplier)
        world.transfer(receivable, world.supplier, world.sub_supplier, 1)
        with refused("Receivables_UnitsNotFree", receivableId=receivable, free=999, outstanding=1_000):
            world.void(proposal)
    with world.undone():
        world.pledge(world.accept_terms(), order)
        world.deposit_units(order, receivable, 1_000)
        with refused("Receivables_UnitsNotFree", free=0, outstanding=1_000):
            world.void(proposal)


def test_INV_01_what_a_credit_note_left_is_voided_whole(world: World, order: str) -> None:
    proposal = world.proposal(order, 1_000)
    receivable = world.propose(proposal)
    world.confirm(receivable)
    world.forgive(receivable, 400)
    world.request_void(receivable)
    with world.undone():
        world.consent(world.sub_supplier)
        world.transfer(receivable, world.supplier, world.sub_supplier, 1)
        with refused("Receivables_UnitsNotFree", receivableId=receivable, free=599, outstanding=600):
            world.void(proposal)
    mined = world.void(proposal)
    assert world.event(mined, "Transfer").amount == 600
    assert world.event(mined, "Freed").occupied == 0
    assert world.event(mined, "ConfirmedSet").confirmed == world.order(order).confirmed == 0
    row = world.receivable(receivable)
    assert (row.state, row.outstanding, world.units(receivable, world.supplier)) == (6, 0, 0)


def test_INV_03_voiding_frees_amount_and_fingerprint_and_ends_the_debt(world: World, order: str) -> None:
    proposal = world.proposal(order, 800_000)
    receivable = world.propose(proposal)
    world.confirm(receivable)
    world.request_void(receivable, by=world.supplier)
    mined = world.void(proposal, by=world.buyer)
    told = world.event(mined, "Voided")
    assert (told.receivableId, told.orderId, told.face) == (receivable, order, 800_000)
    assert world.event(mined, "Freed").occupied == 0
    assert world.event(mined, "ConfirmedSet").confirmed == world.order(order).confirmed == 0
    row = world.receivable(receivable)
    assert (row.state, row.outstanding, world.units(receivable, world.supplier)) == (6, 0, 0)
    acts: tuple[Callable[[], object], ...] = (
        lambda: world.pay(receivable, 1),
        lambda: world.request_void(receivable),
    )
    for act in acts:
        with refused("Receivables_StateForbids", state=6):
            act()
    with refused("Receivables_StateForbids", state=6):
        world.void(proposal)
    again = world.propose(proposal | {"n": 1})  # the same invoice, once more
    world.confirm(again)
    assert world.owed(again) == 800_000


def test_INV_06_voiding_puts_the_value_of_a_pledged_order_back_among_what_is_received(world: World) -> None:
    order = world.accepted_order()
    world.receive(order, 800_000)
    proposal = world.proposal(order, 300_000)
    receivable = world.propose(proposal)
    world.confirm(receivable)
    world.open_and_draw(order, 1_000)
    assert world.position(order).facts == (200_000, 0, 500_000, 0)
    world.request_void(receivable)
    mined = world.void(proposal)
    assert len(world.events(mined, "Synced")) == 1
    assert world.position(order).facts == (200_000, 0, 800_000, 0)


# ---------------------------------------------------------------- paying and redeeming in one


def test_paying_and_redeeming_passes_over_who_has_nothing_and_refuses_the_contracts(
    world: World, order: str
) -> None:
    receivable = world.confirmed_receivable(order, 1_000)
    with refused("Receivables_ZeroAmount"):
        world.pay_and_redeem(receivable, 0, world.supplier)
    with refused("Receivables_ReceiverIsSystem", receiver=world.addresses["Collateral"]):
        holders = [world.addresses["Collateral"]]
        world.send(world.buyer, "Receivables", "payAndRedeem", receivable, 10, holders)
    before = world.balance(world.supplier)
    mined = world.pay_and_redeem(receivable, 600, world.outsider, world.supplier, world.supplier, world.buyer)
    assert [row.amount for row in world.events(mined, "Redeemed")] == [600]
    assert world.balance(world.supplier) - before == 600
    world.suspend(world.supplier)
    mined = world.pay_and_redeem(receivable, 10**9, world.supplier)
    assert world.event(mined, "Held").amount == world.held_for(world.supplier) == 400
    assert world.balance("Receivables") == 0


@pytest.mark.parametrize(("holders", "instalments"), [(300, 100)])
def test_INV_01b_three_hundred_holders_and_a_hundred_instalments_leave_exactly_nothing(
    world: World, holders: int, instalments: int
) -> None:
    """Dust: each holder is paid to within one unit of its share, and the sum exactly; some of it late."""
    chance = random.Random(17)
    face = 1_000_003
    order = world.accepted_order(amount=face)
    world.receive(order, face)
    receivable = world.confirmed_receivable(order, face)
    maturity = world.receivable(receivable).maturity
    parties = [Party(f"holder {n}") for n in range(holders)]
    until, token = world.now + 9_000 * DAY, int(receivable, 16)
    calls = []
    for party in parties:
        arguments = (party.address, party.entity_id, 0, 2, until, "0x" + "00" * 32, "0x" + "00" * 32)
        world.send(world.operator, "Participants", "admit", *arguments)
        world.consent(party)
        calls.append(("transfer", party.address, token, chance.choice([1, 3, 7, 1_000, 3_000])))
    for start in range(0, holders, 100):
        world.together(world.supplier, "Receivables", *calls[start : start + 100])
    units = {party: call[3] for party, call in zip(parties, calls, strict=True)}
    units[world.supplier] = face - sum(units.values())
    taken = dict.fromkeys(units, 0)
    taken[world.supplier] = -world.balance(world.supplier)
    money = 0
    world.travel_to(maturity - 40 * DAY)
    for n in range(instalments):
        left = world.owed(receivable)
        amount = 10**12 if n == instalments - 1 else 1 + left * chance.randrange(1, 40) // 1_000
        some = chance.sample(parties, 3)
        told = world.event(world.pay_and_redeem(receivable, amount, *some), "Paid")
        money += told.amount
        world.travel(DAY)
    for start in range(0, holders, 100):
        redeem = [("redeem", receivable, party.address) for party in parties[start : start + 100]]
        world.each_on_its_own(world.outsider, "Receivables", *redeem)  # some have been paid to the last unit
    world.redeem(receivable, world.supplier)
    for party in units:
        taken[party] += world.balance(party)
    assert sum(taken.values()) == money > face
    for party, has in units.items():
        assert abs(taken[party] * face - has * money) < face, party  # within one unit of its share
    assert world.balance("Receivables") == 0
