"""The trie has the root that the network would compute, and its proofs hold against forgery."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain import rlp
from chain.encoding import keccak256
from chain.trie import EMPTY_ROOT, MAX_KEY_BYTES, ProofError, Trie, verify_proof
from tests.chain.shared import shared_json

ENTRIES = st.dictionaries(st.binary(max_size=6), st.binary(min_size=1, max_size=70), max_size=25)


def test_a_proof_of_another_root_is_refused() -> None:
    trie = Trie({b"a": b"1" * 40, b"b": b"2" * 40})
    with pytest.raises(ProofError, match="does not hash"):
        verify_proof(keccak256(b"another"), b"a", trie.prove(b"a"))


def test_a_proof_that_ends_early_is_refused() -> None:
    trie = Trie({b"a": b"1" * 40, b"b": b"2" * 40})
    with pytest.raises(ProofError, match="ends before"):
        verify_proof(trie.root, b"a", trie.prove(b"a")[:-1])


def test_nodes_beyond_the_path_are_refused() -> None:
    trie = Trie({b"a": b"1" * 40, b"b": b"2" * 40})
    with pytest.raises(ProofError, match="beyond the end"):
        verify_proof(trie.root, b"a", [*trie.prove(b"a"), b"\x80"])


@pytest.mark.parametrize(
    "node", [b"", b"\x80", b"\xc0", b"\xc1\x80", b"\xc2\x80\x80", b"\xc2\x40\x01", b"\xc2\x00\x80", b"\xf8"]
)
def test_malformed_nodes_are_refused_by_name(node: bytes) -> None:
    with pytest.raises(ProofError):
        verify_proof(keccak256(node) if node != b"\x80" else b"\0" * 32, b"a", [node])


def _leaf(path: bytes, value: bytes) -> list[Any]:
    return [path, value]


def test_two_writings_of_one_trie_are_not_both_taken() -> None:
    # The key b"\x11" has the path 1, 1; compact paths of leaves begin with 0x20 (even) or 0x3n (odd).
    short = rlp.encode(_leaf(b"\x20", b"short"))
    by_hash = rlp.encode([b"\x00\x11", keccak256(short)])
    with pytest.raises(ProofError, match="though it is short"):
        verify_proof(keccak256(by_hash), b"\x11", [by_hash, short])
    inlined = rlp.encode([b"\x00\x11", _leaf(b"\x20", b"long" * 10)])
    with pytest.raises(ProofError, match="lies inside its parent"):
        verify_proof(keccak256(inlined), b"\x11", [inlined])
    for path in (b"\x2f\x11", b"\x40\x11", b"\x80\x11"):
        other_prefix = rlp.encode(_leaf(path, b"value" * 10))
        with pytest.raises(ProofError, match="unknown prefix"):
            verify_proof(keccak256(other_prefix), b"\x11", [other_prefix])


def test_absence_cannot_be_claimed_with_an_empty_proof() -> None:
    with pytest.raises(ProofError):
        verify_proof(Trie({b"a": b"1"}).root, b"b", [])
    assert verify_proof(EMPTY_ROOT, b"b", []) is None


def test_keys_beyond_the_limit_are_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Trie({b"k" * (MAX_KEY_BYTES + 1): b"v"})


@given(ENTRIES, st.binary(max_size=6))
@settings(max_examples=150)
def test_every_key_is_proven_present_or_absent(entries: dict[bytes, bytes], other: bytes) -> None:
    trie = Trie(entries)
    for key in {*entries, other}:
        assert verify_proof(trie.root, key, trie.prove(key)) == entries.get(key)


@given(ENTRIES.filter(bool), st.data())
@settings(max_examples=150)
def test_no_changed_byte_of_a_proof_proves_anything(entries: dict[bytes, bytes], data: Any) -> None:
    trie = Trie(entries)
    key = data.draw(st.sampled_from(sorted(entries)))
    proof = trie.prove(key)
    at = data.draw(st.integers(0, len(proof) - 1))
    position = data.draw(st.integers(0, len(proof[at]) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = bytearray(proof[at])
    changed[position] ^= flip
    with pytest.raises(ProofError):
        verify_proof(trie.root, key, [*proof[:at], bytes(changed), *proof[at + 1 :]])


@given(st.lists(st.binary(max_size=60), max_size=4), st.binary(max_size=8))
def test_noise_is_refused_by_name_and_nothing_else(nodes: list[bytes], key: bytes) -> None:
    root = keccak256(nodes[0]) if nodes else bytes(32)
    try:
        verify_proof(root, key, nodes)
    except ProofError:
        return
    assert (nodes and isinstance(rlp.decode(nodes[0]), list)) or nodes == [b"\x80"]


def _native(text: str) -> bytes:
    return bytes.fromhex(text[2:]) if text.startswith("0x") else text.encode()


def test_the_public_cases_have_their_roots() -> None:
    for name, case in shared_json("e2_ethereum_tests/TrieTests/trietest.json").items():
        entries: dict[bytes, bytes] = {}
        for key, value in case["in"]:
            if value is None:
                entries.pop(_native(key), None)
            else:
                entries[_native(key)] = _native(value)
        trie = Trie(entries)
        assert trie.root.hex() == case["root"][2:], name
        for key, value in entries.items():
            assert verify_proof(trie.root, key, trie.prove(key)) == value, name
