"""RLP is strict both ways: it refuses what is not canonical, and gives back what it was given."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain import rlp
from tests.chain.shared import shared_json

ITEMS = st.recursive(st.binary(max_size=80), lambda inner: st.lists(inner, max_size=5), max_leaves=20)


@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        ("", "the bytes end where an item should begin"),
        ("8100", "a single byte below 0x80 carries a prefix"),
        ("b801aa", "short length is written in the long form"),
        ("b90038" + "00" * 56, "a length has a leading zero"),
        ("83aabb", "the bytes end inside an item"),
        ("b9ff", "the bytes end inside a length"),
        ("c28300", "the bytes end inside an item"),
        ("0000", "1 bytes left over"),
    ],
)
def test_what_is_not_canonical_is_refused(encoded: str, reason: str) -> None:
    with pytest.raises(rlp.RlpError, match=reason):
        rlp.decode(bytes.fromhex(encoded))


def test_a_nesting_bomb_is_refused_without_exhausting_the_stack() -> None:
    bomb: Any = b""
    for _ in range(rlp.MAX_DEPTH + 2):
        bomb = [bomb]
    with pytest.raises(rlp.RlpError, match="nested deeper"):
        rlp.decode(rlp.encode(bomb))


def test_numbers_with_leading_zeros_are_refused() -> None:
    with pytest.raises(rlp.RlpError, match="leading zero"):
        rlp.decode_int(b"\0\1", "nonce")


@given(ITEMS)
def test_decoding_undoes_encoding(item: Any) -> None:
    assert rlp.decode(rlp.encode(item)) == item


@given(st.binary(max_size=60))
def test_whatever_decodes_encodes_to_the_same_bytes(noise: bytes) -> None:
    try:
        item = rlp.decode(noise)
    except rlp.RlpError:
        return
    assert rlp.encode(item) == noise


def _native(value: Any) -> Any:
    """A value of the public RLP tests as bytes: '#123' and ints are numbers, other text is itself."""
    if isinstance(value, list):
        return [_native(part) for part in value]
    if isinstance(value, int):
        return rlp.encode_int(value)
    return rlp.encode_int(int(value[1:])) if value.startswith("#") else value.encode()


def test_the_public_cases_encode_and_decode() -> None:
    for name, case in shared_json("e2_ethereum_tests/RLPTests/rlptest.json").items():
        encoded = bytes.fromhex(case["out"][2:])
        assert rlp.encode(_native(case["in"])) == encoded, name
        assert rlp.decode(encoded) == _native(case["in"]), name


def test_the_public_invalid_cases_are_refused() -> None:
    cases = shared_json("e2_ethereum_tests/RLPTests/invalidRLPTest.json")
    assert len(cases) > 20
    for name, case in cases.items():
        with pytest.raises(rlp.RlpError):
            print(name, rlp.decode(bytes.fromhex(case["out"].removeprefix("0x"))))


def test_the_vectors_of_ethers_encode_and_decode() -> None:
    def native(value: Any) -> Any:
        return [native(part) for part in value] if isinstance(value, list) else bytes.fromhex(value[2:])

    for case in shared_json("e3_ethers_vectors/rlp.json"):
        encoded = bytes.fromhex(case["encoded"][2:])
        assert rlp.encode(native(case["decoded"])) == encoded, case["name"]
        assert rlp.decode(encoded) == native(case["decoded"]), case["name"]
