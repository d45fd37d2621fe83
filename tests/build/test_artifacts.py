"""Artifacts: compiled reproducibly, compared exactly, small enough."""

from __future__ import annotations

import copy
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts.build import checks
from scripts.build.artifacts import (
    Artifact,
    artifacts_of,
    drift,
    project_artifacts,
    text_of,
    without_numbers,
    write,
)
from scripts.build.compiler import SHIM, BuildError, CompilerSettings, ensure_solc, node

HEAD = "// SPDX-License-Identifier: UNLICENSED\npragma solidity 0.8.37;\n"
COUNTER = (
    HEAD
    + """
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
interface ICounter { function count() external view returns (uint256); }
abstract contract Base { uint256 internal _count; }
library Inside { function twice(uint256 x) internal pure returns (uint256) { return 2 * x; } }
contract Counter is Base, ICounter {
    address public immutable OWNER = msg.sender;
    function count() external view returns (uint256) { return Inside.twice(_count); }
    function text() external view returns (string memory) { return Strings.toString(_count); }
}
"""
)


def compile_one(text: str) -> dict[str, Artifact]:
    return artifacts_of({"contracts/Counter.sol": text}, ["contracts/Counter.sol"])


@pytest.fixture(scope="module")
def counter() -> dict[str, Artifact]:
    return compile_one(COUNTER)


def test_a_syntax_error_is_told_with_its_place() -> None:
    with pytest.raises(BuildError, match=r"contracts/Counter\.sol:2"):
        compile_one("// SPDX-License-Identifier: UNLICENSED\npragma solidity 0.8.37")


def test_an_import_that_is_nowhere_is_refused() -> None:
    with pytest.raises(BuildError, match="not found"):
        compile_one(HEAD + 'import "@openzeppelin/contracts/Nothing.sol";')


def test_a_warning_of_the_compiler_is_a_fault() -> None:
    with pytest.raises(BuildError, match="Unused local variable"):
        compile_one(HEAD + "contract C { function f() external pure { uint256 unused; } }")


def test_settings_without_a_key_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "brownie-config.yaml"
    file.write_text("compiler: {evm_version: cancun, solc: {version: 0.8.37}}")
    with pytest.raises(BuildError, match="metadata"):
        CompilerSettings.read(file)


def test_only_what_can_be_called_from_outside_becomes_an_artifact(counter: dict[str, Artifact]) -> None:
    assert list(counter) == ["Counter", "ICounter"]
    assert counter["ICounter"]["bytecode"] == "0x"
    assert counter["Counter"]["immutables"]


def test_an_edited_comment_changes_no_code(counter: dict[str, Artifact]) -> None:
    edited = compile_one(COUNTER + "// a remark\n")["Counter"]
    assert edited["bytecode"] == counter["Counter"]["bytecode"]
    assert edited["sourceHash"] != counter["Counter"]["sourceHash"]


def test_no_path_of_this_machine_is_in_an_artifact(repository: Path) -> None:
    for artifact in project_artifacts().values():
        assert str(repository) not in text_of(artifact)


def test_committed_artifacts_are_what_the_sources_give() -> None:
    assert drift(project_artifacts()) == []


def change_abi(artifact: Artifact) -> None:
    artifact["abi"] = [entry for entry in artifact["abi"] if entry.get("name") != "text"]


def change_code(artifact: Artifact) -> None:
    artifact["bytecode"] = artifact["bytecode"][:-2]


def change_layout(artifact: Artifact) -> None:
    artifact["storageLayout"]["storage"] = []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (change_abi, "Counter: abi (+function:text())"),
        (change_code, "Counter: bytecode ("),
        (change_layout, "Counter: storageLayout"),
    ],
)
def test_drift_names_the_artifact_and_how(
    counter: dict[str, Artifact], tmp_path: Path, change: Any, words: str
) -> None:
    committed = copy.deepcopy(counter)
    change(committed["Counter"])
    write(committed, tmp_path)
    lines = drift(counter, tmp_path)
    assert len(lines) == 1
    assert lines[0].startswith(words)


def test_drift_names_what_is_missing_and_what_is_too_much(
    counter: dict[str, Artifact], tmp_path: Path
) -> None:
    write({"Counter": counter["Counter"], "Gone": counter["ICounter"]}, tmp_path)
    assert drift(counter, tmp_path) == ["Gone: artifact without a contract", "ICounter: artifact is missing"]


def test_drift_survives_a_broken_file(counter: dict[str, Artifact], tmp_path: Path) -> None:
    write(counter, tmp_path)
    (tmp_path / "Counter.json").write_text("{")
    assert drift(counter, tmp_path)[0].startswith("Counter: not JSON")


def test_writing_twice_touches_nothing(counter: dict[str, Artifact], tmp_path: Path) -> None:
    assert write(counter, tmp_path) == ["Counter", "ICounter"]
    assert write(counter, tmp_path) == []


def test_the_layout_does_not_depend_on_the_compilers_numbering() -> None:
    numbered = {
        "storage": [{"astId": 7, "type": "t_mapping(t_userDefinedValueType(Id)12,t_struct(S)34_storage)"}]
    }
    assert without_numbers(numbered) == {
        "storage": [{"type": "t_mapping(t_userDefinedValueType(Id),t_struct(S)_storage)"}]
    }


def test_a_contract_at_the_limit_is_too_big(counter: dict[str, Artifact]) -> None:
    big = copy.deepcopy(counter)
    big["Counter"]["deployedBytecode"] = "0x" + "00" * checks.RUNTIME_LIMIT_BYTES
    assert checks.oversized(big) == ["Counter: 23,000 bytes of 23,000"]
    assert checks.oversized(counter) == []


def test_every_contract_is_below_the_limit() -> None:
    assert checks.oversized(project_artifacts()) == []


@pytest.mark.parametrize("arguments", [["--combined-json", "abi"], ["--standard-json", "--via-ir"], []])
def test_the_shim_refuses_what_it_does_not_serve(arguments: list[str]) -> None:
    command = [str(node()), str(SHIM), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, input="{}", check=False)
    assert ran.returncode == 1
    assert ran.stdout == ""


def test_the_shim_reads_nothing_outside_its_folders(tmp_path: Path) -> None:
    (tmp_path / "Secret.sol").write_text(HEAD)
    (tmp_path / "base").mkdir()
    request = {
        "language": "Solidity",
        "sources": {"A.sol": {"content": HEAD + f'import "{tmp_path}/Secret.sol"; import "../Secret.sol";'}},
        "settings": {"outputSelection": {}},
    }
    command = [str(node()), str(SHIM), "--standard-json", "--base-path", str(tmp_path / "base")]
    ran = subprocess.run(command, capture_output=True, text=True, input=json.dumps(request), check=True)
    messages = [each["message"] for each in json.loads(ran.stdout)["errors"]]
    assert len(messages) == 2
    assert all("not found" in message for message in messages)


def test_the_compiler_is_the_release_of_the_configuration() -> None:
    version = CompilerSettings.read().version
    said = subprocess.run(
        [ensure_solc(version), "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert f"Version: {version}+commit." in said
