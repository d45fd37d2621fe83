"""Holdings: units move by their holder's will and the receiver's consent; money stays where it came."""

from __future__ import annotations

from random import Random

import pytest

from tests.contracts.ground import AUDITOR, NOBODY, Party
from tests.contracts.refusals import refused
from tests.contracts.world import World

SETTLED = 5


@pytest.fixture
def receivable(world: World) -> str:
    """1,000 units with the supplier; the sub-supplier takes units from it."""
    order = world.accepted_order()
    world.receive(order, 1_000)
    world.consent(world.sub_supplier, world.supplier)
    return world.confirmed_receivable(order, 1_000)


def test_INV_12_nobody_moves_units_that_are_not_its_own(world: World, receivable: str) -> None:
    token = int(receivable, 16)
    for thief in (world.sub_supplier, world.buyer, world.operator, world.financier):
        with refused("Receivables_InsufficientPermission", operator=thief.address, allowed=0, asked=1):
            world.send(
                thief,
                "Receivables",
                "transferFrom",
                world.supplier.address,
                world.sub_supplier.address,
                token,
                1,
            )
        with refused("Receivables_OnlySister", caller=thief.address):
            world.send(
                thief,
                "Receivables",
                "moveUnits",
                receivable,
                world.supplier.address,
                thief.address,
                1,
                NOBODY,
            )
    with refused("Receivables_InsufficientUnits", holder=world.supplier.address, has=1_000, asked=1_001):
        world.transfer(receivable, world.supplier, world.sub_supplier, 1_001)
    with refused("Receivables_InsufficientUnits", has=1_000, asked=2**256 - 1):
        world.transfer(receivable, world.supplier, world.sub_supplier, 2**256 - 1)
    with refused("Receivables_ZeroAmount"):
        world.transfer(receivable, world.supplier, world.sub_supplier, 0)
    with refused("Receivables_Unknown"):
        world.transfer("0x" + "77" * 32, world.supplier, world.sub_supplier, 1)


def test_a_receiver_is_an_active_participant_that_consents(world: World, receivable: str) -> None:
    with refused("Participants_NotAdmitted", account=world.outsider.address):
        world.transfer(receivable, world.supplier, world.outsider, 1)
    with refused(
        "Receivables_ReceiverNotConsenting", receiver=world.financier.address, sender=world.supplier.address
    ):
        world.transfer(receivable, world.supplier, world.financier, 1)
    for name in ("Collateral", "Market", "Receivables"):
        system = world.addresses[name]
        with refused("Receivables_ReceiverIsSystem", receiver=system):
            world.send(world.supplier, "Receivables", "transfer", system, int(receivable, 16), 1)
    for who in (world.supplier, world.sub_supplier):
        with world.undone():
            world.suspend(who)
            with refused("Participants_Suspended", account=who.address):
                world.transfer(receivable, world.supplier, world.sub_supplier, 1)
        with world.undone():
            world.lapse(who)
            with refused("Participants_Lapsed", account=who.address):
                world.transfer(receivable, world.supplier, world.sub_supplier, 1)
    told = world.send(world.sub_supplier, "Receivables", "acceptFrom", world.supplier.address, False)
    assert world.event(told, "ConsentSet").consented is False
    with refused("Receivables_ReceiverNotConsenting"):
        world.transfer(receivable, world.supplier, world.sub_supplier, 1)
    world.consent(world.sub_supplier)  # from anybody
    assert world.ask("Receivables", "consents", world.sub_supplier.address, world.supplier.address) is True
    world.transfer(receivable, world.supplier, world.sub_supplier, 1)


def test_INV_02_a_transfer_conserves_units_and_says_what_each_holds(world: World, receivable: str) -> None:
    mined = world.transfer(receivable, world.supplier, world.sub_supplier, 400)
    moved = world.event(mined, "Transfer")
    assert (getattr(moved, "from", None) or moved.sender, moved.id) == (
        world.supplier.address,
        int(receivable, 16),
    )
    assert [(row.holder, row.units) for row in world.events(mined, "HoldingSet")] == [
        (world.supplier.address, 600),
        (world.sub_supplier.address, 400),
    ]
    assert world.units(receivable, world.supplier) + world.units(receivable, world.sub_supplier) == 1_000
    row = world.receivable(receivable)
    assert (row.outstanding, row.face) == (1_000, 1_000)


