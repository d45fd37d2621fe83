"""First-loss cover: each guarantor's deposit, what it committed, what it has paid."""

from __future__ import annotations

from indexer.models.base import Mirror, address20, bytes32, int32, int64, seconds, uint64, uint128


class GuaranteeDeposit(Mirror, table=True):
    """A guarantor's account in one cash: what lies there, what is committed against it, what may leave from
    notice_ends on. Minor units."""

    __tablename__ = "guarantee_deposits"
    guarantor: str = address20(key=True)
    cash_id: int = int32(key=True)
    deposited: int = uint64()
    committed: int = uint64()
    noticed: int = uint64()
    notice_ends: int = seconds()


class GuaranteeCommitment(Mirror, table=True):
    """Cover of one guarantor for one version of a facility; cap is what is left of it. An ended one is all
    zero, as on chain."""

    __tablename__ = "guarantee_commitments"
    guarantor: str = address20(key=True)
    facility_id: str = bytes32(key=True)
    version: int = int32(key=True)
    cash_id: int = int32()
    cover_bps: int = int32()
    cap: int = uint64()
    per_buyer_cap: int = uint64()
    since: int = seconds()
    valid_until: int = seconds()


class GuaranteePaid(Mirror, table=True):
    """What a guarantor has paid under one commitment for one buyer, minor units. A later commitment to the
    same version has a later `since` and has paid nothing yet."""

    __tablename__ = "guarantee_paid"
    guarantor: str = address20(key=True)
    facility_id: str = bytes32(key=True)
    version: int = int32(key=True)
    since: int = int64(key=True)
    buyer: str = address20(key=True)
    paid: int = uint128()
