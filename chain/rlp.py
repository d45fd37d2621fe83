"""Recursive Length Prefix, strictly: what decodes here encodes to the same bytes again.

Source of the rule: Ethereum Yellow Paper, appendix B. Refused: leading zeros in lengths, long forms of what
fits a short form, one-byte strings with a prefix, bytes left over, nesting deeper than `MAX_DEPTH`.
"""

# ruff: noqa: PLR2004  (lengths and limits of the protocol read better as numbers)
from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

Item: TypeAlias = bytes | list["Item"]
Encodable: TypeAlias = bytes | Sequence["Encodable"]

MAX_DEPTH: Final = 64


class RlpError(ValueError):
    """The bytes are no canonical RLP, or not of the shape asked for."""


def encode(item: Encodable) -> bytes:
    """Bytes or nested sequences of bytes to RLP."""
    if isinstance(item, bytes):
        if len(item) == 1 and item[0] < 0x80:
            return item
        return prefix(len(item), 0x80) + item
    body = b"".join([encode(part) for part in item])
    return prefix(len(body), 0xC0) + body


def encode_int(number: int) -> bytes:
    """A non-negative int as RLP's payload: big-endian, without leading zeros, zero is empty."""
    if number < 0:
        raise RlpError("RLP has no negative numbers")
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def decode(encoded: bytes) -> Item:
    """RLP to bytes or nested lists. Errors: RlpError."""
    item, end = _decode_at(encoded, 0, len(encoded), 0)
    if end != len(encoded):
        raise RlpError(f"{len(encoded) - end} bytes left over")
    return item


def decode_int(item: Item, field: str, max_bytes: int = 32) -> int:
    """A decoded item as a non-negative int. Errors: RlpError on lists, leading zeros, too many bytes."""
    if not isinstance(item, bytes):
        raise RlpError(f"{field}: a list where a number is needed")
    if len(item) > max_bytes:
        raise RlpError(f"{field}: {len(item)} bytes where at most {max_bytes} are allowed")
    if item[:1] == b"\0":
        raise RlpError(f"{field}: leading zero")
    return int.from_bytes(item, "big")


def decode_bytes(item: Item, field: str, length: int | None = None) -> bytes:
    """A decoded item as bytes of a fixed length where one is given. Errors: RlpError."""
    if not isinstance(item, bytes):
        raise RlpError(f"{field}: a list where bytes are needed")
    if length is not None and len(item) != length:
        raise RlpError(f"{field}: {len(item)} bytes where {length} are needed")
    return item


def decode_list(item: Item, field: str, length: int | None = None) -> list[Item]:
    """A decoded item as a list of a fixed length where one is given. Errors: RlpError."""
    if isinstance(item, bytes):
        raise RlpError(f"{field}: bytes where a list is needed")
    if length is not None and len(item) != length:
        raise RlpError(f"{field}: {len(item)} items where {length} are needed")
    return item


def prefix(length: int, offset: int) -> bytes:
    """What stands before a payload of this length; offset 0x80 for bytes, 0xC0 for lists."""
    if length < 56:
        return bytes([offset + length])
    size = encode_int(length)
    return bytes([offset + 55 + len(size)]) + size


def _decode_at(encoded: bytes, start: int, limit: int, depth: int) -> tuple[Item, int]:
    """Decode the item at `start`, which must end at or before `limit`; answers it and its end."""
    if start >= limit:
        raise RlpError("the bytes end where an item should begin")
    if depth > MAX_DEPTH:
        raise RlpError(f"nested deeper than {MAX_DEPTH}")
    first = encoded[start]
    if first < 0x80:
        return encoded[start : start + 1], start + 1
    if first < 0xC0:
        body, end = _body(encoded, start, limit, first - 0x80)
        if end - body == 1 and encoded[body] < 0x80:
            raise RlpError("a single byte below 0x80 carries a prefix")
        return encoded[body:end], end
    position, end = _body(encoded, start, limit, first - 0xC0)
    items: list[Item] = []
    while position < end:
        item, position = _decode_at(encoded, position, end, depth + 1)
        items.append(item)
    return items, end


def _body(encoded: bytes, start: int, limit: int, code: int) -> tuple[int, int]:
    """Where the payload of the item at `start` begins and ends; `code` is the prefix less its offset."""
    if code < 56:
        begin, length = start + 1, code
    else:
        begin = start + 1 + (code - 55)
        size = encoded[start + 1 : min(begin, limit)]
        if len(size) != code - 55:
            raise RlpError("the bytes end inside a length")
        if size[0] == 0:
            raise RlpError("a length has a leading zero")
        length = int.from_bytes(size, "big")
        if length < 56:
            raise RlpError("a short length is written in the long form")
    if begin + length > limit:
        raise RlpError("the bytes end inside an item")
    return begin, begin + length
