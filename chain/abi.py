"""Artifacts of the compiled contracts, and values as the Contract ABI encodes them.

Values cross this border in one form: integers as int, bool as bool, addresses and bytes as lower-case 0x-hex,
strings as str, arrays and structs as tuples. Source of the rules: Solidity documentation, Contract ABI.
The library is imported where it is used: a process that only reads blocks starts without it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from chain.encoding import HexError, from_hex, keccak256, to_hex

Value: TypeAlias = int | bool | str | tuple["Value", ...]

ARTIFACTS: Final = Path(__file__).parent / "artifacts"


class AbiError(ValueError):
    """Values do not fit their ABI types, or bytes are no encoding of them."""


class ArtifactError(ValueError):
    """A compiled artifact is missing or unreadable: run the build."""


@dataclass(frozen=True)
class Artifact:
    """One compiled contract: its interface, its code, and what its authors wrote about it."""

    name: str
    abi: tuple[dict[str, Any], ...]
    bytecode: str
    deployed_bytecode: str
    notices: Mapping[str, str]
    whole: Mapping[str, Any]

    def entry(self, kind: str, name: str) -> dict[str, Any]:
        """The ABI entry of this type and name. Errors: ArtifactError where there is none or more than one."""
        found = [e for e in self.abi if e["type"] == kind and e.get("name") == name]
        if len(found) != 1:
            raise ArtifactError(f"{self.name} has {len(found)} of {kind} {name}")
        return found[0]


@functools.cache
def load_artifacts(folder: Path = ARTIFACTS) -> Mapping[str, Artifact]:
    """All committed artifacts by contract name, read once. Errors: ArtifactError."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            whole = json.loads(path.read_text(encoding="utf-8"))
            found[path.stem] = artifact_from_json(path.stem, whole)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ArtifactError(f"{path.name}: {error}") from error
    return found


def load_artifact(name: str) -> Artifact:
    """One artifact by contract name. Errors: ArtifactError."""
    try:
        return load_artifacts()[name]
    except KeyError:
        raise ArtifactError(f"no artifact of {name}: run the build") from None


def artifact_from_json(name: str, whole: Mapping[str, Any]) -> Artifact:
    """Read an artifact's JSON; the NatSpec notices are taken from where the build put them."""
    return Artifact(
        name,
        tuple(whole["abi"]),
        _code(whole.get("bytecode")),
        _code(whole.get("deployedBytecode", whole.get("deployed_bytecode"))),
        _notices(whole),
        whole,
    )


def canonical_type(item: Mapping[str, Any]) -> str:
    """The canonical type of an ABI parameter, structs spelled out: `(bytes32,uint64)[]`."""
    kind = str(item["type"])
    if not kind.startswith("tuple"):
        return kind
    return "(" + ",".join(types_of(item["components"])) + ")" + kind[5:]


def types_of(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """The canonical types of ABI parameters."""
    return [canonical_type(item) for item in items]


def signature_of(entry: Mapping[str, Any]) -> str:
    """`name(type,type)` of a function, event or error."""
    return f"{entry['name']}({','.join(types_of(entry['inputs']))})"


def selector_of(entry: Mapping[str, Any]) -> bytes:
    """The four bytes that name a function or an error."""
    return keccak256(signature_of(entry).encode())[:4]


def topic_of(entry: Mapping[str, Any]) -> str:
    """The first topic of an event, 0x-hex."""
    return to_hex(keccak256(signature_of(entry).encode()))


def encode_values(types: Sequence[str], values: Sequence[Any]) -> bytes:
    """Encode values (in the form named above; bytes also as bytes) by their types. Errors: AbiError."""
    from eth_abi.abi import encode
    from eth_abi.exceptions import EncodingError

    if len(types) != len(values):
        raise AbiError(f"{len(values)} values for {len(types)} types")
    try:
        return encode(types, [_outward(kind, value) for kind, value in zip(types, values, strict=True)])
    except (EncodingError, HexError, TypeError, ValueError, OverflowError) as error:
        raise AbiError(str(error)) from error


def decode_values(types: Sequence[str], encoded: bytes) -> tuple[Value, ...]:
    """Decode values by their types, strictly. Errors: AbiError."""
    from eth_abi.abi import decode
    from eth_abi.exceptions import DecodingError

    try:
        return tuple(_inward(value) for value in decode(types, encoded))
    except (DecodingError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise AbiError(str(error)) from error


def _inward(value: Any) -> Value:
    if isinstance(value, bytes):
        return to_hex(value)
    if isinstance(value, (list, tuple)):
        return tuple(_inward(part) for part in value)
    if isinstance(value, (int, str)):
        return value  # eth-abi gives addresses in lower case
    raise AbiError(f"no ABI value is a {type(value).__name__}")


def _outward(kind: str, value: Any) -> Any:
    """Hex to bytes where the type is bytes; nested types recursively; a bool is not taken for a number."""
    if kind.endswith("]"):
        inner = kind[: kind.rindex("[")]
        return [_outward(inner, part) for part in value]
    if kind.startswith("("):
        kinds = split_tuple(kind)
        if len(kinds) != len(value):
            raise AbiError(f"{len(value)} values for {kind}")
        return tuple(_outward(inner, part) for inner, part in zip(kinds, value, strict=True))
    if kind.startswith("bytes") and isinstance(value, str):
        found = from_hex(value, kind)
        if kind != "bytes" and len(found) != int(kind[5:]):
            raise AbiError(f"{len(found)} bytes for {kind}")
        return found
    if kind.startswith(("uint", "int")) and (isinstance(value, bool) or not isinstance(value, int)):
        raise AbiError(f"{type(value).__name__} for {kind}")
    return value


def split_tuple(kind: str) -> list[str]:
    """The member types of a canonical tuple type."""
    parts, depth, start = [], 0, 1
    for position, letter in enumerate(kind):
        depth += letter == "("
        depth -= letter == ")"
        if (letter == "," and depth == 1) or (letter == ")" and depth == 0):
            if position > start:
                parts.append(kind[start:position])
            start = position + 1
    return parts


def _code(found: Any) -> str:
    text = found["object"] if isinstance(found, Mapping) else (found or "0x")
    return str(text) if str(text).startswith("0x") else "0x" + str(text)


def _notices(whole: Mapping[str, Any]) -> dict[str, str]:
    """signature → notice of functions, events and errors, wherever solc's userdoc was put."""
    doc = whole.get("userdoc") or whole.get("natspec") or {}
    doc = doc.get("userdoc", doc) if isinstance(doc, Mapping) else {}
    notices: dict[str, str] = {}
    for kind in ("methods", "events", "errors"):
        for signature, entry in doc.get(kind, {}).items():
            first = entry[0] if isinstance(entry, list) else entry
            if isinstance(first, Mapping) and first.get("notice"):
                notices[signature] = str(first["notice"])
    return notices
