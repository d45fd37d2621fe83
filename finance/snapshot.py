"""What a decision is made from: facts only, as they were at one moment, stored with the decision."""

from __future__ import annotations

from dataclasses import dataclass, field

from finance.account import LoanAccount
from finance.borrowing_base import FacilityUse, Line
from finance.conduct import Conduct
from finance.stages import OrderFacts
from finance.terms import Mandate
from finance.units import AccountId, MinorUnits, OrderId, ReceivableId, Timestamp, check_amount


@dataclass(frozen=True, slots=True)
class Party:
    """A party and until when it is admitted. Suspension is among the facts of the order or receivable."""

    account: AccountId
    valid_until: Timestamp


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that `finance.decision.decide` looks at.

    `facility`, `account`, `due_at` are None where there is none yet; `requested` None asks for all that can
    be drawn (minor units); `min_version` is the least version of terms that the financier lets be accepted.
    Errors: NegativeQuantity, AmountTooLarge.
    """

    order_id: OrderId
    currency: str
    cash: AccountId
    financier: AccountId
    supplier: Party
    buyer: Party
    order: OrderFacts
    conduct: Conduct = field(default_factory=Conduct)
    mandate: Mandate | None = None
    line: Line | None = None
    facility: FacilityUse | None = None
    account: LoanAccount | None = None
    due_at: Timestamp | None = None
    requested: MinorUnits | None = None
    min_version: int = 0

    def __post_init__(self) -> None:
        if self.requested is not None:
            check_amount("requested", self.requested)

    @property
    def principal(self) -> MinorUnits:
        """What is drawn on the order already."""
        return self.account.principal if self.account else MinorUnits(0)


@dataclass(frozen=True, slots=True)
class ReceivableFacts:
    """A confirmed receivable, minor units: units outstanding, free with the seller; face paid, money in."""

    receivable_id: ReceivableId
    outstanding: MinorUnits
    free_units: MinorUnits
    maturity: Timestamp
    paid_face: MinorUnits = MinorUnits(0)
    money_in: MinorUnits = MinorUnits(0)
    obligor_suspended: bool = False
    seller_suspended: bool = False
    affiliates: bool = False

    def __post_init__(self) -> None:
        for name in ("outstanding", "free_units", "paid_face"):
            check_amount(name, getattr(self, name))


@dataclass(frozen=True, slots=True)
class PurchaseSnapshot:
    """Everything that `finance.purchase.decide_purchase` looks at; `units` None asks for all free ones."""

    currency: str
    cash: AccountId
    financier: AccountId
    seller: Party
    obligor: Party
    receivable: ReceivableFacts
    conduct: Conduct = field(default_factory=Conduct)
    mandate: Mandate | None = None
    line: Line | None = None
    units: MinorUnits | None = None

    def __post_init__(self) -> None:
        if self.units is not None:
            check_amount("units", self.units)
