"""How a buyer has behaved: what its record says, and the record that it is measured from.

Source: product.md (a supplier sees its buyers' conduct), finance.md (dilution12m). Ratios are of face,
rounded up: in doubt the worse number.
"""

from __future__ import annotations

from dataclasses import dataclass

from finance.units import BPS, DAY, YEAR, Bps, Days, MinorUnits, Timestamp, ceil_div, floor_div


@dataclass(frozen=True, slots=True)
class TradeRecord:
    """One receivable or order value of a buyer as the chain recorded it: minor units, Unix seconds.

    `returned` and `forgiven` are what was taken back before and after confirmation; `paid_at` is None while
    unpaid.
    """

    face: MinorUnits
    recorded_at: Timestamp
    maturity: Timestamp
    paid_at: Timestamp | None = None
    disputed: MinorUnits = MinorUnits(0)
    returned: MinorUnits = MinorUnits(0)
    forgiven: MinorUnits = MinorUnits(0)


@dataclass(frozen=True, slots=True)
class Conduct:
    """A buyer's record: counts, whole days (lateness rounded up), ratios in bps of face, the overdue flag."""

    paid_count: int = 0
    history_days: Days = Days(0)
    mean_days_late: Days = Days(0)
    disputed_bps: Bps = Bps(0)
    returned_bps: Bps = Bps(0)
    dilution_12m_bps: Bps = Bps(0)
    overdue: bool = False


def conduct_of(records: tuple[TradeRecord, ...], now: Timestamp, *, overdue: bool = False) -> Conduct:
    """The conduct that a buyer's records show at `now`.

    A payment before maturity counts as on time; an unpaid matured one is late until now. `overdue` is the
    chain's flag; records later than `now` are left out.
    """
    known = [record for record in records if record.recorded_at <= now]
    if not known:
        return Conduct(overdue=overdue)
    late = [
        max(0, (record.paid_at if record.paid_at is not None else now) - record.maturity)
        for record in known
        if record.paid_at is not None or record.maturity < now
    ]
    recent = [record for record in known if record.recorded_at > now - YEAR]
    return Conduct(
        paid_count=sum(record.paid_at is not None for record in known),
        history_days=Days(floor_div(now - min(record.recorded_at for record in known), DAY)),
        mean_days_late=Days(ceil_div(sum(late), DAY * len(late))) if late else Days(0),
        disputed_bps=_share(sum(record.disputed for record in known), sum(record.face for record in known)),
        returned_bps=_share(sum(record.returned for record in known), sum(record.face for record in known)),
        dilution_12m_bps=_share(
            sum(record.returned + record.forgiven for record in recent), sum(record.face for record in recent)
        ),
        overdue=overdue,
    )


def _share(part: int, whole: int) -> Bps:
    return Bps(min(BPS, ceil_div(part * BPS, whole))) if whole else Bps(0)
