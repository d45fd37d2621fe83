"""A chain with many events of our contracts, about a hundred a block: for the mirror's figures.

Orders are placed and accepted, shipped and received in parts, invoiced and confirmed, in multicalls of a
hundred; cash moves with the payments.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final, NamedTuple

from chain.calls import Call
from chain.clients.batches import batch
from chain.encoding import quantity
from chain.envelope import SignedTransaction, UnsignedTransaction, sign_transaction
from chain.identities import receivable_id
from chain.provider import Chain
from chain.structs import OrderTerms, Proposal
from chain.transactions import send, submit
from tests.indexer.world import DAY, ZERO, World, build, name_hash

AT_ONCE: Final = 100
GAS: Final = 1 << 24
AMOUNT: Final = 1_000_000
FACE: Final = 10_000


class Mined(NamedTuple):
    """A block's number, and the time (of perf_counter) at which the node was told to mine it."""

    number: int
    at: float


class Crowd:
    """Many orders of one buyer and one supplier, moved a hundred at a time."""

    def __init__(self, chain: Chain) -> None:
        self.world: World = build(chain)
        self.events = 0
        self._nonces: dict[str, int] = {}
        self._made = 0
        self._began = self.world.now()
        self._entity = self.world.participants.entity_of(self.world.address("supplier"))

    def grow(self, events: int) -> None:
        """Go on until so many events have been emitted."""
        while self.events < events:
            orders = self._place()
            for part in range(1, 6):
                self._say("supplier", [self._shipped(order, part) for order in orders])
                self._say("buyer", [self._received(order, part) for order in orders])
            proposals = [self._proposal(order) for order in orders]
            self._say("supplier", [self._proposed(each) for each in proposals])
            receivables = self.world.receivables
            identities = [receivable_id(each, self._entity) for each in proposals]
            self._say("buyer", [receivables.confirm(each, 0) for each in identities])
            self._say("buyer", [receivables.pay(each, FACE // 2) for each in identities])

    def one_more(self) -> Mined:
        """A block with one transaction, mined when asked; answers its number and when it was there."""
        world, chain = self.world, self.world.chain
        amount = next(world.numbers)
        self._nonces.clear()  # a reorganisation may have taken some back
        call = world.cash.transfer(world.address("supplier"), amount)
        chain.request("evm_setAutomine", [False])
        try:
            submit(chain, self._signed("buyer", call))
            number = chain.block_number() + 1
            at = time.perf_counter()
            chain.request("evm_mine", [])
        finally:
            chain.request("evm_setAutomine", [True])
        return Mined(number, at)

    def _place(self) -> list[str]:
        world, later = self.world, self._began + 300 * DAY
        terms = [self._terms(later) for _ in range(AT_ONCE)]
        self._say("buyer", [world.orders.place(each) for each in terms])
        buyer = world.address("buyer")
        orders = [world.orders.order_id_of(buyer, each.fingerprint, 0) for each in terms]
        self._say("supplier", [world.orders.accept(order, 1) for order in orders])
        return orders

    def _terms(self, deliver_by: int) -> OrderTerms:
        self._made += 1
        return OrderTerms(
            supplier=self.world.address("supplier"),
            cash=self.world.cash.address,
            amount=AMOUNT,
            deliver_by=deliver_by,
            payment_term_days=60,
            attestor=ZERO,
            late_bps=0,
            fingerprint=name_hash("bench order", self._made),
            root=name_hash("bench root", self._made),
            n=0,
        )

    def _shipped(self, order: str, part: int) -> Call:
        return self.world.orders.record_shipment(order, part * AMOUNT // 5, name_hash("despatch", part))

    def _received(self, order: str, part: int) -> Call:
        return self.world.orders.record_receipt(order, part * AMOUNT // 5, name_hash("receipt", part))

    def _proposal(self, order: str) -> Proposal:
        self._made += 1
        maturity = (self._began // DAY + 60) * DAY
        invoice, root = name_hash("bench invoice", self._made), name_hash("bench", self._made)
        return Proposal(order, FACE, FACE + 1, maturity, invoice, root, 0)

    def _proposed(self, proposal: Proposal) -> Call:
        world = self.world
        until = self._began + 30 * DAY
        digest = world.fingerprints.digest(
            entity_id=self._entity,
            fingerprint=proposal.fingerprint,
            gross=proposal.gross,
            writer=world.receivables.address,
            purpose=receivable_id(proposal, self._entity),
            valid_until=until,
        )
        return world.receivables.propose(proposal, until, world.sign("service", digest))

    def _say(self, name: str, calls: Sequence[Call]) -> None:
        """All calls, in as many blocks as the gas of a transaction asks for."""
        for start in range(0, len(calls), AT_ONCE // 2):
            for call in batch(calls[start : start + AT_ONCE // 2]):
                self.events += len(send(self.world.chain, self._signed(name, call)).logs)

    def _signed(self, name: str, call: Call) -> SignedTransaction:
        key, chain = self.world.keys[name], self.world.chain
        nonce = self._nonces.get(name)
        if nonce is None:
            asked = chain.request("eth_getTransactionCount", [key.address, "latest"])
            nonce = quantity(asked, "nonce")
        self._nonces[name] = nonce + 1
        unsigned = UnsignedTransaction(chain.chain_id, nonce, 0, 0, GAS, call.to, 0, call.data)
        return sign_transaction(unsigned, key)
