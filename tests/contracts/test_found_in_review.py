"""Faults that a review of the contracts found, each as the test that showed it."""

from __future__ import annotations

from tests.contracts.refusals import refused
from tests.contracts.typed import signature_of
from tests.contracts.world import World

MAX_AMOUNT = 2**56 - 1


def test_the_largest_custody_is_paid_in_part(world: World) -> None:
    order = world.accepted_order(amount=MAX_AMOUNT)
    world.open_and_draw(order, 1_000)
    world.receive(order, MAX_AMOUNT)
    receivable = world.confirmed_receivable(order, MAX_AMOUNT)
    world.pay(receivable, 1)
    assert world.account(order).custody == MAX_AMOUNT - 1


def test_the_largest_custody_is_released_in_part(world: World) -> None:
    order = world.accepted_order(amount=MAX_AMOUNT)
    world.open_and_draw(order, 1_000)
    world.receive(order, MAX_AMOUNT)
    receivable = world.confirmed_receivable(order, MAX_AMOUNT)
    world.release_units(order, receivable, 1, world.supplier)
    assert world.account(order).custody == MAX_AMOUNT - 1


def test_INV_08_the_last_redemption_leaves_nothing_where_custody_was_emptied_between_payments(
    world: World,
) -> None:
    order = world.accepted_order()
    world.pledge(world.accept_terms(), order)
    world.receive(order, 7)
    receivable = world.confirmed_receivable(order, 7)
    world.release_units(order, receivable, 3, world.supplier)
    world.pay(receivable, 1)  # 3/7 to the supplier, 4/7 to custody
    world.release_units(order, receivable, 4, world.supplier)
    world.pay(receivable, 6)
    world.redeem(receivable, world.supplier)
    assert world.balance(world.supplier) == 7
    assert world.balance("Receivables") == 0


def test_a_suspended_supplier_pays_nobody_with_units_in_custody(world: World) -> None:
    order = world.accepted_order()
    world.pledge(world.accept_terms(), order)
    world.receive(order, 1_000)
    receivable = world.confirmed_receivable(order, 1_000)
    world.consent(world.sub_supplier)
    world.suspend(world.supplier)
    with refused("Participants_Suspended", account=world.supplier.address):
        world.release_units(order, receivable, 400, world.sub_supplier)


def test_units_are_not_released_from_custody_into_custody(world: World) -> None:
    order = world.accepted_order()
    world.pledge(world.accept_terms(), order)
    world.receive(order, 1_000)
    receivable = world.confirmed_receivable(order, 1_000)
    with refused("Receivables_ReceiverIsSystem", receiver=world.addresses["Collateral"]):
        world.send(
            world.supplier,
            "Collateral",
            "releaseUnits",
            order,
            receivable,
            400,
            world.addresses["Collateral"],
        )


def test_INV_08_holders_with_fractions_alone_leave_nothing_behind(world: World) -> None:
    order = world.accepted_order()
    world.receive(order, 2)
    receivable = world.confirmed_receivable(order, 2)
    for party in (world.sub_supplier, world.supplier):
        world.consent(party)
    world.transfer(receivable, world.supplier, world.sub_supplier, 1)
    world.pay(receivable, 1)  # a half to each of two
    for giver in (world.supplier, world.sub_supplier):
        world.consent(world.financier)
        world.transfer(receivable, giver, world.financier, 1)
    world.pay(receivable, 1)
    world.redeem(receivable, world.financier)
    world.redeem(receivable, world.supplier)  # a half is handed in
    world.redeem(receivable, world.sub_supplier)  # and completed
    assert world.balance(world.sub_supplier) == 1
    assert world.balance("Receivables") == 0


def test_an_attestor_that_became_an_affiliate_attests_no_more_but_retracts(world: World) -> None:
    order = world.accepted_order()
    world.ship(order, 500)
    world.attest(order, 200)
    world.renew(world.carrier, group=6)
    for party in (world.buyer, world.supplier):
        with world.undone():
            world.renew(party, group=6)
            with refused("Orders_AttestorNotIndependent", attestor=world.carrier.address):
                world.attest(order, 300)
            world.retract(order, 100)
    world.attest(order, 300)


def test_INV_18_a_signed_quote_does_not_work_on_another_chain_or_contract(world: World) -> None:
    order = world.accepted_order()
    world.receive(order, 1_000)
    receivable = world.confirmed_receivable(order, 1_000)
    quote = world.quote(receivable, 100, 95)
    for chain_id, contract in (
        (1, world.addresses["Market"]),
        (world.chain.chain_id, world.addresses["Facilities"]),
    ):
        signature = signature_of("PurchaseQuote", chain_id, contract, quote, world.financier.key)
        with refused("Market_SignatureInvalid", buyerOfUnits=world.financier.address):
            world.send(world.supplier, "Market", "sell", quote, signature)
