"""Blocks as a node answers them, believed only as far as their hashes carry: heads, receipts, blooms.

Works on hex texts, not on objects, because an indexer checks every block with it. The slower and fuller
forms are chain/headers.py and chain/receipts.py; tests bind both. Source of the rules: Yellow Paper 4.3.
"""

# ruff: noqa: PLR2004  (lengths and limits of the protocol read better as numbers)
from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from chain import rlp
from chain.encoding import HexError, keccak256, quantity, to_hex
from chain.errors import BadAnswer
from chain.headers import HeaderError, header_from_json
from chain.receipts import receipt_key
from chain.trie import EMPTY_ROOT, Trie

NO_RECEIPTS: Final = to_hex(EMPTY_ROOT)
"""The receipts root of a block without transactions."""
BLOOMS_KEPT: Final = 1 << 15


class NotAsSealed(BadAnswer):
    """What the node said of a block is not what the block's own header commits to: something was left out,
    added or altered, by the node or on the way."""


class SealedHead(NamedTuple):
    """A head whose hash was computed from its fields; hashes 0x-hex, time in Unix seconds."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int
    receipts_root: str
    bloom: int


class RawLog(msgspec.Struct, rename="camel", gc=False):
    """A log as JSON-RPC gives it; hex as the node wrote it."""

    address: str
    topics: list[str]
    data: str
    block_number: str
    block_hash: str
    transaction_hash: str
    transaction_index: str
    log_index: str


class RawReceipt(msgspec.Struct, rename="camel", gc=False):
    """What a receipt commits to, and where it says that it stands."""

    transaction_hash: str
    transaction_index: str
    block_hash: str
    cumulative_gas_used: str
    logs_bloom: str
    logs: list[RawLog]
    type: str = "0x0"
    status: str | None = None
    root: str | None = None


def sealed_head(answer: Mapping[str, Any]) -> SealedHead:
    """From a JSON-RPC block; its `hash` is that of its fields. Errors: BadAnswer, NotAsSealed."""
    try:
        header = header_from_json(answer)
        computed = to_hex(header.hash)
    except HeaderError as error:
        raise BadAnswer(f"a block's {error}") from error
    if answer.get("hash") != computed:
        raise NotAsSealed(f"block {header.number} says hash {answer.get('hash')}, its fields make {computed}")
    return SealedHead(
        header.number,
        computed,
        to_hex(header.parent_hash),
        header.timestamp,
        to_hex(header.receipts_root),
        int.from_bytes(header.logs_bloom),
    )


@functools.lru_cache(maxsize=BLOOMS_KEPT)
def bloom_bits(value: str) -> int:
    """The three bits of an address or topic (0x-hex) in a block's filter of 2,048 (Yellow Paper, M3:2048)."""
    digest = keccak256(bytes.fromhex(value[2:]))
    bits = 0
    for start in (0, 2, 4):
        bits |= 1 << (int.from_bytes(digest[start : start + 2]) & 2047)
    return bits


def bloom_of(logs: Iterable[RawLog]) -> int:
    """The filter that these logs make. Errors: BadAnswer."""
    bits = 0
    try:
        for value in {text for log in logs for text in (log.address, *log.topics)}:
            bits |= bloom_bits(value)
    except ValueError as error:
        raise BadAnswer(f"a log: {error}") from error
    return bits


def require_sealed(head: SealedHead, receipts: Sequence[RawReceipt]) -> None:
    """The receipts are those of this block, all of them and unaltered, logs and their places included.

    Errors: NotAsSealed, BadAnswer.
    """
    try:
        encoded = {receipt_key(index): _encoded(receipt) for index, receipt in enumerate(receipts)}
    except (ValueError, HexError) as error:
        raise BadAnswer(f"a receipt of block {head.number}: {error}") from error
    root = to_hex(Trie(encoded).root)
    if root != head.receipts_root:
        raise NotAsSealed(f"block {head.number} has receipts root {head.receipts_root}, these make {root}")
    _require_places(head, receipts)


