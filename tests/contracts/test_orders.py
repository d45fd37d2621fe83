"""Orders: placed by the buyer's key, accepted by the supplier's, each records its own facts as totals."""

from __future__ import annotations

from typing import Any

import pytest

from chain.signing import Key
from tests.contracts.ground import BUYER, DAY, MAX_AMOUNT, NOBODY, SUPPLIER, YEAR, ZERO, Party, hash_of
from tests.contracts.refusals import refused
from tests.contracts.typed import digest_of
from tests.contracts.world import World

NONE, PLACED, ACCEPTED, REJECTED, CANCELLED = range(5)


# ---------------------------------------------------------------- placing


@pytest.mark.parametrize(
    ("changes", "name", "numbers"),
    [
        ({"amount": 0}, "Orders_AmountOutOfRange", {"amount": 0, "max": MAX_AMOUNT}),
        ({"amount": MAX_AMOUNT + 1}, "Orders_AmountOutOfRange", {"amount": MAX_AMOUNT + 1}),
        ({"amount": 2**128 - 1}, "Orders_AmountOutOfRange", {"amount": 2**128 - 1}),
        ({"paymentTermDays": 366}, "Orders_PaymentTermTooLong", {"paymentTermDays": 366, "max": 365}),
        ({"lateBps": 10_001}, "Orders_LateRateTooHigh", {"lateBps": 10_001, "max": 10_000}),
        ({"fingerprint": ZERO}, "Orders_FingerprintMissing", {}),
        ({"cash": "0x" + "22" * 20}, "Participants_CashUnknown", {"cash": "0x" + "22" * 20}),
        ({"supplier": "0x" + "22" * 20}, "Participants_NotAdmitted", {"account": "0x" + "22" * 20}),
        ({"attestor": "0x" + "22" * 20}, "Participants_NotAdmitted", {"account": "0x" + "22" * 20}),
    ],
)
def test_an_order_out_of_bounds_is_refused(
    world: World, changes: dict[str, Any], name: str, numbers: dict[str, Any]
) -> None:
    with refused(name, **numbers):
        world.place_order(**changes)


def test_delivery_lies_ahead_and_within_ten_years(world: World) -> None:
    for deliver_by in (world.now, world.now - 1, world.now + 10 * YEAR + 10):
        with refused("Orders_DeliverByOutOfRange", deliverBy=deliver_by, now_=world.now):
            world.place_order(deliverBy=deliver_by)


def test_nobody_places_without_its_role_or_orders_from_itself(world: World) -> None:
    with refused("Participants_RoleMissing", account=world.sub_supplier.address, role=BUYER):
        world.place_order(by=world.sub_supplier)
    with refused("Participants_RoleMissing", account=world.financier.address, role=SUPPLIER):
        world.place_order(supplier=world.financier.address)
    with refused("Orders_SelfDealing", buyer=world.supplier.address, supplier=world.supplier.address):
        world.place_order(by=world.supplier)


def test_an_attestor_of_either_party_is_not_independent(world: World) -> None:
    for related in (world.buyer, world.supplier):
        with world.undone():
            world.renew(world.carrier, group=5)
            world.renew(related, group=5)
            with refused("Orders_AttestorNotIndependent", attestor=world.carrier.address):
                world.place_order()


def test_the_lapsed_and_the_suspended_place_and_accept_nothing(world: World) -> None:
    order = world.place_order()
    for who in (world.buyer, world.supplier):
        with world.undone():
            world.suspend(who)
            with refused("Participants_Suspended", account=who.address):
                world.place_order()
        with world.undone():
            world.lapse(who)
            with refused("Participants_Lapsed", account=who.address):
                world.place_order()
    world.suspend(world.supplier)
    with refused("Participants_Suspended", account=world.supplier.address):
        world.accept(order)


