"""Gas of receivables: proposing, confirming, holding, paying."""

from __future__ import annotations

from typing import Any

from bench.meter import BATCH, Meter, root
from chain.transactions import Mined
from tests.contracts.ground import DAY, NOBODY


def measure(meter: Meter) -> None:
    """Every call of Receivables."""
    _proposing(meter)
    _confirming(meter)
    _holding(meter)
    _paying(meter)
    _late(meter)
    _batches(meter)


def _send_proposal(meter: Meter, proposal: dict[str, Any]) -> Mined:
    world = meter.world
    signature = world.identity_signature(proposal)
    return world.send(world.supplier, "Receivables", "propose", proposal, *signature)


def _proposing(meter: Meter) -> None:
    world = meter.world
    with meter.aside():
        order = meter.order(received=1_000_000)
        meter.take("Receivables.propose first", _send_proposal(meter, world.proposal(order, 300_000)))
        proposal = world.proposal(order, 300_000)
        meter.take("Receivables.propose next", _send_proposal(meter, proposal))
        meter.alone(
            "Receivables.withdraw", lambda: world.send(world.supplier, "Receivables", "withdraw", proposal)
        )
        meter.alone(
            "Receivables.reject", lambda: world.send(world.buyer, "Receivables", "reject", proposal, 1)
        )


def _confirming(meter: Meter) -> None:
    world = meter.world
    for suffix, start in (("", meter.order), (" pledged", meter.loan)):
        with meter.aside():
            order = start(received=1_000_000)
            first, second = (world.propose(world.proposal(order, 300_000)) for _ in range(2))
            if suffix:
                meter.take("Receivables.confirm pledged first", world.confirm(first))
                meter.take("Receivables.confirm pledged next", world.confirm(second))
            else:
                meter.take("Receivables.confirm", world.confirm(first))


def _holding(meter: Meter) -> None:
    world = meter.world
    supplier, sub = world.supplier, world.sub_supplier
    with meter.aside():
        order = meter.order(received=1_000_000)
        proposal = world.proposal(order, 300_000)
        receivable = world.propose(proposal)
        world.confirm(receivable)
        token = int(receivable, 16)
        meter.take("Receivables.acceptFrom", world.consent(sub, supplier))
        meter.alone(
            "Receivables.approve",
            lambda: world.send(supplier, "Receivables", "approve", sub.address, token, 1_000),
        )
        meter.take(
            "Receivables.setOperator",
            world.send(supplier, "Receivables", "setOperator", world.outsider.address, True),
        )
        meter.alone(
            "Receivables.transfer to a new holder", lambda: world.transfer(receivable, supplier, sub, 1_000)
        )
        meter.alone(
            "Receivables.transferFrom to a new holder",
            lambda: world.send(
                world.outsider, "Receivables", "transferFrom", supplier.address, sub.address, token, 1_000
            ),
        )
        meter.alone(
            "Receivables.forgive", lambda: world.send(supplier, "Receivables", "forgive", receivable, 1_000)
        )
        with meter.aside():
            world.transfer(receivable, supplier, sub, 1_000)
            meter.take("Receivables.transfer to a holder", world.transfer(receivable, supplier, sub, 1_000))
        meter.take("Receivables.requestVoid", world.send(supplier, "Receivables", "requestVoid", receivable))
        meter.take(
            "Receivables.voidReceivable", world.send(world.buyer, "Receivables", "voidReceivable", proposal)
        )


def _paying(meter: Meter) -> None:
    world = meter.world
    with meter.aside():
        order = meter.order(received=1_000_000)
        receivable = world.confirmed_receivable(order, 300_000)
        meter.alone("Receivables.pay in part", lambda: world.pay(receivable, 100_000))
        meter.alone(
            "Receivables.payAndRedeem one holder",
            lambda: world.send(
                world.buyer, "Receivables", "payAndRedeem", receivable, 300_000, [world.supplier.address]
            ),
        )
        meter.take("Receivables.pay whole", world.pay(receivable, 300_000))
        meter.take("Receivables.redeem", world.redeem(receivable, world.supplier))
    with meter.aside():
        order = meter.loan(received=1_000_000)
        receivable = world.confirmed_receivable(order, 300_000)
        world.travel(DAY)
        meter.alone("Receivables.pay with waterfall, debt remains", lambda: world.pay(receivable, 100_000))
        meter.take("Receivables.pay with waterfall and residual", world.pay(receivable, 300_000))


def _late(meter: Meter) -> None:
    world = meter.world
    with meter.aside():
        order = meter.order(received=1_000_000)
        receivable = world.confirmed_receivable(order, 300_000)
        world.travel(90 * DAY)
        meter.take(
            "Receivables.flagOverdue", world.send(world.outsider, "Receivables", "flagOverdue", [receivable])
        )
        meter.alone("Receivables.pay late in part", lambda: world.pay(receivable, 100_000))
        meter.take("Receivables.pay late whole", world.pay(receivable, 400_000))


def _batches(meter: Meter) -> None:
    """A month's end: a hundred orders, one invoice each."""
    for suffix in ("", " pledged"):
        with meter.aside():
            _month_end(meter, suffix)


def _month_end(meter: Meter, suffix: str) -> None:
    world = meter.world
    supplier, buyer = world.supplier, world.buyer
    terms = [(world.order_terms(attestor=NOBODY),) for _ in range(BATCH)]
    placed = meter.many(buyer, ("Orders", "place"), terms)
    orders = [str(event.orderId) for event in world.events(placed, "Placed")]
    meter.many(supplier, ("Orders", "accept"), [(order, 1) for order in orders])
    if suffix:
        meter.many(supplier, ("Loans", "pledge"), [(meter.facility, order) for order in orders])
        meter.many(supplier, ("Loans", "draw"), [(order, 100_000, 10_000) for order in orders])
        world.travel(DAY)
    meter.many(buyer, ("Orders", "recordReceipt"), [(o, 1_000_000, root("receipt", o)) for o in orders])
    proposals = [world.proposal(order, 500_000) for order in orders]
    items = [(proposal, *world.identity_signature(proposal)) for proposal in proposals]
    if suffix:
        proposed = meter.many(supplier, ("Receivables", "propose"), items)
    else:
        name = "Receivables.propose first, one of a hundred"
        proposed = meter.batch(name, supplier, ("Receivables", "propose"), items)
    receivables = [str(event.receivableId) for event in world.events(proposed, "Proposed")]
    meter.batch(
        f"Receivables.confirm{suffix}, one of a hundred",
        buyer,
        ("Receivables", "confirm"),
        [(r, 0) for r in receivables],
    )
    world.travel(DAY)
    meter.batch(
        f"Receivables.pay{suffix}, one of a hundred",
        buyer,
        ("Receivables", "pay"),
        [(r, 500_000) for r in receivables],
    )
    if not suffix:
        items_ = [(receivable, supplier.address) for receivable in receivables]
        meter.batch("Receivables.redeem, one of a hundred", supplier, ("Receivables", "redeem"), items_)
