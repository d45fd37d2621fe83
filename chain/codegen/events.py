"""Writes chain/events/<contract>.py: a frozen class and a decoder for every event of a contract.

A decoder checks the shape (topics, length, hex), then all padding at once against a mask, then cuts out the
bytes that matter. Structs are laid flat: a member keeps its own name unless that name is taken in the event,
then it carries the struct's parameter in front (`terms_supplier`).
"""

from __future__ import annotations

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
    """One value of static size in the data: where its words begin, its ABI type, how many words in a row."""

    name: str
    kind: str
    word: int
    count: int | None


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
    text += "from typing import ClassVar, Final, TypeAlias\n\nfrom msgspec import Struct\n\n"
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
    leaves = [leaf for _, _, leaf in fields if leaf is not None]
    indexed = [(n, item) for n, item in zip(names, inputs, strict=True) if item["indexed"]]
    plain = [(n, item) for n, item in zip(names, inputs, strict=True) if not item["indexed"]]
    topic_kinds = [item["type"] if _is_value(item) else "bytes32" for _, item in indexed]
    constants, body = _read_topics(name, topic_kinds)
    values = {n: _cut("t", topic_kinds[i], i * WORD) for i, (n, _) in enumerate(indexed)}
    if any(_is_dynamic(item) for _, item in plain):
        body += _read_dynamic(name, plain, values)
    else:
        more, lines = _read_static(name, leaves, values)
        constants += more
        body += lines
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
            *constants,
            "",
            f"def _{snake(name)}(topics: Sequence[str], data: str) -> {name}:",
            *body,
            f"    return {name}({ordered})",
        ]
    )


def _fields(event: Mapping[str, Any], names: list[str]) -> list[tuple[str, str, Leaf | None]]:
    """Name, Python type and place of every field of the event's class; the place of indexed ones is None."""
    taken = {n for n, item in zip(names, event["inputs"], strict=True) if item["type"] != "tuple"}
    fields: list[tuple[str, str, Leaf | None]] = []
    word = 0
    for name, item in zip(names, event["inputs"], strict=True):
        if item["indexed"]:
            kind = python_type(item) if _is_value(item) else "str"
            fields.append((name, kind, None))
            continue
        for leaf_name, member in _leaves(name, item, taken):
            array = re.fullmatch(r"(.*)\[(\d+)\]", member["type"])
            count = int(array[2]) if array else None
            leaf = Leaf(leaf_name, array[1] if array else member["type"], word, count)
            word += count or 1
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


def _read_topics(name: str, kinds: list[str]) -> tuple[list[str], list[str]]:
    """Constants, and lines that check the topics and leave the words of the indexed ones in `t`."""
    count = len(kinds) + 1
    refuse = f'        raise malformed("{name}", topics, data)'
    if not kinds:
        return [], [f"    if len(topics) != {count}:", refuse]
    shape = [f"len(topics) != {count}"]
    for i in range(1, count):
        shape += [f"len(topics[{i}]) != 66", f'topics[{i}][:2] != "0x"']
    joined = " + ".join(f"topics[{i}][2:]" for i in range(1, count))
    constants, wrong = _check("t", f"_{snake(name).upper()}_TOPICS", kinds)
    return constants, [
        f"    if {' or '.join(shape)}:",
        refuse,
        f"    t = bytes.fromhex({joined})",
        f"    if {wrong}:",
        refuse,
    ]


def _read_static(name: str, leaves: list[Leaf], values: dict[str, str]) -> tuple[list[str], list[str]]:
    """Constants, and lines that check the data and leave its words in `w`."""
    refuse = f'        raise malformed("{name}", topics, data)'
    if not leaves:
        return [], ['    if data != "0x":', refuse]
    kinds: list[str] = []
    for leaf in leaves:
        kinds += [leaf.kind] * (leaf.count or 1)
        cuts = [_cut("w", leaf.kind, (leaf.word + i) * WORD) for i in range(leaf.count or 1)]
        values[leaf.name] = cuts[0] if leaf.count is None else f"({', '.join(cuts)},)"
    constants, wrong = _check("w", f"_{snake(name).upper()}_DATA", kinds)
    return constants, [
        f'    if len(data) != {2 + 2 * WORD * len(kinds)} or data[:2] != "0x":',
        refuse,
        "    w = bytes.fromhex(data[2:])",
        f"    if {wrong}:",
        refuse,
    ]


def _read_dynamic(name: str, plain: list[tuple[str, Mapping[str, Any]]], values: dict[str, str]) -> list[str]:
    """Events with bytes, strings or arrays are rare: they go through the general decoder."""
    if any(str(item["type"]).startswith("tuple") for _, item in plain):
        raise CodegenError(f"{name}: a struct beside values of no fixed size has no decoder yet")
    for position, (field, _) in enumerate(plain):
        values[field] = f"v[{position}]"
    types = tuple(types_of([item for _, item in plain]))
    return [f'    v = canonical_values("{name}", {types!r}, topics, data)']


def _check(source: str, constant: str, kinds: list[str]) -> tuple[list[str], str]:
    """A constant with the bits that must be zero, and the condition under which the words are refused."""
    wrong = f"len({source}) != {WORD * len(kinds)}"
    if not any(padding(kind) for kind in kinds):
        return [], wrong
    names = ", ".join(f'"{kind}"' for kind in kinds)
    return [f"{constant}: Final = padding_mask({names})"], f"{wrong} or int.from_bytes({source}) & {constant}"


def _cut(source: str, kind: str, start: int) -> str:
    """An expression that takes a value of this type out of the word that starts at this byte."""
    end = start + WORD
    if kind == "address":
        return f'"0x" + {source}[{start + 12}:{end}].hex()'
    if kind == "bool":
        return f"{source}[{end - 1}] == 1"
    if kind.startswith("uint"):
        return f"int.from_bytes({source}[{end - int(kind[4:]) // 8}:{end}])"
    if kind == "int256":
        return f"int.from_bytes({source}[{start}:{end}], signed=True)"
    if not kind.startswith("bytes"):
        raise CodegenError(f"no decoder for {kind}")
    size = int(kind[5:])
    return f'"0x" + {source}[{start}:{start + size}].hex()'
