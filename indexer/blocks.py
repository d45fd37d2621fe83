"""Blocks as the mirror keeps them, and the chain of parent hashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chain.provider import Chain, block_tag
from chain.sealed import NotAsSealed, sealed_head


class ChainMoved(Exception):
    """What the node said a moment ago no longer fits what it says now: look for the fork point again."""


class NodeBehind(ChainMoved):
    """The node does not show a block that the mirror holds for final: it is behind, and will catch up."""


class BlockHead(NamedTuple):
    """What is kept of a block; hashes 0x-hex, time in Unix seconds."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int


def block_head(answer: Mapping[str, Any]) -> BlockHead:
    """From a JSON-RPC block, whose hash must be that of its fields. Errors: BadAnswer, NotAsSealed."""
    head = sealed_head(answer)
    return BlockHead(head.number, head.hash, head.parent_hash, head.timestamp)


def require_linked(heads: Sequence[BlockHead], parent_hash: str | None) -> None:
    """Each block's parent is the one before; the first one's is `parent_hash` (None: not checked).

    Errors: ChainMoved.
    """
    for head in heads:
        if parent_hash is not None and head.parent_hash != parent_hash:
            raise ChainMoved(f"block {head.number} has parent {head.parent_hash}, not {parent_hash}")
        parent_hash = head.hash


def node_heads(chain: Chain, numbers: Sequence[int]) -> list[BlockHead | None]:
    """The node's blocks by number, in one question, each hashing to what it says; None where it has no such
    block. Errors: NotAsSealed, ChainError."""
    answers = chain.batch([("eth_getBlockByNumber", [block_tag(number), False]) for number in numbers])
    heads: list[BlockHead | None] = []
    for number, answer in zip(numbers, answers, strict=True):
        head = None if answer is None else sealed_head(answer)
        if head is not None and head.number != number:
            raise NotAsSealed(f"asked for block {number}, the node answers block {head.number}")
        heads.append(head and BlockHead(head.number, head.hash, head.parent_hash, head.timestamp))
    return heads
