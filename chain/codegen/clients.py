"""Writes chain/structs.py and chain/clients/<contract>.py: a typed client for every contract.

A function that changes state becomes a method that answers a Call; a view becomes two: one that asks the
chain now, and `read_…`, a question to be asked later together with others.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any, Final

from chain.abi import Artifact, selector_of, signature_of, types_of
from chain.codegen.names import (
    HEADER,
    CodegenError,
    Struct,
    builder,
    class_of,
    docstring,
    parameter_names,
    python_type,
    snake,
    structs_in,
)

MOST_POSITIONAL: Final = 4


def write_structs(artifacts: Mapping[str, Artifact]) -> str:
    """chain/structs.py: every struct that a function takes or answers, once."""
    found: dict[str, Struct] = {}
    for artifact in artifacts.values():
        for entry in _functions(artifact):
            for struct in structs_in([*entry["inputs"], *entry["outputs"]]):
                known = found.setdefault(struct.name, struct)
                if types_of(known.members) != types_of(struct.members):
                    raise CodegenError(f"two structs are called {struct.name}")
    text = HEADER.format("Structs that the contracts take and answer, as named tuples in ABI order.")
    text += "from __future__ import annotations\n\nfrom typing import NamedTuple\n"
    for struct in found.values():
        names = parameter_names(struct.members, "value")
        fields = [f"    {n}: {python_type(m)}" for n, m in zip(names, struct.members, strict=True)]
        doc = docstring(f"The contracts' struct {struct.name}.", "    ")
        text += "\n\n" + "\n".join([f"class {struct.name}(NamedTuple):", doc, "", *fields])
    return text + "\n"


def write_client(artifact: Artifact) -> str | None:
    """The module's text; None where the contract has no functions."""
    functions = _functions(artifact)
    if not functions:
        return None
    answers, constants, methods = [], [], []
    for entry in functions:
        if len(entry["outputs"]) > 1 and _is_view(entry):
            answers.append(_write_answer(entry))
        constants.append(_write_constant(entry))
        methods.append(_write_view(artifact, entry) if _is_view(entry) else _write_call(artifact, entry))
    structs = sorted({s.name for e in functions for s in structs_in([*e["inputs"], *e["outputs"]])})
    body = "\n\n".join(methods)
    used = [name for name in structs if any(name in part for part in (body, *constants, *answers))]
    bases = ["Contract", "Function"] + (["Read"] if "Read[" in body else [])
    text = HEADER.format(f"The typed client of {artifact.name}.")
    hides = any(
        hasattr(builtins, name) for e in functions for name in parameter_names(e["inputs"], "argument")
    )
    text += "# ruff: noqa: A002\n" if hides else ""
    text += "from __future__ import annotations\n\nfrom typing import Final"
    text += ", NamedTuple\n\n" if answers else "\n\n"
    text += "from chain.calls import Call\n" if "-> Call" in body else ""
    text += f"from chain.clients.base import {', '.join(bases)}\n"
    text += "from chain.provider import BlockTag\n" if "BlockTag" in body else ""
    text += f"from chain.structs import {', '.join(used)}\n" if used else ""
    text += "\n" + "\n".join(constants) + "\n"
    for answer in answers:
        text += f"\n\n{answer}\n"
    doc = docstring(_title(artifact), "    ")
    text += f'\n\nclass {artifact.name}(Contract):\n{doc}\n\n    NAME = "{artifact.name}"\n\n{body}\n'
    table = ", ".join(_constant(entry) for entry in functions)
    return text + f"\n\nFUNCTIONS: Final = ({table},)\n"


def _functions(artifact: Artifact) -> list[dict[str, Any]]:
    found = sorted((e for e in artifact.abi if e["type"] == "function"), key=lambda e: str(e["name"]))
    names = [snake(entry["name"]) for entry in found]
    if len(set(names)) != len(names):
        raise CodegenError(f"{artifact.name} has two functions of one name")
    return found


