"""What limits and offers show alike: reasons, constraints, unlocks, stages, the block of the figures."""

from __future__ import annotations

from api.documents.money import money_text
from api.mirror import Head
from api.scalars import Amount, Schema, Time
from finance.borrowing_base import Constraint
from finance.milestones import Unlock
from finance.reasons import Reason
from finance.stages import Stages


def percent(bps: int) -> str:
    """Basis points for people: 510 → 5.10 %."""
    return f"{bps // 100}.{bps % 100:02d} %"


class ReasonShown(Schema):
    """A reason code with its sentence, what would change it, and its figures (names carry the unit)."""

    code: str
    sentence: str
    change: str
    figures: dict[str, str]

    @classmethod
    def of(cls, reason: Reason) -> ReasonShown:
        """From finance's."""
        figures = {each.name: str(each.number) for each in reason.figures}
        return cls(code=reason.code.value, sentence=reason.sentence, change=reason.change, figures=figures)


class ConstraintShown(Schema):
    """A limit: whose, its size, what is used and left of it, what was wanted, whether it binds."""

    code: str
    sentence: str
    change: str
    subject: str
    limit: Amount
    used: Amount
    room: Amount
    wanted: Amount
    binds: bool

    @classmethod
    def of(cls, limit: Constraint) -> ConstraintShown:
        """From finance's."""
        return cls(
            code=limit.code.value,
            sentence=limit.code.sentence,
            change=limit.code.change,
            subject=limit.subject,
            limit=limit.limit,
            used=limit.used,
            room=limit.room,
            wanted=limit.wanted,
            binds=limit.binds,
        )


class UnlockShown(Schema):
    """A milestone ahead: what it adds to the capacity, and what the account then costs."""

    milestone: str
    adds: Amount
    capacity_after: Amount
    rate_bps_after: int
    sentence: str

    @classmethod
    def of(cls, unlock: Unlock, currency: str) -> UnlockShown:
        """From finance's, with the sentence in money."""
        return cls(
            milestone=unlock.milestone.value,
            adds=unlock.adds,
            capacity_after=unlock.capacity_after,
            rate_bps_after=unlock.rate_bps_after,
            sentence=(
                f"{unlock.milestone.clause}: +{money_text(unlock.adds, currency)} "
                f"at {percent(unlock.rate_bps_after)}"
            ),
        )


class StagesShown(Schema):
    """Minor units at each stage, least safe first."""

    accepted: Amount
    in_transit: Amount
    received: Amount
    confirmed: Amount

    @classmethod
    def of(cls, stages: Stages) -> StagesShown:
        """From finance's."""
        return cls(
            accepted=stages.accepted,
            in_transit=stages.in_transit,
            received=stages.received,
            confirmed=stages.confirmed,
        )


class HeadShown(Schema):
    """The block that all figures are of."""

    block_number: int
    block_hash: str
    time: Time

    @classmethod
    def of(cls, head: Head) -> HeadShown:
        """From the mirror's."""
        return cls(block_number=head.number, block_hash=head.hash, time=head.timestamp)