def test_an_identity_is_placed_once_and_anew_only_after_it_ended_unaccepted(world: World) -> None:
    terms = world.order_terms()
    with refused("Orders_FormerStillOpen", state=NONE):
        world.place(terms | {"n": 1})
    order = world.event(world.place(terms), "Placed").orderId
    with refused("Orders_AlreadyExists", orderId=order):
        world.place(terms | {"amount": 5})
    second_account = Party("second account of the buyer")
    world.admit(second_account, BUYER, entity_id=world.buyer.entity_id)
    with refused("Orders_AlreadyExists", orderId=order):
        world.place(terms, by=second_account)
    with refused("Orders_FormerStillOpen", former=order, state=PLACED):
        world.place(terms | {"n": 1})
    with world.undone():
        world.accept(order)
        with refused("Orders_FormerStillOpen", former=order, state=ACCEPTED):
            world.place(terms | {"n": 1})
    with world.undone():
        world.cancel(order)
        world.place(terms | {"n": 1})
    world.send(world.supplier, "Orders", "reject", order, 9)
    again = world.event(world.place(terms | {"n": 1}), "Placed").orderId
    assert again == world.ask("Orders", "orderIdOf", world.buyer.address, terms["fingerprint"], 1) != order


def test_placing_says_everything_and_stores_it(world: World) -> None:
    terms = world.order_terms(amount=MAX_AMOUNT, paymentTermDays=365, lateBps=10_000)
    placed = world.event(world.place(terms), "Placed")
    assert (placed.buyer, placed.supplier, placed.version) == (world.buyer.address, world.supplier.address, 1)
    assert vars(placed.terms) == terms
    assert placed.orderId == world.ask("Orders", "orderIdOf", world.buyer.address, terms["fingerprint"], 0)
    row = world.order(placed.orderId)
    assert (row.buyer, row.supplier, row.attestor) == (
        world.buyer.address,
        world.supplier.address,
        world.carrier.address,
    )
    assert (row.amount, row.deliverBy, row.paymentTermDays) == (MAX_AMOUNT, terms["deliverBy"], 365)
    assert (row.cashId, row.lateBps, row.version, row.state, row.pledged) == (1, 10_000, 1, PLACED, False)
    assert world.ask("Orders", "facts", placed.orderId).inOpen == 0  # nothing counts before acceptance
    parties = world.ask("Orders", "parties", placed.orderId)
    assert (parties.buyer, parties.supplier) == (world.buyer.address, world.supplier.address)


# ---------------------------------------------------------------- placing by signature


def place_signed(world: World, terms: dict[str, Any], until: int, *, buyer: Party, key: Key) -> str:
    message = {"buyer": buyer.address, "terms": terms, "validUntil": until}
    signature = world.signed("PlaceOrder", message, key)
    values = (buyer.address, terms, until, signature)
    return str(world.event(world.send(world.outsider, "Orders", "placeSigned", *values), "Placed").orderId)


def test_INV_12_only_the_buyers_own_signature_places_for_it(world: World) -> None:
    terms, until = world.order_terms(), world.now + DAY
    for key in (world.supplier.key, world.operator.key, world.outsider.key):
        with refused("Orders_SignatureInvalid", buyer=world.buyer.address):
            place_signed(world, terms, until, buyer=world.buyer, key=key)
    with refused("Orders_SignatureExpired", validUntil=world.now - 1, now_=world.now):
        place_signed(world, terms, world.now - 1, buyer=world.buyer, key=world.buyer.key)
    signature = world.signed(
        "PlaceOrder", {"buyer": world.buyer.address, "terms": terms, "validUntil": until}, world.buyer.key
    )
    for changed in (terms | {"amount": 2}, terms | {"supplier": world.sub_supplier.address}):
        with refused("Orders_SignatureInvalid"):
            world.send(
                world.outsider, "Orders", "placeSigned", world.buyer.address, changed, until, signature
            )


def test_anybody_carries_a_signed_order_to_the_chain_once(world: World) -> None:
    terms, until = world.order_terms(), world.now + DAY
    order = place_signed(world, terms, until, buyer=world.buyer, key=world.buyer.key)
    assert world.order(order).buyer == world.buyer.address
    assert order == world.ask("Orders", "orderIdOf", world.buyer.address, terms["fingerprint"], 0)
    with refused("Orders_AlreadyExists", orderId=order):
        place_signed(world, terms, until, buyer=world.buyer, key=world.buyer.key)
    message = {"buyer": world.buyer.address, "terms": terms, "validUntil": until}
    expected = digest_of("PlaceOrder", world.chain.chain_id, world.addresses["Orders"], message)
    assert world.ask("Orders", "digestOf", world.buyer.address, terms, until) == "0x" + expected.hex()


# ---------------------------------------------------------------- answering


