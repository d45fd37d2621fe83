"""What the parties do beyond the plain trade: amend, flag, forgive, void, freeze, default, guarantee."""

from __future__ import annotations

from typing import Any

from chain.abi import load_artifact
from chain.signing import Domain, Key, typed_digest
from chain.transactions import Mined
from tests.contracts.contracts import Row, encode_call
from tests.contracts.ground import DAY, Ground, Party, hash_of

PERMIT = {
    "Permit": [
        {"name": name, "type": kind}
        for name, kind in (
            ("owner", "address"),
            ("spender", "address"),
            ("value", "uint256"),
            ("nonce", "uint256"),
            ("deadline", "uint256"),
        )
    ]
}


class Servicing(Ground):
    """Methods are what the parties do, in the words of the trade; the World inherits them."""

    # ---------------------------------------------------------------- orders and receivables

    def amend(
        self, order: str, amount: int, *, deliver_by: int | None = None, by: Party | None = None
    ) -> Mined:
        until = self.now + 40 * DAY if deliver_by is None else deliver_by
        return self.send(by or self.buyer, "Orders", "amend", order, amount, until, hash_of("change", amount))

    def accept_amendment(self, order: str, version: int = 2, *, by: Party | None = None) -> Mined:
        return self.send(by or self.supplier, "Orders", "acceptAmendment", order, version)

    def amendment(self, order: str) -> tuple[int, int, int]:
        """Version, amount, delivery date of the change that waits for the supplier."""
        change = self.ask("Orders", "amendment", order)
        return change.version, change.amount, change.deliverBy

    def flag_overdue(self, *receivables: str, by: Party | None = None) -> Mined:
        return self.send(by or self.outsider, "Receivables", "flagOverdue", list(receivables))

    def forgive(self, receivable: str, units: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.supplier, "Receivables", "forgive", receivable, units)

    def request_void(self, receivable: str, *, by: Party | None = None) -> Mined:
        return self.send(by or self.buyer, "Receivables", "requestVoid", receivable)

    def void(self, proposal: dict[str, Any], *, by: Party | None = None) -> Mined:
        return self.send(by or self.supplier, "Receivables", "voidReceivable", proposal)

    def pay_and_redeem(self, receivable: str, amount: int, *holders: Party, by: Party | None = None) -> Mined:
        named = [holder.address for holder in holders]
        return self.send(by or self.buyer, "Receivables", "payAndRedeem", receivable, amount, named)

    def owed(self, receivable: str) -> int:
        """What the obligor owes this second: unpaid face and late interest."""
        return int(self.ask("Receivables", "owed", receivable))

    def late(self, receivable: str) -> Row:
        row = self.ask("Receivables", "lateOf", receivable)
        assert isinstance(row, Row)
        return row

    def overdue_of(self, who: Party) -> int:
        """How many of its payables are flagged."""
        return int(self.ask("Participants", "participant", who.address).overdue)

    # ---------------------------------------------------------------- facilities

    def facility_id(self, financier: Party | None = None) -> str:
        """Id of the supplier's facility with a financier."""
        identity = ((financier or self.financier).address, self.supplier.address, self.cash)
        return str(self.ask("Facilities", "facilityIdOf", *identity))

    def facility(self, facility: str) -> Row:
        row = self.ask("Facilities", "facility", facility)
        assert isinstance(row, Row)
        return row

    def lower_cap(self, facility: str, cap: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.financier, "Facilities", "lowerCap", facility, cap)

    def freeze(self, facility: str, *, by: Party | None = None) -> Mined:
        return self.send(by or self.financier, "Facilities", "freeze", facility)

    def unfreeze(self, facility: str, *, by: Party | None = None) -> Mined:
        return self.send(by or self.financier, "Facilities", "unfreeze", facility)

    def set_min_version(self, version: int, *, by: Party | None = None) -> Mined:
        who = by or self.financier
        return self.send(who, "Facilities", "setMinVersion", self.supplier.address, self.cash, version)

    # ---------------------------------------------------------------- running accounts

    def draw_many(
        self, orders: list[str], amounts: list[int], rates: list[int], *, by: Party | None = None
    ) -> Mined:
        return self.send(by or self.supplier, "Loans", "drawMany", orders, amounts, rates)

    def adopt(self, order: str, *, by: Party | None = None) -> Mined:
        return self.send(by or self.supplier, "Loans", "adopt", order)

    def extend(self, order: str, due_at: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.financier, "Loans", "extend", order, due_at)

    def waive(self, order: str, interest: int, penalty: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.financier, "Loans", "waive", order, interest, penalty)

    def declare_default(self, order: str, *, by: Party | None = None) -> Mined:
        return self.send(by or self.financier, "Loans", "declareDefault", order)

    def write_off(self, order: str, *, by: Party | None = None) -> Mined:
        return self.send(by or self.financier, "Loans", "writeOff", order)

    def sweep_order(self, no: int = 1) -> str:
        """The account that the facility's other residuals pay first."""
        return str(self.ask("Loans", "sweepOrders", no))

    def enforce_sale(
        self, order: str, quote: dict[str, Any], *, by: Party | None = None, key: Key | None = None
    ) -> Mined:
        """The financier sells custody's units; the buyer of the units has signed."""
        signature = self.signed("PurchaseQuote", quote, key or self.second_financier.key)
        return self.send(by or self.financier, "Collateral", "enforceSale", order, quote, signature)

    # ---------------------------------------------------------------- guarantees

    def deposit(self, amount: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.guarantor, "GuaranteePool", "deposit", self.cash, amount)

    def give_notice(self, amount: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.guarantor, "GuaranteePool", "giveNotice", self.cash, amount)

    def withdraw_cover(self, amount: int, *, by: Party | None = None) -> Mined:
        return self.send(by or self.guarantor, "GuaranteePool", "withdraw", self.cash, amount)

    def commit(
        self,
        facility: str,
        *,
        version: int = 1,
        cover: int = 5_000,
        cap: int = 1_000_000,
        per_buyer: int | None = None,
        until: int | None = None,
        by: Party | None = None,
    ) -> Mined:
        """Half of the principal is covered, a million in all, for two years."""
        ends = self.now + 730 * DAY if until is None else until
        each = cap if per_buyer is None else per_buyer
        return self.send(
            by or self.guarantor, "GuaranteePool", "commit", facility, version, cover, cap, each, ends
        )

    def end_commitment(self, facility: str, *, version: int = 1, guarantor: Party | None = None) -> Mined:
        named = (guarantor or self.guarantor).address
        return self.send(self.outsider, "GuaranteePool", "endCommitment", named, facility, version)

    def claim(self, order: str, *, guarantor: Party | None = None, by: Party | None = None) -> Mined:
        named = (guarantor or self.guarantor).address
        return self.send(by or self.financier, "GuaranteePool", "claim", order, named)

    def pool(self, guarantor: Party | None = None) -> Row:
        """A guarantor's account."""
        row = self.ask("GuaranteePool", "depositOf", (guarantor or self.guarantor).address, 1)
        assert isinstance(row, Row)
        return row

    def commitment(self, facility: str, *, version: int = 1, guarantor: Party | None = None) -> Row:
        named = (guarantor or self.guarantor).address
        row = self.ask("GuaranteePool", "commitment", named, facility, version)
        assert isinstance(row, Row)
        return row

    # ---------------------------------------------------------------- permits, batches, held money

    def permit(
        self, who: Party, contract: str, amount: int, *, deadline: int | None = None
    ) -> tuple[Any, ...]:
        """What `permitCash` takes: the party's signed allowance of cash to a contract."""
        until = self.now + DAY if deadline is None else deadline
        message = {
            "owner": who.address,
            "spender": self.addresses[contract],
            "value": amount,
            "nonce": self.ask("Cash", "nonces", who.address),
            "deadline": until,
        }
        domain = Domain("Bank yuan", "1", self.chain.chain_id, self.cash)
        signature = who.key.sign(typed_digest(domain, PERMIT, "Permit", message))
        return self.cash, amount, until, signature[64], signature[:32], signature[32:64]

    def together(self, who: Party, contract: str, *calls: tuple[Any, ...]) -> Mined:
        """Several calls to one contract in one transaction: (function, values…) each."""
        artifact = load_artifact(contract)
        packed = [encode_call(artifact, name, values) for name, *values in calls]
        return self.send(who, contract, "multicall", packed)

    def each_on_its_own(self, who: Party, contract: str, *calls: tuple[Any, ...]) -> Mined:
        """Several calls to one contract in one transaction; those refused change nothing and are told."""
        artifact = load_artifact(contract)
        packed = [encode_call(artifact, name, values) for name, *values in calls]
        return self.send(who, contract, "tryMulticall", packed)

    def held_for(self, who: Party) -> int:
        """Cash that is held for a suspended party."""
        return int(self.ask("Cash", "heldFor", who.address))

    @property
    def cash_everywhere(self) -> int:
        """Cash of all parties and contracts: the supply, when none is forgotten (INV-08)."""
        parties = (
            self.buyer,
            self.supplier,
            self.sub_supplier,
            self.financier,
            self.second_financier,
            self.guarantor,
            self.fee_collector,
            self.outsider,
        )
        contracts = ("Receivables", "Collateral", "Loans", "Market", "GuaranteePool", "Cash")
        return sum(self.balance(who) for who in (*parties, *contracts))
