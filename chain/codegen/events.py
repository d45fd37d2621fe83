"""Writes chain/events/<contract>.py: a frozen class and a decoder for every event of a contract.

A decoder checks the shape (topics, length, hex), then all padding at once against a mask, then unpacks the
bytes that matter; numbers above 64 bits come in two halves. Structs are laid flat: a member keeps its own
name unless that name is taken in the event, then it carries the struct's parameter in front
(`terms_supplier`).
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chain.abi import Artifact, signature_of, topic_of, types_of
from chain.codegen.names import HEADER, CodegenError, docstring, parameter_names, python_type, snake
from chain.events.base import padding

WORD = 32


@dataclass(frozen=True)
class Leaf:
    """One value of fixed size in the data: its field, its ABI type, how many in a row if it is an array."""

    name: str
    kind: str
    count: int | None


@dataclass
class _Decoder:
    """The parts of one decoder: shape first, then hex to bytes, then all padding at once, then the values."""

    name: str
    shape: list[str]
    hexes: list[str]
    kinds: list[str]
    unpacked: list[str]
    formats: list[str]
    ends: list[str]

    def take(self, field: str, kind: str) -> str:
        """Read the next word; answers the expression of its value."""
        local = f"{field}_" if hasattr(builtins, field) else field
        code, names, value = _unpacked(local, kind)
        self.kinds.append(kind)
        self.formats.append(code)
        self.unpacked += names
        return value

    @property
    def constant(self) -> str:
        return f"_{snake(self.name).upper()}"

    def constants(self) -> list[str]:
        """The padding mask and the unpacker of the words."""
        found = []
        if any(padding(kind) for kind in self.kinds):
            names = ", ".join(f'"{kind}"' for kind in self.kinds)
            found.append(f"{self.constant}_PADDING: Final = padding_mask({names})")
        if self.kinds:
            found.append(f'{self.constant}_WORDS: Final = Words(">{"".join(self.formats)}").unpack')
        return found

    def lines(self) -> list[str]:
        """The body up to the values."""
        refuse = f'raise malformed("{self.name}", topics, data)'
        lines = [f"    if {' or '.join(self.shape)}:", f"        {refuse}"]
        if self.kinds:
            wrong = f"len(raw) != {WORD * len(self.kinds)}"
            if any(padding(kind) for kind in self.kinds):
                wrong += f" or int.from_bytes(raw) & {self.constant}_PADDING"
            lines += ["    try:", f"        raw = bytes.fromhex({' + '.join(self.hexes)})"]
            lines += ["    except ValueError:", f"        {refuse} from None"]
            lines += [f"    if {wrong}:", f"        {refuse}"]
            lines += [f"    {', '.join(self.unpacked)}, = {self.constant}_WORDS(raw)"]
        return [*lines, *[f"    {end}" for end in self.ends]]


def write_events(artifact: Artifact) -> str | None:
    """The module's text; None where the contract has no events."""
    events = sorted((e for e in artifact.abi if e["type"] == "event"), key=lambda e: str(e["name"]))
    if not events:
        return None
    parts = [_write_event(artifact, event) for event in events]
    table = ",\n".join(f'    "{topic_of(event)}": _{snake(event["name"])}' for event in events)
    union = " | ".join(event["name"] for event in events)
    text = HEADER.format(f"Events of {artifact.name}, and their decoders.")
    text += "# ruff: noqa: PLR2004\n"
    text += "from __future__ import annotations\n\nfrom collections.abc import Callable, Mapping, Sequence\n"
    text += "from struct import Struct as Words\nfrom typing import ClassVar, Final, TypeAlias\n\n"
    text += "from msgspec import Struct\n\n"
    needs = [
        name
        for name in ("canonical_values", "malformed", "padding_mask")
        if any(name in part for part in parts)
    ]
    text += f"from chain.events.base import {', '.join(needs)}\n\n" if needs else ""
    text += "\n\n".join(parts)
    text += f"\n\n{artifact.name}Event: TypeAlias = {union}\n\n"
    kind = f"Mapping[str, Callable[[Sequence[str], str], {artifact.name}Event]]"
    text += f"DECODERS: Final[{kind}] = {{\n{table},\n}}\n"
    return text


def _write_event(artifact: Artifact, event: Mapping[str, Any]) -> str:
    name, inputs = event["name"], event["inputs"]
    names = parameter_names(inputs, "value")
    fields = _fields(event, names)
    indexed = [(n, item) for n, item in zip(names, inputs, strict=True) if item["indexed"]]
    plain = [(n, item) for n, item in zip(names, inputs, strict=True) if not item["indexed"]]
    decoder = _Decoder(name, [f"len(topics) != {len(indexed) + 1}"], [], [], [], [], [])
    values: dict[str, str] = {}
    for place, (field, item) in enumerate(indexed, start=1):
        decoder.shape += [f"len(topics[{place}]) != 66", f'topics[{place}][:2] != "0x"']
        decoder.hexes.append(f"topics[{place}][2:]")
        values[field] = decoder.take(field, item["type"] if _is_value(item) else "bytes32")
    if any(_is_dynamic(item) for _, item in plain):
        _read_dynamic(decoder, plain, values)
    else:
        _read_static(decoder, [leaf for _, _, leaf in fields if leaf is not None], values)
    doc = artifact.notices.get(signature_of(event)) or f"{name} of {artifact.name}."
    ordered = ", ".join(values[field] for field, _, _ in fields)
    return "\n".join(
        [
            f"class {name}(Struct, frozen=True, gc=False):",
            docstring(doc, "    "),
            "",
            f'    CONTRACT: ClassVar[str] = "{artifact.name}"',
            f'    EVENT: ClassVar[str] = "{name}"',
            *[f"    {field}: {kind}" for field, kind, _ in fields],
            "",
            "",
            *decoder.constants(),
            "",
            f"def _{snake(name)}(topics: Sequence[str], data: str) -> {name}:",
            *decoder.lines(),
            f"    return {name}({ordered})",
        ]
    )


