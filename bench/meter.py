"""The meter: transactions of the contracts' test world, each measured and put back afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from bench.floor import Floor, floor_of
from chain.abi import load_artifact
from chain.transactions import Mined
from tests.contracts.contracts import encode_call
from tests.contracts.ground import DAY, NOBODY, Party, hash_of
from tests.contracts.world import World

BATCH: Final = 100
"""Items of a multicall whose gas is divided by their number."""

Act = Callable[[], Mined]


class Meter:
    """Gas by name of the case; whole transactions as the node charged them, calldata included."""

    def __init__(self, world: World, explained: frozenset[str] = frozenset()) -> None:
        """`explained`: cases whose floor is looked for too."""
        self.world = world
        self.gas: dict[str, int] = {}
        self.floors: dict[str, Floor] = {}
        self._explained = explained

    def take(self, name: str, mined: Mined) -> Mined:
        """Note what this transaction used."""
        assert name not in self.gas, f"{name} is measured twice"
        self.gas[name] = mined.gas_used
        if name in self._explained:
            self.floors[name] = floor_of(self.world.chain, mined)
        return mined

    def alone(self, name: str, act: Act) -> None:
        """Measure, then put the world back."""
        with self.world.undone():
            self.take(name, act())

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Whatever happens inside has not happened for the next case."""
        with self.world.undone():
            yield

    def batch(self, name: str, who: Party, call: tuple[str, str], items: Sequence[tuple[Any, ...]]) -> Mined:
        """One multicall of `call` (contract, function) for all items; notes one item's share, rounded up."""
        mined = self.many(who, call, items)
        assert name not in self.gas, f"{name} is measured twice"
        self.gas[name] = -(-mined.gas_used // len(items))
        return mined

    def many(self, who: Party, call: tuple[str, str], items: Sequence[tuple[Any, ...]]) -> Mined:
        """The same without noting it: how the world gets a hundred of something."""
        contract, function = call
        artifact = load_artifact(contract)
        calls = [encode_call(artifact, function, values) for values in items]
        return self.world.send(who, contract, "multicall", calls)

    # ---------------------------------------------------------------- states that several cases start from

    def usual_allowances(self) -> None:
        """Parties let the contracts take their cash without a limit, as most holders of tokens do."""
        world = self.world
        for party in (world.buyer, world.supplier, world.financier):
            for contract in ("Receivables", "Loans", "Market"):
                world.allow(party, contract, 2**256 - 1)

    def order(self, *, received: int = 0, evidence: bool = False) -> str:
        """An accepted order of 1,000,000, wholly shipped (`evidence`: and attested), received so far."""
        world = self.world
        order = world.accepted_order(attestor=world.carrier.address if evidence else NOBODY)
        world.ship(order, 1_000_000)
        if evidence:
            world.attest(order, 1_000_000)
        if received:
            world.receive(order, received)
        return order

    def loan(self, *, received: int = 0, drawn: int = 200_000, evidence: bool = False) -> str:
        """An order pledged to the supplier's running facility, with a debt that is a day old."""
        order = self.order(received=received, evidence=evidence)
        self.world.pledge(self.facility, order)
        self.world.draw(order, drawn)
        self.world.travel(DAY)
        return order

    @property
    def facility(self) -> str:
        world = self.world
        return str(
            world.ask(
                "Facilities", "facilityIdOf", world.financier.address, world.supplier.address, world.cash
            )
        )


def root(*words: object) -> str:
    """A commitment that no other case has."""
    return hash_of("bench", *words)
