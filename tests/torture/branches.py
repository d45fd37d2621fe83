"""Other nodes: one that is behind, one on a branch that was given up, one on a branch that nobody mined.

A branch is what a node would say of the blocks above a fork: recorded from the real node before these blocks
were taken back, or forged (headers that hash to what they say and follow a real block, with no receipts).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from chain.headers import header_from_json, header_to_json
from chain.provider import Chain
from chain.sealed import NO_RECEIPTS

Ask = Callable[..., Any]
NO_SUCH: Final = object()
"""The branch says nothing of this question: the real node is asked."""


@dataclass(frozen=True)
class Branch:
    """Blocks first…head with their receipts, above a block that both branches have."""

    first: int
    head: int
    blocks: dict[int, dict[str, Any]]
    receipts: dict[int, list[dict[str, Any]]]

    def answer(self, method: str, params: list[Any]) -> Any:
        """What a node on this branch says; NO_SUCH where the branches agree."""
        if method == "eth_blockNumber":
            return hex(self.head)
        if method == "eth_getBlockByNumber":
            return self._at(params[0], self.blocks)
        if method == "eth_getBlockReceipts":
            return self._at(params[0], self.receipts)
        return NO_SUCH

    def logs(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        """The branch's own part of an eth_getLogs answer."""
        first, last = int(wanted["fromBlock"], 16), int(wanted["toBlock"], 16)
        addresses = {address.lower() for address in wanted["address"]}
        return [
            log
            for number in range(max(first, self.first), min(last, self.head) + 1)
            for receipt in self.receipts[number]
            for log in receipt["logs"]
            if log["address"] in addresses
        ]

    def _at(self, tag: str, what: dict[int, Any]) -> Any:
        number = self.head if tag == "latest" else int(tag, 16)
        if number > self.head:
            return None
        return NO_SUCH if number < self.first else what[number]


def record(chain: Chain, first: int) -> Branch:
    """The node's newest blocks from `first` on, as it says them now."""
    head = chain.block_number()
    numbers = range(first, head + 1)
    blocks = chain.batch([("eth_getBlockByNumber", [hex(number), False]) for number in numbers])
    receipts = chain.batch([("eth_getBlockReceipts", [hex(number)]) for number in numbers])
    return Branch(
        first, head, dict(zip(numbers, blocks, strict=True)), dict(zip(numbers, receipts, strict=True))
    )


def forge(ask: Ask, fork: int, length: int, dice: random.Random) -> Branch:
    """Blocks that nobody mined, above block `fork`: each hashes to what it says and links to the last."""
    parent = header_from_json(ask("eth_getBlockByNumber", hex(fork), False))
    blocks: dict[int, dict[str, Any]] = {}
    empty = bytes.fromhex(NO_RECEIPTS[2:])
    for number in range(fork + 1, fork + 1 + length):
        parent = replace(
            parent,
            parent_hash=parent.hash,
            number=number,
            timestamp=parent.timestamp + 1,
            receipts_root=empty,
            transactions_root=empty,
            logs_bloom=bytes(256),
            gas_used=0,
            extra_data=dice.randbytes(8),
        )
        blocks[number] = header_to_json(parent) | {"transactions": [], "uncles": []}
    return Branch(fork + 1, fork + length, blocks, {number: [] for number in blocks})
