"""A bounded part of forge's invariant campaigns (`make prove` runs the long one)."""

from __future__ import annotations

import secrets
import tomllib

import pytest
import yaml

from scripts.build.compiler import ROOT
from scripts.prove import forge

pytestmark = pytest.mark.skipif(forge.program() is None, reason="no forge for this system in node_modules")

NEVER_SUCCEED = ("a donation", "an odd token", "posing as a sister", "posing as the operator")


@pytest.fixture(scope="module")
def compiled() -> None:
    forge.build("campaign")


def test_forge_compiles_with_the_settings_of_the_compiler() -> None:
    default = tomllib.loads((ROOT / "foundry.toml").read_text(encoding="utf-8"))["profile"]["default"]
    settings = yaml.safe_load((ROOT / "brownie-config.yaml").read_text(encoding="utf-8"))["compiler"]
    assert default["evm_version"] == settings["evm_version"]
    assert default["via_ir"] == settings["solc"]["viaIR"]
    assert default["optimizer_runs"] == settings["solc"]["optimizer"]["runs"]
    assert default["solc"].endswith(settings["solc"]["version"])


@pytest.mark.parametrize("invariant", forge.invariants())
def test_no_party_breaks(invariant: str, compiled: None) -> None:
    seed = secrets.randbits(32)
    outcome = forge.campaign(invariant, seed, runs=1, depth=300, seconds=300)
    assert not outcome.fault, f"{outcome.fault}\nseed {seed}\n{outcome.words}"
    assert outcome.calls == 300
    succeeded = sum(good for good, _ in outcome.tallies.values())
    assert succeeded > 150, "draws that do not succeed prove nothing"
    for name in NEVER_SUCCEED:
        assert outcome.tallies.get(name, (0, 0))[0] == 0
