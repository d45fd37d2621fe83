"""Collateral and Market: units leave custody where the loan allows, and change hands against cash at once."""

from __future__ import annotations

from typing import Any

import pytest

from finance import sale
from finance.units import Bps, Days, MinorUnits
from tests.contracts.ground import BUYER, DAY, NOBODY, YEAR, Party, hash_of
from tests.contracts.refusals import refused
from tests.contracts.typed import digest_of
from tests.contracts.world import World

Pledged = tuple[str, str]


@pytest.fixture
def pledged(world: World) -> Pledged:
    """600,000 of 1,000,000 received and confirmed into custody, 300,000 drawn: capacity 540,000 + 120,000."""
    order = world.accepted_order()
    world.open_and_draw(order, 300_000)
    world.receive(order, 600_000)
    receivable = world.confirmed_receivable(order, 600_000)
    world.consent(world.sub_supplier, world.supplier)
    return order, receivable


@pytest.fixture
def free(world: World) -> str:
    """A receivable of 1,000 with the supplier, due in sixty days."""
    order = world.accepted_order()
    world.receive(order, 1_000)
    return world.confirmed_receivable(order, 1_000)


# ---------------------------------------------------------------- custody


def test_INV_17_confirmed_units_of_a_pledged_order_are_in_custody_with_or_without_debt(world: World) -> None:
    order = world.accepted_order()
    world.pledge(world.accept_terms(), order)
    world.receive(order, 900)
    for face in (500, 400):
        receivable = world.propose(world.proposal(order, face))
        mined = world.confirm(receivable)
        assert world.event(mined, "Confirmed").holder == world.addresses["Collateral"]
        assert world.units(receivable, "Collateral") == face
    assert world.account(order).custody == 900


def test_only_the_supplier_moves_units_of_its_own_order_out_of_custody(
    world: World, pledged: Pledged
) -> None:
    order, receivable = pledged
    for who in (world.buyer, world.financier, world.operator, world.sub_supplier):
        with refused(
            "Collateral_NotSupplier", orderId=order, caller=who.address, supplier=world.supplier.address
        ):
            world.release_units(order, receivable, 1, world.sub_supplier, by=who)
    other = world.accepted_order()
    with refused("Collateral_OrderDiffers", receivableId=receivable, orderId=other):
        world.release_units(other, receivable, 1, world.supplier)
    with refused("Collateral_ZeroUnits"):
        world.release_units(order, receivable, 0, world.supplier)
    with refused("Receivables_InsufficientUnits", has=600_000, asked=600_001):
        world.release_units(order, receivable, 600_001, world.supplier)
    with refused("Receivables_ReceiverNotConsenting", receiver=world.carrier.address):
        world.release_units(order, receivable, 1, world.carrier)
    with refused("Participants_NotAdmitted", account=world.outsider.address):
        world.release_units(order, receivable, 1, world.outsider)


def test_what_is_owed_stays_covered_when_units_are_released(world: World, pledged: Pledged) -> None:
    order, receivable = pledged
    # 400,000 open at 30 % carry 120,000: 200,000 of the face at 90 % must stay
    with refused("Loans_OverAdvanced", orderId=order, principal=300_000, capacity=299_999):
        world.release_units(order, receivable, 400_001, world.sub_supplier)
    mined = world.release_units(order, receivable, 400_000, world.sub_supplier)
    told = world.event(mined, "UnitsReleased")
    assert (told.orderId, told.receivableId, told.units) == (order, receivable, 400_000)
    assert told.to == world.sub_supplier.address
    synced = world.event(mined, "Synced")
    assert (synced.custody, synced.capacity) == (200_000, 300_000)
    assert world.units(receivable, world.sub_supplier) == 400_000
    assert world.units(receivable, "Collateral") == world.account(order).custody == 200_000


def test_nothing_is_released_past_due_while_something_is_owed(world: World, pledged: Pledged) -> None:
    order, receivable = pledged
    due = world.account(order).dueAt
    world.travel_to(due)
    with refused("Loans_PastDue", orderId=order, dueAt=due, now_=due):
        world.release_units(order, receivable, 1, world.supplier)
    world.repay(order, 10**6, by=world.buyer)
    world.release_units(order, receivable, 600_000, world.supplier)
    assert world.account(order).custody == world.ask("Loans", "custodyMaturities", order) == 0


