"""Events of Fingerprints, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct as Words
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import malformed, padding_mask


class AuthorityUpdated(Struct, frozen=True, gc=False):
    """AuthorityUpdated of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "AuthorityUpdated"
    authority: str


_AUTHORITY_UPDATED_PADDING: Final = padding_mask("address")
_AUTHORITY_UPDATED_WORDS: Final = Words(">12x20s").unpack


def _authority_updated(topics: Sequence[str], data: str) -> AuthorityUpdated:
    if len(topics) != 1 or len(data) != 66 or data[:2] != "0x":
        raise malformed("AuthorityUpdated", topics, data)
    try:
        raw = bytes.fromhex(data[2:])
    except ValueError:
        raise malformed("AuthorityUpdated", topics, data) from None
    if len(raw) != 32 or int.from_bytes(raw) & _AUTHORITY_UPDATED_PADDING:
        raise malformed("AuthorityUpdated", topics, data)
    (authority,) = _AUTHORITY_UPDATED_WORDS(raw)
    return AuthorityUpdated("0x" + authority.hex())


class EIP712DomainChanged(Struct, frozen=True, gc=False):
    """EIP712DomainChanged of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "EIP712DomainChanged"


def _eip712_domain_changed(topics: Sequence[str], data: str) -> EIP712DomainChanged:
    if len(topics) != 1 or data != "0x":
        raise malformed("EIP712DomainChanged", topics, data)
    return EIP712DomainChanged()


class Freed(Struct, frozen=True, gc=False):
    """Freed of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "Freed"
    key: str
    amount: int
    occupied: int


_FREED_PADDING: Final = padding_mask("bytes32", "uint128", "uint128")
_FREED_WORDS: Final = Words(">32s16xQQ16xQQ").unpack


def _freed(topics: Sequence[str], data: str) -> Freed:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 130
        or data[:2] != "0x"
    ):
        raise malformed("Freed", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("Freed", topics, data) from None
    if len(raw) != 96 or int.from_bytes(raw) & _FREED_PADDING:
        raise malformed("Freed", topics, data)
    (
        key,
        amount_high,
        amount,
        occupied_high,
        occupied,
    ) = _FREED_WORDS(raw)
    return Freed("0x" + key.hex(), amount_high << 64 | amount, occupied_high << 64 | occupied)


class Occupied(Struct, frozen=True, gc=False):
    """Occupied of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "Occupied"
    key: str
    entity_id: str
    gross: int
    amount: int
    occupied: int


_OCCUPIED_PADDING: Final = padding_mask("bytes32", "bytes14", "uint128", "uint128", "uint128")
_OCCUPIED_WORDS: Final = Words(">32s14s18x16xQQ16xQQ16xQQ").unpack


def _occupied(topics: Sequence[str], data: str) -> Occupied:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
        or len(data) != 194
        or data[:2] != "0x"
    ):
        raise malformed("Occupied", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + topics[2][2:] + data[2:])
    except ValueError:
        raise malformed("Occupied", topics, data) from None
    if len(raw) != 160 or int.from_bytes(raw) & _OCCUPIED_PADDING:
        raise malformed("Occupied", topics, data)
    (
        key,
        entity_id,
        gross_high,
        gross,
        amount_high,
        amount,
        occupied_high,
        occupied,
    ) = _OCCUPIED_WORDS(raw)
    return Occupied(
        "0x" + key.hex(),
        "0x" + entity_id.hex(),
        gross_high << 64 | gross,
        amount_high << 64 | amount,
        occupied_high << 64 | occupied,
    )


class ServiceSet(Struct, frozen=True, gc=False):
    """ServiceSet of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "ServiceSet"
    service: str


_SERVICE_SET_PADDING: Final = padding_mask("address")
_SERVICE_SET_WORDS: Final = Words(">12x20s").unpack


def _service_set(topics: Sequence[str], data: str) -> ServiceSet:
    if len(topics) != 1 or len(data) != 66 or data[:2] != "0x":
        raise malformed("ServiceSet", topics, data)
    try:
        raw = bytes.fromhex(data[2:])
    except ValueError:
        raise malformed("ServiceSet", topics, data) from None
    if len(raw) != 32 or int.from_bytes(raw) & _SERVICE_SET_PADDING:
        raise malformed("ServiceSet", topics, data)
    (service,) = _SERVICE_SET_WORDS(raw)
    return ServiceSet("0x" + service.hex())


class WriterSet(Struct, frozen=True, gc=False):
    """WriterSet of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "WriterSet"
    writer: str
    allowed: bool


_WRITER_SET_PADDING: Final = padding_mask("address", "bool")
_WRITER_SET_WORDS: Final = Words(">12x20s31x?").unpack


def _writer_set(topics: Sequence[str], data: str) -> WriterSet:
    if (
        len(topics) != 2
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(data) != 66
        or data[:2] != "0x"
    ):
        raise malformed("WriterSet", topics, data)
    try:
        raw = bytes.fromhex(topics[1][2:] + data[2:])
    except ValueError:
        raise malformed("WriterSet", topics, data) from None
    if len(raw) != 64 or int.from_bytes(raw) & _WRITER_SET_PADDING:
        raise malformed("WriterSet", topics, data)
    (
        writer,
        allowed,
    ) = _WRITER_SET_WORDS(raw)
    return WriterSet("0x" + writer.hex(), allowed)


FingerprintsEvent: TypeAlias = (
    AuthorityUpdated | EIP712DomainChanged | Freed | Occupied | ServiceSet | WriterSet
)

DECODERS: Final[Mapping[str, Callable[[Sequence[str], str], FingerprintsEvent]]] = {
    "0x2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad": _authority_updated,
    "0x0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31": _eip712_domain_changed,
    "0x685ebc6740a39c9c015118438404bbbd75f875131214d3a844a077bef5d0984b": _freed,
    "0x0a264a175983abf8609f00228eec2f58b277116ba2f8bb3a0da19405cfcbcdca": _occupied,
    "0xba4ef9f2abdeba1a78e372c28a47041ab716052e293845701bc5465fc4e7cf61": _service_set,
    "0x763ebfe7193aeb87a3385cd59dbefc21c3f875e4c49903a64fa661681b2feea0": _writer_set,
}
