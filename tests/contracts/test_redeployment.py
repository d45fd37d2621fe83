"""A new version is a new deployment; Fingerprints goes on, so that no invoice is financed once in each."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from chain.abi import load_artifact
from chain.deploy import CashPlan, DeploymentPlan, deploy
from chain.deployments import DeploymentError
from tests.contracts.ground import Party, hash_of, key_of
from tests.contracts.refusals import refused
from tests.contracts.world import World


def plan_after(world: World, **changes: Any) -> DeploymentPlan:
    """The same parties on new contracts."""
    token = CashPlan("Bank yuan", "CNYD", "CNY", world.bank.address, hash_of("terms of the token"))
    known = world.deployment.contracts["Fingerprints"]
    plan = DeploymentPlan(
        world.operator.address, world.fingerprint_service.address, (token,), 0, fingerprints=known
    )
    return replace(plan, **changes)


def moved(world: World) -> World:
    """The world on contracts that were deployed after its own."""
    later = copy.copy(world)
    later.deployment = deploy(world.chain, key_of("deployer"), plan_after(world))
    later.addresses = {name: made.address for name, made in later.deployment.contracts.items()}
    later.cash = later.addresses["Cash"] = later.deployment.cash_of("CNY").address
    later.artifacts_by_address = {each: load_artifact(name) for name, each in later.addresses.items()}
    later.populate()
    return later


def test_fingerprints_that_are_not_what_they_are_said_to_be_are_refused(world: World) -> None:
    known = world.deployment.contracts["Fingerprints"]
    other = replace(known, address=world.addresses["Orders"])
    with pytest.raises(DeploymentError, match="Fingerprints"):
        deploy(world.chain, key_of("deployer"), plan_after(world, fingerprints=other))


def test_INV_03_an_invoice_of_the_former_deployment_is_not_financed_again_in_the_next(world: World) -> None:
    order = world.accepted_order()
    world.receive(order, 1_000)
    proposal = world.proposal(order, 400)
    world.propose(proposal)
    later = moved(world)
    assert later.addresses["Fingerprints"] == world.addresses["Fingerprints"]
    assert later.addresses["Receivables"] != world.addresses["Receivables"]
    again = later.accepted_order()
    later.receive(again, 1_000)
    same = later.proposal(again, 400, fingerprint=proposal["fingerprint"])
    with refused("Fingerprints_OnlyWriter", caller=later.addresses["Receivables"]):
        later.propose(same)
    world.send(world.operator, "Fingerprints", "setWriter", later.addresses["Receivables"], True)
    with refused("Fingerprints_AlreadyOccupied", occupied=400):
        later.propose(same)
    world.send(world.supplier, "Receivables", "withdraw", proposal)
    later.propose(same)  # the former one has let it go


def test_another_than_the_operator_may_be_the_administrator(world: World) -> None:
    admin = Party("administrator")
    later = copy.copy(world)
    later.deployment = deploy(
        world.chain, key_of("deployer"), plan_after(world, admin=admin.address, fingerprints=None)
    )
    later.addresses = {name: made.address for name, made in later.deployment.contracts.items()}
    with refused("AccessManagedUnauthorized", caller=world.operator.address):
        later.send(world.operator, "Fingerprints", "setService", world.outsider.address)
    later.send(admin, "Fingerprints", "setService", world.outsider.address)
    later.admit(world.buyer, 1)
    with refused("AccessManagedUnauthorized", caller=admin.address):
        later.send(admin, "Participants", "suspend", world.buyer.address, 1)
