"""Typed structs have the digests that every wallet computes; signatures bind exactly one key."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from chain.encoding import keccak256, to_checksum
from chain.provider import Chain
from chain.signing import (
    SECP256K1_N,
    Domain,
    Key,
    SignatureError,
    TypedDataError,
    is_valid_signature,
    personal_digest,
    recover,
    typed_digest,
)
from tests.chain.shared import shared_json

SECRET = keccak256(b"a key of the tests")
DOMAIN = Domain("Facilities", "1", 31337, "0x" + "11" * 20)
TYPES = {
    "Terms": [{"name": "supplier", "type": "address"}, {"name": "rateBps", "type": "uint16[4]"}],
}
TERMS: dict[str, Any] = {"supplier": "0x" + "22" * 20, "rateBps": [900, 800, 700, 600]}

# A contract account that stands behind every digest of 32 bytes whose signature is not empty: it answers the
# magic value when the length word of the bytes argument (at 0x44) is not zero.
#   PUSH32 magic  PUSH1 0x44 CALLDATALOAD ISZERO ISZERO MUL  PUSH1 0 MSTORE  PUSH1 32 PUSH1 0 RETURN
CONSENTING = "0x7f1626ba7e" + "00" * 28 + "6044351515" + "02" + "600052" + "60206000f3"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"supplier": "0x" + "22" * 20}, "Terms.rateBps: missing"),
        ({**TERMS, "cap": 1}, "fields that it does not have"),
        ({**TERMS, "rateBps": [1, 2, 3]}, "3 elements where 4"),
        ({**TERMS, "rateBps": [1, 2, 3, 70_000]}, "Terms.rateBps"),
        ({**TERMS, "rateBps": [1, 2, 3, True]}, "Terms.rateBps: bool"),
        ({**TERMS, "rateBps": "1234"}, "not an array"),
        ({**TERMS, "supplier": "0x22"}, "Terms.supplier"),
    ],
)
def test_a_struct_that_does_not_fit_its_types_is_refused_by_field(
    message: dict[str, Any], reason: str
) -> None:
    with pytest.raises(TypedDataError, match=reason):
        typed_digest(DOMAIN, TYPES, "Terms", message)


def test_an_unknown_struct_or_domain_field_is_refused() -> None:
    with pytest.raises(TypedDataError, match="no struct Order"):
        typed_digest(DOMAIN, TYPES, "Order", {})
    with pytest.raises(TypedDataError, match="unknown fields in the domain"):
        typed_digest({"name": "x", "chainid": 1}, TYPES, "Terms", TERMS)


def test_signatures_out_of_range_are_refused() -> None:
    digest = keccak256(b"something")
    good = Key(SECRET).sign(digest)
    high_s = (SECP256K1_N - int.from_bytes(good[32:64], "big")).to_bytes(32, "big")
    for bad in (
        good[:64],
        good[:64] + b"\x00",
        good[:64] + b"\x1d",
        bytes(32) + good[32:],
        good[:32] + bytes(32) + good[64:],
        good[:32] + high_s + bytes([55 - good[64]]),
        b"\xff" * 64 + b"\x1b",
    ):
        with pytest.raises(SignatureError):
            recover(digest, bad)


@pytest.mark.parametrize(
    "secret", [b"", bytes(32), SECP256K1_N.to_bytes(32, "big"), b"\xff" * 32, b"\x01" * 31]
)
def test_what_is_no_private_key_is_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match="private key"):
        Key(secret)


def test_a_key_is_neither_shown_nor_pickled() -> None:
    key = Key(SECRET)
    assert SECRET.hex() not in f"{key!r}{key}{vars(type(key))}"
    assert repr(key) == f"Key({to_checksum(key.address)})"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(key)


def test_a_signature_gives_back_its_signer_and_no_other_digest_does() -> None:
    key = Key(SECRET)
    digest = typed_digest(DOMAIN, TYPES, "Terms", TERMS)
    signature = key.sign(digest)
    assert recover(digest, signature) == key.address
    assert (
        recover(typed_digest(DOMAIN, TYPES, "Terms", {**TERMS, "rateBps": [1, 1, 1, 1]}), signature)
        != key.address
    )
    assert recover(personal_digest(b"hello"), key.sign(personal_digest(b"hello"))) == key.address


def test_the_typed_data_of_ethers_have_their_digests() -> None:
    cases = shared_json("e3_ethers_vectors/typed-data.json")
    assert len(cases) > 80
    for case in cases:
        message = _numbers(case["primaryType"], case["types"], case["data"])
        digest = typed_digest(_numbers_of_domain(case["domain"]), case["types"], case["primaryType"], message)
        assert "0x" + digest.hex() == case["digest"], case["name"]


def test_the_signatures_and_addresses_of_ethers_are_ours() -> None:
    signed = [c for c in shared_json("e3_ethers_vectors/typed-data.json") if "signature" in c]
    for case in signed:
        key = Key(bytes.fromhex(case["privateKey"][2:]))
        assert "0x" + key.sign(bytes.fromhex(case["digest"][2:])).hex() == case["signature"]
    for case in shared_json("e3_ethers_vectors/accounts.json"):
        assert to_checksum(case["address"]) == case["address"]
        if case.get("privateKey"):
            assert Key(bytes.fromhex(case["privateKey"][2:])).checksum_address == case["address"]


def test_a_contract_account_decides_by_its_code(chain: Chain, chain_snapshot: Any) -> None:
    digest, key = keccak256(b"something"), Key(SECRET)
    account = "0x" + "77" * 20
    assert not is_valid_signature(chain, account, digest, key.sign(digest))
    chain_snapshot.rpc("anvil_setCode", account, CONSENTING)
    assert is_valid_signature(chain, account, digest, b"whatever it takes")
    assert not is_valid_signature(chain, account, digest, b"")
    chain_snapshot.rpc("anvil_setCode", account, "0x60006000fd")  # reverts on everything
    assert not is_valid_signature(chain, account, digest, b"whatever it takes")
    chain_snapshot.rpc(
        "anvil_setCode", key.address, "0x60006000fd"
    )  # an account whose code overrides its key
    assert not is_valid_signature(chain, key.address, digest, key.sign(digest))


def test_an_account_without_code_is_its_key(chain: Chain) -> None:
    digest, key = keccak256(b"something"), Key(SECRET)
    assert is_valid_signature(chain, key.address, digest, key.sign(digest))
    assert not is_valid_signature(chain, key.address, keccak256(b"else"), key.sign(digest))
    assert not is_valid_signature(chain, key.address, digest, b"")
    assert not is_valid_signature(chain, key.address, digest, b"\0" * 5_000)


def _numbers(kind: str, types: Any, value: Any) -> Any:
    """The vectors write numbers as text: give them back as numbers by their types."""
    if kind.endswith("]"):
        inner = kind[: kind.rindex("[")]
        return [_numbers(inner, types, part) for part in value]
    if kind in types:
        return {m["name"]: _numbers(m["type"], types, value[m["name"]]) for m in types[kind]}
    if kind.startswith(("uint", "int")):
        return int(value, 0) if isinstance(value, str) else value
    return value


def _numbers_of_domain(domain: dict[str, Any]) -> dict[str, Any]:
    return {k: int(v, 0) if k == "chainId" and isinstance(v, str) else v for k, v in domain.items()}
