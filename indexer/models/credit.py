"""What financiers allow, what suppliers accepted, and the loan account of each pledged order."""

from __future__ import annotations

from sqlalchemy import Index

from indexer.models.base import (
    Mirror,
    address20,
    bytes32,
    flag,
    int32,
    int64,
    minor_units,
    seconds,
    uint128,
    wide,
)


class Mandate(Mirror, table=True):
    """A financier's mandate in one cash, and the principal counted on it. A revoked one has no underwriter
    (zero address) and no validity; its bounds stay, as on chain."""

    __tablename__ = "mandates"
    financier: str = address20(key=True)
    cash_id: int = int32(key=True)
    underwriter: str = address20(index=True)
    valid_until: int = seconds()
    floor_rate_bps: int = int32()
    max_fee_bps: int = int32()
    max_penalty_bps: int = int32()
    max_cap: int = uint128()
    max_total: int = uint128()
    max_advance_bps_0: int = int32()
    max_advance_bps_1: int = int32()
    max_advance_bps_2: int = int32()
    max_advance_bps_3: int = int32()
    fee_to: str = address20()
    max_tenor_days: int = int32()
    min_yield_bps: int = int32()
    purchase_budget: int = uint128()
    used: int = uint128()


class Line(Mirror, table=True):
    """What a financier lends at most against one buyer's orders, and the principal counted on it."""

    __tablename__ = "lines"
    financier: str = address20(key=True)
    cash_id: int = int32(key=True)
    buyer: str = address20(key=True)
    cap: int = uint128()
    used: int = uint128()


class ReliedAttestor(Mirror, table=True):
    """Whether a financier relies on an attestor's evidence."""

    __tablename__ = "relied_attestors"
    financier: str = address20(key=True)
    attestor: str = address20(key=True)
    relied_on: bool = flag()


class Facility(Mirror, table=True):
    """One facility for each (financier, supplier, cash), under the number that accounts keep; version is that
    of the newest terms, cap theirs or lower. defaults: accounts in default now; sweep_order: the troubled
    account that residuals of the others pay first, zero for none."""

    __tablename__ = "facilities"
    __table_args__ = (
        Index("facilities_id", "facility_id", unique=True),
        Index("facilities_supplier", "supplier"),
        Index("facilities_financier", "financier"),
    )
    no: int = int64(key=True)
    facility_id: str = bytes32()
    financier: str = address20()
    supplier: str = address20()
    cash_id: int = int32()
    version: int = int32()
    cap: int = uint128()
    used: int = uint128()
    frozen_by_financier: bool = flag()
    frozen_by_underwriter: bool = flag()
    defaults: int = int32()
    sweep_order: str = bytes32()


class FacilityIdentity(Mirror, table=True):
    """A facility's number by its id (0: no terms accepted yet), and the least version of terms that may still
    be accepted, which may be set before there is a facility."""

    __tablename__ = "facility_ids"
    facility_id: str = bytes32(key=True)
    no: int = int64()
    min_version: int = int32()


class FacilityTerms(Mirror, table=True):
    """One accepted version of a facility's terms; rates in basis points a year."""

    __tablename__ = "facility_terms"
    facility_id: str = bytes32(key=True)
    version: int = int32(key=True)
    cap: int = uint128()
    advance_bps_0: int = int32()
    advance_bps_1: int = int32()
    advance_bps_2: int = int32()
    advance_bps_3: int = int32()
    rate_bps_0: int = int32()
    rate_bps_1: int = int32()
    rate_bps_2: int = int32()
    rate_bps_3: int = int32()
    penalty_bps: int = int32()
    fee_bps: int = int32()
    grace_days: int = int32()
    cure_days: int = int32()
    stale_days: int = int32()
    max_tenor_days: int = int32()
    policy_hash: str = bytes32()
    accept_by: int = seconds()
    draw_until: int = seconds()
    accepted_at: int = seconds()


class LoanAccount(Mirror, table=True):
    """The loan account of an order that is or was pledged, as stored at its last sync; what time changes
    (owed interest, capacity, overdue) is computed by finance/ from these facts at a block's time.

    interest and penalty are interest units (finance.md, Accrual); the totals are minor units over the
    account's life. subrogated: what the guarantor has paid and not yet recovered.
    """

    __tablename__ = "loan_accounts"
    __table_args__ = (
        Index("loan_accounts_supplier", "supplier"),
        Index("loan_accounts_financier", "financier"),
    )
    order_id: str = bytes32(key=True)
    facility_id: str = bytes32(index=True)
    financier: str = address20()
    supplier: str = address20()
    cash_id: int = int32()
    pledged: bool = flag()
    principal: int = minor_units()
    interest: int = wide()
    penalty: int = wide()
    accrued_at: int = seconds()
    rate_bps: int = int32()
    custody: int = minor_units()
    over_since: int = seconds()
    due_at: int = seconds()
    deliver_by: int = seconds()
    first_draw_at: int = seconds()
    version: int = int32()
    custody_maturities: int = wide()
    swept: bool = flag()
    written_off: bool = flag()
    defaulted_at: int = seconds()
    subrogated: int = minor_units()
    guarantor: str = address20()
    drawn_total: int = uint128()
    fees_total: int = uint128()
    principal_repaid_total: int = uint128()
    interest_paid_total: int = uint128()
    penalty_paid_total: int = uint128()
    subrogated_total: int = uint128()
    subrogated_repaid_total: int = uint128()
    interest_waived_total: int = uint128()
    penalty_waived_total: int = uint128()
