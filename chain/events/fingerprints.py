"""Events of Fingerprints, and their decoders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: PLR2004
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct

from chain.events.base import malformed, padding_mask


class AuthorityUpdated(Struct, frozen=True, gc=False):
    """AuthorityUpdated of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "AuthorityUpdated"
    authority: str


_AUTHORITY_UPDATED_DATA: Final = padding_mask("address")


def _authority_updated(topics: Sequence[str], data: str) -> AuthorityUpdated:
    if len(topics) != 1:
        raise malformed("AuthorityUpdated", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("AuthorityUpdated", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _AUTHORITY_UPDATED_DATA:
        raise malformed("AuthorityUpdated", topics, data)
    return AuthorityUpdated("0x" + w[12:32].hex())


class EIP712DomainChanged(Struct, frozen=True, gc=False):
    """EIP712DomainChanged of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "EIP712DomainChanged"


def _eip712_domain_changed(topics: Sequence[str], data: str) -> EIP712DomainChanged:
    if len(topics) != 1:
        raise malformed("EIP712DomainChanged", topics, data)
    if data != "0x":
        raise malformed("EIP712DomainChanged", topics, data)
    return EIP712DomainChanged()


class Freed(Struct, frozen=True, gc=False):
    """Freed of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "Freed"
    key: str
    amount: int
    occupied: int


_FREED_DATA: Final = padding_mask("uint128", "uint128")


def _freed(topics: Sequence[str], data: str) -> Freed:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("Freed", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32:
        raise malformed("Freed", topics, data)
    if len(data) != 130 or data[:2] != "0x":
        raise malformed("Freed", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 64 or int.from_bytes(w) & _FREED_DATA:
        raise malformed("Freed", topics, data)
    return Freed("0x" + t[0:32].hex(), int.from_bytes(w[16:32]), int.from_bytes(w[48:64]))


class Occupied(Struct, frozen=True, gc=False):
    """Occupied of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "Occupied"
    key: str
    entity_id: str
    gross: int
    amount: int
    occupied: int


_OCCUPIED_TOPICS: Final = padding_mask("bytes32", "bytes14")
_OCCUPIED_DATA: Final = padding_mask("uint128", "uint128", "uint128")


def _occupied(topics: Sequence[str], data: str) -> Occupied:
    if (
        len(topics) != 3
        or len(topics[1]) != 66
        or topics[1][:2] != "0x"
        or len(topics[2]) != 66
        or topics[2][:2] != "0x"
    ):
        raise malformed("Occupied", topics, data)
    t = bytes.fromhex(topics[1][2:] + topics[2][2:])
    if len(t) != 64 or int.from_bytes(t) & _OCCUPIED_TOPICS:
        raise malformed("Occupied", topics, data)
    if len(data) != 194 or data[:2] != "0x":
        raise malformed("Occupied", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 96 or int.from_bytes(w) & _OCCUPIED_DATA:
        raise malformed("Occupied", topics, data)
    return Occupied(
        "0x" + t[0:32].hex(),
        "0x" + t[32:46].hex(),
        int.from_bytes(w[16:32]),
        int.from_bytes(w[48:64]),
        int.from_bytes(w[80:96]),
    )


class ServiceSet(Struct, frozen=True, gc=False):
    """ServiceSet of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "ServiceSet"
    service: str


_SERVICE_SET_DATA: Final = padding_mask("address")


def _service_set(topics: Sequence[str], data: str) -> ServiceSet:
    if len(topics) != 1:
        raise malformed("ServiceSet", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("ServiceSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _SERVICE_SET_DATA:
        raise malformed("ServiceSet", topics, data)
    return ServiceSet("0x" + w[12:32].hex())


class WriterSet(Struct, frozen=True, gc=False):
    """WriterSet of Fingerprints."""

    CONTRACT: ClassVar[str] = "Fingerprints"
    EVENT: ClassVar[str] = "WriterSet"
    writer: str
    allowed: bool


_WRITER_SET_TOPICS: Final = padding_mask("address")
_WRITER_SET_DATA: Final = padding_mask("bool")


def _writer_set(topics: Sequence[str], data: str) -> WriterSet:
    if len(topics) != 2 or len(topics[1]) != 66 or topics[1][:2] != "0x":
        raise malformed("WriterSet", topics, data)
    t = bytes.fromhex(topics[1][2:])
    if len(t) != 32 or int.from_bytes(t) & _WRITER_SET_TOPICS:
        raise malformed("WriterSet", topics, data)
    if len(data) != 66 or data[:2] != "0x":
        raise malformed("WriterSet", topics, data)
    w = bytes.fromhex(data[2:])
    if len(w) != 32 or int.from_bytes(w) & _WRITER_SET_DATA:
        raise malformed("WriterSet", topics, data)
    return WriterSet("0x" + t[12:32].hex(), w[31] == 1)


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
