"""Participants: who may take part, under the operator's rights alone."""

from __future__ import annotations

from typing import Any

import pytest

from chain.deploy import ORDER
from chain.encoding import keccak256, to_hex
from tests.contracts.ground import (
    AUDITOR,
    BUYER,
    DAY,
    NOBODY,
    SUPPLIER,
    ZERO,
    Party,
    hash_of,
)
from tests.contracts.refusals import refused
from tests.contracts.world import World

NEWCOMER = Party("newcomer")


@pytest.mark.parametrize(
    ("function", "values"),
    [
        ("admit", (NEWCOMER.address, NEWCOMER.entity_id, 0, BUYER, 2**40 - 1, ZERO, ZERO)),
        ("renew", (NEWCOMER.address, 0, BUYER, 2**40 - 1, ZERO, ZERO)),
        ("suspend", (NEWCOMER.address, 1)),
        ("reinstate", (NEWCOMER.address,)),
        ("listCash", (NEWCOMER.address,)),
        ("pause", ()),
        ("unpause", ()),
        ("setAuthority", (NEWCOMER.address,)),
    ],
)
def test_nobody_but_the_operator_uses_its_rights(
    world: World, function: str, values: tuple[Any, ...]
) -> None:
    for who in (world.outsider, world.buyer, world.financier, world.bank):
        with refused("AccessManagedUnauthorized", caller=who.address):
            world.send(who, "Participants", function, *values)


def test_the_deployer_has_kept_no_right(world: World) -> None:
    deployer = Party("deployer")
    with refused("AccessManagedUnauthorized", caller=deployer.address):
        world.send(deployer, "Participants", "pause")
    assert world.ask("Authority", "hasRole", 0, deployer.address).isMember is False


def test_admission_is_refused_twice_without_entity_without_role_and_in_the_past(world: World) -> None:
    with refused("Participants_AlreadyAdmitted", account=world.buyer.address):
        world.admit(world.buyer, BUYER)
    with refused("Participants_EntityMissing", account=NEWCOMER.address):
        world.admit(NEWCOMER, BUYER, entity_id="0x" + "00" * 14)
    for roles in (0, 1 << 7, 1 << 15, (1 << 15) | BUYER):
        with refused("Participants_RolesOutOfRange", roles=roles):
            world.admit(NEWCOMER, roles)
    with refused("Participants_ValidityInPast", validUntil=world.now, now_=world.now):
        world.admit(NEWCOMER, BUYER, valid_until=world.now)


def admit_account(world: World, account: str) -> None:
    values = (account, NEWCOMER.entity_id, 0, BUYER, 2**40 - 1, ZERO, ZERO)
    world.send(world.operator, "Participants", "admit", *values)


def test_the_contracts_of_the_deployment_are_never_admitted_renewed_or_suspended(world: World) -> None:
    for name in ORDER:
        system = world.addresses[name]
        with refused("Participants_AlreadyAdmitted", account=system):
            admit_account(world, system)
        with refused("Participants_NotAdmitted", account=system):
            world.send(world.operator, "Participants", "renew", system, 0, BUYER, 2**40 - 1, ZERO, ZERO)
        with refused("Participants_NotAdmitted", account=system):
            world.send(world.operator, "Participants", "suspend", system, 1)


def test_what_is_not_there_is_neither_renewed_nor_suspended_nor_reinstated(world: World) -> None:
    for function, values in (
        ("suspend", (1,)),
        ("reinstate", ()),
        ("renew", (0, BUYER, 2**40 - 1, ZERO, ZERO)),
    ):
        with refused("Participants_NotAdmitted", account=world.outsider.address):
            world.send(world.operator, "Participants", function, world.outsider.address, *values)
    with refused("Participants_NotSuspended", account=world.buyer.address):
        world.reinstate(world.buyer)
    world.suspend(world.buyer)
    with refused("Participants_Suspended", account=world.buyer.address):
        world.suspend(world.buyer)
    with refused("Participants_RolesOutOfRange", roles=0):
        world.renew(world.buyer, roles=0)


