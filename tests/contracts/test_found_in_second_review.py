"""What a review by attack found after the campaigns, in seams that the model shared with the contracts."""

from __future__ import annotations

import pytest

from chain.encoding import keccak256, to_hex
from tests.contracts.ground import DAY, Party
from tests.contracts.refusals import refused
from tests.contracts.test_contract_accounts import digest_in, wallet
from tests.contracts.world import World

CURE = 5


def financed(world: World, maturity_days: int = 170) -> tuple[str, str]:
    """An order with 300,000 owed and 500,000 of its units in custody."""
    order = world.accepted_order()
    world.receive(order, 1_000_000)
    world.open_and_draw(order, 300_000, maxTenorDays=40)
    maturity = (world.now // DAY + maturity_days) * DAY
    return order, world.confirmed_receivable(order, 500_000, maturity=maturity)


def to_himself(world: World, receivable: str, units: int, price: int) -> dict[str, object]:
    world.allow(world.supplier, "Market")
    until = world.now + 365 * DAY
    return world.quote(receivable, units, price, buyerOfUnits=world.supplier.address, validUntil=until)


def test_INV_17_past_due_and_in_default_the_supplier_sells_custody_only_to_pay_all(world: World) -> None:
    order, receivable = financed(world)
    world.travel_to(world.account(order).dueAt)
    cheap = to_himself(world, receivable, 500_000, 1)
    with refused("Loans_PastDue", orderId=order):
        world.sell_pledged(order, cheap, key=world.supplier.key)
    world.travel_to(world.position(order).graceEnds + 1)
    world.declare_default(order)
    world.extend(order, world.now + 100 * DAY)
    with refused("Loans_InDefault", orderId=order):
        world.sell_pledged(order, cheap, key=world.supplier.key)
    assert world.units(receivable, "Collateral") == 500_000
    honest = world.quote(receivable, 500_000, 450_000, buyerOfUnits=world.second_financier.address)
    told = world.event(world.sell_pledged(order, honest, key=world.second_financier.key), "Collected")
    assert told.principal == 300_000 and told.residual > 0
    assert world.account(order).version == 0


def test_INV_12_what_a_suspended_buyers_key_confirms_stays_in_custody(world: World) -> None:
    order = world.accepted_order()
    facility = world.accept_terms()
    world.pledge(facility, order)
    world.suspend(world.buyer)
    world.receive(order, 1_000_000)
    receivable = world.confirmed_receivable(order, 1_000_000)
    with refused("Participants_Suspended", account=world.buyer.address):
        world.release_units(order, receivable, 1_000_000, world.supplier)
    quote = world.quote(receivable, 1_000_000, 950_000)
    with refused("Participants_Suspended", account=world.buyer.address):
        world.sell_pledged(order, quote)
    before = world.balance(world.supplier)
    world.pay(receivable, 400_000)  # never stopped; nothing is owed, so all of it is the supplier's
    assert world.balance(world.supplier) - before == 400_000
    world.reinstate(world.buyer)
    world.release_units(order, receivable, 1_000_000, world.supplier)


def test_a_cure_counts_from_the_last_time_that_the_attestor_was_dropped(world: World) -> None:
    order = world.accepted_order()
    world.ship(order, 1_000_000)
    world.attest(order, 1_000_000)
    world.open_and_draw(order, 450_000)
    financier, carrier = world.financier.address, world.carrier.address
    assert world.ask("Facilities", "droppedAt", financier, carrier) == 0
    world.rely_on(world.carrier, False)
    world.sync(order)
    seen = world.account(order).overSince
    world.rely_on(world.carrier, True)
    world.travel_to(seen + CURE * DAY + 1)
    assert not world.position(order).overAdvanced
    world.rely_on(world.carrier, False)
    dropped = world.ask("Facilities", "droppedAt", financier, carrier)
    assert dropped > seen + CURE * DAY
    with refused("Loans_TooEarlyToDeclare", cureEnds=dropped + CURE * DAY):
        world.declare_default(order)
    world.travel_to(dropped + CURE * DAY + 1)
    world.declare_default(order)


def test_INV_12_a_quote_serves_once_whoever_its_signer_is_by_then(world: World) -> None:
    order = world.accepted_order()
    world.receive(order, 1_000)
    quote = world.quote(world.confirmed_receivable(order, 1_000), 100, 95)
    world.sell(quote)
    account = wallet(world, "underwriter", digest_in(world, "PurchaseQuote", quote))
    world.set_mandate(underwriter=account)  # it approves what the former underwriter signed
    with refused("Market_NonceUsed", signer=world.financier.address, nonce=quote["nonce"]):
        world.send(world.supplier, "Market", "sell", quote, b"")


@pytest.mark.parametrize("who", ["financier", "underwriter"])
def test_a_mandated_quote_is_cancelled_by_its_signer_and_by_whose_cash_it_spends(
    world: World, who: str
) -> None:
    order = world.accepted_order()
    world.receive(order, 1_000)
    quote = world.quote(world.confirmed_receivable(order, 1_000), 100, 95)
    party: Party = getattr(world, who)
    world.send(party, "Market", "cancelQuote", quote["nonce"])
    assert world.ask("Market", "nonceUsed", party.address, quote["nonce"]) is True
    with refused("Market_NonceUsed", signer=party.address, nonce=quote["nonce"]):
        world.sell(quote)


def test_no_mandate_buys_what_is_past_its_maturity(world: World) -> None:
    order = world.accepted_order()
    world.receive(order, 1_000)
    receivable = world.confirmed_receivable(order, 1_000)
    maturity = world.receivable(receivable).maturity
    quote = world.quote(receivable, 100, 100, validUntil=maturity + DAY)
    world.travel_to(maturity)
    with refused("Facilities_PastMaturity", maturity=maturity):
        world.sell(quote)
    world.sell(quote, key=world.financier.key)  # its own key is held to nothing


def test_who_is_suspended_gives_nothing_away(world: World) -> None:
    order, receivable = financed(world)
    world.release_units(order, receivable, 10_000, world.supplier)
    proposal = world.proposal(order, 100_000)
    world.suspend(world.supplier)
    with refused("Participants_Suspended", account=world.supplier.address):
        world.send(world.supplier, "Receivables", "forgive", receivable, 10_000)
    with refused("Participants_Suspended", account=world.supplier.address):
        world.send(world.supplier, "Receivables", "requestVoid", receivable)
    with refused("Participants_Suspended", account=world.supplier.address):
        world.send(world.supplier, "Receivables", "voidReceivable", proposal)
    world.suspend(world.financier)
    with refused("Participants_Suspended", account=world.financier.address):
        world.extend(order, world.account(order).dueAt + 1)
    with refused("Participants_Suspended", account=world.financier.address):
        world.send(world.financier, "Loans", "waive", order, 0, 0)
    world.travel_to(world.position(order).graceEnds + 1)
    world.declare_default(order)  # its rights it keeps


def test_INV_11_a_suspended_bank_issues_nothing(world: World) -> None:
    world.suspend(world.bank)
    with refused("Cash_BankSuspended", bank=world.bank.address):
        world.fund(world.buyer, 1)
    world.reinstate(world.bank)
    world.fund(world.buyer, 1)


def test_nothing_is_agreed_with_a_suspended_buyer(world: World) -> None:
    placed, agreed = world.place_order(), world.accepted_order()
    version = world.event(world.amend(agreed, amount=2_000_000), "Amended").version
    world.suspend(world.buyer)
    with refused("Participants_Suspended", account=world.buyer.address):
        world.accept(placed)
    with refused("Participants_Suspended", account=world.buyer.address):
        world.send(world.supplier, "Orders", "acceptAmendment", agreed, version)


def test_counts_that_are_full_refuse_by_name(world: World) -> None:
    order, _ = financed(world)
    world.travel_to(world.position(order).graceEnds + 1)
    no = world.facility(world.facility_id()).no
    row = slot_of(world, "Facilities", no, world.financier.address)
    fill(world, "Facilities", row, 0xFFFF << 200)  # 65,535 accounts in default would take days
    assert world.facility(world.facility_id()).defaults == 0xFFFF
    with refused("Facilities_TooManyDefaults", no=no, defaults=0xFFFF):
        world.declare_default(order)
    euro = world.create(
        "Cash", "Bank euro", "EURD", "0x" + b"EUR".hex(), world.bank.address,
        world.addresses["Participants"], "0x" + "00" * 32,
    )  # fmt: skip
    count = next(slot for slot in range(10) if storage(world, "Participants", number(slot)) == 1 << 8)
    fill(world, "Participants", number(count), 0xFFFF << 8)  # beside the pause
    with refused("Participants_TooManyCash", listed=0xFFFF):
        world.send(world.operator, "Participants", "listCash", euro)


def number(slot: int) -> str:
    return f"0x{slot:064x}"


def storage(world: World, contract: str, slot: str) -> int:
    told = world.chain.request("eth_getStorageAt", [world.addresses[contract], slot, "latest"])
    return int(str(told), 16)


def fill(world: World, contract: str, slot: str, bits: int) -> None:
    full = number(storage(world, contract, slot) | bits)
    world.chain.request("anvil_setStorageAt", [world.addresses[contract], slot, full])


def slot_of(world: World, contract: str, key: int, owner: str) -> str:
    """Slot of a mapping's row of this number, by the address in its lowest bits."""
    for place in range(20):
        slot = to_hex(keccak256(key.to_bytes(32, "big") + place.to_bytes(32, "big")))
        if storage(world, contract, slot) % 2**160 == int(owner, 16):
            return slot
    raise AssertionError("no such row")