def test_units_are_deposited_by_the_supplier_into_a_pledged_orders_custody(
    world: World, pledged: Pledged, free: str
) -> None:
    order, receivable = pledged
    unpledged = world.receivable(free).orderId
    with refused("Collateral_NotPledged", orderId=unpledged):
        world.deposit_units(unpledged, free, 1)
    with refused("Collateral_OrderDiffers"):
        world.deposit_units(order, free, 1)
    with refused("Collateral_NotSupplier", caller=world.sub_supplier.address):
        world.deposit_units(order, receivable, 1, by=world.sub_supplier)
    with refused("Collateral_ZeroUnits"):
        world.deposit_units(order, receivable, 0)
    with refused("Receivables_InsufficientUnits", has=0, asked=1):
        world.deposit_units(order, receivable, 1)
    world.release_units(order, receivable, 1_000, world.supplier)
    told = world.event(world.deposit_units(order, receivable, 400), "UnitsDeposited")
    assert (told.orderId, told.receivableId, told.units) == (order, receivable, 400)
    assert world.account(order).custody == 599_400
    world.pay(receivable, 10**6)
    with refused("Collateral_Settled", receivableId=receivable):
        world.deposit_units(order, receivable, 1)


def test_units_paid_in_part_and_put_back_are_booked_at_their_unpaid_face(
    world: World, pledged: Pledged
) -> None:
    order, receivable = pledged
    world.release_units(order, receivable, 200_001, world.supplier)
    world.pay(receivable, 199_999)
    world.deposit_units(order, receivable, 100_000)
    units = world.units(receivable, "Collateral")
    custody = world.addresses["Collateral"]
    assert world.account(order).custody == world.ask("Receivables", "unpaidFaceOf", receivable, custody)
    assert world.account(order).custody == units - units * 199_999 // 600_000


def test_INV_07_a_payment_of_custody_runs_through_the_waterfall_to_the_last_unit(
    world: World, pledged: Pledged
) -> None:
    _order, receivable = pledged
    world.travel(30 * DAY)
    before = {who: world.balance(who) for who in (world.financier, world.supplier, world.buyer)}
    told = world.event(world.pay(receivable, 450_000), "Collected")
    assert told.amount == 450_000 == told.penalty + told.interest + told.principal + told.residual
    assert (told.principal, told.source) == (300_000, receivable)
    assert world.balance(world.financier) - before[world.financier] == told.interest + told.principal
    assert world.balance(world.supplier) - before[world.supplier] == told.residual
    assert before[world.buyer] - world.balance(world.buyer) == 450_000
    assert world.balance("Receivables") == world.balance("Collateral") == world.balance("Loans") == 0


def test_no_payment_fails_because_the_supplier_and_the_financier_may_not_receive(
    world: World, pledged: Pledged
) -> None:
    _order, receivable = pledged
    world.suspend(world.supplier)
    world.suspend(world.financier)
    mined = world.pay(receivable, 600_000)
    held = {row.account: row.amount for row in world.events(mined, "Held")}
    assert sum(held.values()) == 600_000 == world.balance("Cash")
    assert set(held) == {world.supplier.address, world.financier.address}


# ---------------------------------------------------------------- selling


@pytest.mark.parametrize(
    ("changes", "name", "numbers"),
    [
        ({"units": 0}, "Market_ZeroUnits", {}),
        ({"price": 0}, "Market_PriceOutOfRange", {"price": 0, "unpaidFace": 1_000}),
        ({"price": 1_001}, "Market_PriceOutOfRange", {"price": 1_001, "unpaidFace": 1_000}),
        ({"units": 10, "price": 11}, "Market_PriceOutOfRange", {"price": 11, "unpaidFace": 10}),
        ({"moneyIn": 1}, "Market_MoneyCameIn", {"quoted": 1, "now_": 0}),
        ({"units": 1_001}, "Receivables_InsufficientUnits", {"has": 1_000, "asked": 1_001}),
        ({"receivableId": hash_of("nothing")}, "Market_NotForSale", {"receivableId": hash_of("nothing")}),
    ],
)
def test_a_quote_that_does_not_fit_is_refused(
    world: World, free: str, changes: dict[str, Any], name: str, numbers: dict[str, Any]
) -> None:
    with refused(name, **numbers):
        world.sell(world.quote(free, 1_000, 950) | changes, key=world.financier.key)


