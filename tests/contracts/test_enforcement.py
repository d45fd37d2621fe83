"""After default the financier sells custody's units outside its group; it never takes them itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.ground import DAY, Party
from tests.contracts.refusals import refused
from tests.contracts.world import World

Trouble = tuple[str, str]


@pytest.fixture
def trouble(world: World) -> Trouble:
    """A defaulted order with 300,000 owed and 500,000 of its units in custody, still to mature."""
    order = world.accepted_order()
    world.receive(order, 600_000)
    world.open_and_draw(order, 300_000)
    receivable = world.confirmed_receivable(order, 500_000, maturity=(world.now // DAY + 170) * DAY)
    world.return_goods(order, 100_000)
    world.dispute(order, 1_000_000)
    world.suspend(world.buyer)
    world.sync(order)
    world.travel(5 * DAY + 1)
    world.declare_default(order)
    world.reinstate(world.buyer)
    return order, receivable


def offer(world: World, receivable: str, units: int, price: int, **changes: Any) -> dict[str, Any]:
    """The second financier's own quote to the financier."""
    parties = {"buyerOfUnits": world.second_financier.address, "seller": world.financier.address}
    return world.quote(receivable, units, price, **(parties | changes))


def test_only_the_financier_and_only_in_default_sells_by_force(world: World, trouble: Trouble) -> None:
    order, receivable = trouble
    quote = offer(world, receivable, 100, 90)
    for who in (world.supplier, world.underwriter, world.second_financier, world.operator):
        with refused(
            "Collateral_NotFinancier", orderId=order, caller=who.address, financier=world.financier.address
        ):
            world.enforce_sale(order, quote, by=who)
    with refused("Collateral_ZeroUnits"):
        world.enforce_sale(order, quote | {"units": 0})
    other = world.accepted_order()
    with refused("Collateral_OrderDiffers", receivableId=receivable, orderId=other):
        world.enforce_sale(other, quote)
    world.repay(order, 10**9, by=world.buyer)
    with refused("Collateral_NotInDefault", orderId=order):
        world.enforce_sale(order, quote)


def test_never_forfeiture_the_buyer_of_the_units_is_outside_the_financiers_group(
    world: World, trouble: Trouble
) -> None:
    order, receivable = trouble
    own = offer(world, receivable, 100, 90, buyerOfUnits=world.financier.address, seller="0x" + "00" * 20)
    with refused(
        "Collateral_BuyerNotIndependent",
        buyerOfUnits=world.financier.address,
        financier=world.financier.address,
    ):
        world.enforce_sale(order, own, key=world.financier.key)
    for who in (world.financier, world.second_financier):
        world.renew(who, group=9)
    with refused("Collateral_BuyerNotIndependent", buyerOfUnits=world.second_financier.address):
        world.enforce_sale(order, offer(world, receivable, 100, 90))
    twin = Party("financier's other account")
    world.admit(twin, 4, entity_id=world.financier.entity_id)
    with refused("Collateral_BuyerNotIndependent", buyerOfUnits=twin.address):
        world.enforce_sale(order, offer(world, receivable, 100, 90, buyerOfUnits=twin.address), key=twin.key)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"price": 0}, "Market_PriceOutOfRange"),
        ({"price": 101}, "Market_PriceOutOfRange"),
        ({"units": 500_001, "price": 90}, "Receivables_InsufficientUnits"),
        ({"moneyIn": 1}, "Market_MoneyCameIn"),
        ({"validUntil": 1}, "Market_QuoteExpired"),
    ],
)
def test_a_forced_sale_is_a_sale_like_any_other(
    world: World, trouble: Trouble, changes: dict[str, Any], error: str
) -> None:
    order, receivable = trouble
    with refused(error):
        world.enforce_sale(order, offer(world, receivable, 100, 90) | changes)


def test_a_forced_sale_needs_the_buyers_own_signature_and_the_financier_as_seller(
    world: World, trouble: Trouble
) -> None:
    order, receivable = trouble
    with refused("Market_SignatureInvalid"):
        world.enforce_sale(order, offer(world, receivable, 100, 90), key=world.financier.key)
    with refused("Market_NotSeller", caller=world.financier.address, seller=world.supplier.address):
        world.enforce_sale(order, offer(world, receivable, 100, 90, seller=world.supplier.address))
    quote = offer(world, receivable, 100, 90)
    world.enforce_sale(order, quote)
    with refused("Market_NonceUsed", nonce=quote["nonce"]):
        world.enforce_sale(order, quote)


