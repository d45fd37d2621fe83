"""Fields shown one by one, proven against a commitment, offline. Needs the standard library and keccak only.

    leaf = keccak256(0x00 ‖ salt(32) ‖ len32(path) ‖ path ‖ len32(value) ‖ value)      lengths big-endian,
    UTF-8 node = keccak256(0x01 ‖ left ‖ right)      an odd node at the end of a level moves up as it is
    root = keccak256(0x02 ‖ leaves(8, big-endian) ‖ top)

The salt of each field is its own, so a hidden value cannot be guessed from its leaf; the number of leaves
is in the root, so that no proof can be read against a tree of another shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eth_hash.auto import keccak

from api.documents.findings import Finding, fatal, ordered

FORMAT = "tallystick-disclosure-1"
MAX_LEAVES = 2**24
HASH_BYTES = 32


def leaf_hash(salt: bytes, path: str, value: str) -> bytes:
    """Hash of one field, 32 bytes; `salt` has 32 bytes."""
    named, shown = path.encode("utf-8"), value.encode("utf-8")
    parts = (b"\x00", salt, len(named).to_bytes(4, "big"), named, len(shown).to_bytes(4, "big"), shown)
    return bytes(keccak(b"".join(parts)))


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node, 32 bytes."""
    return bytes(keccak(b"\x01" + left + right))


def root_hash(leaves: int, top: bytes) -> bytes:
    """The commitment, 32 bytes: the top of the tree bound to its number of leaves."""
    return bytes(keccak(b"\x02" + leaves.to_bytes(8, "big") + top))


@dataclass(frozen=True)
class DisclosedField:
    """One field in the open: its place in the tree, salt and proof (sibling hashes from the leaf upward)."""

    index: int
    path: str
    value: str
    salt: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class Disclosure:
    """Some fields of a committed document, with what is needed to check them against its root."""

    leaves: int
    fields: tuple[DisclosedField, ...]

    def as_json(self) -> dict[str, Any]:
        """JSON-able form; bytes as 0x-hex."""
        return {
            "format": FORMAT,
            "leaves": self.leaves,
            "fields": [
                {
                    "index": each.index,
                    "path": each.path,
                    "value": each.value,
                    "salt": "0x" + each.salt.hex(),
                    "proof": ["0x" + sibling.hex() for sibling in each.proof],
                }
                for each in self.fields
            ],
        }


def verify_disclosure(disclosure: Disclosure | Mapping[str, Any], root: bytes) -> tuple[Finding, ...]:
    """Nothing when every field belongs to `root`; else findings that name the field.

    Never raises on bad input.
    """
    if isinstance(disclosure, Mapping):
        try:
            disclosure = from_json(disclosure)
        except (KeyError, TypeError, ValueError, AttributeError) as reason:
            return (_fault("TS-DISCLOSURE-FORM", f"It cannot be read: {reason!r}"[:300], "/"),)
    found = list(_shape(disclosure))
    if not found:
        for field in disclosure.fields:
            found.extend(_field_faults(disclosure.leaves, field, root))
    return ordered(found)


def from_json(plain: Mapping[str, Any]) -> Disclosure:
    """The disclosure in its JSON form; KeyError, TypeError or ValueError where it has another form."""
    if plain["format"] != FORMAT:
        raise ValueError(f"format {plain['format']!r} is not {FORMAT}")
    return Disclosure(
        leaves=_whole_number(plain["leaves"]),
        fields=tuple(
            DisclosedField(
                index=_whole_number(each["index"]),
                path=_string(each["path"]),
                value=_string(each["value"]),
                salt=_hash_bytes(each["salt"]),
                proof=tuple(_hash_bytes(sibling) for sibling in each["proof"]),
            )
            for each in plain["fields"]
        ),
    )


def _whole_number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    value.encode("utf-8")
    return value


def _hash_bytes(value: object) -> bytes:
    text = _string(value)
    if not text.startswith("0x") or len(text) != 2 + 2 * HASH_BYTES:
        raise ValueError(f"{text[:80]!r} is not 32 bytes of 0x-hex")
    return bytes.fromhex(text[2:])


def _shape(disclosure: Disclosure) -> Iterable[Finding]:
    if not 0 < disclosure.leaves <= MAX_LEAVES:
        yield _fault("TS-DISCLOSURE-FORM", f"{disclosure.leaves} leaves are not a tree.", "/leaves")
    if not disclosure.fields:
        yield _fault("TS-DISCLOSURE-FORM", "It shows no field.", "/fields")
    seen_paths: set[str] = set()
    seen_places: set[int] = set()
    for field in disclosure.fields:
        if not 0 <= field.index < disclosure.leaves:
            yield _fault("TS-DISCLOSURE-FORM", f"Place {field.index} is outside the tree.", field.path)
        if field.path in seen_paths or field.index in seen_places:
            yield _fault("TS-DISCLOSURE-FORM", "The field is shown twice.", field.path)
        seen_paths.add(field.path)
        seen_places.add(field.index)


def _field_faults(leaves: int, field: DisclosedField, root: bytes) -> Iterable[Finding]:
    at, width, hashed = field.index, leaves, leaf_hash(field.salt, field.path, field.value)
    siblings = iter(field.proof)
    used = 0
    while width > 1:
        if at % 2 == 1 or at + 1 < width:
            sibling = next(siblings, None)
            if sibling is None:
                yield _fault("TS-DISCLOSURE-PROOF", f"The proof of '{field.path}' is too short.", field.path)
                return
            used += 1
            hashed = node_hash(sibling, hashed) if at % 2 == 1 else node_hash(hashed, sibling)
        at, width = at // 2, (width + 1) // 2
    if used != len(field.proof):
        yield _fault("TS-DISCLOSURE-PROOF", f"The proof of '{field.path}' is too long.", field.path)
    elif root_hash(leaves, hashed) != root:
        message = f"The field '{field.path}' with the value '{field.value[:80]}' is not what was committed."
        yield _fault("TS-DISCLOSURE-PROOF", message, field.path)


def _fault(rule: str, message: str, location: str) -> Finding:
    return fatal(rule, message, "Ask for the disclosure again, from the party that committed it.", location)
