"""Gas of participants, cash, fingerprints and the guarantee pool."""

from __future__ import annotations

from bench.meter import Meter, root
from tests.contracts.ground import AUDITOR, DAY, PLENTY, YEAR, Party


def measure(meter: Meter) -> None:
    """Every call of the contracts around the trade."""
    _participants(meter)
    _cash(meter)
    _held(meter)
    _guarantee(meter)


def _participants(meter: Meter) -> None:
    world = meter.world
    new = Party("newcomer")
    meter.alone("Participants.admit", lambda: world.admit(new, AUDITOR))
    meter.alone("Participants.renew", lambda: world.renew(world.buyer))
    with meter.aside():
        meter.take("Participants.suspend", world.suspend(world.buyer))
        meter.take("Participants.reinstate", world.reinstate(world.buyer))
    with meter.aside():
        meter.take("Participants.pause", world.pause())
        meter.take("Participants.unpause", world.unpause())


def _cash(meter: Meter) -> None:
    world = meter.world
    buyer, supplier = world.buyer, world.supplier
    meter.alone("Cash.issue", lambda: world.fund(buyer, 1_000))
    meter.alone("Cash.redeem", lambda: world.send(buyer, "Cash", "redeem", 1_000, root("instruction")))
    meter.alone("Cash.transfer", lambda: world.send(buyer, "Cash", "transfer", supplier.address, 1_000))
    meter.alone("Cash.approve", lambda: world.allow(buyer, "Orders"))


def _held(meter: Meter) -> None:
    world = meter.world
    with meter.aside():
        order = meter.order(received=1_000_000)
        receivable = world.confirmed_receivable(order, 300_000)
        world.pay(receivable, 300_000)
        world.suspend(world.supplier)
        meter.take(
            "Receivables.redeem, held for a suspended holder", world.redeem(receivable, world.supplier)
        )
        world.reinstate(world.supplier)
        account = world.supplier.address
        meter.take("Cash.releaseHeld", world.send(world.outsider, "Cash", "releaseHeld", account))


def _guarantee(meter: Meter) -> None:
    world = meter.world
    with meter.aside():
        fund = world.guarantor
        world.fund(fund, PLENTY)
        world.allow(fund, "GuaranteePool")
        cash = world.cash
        meter.take("GuaranteePool.deposit", world.send(fund, "GuaranteePool", "deposit", cash, 1_000_000))
        promise = (meter.facility, 1, 5_000, 900_000, 900_000, world.now + YEAR)
        meter.take("GuaranteePool.commit", world.send(fund, "GuaranteePool", "commit", *promise))
        order = meter.loan()
        world.travel(120 * DAY)
        world.send(world.financier, "Loans", "declareDefault", order)
        world.travel(31 * DAY)
        meter.take(
            "GuaranteePool.claim", world.send(world.financier, "GuaranteePool", "claim", order, fund.address)
        )
        meter.alone("Loans.repay to financier and guarantor", lambda: world.repay(order, 50_000))
        meter.take("GuaranteePool.giveNotice", world.send(fund, "GuaranteePool", "giveNotice", cash, 1_000))
        world.travel(31 * DAY)
        meter.take("GuaranteePool.withdraw", world.send(fund, "GuaranteePool", "withdraw", cash, 1_000))
        world.travel(YEAR)
        ended = (fund.address, meter.facility, 1)
        meter.take(
            "GuaranteePool.endCommitment",
            world.send(world.outsider, "GuaranteePool", "endCommitment", *ended),
        )
