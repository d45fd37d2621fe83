"""A bounded part of forge's invariant campaigns (`make prove` runs the long one)."""

from __future__ import annotations

import secrets
import tomllib

import pytest
import yaml

from scripts.build.compiler import ROOT
from scripts.prove import campaigns as forge_campaigns
from scripts.prove import forge, planted
from tests.model.planted import DEFECTS, creation_code

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


def test_the_campaign_holds_every_run_to_every_invariant_of_the_model_but_the_mirrors() -> None:
    names = forge.invariants()
    numbers = {name.split("_")[1].rstrip("b") for name in names} | {"02"}  # 01 and 02 are one function
    assert numbers == {f"{number:02}" for number in range(20)} - {"16"}
    asked = forge.CHECKS.read_text(encoding="utf-8").partition("function _look")[0]
    for name in names:
        assert f"_{name}(" in asked, f"{name} is not asked for"


def test_no_party_breaks_an_invariant(compiled: None) -> None:
    seed = secrets.randbits(32)
    outcome = forge.campaign(seed, runs=12, depth=forge_campaigns.DEPTH, seconds=600)
    assert not outcome.fault, f"{outcome.fault}\nseed {seed}\n{outcome.words}"
    assert outcome.calls == 12 * forge_campaigns.DEPTH
    succeeded = sum(good for good, _ in outcome.tallies.values())
    assert succeeded > outcome.calls // 2, "draws that do not succeed prove nothing"
    for name in NEVER_SUCCEED:
        assert outcome.tallies.get(name, (0, 0))[0] == 0


def test_a_planted_defect_is_found(compiled: None) -> None:
    """The campaign can fail: a token that forgets what it holds for a suspended party."""
    defect = next(
        each for each in DEFECTS if "commitments are rounded" not in each.name and each.contract == "Cash"
    )
    said, calls = planted.by_forge(defect.contract, creation_code(defect))
    assert "INV-08" in said
    assert calls <= sum(planted.FORGE_CALLS)
