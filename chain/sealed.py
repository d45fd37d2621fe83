"""Blocks as a node answers them, believed only as far as their hashes carry: heads, receipts, blooms.

Works on hex texts, not on objects, because an indexer checks every block with it. The slower and fuller
forms are chain/headers.py and chain/receipts.py; tests bind both. Source of the rules: Yellow Paper 4.3.
"""

# ruff: noqa: PLR2004  (lengths and limits of the protocol read better as numbers)
from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from chain import rlp
from chain.encoding import HexError, from_hex, keccak256, quantity, to_hex
from chain.errors import BadAnswer
from chain.headers import ALWAYS, LAYOUT
from chain.receipts import receipt_key
from chain.trie import EMPTY_ROOT, Trie

NO_RECEIPTS: Final = to_hex(EMPTY_ROOT)
"""The receipts root of a block without transactions."""
BLOOMS_KEPT: Final = 1 << 15
FRAMES_KEPT: Final = 4096


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


class RawEntry(msgspec.Struct, gc=False):
    """What a receipt commits to of a log; where a log stands is counted, not believed."""

    address: str
    topics: list[str]
    data: str


class RawReceipt(msgspec.Struct, rename="camel", gc=False):
    """What a receipt commits to, and the transaction that it says it is of."""

    transaction_hash: str
    block_hash: str
    cumulative_gas_used: str
    logs_bloom: str
    logs: list[RawEntry]
    type: str = "0x0"
    status: str | None = None
    root: str | None = None


def sealed_head(answer: Mapping[str, Any]) -> SealedHead:
    """From a JSON-RPC block; its `hash` is that of its fields. Errors: BadAnswer, NotAsSealed."""
    try:
        fields = "".join(_header_hex(answer))
        raw = bytes.fromhex(fields)
        if 2 * len(raw) != len(fields):  # fromhex passes over blanks
            raise ValueError("a blank in a hex text")
        computed = to_hex(keccak256(rlp.prefix(len(raw), 0xC0) + raw))
        number, timestamp, bloom = (int(answer[name], 16) for name in ("number", "timestamp", "logsBloom"))
        parent, root = ("0x" + answer[name][2:].lower() for name in ("parentHash", "receiptsRoot"))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise BadAnswer(f"a block's header: {error}") from error
    if answer.get("hash") != computed:
        raise NotAsSealed(f"block {number} says hash {answer.get('hash')}, its fields make {computed}")
    return SealedHead(number, computed, parent, timestamp, root, bloom)


def _header_hex(answer: Mapping[str, Any]) -> Iterator[str]:
    """RLP of a header's fields, one after the other (chain.headers.encode_header, from hex to hex)."""
    missing = ""
    for index, (name, length) in enumerate(LAYOUT):
        value = answer.get(name)
        if value is None:
            if index < ALWAYS:
                raise ValueError(f"{name}: missing")
            missing = missing or name
            continue
        if missing:
            raise ValueError(f"{name}: present though {missing} is not")
        if length is None:
            yield _number_hex(int(value, 16))
        elif length > 0:
            if len(value) != 2 + 2 * length:
                raise ValueError(f"{name}: not {length} bytes")
            yield _PREFIXES[length] + value[2:]
        else:
            yield rlp.encode(from_hex(value, name)).hex()


def _number_hex(number: int) -> str:
    """RLP of a number as hex."""
    if 0 < number < 0x80:
        return f"{number:02x}"
    digits = f"{number:x}" if number else ""
    digits = digits if len(digits) % 2 == 0 else "0" + digits
    return f"{0x80 + len(digits) // 2:02x}{digits}"


_PREFIXES: Final = {length: rlp.prefix(length, 0x80).hex() for _, length in LAYOUT if length and length > 0}


@functools.lru_cache(maxsize=BLOOMS_KEPT)
def bloom_bits(value: str) -> int:
    """The three bits of an address or topic (0x-hex) in a block's filter of 2,048 (Yellow Paper, M3:2048)."""
    digest = keccak256(bytes.fromhex(value[2:]))
    bits = 0
    for start in (0, 2, 4):
        bits |= 1 << (int.from_bytes(digest[start : start + 2]) & 2047)
    return bits


