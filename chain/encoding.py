"""Bytes, hex and hashes: the few conversions that every other module of the gateway needs.

Parsing is strict, because what is parsed came from outside: odd digits, blanks, signs and underscores
(which `int(text, 16)` and `bytes.fromhex` accept) are refused with the name of the field.
"""

from __future__ import annotations

import re
from typing import Final

from Crypto.Hash import keccak

_HEX: Final = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_QUANTITY: Final = re.compile(r"0x[0-9a-fA-F]{1,64}")


class HexError(ValueError):
    """A text that should be 0x-hex of a certain length is not; the message names the field."""


def keccak256(message: bytes) -> bytes:
    """Keccak-256 (Ethereum's, not FIPS SHA-3): 32 bytes."""
    return keccak.new(digest_bits=256, data=message).digest()


def from_hex(text: object, field: str, length: int | None = None) -> bytes:
    """0x-hex text to bytes; `length` in bytes where it is fixed. Errors: HexError."""
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise HexError(f"{field}: not 0x-hex of whole bytes")
    found = bytes.fromhex(text[2:])
    if length is not None and len(found) != length:
        raise HexError(f"{field}: {len(found)} bytes where {length} are needed")
    return found


def to_hex(message: bytes) -> str:
    """Bytes to lower-case 0x-hex."""
    return "0x" + message.hex()


def quantity(text: object, field: str) -> int:
    """JSON-RPC quantity (0x-hex, leading zeros tolerated) to a non-negative int. Errors: HexError."""
    if not isinstance(text, str) or not _QUANTITY.fullmatch(text):
        raise HexError(f"{field}: not a hex quantity of at most 256 bits")
    return int(text, 16)


def address_bytes(address: object, field: str = "address") -> bytes:
    """20 bytes of an address given as 0x-hex in any case (a wrong checksum is not looked at here)."""
    return from_hex(address, field, 20)


def to_checksum(address: str) -> str:
    """EIP-55 form of an address, for eyes and wallets; everything inside uses lower case."""
    digits = address_bytes(address).hex()
    digest = keccak256(digits.encode()).hex()
    return "0x" + "".join(c.upper() if h in "89abcdef" else c for c, h in zip(digits, digest, strict=False))
