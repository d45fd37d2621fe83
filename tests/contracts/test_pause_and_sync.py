"""The pause stops exactly what it lists; sync and what pays never stop, whatever state the parties are in."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from chain.transactions import Mined
from tests.contracts.ground import DAY, hash_of
from tests.contracts.refusals import refused
from tests.contracts.world import World

Act = Callable[[], object]


class Stage:
    """A trade with one of everything: what each act of the tests needs is ready."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.consent(world.sub_supplier)
        world.consent(world.supplier)
        self.placed, self.other = world.place_order(), world.place_order()
        self.order = world.accepted_order()
        world.open_and_draw(self.order, 100_000)
        world.ship(self.order, 500_000)
        world.attest(self.order, 400_000)
        world.receive(self.order, 300_000)
        world.dispute(self.order, 10)
        self.custody = world.confirmed_receivable(self.order, 100_000)
        self.to_confirm = world.propose(world.proposal(self.order, 1_000))
        self.to_withdraw, self.to_reject = (world.proposal(self.order, 1_000 + n) for n in (1, 2))
        for proposal in (self.to_withdraw, self.to_reject):
            world.propose(proposal)
        self.unpledged = world.accepted_order()
        world.receive(self.unpledged, 500_000)
        self.free = world.confirmed_receivable(self.unpledged, 100_000)
        world.transfer(self.free, world.supplier, world.sub_supplier, 50_000)
        world.pay(self.free, 10_000)
        self.outside = world.propose(world.proposal(self.unpledged, 1_000))
        self.idle = world.accepted_order()
        identity = (world.financier.address, world.supplier.address, world.cash)
        self.facility = world.ask("Facilities", "facilityIdOf", *identity)
        world.pledge(self.facility, self.idle)
        self.quote = world.quote(self.free, 100, 80, moneyIn=10_000)
        self.pledged_quote = world.quote(self.custody, 100, 90)

    def stopped(self) -> dict[str, Act]:
        """model.md, Pause: what it stops (of this version)."""
        world = self.world
        return {
            "place": world.place_order,
            "accept": lambda: world.accept(self.placed),
            "propose": lambda: world.propose(world.proposal(self.order, 1)),
            "confirm outside custody": lambda: world.confirm(self.outside),
            "terms": lambda: world.accept_terms(version=2),
            "pledge": lambda: world.pledge(self.facility, self.unpledged),
            "draw": lambda: world.draw(self.order, 100),
            "open and draw": lambda: world.open_and_draw(self.unpledged, 100, version=2),
            "sell": lambda: world.sell(self.quote),
            "sell pledged": lambda: world.sell_pledged(self.order, self.pledged_quote),
        }

    def never_stopped(self) -> dict[str, Act]:
        """model.md, Pause: what it never stops, and all else that moves nothing new."""
        world = self.world
        return {
            "pay custody": lambda: world.pay(self.custody, 100),
            "pay free": lambda: world.pay(self.free, 100),
            "repay": lambda: world.repay(self.order, 10, by=world.buyer),
            "redeem": lambda: world.redeem(self.free, world.sub_supplier),
            "sync": lambda: world.sync(self.order),
            "ship": lambda: world.ship(self.order, 600_000),
            "attest": lambda: world.attest(self.order, 450_000),
            "retract": lambda: world.retract(self.order, 1),
            "receive": lambda: world.receive(self.order, 350_000),
            "return": lambda: world.return_goods(self.order, 100),
            "dispute": lambda: world.dispute(self.order, 20),
            "resolve": lambda: world.resolve(self.order),
            "cancel": lambda: world.cancel(self.order),
            "cancel what is placed": lambda: world.cancel(self.placed),
            "reject an order": lambda: world.send(world.supplier, "Orders", "reject", self.other, 1),
            "confirm into custody": lambda: world.confirm(self.to_confirm),
            "withdraw": lambda: world.send(world.supplier, "Receivables", "withdraw", self.to_withdraw),
            "reject a proposal": lambda: world.send(world.buyer, "Receivables", "reject", self.to_reject, 1),
            "release units": lambda: world.release_units(self.order, self.custody, 10, world.supplier),
            "deposit units": self.deposit,
            "release": lambda: world.release(self.idle),
            "transfer of units": lambda: world.transfer(self.free, world.sub_supplier, world.supplier, 1),
            "transfer of cash": lambda: world.send(
                world.buyer, "Cash", "transfer", world.supplier.address, 1
            ),
            "redemption of cash": lambda: world.send(world.buyer, "Cash", "redeem", 1, hash_of("out")),
            "issue of cash": lambda: world.fund(world.buyer, 1),
            "cancel a quote": lambda: world.send(world.underwriter, "Market", "cancelQuote", 10**9),
            "lower a line": lambda: world.set_line(1),
            "revoke": lambda: world.send(world.financier, "Facilities", "revokeMandate", world.cash),
            "suspend": lambda: world.suspend(world.carrier),
        }

    def deposit(self) -> object:
        self.world.release_units(self.order, self.custody, 10, self.world.supplier)
        return self.world.deposit_units(self.order, self.custody, 10)


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def test_the_pause_stops_exactly_its_list(world: World, stage: Stage) -> None:
    for name, act in (stage.stopped() | stage.never_stopped()).items():
        with world.undone():
            act()  # each of them works when nothing is paused
            assert name
    world.pause()
    for act in stage.stopped().values():
        with refused("Participants_Paused"):
            act()
    for act in stage.never_stopped().values():
        with world.undone():
            act()
    world.unpause()
    for act in stage.stopped().values():
        with world.undone():
            act()


