"""What every view must answer, by the thing that it tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from tests.model.accounts import Accounts
from tests.model.arithmetic import cumulative, eligible, owed, unpaid_face
from tests.model.batches import Model
from tests.model.rows import (
    CONFIRMED,
    LATE,
    SETTLED,
    Account,
    Commitment,
    Deposit,
    Facility,
    Holding,
    Mandate,
    Order,
    Party,
    Receivable,
    Schedule,
)

View: TypeAlias = tuple[str, str, tuple[int, ...], list[int]]
"""(contract, function, arguments, words of the answer)."""


def of_party(m: Model, p: Party, whole: bool) -> Iterator[View]:
    row = [p.valid_until, p.roles, int(p.suspended), p.group, p.entity, p.overdue]
    yield "Participants", "participant", (p.at,), row
    if whole:
        yield "Participants", "entityOf", (p.at,), [p.entity]
        yield "Participants", "receiverKind", (p.at,), [m.receiver_kind(p.at)]


def of_order(m: Model, o: Order, whole: bool) -> Iterator[View]:
    row = [
        o.buyer,
        o.amount,
        o.deliver_by,
        o.supplier,
        o.cash_id,
        o.term_days,
        o.late_bps,
        o.version,
        o.state,
    ]
    row += [
        int(o.pledged),
        o.cancelled,
        o.shipped,
        o.attested,
        o.received,
        o.returned,
        o.proposed,
        o.confirmed,
    ]
    row += [o.disputed_by_buyer, o.attestor, o.disputed_by_supplier]
    yield "Orders", "order", (o.id,), row
    yield "Orders", "amendment", (o.id,), list(o.change)
    if whole:
        yield "Orders", "parties", (o.id,), [o.buyer, o.supplier]
        f = o.stages()
        shown = [o.buyer, o.supplier, o.attestor if f[1] else 0, o.cash_id, o.term_days, o.deliver_by, *f]
        yield "Orders", "facts", (o.id,), [*shown, o.disputed_by_buyer + o.disputed_by_supplier]


def of_receivable(m: Model, r: Receivable, whole: bool) -> Iterator[View]:
    row = [r.order, r.face, r.outstanding, r.paid, r.maturity, r.cash_id, r.late_bps, r.state, r.flags]
    yield "Receivables", "receivable", (r.id,), row
    late = [r.late_units, r.late_from, r.late_paid] if r.flags & LATE else [0, 0, 0]
    yield "Receivables", "lateOf", (r.id,), late
    owes = r.outstanding - r.paid + owed(m.late_units(r)) if r.state == CONFIRMED else 0
    yield "Receivables", "owed", (r.id,), [owes]
    if whole:
        yield "Receivables", "moneyIn", (r.id,), [r.money_in]
        yield "Receivables", "obligorOf", (r.id,), [m.order(r.order).buyer]


def of_holding(m: Model, h: Holding, whole: bool) -> Iterator[View]:
    r = m.row(Receivable, h.receivable)
    assert r is not None
    key = (h.receivable, h.holder)
    yield "Receivables", "holding", key, [h.units, h.seen, h.claim]
    if whole:
        yield "Receivables", "balanceOf", (h.holder, h.receivable), [h.units]
        yield "Receivables", "unpaidFaceOf", key, [unpaid_face(h.units, r.paid, r.outstanding)]
    if h.holder != m.at["Receivables"]:
        yield "Receivables", "redeemable", key, [redeemable(m, r, h)]


def redeemable(m: Model, r: Receivable, h: Holding) -> int:
    if not r.outstanding:
        return 0
    amount, rest = divmod(h.claim + h.units * (r.money_in - h.seen), r.outstanding)
    pot = m.row(Holding, r.id, m.at["Receivables"])
    completes = rest and r.state == SETTLED and rest + (pot.claim if pot else 0) >= r.outstanding
    return amount + 1 if completes else amount


def of_mandate(m: Model, d: Mandate, whole: bool) -> Iterator[View]:
    row = [d.underwriter, d.valid_until, d.floor_rate, d.max_fee, d.max_penalty, d.max_cap, d.max_total]
    row += [*d.max_advances, d.fee_to, d.max_tenor, d.min_yield, d.budget]
    used = m.used_of_mandate(d.financier, d.cash_id)
    yield "Facilities", "mandate", (d.financier, d.cash_id), [*row, used]


def of_facility(m: Model, f: Facility, whole: bool) -> Iterator[View]:
    row = [f.financier, f.cash_id, f.version, f.no, f.cap, m.used_of_facility(f)]
    row += [int(f.frozen_by_financier), int(f.frozen_by_underwriter), m.defaults_of(f)]
    yield "Facilities", "facility", (f.id,), row
    if whole:
        for version, schedule in f.schedules.items():
            yield "Facilities", "scheduleOf", (f.id, version), _schedule(schedule)
    yield "Loans", "sweepOrders", (f.no,), [f.sweep]


def _schedule(s: Schedule) -> list[int]:
    row = [*s.advances, *s.rates, s.penalty, s.fee, s.grace_days, s.cure_days, s.stale_days, s.max_tenor]
    return [*row, s.draw_until]


def of_account(m: Model, a: Account, whole: bool) -> Iterator[View]:
    current = m.row(Account, a.order)
    if current is not a:
        if current is not None:
            return  # released and pledged again
        yield "Loans", "account", (a.order,), [0] * 18
        yield "Loans", "facilityOf", (a.order,), [0]
        return
    o, facility = m.order(a.order), m.facility_no(a.facility)
    custody = m.custody(o)
    row = [a.principal, a.interest, a.synced_at, a.rate, a.due_at, facility.no, a.version, 1]
    row += [sum(face for _, face in custody), a.over_since, a.deliver_by, a.first_draw, int(a.swept)]
    row += [int(a.written_off), a.penalty, a.subrogated, a.defaulted_at, a.guarantor]
    yield "Loans", "account", (a.order,), row
    yield "Loans", "position", (a.order,), _position(m, a, o)
    days = sorted(maturity // 86_400 for maturity, _ in custody)
    yield "Loans", "custodyMaturities", (a.order,), [sum(day << (16 * i) for i, day in enumerate(days))]
    if whole:
        yield "Loans", "facilityOf", (a.order,), [facility.id]
        return  # facility and line are looked at as themselves
    yield from of_facility(m, facility, whole)
    used = m.used_of_line(facility.financier, o.cash_id, o.buyer)
    cap = m.get("line", facility.financier, o.cash_id, o.buyer)
    yield "Facilities", "line", (facility.financier, o.cash_id, o.buyer), [cap, used]


def _position(m: Accounts, a: Account, o: Order) -> list[int]:
    f = m.facts(o)
    s = eligible(f, m.doubt(a, o))
    capacity = cumulative(s, m.schedule(a).advances)[0]
    interest, penalty = m.accrued(a)
    past_due = bool(a.due_at) and m.now >= a.due_at
    overdue = m.custody_overdue(o)
    stopped = past_due or overdue or bool(a.defaulted_at)
    available = 0 if stopped else max(0, capacity - a.principal)
    row = [*f, *s, capacity, a.principal, owed(interest), owed(penalty), a.subrogated]
    row += [m.price_of(a, a.principal), a.due_at, m.grace_ends(a) if a.due_at else 0, available]
    return [*row, int(past_due), int(a.principal > capacity), int(overdue), int(bool(a.defaulted_at))]


def of_deposit(m: Model, d: Deposit, whole: bool) -> Iterator[View]:
    row = [d.deposited, d.committed, d.noticed, d.notice_ends]
    yield "GuaranteePool", "depositOf", (d.guarantor, d.cash_id), row


def of_commitment(m: Model, c: Commitment, whole: bool) -> Iterator[View]:
    key = (c.guarantor, c.facility, c.version)
    here = m.row(Commitment, *key) is c
    row = [c.cap, c.per_buyer, c.cover, c.since, c.valid_until, c.cash_id] if here else [0] * 6
    yield "GuaranteePool", "commitment", key, row


ROWS: Final[dict[type, Callable[[Model, Any, bool], Iterator[View]]]] = {
    Party: of_party,
    Order: of_order,
    Receivable: of_receivable,
    Holding: of_holding,
    Mandate: of_mandate,
    Facility: of_facility,
    Account: of_account,
    Deposit: of_deposit,
    Commitment: of_commitment,
}


def of_cell(m: Model, key: tuple[Any, ...]) -> Iterator[View]:
    """The views of a small number."""
    kind, rest, value = key[0], key[1:], m.cells.get(key, 0)
    plain = PLAIN.get(kind)
    if plain:
        yield (*plain, rest, [value])
    elif kind in CASH:
        yield m.name_of[rest[0]], CASH[kind], rest[1:], [value]
    elif kind in ("gross", "occupied"):
        yield "Fingerprints", "occupancy", rest, [m.get("gross", *rest), m.get("occupied", *rest)]
    elif kind == "line":
        financier, cash_id, buyer = rest
        yield "Facilities", "line", rest, [value, m.used_of_line(financier, cash_id, buyer)]
    elif kind == "consent":
        yield "Receivables", "consents", rest, [int(m.consents(*rest))]
    elif kind == "paid for":
        commitment = m.row(Commitment, *rest[:3])
        if commitment and commitment.since == rest[4]:
            yield "GuaranteePool", "paidFor", rest[:4], [value]


PLAIN: Final = {
    "paused": ("Participants", "paused"),
    "cash of": ("Participants", "cashOf"),
    "service": ("Fingerprints", "service"),
    "writer": ("Fingerprints", "isWriter"),
    "relies": ("Facilities", "reliesOn"),
    "dropped": ("Facilities", "droppedAt"),
    "min version": ("Facilities", "minVersionOf"),
    "quote used": ("Market", "nonceUsed"),
    "operator": ("Receivables", "isOperator"),
    "units allowance": ("Receivables", "allowance"),
}
CASH: Final = {
    "balance": "balanceOf",
    "allowance": "allowance",
    "held": "heldFor",
    "supply": "totalSupply",
    "receipt": "receiptIssued",
    "nonce": "nonces",
}


def of_thing(m: Model, thing: Any, whole: bool) -> Iterator[View]:
    """The views of a row or a small number; `whole`: also those that only repeat what others say."""
    if isinstance(thing, tuple):
        return of_cell(m, thing)
    return ROWS[type(thing)](m, thing, whole)
