"""A small world on a real node: all contracts, one of each party, and trades that touch every table."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from chain.abi import encode_values, load_artifact
from chain.calls import Call
from chain.clients.cash import Cash
from chain.clients.collateral import Collateral
from chain.clients.facilities import Facilities
from chain.clients.fingerprints import Fingerprints
from chain.clients.guarantee_pool import GuaranteePool
from chain.clients.loans import Loans
from chain.clients.market import Market
from chain.clients.orders import Orders
from chain.clients.participants import Participants
from chain.clients.receivables import Receivables
from chain.deploy import CashPlan, DeploymentPlan, deploy
from chain.deployments import Deployment
from chain.encoding import from_hex, keccak256, to_hex
from chain.envelope import sign_transaction
from chain.identities import receivable_id
from chain.provider import Chain
from chain.signing import Key
from chain.structs import Mandate, OrderTerms, Proposal, PurchaseQuote, Terms
from chain.transactions import Mined, execute, prepare_deployment, send

DAY = 86_400
ZERO = "0x" + "00" * 20
BUYER, SUPPLIER, FINANCIER, GUARANTOR, ATTESTOR, BANK = 1, 2, 4, 8, 16, 32
NAMES = [
    "deployer",
    "operator",
    "service",
    "bank",
    "buyer",
    "supplier",
    "financier",
    "underwriter",
    "attestor",
    "second",
    "investor",
    "payee",
    "debtor",
    "lender",
    "guarantor",
]
ROLES = {
    "bank": BANK,
    "buyer": BUYER,
    "supplier": SUPPLIER | BUYER,
    "financier": FINANCIER,
    "attestor": ATTESTOR,
    "second": SUPPLIER,
    "investor": FINANCIER,
    "payee": FINANCIER,
    "debtor": BUYER,
    "lender": FINANCIER,
    "guarantor": GUARANTOR,
}


def name_hash(*parts: object) -> str:
    """32 bytes that stand for a name."""
    return to_hex(keccak256(repr(parts).encode()))


@dataclass
class World:
    """Keys, clients, and the shortest way to make each move."""

    chain: Chain
    deployment: Deployment
    keys: dict[str, Key]
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        at = self.deployment.address
        self.participants = Participants(at("Participants"), self.chain)
        self.fingerprints = Fingerprints(at("Fingerprints"), self.chain)
        self.orders = Orders(at("Orders"), self.chain)
        self.receivables = Receivables(at("Receivables"), self.chain)
        self.facilities = Facilities(at("Facilities"), self.chain)
        self.loans = Loans(at("Loans"), self.chain)
        self.collateral = Collateral(at("Collateral"), self.chain)
        self.market = Market(at("Market"), self.chain)
        self.guarantees = GuaranteePool(at("GuaranteePool"), self.chain)
        self.cash = Cash(self.deployment.cash[0].address, self.chain)

    def address(self, name: str) -> str:
        return self.keys[name].address

    def does(self, name: str, call: Call) -> Mined:
        """One transaction of a party, mined."""
        return execute(self.chain, self.keys[name], call)

    def sign(self, name: str, digest: str) -> str:
        return to_hex(self.keys[name].sign(from_hex(digest, "digest", 32)))

    def now(self) -> int:
        block = self.chain.block("latest")
        assert block is not None
        return int(block["timestamp"], 16)

    def pass_time(self, seconds: int) -> None:
        self.chain.request("evm_increaseTime", [seconds])
        self.chain.request("evm_mine", [])

    def admit_all(self) -> None:
        for number, (name, roles) in enumerate(ROLES.items(), start=1):
            entity = "0x" + name_hash("entity", name)[2:30]
            valid_until = self.now() + 1000 * DAY
            call = self.participants.admit(
                account=self.address(name),
                entity_id=entity,
                group_id=2**63 + number,
                roles=roles,
                valid_until=valid_until,
                profile=name_hash("profile", name),
                encryption_key=name_hash("encryption", name),
            )
            self.does("operator", call)

    def fund(self, name: str, amount: int) -> None:
        receipt = name_hash("receipt", next(self.numbers))
        self.does("bank", self.cash.issue(self.address(name), amount, receipt))

    def allow_all(self) -> None:
        self.does("guarantor", self.cash.approve(self.guarantees.address, 2**256 - 1))
        for name in ("buyer", "supplier", "financier", "investor", "payee", "debtor", "lender"):
            for contract in (self.loans, self.receivables, self.market):
                self.does(name, self.cash.approve(contract.address, 2**256 - 1))

    def mandate(self, name: str = "financier", budget: int = 2**64 - 1) -> None:
        mandate = Mandate(
            underwriter=self.address("underwriter"),
            valid_until=self.now() + 900 * DAY,
            floor_rate_bps=300,
            max_fee_bps=200,
            max_penalty_bps=2_400,
            max_cap=2**64 - 1,
            max_total=2**64 - 2,
            max_advance_bps=(6_000, 7_500, 8_500, 9_500),
            fee_to=self.address("payee"),
            max_tenor_days=300,
            min_yield_bps=250,
            purchase_budget=budget,
        )
        self.does(name, self.facilities.set_mandate(self.cash.address, mandate))
        for buyer in ("buyer", "debtor"):
            self.does(name, self.facilities.set_line(self.cash.address, self.address(buyer), 2**63))
        self.does(name, self.facilities.set_attestor(self.address("attestor"), True))

    def terms(self, version: int = 1, financier: str = "financier") -> tuple[Terms, str]:
        """Terms signed by the underwriter."""
        now = self.now()
        terms = Terms(
            financier=self.address(financier),
            supplier=self.address("supplier"),
            cash=self.cash.address,
            cap=50_000_000,
            advance_bps=(3_000, 5_000, 7_000, 9_000),
            rate_bps=(1_200, 1_000, 800, 600),
            penalty_bps=1_800,
            fee_bps=50,
            grace_days=5,
            cure_days=10,
            stale_days=30,
            max_tenor_days=200,
            policy_hash=name_hash("policy", version),
            version=version,
            accept_by=now + 10 * DAY,
            draw_until=now + 400 * DAY,
        )
        return terms, self.sign("underwriter", self.facilities.digest_of(terms))

    def open_and_draw(self, terms: Terms, signature: str, order_id: str, amount: int) -> Call:
        """The one transaction of the supplier."""
        return self.loans.open_and_draw(
            terms=terms, signature=signature, order_id=order_id, amount=amount, max_rate_bps=1_200
        )

    def place(self, amount: int = 1_000_000, supplier: str = "supplier", buyer: str = "buyer") -> str:
        """A placed order; answers its id."""
        terms = OrderTerms(
            supplier=self.address(supplier),
            cash=self.cash.address,
            amount=amount,
            deliver_by=self.now() + 30 * DAY,
            payment_term_days=60,
            attestor=self.address("attestor") if supplier == "supplier" else ZERO,
            late_bps=1_825,
            fingerprint=name_hash("order", next(self.numbers)),
            root=name_hash("root", next(self.numbers)),
            n=0,
        )
        self.does(buyer, self.orders.place(terms))
        return self.orders.order_id_of(self.address(buyer), terms.fingerprint, 0)

    def accepted(self, amount: int = 1_000_000, buyer: str = "buyer") -> str:
        order_id = self.place(amount, buyer=buyer)
        self.does("supplier", self.orders.accept(order_id, 1))
        return order_id

    def ship(self, order_id: str, total: int) -> None:
        self.does("supplier", self.orders.record_shipment(order_id, total, name_hash("shipment", total)))

    def attest(self, order_id: str, total: int) -> None:
        self.does("attestor", self.orders.attest_shipment(order_id, total, name_hash("evidence", total)))

    def receive(self, order_id: str, total: int, buyer: str = "buyer") -> None:
        self.does(buyer, self.orders.record_receipt(order_id, total, name_hash("receipt", total)))

    def propose(self, order_id: str, face: int, days: int = 60) -> tuple[str, Proposal]:
        """A proposed receivable; answers its id and content."""
        maturity = (self.now() // DAY + days) * DAY
        proposal = Proposal(
            order_id=order_id,
            face=face,
            gross=face + 1,
            maturity=maturity,
            fingerprint=name_hash("invoice", next(self.numbers)),
            root=name_hash("invoice root", next(self.numbers)),
            n=0,
        )
        entity = self.participants.entity_of(self.address("supplier"))
        identity = receivable_id(proposal, entity)
        until = self.now() + 3_600
        digest = self.fingerprints.digest(
            entity_id=entity,
            fingerprint=proposal.fingerprint,
            gross=proposal.gross,
            writer=self.receivables.address,
            purpose=identity,
            valid_until=until,
        )
        self.does("supplier", self.receivables.propose(proposal, until, self.sign("service", digest)))
        return identity, proposal

    def confirmed(self, order_id: str, face: int, days: int = 60, buyer: str = "buyer") -> str:
        receivable_id, _ = self.propose(order_id, face, days)
        self.does(buyer, self.receivables.confirm(receivable_id, 0))
        return receivable_id

    def quote(
        self, receivable_id: str, units: int, price: int, seller: str, nonce: int
    ) -> tuple[PurchaseQuote, str]:
        """The investor's signed quote."""
        quote = PurchaseQuote(
            buyer_of_units=self.address("investor"),
            seller=self.address(seller),
            receivable_id=receivable_id,
            units=units,
            price=price,
            money_in=self.receivables.money_in(receivable_id),
            valid_until=self.now() + DAY,
            nonce=nonce,
        )
        return quote, self.sign("investor", self.market.digest_of(quote))


