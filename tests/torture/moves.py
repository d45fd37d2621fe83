"""What happens on the chain: blocks of several transactions of the parties, and blocks taken back."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, Final

from chain.calls import Call
from chain.encoding import to_hex
from chain.envelope import UnsignedTransaction, sign_transaction
from chain.structs import OrderTerms
from scripts.services.anvil import Anvil
from tests.indexer.world import DAY, ZERO, World, name_hash
from tests.support.pool import settle_pool
from tests.torture.branches import Branch, record

SECONDS_A_BLOCK: Final = 10
GAS: Final = 3_000_000
DEEPEST: Final = 60
"""Blocks that a schedule takes back at most, counted from the highest head that it has shown."""

Move = tuple[str, Call]


class NodeForgot(Exception):
    """anvil has lost the state of the block that it went back to: what follows would be no chain of ours."""


@dataclass
class Moves:
    """The chain's hand: mines blocks with one to six transactions, takes blocks back. Automine is off.

    Transactions are sent without asking first whether they would succeed: some are refused by the contracts
    (above all after blocks were taken back), which leaves receipts without logs, as on any chain.
    """

    node: Anvil
    world: World
    dice: random.Random = field(default_factory=random.Random)
    orders: list[str] = field(default_factory=list)
    receivables: list[str] = field(default_factory=list)
    highest: int = 0
    sent: int = 0
    mined: int = 0
    """Since the node was started."""
    tape: list[list[str]] = field(default_factory=list)
    """The transactions of each block mined since `begin`."""

    def ask(self, method: str, *params: Any) -> Any:
        """One question to the node, over a connection that stays."""
        return self.world.chain.request(method, params)

    def begin(self, seed: int, orders: list[str], receivables: list[str]) -> None:
        """The chain was put back to where schedules start."""
        self.dice = random.Random(seed)
        self.orders, self.receivables = list(orders), list(receivables)
        self.tape = []
        self.highest = self.head

    @property
    def head(self) -> int:
        return int(self.ask("eth_blockNumber"), 16)

    @property
    def floor(self) -> int:
        """The lowest block that may become the head by taking back."""
        return self.highest - DEEPEST

    def blocks(self, count: int) -> None:
        """Mine so many blocks; one in eight is empty."""
        for _ in range(count):
            self.tape.append([])
            if self.dice.random() > 0.125:
                nonces: dict[str, int] = {}
                for _ in range(self.dice.randint(1, 3)):
                    for name, call in self._some_move():
                        self._send(name, call, nonces)
            self.mine()
        self.highest = max(self.highest, self.head)

    def mine(self, count: int = 1) -> None:
        """Mine what waits, and empty blocks behind it."""
        self.ask("anvil_mine", hex(count))
        self.mined += count

    def again(self, tape: list[list[str]]) -> None:
        """Mine blocks of the same transactions once more."""
        for raws in tape:
            for raw in raws:
                self.ask("eth_sendRawTransaction", raw)
            self.mine()

    def rollback(self, depth: int) -> Branch | None:
        """Take back blocks; answers what was there."""
        depth = min(depth, self.head - self.floor)
        if depth < 1:
            return None
        settle_pool(self.ask)
        given_up = record(self.world.chain, self.head - depth + 1)
        self.ask("anvil_rollback", depth)
        self._still_whole()
        return given_up

    def reorg(self, depth: int) -> Branch | None:
        """Replace blocks by as many others, with some of the transactions that were in them, elsewhere."""
        depth = min(depth, self.head - self.floor)
        if depth < 1:
            return None
        settle_pool(self.ask)
        given_up = record(self.world.chain, self.head - depth + 1)
        hashes = [
            receipt["transactionHash"]
            for number in range(given_up.first, given_up.head + 1)
            for receipt in given_up.receipts[number]
        ]
        again = self.world.chain.batch([("eth_getRawTransactionByHash", [one]) for one in hashes])
        kept = again if self.dice.random() < 0.4 else []
        places = sorted(self.dice.randrange(depth) for _ in kept)
        self.ask("anvil_reorg", depth, [list(pair) for pair in zip(kept, places, strict=True)])
        self.mined += depth
        self._still_whole()
        return given_up

    def _still_whole(self) -> None:
        """Errors: NodeForgot."""
        if self.ask("eth_getCode", self.world.orders.address, "latest") == "0x":
            self.mined = 1 << 30
            raise NodeForgot

    def _send(self, name: str, call: Call, nonces: dict[str, int]) -> None:
        key = self.world.keys[name]
        if name not in nonces:
            nonces[name] = int(self.ask("eth_getTransactionCount", key.address, "pending"), 16)
        unsigned = UnsignedTransaction(self.node.chain_id, nonces[name], 0, 0, GAS, call.to, 0, call.data)
        self.tape[-1].append(to_hex(sign_transaction(unsigned, key).raw))
        self.ask("eth_sendRawTransaction", self.tape[-1][-1])
        nonces[name] += 1
        self.sent += 1

    def _some_move(self) -> list[Move]:
        dice, world = self.dice, self.world
        order_id = dice.choice(self.orders)
        match dice.randrange(12):
            case 0 | 1:
                return self._place()
            case 2:
                return [
                    (
                        "supplier",
                        world.orders.record_shipment(
                            order_id, dice.randint(1, 5_000), name_hash(dice.random())
                        ),
                    )
                ]
            case 3:
                return [
                    (
                        "buyer",
                        world.orders.record_receipt(
                            order_id, dice.randint(1, 5_000), name_hash(dice.random())
                        ),
                    )
                ]
            case 4:
                return [
                    (
                        "bank",
                        world.cash.issue(
                            world.address(dice.choice(("buyer", "supplier"))),
                            dice.randint(1, 10**6),
                            name_hash(dice.random()),
                        ),
                    )
                ]
            case 5:
                who = dice.choice(("buyer", "supplier", "financier"))
                return [(who, world.cash.redeem(dice.randint(1, 99), name_hash(dice.random())))]
            case 6:
                later = world.now() + dice.randint(40, 60) * DAY
                return [
                    (
                        "buyer",
                        world.orders.amend(
                            order_id, dice.randint(6_000, 900_000), later, name_hash(dice.random())
                        ),
                    )
                ]
            case 7:
                pool, cash = world.guarantees, world.cash.address
                return [
                    (
                        "guarantor",
                        dice.choice(
                            [
                                pool.deposit(cash, dice.randint(1, 50)),
                                pool.give_notice(cash, dice.randint(0, 40)),
                            ]
                        ),
                    )
                ]
            case 8:
                return [("buyer", world.receivables.pay(dice.choice(self.receivables), dice.randint(1, 500)))]
            case 9:
                return [
                    (
                        "supplier",
                        world.receivables.transfer(
                            world.address("buyer"),
                            int(dice.choice(self.receivables), 16),
                            dice.randint(1, 50),
                        ),
                    )
                ]
            case 10:
                return [("buyer", world.orders.dispute(order_id, dice.randint(0, 100), 4))]
            case _:
                return (
                    [("operator", dice.choice([world.participants.pause(), world.participants.unpause()]))]
                    if dice.random() < 0.1
                    else [
                        (
                            "financier",
                            world.facilities.set_line(
                                world.cash.address, world.address("buyer"), dice.randint(10**6, 2**63)
                            ),
                        )
                    ]
                )

    def _place(self) -> list[Move]:
        dice, world = self.dice, self.world
        terms = OrderTerms(
            supplier=world.address("supplier"),
            cash=world.cash.address,
            amount=dice.randint(6_000, 10**6),
            deliver_by=world.now() + 30 * DAY,
            payment_term_days=60,
            attestor=ZERO,
            late_bps=dice.randint(0, 1_825),
            fingerprint=name_hash("torture", dice.random()),
            root=name_hash("root", dice.random()),
            n=0,
        )
        order_id = world.orders.order_id_of(world.address("buyer"), terms.fingerprint, 0)
        self.orders.append(order_id)
        moves: list[Move] = [("buyer", world.orders.place(terms))]
        return moves if dice.random() < 0.3 else [*moves, ("supplier", world.orders.accept(order_id, 1))]
