"""Values for property tests: any order, schedule, mandate that the rules admit, extremes included."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from finance.account import LoanAccount
from finance.borrowing_base import FacilityUse, Line
from finance.conduct import Conduct
from finance.milestones import Milestone, reach
from finance.policy import Policy
from finance.snapshot import Party, Snapshot
from finance.stages import OrderFacts
from finance.terms import Mandate
from finance.units import BPS, DAY, MAX_ORDER_AMOUNT, AccountId, Bps, MinorUnits, OrderId, Timestamp

NOW = Timestamp(1_800_000_000)
FINANCIER, SUPPLIER, BUYER, CASH = (AccountId(f"0x{n:040x}") for n in range(1, 5))
ORDER = OrderId("0x" + "ab" * 32)

amounts = st.one_of(
    st.sampled_from([1, 2, 9_999, 10_000, 10_001, MAX_ORDER_AMOUNT]), st.integers(1, MAX_ORDER_AMOUNT)
).map(MinorUnits)
bps = st.one_of(st.sampled_from([0, 1, BPS]), st.integers(0, BPS)).map(Bps)
advances = st.lists(bps, min_size=4, max_size=4).map(lambda parts: tuple(sorted(parts)))
rates = st.lists(bps, min_size=4, max_size=4).map(lambda parts: tuple(sorted(parts, reverse=True)))


# Small numbers are tried most: a rare case is not the smallest one.
rarely = st.integers(0, 99).map(lambda number: number % 20 == 13)


@st.composite
def orders(draw: st.DrawFn, *, standing: bool = True) -> OrderFacts:
    """An accepted order whose totals obey INV-04; with `standing`, also disputes, suspensions and lists."""
    amount = draw(amounts)
    cancelled = draw(st.one_of(st.just(0), st.integers(0, amount)))
    live = amount - cancelled
    received = draw(st.one_of(st.sampled_from([0, live]), st.integers(0, live)))
    shipped = draw(st.one_of(st.sampled_from([0, live]), st.integers(0, live)))
    confirmed = draw(st.one_of(st.sampled_from([0, received]), st.integers(0, received)))
    order = OrderFacts(
        amount=amount,
        deliver_by=Timestamp(NOW + draw(st.integers(-400, 400)) * DAY),
        payment_term_seconds=draw(st.sampled_from([0, 30 * DAY, 90 * DAY])),  # type: ignore[arg-type]
        stale_seconds=draw(st.sampled_from([0, 30 * DAY])),  # type: ignore[arg-type]
        accepted=True,
        cancelled=MinorUnits(cancelled),
        shipped=MinorUnits(shipped),
        attested=MinorUnits(draw(st.one_of(st.sampled_from([0, shipped]), st.integers(0, shipped)))),
        received=MinorUnits(received),
        returned=MinorUnits(draw(st.integers(0, received - confirmed))),
        confirmed=MinorUnits(confirmed),
        custody_unpaid=MinorUnits(draw(st.one_of(st.just(confirmed), st.integers(0, confirmed)))),
        attestor_relied_on=draw(st.booleans()),
    )
    if not standing:
        return order
    return replace(
        order,
        disputed_by_buyer=draw(st.one_of(st.just(MinorUnits(0)), st.integers(0, amount).map(MinorUnits))),
        disputed_by_supplier=draw(st.one_of(st.just(MinorUnits(0)), st.integers(0, amount).map(MinorUnits))),
        custody_matured_unpaid=draw(rarely),
        buyer_suspended=draw(rarely),
        supplier_suspended=draw(rarely),
        affiliates=draw(rarely),
    )


milestones = st.sampled_from([milestone for milestone in Milestone if milestone is not Milestone.ACCEPTANCE])


@st.composite
def steps_forward(draw: st.DrawFn) -> tuple[OrderFacts, OrderFacts]:
    """An order and the same order after one milestone, in full or in part."""
    order = draw(orders(standing=False))
    milestone = draw(milestones)
    full = reach(order, milestone)
    if milestone is Milestone.RECEIPT:
        full = replace(full, received=MinorUnits(draw(st.integers(order.received, full.received))))
    if milestone is Milestone.CONFIRMATION:
        part = MinorUnits(draw(st.integers(0, full.confirmed - order.confirmed)))
        full = replace(
            full,
            confirmed=MinorUnits(order.confirmed + part),
            custody_unpaid=MinorUnits(order.custody_unpaid + part),
        )
    return order, full


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Anything that may be asked of a decision: any order, mandate (ceilings in any order), line, conduct."""
    ceiling = bps if draw(rarely) else st.sampled_from([BPS, 9_000, 5_000, 4_000])
    total = draw(amounts)
    order = draw(orders(standing=draw(rarely)))
    principal = draw(st.integers(0, order.amount)) if draw(rarely) else 0
    mandate = Mandate(
        financier=FINANCIER,
        cash=CASH,
        fee_to=FINANCIER,
        valid_until=Timestamp(NOW + (-1 if draw(rarely) else draw(st.integers(0, 400)) * DAY)),
        max_cap=MinorUnits(0) if draw(rarely) else draw(amounts),
        max_total=total,
        floor_rate_bps=draw(bps),
        max_advance_bps=tuple(draw(ceiling) for _ in range(4)),  # type: ignore[arg-type]
        max_fee_bps=draw(bps),
        max_penalty_bps=draw(bps),
        max_tenor_days=0 if draw(rarely) else draw(st.integers(1, 3_650)),  # type: ignore[arg-type]
        used=MinorUnits(draw(st.integers(0, total // 2))),
    )
    line_cap = draw(amounts)
    return Snapshot(
        order_id=ORDER,
        currency="CNY",
        cash=CASH,
        financier=FINANCIER,
        supplier=Party(SUPPLIER, Timestamp(NOW + DAY)),
        buyer=Party(BUYER, Timestamp(NOW + DAY)),
        order=order,
        conduct=Conduct(
            paid_count=draw(st.integers(0, 40)),
            history_days=draw(st.integers(0, 800)),  # type: ignore[arg-type]
            mean_days_late=draw(st.integers(0, 11)),  # type: ignore[arg-type]
            disputed_bps=draw(st.integers(0, 900)),  # type: ignore[arg-type]
            dilution_12m_bps=draw(st.one_of(st.just(0), st.integers(0, BPS))),  # type: ignore[arg-type]
        ),
        mandate=None if draw(rarely) else mandate,
        line=Line(BUYER, line_cap, MinorUnits(draw(st.integers(0, line_cap // 2)))),
        facility=draw(
            st.one_of(
                st.none(),
                st.builds(FacilityUse, cap=amounts, used=st.integers(0, 10**9), version=st.integers(1, 255)),
            )
        ),
        account=LoanAccount(NOW, principal=MinorUnits(principal)) if principal else None,
        due_at=Timestamp(NOW + draw(st.integers(-5, 300)) * DAY) if principal else None,
        requested=draw(st.one_of(st.none(), amounts)),
    )


def open_policy() -> Policy:
    """The standard policy without smallest draw, cap or shortest tenor, so that one minor unit is decided."""
    return Policy(min_draw=MinorUnits(0), max_cap=MinorUnits(MAX_ORDER_AMOUNT), min_tenor_days=0)  # type: ignore[arg-type]