def test_an_operator_and_an_allowance_move_what_their_owner_said(world: World, receivable: str) -> None:
    token, taker = int(receivable, 16), world.sub_supplier.address
    world.send(world.supplier, "Receivables", "approve", world.carrier.address, token, 10)
    world.send(world.carrier, "Receivables", "transferFrom", world.supplier.address, taker, token, 7)
    assert world.ask("Receivables", "allowance", world.supplier.address, world.carrier.address, token) == 3
    with refused("Receivables_InsufficientPermission", operator=world.carrier.address, allowed=3, asked=4):
        world.send(world.carrier, "Receivables", "transferFrom", world.supplier.address, taker, token, 4)
    world.send(world.supplier, "Receivables", "approve", world.carrier.address, token, 2**256 - 1)
    world.send(world.carrier, "Receivables", "transferFrom", world.supplier.address, taker, token, 4)
    left = world.ask("Receivables", "allowance", world.supplier.address, world.carrier.address, token)
    assert left == 2**256 - 1
    world.send(world.supplier, "Receivables", "setOperator", world.outsider.address, True)
    world.send(world.outsider, "Receivables", "transferFrom", world.supplier.address, taker, token, 100)
    world.send(world.supplier, "Receivables", "setOperator", world.outsider.address, False)
    with refused("Receivables_InsufficientPermission", operator=world.outsider.address):
        world.send(world.outsider, "Receivables", "transferFrom", world.supplier.address, taker, token, 1)
    assert world.units(receivable, world.sub_supplier) == 111


def test_units_that_reach_the_obligor_before_any_payment_are_extinguished(
    world: World, receivable: str
) -> None:
    world.consent(world.buyer)
    mined = world.transfer(receivable, world.supplier, world.buyer, 300)
    gone = world.event(mined, "Extinguished")
    assert (gone.units, gone.outstanding) == (300, 700)
    assert world.units(receivable, world.buyer) == 0
    world.pay(receivable, 1)
    with refused("Receivables_ObligorPays", obligor=world.buyer.address):
        world.transfer(receivable, world.supplier, world.buyer, 1)
    world.pay(receivable, 10_000)
    world.redeem(receivable, world.supplier)
    assert world.balance(world.supplier) == 700


def test_a_receivable_wholly_with_its_obligor_is_settled(world: World, receivable: str) -> None:
    world.consent(world.buyer)
    world.transfer(receivable, world.supplier, world.buyer, 1_000)
    row = world.receivable(receivable)
    assert (row.outstanding, row.state) == (0, SETTLED)
    with refused("Receivables_StateForbids", state=SETTLED):
        world.pay(receivable, 1)
    with refused("Receivables_NothingToRedeem"):
        world.redeem(receivable, world.supplier)
    assert world.ask("Receivables", "unpaidFaceOf", receivable, world.supplier.address) == 0


def test_INV_02_money_that_came_in_before_a_transfer_stays_with_the_old_holder(
    world: World, receivable: str
) -> None:
    world.pay(receivable, 500)
    world.transfer(receivable, world.supplier, world.sub_supplier, 1_000)
    assert world.ask("Receivables", "redeemable", receivable, world.supplier.address) == 500
    assert world.ask("Receivables", "redeemable", receivable, world.sub_supplier.address) == 0
    world.pay(receivable, 500)
    world.redeem(receivable, world.supplier)
    world.redeem(receivable, world.sub_supplier)
    assert (world.balance(world.supplier), world.balance(world.sub_supplier)) == (500, 500)


def test_money_for_a_suspended_holder_is_held_and_stops_nobody(world: World, receivable: str) -> None:
    world.transfer(receivable, world.supplier, world.sub_supplier, 400)
    world.suspend(world.sub_supplier)
    world.pay(receivable, 1_000)
    mined = world.redeem(receivable, world.sub_supplier)
    assert world.event(mined, "Held").amount == 400
    world.redeem(receivable, world.supplier)
    assert world.balance(world.supplier) == 600
    world.reinstate(world.sub_supplier)
    world.send(world.outsider, "Cash", "releaseHeld", world.sub_supplier.address)
    assert world.balance(world.sub_supplier) == 400
    assert world.balance("Receivables") == world.balance("Cash") == 0


