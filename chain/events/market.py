"""Events of Market, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct as Words
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import canonical_values, malformed, padding_mask


class CallFailed(Struct, frozen=True, gc=False):
    """CallFailed of Market."""

    CONTRACT: ClassVar[str] = "Market"
    EVENT: ClassVar[str] = "CallFailed"
    index: int
    selector: str
    reason: str


_CALL_FAILED_WORDS: Final = Words(">32s").unpack


def _call_failed(topics: Sequence[str], data: str) -> CallFailed:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("CallFailed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:])
    except ValueError:
        raise malformed("CallFailed", topics, data) from None
    if len(raw) != 32:
        raise malformed("CallFailed", topics, data)
    (index,) = _CALL_FAILED_WORDS(raw)
    v = canonical_values("CallFailed", ("bytes4", "bytes"), topics, data)
    return CallFailed(int.from_bytes(index), v[0], v[1])


class EIP712DomainChanged(Struct, frozen=True, gc=False):
    """EIP712DomainChanged of Market."""

    CONTRACT: ClassVar[str] = "Market"
    EVENT: ClassVar[str] = "EIP712DomainChanged"


def _eip712_domain_changed(topics: Sequence[str], data: str) -> EIP712DomainChanged:
    if len(topics) != 1 or data != "0x":
        raise malformed("EIP712DomainChanged", topics, data)
    return EIP712DomainChanged()


class QuoteCancelled(Struct, frozen=True, gc=False):
    """QuoteCancelled of Market."""

    CONTRACT: ClassVar[str] = "Market"
    EVENT: ClassVar[str] = "QuoteCancelled"
    signer: str
    nonce: int


_QUOTE_CANCELLED_PADDING: Final = padding_mask("address", "uint256")
_QUOTE_CANCELLED_WORDS: Final = Words(">12x20s32s").unpack


def _quote_cancelled(topics: Sequence[str], data: str) -> QuoteCancelled:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("QuoteCancelled", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("QuoteCancelled", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _QUOTE_CANCELLED_PADDING:
        raise malformed("QuoteCancelled", topics, data)
    (
        signer,
        nonce,
    ) = _QUOTE_CANCELLED_WORDS(raw)
    return QuoteCancelled("0x" + signer.hex(), int.from_bytes(nonce))


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


_SOLD_PADDING: Final = padding_mask(
    "bytes32", "address", "address", "uint128", "uint128", "address", "uint256"
)
_SOLD_WORDS: Final = Words(">32s12x20s12x20s16xQQ16xQQ12x20s32s").unpack


def _sold(topics: Sequence[str], data: str) -> Sold:
    if (
        len(topics) != 4
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(topics[3]) != 66
        or topics[3][:2] != "0x"
        or len(data) != 258
        or data[:2] != "0x"
    ):
        raise malformed("Sold", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + topics[3][2:] + data[2:])
    except ValueError:
        raise malformed("Sold", topics, data) from None
    if len(raw) != 224 or int.from_bytes(raw) & _SOLD_PADDING:
        raise malformed("Sold", topics, data)
    (
        receivable_id,
        seller,
        buyer_of_units,
        units_high,
        units,
        price_high,
        price,
        signer,
        nonce,
    ) = _SOLD_WORDS(raw)
    return Sold(
        "0x" + receivable_id.hex(),
        "0x" + seller.hex(),
        "0x" + buyer_of_units.hex(),
        units_high << 64 | units,
        price_high << 64 | price,
        "0x" + signer.hex(),
        int.from_bytes(nonce),
    )


MarketEvent: TypeAlias = CallFailed | EIP712DomainChanged | QuoteCancelled | Sold

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], MarketEvent]]] = {
    "0x7a664e589a8734dc52c2784df1634f1fe5f05d4a985317c3fcbb7871f70aa7e5": _call_failed,
    "0x0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31": _eip712_domain_changed,
    "0xef50f6735c06c7ad042070bdfed17847c85193643e6fb0cd308943b5370df284": _quote_cancelled,
    "0xba8d71a85b9b497ff6ea7a3272477a1e8f5dac73685b17855ddcef513e619edc": _sold,
}
