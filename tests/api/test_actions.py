"""Whatever a party may do on chain it can ask for by an action: nothing is forgotten, nothing there twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, get_args

import pytest

from api.faults import REMEDIES
from api.transactions.actions import every
from chain.abi import load_artifact, load_artifacts
from chain.clients.all import FUNCTIONS

SISTERS: Final = {
    "Cash": {"settle", "settleFrom", "settleWithFeeFrom"},
    "Facilities": {"acceptTermsFor", "reserve", "free", "noteDefault", "spend"},
    "Fingerprints": {"occupy", "free"},
    "Loans": {"syncWith", "takeConfirmed", "changeCustody", "collect", "subrogate"},
    "Market": {"takePledged"},
    "Orders": {"addProposed", "removeProposed", "confirmProposed", "voidConfirmed", "setPledged"},
    "Participants": {"addOverdue", "removeOverdue"},
    "Receivables": {"moveUnits"},
}
"""Called by contracts of the deployment, never by a party."""
ADMINISTRATION: Final = {
    "Fingerprints": {"setAuthority", "setService", "setWriter"},
    "Participants": {"setAuthority", "listCash"},
}
"""Announced days ahead through the Authority (docs/access.md), not through the service."""
ELSEWHERE: Final = {
    "Cash": {"permit", "transferFrom"},
    "Receivables": {"approve", "setOperator", "transferFrom"},
    "GuaranteePool": {"permitCash"},
}
"""Done by others for a party that signed or allowed it; GuaranteePool has no batch to use a permit in."""
BATCHES: Final = {"multicall", "tryMulticall"}
CALLS: Final = Path(every.__file__).parent.glob("*_calls.py")


def asked_for() -> set[tuple[str, str]]:
    """Contract and function of every call that an action becomes."""
    text = "".join(path.read_text("utf-8") for path in CALLS)
    found = set(re.findall(r'desk\.call\(\s*"(\w+)",\s*"(\w+)"', text))
    found |= {("Orders", name) for name in re.findall(r'_milestone\(\s*"(\w+)"', text)}
    return found | {("Receivables", "permitCash"), ("Loans", "permitCash")}


ASKED: Final = asked_for()


@pytest.mark.parametrize("contract", sorted(set(FUNCTIONS) - {"Authority"}))
def test_every_function_of_a_contract_is_an_action_or_has_its_reason_not_to_be(contract: str) -> None:
    changing = {
        entry["name"]
        for entry in load_artifact(contract).abi
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }
    apart = set().union(*(each.get(contract, set()) for each in (SISTERS, ADMINISTRATION, ELSEWHERE)))
    acted = {function for owner, function in ASKED if owner == contract}
    assert acted <= changing
    assert acted & apart == set()
    assert changing - acted - apart - BATCHES == set()


def test_every_action_has_one_builder_and_a_name_of_its_own() -> None:
    actions = get_args(every.Single)
    names = [get_args(each.model_fields["action"].annotation)[0] for each in actions]
    assert len(set(names)) == len(names) == len(actions)
    assert set(actions) == set(every.BUILDERS)


def test_every_remedy_is_for_an_error_that_a_contract_has() -> None:
    known = {
        entry["name"]
        for artifact in load_artifacts().values()
        for entry in artifact.abi
        if entry["type"] == "error"
    }
    assert set(REMEDIES) - known == set()
