"""What became of transactions that were sent, and what to do with those that a reorganisation took away.

`judge` is pure: it decides from the transaction, the block it was last seen in and a sighting of the chain.
A node's reorganisation returns nothing to its pool (anvil) or may not: what vanished is sent again, the same
bytes, so that nobody signs twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chain.encoding import quantity
from chain.envelope import SignedTransaction
from chain.errors import BadAnswer, RpcError
from chain.provider import Chain
from chain.transactions import Mined, SendingRefused, mined_from_json, submit


class State(StrEnum):
    """Where a sent transaction stands."""

    PENDING = "pending"
    MINED = "mined"
    FINAL = "final"
    FAILED = "failed"
    VANISHED = "vanished"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Sighting:
    """What the chain says of one transaction at one moment.

    `mined`: its receipt, None without one. `canonical`: the receipt's block is the chain's block of that
    number. `next_nonce`: the sender's first nonce not used by a mined transaction.
    """

    head: int
    mined: Mined | None
    canonical: bool
    in_pool: bool
    next_nonce: int


@dataclass(frozen=True)
class Judgement:
    """`settled`: nothing will change it any more (deep enough, or its nonce is another's deep enough).
    `moved`: it is in another block than the one it was last seen in."""

    state: State
    mined: Mined | None
    settled: bool
    moved: bool


def judge(nonce: int, seen_block_hash: str | None, sighting: Sighting, finality_depth: int) -> Judgement:
    """Decide where a transaction stands; pure. `finality_depth`: blocks on top that make a block final."""
    mined = sighting.mined if sighting.canonical else None
    if mined is not None:
        deep = sighting.head - mined.block_number >= finality_depth
        moved = seen_block_hash is not None and seen_block_hash != mined.block_hash
        if not mined.succeeded:
            return Judgement(State.FAILED, mined, deep, moved)
        return Judgement(State.FINAL if deep else State.MINED, mined, deep, moved)
    if sighting.in_pool:
        return Judgement(State.PENDING, None, settled=False, moved=seen_block_hash is not None)
    if sighting.next_nonce > nonce:
        return Judgement(State.REPLACED, None, settled=False, moved=seen_block_hash is not None)
    return Judgement(State.VANISHED, None, settled=False, moved=seen_block_hash is not None)


def observe(chain: Chain, sent: Sequence[SignedTransaction]) -> list[Sighting]:
    """Look at many transactions in two round trips."""
    if not sent:
        return []
    questions: list[tuple[str, list[Any]]] = [("eth_blockNumber", [])]
    for one in sent:
        questions.append(("eth_getTransactionReceipt", [one.hash]))
        questions.append(("eth_getTransactionByHash", [one.hash]))
        questions.append(("eth_getTransactionCount", [one.sender, "latest"]))
    answers = chain.batch(questions)
    head = quantity(answers[0], "eth_blockNumber")
    found = [None if receipt is None else mined_from_json(receipt) for receipt in answers[1::3]]
    numbers = sorted({mined.block_number for mined in found if mined is not None})
    blocks = chain.batch([("eth_getBlockByNumber", [hex(number), False]) for number in numbers])
    hashes = {number: _hash_of(block) for number, block in zip(numbers, blocks, strict=True)}
    return [
        Sighting(
            head,
            mined,
            mined is not None and hashes[mined.block_number] == mined.block_hash,
            known is not None and known.get("blockHash") is None,
            quantity(count, "nonce"),
        )
        for mined, known, count in zip(found, answers[2::3], answers[3::3], strict=True)
    ]


def follow(
    chain: Chain, sent: SignedTransaction, seen_block_hash: str | None, finality_depth: int
) -> Judgement:
    """Where one transaction stands now."""
    return judge(sent.transaction.nonce, seen_block_hash, observe(chain, [sent])[0], finality_depth)


def resubmit(chain: Chain, vanished: Sequence[SignedTransaction]) -> list[SendingRefused | RpcError | None]:
    """Send again what vanished, each sender's in the order of their nonces; None where the node took it."""
    order = sorted(range(len(vanished)), key=lambda i: vanished[i].transaction.nonce)
    outcomes: list[SendingRefused | RpcError | None] = [None] * len(vanished)
    for index in order:
        try:
            submit(chain, vanished[index])
        except (SendingRefused, RpcError) as error:
            outcomes[index] = error
    return outcomes


def _hash_of(block: Any) -> str:
    if block is None:
        return ""  # the chain became shorter between the two questions
    if not isinstance(block, dict) or not isinstance(block.get("hash"), str):
        raise BadAnswer("a block without a hash")
    return str(block["hash"]).lower()