def test_a_quote_is_taken_by_its_seller_before_it_ends_and_once(world: World, free: str) -> None:
    quote = world.quote(free, 100, 95)
    with refused("Market_NotSeller", caller=world.sub_supplier.address, seller=world.supplier.address):
        world.sell(quote, by=world.sub_supplier)
    late = world.quote(free, 100, 95, validUntil=world.now - 1)
    with refused("Market_QuoteExpired", validUntil=world.now - 1, now_=world.now):
        world.sell(late)
    world.sell(quote)
    with refused("Market_NonceUsed", signer=world.financier.address, nonce=quote["nonce"]):
        world.sell(quote)
    world.pay(free, 1)
    with refused("Market_MoneyCameIn", quoted=0, now_=1):
        world.sell(world.quote(free, 100, 95))
    world.pay(free, 10_000)
    with refused("Market_NotForSale"):
        world.sell(world.quote(free, 100, 95, moneyIn=1_000))


def test_INV_18_only_the_buyers_or_its_underwriters_signature_spends_its_cash(
    world: World, free: str
) -> None:
    quote = world.quote(free, 100, 95)
    for key in (world.supplier.key, world.operator.key, world.bank.key):
        with refused("Market_SignatureInvalid", buyerOfUnits=world.financier.address):
            world.sell(quote, key=key)
    signature = world.signed("PurchaseQuote", quote, world.underwriter.key)
    for changed in ({"price": 96}, {"units": 99}, {"nonce": 10**6}, {"validUntil": world.now + YEAR}):
        with refused("Market_SignatureInvalid"):
            world.send(world.supplier, "Market", "sell", quote | changed, signature)
    world.send(world.financier, "Facilities", "revokeMandate", world.cash)
    with refused("Market_SignatureInvalid"):
        world.sell(quote)
    world.sell(quote, key=world.financier.key)


def test_an_open_offer_is_only_the_buyers_own(world: World, free: str) -> None:
    with refused("Market_SellerOpen"):
        world.sell(world.quote(free, 100, 95, seller=NOBODY))
    world.sell(world.quote(free, 100, 95, seller=NOBODY), key=world.financier.key)
    assert world.units(free, world.financier) == 100