def _fields(event: Mapping[str, Any], names: list[str]) -> list[tuple[str, str, Leaf | None]]:
    """Name, Python type and place of every field of the event's class; the place of indexed ones is None."""
    taken = {n for n, item in zip(names, event["inputs"], strict=True) if item["type"] != "tuple"}
    fields: list[tuple[str, str, Leaf | None]] = []
    for name, item in zip(names, event["inputs"], strict=True):
        if item["indexed"]:
            kind = python_type(item) if _is_value(item) else "str"
            fields.append((name, kind, None))
            continue
        for leaf_name, member in _leaves(name, item, taken):
            array = re.fullmatch(r"(.*)\[(\d+)\]", member["type"])
            count = int(array[2]) if array else None
            leaf = Leaf(leaf_name, array[1] if array else member["type"], count)
            fields.append((leaf_name, python_type(member), leaf))
    if len({field for field, _, _ in fields}) != len(fields):
        raise CodegenError(f"fields of one name in {event['name']}")
    return fields


def _leaves(name: str, item: Mapping[str, Any], taken: set[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if item["type"] != "tuple":
        yield name, item
        return
    for member in item["components"]:
        own = snake(member["name"])
        flat = f"{name}_{own}" if own in taken else own
        taken.add(flat)
        yield from _leaves(flat, member, taken)


def _is_value(item: Mapping[str, Any]) -> bool:
    """Whether an indexed parameter stands in its topic itself; others stand there as a hash."""
    return not (item["type"] in ("string", "bytes") or item["type"].endswith("]") or item["type"] == "tuple")


def _is_dynamic(item: Mapping[str, Any]) -> bool:
    kind = str(item["type"])
    if kind in ("string", "bytes") or kind.endswith("[]"):
        return True
    return kind.startswith("tuple") and any(_is_dynamic(member) for member in item["components"])


def _read_static(decoder: _Decoder, leaves: list[Leaf], values: dict[str, str]) -> None:
    if not leaves:
        decoder.shape.append('data != "0x"')
        return
    words = 0
    for leaf in leaves:
        words += leaf.count or 1
        if leaf.count is None:
            values[leaf.name] = decoder.take(leaf.name, leaf.kind)
        else:
            parts = [decoder.take(f"{leaf.name}_{i}", leaf.kind) for i in range(leaf.count)]
            values[leaf.name] = f"({', '.join(parts)},)"
    decoder.shape += [f"len(data) != {2 + 2 * WORD * words}", 'data[:2] != "0x"']
    decoder.hexes.append("data[2:]")


def _read_dynamic(
    decoder: _Decoder, plain: list[tuple[str, Mapping[str, Any]]], values: dict[str, str]
) -> None:
    """Events with bytes, strings or arrays are rare: they go through the general decoder."""
    if any(str(item["type"]).startswith("tuple") for _, item in plain):
        raise CodegenError(f"{decoder.name}: a struct beside values of no fixed size has no decoder yet")
    for position, (field, _) in enumerate(plain):
        values[field] = f"v[{position}]"
    types = tuple(types_of([item for _, item in plain]))
    decoder.ends.append(f'v = canonical_values("{decoder.name}", {types!r}, topics, data)')


def _unpacked(field: str, kind: str) -> tuple[str, list[str], str]:
    """How one word is unpacked (struct's codes), the names its parts get, the expression of its value."""
    if kind == "address":
        return "12x20s", [field], f'"0x" + {field}.hex()'
    if kind == "bool":
        return "31x?", [field], field
    if kind == "int256":
        return "32s", [field], f"int.from_bytes({field}, signed=True)"
    if kind.startswith("uint"):
        bits = int(kind[4:])
        for size, code in ((1, "B"), (2, "H"), (4, "I"), (8, "Q")):
            if bits <= 8 * size:
                return f"{WORD - size}x{code}", [field], field
        if bits <= 8 * WORD // 2:
            return "16xQQ", [f"{field}_high", field], f"{field}_high << 64 | {field}"
        return "32s", [field], f"int.from_bytes({field})"
    if kind.startswith("bytes") and kind != "bytes":
        size = int(kind[5:])
        return f"{size}s" + (f"{WORD - size}x" if size < WORD else ""), [field], f'"0x" + {field}.hex()'
    raise CodegenError(f"no decoder for {kind}")
