"""Blocks as the mirror keeps them, and the chain of parent hashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chain.encoding import HexError, from_hex, quantity, to_hex
from chain.errors import BadAnswer
from chain.provider import Chain, block_tag


class ChainMoved(Exception):
    """What the node said a moment ago no longer fits what it says now: look for the fork point again."""


class BlockHead(NamedTuple):
    """What is kept of a block; hashes 0x-hex, time in Unix seconds."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int


def block_head(answer: Mapping[str, Any]) -> BlockHead:
    """From a JSON-RPC block. Errors: BadAnswer."""
    try:
        return BlockHead(
            quantity(answer.get("number"), "number"),
            to_hex(from_hex(answer.get("hash"), "hash", 32)),
            to_hex(from_hex(answer.get("parentHash"), "parentHash", 32)),
            quantity(answer.get("timestamp"), "timestamp"),
        )
    except HexError as error:
        raise BadAnswer(f"a block's {error}") from error


def require_linked(heads: Sequence[BlockHead], parent_hash: str | None) -> None:
    """Each block's parent is the one before; the first one's is `parent_hash` (None: not checked).

    Errors: ChainMoved.
    """
    for head in heads:
        if parent_hash is not None and head.parent_hash != parent_hash:
            raise ChainMoved(f"block {head.number} has parent {head.parent_hash}, not {parent_hash}")
        parent_hash = head.hash


def node_heads(chain: Chain, numbers: Sequence[int]) -> list[BlockHead | None]:
    """The node's blocks by number, in one question; None where it has no such block. Errors: ChainError."""
    answers = chain.batch([("eth_getBlockByNumber", [block_tag(number), False]) for number in numbers])
    return [None if answer is None else block_head(answer) for answer in answers]
