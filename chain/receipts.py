"""Receipts of transactions as the chain hashes them, and the logs in them.

Source of the rules: Yellow Paper 4.4.1 (receipt, bloom), EIP-658 (status), EIP-2718 (typed receipts).
"""

# ruff: noqa: PLR2004  (lengths and limits of the protocol read better as numbers)
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from chain import rlp
from chain.encoding import HexError, from_hex, keccak256, quantity, to_hex
from chain.trie import Trie

KNOWN_TYPES: Final = (0, 1, 2, 3, 4)


class ReceiptError(ValueError):
    """A receipt, from JSON or from RLP, is not one that can be hashed; the message names the field."""


class Log(NamedTuple):
    """What one event left behind; all lower-case 0x-hex, ready for `chain.events.decode`."""

    address: str
    topics: tuple[str, ...]
    data: str


@dataclass(frozen=True)
class Receipt:
    """A receipt's consensus fields. `status` is 1 or 0, or None before EIP-658, where `state_root` stands."""

    type: int
    status: int | None
    state_root: bytes | None
    cumulative_gas: int
    bloom: bytes
    logs: tuple[Log, ...]


def receipt_from_json(answer: Mapping[str, Any]) -> Receipt:
    """A receipt from eth_getTransactionReceipt/eth_getBlockReceipts; the bloom is computed, not believed.

    Errors: ReceiptError, also where the bloom in the answer is not that of its logs.
    """
    try:
        kind = quantity(answer.get("type") or "0x0", "type")
        logs = tuple(log_from_json(log) for log in answer["logs"])
        status = answer.get("status")
        state_root = None if status is not None else from_hex(answer["root"], "root", 32)
        bloom = logs_bloom(logs)
        if answer.get("logsBloom") is not None and from_hex(answer["logsBloom"], "logsBloom") != bloom:
            raise ReceiptError("logsBloom: not the bloom of the logs")
        return _checked(
            Receipt(
                kind,
                None if status is None else quantity(status, "status"),
                state_root,
                quantity(answer["cumulativeGasUsed"], "cumulativeGasUsed"),
                bloom,
                logs,
            )
        )
    except (KeyError, TypeError, AttributeError, HexError) as error:
        raise ReceiptError(f"unreadable receipt: {error}") from error


def log_from_json(answer: Mapping[str, Any]) -> Log:
    """The consensus part of a JSON log. Errors: HexError, KeyError."""
    return Log(
        to_hex(from_hex(answer["address"], "address", 20)),
        tuple(to_hex(from_hex(topic, "topic", 32)) for topic in answer["topics"]),
        to_hex(from_hex(answer["data"], "data")),
    )


def encode_receipt(receipt: Receipt) -> bytes:
    """The bytes whose trie is the receipts root: type byte (none for type 0), then RLP."""
    outcome = receipt.state_root if receipt.status is None else rlp.encode_int(receipt.status)
    if outcome is None:
        raise ReceiptError("a receipt has a status or a state root")
    logs: list[rlp.Encodable] = [
        [
            bytes.fromhex(log.address[2:]),
            [bytes.fromhex(t[2:]) for t in log.topics],
            bytes.fromhex(log.data[2:]),
        ]
        for log in receipt.logs
    ]
    body = rlp.encode([outcome, rlp.encode_int(receipt.cumulative_gas), receipt.bloom, logs])
    return body if receipt.type == 0 else bytes([receipt.type]) + body


def decode_receipt(encoded: bytes) -> Receipt:
    """Undo `encode_receipt`, strictly. Errors: ReceiptError (unknown type, bad RLP, wrong bloom)."""
    kind = encoded[0] if encoded and encoded[0] < 0x80 else 0
    try:
        outcome, gas, bloom, logs = rlp.decode_list(
            rlp.decode(encoded[1:] if kind else encoded), "receipt", 4
        )
        mark = rlp.decode_bytes(outcome, "status")
        return _checked(
            Receipt(
                kind,
                None if len(mark) == 32 else rlp.decode_int(mark, "status", 1),
                mark if len(mark) == 32 else None,
                rlp.decode_int(gas, "cumulativeGasUsed"),
                rlp.decode_bytes(bloom, "logsBloom", 256),
                tuple(_decode_log(log) for log in rlp.decode_list(logs, "logs")),
            )
        )
    except rlp.RlpError as error:
        raise ReceiptError(f"unreadable receipt: {error}") from error


def logs_bloom(logs: Sequence[Log]) -> bytes:
    """The 2,048-bit filter over addresses and topics: three bits a value (Yellow Paper, M3:2048)."""
    bits = 0
    for log in logs:
        for text in (log.address, *log.topics):
            digest = keccak256(bytes.fromhex(text[2:]))
            for start in (0, 2, 4):
                bits |= 1 << (int.from_bytes(digest[start : start + 2], "big") & 2047)
    return bits.to_bytes(256, "big")


def receipts_trie(receipts: Sequence[Receipt]) -> Trie:
    """The trie of a block's receipts, in their order: rlp(index) → receipt."""
    return Trie({receipt_key(i): encode_receipt(receipt) for i, receipt in enumerate(receipts)})


def receipt_key(index: int) -> bytes:
    """The trie key of the transaction at this place in its block."""
    return rlp.encode(rlp.encode_int(index))


def receipts_root(receipts: Sequence[Receipt]) -> bytes:
    """The root that the block's header must carry."""
    return receipts_trie(receipts).root


def _decode_log(item: rlp.Item) -> Log:
    address, topics, data = rlp.decode_list(item, "log", 3)
    return Log(
        to_hex(rlp.decode_bytes(address, "address", 20)),
        tuple(to_hex(rlp.decode_bytes(topic, "topic", 32)) for topic in rlp.decode_list(topics, "topics")),
        to_hex(rlp.decode_bytes(data, "data")),
    )


def _checked(receipt: Receipt) -> Receipt:
    if receipt.type not in KNOWN_TYPES:
        raise ReceiptError(f"receipt type {receipt.type} is not known")
    if receipt.status not in (None, 0, 1):
        raise ReceiptError(f"status {receipt.status} is neither 0 nor 1")
    if receipt.status is None and receipt.type != 0:
        raise ReceiptError("a typed receipt has a status")
    if any(len(log.topics) > 4 for log in receipt.logs):
        raise ReceiptError("a log has at most 4 topics")
    if receipt.bloom != logs_bloom(receipt.logs):
        raise ReceiptError("logsBloom: not the bloom of the logs")
    return receipt
