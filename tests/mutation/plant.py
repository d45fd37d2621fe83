"""A pytest plugin (`-p tests.mutation.plant`): the tests run against mutated creation code.

The folder named by TALLYSTICK_MUTANT holds <contract>.hex: creation code in the place of the artifact's.
Nodes and EVMs of the tests take contracts above the network's size: mutants are compiled without optimizer.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pyrevm
import pytest

from chain.abi import Artifact, load_artifacts
from scripts.services.anvil import Anvil
from tests.contracts import evm
from tests.model.evm import CODE_LIMIT

FOLDER = "TALLYSTICK_MUTANT"
GAS = 1 << 29
"""What a hundred cases at once may use."""


def _roomy(self: Anvil, folder: Path, *, plain: Callable[[Anvil, Path], list[str]]) -> list[str]:
    return [*plain(self, folder), "--code-size-limit", str(CODE_LIMIT)]


def pytest_configure(config: pytest.Config) -> None:
    """Put the mutated code in the artifacts' place, for this process."""
    codes = {
        file.stem: "0x" + file.read_text(encoding="ascii") for file in Path(os.environ[FOLDER]).glob("*.hex")
    }
    artifacts = cast("dict[str, Artifact]", load_artifacts())
    for name in codes.keys() & artifacts.keys():
        artifacts[name] = replace(artifacts[name], bytecode=codes[name])
    Anvil._arguments = functools.partialmethod(_roomy, plain=Anvil._arguments)  # type: ignore[method-assign,assignment]
    make_room()


def make_room() -> None:
    """The EVM of the libraries' tests takes large contracts, and an endless loop in it ends."""
    roomy = functools.partial(pyrevm.EVM, pyrevm.Env(pyrevm.CfgEnv(1, CODE_LIMIT)))
    for name, value in (("EVM", roomy), ("GAS", GAS)):
        setattr(evm, name, value)