def test_an_account_is_admitted_renewed_suspended_and_reinstated(world: World) -> None:
    until = world.now + DAY
    admitted = world.event(world.admit(NEWCOMER, BUYER | AUDITOR, group=7, valid_until=until), "Admitted")
    assert (admitted.account, admitted.entityId) == (NEWCOMER.address, NEWCOMER.entity_id)
    assert (admitted.groupId, admitted.roles, admitted.validUntil) == (7, BUYER | AUDITOR, until)
    assert admitted.profile == hash_of("profile", "newcomer")
    row = world.ask("Participants", "participant", NEWCOMER.address)
    assert (row.validUntil, row.roles, row.suspended, row.groupId, row.entityId) == (
        until,
        BUYER | AUDITOR,
        False,
        7,
        NEWCOMER.entity_id,
    )
    renewed = world.event(world.renew(NEWCOMER, roles=SUPPLIER, group=8, valid_until=until + 1), "Renewed")
    assert (renewed.groupId, renewed.roles, renewed.validUntil) == (8, SUPPLIER, until + 1)
    assert world.event(world.suspend(NEWCOMER, 44), "Suspended").reason == 44
    assert world.ask("Participants", "receiverKind", NEWCOMER.address) == 1  # suspended: money is held
    assert world.event(world.reinstate(NEWCOMER), "Reinstated").account == NEWCOMER.address
    assert world.ask("Participants", "receiverKind", NEWCOMER.address) == 2
    assert world.ask("Participants", "entityOf", NEWCOMER.address) == NEWCOMER.entity_id


def test_standing_needs_admission_the_role_no_suspension_and_validity(world: World) -> None:
    def require(role: int) -> None:
        world.ask("Participants", "requireStanding", NEWCOMER.address, role)

    with refused("Participants_NotAdmitted", account=NEWCOMER.address):
        require(BUYER)
    until = world.now + DAY
    world.admit(NEWCOMER, BUYER, valid_until=until)
    require(BUYER)
    require(BUYER | SUPPLIER)  # any of the roles named
    with refused("Participants_RoleMissing", account=NEWCOMER.address, role=SUPPLIER, roles=BUYER):
        require(SUPPLIER)
    world.travel_to(until)
    require(BUYER)
    world.travel_to(until + 1)
    with refused("Participants_Lapsed", account=NEWCOMER.address, validUntil=until):
        require(BUYER)
    world.suspend(NEWCOMER)
    with refused("Participants_Suspended"):
        require(BUYER)


def test_affiliates_are_of_one_entity_or_one_group(world: World) -> None:
    def affiliated() -> bool:
        return bool(world.ask("Participants", "affiliated", world.buyer.address, NEWCOMER.address))

    world.admit(NEWCOMER, BUYER)
    assert affiliated() is False
    world.renew(NEWCOMER, roles=BUYER, group=3)
    assert affiliated() is False
    world.renew(world.buyer, group=3)
    assert affiliated() is True
    account = Party("second account of the buyer")
    world.admit(account, BUYER, entity_id=world.buyer.entity_id)
    assert world.ask("Participants", "affiliated", world.buyer.address, account.address) is True
    told = world.ask(
        "Participants", "standing", world.buyer.address, world.supplier.address, NEWCOMER.address
    )
    assert (told.buyerSuspended, told.supplierSuspended, told.affiliates) == (False, False, True)
    assert world.ask("Participants", "standing", NOBODY, NOBODY, NOBODY).affiliates is True


def test_INV_14_no_number_of_flagged_payables_wraps_to_none(world: World) -> None:
    order = world.accepted_order()
    world.receive(order, 1_000)
    receivable = world.confirmed_receivable(order, 1_000)
    slot = keccak256(bytes(12) + bytes.fromhex(world.buyer.address[2:]) + (1).to_bytes(32, "big"))
    where = [world.addresses["Participants"], to_hex(slot)]
    row = int(str(world.chain.request("eth_getStorageAt", [*where, "latest"])), 16)
    full = row | 0xFFFF << 240  # 65,535 flagged one by one would take an hour
    world.chain.request("anvil_setStorageAt", [*where, f"0x{full:064x}"])
    assert world.overdue_of(world.buyer) == 0xFFFF
    world.travel_to(world.receivable(receivable).maturity + 1)
    with refused("Participants_TooManyOverdue", account=world.buyer.address, overdue=0xFFFF):
        world.flag_overdue(receivable)


