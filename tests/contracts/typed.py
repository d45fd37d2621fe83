"""The typed structs that parties sign (EIP-712), written from the interfaces, not the contracts' hashes."""

from __future__ import annotations

from typing import Any, Final

from chain.signing import Domain, Key, Types, typed_digest


def _members(text: str) -> list[dict[str, str]]:
    return [dict(zip(("type", "name"), part.split(), strict=True)) for part in text.split(",")]


TERMS: Final = {
    "Terms": _members(
        "address financier,address supplier,address cash,uint128 cap,uint16[4] advanceBps,uint16[4] rateBps,"
        "uint16 penaltyBps,uint16 feeBps,uint8 graceDays,uint8 cureDays,uint16 staleDays,uint16 maxTenorDays,"
        "bytes32 policyHash,uint8 version,uint40 acceptBy,uint40 drawUntil"
    )
}
QUOTE: Final = {
    "PurchaseQuote": _members(
        "address buyerOfUnits,address seller,bytes32 receivableId,uint128 units,uint128 price,"
        "uint128 moneyIn,uint40 validUntil,uint256 nonce"
    )
}
IDENTITY: Final = {
    "InvoiceIdentity": _members(
        "bytes14 entityId,bytes32 fingerprint,uint128 gross,address writer,bytes32 purpose,uint40 validUntil"
    ),
}
PLACE: Final = {
    "PlaceOrder": _members("address buyer,OrderTerms terms,uint40 validUntil"),
    "OrderTerms": _members(
        "address supplier,address cash,uint128 amount,uint40 deliverBy,uint16 paymentTermDays,"
        "address attestor,uint16 lateBps,bytes32 fingerprint,bytes32 root,uint32 n"
    ),
}
DOMAINS: Final = {
    "Terms": ("Facilities", "Tallystick Facilities"),
    "PurchaseQuote": ("Market", "Tallystick Market"),
    "InvoiceIdentity": ("Fingerprints", "Tallystick Fingerprints"),
    "PlaceOrder": ("Orders", "Tallystick Orders"),
}
STRUCTS: Final[dict[str, Types]] = {
    "Terms": TERMS,
    "PurchaseQuote": QUOTE,
    "InvoiceIdentity": IDENTITY,
    "PlaceOrder": PLACE,
}


def digest_of(struct: str, chain_id: int, contract: str, message: dict[str, Any]) -> bytes:
    """What is signed for a struct under the domain of the contract at `contract`."""
    domain = Domain(DOMAINS[struct][1], "1", chain_id, contract)
    return typed_digest(domain, STRUCTS[struct], struct, message)


def signature_of(struct: str, chain_id: int, contract: str, message: dict[str, Any], key: Key) -> bytes:
    """65 bytes under `key`."""
    return key.sign(digest_of(struct, chain_id, contract, message))
