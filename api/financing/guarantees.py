"""First-loss cover as the mirror has it: a guarantor's deposits, and who answers for which facility."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from api.auth.dependencies import InCaller, InSnapshot
from api.auth.roles import Caller
from api.mirror import FACILITIES, tokens
from api.scalars import Amount, Schema, Time
from indexer.models.base import table_of
from indexer.models.credit import Facility
from indexer.models.guarantee import GuaranteeCommitment, GuaranteeDeposit, GuaranteePaid

router = APIRouter(prefix="/v1/financing/guarantees", tags=["financing"])
DEPOSITS, COMMITMENTS = table_of(GuaranteeDeposit), table_of(GuaranteeCommitment)
PAID = table_of(GuaranteePaid)
MAX_COMMITMENTS = 500
Key = tuple[str, str, int, int]


class DepositShown(Schema):
    """What a guarantor has in the pool, what is committed against it, what may leave from `noticeEnds` on."""

    guarantor: str
    currency: str
    deposited: Amount
    committed: Amount
    noticed: Amount
    notice_ends: Time | None


class PaidShown(Schema):
    """What a commitment has paid for one buyer."""

    buyer: str
    paid: Amount


class CommitmentShown(Schema):
    """Cover of one version of a facility for accounts first drawn after `since`; `cap` is what is left."""

    guarantor: str
    facility_id: str
    financier: str
    supplier: str
    currency: str
    version: int
    cover_bps: int
    cap: Amount
    per_buyer_cap: Amount
    since: Time
    valid_until: Time
    paid: list[PaidShown]


class GuaranteesShown(Schema):
    """Deposits of the caller, and commitments that it made or that cover its facilities."""

    deposits: list[DepositShown]
    commitments: list[CommitmentShown]


@router.get("")
def show_guarantees(session: InSnapshot, caller: InCaller) -> GuaranteesShown:
    """Your deposits as a guarantor, and the commitments that you made or that cover your facilities."""
    listed = tokens(session)
    commitments = _commitments(session, caller)
    paid = _paid(session, [row for row, _ in commitments])
    own = [] if caller.sees_all_records else [DEPOSITS.c.guarantor == caller.account]
    deposits = session.scalars(
        select(GuaranteeDeposit).where(*own).order_by(DEPOSITS.c.guarantor, DEPOSITS.c.cash_id)
    )
    return GuaranteesShown(
        deposits=[
            DepositShown(
                guarantor=row.guarantor,
                currency=listed[row.cash_id].currency,
                deposited=row.deposited,
                committed=row.committed,
                noticed=row.noticed,
                notice_ends=row.notice_ends or None,
            )
            for row in deposits
        ],
        commitments=[
            _commitment(row, facility, listed[row.cash_id].currency, paid.get(_key(row), []))
            for row, facility in commitments
        ],
    )


def _commitments(session: Session, caller: Caller) -> list[tuple[GuaranteeCommitment, Facility]]:
    """Commitments that stand; an ended one is all zero."""
    mine = or_(
        COMMITMENTS.c.guarantor == caller.account,
        FACILITIES.c.financier == caller.account,
        FACILITIES.c.supplier == caller.account,
    )
    rows = session.execute(
        select(GuaranteeCommitment, Facility)
        .join(Facility, FACILITIES.c.facility_id == COMMITMENTS.c.facility_id)
        .where(COMMITMENTS.c.valid_until > 0, *([] if caller.sees_all_records else [mine]))
        .order_by(COMMITMENTS.c.since, COMMITMENTS.c.guarantor)
        .limit(MAX_COMMITMENTS)
    )
    return [(row, facility) for row, facility in rows]


def _key(row: GuaranteeCommitment | GuaranteePaid) -> Key:
    return row.guarantor, row.facility_id, row.version, row.since


def _paid(session: Session, rows: list[GuaranteeCommitment]) -> dict[Key, list[GuaranteePaid]]:
    """What these commitments have paid, in one question."""
    found: dict[Key, list[GuaranteePaid]] = {}
    if rows:
        wanted = tuple_(PAID.c.guarantor, PAID.c.facility_id, PAID.c.version, PAID.c.since)
        statement = select(GuaranteePaid).where(wanted.in_([_key(row) for row in rows]))
        for each in session.scalars(statement.order_by(PAID.c.buyer)):
            found.setdefault(_key(each), []).append(each)
    return found


def _commitment(
    row: GuaranteeCommitment, facility: Facility, currency: str, paid: list[GuaranteePaid]
) -> CommitmentShown:
    return CommitmentShown(
        guarantor=row.guarantor,
        facility_id=row.facility_id,
        financier=facility.financier,
        supplier=facility.supplier,
        currency=currency,
        version=row.version,
        cover_bps=row.cover_bps,
        cap=row.cap,
        per_buyer_cap=row.per_buyer_cap,
        since=row.since,
        valid_until=row.valid_until,
        paid=[PaidShown(buyer=each.buyer, paid=each.paid) for each in paid],
    )
