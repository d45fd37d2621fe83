"""Brownie compiles the same contracts, with the same settings, to the same code as chain/artifacts."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

ARTIFACTS = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted(Path(os.environ["TALLYSTICK_ARTIFACTS"]).glob("*.json"))
}
CONTRACTS = [name for name, artifact in ARTIFACTS.items() if artifact["bytecode"] != "0x"]


def test_there_is_something_to_compare() -> None:
    assert len(CONTRACTS) >= 10


@pytest.mark.parametrize("name", CONTRACTS)
def test_brownies_bytecode_is_that_of_the_artifact(name: str) -> None:
    from brownie import project as projects

    built = projects.get_loaded_projects()[0]._build.get(name)
    assert "0x" + built["bytecode"] == ARTIFACTS[name]["bytecode"]


@pytest.mark.parametrize("name", CONTRACTS)
def test_brownies_abi_is_that_of_the_artifact(name: str) -> None:
    from brownie import project as projects

    def in_order(abi: list[dict[str, Any]]) -> list[str]:
        # Brownie gives the constructor a name, which it does not have
        entries = ({**entry, "name": entry.get("name", "constructor")} for entry in abi)
        return sorted(json.dumps(entry, sort_keys=True) for entry in entries)

    built = projects.get_loaded_projects()[0]._build.get(name)
    assert in_order(built["abi"]) == in_order(ARTIFACTS[name]["abi"])
