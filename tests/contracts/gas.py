"""Gas of whole transactions in a warm state beside the budgets: `python -m tests.contracts.gas`.

Warm: parties, facility, line and holders have traded before, balances and counters are not zero. A table for
people; nothing is asserted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from chain.abi import load_artifact
from chain.transactions import Mined
from tests.contracts.contracts import encode_call
from tests.contracts.ground import DAY, NOBODY, SUPPLIER, Party
from tests.contracts.world import World

BATCH = 100
BUDGETS = {
    "openAndDraw, the financier's first": 310,
    "openAndDraw, a later supplier": 285,
    "draw": 138,
    "first draw on a newly pledged order": 152,
    "pledge": 68,
    "repay": 106,
    "sync alone": 72,
    "recordReceipt, pledged": 78,
    "recordReceipt, unpledged": 36,
    "confirm, unpledged": 88,
    "confirm, pledged, first": 150,
    "confirm, pledged, next": 133,
    "confirm, unpledged, in a batch of 100": 57,
    "confirm, pledged, in a batch of 16": 113,
    "place, no attestor": 86,
    "place, with attestor": 110,
    "place, in a batch of 100": 60,
    "propose, first": 140,
    "propose, next": 122,
    "pay with waterfall and residual": 203,
    "sell, first": 155,
    "sell, later": 103,
    "releaseUnits to a new holder": 127,
    "transfer": 68,
    "redeem": 56,
}
"""Thousands of gas."""

Figure = tuple[str, int]


def placing(world: World) -> Iterator[Figure]:
    yield "place, no attestor", world.place(world.order_terms(attestor=NOBODY)).gas_used
    yield "place, with attestor", world.place(world.order_terms()).gas_used
    orders = load_artifact("Orders")
    calls = [encode_call(orders, "place", (world.order_terms(attestor=NOBODY),)) for _ in range(BATCH)]
    yield "place, in a batch of 100", world.send(world.buyer, "Orders", "multicall", calls).gas_used // BATCH


def lending(world: World) -> Iterator[Figure]:
    first = world.accepted_order()
    yield "openAndDraw, the financier's first", world.open_and_draw(first, 100_000).gas_used
    order = world.place_order(supplier=world.sub_supplier.address)
    world.accept(order, by=world.sub_supplier)
    world.fund(world.sub_supplier, 10)
    later = world.open_and_draw(order, 100_000, by=world.sub_supplier, supplier=world.sub_supplier.address)
    yield "openAndDraw, a later supplier", later.gas_used
    yield "draw", world.draw(first, 50_000).gas_used
    identity = (world.financier.address, world.supplier.address, world.cash)
    facility = world.ask("Facilities", "facilityIdOf", *identity)
    second = world.accepted_order()
    yield "pledge", world.pledge(facility, second).gas_used
    yield "first draw on a newly pledged order", world.draw(second, 50_000).gas_used
    world.travel(DAY)
    yield "repay", world.repay(first, 20_000, by=world.buyer).gas_used
    world.travel(DAY)
    yield "sync alone", world.sync(first).gas_used
    world.ship(first, 300_000)
    world.receive(first, 200_000)
    yield "recordReceipt, pledged", world.receive(first, 300_000).gas_used
    loose = world.accepted_order()
    world.ship(loose, 300_000)
    world.receive(loose, 1)
    yield "recordReceipt, unpledged", world.receive(loose, 300_000).gas_used


def invoicing(world: World) -> Iterator[Figure]:
    def propose(order: str) -> tuple[str, Mined]:
        proposal = world.proposal(order, 1_000)
        signature = world.identity_signature(proposal)
        mined = world.send(world.supplier, "Receivables", "propose", proposal, *signature)
        return str(world.event(mined, "Proposed").receivableId), mined

    def confirm_all(ids: list[str]) -> int:
        artifact = load_artifact("Receivables")
        calls = [encode_call(artifact, "confirm", (identity, 0)) for identity in ids]
        return world.send(world.buyer, "Receivables", "multicall", calls).gas_used // len(ids)

    loose, pledged, third = world.accepted_order(), world.accepted_order(), world.accepted_order()
    world.open_and_draw(pledged, 10_000, version=2)
    identity = (world.financier.address, world.supplier.address, world.cash)
    world.pledge(world.ask("Facilities", "facilityIdOf", *identity), third)
    for order in (loose, pledged, third):
        world.receive(order, 500_000)
    receivable, mined = propose(loose)
    yield "propose, first", mined.gas_used
    following, mined = propose(loose)
    yield "propose, next", mined.gas_used
    world.confirm(receivable)
    yield "confirm, unpledged", world.confirm(following).gas_used
    yield "confirm, pledged, first", world.confirm(propose(pledged)[0]).gas_used
    yield "confirm, pledged, next", world.confirm(propose(pledged)[0]).gas_used
    yield "confirm, unpledged, in a batch of 100", confirm_all([propose(loose)[0] for _ in range(BATCH)])
    world.draw(third, 1_000)
    yield "confirm, pledged, in a batch of 16", confirm_all([propose(third)[0] for _ in range(16)])


def trading(world: World) -> Iterator[Figure]:
    order = world.accepted_order()
    world.open_and_draw(order, 100_000, version=3)
    world.receive(order, 600_000)
    receivable = world.confirmed_receivable(order, 300_000)
    loose = world.accepted_order()
    world.receive(loose, 600_000)
    free, other = world.confirmed_receivable(loose, 100_000), world.confirmed_receivable(loose, 100_000)
    yield "sell, first", world.sell(world.quote(free, 1_000, 950)).gas_used
    yield "sell, later", world.sell(world.quote(free, 1_000, 950)).gas_used
    holder = Party("a holder")
    world.admit(holder, SUPPLIER)
    world.consent(holder)
    yield "releaseUnits to a new holder", world.release_units(order, receivable, 1_000, holder).gas_used
    yield "transfer", world.transfer(other, world.supplier, holder, 1_000).gas_used
    world.travel(30 * DAY)
    yield "pay with waterfall and residual", world.pay(receivable, 250_000).gas_used
    world.fund(holder, 5)
    world.pay(receivable, 10)
    yield "redeem", world.redeem(receivable, holder).gas_used


def measured(world: World) -> dict[str, int]:
    """Gas by name, each group from the same warmed world."""
    groups: list[Callable[[World], Iterator[Figure]]] = [lending, invoicing, trading, placing]
    world.fund(world.supplier, 1_000)
    world.fund(world.fee_collector, 1_000)
    warm = world.place(world.order_terms())
    assert warm.succeeded
    return {name: gas for group in groups for name, gas in group(world)}


def main() -> None:
    with World.on_new_chain() as world:
        found = measured(world)
    for name, budget in BUDGETS.items():
        gas = found[name]
        share = 100 * gas // (1_000 * budget)
        print(f"{name:<42} {gas:>8,} of {1_000 * budget:>8,}  {share:>3} % {'OVER' if share >= 100 else ''}")


if __name__ == "__main__":
    main()
