"""Structs that the contracts take and answer, as named tuples in ABI order.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import NamedTuple


class PurchaseQuote(NamedTuple):
    """The contracts' struct PurchaseQuote."""

    buyer_of_units: str
    seller: str
    receivable_id: str
    units: int
    price: int
    money_in: int
    valid_until: int
    nonce: int


class Terms(NamedTuple):
    """The contracts' struct Terms."""

    financier: str
    supplier: str
    cash: str
    cap: int
    advance_bps: tuple[int, int, int, int]
    rate_bps: tuple[int, int, int, int]
    penalty_bps: int
    fee_bps: int
    grace_days: int
    cure_days: int
    stale_days: int
    max_tenor_days: int
    policy_hash: str
    version: int
    accept_by: int
    draw_until: int


class Facility(NamedTuple):
    """The contracts' struct Facility."""

    financier: str
    cash_id: int
    version: int
    no: int
    cap: int
    used: int
    frozen_by_financier: bool
    frozen_by_underwriter: bool
    defaults: int


class Mandate(NamedTuple):
    """The contracts' struct Mandate."""

    underwriter: str
    valid_until: int
    floor_rate_bps: int
    max_fee_bps: int
    max_penalty_bps: int
    max_cap: int
    max_total: int
    max_advance_bps: tuple[int, int, int, int]
    fee_to: str
    max_tenor_days: int
    min_yield_bps: int
    purchase_budget: int


class Schedule(NamedTuple):
    """The contracts' struct Schedule."""

    advance_bps: tuple[int, int, int, int]
    rate_bps: tuple[int, int, int, int]
    penalty_bps: int
    fee_bps: int
    grace_days: int
    cure_days: int
    stale_days: int
    max_tenor_days: int
    draw_until: int


class Commitment(NamedTuple):
    """The contracts' struct Commitment."""

    cap: int
    per_buyer_cap: int
    cover_bps: int
    since: int
    valid_until: int
    cash_id: int


class Deposit(NamedTuple):
    """The contracts' struct Deposit."""

    deposited: int
    committed: int
    noticed: int
    notice_ends: int


class Account(NamedTuple):
    """The contracts' struct Account."""

    principal: int
    interest: int
    accrued_at: int
    rate_bps: int
    due_at: int
    facility_no: int
    version: int
    pledged: bool
    custody: int
    over_since: int
    deliver_by: int
    first_draw_at: int
    swept: bool
    written_off: bool
    penalty: int
    subrogated: int
    defaulted_at: int
    guarantor: str


class Payout(NamedTuple):
    """The contracts' struct Payout."""

    to: str
    amount: int


class Position(NamedTuple):
    """The contracts' struct Position."""

    facts: tuple[int, int, int, int]
    eligible: tuple[int, int, int, int]
    capacity: int
    principal: int
    owed_interest: int
    owed_penalty: int
    subrogated: int
    rate_bps: int
    due_at: int
    grace_ends: int
    available: int
    past_due: bool
    over_advanced: bool
    custody_overdue: bool
    in_default: bool


class PackedFacts(NamedTuple):
    """The contracts' struct PackedFacts."""

    supplier: str
    attestor: str
    terms: int
    amounts: int


class OrderTerms(NamedTuple):
    """The contracts' struct OrderTerms."""

    supplier: str
    cash: str
    amount: int
    deliver_by: int
    payment_term_days: int
    attestor: str
    late_bps: int
    fingerprint: str
    root: str
    n: int


class OrderFacts(NamedTuple):
    """The contracts' struct OrderFacts."""

    buyer: str
    supplier: str
    attestor: str
    cash_id: int
    payment_term_days: int
    deliver_by: int
    in_open: int
    in_transit: int
    in_received: int
    disputed: int


class Order(NamedTuple):
    """The contracts' struct Order."""

    buyer: str
    amount: int
    deliver_by: int
    supplier: str
    cash_id: int
    payment_term_days: int
    late_bps: int
    version: int
    state: int
    pledged: bool
    cancelled: int
    shipped: int
    attested: int
    received: int
    returned: int
    proposed: int
    confirmed: int
    disputed_by_buyer: int
    attestor: str
    disputed_by_supplier: int


class Participant(NamedTuple):
    """The contracts' struct Participant."""

    valid_until: int
    roles: int
    suspended: bool
    group_id: int
    entity_id: str
    overdue: int


class Holding(NamedTuple):
    """The contracts' struct Holding."""

    units: int
    seen: int
    claim: int


class Late(NamedTuple):
    """The contracts' struct Late."""

    units: int
    accrued_at: int
    paid: int


class Proposal(NamedTuple):
    """The contracts' struct Proposal."""

    order_id: str
    face: int
    gross: int
    maturity: int
    fingerprint: str
    root: str
    n: int


class Receivable(NamedTuple):
    """The contracts' struct Receivable."""

    order_id: str
    face: int
    outstanding: int
    paid: int
    maturity: int
    cash_id: int
    late_bps: int
    state: int
    flags: int
