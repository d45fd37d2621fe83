"""Every error of the interfaces is provoked by some test of this folder, by its name."""

from __future__ import annotations

from pathlib import Path

from chain.abi import load_artifacts

HERE = Path(__file__).parent
OURS = (
    "Participants",
    "Cash",
    "Fingerprints",
    "Orders",
    "Receivables",
    "Facilities",
    "Loans",
    "Collateral",
    "Market",
    "GuaranteePool",
    "SelfPermit",
)


def test_every_error_of_the_interfaces_is_provoked_by_a_test() -> None:
    provoked = "".join(file.read_text() for file in HERE.glob("test_*.py"))
    declared = {
        entry["name"]
        for artifact in load_artifacts().values()
        for entry in artifact.abi
        if entry["type"] == "error" and entry["name"].split("_")[0] in OURS
    }
    assert len(declared) > 100
    assert sorted(name for name in declared if f'"{name}"' not in provoked) == []


def test_every_state_changing_function_is_called_by_a_test() -> None:
    called = "".join(file.read_text() for file in HERE.glob("*.py"))
    missing = [
        f"{artifact.name}.{entry['name']}"
        for artifact in load_artifacts().values()
        if artifact.name in OURS
        for entry in artifact.abi
        if entry["type"] == "function"
        and entry["stateMutability"] == "nonpayable"
        and f'"{entry["name"]}"' not in called
    ]
    assert missing == []
