"""One trade through Brownie: deployed, placed, drawn, received, confirmed, paid; refusals before success."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import brownie
import pytest
from brownie.convert import to_bytes
from eth_account import Account

DAY, YEAR = 86_400, 31_536_000
AMOUNT, DRAWN = 1_000_000, 300_000
PLENTY = 2**62
ZERO, NOTHING = "0x" + "00" * 20, "0x" + "00" * 32
BUYER, SUPPLIER, FINANCIER, BANK, AUDITOR = 1, 2, 4, 32, 64
ORDER = (
    "Authority",
    "Participants",
    "Fingerprints",
    "Orders",
    "Receivables",
    "Facilities",
    "Loans",
    "Collateral",
    "Market",
    "GuaranteePool",
)
TYPES = {
    "Terms": "address financier,address supplier,address cash,uint128 cap,uint16[4] advanceBps,"
    "uint16[4] rateBps,uint16 penaltyBps,uint16 feeBps,uint8 graceDays,uint8 cureDays,uint16 staleDays,"
    "uint16 maxTenorDays,bytes32 policyHash,uint8 version,uint40 acceptBy,uint40 drawUntil",
    "InvoiceIdentity": "bytes14 entityId,bytes32 fingerprint,uint128 gross"
    ",address writer,bytes32 purpose,uint40 validUntil",
}


def signed(key: Any, contract: Any, name: str, struct: str, message: dict[str, Any]) -> bytes:
    """EIP-712 signature of a struct under the contract's domain."""
    domain = {
        "name": f"Tallystick {name}",
        "version": "1",
        "chainId": brownie.chain.id,
        "verifyingContract": contract.address,
    }
    members = [dict(zip(("type", "name"), part.split(), strict=True)) for part in TYPES[struct].split(",")]
    return bytes(key.sign_typed_data(domain, {struct: members}, message).signature)


def words(number: int) -> bytes:
    return number.to_bytes(32, "big")


@pytest.fixture(scope="module")
def world(accounts: Any) -> SimpleNamespace:
    """All contracts deployed and wired by precomputed addresses; everybody admitted and funded."""
    operator, bank, buyer, supplier, financier, fees = accounts[:6]
    underwriter, service = Account.create(), Account.create()
    at = {name: operator.get_deployment_address(operator.nonce + index) for index, name in enumerate(ORDER)}
    arguments = {
        "Authority": [operator],
        "Participants": [
            at["Authority"],
            at["Receivables"],
            [at[name] for name in ("Receivables", "Collateral", "Market", "GuaranteePool")],
        ],
        "Fingerprints": [at["Authority"], service.address, at["Receivables"]],
        "Orders": [at[name] for name in ("Participants", "Receivables", "Loans")],
        "Receivables": [
            at[name] for name in ("Participants", "Fingerprints", "Orders", "Loans", "Collateral", "Market")
        ],
        "Facilities": [at[name] for name in ("Participants", "Loans", "Market")],
        "Loans": [
            at[name]
            for name in (
                "Participants",
                "Orders",
                "Receivables",
                "Facilities",
                "Collateral",
                "GuaranteePool",
            )
        ],
        "Collateral": [
            at[name] for name in ("Participants", "Orders", "Receivables", "Loans", "Market", "Facilities")
        ],
        "Market": [at[name] for name in ("Participants", "Receivables", "Facilities", "Collateral")],
        "GuaranteePool": [at[name] for name in ("Participants", "Orders", "Facilities", "Loans")],
    }
    project = brownie.project.get_loaded_projects()[0]
    made = {name: project[name].deploy(*arguments[name], {"from": operator}) for name in ORDER}
    assert {name: contract.address for name, contract in made.items()} == at
    directory = made["Participants"]
    cash = project["Cash"].deploy(
        "Bank yuan", "CNYD", to_bytes("0x434e59", "bytes3"), bank, directory, words(1), {"from": operator}
    )
    directory.listCash(cash, {"from": operator})
    # The deployer stays the administrator here, who may also do what is the operator's.
    roles = ((bank, BANK), (buyer, BUYER), (supplier, SUPPLIER), (financier, FINANCIER), (fees, AUDITOR))
    for number, (account, role) in enumerate(roles, 1):
        directory.admit(
            account, number.to_bytes(14, "big"), 0, role, 2**40 - 1, NOTHING, NOTHING, {"from": operator}
        )
    for number, (account, amount) in enumerate(((buyer, PLENTY), (financier, PLENTY)), 1):
        cash.issue(account, amount, words(number), {"from": bank})
    cash.approve(made["Receivables"], 2**255, {"from": buyer})
    cash.approve(made["Loans"], 2**255, {"from": financier})
    now = brownie.chain.time()
    rates = (9_000, 9_000, 9_500, 10_000)
    mandate = (underwriter.address, now + YEAR, 0, 300, 2_000, PLENTY, PLENTY, rates, fees, 365, 300, PLENTY)
    made["Facilities"].setMandate(cash, mandate, {"from": financier})
    made["Facilities"].setLine(cash, buyer, PLENTY, {"from": financier})
    parties = {"buyer": buyer, "supplier": supplier, "financier": financier, "fees": fees}
    return SimpleNamespace(**made, **parties, cash=cash, underwriter=underwriter, service=service)


@pytest.fixture(autouse=True)
def isolation(fn_isolation: None) -> None:
    """Every test starts from the deployed world."""


