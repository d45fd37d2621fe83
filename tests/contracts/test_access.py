"""Who can do what: the operator's rights, announced in time where they can hurt, and never a party's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chain.abi import load_artifact
from chain.deploy import ADMIN_DELAY_SECONDS, ADMIN_ROLE, OPERATOR_ROLE
from chain.provider import connect
from scripts.services.anvil import Anvil
from tests.contracts.contracts import call_of
from tests.contracts.ground import key_of
from tests.contracts.refusals import refused
from tests.contracts.world import World

FOREIGN_SERVICE = "0x" + "5e" * 20


@pytest.fixture(scope="module")
def delayed() -> Iterator[World]:
    """A deployment as it is made for real: administrative calls are announced two days ahead."""
    with Anvil(timestamp=1_800_000_000) as node, connect(node.rpc_url, node.chain_id) as chain:
        yield World(chain, ADMIN_DELAY_SECONDS)


def test_the_deployer_keeps_no_right(delayed: World) -> None:
    deployer = key_of("deployer").address
    for role in (ADMIN_ROLE, OPERATOR_ROLE):
        assert delayed.ask("Authority", "hasRole", role, deployer).isMember is False


def test_an_administrative_call_is_refused_until_it_was_announced_two_days_ahead(delayed: World) -> None:
    operator, address = delayed.operator, delayed.addresses["Fingerprints"]
    with refused("AccessManagerNotScheduled"):
        delayed.send(operator, "Fingerprints", "setService", FOREIGN_SERVICE)
    call = call_of(load_artifact("Fingerprints"), address, "setService", (FOREIGN_SERVICE,))
    delayed.send(operator, "Authority", "schedule", address, call.data, 0)
    delayed.travel(ADMIN_DELAY_SECONDS - 60)
    with refused("AccessManagerNotReady"):
        delayed.send(operator, "Fingerprints", "setService", FOREIGN_SERVICE)
    delayed.travel(120)
    delayed.send(operator, "Fingerprints", "setService", FOREIGN_SERVICE)
    assert delayed.ask("Fingerprints", "service") == FOREIGN_SERVICE


def test_the_operator_admits_suspends_and_pauses_at_once(delayed: World) -> None:
    delayed.send(delayed.operator, "Participants", "pause")
    delayed.send(delayed.operator, "Participants", "unpause")
    delayed.send(delayed.operator, "Participants", "suspend", delayed.sub_supplier.address, 1)
    delayed.send(delayed.operator, "Participants", "reinstate", delayed.sub_supplier.address)


def test_only_participants_and_fingerprints_ask_the_authority() -> None:
    names = ("Cash", "Orders", "Receivables", "Facilities", "Loans", "Collateral", "Market", "GuaranteePool")
    for name in names:
        assert all(entry.get("name") != "authority" for entry in load_artifact(name).abi)
