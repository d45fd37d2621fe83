"""Fingerprints: one invoice is financed once."""

from __future__ import annotations

from typing import Any

from tests.contracts.ground import DAY, Party, hash_of
from tests.contracts.refusals import refused
from tests.contracts.typed import digest_of
from tests.contracts.world import World

PRINT = hash_of("an invoice")
PURPOSE = hash_of("a receivable")


def as_writer(world: World) -> Party:
    """A writer with a key, named by the operator: to speak to the contract without Receivables."""
    world.send(world.operator, "Fingerprints", "setWriter", world.carrier.address, True)
    return world.carrier


def said(world: World, writer: Party, gross: int, **changes: Any) -> dict[str, Any]:
    """What the service says of the invoice."""
    return {
        "entityId": world.supplier.entity_id,
        "fingerprint": PRINT,
        "gross": gross,
        "writer": writer.address,
        "purpose": PURPOSE,
        "validUntil": world.now + DAY,
    } | changes


def occupy(
    world: World, writer: Party, gross: int, amount: int, *, signature: bytes | None = None, **changes: Any
) -> None:
    message = said(world, writer, gross, **changes)
    key = world.fingerprint_service.key
    world.send(
        writer,
        "Fingerprints",
        "occupy",
        message["entityId"],
        message["fingerprint"],
        gross,
        amount,
        message["purpose"],
        message["validUntil"],
        world.signed("InvoiceIdentity", message, key) if signature is None else signature,
    )


def test_only_a_writer_occupies_and_frees(world: World) -> None:
    for who in (world.supplier, world.operator, world.fingerprint_service):
        with refused("Fingerprints_OnlyWriter", caller=who.address):
            occupy(world, who, 10, 1)
        with refused("Fingerprints_OnlyWriter", caller=who.address):
            world.send(who, "Fingerprints", "free", hash_of("key"), 1)


def test_only_the_operator_names_the_service_and_the_writers(world: World) -> None:
    for who in (world.outsider, world.supplier):
        with refused("AccessManagedUnauthorized", caller=who.address):
            world.send(who, "Fingerprints", "setService", who.address)
        with refused("AccessManagedUnauthorized", caller=who.address):
            world.send(who, "Fingerprints", "setWriter", who.address, True)
        with refused("AccessManagedUnauthorized", caller=who.address):
            world.send(who, "Fingerprints", "setAuthority", who.address)
    named = world.send(world.operator, "Fingerprints", "setService", world.carrier.address)
    assert world.event(named, "ServiceSet").service == world.carrier.address
    assert world.ask("Fingerprints", "service") == world.carrier.address
    removed = world.send(world.operator, "Fingerprints", "setWriter", world.addresses["Receivables"], False)
    assert world.event(removed, "WriterSet").allowed is False
    assert world.ask("Fingerprints", "isWriter", world.addresses["Receivables"]) is False


def test_an_identity_needs_the_services_word_on_all_that_is_occupied_for_one_writer_and_purpose(
    world: World,
) -> None:
    writer = as_writer(world)
    good = said(world, writer, 10)
    service, until = world.fingerprint_service.key, good["validUntil"]
    wrong = [
        world.signed("InvoiceIdentity", good | changed, service)
        for changed in (
            {"gross": 11},
            {"entityId": world.buyer.entity_id},
            {"fingerprint": hash_of("another invoice")},
            {"writer": world.addresses["Receivables"]},
            {"purpose": hash_of("another receivable")},
            {"validUntil": until + 1},
        )
    ]
    wrong += [world.signed("InvoiceIdentity", good, world.supplier.key), b"", b"\0" * 65]
    for signature in wrong:
        with refused("Fingerprints_SignatureInvalid", fingerprint=PRINT, gross=10):
            occupy(world, writer, 10, 1, signature=signature, validUntil=until)
    occupy(world, writer, 10, 1, validUntil=until)


def test_the_services_word_holds_to_its_last_second(world: World) -> None:
    writer = as_writer(world)
    until = world.now + 600
    with world.undone():
        world.travel_to(until)  # what is sent comes a second later
        with refused("Fingerprints_SignatureExpired", validUntil=until):
            occupy(world, writer, 10, 1, validUntil=until)
    world.travel_to(until - 1)
    occupy(world, writer, 10, 1, validUntil=until)


def test_INV_03_occupied_never_exceeds_gross_and_gross_is_set_anew_only_when_nothing_is(world: World) -> None:
    writer = as_writer(world)
    key = world.ask("Fingerprints", "keyOf", world.supplier.entity_id, PRINT)
    with refused("Fingerprints_AlreadyOccupied", key=key, gross=10, occupied=0, asked=11):
        occupy(world, writer, 10, 11)
    occupy(world, writer, 10, 6)
    with refused("Fingerprints_AlreadyOccupied", key=key, gross=10, occupied=6, asked=5):
        occupy(world, writer, 10, 5)
    with refused("Fingerprints_GrossFixed", key=key, gross=10, asked=20):
        occupy(world, writer, 20, 1)
    occupy(world, writer, 10, 4)
    told = world.ask("Fingerprints", "occupancy", key)
    assert (told.gross, told.occupied) == (10, 10)
    freed = world.event(world.send(writer, "Fingerprints", "free", key, 10), "Freed")
    assert (freed.key, freed.amount, freed.occupied) == (key, 10, 0)
    occupy(world, writer, 20, 15)
    told = world.ask("Fingerprints", "occupancy", key)
    assert (told.gross, told.occupied) == (20, 15)


def test_two_parties_may_have_the_same_invoice_number(world: World) -> None:
    keys = {world.ask("Fingerprints", "keyOf", who.entity_id, PRINT) for who in (world.supplier, world.buyer)}
    assert len(keys) == 2


def test_the_digest_is_that_of_the_typed_struct(world: World) -> None:
    message = said(world, world.carrier, 77)
    expected = digest_of("InvoiceIdentity", world.chain.chain_id, world.addresses["Fingerprints"], message)
    assert world.ask("Fingerprints", "digest", *message.values()) == "0x" + expected.hex()
