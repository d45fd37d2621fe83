"""Gas of orders and their milestones."""

from __future__ import annotations

from bench.meter import BATCH, Meter, root
from tests.contracts.ground import DAY, NOBODY


def measure(meter: Meter) -> None:
    """Every call of Orders; `pledged` means with a running debt that is a day old."""
    _placing(meter)
    _milestones(meter, "", meter.order())
    _milestones(meter, " pledged", meter.loan())
    _evidence(meter, "", meter.order(evidence=True))
    _evidence(meter, " pledged", meter.loan(evidence=True))
    _batches(meter)


def _placing(meter: Meter) -> None:
    world = meter.world
    meter.alone("Orders.place", lambda: world.place(world.order_terms(attestor=NOBODY)))
    meter.alone("Orders.place with attestor", lambda: world.place(world.order_terms()))
    terms, until = world.order_terms(attestor=NOBODY), world.now + DAY
    message = {"buyer": world.buyer.address, "terms": terms, "validUntil": until}
    signature = world.signed("PlaceOrder", message, world.buyer.key)
    buyer = world.buyer.address
    meter.alone(
        "Orders.placeSigned",
        lambda: world.send(world.outsider, "Orders", "placeSigned", buyer, terms, until, signature),
    )
    placed = world.place_order(attestor=NOBODY)
    meter.alone("Orders.accept", lambda: world.accept(placed))
    meter.alone("Orders.reject", lambda: world.send(world.supplier, "Orders", "reject", placed, 1))
    change = (900_000, world.now + 40 * DAY, root("amended"))
    meter.alone(
        "Orders.amend before acceptance", lambda: world.send(world.buyer, "Orders", "amend", placed, *change)
    )
    meter.alone("Orders.cancelRemainder before acceptance", lambda: world.cancel(placed))


def _milestones(meter: Meter, suffix: str, order: str) -> None:
    """`order` is accepted and wholly shipped, nothing received."""
    world = meter.world
    meter.alone(f"Orders.recordReceipt{suffix}", lambda: world.receive(order, 400_000))
    meter.alone(f"Orders.dispute{suffix}", lambda: world.dispute(order, 100_000))
    change = (1_100_000, world.now + 40 * DAY, root("amended"))
    with meter.aside():
        meter.take(
            f"Orders.amend after acceptance{suffix}",
            world.send(world.buyer, "Orders", "amend", order, *change),
        )
        meter.take(
            f"Orders.acceptAmendment{suffix}",
            world.send(world.supplier, "Orders", "acceptAmendment", order, 2),
        )
        meter.take(f"Orders.recordShipment{suffix}", world.ship(order, 1_050_000))
        meter.take(f"Orders.cancelRemainder{suffix}", world.cancel(order))
    with meter.aside():
        world.dispute(order, 100_000)
        meter.take(f"Orders.resolveDispute{suffix}", world.resolve(order))
    with meter.aside():
        world.receive(order, 400_000)
        meter.take(f"Orders.recordReturn{suffix}", world.return_goods(order, 100_000))


def _evidence(meter: Meter, suffix: str, order: str) -> None:
    """`order` is wholly shipped and attested."""
    world = meter.world
    meter.alone(f"Orders.recordReceipt with evidence{suffix}", lambda: world.receive(order, 400_000))
    meter.take(f"Orders.retractAttestation{suffix}", world.retract(order, 400_000))
    meter.take(f"Orders.attestShipment{suffix}", world.attest(order, 800_000))


def _batches(meter: Meter) -> None:
    world = meter.world
    with meter.aside():
        terms = [(world.order_terms(attestor=NOBODY),) for _ in range(BATCH)]
        placed = meter.batch("Orders.place, one of a hundred", world.buyer, ("Orders", "place"), terms)
        orders = [str(event.orderId) for event in world.events(placed, "Placed")]
        supplier, buyer = world.supplier, world.buyer
        meter.batch(
            "Orders.accept, one of a hundred", supplier, ("Orders", "accept"), [(o, 1) for o in orders]
        )
        shipped = [(order, 1_000_000, root("despatch", order)) for order in orders]
        meter.batch(
            "Orders.recordShipment, one of a hundred", supplier, ("Orders", "recordShipment"), shipped
        )
        receipts = [(order, 1_000_000, root("receipt", order)) for order in orders]
        with meter.aside():
            meter.batch(
                "Orders.recordReceipt, one of a hundred", buyer, ("Orders", "recordReceipt"), receipts
            )
        meter.batch(
            "Loans.pledge, one of a hundred",
            supplier,
            ("Loans", "pledge"),
            [(meter.facility, o) for o in orders],
        )
        _drawing_many(meter, orders)
        world.travel(DAY)
        meter.batch(
            "Orders.recordReceipt pledged, one of a hundred", buyer, ("Orders", "recordReceipt"), receipts
        )


def _drawing_many(meter: Meter, orders: list[str]) -> None:
    world = meter.world
    count = len(orders)
    with meter.aside():
        mined = world.send(world.supplier, "Loans", "drawMany", orders, [100_000] * count, [10_000] * count)
        meter.gas["Loans.drawMany, first draws, one of a hundred"] = -(-mined.gas_used // count)
    meter.batch(
        "Loans.draw first, one of a hundred",
        world.supplier,
        ("Loans", "draw"),
        [(o, 100_000, 10_000) for o in orders],
    )