def test_a_cash_token_is_listed_once_and_only_of_this_directory(world: World) -> None:
    with refused("Participants_CashAlreadyListed", cash=world.cash, cashId=1):
        world.send(world.operator, "Participants", "listCash", world.cash)
    with refused("Participants_CashUnknown", cash=NEWCOMER.address):
        world.ask("Participants", "cashIdOf", NEWCOMER.address)
    foreign = world.create("Cash", "Other", "OTH", "0x" + b"EUR".hex(), world.bank.address, world.cash, ZERO)
    for stranger in (foreign, NEWCOMER.address, world.addresses["Orders"]):  # nor what is no token at all
        with refused("Participants_CashOfAnotherDirectory", cash=stranger):
            world.send(world.operator, "Participants", "listCash", stranger)
    directory = world.addresses["Participants"]
    euro = world.create("Cash", "Bank euro", "EURD", "0x" + b"EUR".hex(), world.bank.address, directory, ZERO)
    with world.undone():
        admit_account(world, euro)
        with refused("Participants_AlreadyAdmitted", account=euro):
            world.send(world.operator, "Participants", "listCash", euro)
    with world.undone():
        told = world.event(world.send(world.operator, "Participants", "listCash", euro), "CashListed")
        assert (told.cashId, told.cash, told.currency) == (2, euro, "0x" + b"EUR".hex())
    assert world.ask("Participants", "cashOf", 1) == world.cash
    assert world.ask("Participants", "cashIdOf", world.cash) == 1
    assert world.ask("Participants", "cashOf", 2) == NOBODY


def test_INV_08_a_cash_token_is_no_participant_as_money_sent_to_it_would_be_in_nobodys_book(
    world: World,
) -> None:
    with refused("Participants_CashAlreadyListed", cash=world.cash, cashId=1):
        admit_account(world, world.cash)


def test_the_pause_begins_once_and_ends_once(world: World) -> None:
    with refused("Participants_NotPaused"):
        world.unpause()
    assert world.event(world.pause(), "Paused").by == world.operator.address
    assert world.ask("Participants", "paused") is True
    for function, values in (
        ("requireNotPaused", ()),
        ("requireActive", (world.buyer.address, BUYER)),
        ("requireActivePair", (world.buyer.address, BUYER, world.supplier.address, SUPPLIER)),
    ):
        with refused("Participants_Paused"):
            world.ask("Participants", function, *values)
    world.ask("Participants", "requireStanding", world.buyer.address, BUYER)
    with refused("Participants_Paused"):
        world.pause()
    assert world.event(world.unpause(), "Unpaused").by == world.operator.address
    assert world.ask("Participants", "paused") is False


def test_only_receivables_counts_what_is_overdue(world: World) -> None:
    for who in (world.operator, world.financier, world.buyer):
        with refused("Participants_OnlySister", caller=who.address):
            world.send(who, "Participants", "addOverdue", world.buyer.address)
        with refused("Participants_OnlySister", caller=who.address):
            world.send(who, "Participants", "removeOverdue", world.buyer.address)


def test_cash_tells_strangers_the_suspended_receivers_and_its_own_contracts_apart(world: World) -> None:
    world.suspend(world.supplier)
    world.lapse(world.sub_supplier)
    kinds = {
        world.outsider.address: 0,
        world.supplier.address: 1,
        world.sub_supplier.address: 2,
        world.addresses["Receivables"]: 3,
        world.addresses["GuaranteePool"]: 3,
    }
    found = {address: world.ask("Participants", "receiverKind", address) for address in kinds}
    assert found == kinds
