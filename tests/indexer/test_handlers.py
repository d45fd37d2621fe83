"""Handlers are pure: an event, its place and what was go in, changes come out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from chain.events import cash, loans, orders, receivables
from chain.events.all import DECODERS
from indexer.changes import Add, Append, At, Change, Set
from indexer.decode import NO_LINES, Decoded
from indexer.fold import HandlerMissing, fold
from indexer.handlers import HANDLERS
from indexer.handlers.postings import PostingsUnbalanced, post
from indexer.handlers.registry import handles
from indexer.rows import RowMissing, WorkingSet, load_nothing

TOKEN = "0x" + "c0" * 20
ALICE, BOB = "0x" + "a1" * 20, "0x" + "b0" * 20
ZERO = "0x" + "00" * 20
ORDER, RECEIVABLE = "0x" + "01" * 32, "0x" + "02" * 32


ZERO_ID = "0x" + "00" * 32
UNPAID = {
    "cash_id": 3,
    "buyer": BOB,
    "state": "CONFIRMED",
    "settled_at": None,
    "maturity": 2_000,
    "late_units": 0,
    "late_accrued_at": 0,
    "late_paid": 0,
}
TOTALS = {
    "subrogated": 10,
    "principal_repaid_total": 0,
    "subrogated_repaid_total": 0,
    "interest_paid_total": 0,
    "penalty_paid_total": 0,
}


def at(block_number: int = 5, log_index: int = 0) -> At:
    return At(block_number, 1_000 + block_number, log_index, "0x" + "77" * 32, TOKEN)


def rows(journal_from: int | None = None) -> WorkingSet:
    return WorkingSet(load_nothing, {TOKEN: 3}, journal_from)


def tell(working_set: WorkingSet, event: Any, place: At) -> tuple[Change, ...]:
    handler = HANDLERS[event.CONTRACT, event.EVENT].handler
    changes = handler(event, place, working_set)
    for change in changes:
        working_set.apply(change, place, place.block_number)
    return changes


def sums(changes: tuple[Change, ...]) -> dict[str, int]:
    """What each ledger account got."""
    found: dict[str, int] = {}
    for change in changes:
        if isinstance(change, Append):
            account = change.values["account"]
            found[account] = found.get(account, 0) + change.values["amount"]
    return found


def event_of(decoder: Callable[..., Any]) -> Any:
    return get_type_hints(decoder, vars(sys.modules[decoder.__module__]))["return"]


def test_an_event_without_a_handler_is_refused_by_name() -> None:
    class Invented:
        CONTRACT, EVENT = "Orders", "Invented"

    told: Any = [Invented()]
    with pytest.raises(HandlerMissing, match=r"Orders\.Invented"):
        fold(Decoded(told, [at()], NO_LINES, {}), rows())


def test_an_event_that_speaks_of_an_unknown_row_is_refused() -> None:
    with pytest.raises(RowMissing, match=f"block 5, log 0: orders .*{ORDER}"):
        tell(rows(), orders.ReceiptRecorded(ORDER, 10, "0x" + "00" * 32), at())


def test_cash_of_a_token_that_is_not_listed_is_refused() -> None:
    unlisted = WorkingSet(load_nothing, {})
    with pytest.raises(RowMissing, match=f"cash_tokens has no token {TOKEN}"):
        tell(unlisted, cash.Transfer(ALICE, BOB, 5), at())


def test_lines_that_do_not_sum_to_zero_are_refused() -> None:
    with pytest.raises(PostingsUnbalanced, match="block 5, log 0"):
        post(at(), 3, ("cash:x", 5), ("cash:y", -4))


def test_two_handlers_for_one_event_are_refused() -> None:
    with pytest.raises(ValueError, match=r"two handlers for Orders\.Placed"):
        handles("Orders", "Placed")(lambda _event, _at, _rows: ())


def test_every_event_of_every_contract_has_its_handler_and_no_handler_is_idle() -> None:
    emitted = {
        (contract, event_of(decoder).EVENT)
        for contract, table in DECODERS.items()
        for decoder in table.values()
    }
    assert emitted == set(HANDLERS)


def test_a_transfer_moves_one_amount_on_both_balances_and_in_two_balanced_lines() -> None:
    changes = tell(rows(), cash.Transfer(ALICE, BOB, 2**200), at())
    assert [change.deltas for change in changes if isinstance(change, Add)] == [
        {"balance": -(2**200)},
        {"balance": 2**200},
    ]
    lines = [change.values for change in changes if isinstance(change, Append)]
    assert [(line["account"], line["amount"], line["cash_id"]) for line in lines] == [
        (f"cash:{BOB}", 2**200, 3),
        (f"cash:{ALICE}", -(2**200), 3),
    ]


def test_issue_and_redemption_stand_against_the_banks_deposits() -> None:
    issue = tell(rows(), cash.Transfer(ZERO, BOB, 7), at())
    redemption = tell(rows(), cash.Transfer(BOB, ZERO, 7), at())
    accounts = [change.values["account"] for change in (*issue, *redemption) if isinstance(change, Append)]
    assert accounts == [f"cash:{BOB}", f"deposits:{TOKEN}", f"deposits:{TOKEN}", f"cash:{BOB}"]


def test_a_transfer_to_oneself_changes_nothing() -> None:
    working_set = rows()
    tell(working_set, cash.Transfer(ZERO, BOB, 9), at())
    tell(working_set, cash.Transfer(BOB, BOB, 4), at())
    assert working_set.need("cash_balances", (3, BOB))["balance"] == 9


def test_the_journal_keeps_what_was_before_the_first_change_of_each_block() -> None:
    working_set = rows(journal_from=6)
    tell(working_set, cash.Transfer(ZERO, BOB, 9), at(5))
    tell(working_set, cash.Transfer(ZERO, BOB, 1), at(6))
    tell(working_set, cash.Transfer(ZERO, BOB, 1), at(6, 1))
    tell(working_set, cash.Transfer(ZERO, ALICE, 2), at(7))
    kept = {key: before and before["balance"] for key, before in working_set.journal.items()}
    assert kept == {(6, "cash_balances", (3, BOB)): 9, (7, "cash_balances", (3, ALICE)): None}


def test_a_milestone_sets_the_new_total_and_repeating_it_is_harmless() -> None:
    event = orders.ReceiptRecorded(ORDER, 10, "0x" + "00" * 32)
    handler = HANDLERS["Orders", "ReceiptRecorded"].handler
    once, again = handler(event, at(), rows()), handler(event, at(), rows())
    assert once == again == (Set("orders", (ORDER,), {"received": 10, "received_at": 1_005}),)


@pytest.mark.parametrize(("paid", "state"), [(60, "CONFIRMED"), (100, "SETTLED")])
def test_a_payment_settles_the_receivable_exactly_when_all_face_is_paid(paid: int, state: str) -> None:
    working_set = rows()
    working_set.apply(
        Set("receivables", (RECEIVABLE,), {}, UNPAID),
        at(),
        5,
    )
    tell(working_set, receivables.Paid(RECEIVABLE, ALICE, paid, 0, paid, 100, 0, 0), at())
    row = working_set.need("receivables", (RECEIVABLE,))
    assert (row["state"], row["settled_at"]) == (state, 1_005 if state == "SETTLED" else None)


def test_INV_07_the_lines_of_a_collection_are_principal_interest_and_penalty_and_nothing_else() -> None:
    working_set = rows()
    account = {"cash_id": 3, "financier": ALICE, "supplier": BOB}
    working_set.apply(Set("loan_accounts", (ORDER,), {}, account | TOTALS), at(), 5)
    event = loans.Collected(ORDER, RECEIVABLE, 100, 7, 13, 40, 10, 30)
    changes = tell(working_set, event, at())
    assert sums(changes) == {
        f"loan_debt:{ORDER}": 50,
        f"loan_principal:{ORDER}": -40,
        f"loan_subrogated:{ORDER}": -10,
        f"interest_expense:{BOB}": 13,
        f"interest_income:{ALICE}": -13,
        f"penalty_expense:{BOB}": 7,
        f"penalty_income:{ALICE}": -7,
    }
    parts = event.penalty + event.interest + event.principal + event.subrogated + event.residual
    assert event.amount == parts


def test_INV_07_late_interest_is_a_part_of_its_own_and_face_falls_by_the_rest() -> None:
    working_set = rows()
    working_set.apply(Set("receivables", (RECEIVABLE,), {}, UNPAID | {"maturity": 1_000}), at(), 5)
    changes = tell(working_set, receivables.Paid(RECEIVABLE, ALICE, 30, 12, 18, 100, 12, -55), at())
    assert sums(changes) == {
        f"payable:{RECEIVABLE}": 18,
        f"receivable:{RECEIVABLE}": -18,
        f"late_expense:{BOB}": 12,
        f"late_income:{RECEIVABLE}": -12,
    }
    row = working_set.need("receivables", (RECEIVABLE,))
    assert (row["late_paid"], row["late_units"], row["late_accrued_at"]) == (12, -55, 1_005)


def test_a_payment_at_the_very_maturity_is_not_late() -> None:
    working_set = rows()
    working_set.apply(Set("receivables", (RECEIVABLE,), {}, UNPAID | {"maturity": 1_005}), at(), 5)
    tell(working_set, receivables.Paid(RECEIVABLE, ALICE, 30, 0, 30, 100, 0, 0), at())
    assert working_set.need("receivables", (RECEIVABLE,))["late_accrued_at"] == 0


@pytest.mark.parametrize(("state", "changed"), [(1, "amount"), (2, "amendment_amount")])
def test_an_amendment_changes_the_order_before_acceptance_and_waits_after_it(
    state: int, changed: str
) -> None:
    event = orders.Amended(ORDER, 2, 70, 9_000, state, "0x" + "03" * 32)
    (change,) = HANDLERS["Orders", "Amended"].handler(event, at(), rows())
    assert isinstance(change, Set)
    assert change.values[changed] == 70
    assert ("amount" in change.values) == (state == 1)


def test_the_sweep_leaves_one_account_when_it_names_another() -> None:
    working_set = rows()
    other = "0x" + "09" * 32
    working_set.apply(Set("facilities", (1,), {}, {"no": 1, "sweep_order": ZERO_ID}), at(), 5)
    for order_id in (ORDER, other):
        working_set.apply(Set("loan_accounts", (order_id,), {}, {"swept": False}), at(), 5)
    for named in (ORDER, other, ZERO_ID):
        tell(working_set, loans.SweepSet(1, named), at())
        swept = {each for each in (ORDER, other) if working_set.need("loan_accounts", (each,))["swept"]}
        assert swept == ({named} - {ZERO_ID})
