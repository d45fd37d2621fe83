"""Who takes part, the cash they hold, and what the operator has switched."""

from __future__ import annotations

from indexer.models.base import (
    Mirror,
    address20,
    bytes14,
    bytes32,
    flag,
    int16,
    int32,
    label,
    seconds,
    uint64,
    uint128,
    wide,
)


class Participant(Mirror, table=True):
    """An admitted account. Lapsed is derived from valid_until at a block's time; overdue counts its payables
    that are flagged as matured and unpaid."""

    __tablename__ = "participants"
    account: str = address20(key=True)
    entity_id: str = bytes14(index=True)
    group_id: int = uint64()
    roles: int = int32()
    valid_until: int = seconds()
    suspended: bool = flag()
    suspension_reason: int = int32()
    overdue: int = int32()
    profile: str = bytes32()
    encryption_key: str = bytes32()
    admitted_at: int = seconds()


class CashToken(Mirror, table=True):
    """A listed cash token; cash_id stands for it in all other tables. currency is ISO 4217."""

    __tablename__ = "cash_tokens"
    cash_id: int = int32(key=True)
    cash: str = address20(index=True)
    currency: str = label()


class CashBalance(Mirror, table=True):
    """Minor units that an account (participant or contract) holds of a token."""

    __tablename__ = "cash_balances"
    cash_id: int = int32(key=True)
    account: str = address20(key=True, index=True)
    balance: int = wide()


class CashHeld(Mirror, table=True):
    """Minor units held in the token for an account that may not receive at present."""

    __tablename__ = "cash_held"
    cash_id: int = int32(key=True)
    account: str = address20(key=True)
    amount: int = uint128()


class CashReceipt(Mirror, table=True):
    """A bank receipt that cash was issued against, once (INV-11)."""

    __tablename__ = "cash_receipts"
    cash_id: int = int32(key=True)
    receipt_hash: str = bytes32(key=True)
    account: str = address20()
    amount: int = uint128()
    issued_at: int = seconds()


class SystemState(Mirror, table=True):
    """One row: the pause and the fingerprint service."""

    __tablename__ = "system_state"
    id: int = int16(key=True)
    paused: bool = flag()
    changed_by: str | None = address20(null=True)
    fingerprint_service: str | None = address20(null=True)


class FingerprintWriter(Mirror, table=True):
    """A contract that may occupy invoice identities, or no longer."""

    __tablename__ = "fingerprint_writers"
    writer: str = address20(key=True)
    allowed: bool = flag()


class Occupancy(Mirror, table=True):
    """How much of an invoice identity is occupied (INV-03)."""

    __tablename__ = "occupancy"
    key: str = bytes32(key=True)
    entity_id: str = bytes14()
    gross: int = uint128()
    occupied: int = uint128()
