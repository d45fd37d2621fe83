"""One trade that most tests start from: an accepted order of 100,000.00, due in 30 days, paid 60 days on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from finance.account import LoanAccount
from finance.borrowing_base import FacilityUse, Line, PledgedOrder
from finance.conduct import Conduct
from finance.snapshot import Party, Snapshot
from finance.stages import OrderFacts
from finance.terms import Mandate, Terms
from finance.units import DAY, Bps, Days, MinorUnits, OrderId, Seconds, Timestamp
from tests.finance.strategies import BUYER, CASH, FINANCIER, NOW, ORDER, SUPPLIER

AMOUNT = MinorUnits(10_000_000)
GOOD_CONDUCT = Conduct(paid_count=30, history_days=Days(400), mean_days_late=Days(1), disputed_bps=Bps(20))


def order(**changes: Any) -> OrderFacts:
    return replace(
        OrderFacts(
            amount=AMOUNT,
            deliver_by=Timestamp(NOW + 30 * DAY),
            payment_term_seconds=Seconds(60 * DAY),
            stale_seconds=Seconds(30 * DAY),
            accepted=True,
            attestor_relied_on=True,
        ),
        **changes,
    )


def mandate(**changes: Any) -> Mandate:
    return replace(
        Mandate(
            financier=FINANCIER,
            cash=CASH,
            fee_to=FINANCIER,
            valid_until=Timestamp(NOW + 365 * DAY),
            max_cap=MinorUnits(1_000_000_000),
            max_total=MinorUnits(10_000_000_000),
            floor_rate_bps=Bps(200),
            max_advance_bps=(Bps(5_000), Bps(6_000), Bps(8_000), Bps(9_500)),
            max_fee_bps=Bps(100),
            max_penalty_bps=Bps(1_000),
            max_tenor_days=Days(365),
            min_yield_bps=Bps(300),
            purchase_budget=MinorUnits(1_000_000_000),
        ),
        **changes,
    )


def terms(**changes: Any) -> Terms:
    return replace(
        Terms(
            financier=FINANCIER,
            supplier=SUPPLIER,
            cash=CASH,
            cap=MinorUnits(1_000_000_000),
            advance_bps=(Bps(3_000), Bps(5_000), Bps(7_500), Bps(9_000)),
            rate_bps=(Bps(900), Bps(750), Bps(570), Bps(420)),
            penalty_bps=Bps(600),
            fee_bps=Bps(20),
            grace_days=Days(10),
            cure_days=Days(10),
            stale_days=Days(30),
            max_tenor_days=Days(270),
            policy_hash="0x" + "00" * 32,
            version=1,
            accept_by=Timestamp(NOW + 7 * DAY),
            draw_until=Timestamp(NOW + 180 * DAY),
        ),
        **changes,
    )


def snapshot(**changes: Any) -> Snapshot:
    return replace(
        Snapshot(
            order_id=ORDER,
            currency="CNY",
            cash=CASH,
            financier=FINANCIER,
            supplier=Party(SUPPLIER, Timestamp(NOW + 300 * DAY)),
            buyer=Party(BUYER, Timestamp(NOW + 300 * DAY)),
            order=order(),
            conduct=GOOD_CONDUCT,
            mandate=mandate(),
            line=Line(BUYER, MinorUnits(500_000_000)),
        ),
        **changes,
    )


def pledged(number: int = 0, *, drawn: int = 0, **changes: Any) -> PledgedOrder:
    return replace(
        PledgedOrder(
            order_id=OrderId(f"0x{number:064x}"),
            buyer=BUYER,
            order=order(),
            account=LoanAccount(NOW, principal=MinorUnits(drawn)),
            terms=terms(),
        ),
        **changes,
    )


FACILITY = FacilityUse(MinorUnits(1_000_000_000))
LINE = Line(BUYER, MinorUnits(500_000_000))
