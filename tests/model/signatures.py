"""EIP-712 digests of what parties sign, from the structs of the interfaces, and who signed them."""

from __future__ import annotations

import functools
from typing import Any, Final

from chain.signing import Key, SignatureError, recover
from tests.model.evm import CHAIN_ID
from tests.model.words import flat, hash_text, keccak256, word

ORDER_TERMS: Final = (
    "OrderTerms(address supplier,address cash,uint128 amount,uint40 deliverBy,uint16 paymentTermDays,"
    "address attestor,uint16 lateBps,bytes32 fingerprint,bytes32 root,uint32 n)"
)
TYPES: Final = {
    "Permit": "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
    "InvoiceIdentity": (
        "InvoiceIdentity(bytes14 entityId,bytes32 fingerprint,uint128 gross,address writer,bytes32 purpose,"
        "uint40 validUntil)"
    ),
    "OrderTerms": ORDER_TERMS,
    "PlaceOrder": "PlaceOrder(address buyer,OrderTerms terms,uint40 validUntil)" + ORDER_TERMS,
    "PurchaseQuote": (
        "PurchaseQuote(address buyerOfUnits,address seller,bytes32 receivableId,uint128 units,uint128 price,"
        "uint128 moneyIn,uint40 validUntil,uint256 nonce)"
    ),
    "Terms": (
        "Terms(address financier,address supplier,address cash,uint128 cap,uint16[4] advanceBps,"
        "uint16[4] rateBps,uint16 penaltyBps,uint16 feeBps,uint8 graceDays,uint8 cureDays,uint16 staleDays,"
        "uint16 maxTenorDays,bytes32 policyHash,uint8 version,uint40 acceptBy,uint40 drawUntil)"
    ),
}
DOMAIN: Final = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


@functools.cache
def _type_hash(struct: str) -> int:
    return hash_text(TYPES[struct])


@functools.cache
def _separator(contract: str, address: int) -> bytes:
    tokens = {"EUR": "Deposit EUR", "JPY": "Deposit JPY", "STRAY": "Stray"}
    name = tokens.get(contract, f"Tallystick {contract}")
    return keccak256(flat((hash_text(DOMAIN), hash_text(name), hash_text("1"), CHAIN_ID, address)))


def struct_hash(struct: str, values: tuple[Any, ...]) -> int:
    """hashStruct; a tuple among the values is an array of words or a struct's own members."""
    words = [_type_hash(struct)]
    for value in values:
        if not isinstance(value, tuple):
            words.append(value)
        elif struct == "PlaceOrder":
            words.append(struct_hash("OrderTerms", value))
        else:
            words.append(int.from_bytes(keccak256(flat(value)), "big"))
    return int.from_bytes(keccak256(flat(tuple(words))), "big")


def digest_of(struct: str, contract: str, address: int, values: tuple[Any, ...]) -> bytes:
    """What is signed for a struct under the domain of `contract`, which lies at `address`."""
    return keccak256(b"\x19\x01" + _separator(contract, address) + word(struct_hash(struct, values)))


@functools.lru_cache(maxsize=200_000)
def recovered(digest: bytes, signature: bytes) -> int:
    """Address whose key signed, as a number; zero where no key did."""
    try:
        return int(recover(digest, signature), 16)
    except SignatureError:
        return 0


@functools.cache
def key_of(name: str) -> Key:
    """The key of a party of the campaign, always the same."""
    return Key(keccak256(b"tallystick model " + name.encode()))


@functools.cache
def address_of(name: str) -> int:
    """Its address as a number."""
    return int(key_of(name).address, 16)


def sign(name: str, digest: bytes) -> bytes:
    """65 bytes; `recovered` knows them at once."""
    return key_of(name).sign(digest)


__all__ = ["address_of", "digest_of", "key_of", "recovered", "sign", "struct_hash"]
