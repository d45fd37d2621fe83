"""Receivables: proposed by the supplier, confirmed by the buyer's key, paid to whoever holds the units."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.ground import BUYER, DAY, MAX_AMOUNT, SUPPLIER, YEAR, Party, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World

NONE, PROPOSED, CONFIRMED, WITHDRAWN, REJECTED, SETTLED = range(6)


@pytest.fixture
def order(world: World) -> str:
    """Received in part: 600,000 of 1,000,000."""
    made = world.accepted_order()
    world.receive(made, 600_000)
    return made


# ---------------------------------------------------------------- proposing


@pytest.mark.parametrize(
    ("changes", "name", "numbers"),
    [
        ({"face": 0}, "Receivables_FaceOutOfRange", {"face": 0, "max": MAX_AMOUNT}),
        ({"face": MAX_AMOUNT + 1, "gross": 2**60}, "Receivables_FaceOutOfRange", {"face": MAX_AMOUNT + 1}),
        ({"gross": 999}, "Receivables_FaceAboveGross", {"face": 1_000, "gross": 999}),
    ],
)
def test_an_invoice_out_of_bounds_is_refused(
    world: World, order: str, changes: dict[str, Any], name: str, numbers: dict[str, Any]
) -> None:
    with refused(name, **numbers):
        world.propose(world.proposal(order, 1_000) | changes)


def test_a_maturity_is_the_end_of_a_day_within_a_year(world: World, order: str) -> None:
    today = world.now // DAY * DAY
    with refused("Receivables_MaturityNotWholeDay", maturity=today + 10 * DAY + 1):
        world.propose(world.proposal(order, 1, maturity=today + 10 * DAY + 1))
    for maturity in (today, 0, today + 366 * DAY):
        with refused(
            "Receivables_MaturityOutOfRange", maturity=maturity, now_=world.now, latest=world.now + YEAR
        ):
            world.propose(world.proposal(order, 1, maturity=maturity))
    world.propose(world.proposal(order, 1, maturity=today + DAY))


def test_only_the_orders_active_supplier_proposes(world: World, order: str) -> None:
    with refused("Participants_RoleMissing", account=world.carrier.address, role=SUPPLIER):
        world.propose(world.proposal(order, 1), by=world.carrier)
    with refused("Orders_NotSupplier", orderId=order, caller=world.sub_supplier.address):
        world.propose(world.proposal(order, 1), by=world.sub_supplier)
    with refused("Orders_Unknown"):
        world.propose(world.proposal(hash_of("no order"), 1))
    world.suspend(world.supplier)
    with refused("Participants_Suspended", account=world.supplier.address):
        world.propose(world.proposal(order, 1))


def test_INV_04_invoiced_never_exceeds_received(world: World, order: str) -> None:
    with refused("Orders_AboveReceived", orderId=order, asked=600_001, available=600_000):
        world.propose(world.proposal(order, 600_001))
    world.propose(world.proposal(order, 400_000))
    with refused("Orders_AboveReceived", asked=200_001, available=200_000):
        world.propose(world.proposal(order, 200_001))
    world.return_goods(order, 300_000)
    with refused("Orders_AboveReceived", asked=1, available=0):  # more is proposed than is left
        world.propose(world.proposal(order, 1))


def test_INV_03_the_same_invoice_is_not_proposed_beyond_its_gross(world: World, order: str) -> None:
    small = world.proposal(order, 10, gross=100)
    receivable = world.propose(small)
    with refused("Receivables_AlreadyExists", receivableId=receivable, state=PROPOSED):
        world.propose(small)
    first = world.proposal(order, 60_000, gross=100_000)
    world.propose(first)
    second = first | {"face": 40_001, "root": hash_of("the same invoice in another serialisation")}
    key = world.ask("Fingerprints", "keyOf", world.supplier.entity_id, first["fingerprint"])
    with refused("Fingerprints_AlreadyOccupied", key=key, gross=100_000, occupied=60_000, asked=40_001):
        world.propose(second)
    with refused("Fingerprints_GrossFixed", key=key, gross=100_000, asked=200_000):
        world.propose(second | {"gross": 200_000})
    other_order = world.accepted_order()
    world.receive(other_order, 600_000)
    with refused("Fingerprints_AlreadyOccupied", key=key):
        world.propose(second | {"orderId": other_order})


def test_an_invoice_needs_the_fingerprint_services_word(world: World, order: str) -> None:
    proposal = world.proposal(order, 1_000)
    for signature in (
        world.identity_signature(proposal, key=world.supplier.key),
        world.identity_signature(proposal, of=world.sub_supplier),
        world.identity_signature(proposal | {"gross": 2_000}),
    ):
        with refused("Fingerprints_SignatureInvalid", entityId=world.supplier.entity_id, gross=1_000):
            world.send(world.supplier, "Receivables", "propose", proposal, *signature)


def test_a_proposal_says_everything_and_its_id_is_its_content(world: World, order: str) -> None:
    proposal = world.proposal(order, 250_000, gross=300_000)
    signature = world.identity_signature(proposal)
    mined = world.send(world.supplier, "Receivables", "propose", proposal, *signature)
    told = world.event(mined, "Proposed")
    assert (told.orderId, told.supplier, told.buyer) == (order, world.supplier.address, world.buyer.address)
    assert vars(told.proposal) == proposal
    assert (told.cashId, told.lateBps) == (1, 1_825)
    occupied = world.event(mined, "Occupied")
    assert (occupied.key, occupied.gross, occupied.occupied) == (told.occupancyKey, 300_000, 250_000)
    assert world.event(mined, "ProposedSet").proposed == world.order(order).proposed == 250_000
    supplier = world.supplier.address
    assert told.receivableId == world.ask("Receivables", "receivableIdOf", proposal, supplier)
    row = world.receivable(told.receivableId)
    assert (row.orderId, row.face, row.outstanding, row.paid) == (order, 250_000, 0, 0)
    assert (row.maturity, row.cashId, row.lateBps, row.state) == (proposal["maturity"], 1, 1_825, PROPOSED)
    ids = {
        world.ask("Receivables", "receivableIdOf", proposal | changed, supplier)
        for changed in ({}, {"face": 1}, {"gross": 300_001}, {"maturity": 0}, {"n": 1}, {"root": order})
    }
    assert len(ids) == 6


def test_a_proposal_is_withdrawn_by_its_supplier_or_rejected_by_its_buyer(world: World, order: str) -> None:
    proposal = world.proposal(order, 1_000)
    with refused("Receivables_Unknown"):
        world.send(world.supplier, "Receivables", "withdraw", proposal)
    receivable = world.propose(proposal)
    for who in (world.buyer, world.outsider):
        with refused("Orders_NotSupplier", caller=who.address, supplier=world.supplier.address):
            world.send(who, "Receivables", "withdraw", proposal)
    for who in (world.supplier, world.outsider):
        with refused("Orders_NotBuyer", caller=who.address, buyer=world.buyer.address):
            world.send(who, "Receivables", "reject", proposal, 2)
    key = world.ask("Fingerprints", "keyOf", world.supplier.entity_id, proposal["fingerprint"])
    with world.undone():
        mined = world.send(world.buyer, "Receivables", "reject", proposal, 2)
        assert world.event(mined, "Rejected").reason == 2
        assert world.event(mined, "Freed").occupied == 0
        assert world.receivable(receivable).state == REJECTED
        assert world.order(order).proposed == 0
    mined = world.send(world.supplier, "Receivables", "withdraw", proposal)
    assert world.event(mined, "Withdrawn").receivableId == receivable
    assert world.ask("Fingerprints", "occupancy", key).occupied == 0
    for function, who, more in (("withdraw", world.supplier, ()), ("reject", world.buyer, (1,))):
        with refused("Receivables_StateForbids", receivableId=receivable, state=WITHDRAWN):
            world.send(who, "Receivables", function, proposal, *more)
    with refused("Receivables_AlreadyExists", receivableId=receivable, state=WITHDRAWN):
        world.propose(proposal)
    world.propose(proposal | {"n": 1})


# ---------------------------------------------------------------- confirming


def test_INV_12_only_the_obligors_key_creates_its_debt(world: World, order: str) -> None:
    receivable = world.propose(world.proposal(order, 1_000))
    second_account = Party("second account of the buyer")
    world.admit(second_account, BUYER, entity_id=world.buyer.entity_id)
    for who in (world.supplier, world.operator, world.outsider, world.financier, second_account):
        with refused("Orders_NotBuyer", orderId=order, caller=who.address, buyer=world.buyer.address):
            world.confirm(receivable, by=who)
    with refused("Receivables_Unknown"):
        world.confirm(hash_of("nothing"))


def test_confirming_checks_what_is_received_once_more(world: World, order: str) -> None:
    receivable = world.propose(world.proposal(order, 600_000))
    world.return_goods(order, 1)
    with refused("Orders_AboveReceived", orderId=order, asked=600_000, available=599_999):
        world.confirm(receivable)


def test_a_lapsed_or_suspended_buyer_confirms_nothing_outside_custody(world: World, order: str) -> None:
    receivable = world.propose(world.proposal(order, 1_000))
    with world.undone():
        world.lapse(world.buyer)
        with refused("Participants_Lapsed", account=world.buyer.address):
            world.confirm(receivable)
    world.suspend(world.buyer)
    with refused("Participants_Suspended", account=world.buyer.address):
        world.confirm(receivable)


def test_INV_14_no_tenor_above_a_year_and_a_reason_above_180_days(world: World, order: str) -> None:
    today = world.now // DAY * DAY
    long = world.propose(world.proposal(order, 1_000, maturity=today + 182 * DAY))
    with refused("Receivables_ReasonMissing", maturity=today + 182 * DAY, reasonFrom=world.now + 180 * DAY):
        world.confirm(long)
    assert world.event(world.confirm(long, reason=7), "Confirmed").reasonCode == 7
    soon = world.propose(world.proposal(order, 1_000, maturity=today + 2 * DAY))
    world.travel_to(today + 2 * DAY)
    with refused("Receivables_MaturityOutOfRange", maturity=today + 2 * DAY, now_=world.now):
        world.confirm(soon)


def test_confirming_gives_the_supplier_the_units_and_cannot_be_undone(world: World, order: str) -> None:
    proposal = world.proposal(order, 1_000)
    receivable = world.propose(proposal)
    mined = world.confirm(receivable)
    told = world.event(mined, "Confirmed")
    assert (told.holder, told.buyer, told.face) == (world.supplier.address, world.buyer.address, 1_000)
    holding = world.event(mined, "HoldingSet")
    assert (holding.holder, holding.units, holding.seen, holding.claim) == (
        world.supplier.address,
        1_000,
        0,
        0,
    )
    assert world.event(mined, "ConfirmedSet").confirmed == world.order(order).confirmed == 1_000
    assert world.units(receivable, world.supplier) == 1_000
    assert world.ask("Receivables", "owed", receivable) == 1_000
    assert world.ask("Receivables", "obligorOf", receivable) == world.buyer.address
    with refused("Receivables_StateForbids", state=CONFIRMED):
        world.confirm(receivable)
    for function, who, more in (("withdraw", world.supplier, ()), ("reject", world.buyer, (1,))):
        with refused("Receivables_StateForbids", state=CONFIRMED):
            world.send(who, "Receivables", function, proposal, *more)


# ---------------------------------------------------------------- paying


def test_nothing_is_paid_on_what_is_not_confirmed_or_settled(world: World, order: str) -> None:
    with refused("Receivables_Unknown"):
        world.pay(hash_of("nothing"), 1)
    proposed = world.propose(world.proposal(order, 1_000))
    with refused("Receivables_StateForbids", state=PROPOSED):
        world.pay(proposed, 1)
    world.confirm(proposed)
    with refused("Receivables_ZeroAmount"):
        world.pay(proposed, 0)
    world.pay(proposed, 1_000)
    with refused("Receivables_StateForbids", state=SETTLED):
        world.pay(proposed, 1)
    assert world.ask("Receivables", "owed", proposed) == 0


def test_INV_18_a_payer_pays_its_own_cash_within_its_allowance(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 1_000)
    with refused("ERC20InsufficientAllowance"):
        world.pay(receivable, 10, by=world.carrier)
    with refused("ERC20InsufficientBalance"):
        world.pay(receivable, 10, by=world.sub_supplier)
    world.allow(world.buyer, "Receivables", 9)
    with refused("ERC20InsufficientAllowance", allowance=9, needed=10):
        world.pay(receivable, 10)


def test_anyone_pays_at_most_what_is_owed(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 1_000)
    world.fund(world.sub_supplier, 300)
    told = world.event(world.pay(receivable, 300, by=world.sub_supplier), "Paid")
    assert (told.payer, told.amount, told.paid, told.outstanding) == (
        world.sub_supplier.address,
        300,
        300,
        1_000,
    )
    before = world.balance(world.buyer)
    told = world.event(world.pay(receivable, 2**128 - 1), "Paid")
    assert (told.amount, told.paid) == (700, 1_000)
    assert before - world.balance(world.buyer) == 700
    assert world.receivable(receivable).state == SETTLED
    assert world.balance("Receivables") == 1_000
    redeemed = world.event(world.redeem(receivable, world.supplier), "Redeemed")
    assert (redeemed.holder, redeemed.amount) == (world.supplier.address, 1_000)
    with refused("Receivables_NothingToRedeem", receivableId=receivable, holder=world.supplier.address):
        world.redeem(receivable, world.supplier)


def test_nobody_redeems_for_the_contracts_or_for_strangers(world: World, order: str) -> None:
    receivable = world.confirmed_receivable(order, 1_000)
    world.pay(receivable, 100)
    for name in ("Collateral", "Receivables"):
        with refused("Receivables_ReceiverIsSystem", receiver=world.addresses[name]):
            world.send(world.outsider, "Receivables", "redeem", receivable, world.addresses[name])
    with refused("Receivables_NothingToRedeem", holder=world.outsider.address):
        world.redeem(receivable, world.outsider)
    with refused("Receivables_Unknown"):
        world.redeem(hash_of("nothing"), world.supplier)
