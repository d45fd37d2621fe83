"""Artifacts of the contracts: compiled, written to chain/artifacts/, compared with what is committed.

Running needs no compiler: chain/ reads these files. The same sources and settings give the same files on
every machine. A compilation is kept under build/compiled/ by the hash of everything that goes into it, so
that a check of unchanged sources is exact and takes no time. Contracts under contracts/test/ are for tests
only: compiled when a test asks, never committed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from scripts.build.compiler import BUILD, ROOT, CompilerSettings, compile_standard, standard_input

CONTRACTS: Final = ROOT / "contracts"
ARTIFACTS: Final = ROOT / "chain" / "artifacts"
COMPILED: Final = BUILD / "compiled"
TEST_FOLDER: Final = "contracts/test/"
FORGE_ONLY: Final = (
    *("contracts/test/coverage/", "contracts/test/invariants/", "contracts/test/proofs/"),
    "contracts/test/Vm.sol",
)
"""Compiled by forge alone, with settings of its own."""
KEPT_COMPILATIONS: Final = 6
DEFINITION: Final = re.compile(r"^(abstract\s+contract|contract|interface|library)\s+(\w+)", re.MULTILINE)
NODE_NUMBER: Final = re.compile(r"(?<=\))\d+")

Artifact = dict[str, Any]


def read_sources(folder: Path = CONTRACTS) -> dict[str, str]:
    """Every Solidity file but forge's own, by its path from the root folder."""
    names = {file.relative_to(folder.parent).as_posix(): file for file in sorted(folder.rglob("*.sol"))}
    return {
        name: file.read_text(encoding="utf-8")
        for name, file in names.items()
        if not name.startswith(FORGE_ONLY)
    }


def project_artifacts(sources: dict[str, str] | None = None) -> dict[str, Artifact]:
    """Artifacts by contract name of the contracts and interfaces that the program uses. BuildError."""
    texts = {
        name: text for name, text in (sources or read_sources()).items() if not name.startswith(TEST_FOLDER)
    }
    return artifacts_of(texts, list(texts))


def harness_artifacts() -> dict[str, Artifact]:
    """Artifacts by contract name of contracts/test/, for tests; compiled once for each state of them."""
    texts = read_sources()
    return artifacts_of(texts, [name for name in texts if name.startswith(TEST_FOLDER)])


def artifacts_of(sources: dict[str, str], wanted: list[str]) -> dict[str, Artifact]:
    """Compile and shape: contracts and interfaces of `wanted`, libraries that can be called from outside."""
    if not wanted:
        return {}
    settings = CompilerSettings.read()
    output = compiled(standard_input(sources, settings, wanted), settings.version)
    found: dict[str, Artifact] = {}
    for source in wanted:
        kinds = {name: kind for kind, name in DEFINITION.findall(sources[source])}
        for name, contract in output["contracts"].get(source, {}).items():
            if is_callable(kinds.get(name, ""), contract):
                found[name] = shape(name, source, contract, settings)
    return dict(sorted(found.items()))


def is_callable(kind: str, contract: dict[str, Any]) -> bool:
    """Whether something outside can call it: no abstract contract, no library of internal functions."""
    if kind == "library":
        return any(entry["type"] == "function" for entry in contract["abi"])
    return kind in ("contract", "interface")


def shape(name: str, source: str, contract: dict[str, Any], settings: CompilerSettings) -> Artifact:
    """One artifact: what chain/ needs, and from what it was made."""
    metadata = json.loads(contract["metadata"])
    inputs = {file: entry["keccak256"] for file, entry in metadata["sources"].items()}
    origin = json.dumps([inputs, settings.version, settings.settings], sort_keys=True)
    deployed = contract["evm"]["deployedBytecode"]
    return {
        "contractName": name,
        "sourceName": source,
        "sourceHash": hashlib.sha256(origin.encode()).hexdigest(),
        "abi": contract["abi"],
        "bytecode": "0x" + contract["evm"]["bytecode"]["object"],
        "deployedBytecode": "0x" + deployed["object"],
        "immutables": immutables(deployed.get("immutableReferences", {})),
        "storageLayout": without_numbers(contract["storageLayout"]),
        "devdoc": contract["devdoc"],
        "userdoc": contract["userdoc"],
        "compiler": {"version": metadata["compiler"]["version"], "settings": settings.settings},
    }


