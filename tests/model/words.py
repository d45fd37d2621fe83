"""Values as the model and the ABI see them: every word an int, so that encoding is a join of 32-byte words.

An address is its 160-bit number, a bytes32 its big-endian number, a shorter bytesN stands left-aligned.
By Python type: int or bool → word, tuple → static struct, bytes → dynamic bytes, list → dynamic array.
"""

from __future__ import annotations

import functools
from typing import Any, Final, TypeAlias

from eth_hash.auto import keccak as _keccak

from chain.abi import load_artifacts, selector_of

Arg: TypeAlias = "int | bytes | tuple[Any, ...] | list[Any]"

keccak256 = _keccak
MASK: Final = (1 << 256) - 1
ADDRESS: Final = (1 << 160) - 1
U128: Final = (1 << 128) - 1
U64: Final = (1 << 64) - 1
U40: Final = (1 << 40) - 1


def word(value: int) -> bytes:
    """32 bytes of a word; a negative number in two's complement."""
    return (value & MASK).to_bytes(32, "big")


@functools.lru_cache(maxsize=50_000)
def hash_words(*values: int) -> int:
    """keccak256(abi.encode(...)) of static values."""
    return int.from_bytes(keccak256(b"".join([word(value) for value in values])), "big")


def hash_text(text: str) -> int:
    """A bytes32 that is told by a text."""
    return int.from_bytes(keccak256(text.encode()), "big")


def flat(values: tuple[Any, ...]) -> bytes:
    """The members of a static struct, nested ones in place."""
    return b"".join([flat(v) if isinstance(v, tuple) else word(v) for v in values])


def encode(args: tuple[Arg, ...]) -> bytes:
    """ABI encoding of arguments: heads, then the tails of what is dynamic."""
    heads: list[bytes] = []
    dynamic: list[tuple[int, bytes]] = []
    size = 0
    for arg in args:
        if isinstance(arg, int):
            heads.append(word(arg))
            size += 32
        elif isinstance(arg, tuple):
            packed = flat(arg)
            heads.append(packed)
            size += len(packed)
        else:
            dynamic.append((len(heads), _tail(arg)))
            heads.append(b"")
            size += 32
    tails = b""
    for index, tail in dynamic:
        heads[index] = word(size + len(tails))
        tails += tail
    return b"".join(heads) + tails


def _tail(arg: bytes | list[Any]) -> bytes:
    if isinstance(arg, bytes):
        return word(len(arg)) + arg + b"\0" * (-len(arg) % 32)
    return word(len(arg)) + encode(tuple(arg))


@functools.cache
def functions() -> dict[str, bytes]:
    """ "Contract.function" → selector, over all artifacts."""
    return {
        f"{name}.{entry['name']}": selector_of(entry)
        for name, artifact in load_artifacts().items()
        for entry in artifact.abi
        if entry["type"] == "function"
    }


@functools.cache
def errors() -> dict[str, bytes]:
    """Error name → selector, over all artifacts."""
    named = {
        entry["name"]: selector_of(entry)
        for artifact in load_artifacts().values()
        for entry in artifact.abi
        if entry["type"] == "error"
    }
    return {**named, "Panic": keccak256(b"Panic(uint256)")[:4]}


@functools.cache
def error_names() -> dict[bytes, str]:
    """Selector → error name."""
    return {selector: name for name, selector in errors().items()}
