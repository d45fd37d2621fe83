"""Merkle-Patricia trie: its root, proofs of what it holds or does not hold, and their verification.

Source of the rule: Ethereum Yellow Paper, appendix D. Building is for our own lists (receipts of a block);
verifying takes hostile input and answers the value, None where the proof shows absence, or ProofError.
"""

# ruff: noqa: PLR2004  (lengths and limits of the protocol read better as numbers)
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from chain import rlp
from chain.encoding import keccak256

EMPTY_ROOT: Final = keccak256(b"\x80")
MAX_KEY_BYTES: Final = 64
MAX_PROOF_NODES: Final = 2 * MAX_KEY_BYTES + 2
MAX_PROOF_BYTES: Final = 32 * 1024 * 1024


class ProofError(ValueError):
    """A proof does not prove: it is malformed, belongs to another root, or says something else."""


class Trie:
    """An immutable trie over key → value (bytes; values not empty). Errors: ValueError on unfit items."""

    def __init__(self, items: Mapping[bytes, bytes]) -> None:
        """Hash the whole trie once; `prove` then only walks."""
        for key, value in items.items():
            if len(key) > MAX_KEY_BYTES or not value:
                raise ValueError("trie keys are at most 64 bytes and values are not empty")
        self._encoded_by_hash: dict[bytes, bytes] = {}
        pairs = sorted((_nibbles(key), value) for key, value in items.items())
        encoded = rlp.encode(self._node(pairs, 0)) if pairs else b"\x80"
        self.root: bytes = keccak256(encoded)
        if pairs:
            self._encoded_by_hash[self.root] = encoded

    def prove(self, key: bytes) -> list[bytes]:
        """The nodes from the root down to the key, or down to where it is seen to be missing."""
        proof: list[bytes] = []
        path, reference = _nibbles(key), self.root
        while (encoded := self._encoded_by_hash.get(reference)) is not None:
            proof.append(encoded)
            step = _descend(rlp.decode(encoded), path)
            if step is None or step[2]:
                break
            child, path, _ = step
            if not isinstance(child, bytes):
                break  # what lies inside its parent is too short to name further nodes
            reference = child
        return proof

    def _node(self, pairs: Sequence[tuple[bytes, bytes]], depth: int) -> rlp.Encodable:
        """The node that holds these sorted pairs, whose first `depth` nibbles are already walked."""
        if len(pairs) == 1:
            return [_compact(pairs[0][0][depth:], leaf=True), pairs[0][1]]
        shared = _shared_prefix(pairs[0][0], pairs[-1][0], depth)
        if shared > depth:
            child = self._reference(self._node(pairs, shared))
            return [_compact(pairs[0][0][depth:shared], leaf=False), child]
        value, rest = b"", pairs
        if len(pairs[0][0]) == depth:
            value, rest = pairs[0][1], pairs[1:]
        children: list[rlp.Encodable] = [b""] * 16
        start = 0
        while start < len(rest):
            nibble = rest[start][0][depth]
            end = start + 1
            while end < len(rest) and rest[end][0][depth] == nibble:
                end += 1
            children[nibble] = self._reference(self._node(rest[start:end], depth + 1))
            start = end
        return [*children, value]

    def _reference(self, node: rlp.Encodable) -> rlp.Encodable:
        """How a parent names this node: itself where shorter than 32 bytes, else by its hash."""
        encoded = rlp.encode(node)
        if len(encoded) < 32:
            return node
        digest = keccak256(encoded)
        self._encoded_by_hash[digest] = encoded
        return digest