def immutables(references: dict[str, list[dict[str, int]]]) -> list[list[int]]:
    """[start, length] in the runtime code of every place that the constructor fills, in order."""
    return sorted([place["start"], place["length"]] for places in references.values() for place in places)


def without_numbers(layout: Any) -> Any:
    """The storage layout without the compiler's numbering of syntax nodes, which any edit would move."""
    if isinstance(layout, dict):
        return {
            NODE_NUMBER.sub("", key): without_numbers(value)
            for key, value in layout.items()
            if key != "astId"
        }
    if isinstance(layout, list):
        return [without_numbers(each) for each in layout]
    return NODE_NUMBER.sub("", layout) if isinstance(layout, str) else layout


def compiled(request: dict[str, Any], version: str) -> dict[str, Any]:
    """The compiler's answer to exactly this request, from build/compiled/ when it was asked before."""
    digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode())
    digest.update(version.encode())
    digest.update(
        (ROOT / "package-lock.json").read_bytes()
    )  # stands for what node_modules adds to the sources
    kept = COMPILED / f"{digest.hexdigest()}.json"
    with one_at_a_time():
        if not kept.is_file():
            print(f"[build] compiling {len(request['sources'])} sources with solc {version}", flush=True)
            half = kept.with_suffix(".new")
            half.write_text(json.dumps(compile_standard(request, version)), encoding="utf-8")
            half.replace(kept)
            for old in sorted(COMPILED.glob("*.json"), key=lambda file: file.stat().st_mtime)[
                :-KEPT_COMPILATIONS
            ]:
                old.unlink()
        answer: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    return answer


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two test workers that want the same compilation: the second waits for the first's."""
    COMPILED.mkdir(parents=True, exist_ok=True)
    with (COMPILED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def text_of(artifact: Artifact) -> str:
    """The file's text: sorted keys, one trailing newline."""
    return json.dumps(artifact, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write(artifacts: dict[str, Artifact], folder: Path = ARTIFACTS) -> list[str]:
    """Write what changed and remove what no longer exists; the names touched."""
    folder.mkdir(parents=True, exist_ok=True)
    touched = []
    for name, artifact in artifacts.items():
        file, text = folder / f"{name}.json", text_of(artifact)
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            touched.append(name)
    for file in sorted(folder.glob("*.json")):
        if file.stem not in artifacts:
            file.unlink()
            touched.append(file.stem)
    return sorted(touched)


def drift(artifacts: dict[str, Artifact], folder: Path = ARTIFACTS) -> list[str]:
    """How the committed artifacts differ from what the sources give, one line each; empty if all is well."""
    committed = {file.stem: file for file in sorted(folder.glob("*.json"))}
    lines = [f"{name}: artifact without a contract" for name in sorted(committed.keys() - artifacts.keys())]
    for name, artifact in artifacts.items():
        if name not in committed:
            lines.append(f"{name}: artifact is missing")
            continue
        text = committed[name].read_text(encoding="utf-8")
        if text == text_of(artifact):
            continue
        try:
            lines.append(f"{name}: {', '.join(differences(json.loads(text), artifact))}")
        except ValueError as error:
            lines.append(f"{name}: not JSON ({error})")
    return lines


def differences(old: Artifact, new: Artifact) -> list[str]:
    """How two artifacts of one contract differ, in words."""
    words = []
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if key == "abi" and isinstance(before, list):
            gone, came = entries(before) - entries(after or []), entries(after or []) - entries(before)
            words.append(
                "abi (" + " ".join([f"-{e}" for e in sorted(gone)] + [f"+{e}" for e in sorted(came)]) + ")"
            )
        elif key in ("bytecode", "deployedBytecode"):
            words.append(f"{key} ({len(before or '0x') // 2 - 1} → {len(after or '0x') // 2 - 1} bytes)")
        else:
            words.append(key)
    return words or ["formatting"]


def entries(abi: list[dict[str, Any]]) -> set[str]:
    """The ABI's entries as short signatures, to be compared as sets."""
    found = set()
    for entry in abi:
        types = ",".join(each["type"] for each in entry.get("inputs", []))
        found.add(f"{entry['type']}:{entry.get('name', '')}({types})")
    return found
