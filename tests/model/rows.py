"""What the model remembers: one plain record for each thing that the contracts keep."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.model.arithmetic import Four

NONE, PLACED, ACCEPTED, REJECTED, CANCELLED = range(5)
PROPOSED, CONFIRMED, WITHDRAWN, RETURNED, SETTLED, VOIDED = range(1, 7)
OVERDUE, VOID_BY_BUYER, VOID_BY_SUPPLIER, LATE = 1, 2, 4, 8


@dataclass(eq=False)
class Row:
    """Anything that is journalled whole."""


@dataclass(eq=False)
class Party(Row):
    """An admitted account; a contract of the deployment has the SYSTEM role alone."""

    at: int
    valid_until: int = 0
    roles: int = 0
    suspended: bool = False
    group: int = 0
    entity: int = 0
    overdue: int = 0


@dataclass(eq=False)
class Order(Row):
    """A purchase order with its cumulative totals."""

    id: int
    buyer: int
    supplier: int
    cash_id: int
    amount: int
    deliver_by: int
    term_days: int
    attestor: int
    late_bps: int
    version: int = 1
    state: int = PLACED
    pledged: bool = False
    cancelled: int = 0
    shipped: int = 0
    attested: int = 0
    received: int = 0
    returned: int = 0
    proposed: int = 0
    confirmed: int = 0
    disputed_by_buyer: int = 0
    disputed_by_supplier: int = 0
    change: tuple[int, int, int] = (0, 0, 0)
    cancelled_at_change: int = 0
    receivables: tuple[int, ...] = ()

    @property
    def live(self) -> int:
        """What is ordered and stands."""
        return self.amount - self.cancelled if self.state == ACCEPTED else 0

    @property
    def moved(self) -> int:
        """The most of what has left or arrived."""
        return max(self.shipped, self.received)

    def stages(self) -> tuple[int, int, int]:
        """f0, f1, f2."""
        still_open = max(0, self.live - self.received)
        f1 = min(still_open, max(0, self.attested - self.received))
        return still_open - f1, f1, self.received - self.returned - self.confirmed


@dataclass(eq=False)
class Receivable(Row):
    """An invoice, proposed or a confirmed payable; `holdings` are rows of their own."""

    id: int
    order: int
    key: int
    face: int
    gross: int
    maturity: int
    cash_id: int
    late_bps: int
    state: int = PROPOSED
    outstanding: int = 0
    paid: int = 0
    flags: int = 0
    late_units: int = 0
    late_from: int = 0
    late_paid: int = 0

    @property
    def money_in(self) -> int:
        """Face and late interest paid so far."""
        return self.paid + self.late_paid


@dataclass(eq=False)
class Holding(Row):
    """Units of one holder and its claim in minor unit × units outstanding."""

    receivable: int
    holder: int
    units: int = 0
    seen: int = 0
    claim: int = 0


@dataclass(eq=False)
class Mandate(Row):
    """What a financier allows its underwriter in one cash; `terms` are the members of IFacilities.Mandate."""

    financier: int
    cash_id: int
    underwriter: int = 0
    valid_until: int = 0
    floor_rate: int = 0
    max_fee: int = 0
    max_penalty: int = 0
    max_cap: int = 0
    max_total: int = 0
    max_advances: Four = (0, 0, 0, 0)
    fee_to: int = 0
    max_tenor: int = 0
    min_yield: int = 0
    budget: int = 0


@dataclass(frozen=True)
class Schedule:
    """One accepted version of a facility's terms."""

    advances: Four = (0, 0, 0, 0)
    rates: Four = (0, 0, 0, 0)
    penalty: int = 0
    fee: int = 0
    grace_days: int = 0
    cure_days: int = 0
    stale_days: int = 0
    max_tenor: int = 0
    draw_until: int = 0


@dataclass(eq=False)
class Facility(Row):
    """A financier's facility for a supplier in one cash; use and defaults follow from its accounts."""

    id: int
    no: int
    financier: int
    supplier: int
    cash_id: int
    version: int = 0
    cap: int = 0
    frozen_by_financier: bool = False
    frozen_by_underwriter: bool = False
    sweep: int = 0
    schedules: dict[int, Schedule] = field(default_factory=dict)


@dataclass(eq=False)
class Account(Row):
    """The loan account of a pledged order."""

    order: int
    facility: int
    synced_at: int
    principal: int = 0
    interest: int = 0
    rate: int = 0
    due_at: int = 0
    version: int = 0
    over_since: int = 0
    deliver_by: int = 0
    first_draw: int = 0
    swept: bool = False
    penalty: int = 0
    subrogated: int = 0
    defaulted_at: int = 0
    written_off: bool = False
    guarantor: int = 0


@dataclass(eq=False)
class Deposit(Row):
    """A guarantor's money in the pool, in one cash."""

    guarantor: int
    cash_id: int
    deposited: int = 0
    committed: int = 0
    noticed: int = 0
    notice_ends: int = 0


@dataclass(eq=False)
class Commitment(Row):
    """Cover of one guarantor for one version of a facility."""

    guarantor: int
    facility: int
    version: int
    cap: int
    per_buyer: int
    cover: int
    since: int
    valid_until: int
    cash_id: int
