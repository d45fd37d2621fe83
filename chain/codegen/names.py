"""How Solidity names and types are written in Python."""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEADER = '''"""{}

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""
'''

WIDTH = 110


class CodegenError(Exception):
    """The artifacts say something that has no clear Python."""


@dataclass(frozen=True)
class Struct:
    """A Solidity struct: its name without its interface, its members as in the ABI."""

    name: str
    members: tuple[Mapping[str, Any], ...]


def snake(name: str) -> str:
    """`receivableId` → receivable_id; what Python keeps for itself gets an underscore at the end."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    return spaced + "_" if keyword.iskeyword(spaced) else spaced


def module_of(contract: str) -> str:
    """The module of a contract: GuaranteePool → guarantee_pool."""
    return snake(contract)


def class_of(function: str) -> str:
    """`scheduleFor` → ScheduleForAnswer."""
    return function[0].upper() + function[1:] + "Answer"


def parameter_names(items: Sequence[Mapping[str, Any]], unnamed: str) -> list[str]:
    """Python names of parameters in their order; those without a name are numbered."""
    names = [snake(item["name"]) if item["name"] else f"{unnamed}{i}" for i, item in enumerate(items)]
    if len(set(names)) != len(names):
        raise CodegenError(f"parameters of one name: {names}")
    return names


def struct_name(item: Mapping[str, Any]) -> str:
    """`struct IOrders.OrderTerms[]` → OrderTerms."""
    return str(item["internalType"]).removeprefix("struct ").split("[")[0].split(".")[-1]


def python_type(item: Mapping[str, Any]) -> str:
    """The type annotation of an ABI parameter."""
    kind = str(item["type"])
    array = re.fullmatch(r"(.*)\[(\d*)\]", kind)
    if array:
        inner = python_type({**item, "type": array[1]})
        return f"tuple[{inner}, ...]" if not array[2] else f"tuple[{', '.join([inner] * int(array[2]))}]"
    if kind == "tuple":
        return struct_name(item)
    if kind == "bool":
        return "bool"
    if kind.startswith(("uint", "int")):
        return "int"
    if kind in ("address", "string") or kind.startswith("bytes"):
        return "str"
    raise CodegenError(f"no Python type for {kind}")


def builder(item: Mapping[str, Any], value: str) -> str:
    """An expression that makes a decoded value into structs where there are structs."""
    kind = str(item["type"])
    if not kind.startswith("tuple"):
        return value
    if kind != "tuple":
        inner = builder({**item, "type": kind[: kind.rindex("[")]}, "part")
        return f"tuple({inner} for part in {value})"
    parts = [builder(member, f"{value}[{i}]") for i, member in enumerate(item["components"])]
    if all(part == f"{value}[{i}]" for i, part in enumerate(parts)):
        return f"{struct_name(item)}(*{value})"
    return f"{struct_name(item)}({', '.join(parts)})"


def structs_in(items: Sequence[Mapping[str, Any]]) -> Iterator[Struct]:
    """The structs used by parameters, inner ones first."""
    for item in items:
        if str(item["type"]).startswith("tuple"):
            yield from structs_in(item["components"])
            yield Struct(struct_name(item), tuple(item["components"]))


def docstring(text: str, indent: str) -> str:
    """A docstring wrapped at the width of the house."""
    clean = " ".join(text.replace("\\", "").replace('"""', "'''").split())
    lines = textwrap.wrap(clean, WIDTH - 6 - len(indent)) or [""]
    if len(lines) == 1:
        return f'{indent}"""{lines[0]}"""'
    return f'{indent}"""' + f"\n{indent}".join(lines) + f'\n{indent}"""'
