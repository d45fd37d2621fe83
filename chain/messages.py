"""What parties sign off chain: facility terms, purchase quotes, placements and invoice identities (EIP-712).

The members of each struct come from the contracts' own interfaces, so that what is signed here is what the
contract hashes (`digestOf`). `as_json` is the form that wallets show and sign (eth_signTypedData_v4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chain.abi import load_artifact
from chain.signing import Domain, Key, Types, typed_digest
from chain.structs import OrderTerms, PurchaseQuote, Terms

VERSION: Final = "1"


@dataclass(frozen=True)
class Message:
    """A typed struct under the domain of one contract on one chain."""

    domain: Domain
    types: Types
    primary: str
    content: Mapping[str, Any]

    @property
    def digest(self) -> bytes:
        """The 32 bytes that are signed. Errors: TypedDataError where a value does not fit."""
        return typed_digest(self.domain, self.types, self.primary, self.content)

    def sign(self, key: Key) -> bytes:
        """65 bytes: r, s, v. Errors: TypedDataError."""
        return key.sign(self.digest)

    def as_json(self) -> dict[str, Any]:
        """EIP-712 JSON; numbers as decimal text, so that no reader rounds them."""
        domain = [
            {"name": "name", "type": "string"},
            {"name": "version", "type": "string"},
            {"name": "chainId", "type": "uint256"},
            {"name": "verifyingContract", "type": "address"},
        ]
        return {
            "types": {
                "EIP712Domain": domain,
                **{name: list(members) for name, members in self.types.items()},
            },
            "primaryType": self.primary,
            "domain": self.domain.as_fields(),
            "message": _as_text(self.content),
        }


def facility_terms(chain_id: int, facilities: str, terms: Terms) -> Message:
    """Terms of a facility, signed by the financier's underwriter; `facilities` is the contract's address."""
    members = _struct("Facilities", "terms")
    return Message(
        _domain("Facilities", chain_id, facilities), {"Terms": members}, "Terms", _named(members, terms)
    )


def purchase_quote(chain_id: int, market: str, quote: PurchaseQuote) -> Message:
    """A quote for units, signed by their buyer or its underwriter; `market` is the contract's address."""
    members = _struct("Market", "quote")
    types = {"PurchaseQuote": members}
    return Message(_domain("Market", chain_id, market), types, "PurchaseQuote", _named(members, quote))


def placement(chain_id: int, orders: str, buyer: str, terms: OrderTerms, valid_until: int) -> Message:
    """An order that somebody else brings to the chain, signed by its buyer; `valid_until` in Unix seconds."""
    members = _struct("Orders", "terms")
    types = {
        "PlaceOrder": [
            {"name": "buyer", "type": "address"},
            {"name": "terms", "type": "OrderTerms"},
            {"name": "validUntil", "type": "uint40"},
        ],
        "OrderTerms": members,
    }
    content = {"buyer": buyer, "terms": _named(members, terms), "validUntil": valid_until}
    return Message(_domain("Orders", chain_id, orders), types, "PlaceOrder", content)


def invoice_identity(  # noqa: PLR0917
    chain_id: int,
    fingerprints: str,
    identity: tuple[str, str, int],
    writer: str,
    purpose: str,
    valid_until: int,
) -> Message:
    """That an entity's invoice has this identity and gross amount, signed by the fingerprint service.

    identity: entity id (14 bytes), fingerprint (32 bytes), both 0x-hex, and gross in minor units; writer: the
    contract that will occupy it (Receivables); purpose: the receivable's id, so that it serves once;
    valid_until: last second, Unix time.
    """
    types = {
        "InvoiceIdentity": [
            {"name": "entityId", "type": "bytes14"},
            {"name": "fingerprint", "type": "bytes32"},
            {"name": "gross", "type": "uint128"},
            {"name": "writer", "type": "address"},
            {"name": "purpose", "type": "bytes32"},
            {"name": "validUntil", "type": "uint40"},
        ]
    }
    entity_id, fingerprint, gross = identity
    content = {
        "entityId": entity_id,
        "fingerprint": fingerprint,
        "gross": gross,
        "writer": writer,
        "purpose": purpose,
        "validUntil": valid_until,
    }
    return Message(_domain("Fingerprints", chain_id, fingerprints), types, "InvoiceIdentity", content)


def _domain(contract: str, chain_id: int, address: str) -> Domain:
    return Domain(f"Tallystick {contract}", VERSION, chain_id, address)


def _struct(contract: str, parameter: str) -> list[dict[str, str]]:
    """The members of the struct that `digestOf` of a contract takes under this name."""
    entry = load_artifact(contract).entry("function", "digestOf")
    found = next(item for item in entry["inputs"] if item["name"] == parameter)
    return [{"name": member["name"], "type": member["type"]} for member in found["components"]]


def _named(members: Sequence[Mapping[str, str]], values: Sequence[Any]) -> dict[str, Any]:
    return {member["name"]: value for member, value in zip(members, values, strict=True)}


def _as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _as_text(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_text(part) for part in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
