"""A buyer's conduct as its records show it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from finance.conduct import Conduct, TradeRecord, conduct_of
from finance.units import BPS, DAY, MAX_ORDER_AMOUNT, YEAR, MinorUnits, Timestamp
from tests.finance.strategies import NOW


def record(face: int, recorded: int, matures: int, paid: int | None = None, **more: int) -> TradeRecord:
    """Days before now; a negative number lies ahead."""
    parts = {name: MinorUnits(amount) for name, amount in more.items()}
    return TradeRecord(
        MinorUnits(face),
        Timestamp(NOW - recorded * DAY),
        Timestamp(NOW - matures * DAY),
        None if paid is None else Timestamp(NOW - paid * DAY),
        **parts,
    )


def test_a_buyer_without_records_is_new_but_may_be_flagged() -> None:
    assert conduct_of((), NOW) == Conduct()
    assert conduct_of((record(1, -1, -9),), NOW, overdue=True) == Conduct(overdue=True)


def test_lateness_counts_paid_and_matured_ones_and_rounds_up() -> None:
    found = conduct_of(
        (record(9, 100, 10, 5), record(9, 90, 10, 20), record(9, 80, 9), record(9, 1, -30)), NOW
    )
    assert (found.paid_count, found.history_days) == (2, 100)
    assert found.mean_days_late == 5, "(5 + 0 + 9) / 3 days, rounded up"


def test_ratios_are_of_face_and_dilution_of_twelve_months_only() -> None:
    old = record(1_000, 400, 300, 300, returned=500)
    new = record(1_000, 40, 30, 30, returned=10, forgiven=5, disputed=1)
    found = conduct_of((old, new), NOW)
    assert (found.returned_bps, found.disputed_bps, found.dilution_12m_bps) == (2_550, 5, 150)


@given(
    st.lists(
        st.builds(
            TradeRecord,
            face=st.integers(0, MAX_ORDER_AMOUNT),
            recorded_at=st.integers(NOW - 3 * YEAR, NOW + YEAR),
            maturity=st.integers(NOW - 2 * YEAR, NOW + YEAR),
            paid_at=st.none() | st.integers(NOW - 2 * YEAR, NOW),
            returned=st.integers(0, MAX_ORDER_AMOUNT),
        )
    )
)
def test_conduct_stays_within_its_bounds(records: list[TradeRecord]) -> None:
    found = conduct_of(tuple(records), NOW)
    assert 0 <= found.dilution_12m_bps <= BPS
    assert 0 <= found.returned_bps <= BPS
    assert found.mean_days_late >= 0
    assert found.paid_count <= len(records)