def test_only_the_supplier_answers_and_names_what_it_accepts(world: World) -> None:
    order = world.place_order()
    for who in (world.buyer, world.outsider, world.sub_supplier):
        with refused(
            "Orders_NotSupplier", orderId=order, caller=who.address, supplier=world.supplier.address
        ):
            world.accept(order, by=who)
        with refused("Orders_NotSupplier", caller=who.address):
            world.send(who, "Orders", "reject", order, 1)
    with refused("Orders_VersionDiffers", orderId=order, version=1, named=2):
        world.accept(order, version=2)
    unknown = hash_of("no such order")
    with refused("Orders_Unknown", orderId=unknown):
        world.accept(unknown)


def test_an_order_is_answered_once(world: World) -> None:
    order = world.place_order()
    assert world.event(world.accept(order), "Accepted").version == 1
    assert world.ask("Orders", "facts", order).inOpen == 1_000_000
    with refused("Orders_StateForbids", orderId=order, state=ACCEPTED):
        world.accept(order)
    with refused("Orders_StateForbids", orderId=order, state=ACCEPTED):
        world.send(world.supplier, "Orders", "reject", order, 1)
    other = world.place_order()
    assert world.event(world.send(world.supplier, "Orders", "reject", other, 3), "Rejected").reason == 3
    with refused("Orders_StateForbids", orderId=other, state=REJECTED):
        world.accept(other)


# ---------------------------------------------------------------- milestones


def test_nothing_is_recorded_before_acceptance(world: World) -> None:
    order = world.place_order()
    for act in (world.ship, world.attest, world.receive, world.return_goods, world.dispute):
        with refused("Orders_StateForbids", orderId=order, state=PLACED):
            act(order, 1)


def test_each_fact_is_recorded_by_its_own_party(world: World) -> None:
    order = world.accepted_order()
    with refused("Orders_NotSupplier", caller=world.buyer.address):
        world.ship(order, 1, by=world.buyer)
    for act in (world.attest, world.retract):
        with refused("Orders_NotAttestor", caller=world.supplier.address, attestor=world.carrier.address):
            act(order, 1, by=world.supplier)
    for act in (world.receive, world.return_goods):
        with refused("Orders_NotBuyer", caller=world.supplier.address, buyer=world.buyer.address):
            act(order, 1, by=world.supplier)
    with refused("Orders_NotBuyer", caller=world.supplier.address):
        world.cancel(order, by=world.supplier)
    with refused("Orders_NotParty", orderId=order, caller=world.outsider.address):
        world.dispute(order, 1, by=world.outsider)
    with refused("Orders_NotParty", orderId=order, caller=world.outsider.address):
        world.resolve(order, by=world.outsider)


def test_an_order_without_attestor_has_none(world: World) -> None:
    order = world.accepted_order(attestor=NOBODY)
    world.ship(order, 10)
    with refused("Orders_NotAttestor", attestor=NOBODY):
        world.attest(order, 10)


def test_INV_04_totals_only_move_ahead_and_stay_within_each_other(world: World) -> None:
    order = world.accepted_order(amount=100)
    with refused("Orders_AboveOrdered", orderId=order, asked=101, ordered=100):
        world.ship(order, 101)
    world.ship(order, 60)
    for total in (0, 59, 60):
        with refused("Orders_NotAhead", orderId=order, now_=60, asked=total):
            world.ship(order, total)
    with refused("Orders_AboveShipped", orderId=order, asked=61, shipped=60):
        world.attest(order, 61)
    world.attest(order, 60)
    with refused("Orders_NotAhead", now_=60, asked=60):
        world.attest(order, 60)
    with refused("Orders_NotAhead", now_=60, asked=60):
        world.retract(order, 60)
    with refused("Orders_AboveOrdered", asked=101, ordered=100):
        world.receive(order, 101)
    world.receive(order, 70)  # ahead of the shipment
    with refused("Orders_NotAhead", now_=70, asked=70):
        world.receive(order, 70)
    with refused("Orders_AboveReceived", orderId=order, asked=71, available=70):
        world.return_goods(order, 71)
    world.return_goods(order, 10)
    with refused("Orders_NotAhead", now_=10, asked=10):
        world.return_goods(order, 10)
    world.confirmed_receivable(order, 50)
    with refused("Orders_AboveReceived", orderId=order, asked=21, available=20):
        world.return_goods(order, 21)
    with refused("Orders_AboveOrdered", asked=2**128 - 1, ordered=100):
        world.receive(order, 2**128 - 1)


