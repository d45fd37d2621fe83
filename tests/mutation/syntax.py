"""The compiler's syntax trees: nodes with their places in the source, and small questions about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import solcx

from scripts.build.compiler import MODULES, BuildError, CompilerSettings, ensure_solc

Node = dict[str, Any]
IMPORT: Final = re.compile(r'^import\s[^;]*?"([^"]+)"\s*;', re.MULTILINE)


def run_solc(
    sources: Mapping[str, str], settings: dict[str, Any], outputs: dict[str, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The compiler's answer, and its errors (not the warnings) where it refused. Nothing is kept."""
    chosen = CompilerSettings.read()
    request = {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in sorted(sources.items())},
        "settings": {**chosen.settings, **settings, "outputSelection": outputs},
    }
    program = ensure_solc(chosen.version)
    try:
        answer = solcx.compile_standard(request, solc_binary=program, base_path=str(MODULES))
    except solcx.exceptions.SolcError as error:
        found = [each for each in (error.error_dict or []) if each["severity"] == "error"]
        if not found:
            raise BuildError(f"solc: {error.message or error.stderr_data}") from error
        return {}, found
    return dict(answer), []


def trees(sources: Mapping[str, str]) -> dict[str, Node]:
    """Syntax tree by file of our own sources. Errors: BuildError where they do not compile."""
    answer, errors = run_solc(sources, {}, {"*": {"": ["ast"]}})
    if errors:
        raise BuildError("\n".join(each["formattedMessage"] for each in errors))
    return {name: answer["sources"][name]["ast"] for name in sources}


def closure(name: str, sources: Mapping[str, str], without: str = "(none)") -> set[str]:
    """The file and all of ours that it imports, in any number of steps; not by names with `without`."""
    found, waiting = {name}, [name]
    while waiting:
        for imported in imports_of(waiting.pop(), sources):
            if imported not in found and without not in imported:
                found.add(imported)
                waiting.append(imported)
    return found


def imports_of(name: str, sources: Mapping[str, str]) -> Iterator[str]:
    """Our own files that a file imports by itself."""
    for path in IMPORT.findall(sources[name]):
        parts = name.split("/")[:-1]
        for step in path.split("/"):
            if step == "..":
                parts.pop()
            elif step != ".":
                parts.append(step)
        if "/".join(parts) in sources:
            yield "/".join(parts)


def span(node: Node) -> tuple[int, int]:
    """First byte and the byte after the last."""
    start, length, _ = map(int, node["src"].split(":"))
    return start, start + length


def kind(node: Node) -> str:
    """The kind of node."""
    return str(node["nodeType"])


def type_of(node: Node) -> str:
    """The type in Solidity's words; empty where the compiler gives none."""
    return str((node.get("typeDescriptions") or {}).get("typeString") or "")


def is_constant(node: Node) -> bool:
    """A number that the compiler knows."""
    return type_of(node).startswith("int_const")