def test_suspension_and_lapse_never_stop_paying_recording_and_confirming_into_custody(
    world: World, stage: Stage
) -> None:
    own = (
        "transfer of units",
        "release units",
        "attest",
        "deposit units",
        "transfer of cash",
        "issue of cash",
    )
    for who in (world.buyer, world.supplier, world.financier):
        for ending in (world.suspend, world.lapse):
            with world.undone():
                ending(who)
                for name, act in stage.never_stopped().items():
                    if name not in own:
                        with world.undone():
                            act()


def test_INV_19_sync_never_reverts_in_any_state(world: World, stage: Stage) -> None:
    orders = [stage.placed, stage.order, stage.unpledged, stage.idle, hash_of("unknown")]
    troubles: list[Act] = [
        world.pause,
        lambda: [world.suspend(who) for who in (world.buyer, world.supplier, world.financier, world.carrier)],
        lambda: world.cancel(stage.order),
        lambda: world.send(world.financier, "Facilities", "revokeMandate", world.cash),
        lambda: world.rely_on(world.carrier, False),
        lambda: world.travel(90 * DAY),
        lambda: world.travel(100 * 365 * DAY),
        lambda: world.pay(stage.custody, 2**100),
        lambda: world.repay(stage.order, 2**100, by=world.buyer),
    ]
    for chosen in product((False, True), repeat=3):
        with world.undone():
            for wanted, trouble in zip(chosen, (troubles[1], troubles[0], troubles[5]), strict=True):
                if wanted:
                    trouble()
            for order in orders:
                world.sync(order)
    for trouble in troubles:
        trouble()
        for order in orders:
            world.sync(order)
    assert world.account(stage.order).principal == 0


def test_a_milestone_of_a_pledged_order_syncs_it_in_the_same_transaction(world: World, stage: Stage) -> None:
    acts: dict[str, Callable[[], Mined]] = {
        "ship": lambda: world.ship(stage.order, 600_000),
        "attest": lambda: world.attest(stage.order, 450_000),
        "retract": lambda: world.retract(stage.order, 1),
        "receive": lambda: world.receive(stage.order, 350_000),
        "return": lambda: world.return_goods(stage.order, 100),
        "dispute": lambda: world.dispute(stage.order, 20),
        "resolve": lambda: world.resolve(stage.order),
        "cancel": lambda: world.cancel(stage.order),
        "confirm": lambda: world.confirm(stage.to_confirm),
    }
    for act in acts.values():
        with world.undone():
            mined = act()
            assert len(world.events(mined, "Synced")) == 1
            assert world.account(stage.order).accruedAt == world.now


def test_eligibility_follows_standing_staleness_and_the_financiers_list(world: World) -> None:
    order = world.accepted_order()
    world.open_and_draw(order, 1_000)
    world.ship(order, 800_000)
    world.attest(order, 700_000)
    world.receive(order, 400_000)
    world.confirmed_receivable(order, 100_000, maturity=(world.now // DAY + 150) * DAY)

    def eligible() -> tuple[int, ...]:
        found: tuple[int, ...] = world.position(order).eligible
        return found

    assert eligible() == world.position(order).facts == (300_000, 300_000, 300_000, 100_000)
    with world.undone():
        world.rely_on(world.carrier, False)
        assert eligible() == (600_000, 0, 300_000, 100_000)
    with world.undone():
        world.dispute(order, 350_000)
        world.dispute(order, 300_000, by=world.supplier)
        assert eligible() == (250_000, 0, 0, 100_000)
    with world.undone():
        world.suspend(world.supplier)
        assert eligible() == (0, 0, 0, 100_000)
    with world.undone():
        world.suspend(world.buyer)
        assert eligible() == (0, 0, 0, 0)
    with world.undone():
        world.renew(world.buyer, group=2)
        world.renew(world.financier, group=2)
        assert eligible() == (0, 0, 0, 0)
    stale = world.order(order).deliverBy + 30 * DAY
    with world.undone():
        world.travel_to(stale)
        assert eligible() == (300_000, 300_000, 300_000, 100_000)
        world.travel_to(stale + 1)
        assert eligible() == (0, 0, 300_000, 100_000)
        world.travel_to(stale + 60 * DAY)
        assert eligible() == (0, 0, 300_000, 100_000)
        world.travel_to(stale + 60 * DAY + 1)
        assert eligible() == (0, 0, 0, 100_000)
        world.travel_to((world.now // DAY + 60) * DAY)
        assert eligible() == (0, 0, 0, 0)  # matured, unpaid


def test_INV_08_cash_is_conserved_through_everything(world: World, stage: Stage) -> None:
    supply = world.ask("Cash", "totalSupply")
    for name, act in stage.never_stopped().items():
        if name not in ("redemption of cash", "issue of cash"):
            with world.undone():
                act()
                assert world.ask("Cash", "totalSupply") == supply
    assert world.cash_everywhere == supply
    world.pay(stage.custody, 2**100)
    world.pay(stage.free, 2**100)
    for holder in (world.supplier, world.sub_supplier):
        world.redeem(stage.free, holder)
    assert world.cash_everywhere == supply
    assert [world.balance(name) for name in ("Receivables", "Collateral", "Loans", "Market")] == [0, 0, 0, 0]