def _require_places(head: SealedHead, receipts: Sequence[RawReceipt]) -> None:
    """What no hash covers: which block, transaction and position a log says that it has."""
    number, position = hex(head.number), 0
    for index, receipt in enumerate(receipts):
        logs, place = receipt.logs, hex(index)
        if receipt.block_hash != head.hash or receipt.transaction_index != place:
            raise NotAsSealed(f"receipt {index} of block {head.number} names another place")
        said = [
            {log.block_hash for log in logs} <= {head.hash},
            {log.block_number for log in logs} <= {number},
            {log.transaction_hash for log in logs} <= {receipt.transaction_hash},
            {log.transaction_index for log in logs} <= {place},
            [log.log_index for log in logs] == _indices(position, len(logs)),
        ]
        if not all(said):
            raise NotAsSealed(f"a log of receipt {index} of block {head.number} names another place")
        position += len(logs)


def _indices(first: int, count: int) -> list[str]:
    return [hex(index) for index in range(first, first + count)]


def _encoded(receipt: RawReceipt) -> bytes:
    """The bytes whose trie is the receipts root (chain.receipts.encode_receipt, from hex to hex)."""
    logs = "".join([_log_hex(log) for log in receipt.logs])
    outcome = receipt.root if receipt.status is None else None
    head = b"".join(
        [
            rlp.encode(bytes.fromhex(outcome[2:]) if outcome else _number(receipt.status or "")),
            rlp.encode(_number(receipt.cumulative_gas_used)),
            rlp.encode(bytes.fromhex(receipt.logs_bloom[2:])),
        ]
    )
    raw = bytes.fromhex(logs)
    body = head + rlp.prefix(len(raw), 0xC0) + raw
    kind = quantity(receipt.type, "type")
    return (bytes([kind]) if kind else b"") + rlp.prefix(len(body), 0xC0) + body


def _number(text: str) -> bytes:
    return rlp.encode_int(quantity(text, "quantity"))


def _log_hex(log: RawLog) -> str:
    """RLP of a log as hex: prefixes that depend on lengths alone, between the texts as they came."""
    address, topics, data = log.address, log.topics, log.data
    if len(address) != 42 or len(data) & 1:
        raise ValueError("a log is not of an address and whole bytes")
    front, middle = _frame(len(topics), len(data))
    if len(topics) == 2:
        first, second = topics
        if not len(first) == len(second) == 66:
            raise ValueError("a topic is not of 32 bytes")
        listed = f"{first[2:]}a0{second[2:]}"
    else:
        if any(len(topic) != 66 for topic in topics):
            raise ValueError("a topic is not of 32 bytes")
        listed = "a0".join([topic[2:] for topic in topics])
    if len(data) == 4 and data < "0x80":  # one small byte is its own encoding
        return _small_byte(address, topics, data)
    return f"{front}{address[2:]}{_LISTED[len(topics)]}{listed}{middle}{data[2:]}"


@functools.lru_cache(maxsize=4096)
def _frame(topics: int, digits: int) -> tuple[str, str]:
    """What stands before the address, and between the topics and the data; digits: of the data, with 0x."""
    if topics > 4:
        raise ValueError("a log has at most 4 topics")
    size = digits // 2 - 1
    behind = rlp.prefix(size, 0x80)
    payload = 21 + len(rlp.prefix(33 * topics, 0xC0)) + 33 * topics + len(behind) + size
    return (rlp.prefix(payload, 0xC0) + b"\x94").hex(), behind.hex()


def _small_byte(address: str, topics: Sequence[str], data: str) -> str:
    listed = [bytes.fromhex(topic[2:]) for topic in topics]
    return rlp.encode([bytes.fromhex(address[2:]), listed, bytes.fromhex(data[2:])]).hex()


_LISTED: Final = tuple(rlp.prefix(33 * count, 0xC0).hex() + ("a0" if count else "") for count in range(5))
"""What stands before the topics."""