@pytest.fixture
def order(world: SimpleNamespace) -> Any:
    """An accepted order of 1,000,000 without an attestor."""
    now = brownie.chain.time()
    terms = (world.supplier, world.cash, AMOUNT, now + 30 * DAY, 60, ZERO, 1_825, words(7), words(8), 0)
    placed = world.Orders.place(terms, {"from": world.buyer})
    identity = placed.events["Placed"]["orderId"]
    world.Orders.accept(identity, 1, {"from": world.supplier})
    return identity


def open_and_draw(world: SimpleNamespace, order: Any, amount: int, key: Any = None) -> Any:
    """Terms, pledge and draw in the supplier's one transaction."""
    now = brownie.chain.time()
    terms = {
        "financier": world.financier.address,
        "supplier": world.supplier.address,
        "cash": world.cash.address,
        "cap": PLENTY,
        "advanceBps": [3_000, 5_000, 8_000, 9_000],
        "rateBps": [1_200, 1_000, 800, 500],
        "penaltyBps": 1_800,
        "feeBps": 50,
        "graceDays": 10,
        "cureDays": 5,
        "staleDays": 30,
        "maxTenorDays": 180,
        "policyHash": words(9),
        "version": 1,
        "acceptBy": now + DAY,
        "drawUntil": now + YEAR,
    }
    signature = signed(key or world.underwriter, world.Facilities, "Facilities", "Terms", terms)
    return world.Loans.openAndDraw(
        tuple(terms.values()), signature, order, amount, 10_000, {"from": world.supplier}
    )


def invoice(world: SimpleNamespace, order: Any, face: int, gross: int) -> Any:
    """The supplier proposes an invoice with the fingerprint service's word on its identity."""
    maturity = (brownie.chain.time() // DAY + 60) * DAY
    proposal = (order, face, gross, maturity, words(11), words(12), 0)
    identity = {
        "entityId": (3).to_bytes(14, "big"),
        "fingerprint": words(11),
        "gross": gross,
        "writer": world.Receivables.address,
        "purpose": world.Receivables.receivableIdOf(proposal, world.supplier),
        "validUntil": brownie.chain.time() + DAY,
    }
    signature = signed(world.service, world.Fingerprints, "Fingerprints", "InvoiceIdentity", identity)
    return world.Receivables.propose(proposal, identity["validUntil"], signature, {"from": world.supplier})


@contextmanager
def refused_with(*parts: str) -> Iterator[None]:
    """The transaction must revert with this error, which Brownie decodes: its name, then its numbers."""
    with pytest.raises(brownie.exceptions.VirtualMachineError) as refused:
        yield
    assert [part for part in parts if part not in str(refused.value.revert_msg)] == []


def test_nobody_but_the_buyers_key_confirms_its_debt(world: SimpleNamespace, order: Any) -> None:
    world.Orders.recordReceipt(order, AMOUNT, words(1), {"from": world.buyer})
    receivable = invoice(world, order, AMOUNT, AMOUNT).events["Proposed"]["receivableId"]
    with refused_with("Orders_NotBuyer: "):
        world.Receivables.confirm(receivable, 0, {"from": world.supplier})


def test_an_invoice_beyond_the_receipt_is_refused(world: SimpleNamespace, order: Any) -> None:
    world.Orders.recordReceipt(order, AMOUNT // 2, words(1), {"from": world.buyer})
    with refused_with("Orders_AboveReceived: "):
        invoice(world, order, AMOUNT, AMOUNT)


def test_terms_under_another_key_are_refused(world: SimpleNamespace, order: Any) -> None:
    with refused_with("Facilities_SignatureInvalid: "):
        open_and_draw(world, order, DRAWN, key=world.service)


def test_a_draw_beyond_the_capacity_is_refused(world: SimpleNamespace, order: Any) -> None:
    with refused_with("Loans_OverCapacity: ", f", {DRAWN + 1}, {DRAWN}"):
        open_and_draw(world, order, DRAWN + 1)


def test_a_trade_runs_from_the_order_to_the_residual(world: SimpleNamespace, order: Any) -> None:
    supplier, fee = world.supplier, 1_500
    open_and_draw(world, order, DRAWN)
    assert world.cash.balanceOf(supplier) == DRAWN - fee
    assert world.cash.balanceOf(world.fees) == fee

    world.Orders.recordReceipt(order, AMOUNT, words(1), {"from": world.buyer})
    receivable = invoice(world, order, AMOUNT, AMOUNT).events["Proposed"]["receivableId"]
    world.Receivables.confirm(receivable, 0, {"from": world.buyer})
    assert world.Receivables.balanceOf(world.Collateral, int(str(receivable), 16)) == AMOUNT

    before = world.cash.balanceOf(world.financier)
    brownie.chain.sleep(30 * DAY)
    world.Receivables.pay(receivable, AMOUNT, {"from": world.buyer})
    interest = world.cash.balanceOf(world.financier) - before - DRAWN
    # 30 days of 300,000 at 5 % a year are 1,232.9; the seconds at 12 % before the receipt add next to nothing
    assert 1_233 <= interest <= 1_234
    assert world.cash.balanceOf(supplier) == DRAWN - fee + AMOUNT - DRAWN - interest
    assert world.cash.balanceOf(world.Collateral) == 0
