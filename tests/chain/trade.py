"""A small trade on a real chain, told through the typed clients alone: each party under its own key."""

from __future__ import annotations

from chain.calls import Call
from chain.clients.cash import Cash
from chain.clients.facilities import Facilities
from chain.clients.loans import Loans
from chain.clients.market import Market
from chain.clients.orders import Orders
from chain.clients.participants import Participants
from chain.deploy import CashPlan, DeploymentPlan, deploy
from chain.encoding import keccak256, to_hex
from chain.events.all import Event
from chain.events.decoder import EventDecoder
from chain.events.orders import Placed
from chain.messages import facility_terms
from chain.provider import Chain
from chain.signing import Key
from chain.states import Role
from chain.structs import Mandate, OrderTerms, Terms
from chain.transactions import Mined, execute

FAR = 2_000_000_000
NOBODY = "0x" + "00" * 20
AMOUNT = 1_000_000


def key_of(name: str) -> Key:
    """The key of a party, from its name."""
    return Key(keccak256(f"trade of the gateway's tests: {name}".encode()))


def hash_of(text: str) -> str:
    """A commitment."""
    return to_hex(keccak256(text.encode()))


class Trade:
    """Deployed contracts and parties that may trade; `events` keeps what the chain said."""

    def __init__(self, chain: Chain) -> None:
        names = ("deployer", "operator", "service", "bank", "buyer", "supplier", "financier", "underwriter")
        self.keys = {name: key_of(name) for name in names}
        token = CashPlan("Bank yuan", "CNYD", "CNY", self.of("bank"), hash_of("terms"))
        plan = DeploymentPlan(self.of("operator"), self.of("service"), (token,))
        self.chain = chain
        self.deployment = deploy(chain, self.keys["deployer"], plan)
        at = self.deployment.address
        self.cash = Cash(self.deployment.cash_of("CNY").address, chain)
        self.participants = Participants(at("Participants"), chain)
        self.orders, self.facilities = Orders(at("Orders"), chain), Facilities(at("Facilities"), chain)
        self.loans, self.market = Loans(at("Loans"), chain), Market(at("Market"), chain)
        self.decoder = EventDecoder(self.deployment.names_by_address())
        self.events: list[Event] = []
        self._open()

    def of(self, name: str) -> str:
        """The address of a party."""
        return self.keys[name].address

    def does(self, who: str, call: Call) -> Mined:
        """One transaction of a party; its events are decoded and kept."""
        mined = execute(self.chain, self.keys[who], call)
        self.events += [self.decoder.decode_log(log) for log in mined.logs]
        return mined

    def order_terms(self, n: int = 0, amount: int = AMOUNT) -> OrderTerms:
        """Terms of an order of the buyer to the supplier; `n` makes the fingerprint another."""
        fingerprint, root = hash_of(f"order {n}"), hash_of(f"document {n}")
        return OrderTerms(
            supplier=self.of("supplier"),
            cash=self.cash.address,
            amount=amount,
            deliver_by=FAR,
            payment_term_days=30,
            attestor=NOBODY,
            late_bps=1_825,
            fingerprint=fingerprint,
            root=root,
            n=0,
        )

    def terms(self) -> Terms:
        """Terms of the financier for the supplier."""
        return Terms(
            financier=self.of("financier"),
            supplier=self.of("supplier"),
            cash=self.cash.address,
            cap=10 * AMOUNT,
            advance_bps=(3_000, 5_000, 8_000, 9_000),
            rate_bps=(1_200, 1_000, 800, 500),
            penalty_bps=1_800,
            fee_bps=50,
            grace_days=10,
            cure_days=5,
            stale_days=30,
            max_tenor_days=180,
            policy_hash=hash_of("policy"),
            version=1,
            accept_by=FAR,
            draw_until=FAR,
        )

    def placed(self, n: int = 0) -> str:
        """Place an order; its id."""
        self.does("buyer", self.orders.place(self.order_terms(n)))
        event = self.events[-1]
        assert isinstance(event, Placed)
        return event.order_id

    def _open(self) -> None:
        """Admit everybody, issue cash, give the mandate and a line."""
        roles = {
            "bank": Role.BANK,
            "buyer": Role.BUYER,
            "supplier": Role.SUPPLIER,
            "financier": Role.FINANCIER,
        }
        for name, role in roles.items():
            entity = to_hex(keccak256(name.encode())[:14])
            call = self.participants.admit(
                account=self.of(name),
                entity_id=entity,
                group_id=0,
                roles=int(role),
                valid_until=FAR,
                profile=hash_of(name),
                encryption_key=hash_of(f"key of {name}"),
            )
            self.does("operator", call)
        self.does("bank", self.cash.issue(self.of("financier"), 5 * AMOUNT, hash_of("receipt")))
        self.does("financier", self.cash.approve(self.loans.address, 5 * AMOUNT))
        mandate = Mandate(
            underwriter=self.of("underwriter"),
            valid_until=FAR,
            floor_rate_bps=0,
            max_fee_bps=300,
            max_penalty_bps=2_000,
            max_cap=100 * AMOUNT,
            max_total=100 * AMOUNT,
            max_advance_bps=(9_000, 9_000, 9_500, 10_000),
            fee_to=self.of("financier"),
            max_tenor_days=365,
            min_yield_bps=300,
            purchase_budget=AMOUNT,
        )
        self.does("financier", self.facilities.set_mandate(self.cash.address, mandate))
        self.does("financier", self.facilities.set_line(self.cash.address, self.of("buyer"), 100 * AMOUNT))

    def open_and_draw(self, order_id: str, amount: int) -> Mined:
        """The supplier accepts terms, pledges and draws in one transaction."""
        terms = self.terms()
        message = facility_terms(self.chain.chain_id, self.facilities.address, terms)
        signature = to_hex(message.sign(self.keys["underwriter"]))
        call = self.loans.open_and_draw(
            terms=terms, signature=signature, order_id=order_id, amount=amount, max_rate_bps=2_000
        )
        return self.does("supplier", call)