def bloom_of(logs: Iterable[RawLog | RawEntry]) -> int:
    """The filter that these logs make. Errors: BadAnswer."""
    bits = 0
    try:
        for value in {text for log in logs for text in (log.address, *log.topics)}:
            bits |= bloom_bits(value)
    except ValueError as error:
        raise BadAnswer(f"a log: {error}") from error
    return bits


def require_sealed(head: SealedHead, receipts: Sequence[RawReceipt]) -> None:
    """The receipts are those of this block, all of them and unaltered, in their order.

    Errors: NotAsSealed, BadAnswer.
    """
    try:
        encoded = {receipt_key(index): _encoded(receipt) for index, receipt in enumerate(receipts)}
    except (ValueError, HexError) as error:
        raise BadAnswer(f"a receipt of block {head.number}: {error}") from error
    root = to_hex(Trie(encoded).root)
    if root != head.receipts_root:
        raise NotAsSealed(f"block {head.number} has receipts root {head.receipts_root}, these make {root}")
    if any(receipt.block_hash != head.hash for receipt in receipts):
        raise NotAsSealed(f"a receipt of block {head.number} names another block")


def _encoded(receipt: RawReceipt) -> bytes:
    """The bytes whose trie is the receipts root (chain.receipts.encode_receipt, from hex to hex)."""
    logs = bytes.fromhex("".join(_logs_hex(receipt.logs)))
    outcome = receipt.root if receipt.status is None else None
    head = b"".join(
        [
            rlp.encode(bytes.fromhex(outcome[2:]) if outcome else _number(receipt.status or "")),
            rlp.encode(_number(receipt.cumulative_gas_used)),
            rlp.encode(bytes.fromhex(receipt.logs_bloom[2:])),
        ]
    )
    body = head + rlp.prefix(len(logs), 0xC0) + logs
    kind = quantity(receipt.type, "type")
    return (bytes([kind]) if kind else b"") + rlp.prefix(len(body), 0xC0) + body


def _number(text: str) -> bytes:
    return rlp.encode_int(quantity(text, "quantity"))


def _logs_hex(logs: Sequence[RawEntry]) -> list[str]:
    """RLP of logs as hex: prefixes that depend on lengths alone, between the texts as they came.

    Errors: ValueError. All lengths are looked at, and every `x`, as the prefixes of shifted texts could make
    the same bytes.
    """
    every = list(itertools.chain.from_iterable([log.topics for log in logs]))
    sizes = {len(log.data) for log in logs}
    if not (
        {len(log.address) for log in logs} <= {42}
        and set(map(len, every)) <= {66}
        and "".join(every).count("x") == len(every)
        and not any(size & 1 for size in sizes)
    ):
        raise ValueError("a log is not of an address, topics of 32 bytes and whole bytes")
    if 4 in sizes:  # a small byte is its own encoding
        return [_log_hex(log) for log in logs]
    frames, found = _FRAMES, []
    for log in logs:
        topics, data = log.topics, log.data
        front, between, behind = frames[len(topics), len(data)]
        listed = "".join(topics).replace("0x", "a0")
        found.append(f"{front}{log.address[2:]}{between}{listed}{behind}{data[2:]}")
    return found


def _log_hex(log: RawEntry) -> str:
    """RLP of one log as hex, the plain way. Errors: ValueError."""
    address, data, *listed = [from_hex(text, "log") for text in (log.address, log.data, *log.topics)]
    return rlp.encode([address, listed, data]).hex()


class _Frames(dict[tuple[int, int], tuple[str, str, str]]):
    """What stands before the address, the topics and the data of a log, by the number of its topics and the
    digits of its data (with 0x)."""

    def __missing__(self, key: tuple[int, int]) -> tuple[str, str, str]:
        topics, digits = key
        if topics > 4:
            raise ValueError("a log has at most 4 topics")
        size = digits // 2 - 1
        listed, behind = rlp.prefix(33 * topics, 0xC0), rlp.prefix(size, 0x80)
        payload = 21 + len(listed) + 33 * topics + len(behind) + size
        frame = ((rlp.prefix(payload, 0xC0) + b"\x94").hex(), listed.hex(), behind.hex())
        if len(self) < FRAMES_KEPT:
            self[key] = frame
        return frame


_FRAMES: Final = _Frames()