def test_an_underwriters_quote_is_held_to_the_mandates_yield_and_budget(world: World, free: str) -> None:
    world.set_mandate(minYieldBps=1_000, purchaseBudget=1_000)
    days = Days(-(-(world.receivable(free).maturity - world.now) // DAY))
    highest = sale.to_yield(MinorUnits(1_000), Bps(1_000), days, 365)
    with refused("Facilities_YieldBelowMandate", price=highest + 1, highest=highest):
        world.sell(world.quote(free, 1_000, highest + 1))
    told = world.event(world.sell(world.quote(free, 500, 480)), "PurchaseBudgetSet")
    assert told.budget == 520
    world.set_mandate(minYieldBps=0, purchaseBudget=300)
    with refused("Facilities_OverBudget", financier=world.financier.address, price=301, budget=300):
        world.sell(world.quote(free, 400, 301))
    world.set_mandate(validUntil=world.now + 10)
    world.travel(20)
    with refused("Facilities_MandateExpired"):
        world.sell(world.quote(free, 400, 300))


def test_a_quote_is_cancelled_by_its_signer(world: World, free: str) -> None:
    quote = world.quote(free, 100, 95)
    world.send(world.supplier, "Market", "cancelQuote", quote["nonce"])  # another's nonce is another's
    cancelled = world.send(world.underwriter, "Market", "cancelQuote", quote["nonce"])
    assert world.event(cancelled, "QuoteCancelled").nonce == quote["nonce"]
    assert world.ask("Market", "nonceUsed", world.underwriter.address, quote["nonce"]) is True
    with refused("Market_NonceUsed"):
        world.send(world.underwriter, "Market", "cancelQuote", quote["nonce"])
    with refused("Market_NonceUsed"):
        world.sell(quote)


def test_both_sides_of_a_sale_are_in_good_standing(world: World, free: str) -> None:
    for who in (world.supplier, world.financier):
        with world.undone():
            world.suspend(who)
            with refused("Participants_Suspended", account=who.address):
                world.sell(world.quote(free, 100, 95), key=world.financier.key)
        with world.undone():
            world.lapse(who)
            with refused("Participants_Lapsed", account=who.address):
                world.sell(world.quote(free, 100, 95), key=world.financier.key)
    stranger = world.quote(free, 100, 95, buyerOfUnits=world.outsider.address)
    with refused("Participants_NotAdmitted", account=world.outsider.address):
        world.sell(stranger, key=world.outsider.key)


def test_a_buyer_of_units_without_cash_or_allowance_buys_nothing(world: World, free: str) -> None:
    world.allow(world.financier, "Market", 94)
    has = world.balance(world.financier)
    with refused("Market_BuyerUnfunded", buyerOfUnits=world.financier.address, has=has, allowed=94, needs=95):
        world.sell(world.quote(free, 100, 95))


def test_units_and_cash_change_hands_at_once(world: World, free: str) -> None:
    before = world.balance(world.financier)
    quote = world.quote(free, 400, 390)
    mined = world.sell(quote)
    told = world.event(mined, "Sold")
    assert (told.seller, told.buyerOfUnits, told.units, told.price) == (
        world.supplier.address,
        world.financier.address,
        400,
        390,
    )
    assert (told.signer, told.nonce) == (world.underwriter.address, quote["nonce"])
    assert (world.units(free, world.supplier), world.units(free, world.financier)) == (600, 400)
    assert (before - world.balance(world.financier), world.balance(world.supplier)) == (390, 390)
    expected = digest_of("PurchaseQuote", world.chain.chain_id, world.addresses["Market"], quote)
    assert world.ask("Market", "digestOf", quote) == "0x" + expected.hex()


def test_the_obligor_buying_its_own_debt_early_extinguishes_it(world: World, free: str) -> None:
    quote = world.quote(free, 1_000, 980, buyerOfUnits=world.buyer.address)
    mined = world.sell(quote, key=world.buyer.key)
    assert world.event(mined, "Extinguished").outstanding == 0
    assert world.balance(world.supplier) == 980


# ---------------------------------------------------------------- selling what is pledged


def test_pledged_units_are_sold_by_the_supplier_and_what_is_owed_stays_covered(
    world: World, pledged: Pledged
) -> None:
    order, receivable = pledged
    quote = world.quote(receivable, 100_000, 98_000)
    with refused("Collateral_NotSupplier", caller=world.buyer.address):
        world.sell_pledged(order, quote, by=world.buyer)
    with refused("Market_OnlySister", caller=world.supplier.address):
        signature = world.signed("PurchaseQuote", quote, world.underwriter.key)
        world.send(world.supplier, "Market", "takePledged", quote, signature, world.supplier.address)
    with refused("Receivables_InsufficientUnits", holder=world.supplier.address, has=0):
        world.sell(quote)  # they are not the supplier's to sell freely
    with refused("Loans_OverAdvanced", orderId=order, capacity=120_000):
        world.sell_pledged(order, world.quote(receivable, 600_000, 1), key=world.financier.key)
    before = world.balance(world.financier)
    mined = world.sell_pledged(order, quote)
    told = world.event(mined, "Collected")
    assert told.amount == 98_000 == told.interest + told.principal
    sold = world.event(mined, "PledgedSold")
    assert (sold.units, sold.price, sold.buyerOfUnits) == (100_000, 98_000, world.financier.address)
    assert world.balance(world.financier) == before  # the price came back as repayment
    assert world.account(order).custody == 500_000
    assert world.units(receivable, world.financier) == 100_000
    assert world.balance("Collateral") == 0


def test_a_sale_of_all_pledged_units_repays_the_loan_and_the_rest_is_the_suppliers(
    world: World, pledged: Pledged
) -> None:
    order, receivable = pledged
    quote = world.quote(receivable, 600_000, 590_000, buyerOfUnits=world.second_financier.address)
    before = world.balance(world.supplier)
    told = world.event(world.sell_pledged(order, quote, key=world.second_financier.key), "Collected")
    assert told.principal == 300_000
    assert world.balance(world.supplier) - before == told.residual == 590_000 - 300_000 - told.interest
    assert world.account(order).custody == world.ask("Loans", "custodyMaturities", order) == 0
    world.release(order)


def test_the_obligor_buys_pledged_units(world: World, pledged: Pledged) -> None:
    order, receivable = pledged
    quote = world.quote(receivable, 600_000, 595_000, buyerOfUnits=world.buyer.address)
    mined = world.sell_pledged(order, quote, key=world.buyer.key)
    assert world.event(mined, "Extinguished").units == 600_000
    assert world.account(order).principal == world.account(order).custody == 0


def test_a_second_account_of_the_buyer_is_no_obligor(world: World, free: str) -> None:
    second = Party("second account of the buyer")
    world.admit(second, BUYER, entity_id=world.buyer.entity_id)
    world.consent(second)
    world.transfer(free, world.supplier, second, 10)
    assert world.units(free, second) == 10