def verify_proof(root: bytes, key: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The value under `key` in the trie with this root, or None where the proof shows that there is none.

    Every node given must be used. Nodes shorter than 32 bytes lie inside their parent; some clients list
    them again, which is accepted when the bytes are the same. Errors: ProofError.
    """
    _check_size(root, key, proof)
    if root == EMPTY_ROOT:
        if list(proof) not in ([], [b"\x80"]):
            raise ProofError("an empty trie needs no nodes")
        return None
    path, reference, position = _nibbles(key), root, 0
    node: rlp.Item = root
    while True:
        if isinstance(node, bytes):
            if position >= len(proof):
                raise ProofError("the proof ends before the key is reached")
            encoded = proof[position]
            if keccak256(encoded) != reference:
                raise ProofError(f"node {position} does not hash to what its parent names")
            if len(encoded) < 32 and position > 0:
                raise ProofError(f"node {position} is named by hash though it is short")
            node = _decode(encoded, position)
            position += 1
        elif position < len(proof) and proof[position] == rlp.encode(node):
            position += 1
        step = _descend(node, path)
        if step is None or step[2]:
            if position != len(proof):
                raise ProofError("nodes beyond the end of the path")
            return None if step is None else rlp.decode_bytes(step[0], "value")
        node, path, _ = step
        if isinstance(node, bytes):
            reference = node


def _descend(node: rlp.Item, path: bytes) -> tuple[rlp.Item, bytes, bool] | None:
    """One step along `path`: (child or value, rest of the path, True where it is the value); None: absent."""
    if not isinstance(node, list) or len(node) not in (2, 17):
        raise ProofError("a node is a list of 2 or 17 items")
    if len(node) == 17:
        if not path:
            return _value(node[16])
        return _child(node[path[0]], path[1:])
    segment, leaf = _expand(node[0])
    if leaf:
        if segment != path:
            _value(node[1])
            return None
        found = _value(node[1])
        if found is None:
            raise ProofError("a leaf without a value")
        return found
    if not segment:
        raise ProofError("an extension without a path")
    if path[: len(segment)] != segment:
        return None
    child = _child(node[1], path[len(segment) :])
    if child is None:
        raise ProofError("an extension that leads nowhere")
    return child


def _value(item: rlp.Item) -> tuple[rlp.Item, bytes, bool] | None:
    if not isinstance(item, bytes):
        raise ProofError("a value is bytes")
    return (item, b"", True) if item else None


def _child(item: rlp.Item, rest: bytes) -> tuple[rlp.Item, bytes, bool] | None:
    if item == b"":
        return None
    if isinstance(item, bytes) and len(item) != 32:
        raise ProofError("a child is named by 32 bytes")
    if isinstance(item, list) and len(rlp.encode(item)) >= 32:
        raise ProofError("a node of 32 bytes or more lies inside its parent")
    return item, rest, False


def _decode(encoded: bytes, position: int) -> rlp.Item:
    try:
        return rlp.decode(encoded)
    except rlp.RlpError as error:
        raise ProofError(f"node {position}: {error}") from error


def _check_size(root: bytes, key: bytes, proof: Sequence[bytes]) -> None:
    if len(root) != 32:
        raise ProofError("a root is 32 bytes")
    if len(key) > MAX_KEY_BYTES:
        raise ProofError(f"keys are at most {MAX_KEY_BYTES} bytes")
    if len(proof) > MAX_PROOF_NODES or sum(map(len, proof)) > MAX_PROOF_BYTES:
        raise ProofError("the proof is larger than any that is needed")


def _nibbles(key: bytes) -> bytes:
    return bytes(nibble for byte in key for nibble in (byte >> 4, byte & 15))


def _shared_prefix(first: bytes, last: bytes, depth: int) -> int:
    """Up to where two nibble paths agree; for sorted pairs that is what all between them share."""
    end = depth
    while end < min(len(first), len(last)) and first[end] == last[end]:
        end += 1
    return end


def _compact(path: bytes, leaf: bool) -> bytes:
    """Hex-prefix encoding of a path (Yellow Paper, appendix C)."""
    flag = 2 if leaf else 0
    nibbles = bytes([flag + 1]) + path if len(path) % 2 else bytes([flag, 0]) + path
    return bytes(high << 4 | low for high, low in zip(nibbles[::2], nibbles[1::2], strict=True))


def _expand(item: rlp.Item) -> tuple[bytes, bool]:
    """Undo `_compact`; answers the path and whether it is a leaf's."""
    if not isinstance(item, bytes) or not item:
        raise ProofError("a path is bytes and not empty")
    nibbles = _nibbles(item)
    flag = nibbles[0]
    if flag > 3 or (flag % 2 == 0 and nibbles[1] != 0):
        raise ProofError("a path with an unknown prefix")
    return nibbles[1 if flag % 2 else 2 :], flag >= 2