def build(chain: Chain) -> World:
    """Contracts deployed, parties admitted, funded and allowed; a mandate, a line, an attestor relied on."""
    keys = {name: Key(keccak256(b"tests/indexer " + name.encode())) for name in NAMES}
    plan = DeploymentPlan(
        operator=keys["operator"].address,
        fingerprint_service=keys["service"].address,
        cash=(CashPlan("Deposit CNY", "dCNY", "CNY", keys["bank"].address),),
        admin_delay_seconds=0,
    )
    world = World(chain, deploy(chain, keys["deployer"], plan), keys)
    world.admit_all()
    for name in ("buyer", "financier", "investor", "supplier", "debtor", "lender", "guarantor"):
        world.fund(name, 100_000_000)
    world.allow_all()
    world.mandate()
    world.mandate("lender")
    return world


def play_main_trade(world: World) -> tuple[str, str]:
    """Order to payoff, with drawing at each stage, a release, a sale and a payment in two parts."""
    order_id = world.accepted()
    terms, signature = world.terms()
    world.does("supplier", world.open_and_draw(terms, signature, order_id, 100_000))
    world.ship(order_id, 900_000)
    world.attest(order_id, 800_000)
    world.pass_time(3 * DAY)
    world.receive(order_id, 700_000)
    world.does("supplier", world.loans.draw(order_id, 300_000, 1_200))
    receivable_id = world.confirmed(order_id, 650_000)
    world.does("second", world.receivables.accept_from(world.address("supplier"), True))
    world.does(
        "supplier", world.collateral.release_units(order_id, receivable_id, 60_001, world.address("second"))
    )
    quote, signed = world.quote(receivable_id, 20_000, 19_700, "second", 7)
    world.does("second", world.market.sell(quote, signed))
    quote, signed = world.quote(receivable_id, 30_000, 29_500, "supplier", 2**255 + 1)
    world.does("supplier", world.collateral.sell_pledged(order_id, quote, signed))
    world.pass_time(20 * DAY)
    world.does("buyer", world.receivables.pay(receivable_id, 333_333))
    world.does("second", world.receivables.redeem(receivable_id, world.address("second")))
    world.does("supplier", world.loans.repay(order_id, 1_000))
    return order_id, receivable_id