def _is_view(entry: Mapping[str, Any]) -> bool:
    return entry["stateMutability"] in ("view", "pure")


def _title(artifact: Artifact) -> str:
    for part in ("devdoc", "userdoc"):
        found = artifact.whole.get(part)
        if isinstance(found, Mapping) and found.get("title"):
            return str(found["title"]) + "."
    return f"{artifact.name}."


def _constant(entry: Mapping[str, Any]) -> str:
    return "_" + snake(entry["name"]).strip("_").upper()


def _write_constant(entry: Mapping[str, Any]) -> str:
    names = tuple(item["name"] or f"argument{i}" for i, item in enumerate(entry["inputs"]))
    return (
        f'{_constant(entry)}: Final = Function("{entry["name"]}", "{selector_of(entry).hex()}", {names!r}, '
        f"{tuple(types_of(entry['inputs']))!r}, {tuple(types_of(entry['outputs']))!r})"
    )


def _write_answer(entry: Mapping[str, Any]) -> str:
    names = parameter_names(entry["outputs"], "value")
    fields = [f"    {n}: {python_type(item)}" for n, item in zip(names, entry["outputs"], strict=True)]
    head = [f"class {class_of(entry['name'])}(NamedTuple):", f'    """What {entry["name"]} answers."""', ""]
    return "\n".join([*head, *fields])


def _answer_type(entry: Mapping[str, Any]) -> str:
    outputs = entry["outputs"]
    if not outputs:
        return "None"
    return python_type(outputs[0]) if len(outputs) == 1 else class_of(entry["name"])


def _make(entry: Mapping[str, Any]) -> str:
    """An expression that turns the decoded values `v` into the method's answer."""
    outputs = entry["outputs"]
    if not outputs:
        return "lambda _: None"
    parts = [builder(item, f"v[{i}]") for i, item in enumerate(outputs)]
    if len(parts) == 1:
        return f"lambda v: {parts[0]}"
    return f"lambda v: {class_of(entry['name'])}({', '.join(parts)})"


def _signature(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    """Parameters with their types, the tuple of their names, and how they are handed on.

    Many parameters go by name only: nobody should count positions where money moves.
    """
    names = parameter_names(entry["inputs"], "argument")
    typed = "".join(
        f", {name}: {python_type(item)}" for name, item in zip(names, entry["inputs"], strict=True)
    )
    if len(names) > MOST_POSITIONAL:
        typed = ", *" + typed
        asked = ", ".join(f"{name}={name}" for name in names)
    else:
        asked = ", ".join(names)
    return typed, f"({', '.join(names)}{',' if len(names) == 1 else ''})", asked


def _notice(artifact: Artifact, entry: Mapping[str, Any]) -> str:
    return artifact.notices.get(signature_of(entry)) or f"{entry['name']} of {artifact.name}."


def _write_call(artifact: Artifact, entry: Mapping[str, Any]) -> str:
    typed, names, _ = _signature(entry)
    return "\n".join(
        [
            f"    def {snake(entry['name'])}(self{typed}) -> Call:",
            docstring(_notice(artifact, entry), "        "),
            f"        return self._call({_constant(entry)}, {names})",
        ]
    )


def _write_view(artifact: Artifact, entry: Mapping[str, Any]) -> str:
    typed, names, asked = _signature(entry)
    name, answer = snake(entry["name"]), _answer_type(entry)
    star = "" if ", *" in typed else ", *"
    statement = "" if answer == "None" else "return "
    return "\n".join(
        [
            f'    def {name}(self{typed}{star}, at: BlockTag = "latest") -> {answer}:',
            docstring(_notice(artifact, entry), "        "),
            f"        {statement}self._ask(self.read_{name.strip('_')}({asked}), at)",
            "",
            f"    def read_{name.strip('_')}(self{typed}) -> Read[{answer}]:",
            f'        """The question of `{name}`, to be asked with others."""',
            f"        return self._read({_constant(entry)}, {names}, {_make(entry)})",
        ]
    )