def test_an_attestation_is_only_the_admitted_attestors_but_is_retracted_always(world: World) -> None:
    order = world.accepted_order()
    world.ship(order, 500)
    world.attest(order, 400)
    world.suspend(world.carrier)
    with refused("Participants_Suspended", account=world.carrier.address):
        world.attest(order, 500)
    retracted = world.event(world.retract(order, 100), "AttestationRetracted")
    assert (retracted.attestor, retracted.attested) == (world.carrier.address, 100)


def test_INV_06_every_milestone_moves_value_from_stage_to_stage(world: World) -> None:
    order = world.accepted_order(amount=1_000)

    def stages() -> tuple[int, int, int]:
        facts = world.ask("Orders", "facts", order)
        return facts.inOpen, facts.inTransit, facts.inReceived

    assert stages() == (1_000, 0, 0)
    shipped = world.event(world.ship(order, 600), "ShipmentRecorded")
    assert (shipped.shipped, shipped.root) == (600, hash_of("despatch", 600))
    assert stages() == (1_000, 0, 0)  # a claim of the supplier
    assert world.event(world.attest(order, 500), "ShipmentAttested").attested == 500
    assert stages() == (500, 500, 0)
    assert world.event(world.receive(order, 200), "ReceiptRecorded").received == 200
    assert stages() == (500, 300, 200)
    returned = world.event(world.return_goods(order, 50, reason=4), "ReturnRecorded")
    assert (returned.returned, returned.reason) == (50, 4)
    assert stages() == (500, 300, 150)
    world.confirmed_receivable(order, 120)
    assert stages() == (500, 300, 30)
    cancelled = world.event(world.cancel(order), "RemainderCancelled")
    assert (cancelled.cancelled, cancelled.state) == (400, ACCEPTED)
    assert stages() == (100, 300, 30)
    row = world.order(order)
    assert sum(stages()) + row.confirmed == row.amount - row.cancelled - row.returned


def test_a_dispute_is_each_partys_own_and_within_the_order(world: World) -> None:
    order = world.accepted_order(amount=100)
    for amount in (0, 101, 2**128 - 1):
        with refused("Orders_AmountOutOfRange", amount=amount, max=100):
            world.dispute(order, amount)
    for who in (world.buyer, world.supplier):
        with refused("Orders_NothingDisputed", orderId=order, by=who.address):
            world.resolve(order, by=who)
    world.dispute(order, 100)
    told = world.event(world.dispute(order, 30, by=world.supplier), "Disputed")
    assert (told.disputedByBuyer, told.disputedBySupplier, told.by) == (100, 30, world.supplier.address)
    assert world.ask("Orders", "facts", order).disputed == 130
    world.dispute(order, 40)  # replaces the former
    told = world.event(world.resolve(order, by=world.supplier), "DisputeResolved")
    assert (told.disputedByBuyer, told.disputedBySupplier) == (40, 0)


def test_cancelling_takes_what_is_neither_shipped_nor_received(world: World) -> None:
    order = world.accepted_order(amount=100)
    world.ship(order, 30)
    world.receive(order, 45)
    assert world.event(world.cancel(order), "RemainderCancelled").cancelled == 55
    with refused("Orders_NothingToCancel", orderId=order):
        world.cancel(order)
    with refused("Orders_AboveOrdered", asked=46, ordered=45):
        world.ship(order, 46)
    placed = world.place_order(amount=100)
    ended = world.event(world.cancel(placed), "RemainderCancelled")
    assert (ended.cancelled, ended.state) == (100, CANCELLED)
    with refused("Orders_StateForbids", state=CANCELLED):
        world.cancel(placed)
    with refused("Orders_StateForbids", state=CANCELLED):
        world.accept(placed)


def test_only_the_sisters_use_what_is_theirs(world: World) -> None:
    order, someone = world.accepted_order(), world.supplier.address
    for function, values in (
        ("addProposed", (order, someone, 1)),
        ("removeProposed", (order, someone, False, 1)),
        ("confirmProposed", (order, someone, 1)),
        ("setPledged", (order, True)),
    ):
        for who in (world.supplier, world.buyer, world.operator):
            with refused("Orders_OnlySister", caller=who.address):
                world.send(who, "Orders", function, *values)


def test_unknown_orders_are_all_zero_in_every_view(world: World) -> None:
    unknown = hash_of("no such order")
    assert world.order(unknown).state == NONE
    assert world.ask("Orders", "facts", unknown).buyer == NOBODY
    assert world.ask("Orders", "parties", unknown).supplier == NOBODY