def test_INV_07_INV_17_the_price_of_a_forced_sale_runs_through_the_waterfall(
    world: World, trouble: Trouble
) -> None:
    order, receivable = trouble
    supply = world.cash_everywhere
    financier, supplier = world.balance(world.financier), world.balance(world.supplier)
    mined = world.enforce_sale(order, offer(world, receivable, 200_000, 120_000))
    told = world.event(mined, "EnforcementSold")
    assert (told.orderId, told.receivableId, told.buyerOfUnits) == (
        order,
        receivable,
        world.second_financier.address,
    )
    assert (told.units, told.price) == (200_000, 120_000)
    collected = world.event(mined, "Collected")
    parts = collected.penalty + collected.interest + collected.principal + collected.subrogated
    assert (collected.amount, parts + collected.residual) == (120_000, 120_000)
    assert world.balance(world.financier) - financier == 120_000
    assert world.account(order).custody == world.units(receivable, "Collateral") == 300_000
    assert world.units(receivable, world.second_financier) == 200_000
    assert world.account(order).principal == 300_000 - collected.principal
    assert world.account(order).defaultedAt != 0  # principal is above capacity, and the sale went through
    mined = world.enforce_sale(order, offer(world, receivable, 300_000, 299_000))
    assert world.event(mined, "DefaultLifted").orderId == order
    residual = world.event(mined, "Collected").residual
    assert world.balance(world.supplier) - supplier == residual > 0  # the surplus is the supplier's
    assert (world.account(order).custody, world.ask("Loans", "custodyMaturities", order)) == (0, 0)
    assert world.balance("Collateral") == 0 and world.cash_everywhere == supply


def test_the_obligor_buys_its_own_units_out_of_enforcement(world: World, trouble: Trouble) -> None:
    order, receivable = trouble
    quote = offer(world, receivable, 500_000, 400_000, buyerOfUnits=world.buyer.address)
    mined = world.enforce_sale(order, quote, key=world.buyer.key)
    assert world.event(mined, "Extinguished").outstanding == 0
    assert (world.receivable(receivable).state, world.account(order).custody) == (5, 0)
    assert world.owed(receivable) == 0


def test_the_obligor_that_began_to_pay_buys_no_more(world: World, trouble: Trouble) -> None:
    order, receivable = trouble
    world.pay(receivable, 1)
    quote = offer(world, receivable, 100, 90, buyerOfUnits=world.buyer.address, moneyIn=1)
    with refused("Receivables_ObligorPays", receivableId=receivable, obligor=world.buyer.address):
        world.enforce_sale(order, quote, key=world.buyer.key)


def test_the_suppliers_own_sale_in_default_pays_everything_or_is_refused(
    world: World, trouble: Trouble
) -> None:
    order, receivable = trouble
    quote = offer(world, receivable, 200_000, 120_000, seller=world.supplier.address)
    with refused("Loans_InDefault", orderId=order, defaultedAt=world.account(order).defaultedAt):
        world.sell_pledged(order, quote, key=world.second_financier.key)
    whole = offer(world, receivable, 500_000, 450_000, seller=world.supplier.address)
    world.sell_pledged(order, whole, key=world.second_financier.key)
    assert world.account(order).defaultedAt == 0


def test_a_suspended_supplier_gets_the_surplus_of_enforcement_on_reinstatement(
    world: World, trouble: Trouble
) -> None:
    order, receivable = trouble
    world.suspend(world.supplier)
    mined = world.enforce_sale(order, offer(world, receivable, 500_000, 450_000))
    residual = world.event(mined, "Collected").residual
    assert world.event(mined, "Held").amount == world.held_for(world.supplier) == residual > 0
    before = world.balance(world.supplier)
    world.reinstate(world.supplier)
    world.send(world.outsider, "Cash", "releaseHeld", world.supplier.address)
    assert world.balance(world.supplier) - before == residual
