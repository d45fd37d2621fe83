"""Block headers: their RLP, their hash, and both directions, so that a block can be checked without a node.

Source of the rule: Yellow Paper 4.4, and the EIPs that each appended one or more fields at the end:
1559 (London), 4895 (Shanghai), 4844 and 4788 (Cancun), 7685 (Prague; Osaka adds none).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from chain import rlp
from chain.encoding import HexError, from_hex, keccak256, quantity, to_hex

MAX_EXTRA_BYTES: Final = 1024
"""Mainnet allows 32; clique and IBFT networks, the permissioned kind, keep seals and validators there."""


class HeaderError(ValueError):
    """A header, from JSON or from RLP, is not one that can be hashed; the message names the field."""


@dataclass(frozen=True)
class Header:
    """A block header in the order of its encoding; fields of later forks are None on earlier ones."""

    parent_hash: bytes
    uncles_hash: bytes
    miner: bytes
    state_root: bytes
    transactions_root: bytes
    receipts_root: bytes
    logs_bloom: bytes
    difficulty: int
    number: int
    gas_limit: int
    gas_used: int
    timestamp: int
    extra_data: bytes
    mix_hash: bytes
    nonce: bytes
    base_fee: int | None = None
    withdrawals_root: bytes | None = None
    blob_gas_used: int | None = None
    excess_blob_gas: int | None = None
    parent_beacon_block_root: bytes | None = None
    requests_hash: bytes | None = None

    @property
    def hash(self) -> bytes:
        """The block's hash: keccak256 of the encoded header."""
        return keccak256(encode_header(self))


# JSON name and length in bytes of each field, in order; None is a number, -1 is bytes of any length.
LAYOUT: Final[tuple[tuple[str, int | None], ...]] = (
    ("parentHash", 32),
    ("sha3Uncles", 32),
    ("miner", 20),
    ("stateRoot", 32),
    ("transactionsRoot", 32),
    ("receiptsRoot", 32),
    ("logsBloom", 256),
    ("difficulty", None),
    ("number", None),
    ("gasLimit", None),
    ("gasUsed", None),
    ("timestamp", None),
    ("extraData", -1),
    ("mixHash", 32),
    ("nonce", 8),
    ("baseFeePerGas", None),
    ("withdrawalsRoot", 32),
    ("blobGasUsed", None),
    ("excessBlobGas", None),
    ("parentBeaconBlockRoot", 32),
    ("requestsHash", 32),
)
ALWAYS: Final = 15
"""Fields that every header has."""


def header_from_json(block: Mapping[str, Any]) -> Header:
    """The header in an answer of eth_getBlockBy…; its `hash` field is not believed. Errors: HeaderError."""
    values: list[bytes | int] = []
    missing = ""
    for index, (name, length) in enumerate(LAYOUT):
        value = block.get(name)
        if value is None:
            if index < ALWAYS:
                raise HeaderError(f"{name}: missing")
            missing = missing or name
            continue
        if missing:
            raise HeaderError(f"{name}: present though {missing} is not")
        try:
            if length is None:
                values.append(quantity(value, name))
            else:
                values.append(from_hex(value, name, None if length < 0 else length))
        except HexError as error:
            raise HeaderError(str(error)) from error
    return _build(values)


def header_to_json(header: Header) -> dict[str, str]:
    """The fields under their JSON names, as a node would answer them, with the computed hash."""
    answer = {"hash": to_hex(header.hash)}
    for field, (name, _) in zip(fields(header), LAYOUT, strict=True):
        value = getattr(header, field.name)
        if value is not None:
            answer[name] = hex(value) if isinstance(value, int) else to_hex(value)
    return answer


def header_hash(block: Mapping[str, Any]) -> str:
    """The hash that a JSON block must have, recomputed from its fields: 0x-hex. Errors: HeaderError."""
    return to_hex(header_from_json(block).hash)


def encode_header(header: Header) -> bytes:
    """RLP of the header, with as many of the appended fields as it has."""
    values = [getattr(header, field.name) for field in fields(header)]
    return rlp.encode([rlp.encode_int(v) if isinstance(v, int) else v for v in values if v is not None])


def decode_header(encoded: bytes) -> Header:
    """Undo `encode_header`, strictly. Errors: HeaderError."""
    try:
        items = rlp.decode_list(rlp.decode(encoded), "header")
        if not ALWAYS <= len(items) <= len(LAYOUT):
            raise HeaderError(f"a header of {len(items)} fields is not known")
        values: list[bytes | int] = []
        for item, (name, length) in zip(items, LAYOUT, strict=False):
            if length is None:
                values.append(rlp.decode_int(item, name))
            else:
                values.append(rlp.decode_bytes(item, name, None if length < 0 else length))
    except rlp.RlpError as error:
        raise HeaderError(str(error)) from error
    return _build(values)


def _build(values: list[bytes | int]) -> Header:
    header = Header(*values)  # type: ignore[arg-type]  # the types follow LAYOUT, checked above
    if len(header.extra_data) > MAX_EXTRA_BYTES:
        raise HeaderError(f"extraData: more than {MAX_EXTRA_BYTES} bytes")
    for name in ("number", "gas_limit", "gas_used", "timestamp"):
        if getattr(header, name) >= 1 << 64:
            raise HeaderError(f"{name}: more than 64 bits")
    return header
