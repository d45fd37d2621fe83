"""Parties may be contracts (ERC-1271): what their contract approves is their signature, nothing else."""

from __future__ import annotations

from typing import Any, Final

from tests.contracts.ground import BUYER, DAY, hash_of
from tests.contracts.refusals import refused
from tests.contracts.typed import DOMAINS, digest_of
from tests.contracts.world import World

MAGIC: Final = bytes.fromhex("1626ba7e") + bytes(28)


def wallet(world: World, name: str, digest: bytes) -> str:
    """Account of a contract that approves one digest under any signature: MAGIC × (asked == digest)."""
    code = b"\x7f" + MAGIC + b"\x7f" + digest + bytes.fromhex("60043514025f5260205ff3")
    address = "0x" + hash_of("wallet", name)[-40:]
    world.chain.request("anvil_setCode", [address, "0x" + code.hex()])
    return address


def digest_in(world: World, struct: str, message: dict[str, Any]) -> bytes:
    return digest_of(struct, world.chain.chain_id, world.addresses[DOMAINS[struct][0]], message)


def test_INV_12_a_contract_orders_what_it_approves_and_nothing_else(world: World) -> None:
    terms, until = world.order_terms(), world.now + DAY
    account = "0x" + hash_of("wallet", "buyer")[-40:]
    approved = digest_in(world, "PlaceOrder", {"buyer": account, "terms": terms, "validUntil": until})
    assert wallet(world, "buyer", approved) == account
    world.send(
        world.operator, "Participants", "admit", account, hash_of("a firm")[:30], 0, BUYER, world.now + DAY,
        hash_of("profile"), hash_of("key"),
    )  # fmt: skip
    with refused("Orders_SignatureInvalid", buyer=account):
        world.send(
            world.outsider, "Orders", "placeSigned", account, terms | {"amount": 2}, until, b"whatever"
        )
    mined = world.send(world.outsider, "Orders", "placeSigned", account, terms, until, b"whatever")
    assert world.event(mined, "Placed").buyer == account
    with refused("Orders_AlreadyExists"):
        world.send(world.outsider, "Orders", "placeSigned", account, terms, until, b"another")


def test_a_contract_is_an_underwriter_for_what_it_approves(world: World) -> None:
    terms = world.terms()
    account = wallet(world, "underwriter", digest_in(world, "Terms", terms))
    world.set_mandate(underwriter=account)
    with refused("Facilities_SignatureInvalid", underwriter=account):
        world.send(world.supplier, "Facilities", "acceptTerms", terms | {"cap": 1}, b"")
    with refused("Facilities_SignatureInvalid", underwriter=account):
        world.accept_terms(cap=2)
    world.event(world.send(world.supplier, "Facilities", "acceptTerms", terms, b""), "TermsAccepted")


def test_INV_18_a_contracts_quote_spends_what_it_approves_once(world: World) -> None:
    order = world.accepted_order()
    world.receive(order, 1_000)
    quote = world.quote(world.confirmed_receivable(order, 1_000), 100, 95)
    account = wallet(world, "underwriter", digest_in(world, "PurchaseQuote", quote))
    world.set_mandate(underwriter=account)
    with refused("Market_SignatureInvalid", buyerOfUnits=world.financier.address):
        world.send(world.supplier, "Market", "sell", quote | {"price": 96}, b"")
    sold = world.event(world.send(world.supplier, "Market", "sell", quote, b""), "Sold")
    assert (sold.signer, sold.price) == (account, 95)
    with refused("Market_NonceUsed", signer=world.financier.address):
        world.send(world.supplier, "Market", "sell", quote, b"")


def test_a_contract_attests_identities_for_the_fingerprint_service(world: World) -> None:
    order = world.accepted_order()
    world.receive(order, 1_000)
    proposal = world.proposal(order, 400)
    message = world.identity_of(proposal)
    until = message["validUntil"]
    account = wallet(world, "service", digest_in(world, "InvoiceIdentity", message))
    world.send(world.operator, "Fingerprints", "setService", account)
    with refused("Fingerprints_SignatureInvalid", gross=proposal["gross"] + 1):
        world.send(
            world.supplier, "Receivables", "propose", proposal | {"gross": proposal["gross"] + 1}, until, b""
        )
    world.event(world.send(world.supplier, "Receivables", "propose", proposal, until, b""), "Proposed")