def test_a_transfer_to_oneself_changes_nothing(world: World, receivable: str) -> None:
    world.consent(world.supplier, world.supplier)
    world.pay(receivable, 333)
    world.transfer(receivable, world.supplier, world.supplier, 1_000)
    assert world.units(receivable, world.supplier) == 1_000
    assert world.ask("Receivables", "redeemable", receivable, world.supplier.address) == 333


@pytest.mark.parametrize("seed", range(4))
def test_INV_01b_INV_08_many_holders_and_instalments_leave_exactly_nothing(world: World, seed: int) -> None:
    random = Random(f"holders {seed}")
    face = random.choice([7, 97, 9_973, 10**6 + 3])
    people = [Party(f"holder {number}") for number in range(6)]
    for person in people:
        world.admit(person, AUDITOR)
        world.consent(person)
    world.consent(world.supplier)
    order = world.accepted_order(amount=face)
    world.receive(order, face)
    if seed % 2:
        world.pledge(world.accept_terms(), order)
    receivable = world.confirmed_receivable(order, face)
    everyone = [world.supplier, *people]
    fair: dict[Party | str, int] = dict.fromkeys([*everyone, "Collateral"], 0)  # in minor units × face
    cash = {person: world.balance(person) for person in everyone}
    while world.receivable(receivable).state != SETTLED:
        for _ in range(random.randint(1, 4)):
            _move(world, random, order, receivable, everyone)
        amount = random.randint(1, max(1, face // 6))
        owed = world.ask("Receivables", "owed", receivable)
        for holder in fair:
            fair[holder] += world.units(receivable, holder) * min(amount, owed)
        world.pay(receivable, amount)
        _claims_are_cash(world, receivable, face, everyone)
        if random.random() < 0.5:
            _redeem(world, receivable, random.choice(everyone))
    for holder in random.sample(everyone, len(everyone)):
        _redeem(world, receivable, holder)
    assert world.balance("Receivables") == world.balance("Collateral") == 0
    gained = {person: world.balance(person) - cash[person] for person in everyone}
    assert sum(gained.values()) == face
    for person in people:
        assert abs(gained[person] * face - fair[person]) < 2 * face, (
            "each to within one unit, and one completed"
        )


def _move(world: World, random: Random, order: str, receivable: str, everyone: list[Party]) -> None:
    pledged = world.units(receivable, "Collateral")
    if pledged and random.random() < 0.6:
        units = random.choice([pledged, random.randint(1, pledged)])
        world.release_units(order, receivable, units, random.choice(everyone))
        return
    givers = [person for person in everyone if world.units(receivable, person)]
    if givers:
        giver = random.choice(givers)
        units = random.randint(1, world.units(receivable, giver))
        if giver is world.supplier and world.order(order).pledged and random.random() < 0.5:
            world.deposit_units(order, receivable, units)
        else:
            world.transfer(receivable, giver, random.choice(everyone), units)


def _redeem(world: World, receivable: str, holder: Party) -> None:
    amount = world.ask("Receivables", "redeemable", receivable, holder.address)
    row, held = world.receivable(receivable), world.ask("Receivables", "holding", receivable, holder.address)
    fraction = (held.claim + held.units * (row.paid - held.seen)) % row.outstanding
    if amount:
        assert world.event(world.redeem(receivable, holder), "Redeemed").amount == amount
    elif fraction and row.state == SETTLED:
        assert world.events(world.redeem(receivable, holder), "Redeemed", "Transfer") == []
    else:
        with refused("Receivables_NothingToRedeem", holder=holder.address):
            world.redeem(receivable, holder)


def _claims_are_cash(world: World, receivable: str, face: int, everyone: list[Party]) -> None:
    """INV-01 and INV-01b: Σ units = units outstanding; Σ claims = units × cash held for them."""
    addresses = [
        *(person.address for person in everyone),
        world.addresses["Collateral"],
        world.addresses["Receivables"],
    ]
    row = world.receivable(receivable)
    holdings = [world.ask("Receivables", "holding", receivable, address) for address in addresses]
    assert sum(holding.units for holding in holdings) == row.outstanding == face
    claims = sum(holding.claim + holding.units * (row.paid - holding.seen) for holding in holdings)
    assert claims == face * world.balance("Receivables")
