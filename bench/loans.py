"""Gas of facilities, loans, custody, sales and guarantees."""

from __future__ import annotations

from bench.meter import Meter
from tests.contracts.ground import DAY, NOBODY, PLENTY


def measure_first(meter: Meter) -> None:
    """The first draw that there ever was at this financier; leaves the supplier's facility open."""
    world = meter.world
    order = world.accepted_order(attestor=NOBODY)
    meter.take("Loans.openAndDraw first", world.open_and_draw(order, 200_000))


def measure(meter: Meter) -> None:
    """Every call of Facilities, Loans, Collateral, Market."""
    _opening(meter)
    _line_of_credit(meter)
    _trouble(meter)
    _facilities(meter)
    _custody(meter)
    _sales(meter)


def _opening(meter: Meter) -> None:
    world = meter.world
    with meter.aside():
        sub = world.sub_supplier
        order = world.place_order(supplier=sub.address, attestor=NOBODY)
        world.accept(order, by=sub)
        named = {"supplier": sub.address}
        meter.alone(
            "Loans.openAndDraw later supplier", lambda: world.open_and_draw(order, 200_000, by=sub, **named)
        )
        world.fund(sub, 1_000)
        meter.alone(
            "Loans.openAndDraw later supplier with cash",
            lambda: world.open_and_draw(order, 200_000, by=sub, **named),
        )
    with meter.aside():
        order = world.accepted_order(attestor=NOBODY)
        meter.take("Loans.openAndDraw newer terms", world.open_and_draw(order, 200_000, version=2))


def _line_of_credit(meter: Meter) -> None:
    world = meter.world
    with meter.aside():
        order = meter.order()
        meter.take("Loans.pledge", world.pledge(meter.facility, order))
        meter.alone("Loans.release", lambda: world.release(order))
        meter.take("Loans.draw first of an order", world.draw(order, 200_000))
        world.travel(DAY)
        meter.alone("Loans.draw", lambda: world.draw(order, 50_000))
        meter.alone("Loans.repay in part", lambda: world.repay(order, 50_000))
        meter.alone("Loans.repay whole", lambda: world.repay(order, 300_000))
        meter.alone("Loans.sync", lambda: world.sync(order))
        attested = meter.loan(evidence=True)
        meter.alone("Loans.sync with evidence", lambda: world.sync(attested))
        meter.alone("Loans.draw with evidence", lambda: world.draw(attested, 50_000))
        meter.alone(
            "Loans.extend",
            lambda: world.send(world.financier, "Loans", "extend", order, world.now + 200 * DAY),
        )
        meter.alone("Loans.waive", lambda: world.send(world.financier, "Loans", "waive", order, 1, 0))
        world.accept_terms(version=2)
        meter.take("Loans.adopt", world.send(world.supplier, "Loans", "adopt", order))


def _trouble(meter: Meter) -> None:
    world = meter.world
    financier = world.financier
    with meter.aside():
        order = meter.loan()
        world.travel(120 * DAY)
        meter.take("Loans.declareDefault", world.send(financier, "Loans", "declareDefault", order))
        world.travel(DAY)
        meter.alone("Loans.sync in default", lambda: world.sync(order))
        meter.alone("Loans.repay in default", lambda: world.repay(order, 50_000))
        meter.take("Loans.writeOff", world.send(financier, "Loans", "writeOff", order))


def _facilities(meter: Meter) -> None:
    world = meter.world
    financier, cash, facility = world.financier, world.cash, meter.facility
    meter.alone("Facilities.setMandate", world.set_mandate)
    meter.alone(
        "Facilities.revokeMandate", lambda: world.send(financier, "Facilities", "revokeMandate", cash)
    )
    meter.alone("Facilities.setLine", lambda: world.set_line(PLENTY - 1))
    meter.alone("Facilities.setLine new", lambda: world.set_line(PLENTY, buyer=world.supplier))
    meter.alone("Facilities.setAttestor", lambda: world.rely_on(world.outsider))
    meter.alone("Facilities.lowerCap", lambda: world.send(financier, "Facilities", "lowerCap", facility, 1))
    meter.alone("Facilities.freeze", lambda: world.send(financier, "Facilities", "freeze", facility))
    with meter.aside():
        world.send(financier, "Facilities", "freeze", facility)
        meter.take("Facilities.unfreeze", world.send(financier, "Facilities", "unfreeze", facility))
    supplier = world.supplier.address
    meter.alone(
        "Facilities.setMinVersion",
        lambda: world.send(financier, "Facilities", "setMinVersion", supplier, cash, 2),
    )
    terms = world.terms(version=2)
    signature = world.terms_signature(terms)
    meter.alone(
        "Facilities.acceptTerms newer",
        lambda: world.send(world.supplier, "Facilities", "acceptTerms", terms, signature),
    )
    new = world.terms(supplier=world.sub_supplier.address)
    signature_new = world.terms_signature(new)
    meter.alone(
        "Facilities.acceptTerms new",
        lambda: world.send(world.sub_supplier, "Facilities", "acceptTerms", new, signature_new),
    )


def _custody(meter: Meter) -> None:
    world = meter.world
    supplier, sub = world.supplier, world.sub_supplier
    with meter.aside():
        world.consent(sub, supplier)
        order = meter.loan(received=1_000_000)
        receivable = world.confirmed_receivable(order, 600_000)
        world.travel(DAY)
        meter.alone(
            "Collateral.releaseUnits to a new holder",
            lambda: world.release_units(order, receivable, 100_000, sub),
        )
        quote = world.quote(receivable, 200_000, 195_000)
        meter.alone("Collateral.sellPledged", lambda: world.sell_pledged(order, quote))
        world.release_units(order, receivable, 100_000, supplier)
        meter.take("Collateral.depositUnits", world.deposit_units(order, receivable, 50_000))
        world.travel(120 * DAY)
        world.send(world.financier, "Loans", "declareDefault", order)
        offer = world.quote(
            receivable, 200_000, 150_000, buyerOfUnits=sub.address, seller=world.financier.address
        )
        world.fund(sub, PLENTY)
        world.allow(sub, "Market")
        signature = world.signed("PurchaseQuote", offer, sub.key)
        meter.take(
            "Collateral.enforceSale",
            world.send(world.financier, "Collateral", "enforceSale", order, offer, signature),
        )


def _sales(meter: Meter) -> None:
    world = meter.world
    sub = world.sub_supplier
    with meter.aside():
        world.consent(sub)
        order = meter.order(received=1_000_000)
        receivable = world.confirmed_receivable(order, 600_000)
        world.transfer(receivable, world.supplier, sub, 300_000)
        first = world.quote(receivable, 100_000, 98_000, seller=sub.address, nonce=2**40)
        meter.take("Market.sell first", world.sell(first, by=sub))
        later = world.quote(receivable, 100_000, 98_000, seller=sub.address, nonce=2**40 + 1)
        meter.take("Market.sell later", world.sell(later, by=sub))
        own = world.quote(receivable, 50_000, 49_000, seller=sub.address, nonce=2**40 + 2)
        world.travel(1)
        meter.alone(
            "Market.sell under the buyer's own signature, first nonce",
            lambda: world.sell(own, by=sub, key=world.financier.key),
        )
        meter.take("Market.cancelQuote", world.send(world.underwriter, "Market", "cancelQuote", 2**40 + 3))