def play_the_rest(world: World) -> None:
    """Everything else that leaves a row: refusals, returns, disputes, held cash, switches, cancelled
    quotes."""
    rejected = world.place(supplier="second")
    world.does("second", world.orders.reject(rejected, 3))
    order_id = world.accepted(500_000)
    world.ship(order_id, 300_000)
    world.attest(order_id, 300_000)
    world.does("attestor", world.orders.retract_attestation(order_id, 200_000, name_hash("retracted")))
    world.receive(order_id, 250_000)
    world.does("buyer", world.orders.record_return(order_id, 40_000, 2, name_hash("return")))
    world.does("buyer", world.orders.dispute(order_id, 10_000, 4))
    world.does("supplier", world.orders.dispute(order_id, 5_000, 5))
    world.does("supplier", world.orders.resolve_dispute(order_id))
    withdrawn, proposal = world.propose(order_id, 50_000)
    world.does("supplier", world.receivables.withdraw(proposal))
    refused, proposal = world.propose(order_id, 60_000)
    world.does("buyer", world.receivables.reject(proposal, 9))
    assert withdrawn != refused
    free = world.confirmed(order_id, 70_000)
    world.does("buyer", world.receivables.accept_from(ZERO, True))
    world.does("supplier", world.receivables.transfer(world.address("buyer"), int(free, 16), 10_000))
    world.does("supplier", world.receivables.set_operator(world.address("second"), True))
    world.does("buyer", world.orders.cancel_remainder(order_id))
    terms, signature = world.terms(version=2)
    world.does("supplier", world.facilities.accept_terms(terms, signature))
    facility_id = world.facilities.facility_id_of(terms.financier, terms.supplier, terms.cash)
    other = world.accepted(200_000)
    world.does("supplier", world.loans.pledge(facility_id, other))
    world.does("supplier", world.loans.release(other))
    world.does("investor", world.market.cancel_quote(99))
    world.mandate("payee", budget=5)
    world.does("payee", world.facilities.revoke_mandate(world.cash.address))
    world.does("operator", world.participants.suspend(world.address("second"), 8))
    world.does("buyer", world.receivables.pay(free, 30_000))
    world.does("operator", world.participants.suspend(world.address("supplier"), 1))
    world.does("second", world.receivables.redeem(free, world.address("supplier")))
    world.does("operator", world.participants.reinstate(world.address("supplier")))
    world.does("buyer", world.cash.redeem(12_345, name_hash("instruction")))
    world.does("operator", world.participants.pause())
    world.does("operator", world.participants.unpause())


def list_second_token(world: World) -> str:
    """Deploy a second token that issues before it is listed; answers its address."""
    artifact = load_artifact("Cash")
    arguments = ["Deposit USD", "dUSD", "0x555344", world.address("bank"), world.participants.address]
    types = ["string", "string", "bytes3", "address", "address", "bytes32"]
    encoded = encode_values(types, [*arguments, name_hash("terms of USD")])
    deployer = world.keys["deployer"]
    init_code = from_hex(artifact.bytecode, "bytecode") + encoded
    prepared = prepare_deployment(world.chain, deployer.address, init_code)
    mined = send(world.chain, sign_transaction(prepared.transaction, deployer))
    assert mined.created is not None
    token = Cash(mined.created)
    world.does("bank", token.issue(world.address("buyer"), 777, name_hash("early receipt")))
    world.accepted()
    world.does("operator", world.participants.list_cash(token.address))
    world.does("bank", token.issue(world.address("supplier"), 5, name_hash("late receipt")))
    return token.address
