"""`python -m chain.codegen [--check]`: write the typed clients and events, or say what differs (exit 1)."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from chain.abi import Artifact, load_artifacts
from chain.codegen.clients import write_client, write_structs
from chain.codegen.events import write_events
from chain.codegen.names import HEADER, module_of

CHAIN: Final = Path(__file__).resolve().parents[1]
KEPT: Final = {"__init__.py", "base.py", "batches.py", "decoder.py", "meaning.py"}
FORMAT_SECONDS: Final = 60


def deployable(artifacts: Mapping[str, Artifact]) -> dict[str, Artifact]:
    """The artifacts with code; interfaces have none of their own."""
    return {name: artifact for name, artifact in artifacts.items() if len(artifact.bytecode) > len("0x")}


def render(artifacts: Mapping[str, Artifact]) -> dict[Path, str]:
    """path → text of everything that is written, formatted."""
    texts = {CHAIN / "structs.py": write_structs(artifacts)}
    events, clients = [], []
    for name, artifact in artifacts.items():
        module = module_of(name)
        written = write_events(artifact)
        if written is not None:
            texts[CHAIN / "events" / f"{module}.py"] = written
            events.append(name)
        written = write_client(artifact)
        if written is not None:
            texts[CHAIN / "clients" / f"{module}.py"] = written
            clients.append(name)
    texts[CHAIN / "events" / "all.py"] = _list_events(events)
    texts[CHAIN / "clients" / "all.py"] = _list_clients(clients)
    return {path: _formatted(path, text) for path, text in texts.items()}


def differences(artifacts: Mapping[str, Artifact]) -> list[str]:
    """What is not as the artifacts say; empty when all is well."""
    texts = render(artifacts)
    found = []
    for path, text in texts.items():
        if not path.is_file():
            found.append(f"{path.relative_to(CHAIN.parent)} is missing")
        elif path.read_text(encoding="utf-8") != text:
            found.append(f"{path.relative_to(CHAIN.parent)} differs from the artifacts")
    return found + [f"{path.relative_to(CHAIN.parent)} belongs to no artifact" for path in _left_over(texts)]


def main(arguments: list[str]) -> int:
    """Write, or check; exit code 0 or 1."""
    parser = argparse.ArgumentParser(prog="python -m chain.codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 where something differs")
    asked = parser.parse_args(arguments)
    artifacts = deployable(load_artifacts())
    if asked.check:
        found = differences(artifacts)
        for line in found:
            print(line)
        return 1 if found else 0
    texts = render(artifacts)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    for path in _left_over(texts):
        path.unlink()
    print(f"{len(texts)} files written from {len(artifacts)} artifacts")
    return 0


def _left_over(texts: Mapping[Path, str]) -> list[Path]:
    present = [path for folder in ("events", "clients") for path in sorted((CHAIN / folder).glob("*.py"))]
    return [path for path in present if path.name not in KEPT and path not in texts]


def _list_events(names: list[str]) -> str:
    text = HEADER.format("The decoders of every contract.") + "from __future__ import annotations\n\n"
    text += "from collections.abc import Callable, Mapping, Sequence\nfrom typing import Final, TypeAlias\n\n"
    text += f"from chain.events import {', '.join(module_of(n) for n in names)}\n\n"
    text += f"Event: TypeAlias = {' | '.join(f'{module_of(n)}.{n}Event' for n in names)}\n\n"
    text += "DECODERS: Final[Mapping[str, Mapping[str, Callable[[Sequence[str], str], Event]]]] = {\n"
    text += "".join(f'    "{n}": {module_of(n)}.DECODERS,\n' for n in names)
    return text + "}\n"


def _list_clients(names: list[str]) -> str:
    text = HEADER.format("The client class and the functions of every contract.")
    text += "from __future__ import annotations\n\nfrom collections.abc import Mapping\n"
    text += "from typing import Final\n\n"
    text += f"from chain.clients import {', '.join(module_of(n) for n in names)}\n"
    text += "from chain.clients.base import Contract, Function\n\n"
    text += "CLIENTS: Final[Mapping[str, type[Contract]]] = {\n"
    text += "".join(f'    "{n}": {module_of(n)}.{n},\n' for n in names)
    text += "}\n\nFUNCTIONS: Final[Mapping[str, tuple[Function, ...]]] = {\n"
    text += "".join(f'    "{n}": {module_of(n)}.FUNCTIONS,\n' for n in names)
    return text + "}\n"


def _formatted(path: Path, text: str) -> str:
    command = [sys.executable, "-m", "ruff"]
    for step in (
        ["check", "--select", "I", "--fix", "--quiet", "--stdin-filename", str(path), "-"],
        ["format", "--quiet", "--stdin-filename", str(path), "-"],
    ):
        done = subprocess.run(
            [*command, *step], input=text, capture_output=True, text=True, timeout=FORMAT_SECONDS, check=False
        )
        if done.returncode:
            raise SystemExit(f"{path}: {done.stderr or done.stdout}")
        text = done.stdout
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
