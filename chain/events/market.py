"""Events of Market, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import malformed, padding_mask


class EIP712DomainChanged(Struct, frozen=True, gc=False):
    """EIP712DomainChanged of Market."""

    CONTRACT: ClassVar[str] = "Market"
    EVENT: ClassVar[str] = "EIP712DomainChanged"


def _eip712_domain_changed(topics: Sequence[str], data: str) -> EIP712DomainChanged:
    if len(topics) != 1:
        raise malformed("EIP712DomainChanged", topics, data)
    if data != "0x":
        raise malformed("EIP712DomainChanged", topics, data)
    return EIP712DomainChanged()


class QuoteCancelled(Struct, frozen=True, gc=False):
    """QuoteCancelled of Market."""

    CONTRACT: ClassVar[str] = "Market"
    EVENT: ClassVar[str] = "QuoteCancelled"
    signer: str
    nonce: int


_QUOTE_CANCELLED_TOPICS: Final = padding_mask("address")


def _quote_cancelled(topics: Sequence[str], data: str) -> QuoteCancelled:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("QuoteCancelled", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _QUOTE_CANCELLED_TOPICS:
        raise malformed("QuoteCancelled", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("QuoteCancelled", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32:
        raise malformed("QuoteCancelled", topics, data)
    return QuoteCancelled("0x" + t[12:32].hex(), int.from_bytes(w[0:32]))


class Sold(Struct, frozen=True, gc=False):
    """Sold of Market."""

    CONTRACT: ClassVar[str] = "Market"
    EVENT: ClassVar[str] = "Sold"
    receivable_id: str
    seller: str
    buyer_of_units: str
    units: int
    price: int
    signer: str
    nonce: int


_SOLD_TOPICS: Final = padding_mask("bytes32", "address", "address")
_SOLD_DATA: Final = padding_mask("uint128", "uint128", "address", "uint256")


def _sold(topics: Sequence[str], data: str) -> Sold:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
    ):
        raise malformed("Sold", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:])
    if len(t) != 96 or int.from_bytes(t) & _SOLD_TOPICS:
        raise malformed("Sold", topics, data)
    if len(data) != 258 or data[:2] != "0x":
        raise malformed("Sold", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 128 or int.from_bytes(w) & _SOLD_DATA:
        raise malformed("Sold", topics, data)
    return Sold(
        "0x" + t[0:32].hex(),
        "0x" + t[44:64].hex(),
        "0x" + t[76:96].hex(),
        int.from_bytes(w[16:32]),
        int.from_bytes(w[48:64]),
        "0x" + w[76:96].hex(),
        int.from_bytes(w[96:128]),
    )


MarketEvent: TypeAlias = EIP712DomainChanged | QuoteCancelled | Sold

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], MarketEvent]]] = {
    "0x0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31": _eip712_domain_changed,
    "0xef50f6735c06c7ad042070bdfed17847c85193643e6fb0cd308943b5370df284": _quote_cancelled,
    "0xba8d71a85b9b497ff6ea7a3272477a1e8f5dac73685b17855ddcef513e619edc": _sold,
}
