"""Handlers are pure: an event, its place and what was go in, changes come out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from chain.events import cash, loans, orders, receivables
from chain.events.all import DECODERS
from indexer.changes import Add, Append, At, Change, Set
from indexer.fold import HandlerMissing, Told, fold
from indexer.handlers import HANDLERS
from indexer.handlers.postings import PostingsUnbalanced, post
from indexer.handlers.registry import handles
from indexer.rows import RowMissing, WorkingSet, load_nothing

TOKEN = "0x" + "c0" * 20
ALICE, BOB = "0x" + "a1" * 20, "0x" + "b0" * 20
ZERO = "0x" + "00" * 20
ORDER, RECEIVABLE = "0x" + "01" * 32, "0x" + "02" * 32


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


def event_of(decoder: Callable[..., Any]) -> Any:
    return get_type_hints(decoder, vars(sys.modules[decoder.__module__]))["return"]


def test_an_event_without_a_handler_is_refused_by_name() -> None:
    told = Told("Orders", "Invented", object(), at(), 5)
    with pytest.raises(HandlerMissing, match=r"Orders\.Invented in block 5"):
        fold([told], rows())


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
        Set("receivables", (RECEIVABLE,), {}, {"cash_id": 3, "state": "CONFIRMED", "settled_at": None}),
        at(),
        5,
    )
    tell(working_set, receivables.Paid(RECEIVABLE, ALICE, paid, paid, 100), at())
    row = working_set.need("receivables", (RECEIVABLE,))
    assert (row["state"], row["settled_at"]) == (state, 1_005 if state == "SETTLED" else None)


def test_INV_07_the_lines_of_a_collection_are_principal_interest_and_penalty_and_nothing_else() -> None:
    working_set = rows()
    account = {"cash_id": 3, "financier": ALICE, "supplier": BOB}
    totals = {"principal_repaid_total": 0, "interest_paid_total": 0, "penalty_paid_total": 0}
    working_set.apply(Set("loan_accounts", (ORDER,), {}, account | totals), at(), 5)
    event = loans.Collected(ORDER, RECEIVABLE, 100, 7, 13, 50, 30)
    changes = tell(working_set, event, at())
    lines = {
        change.values["account"]: change.values["amount"] for change in changes if isinstance(change, Append)
    }
    assert lines == {
        f"loan_debt:{ORDER}": 50,
        f"loan_principal:{ORDER}": -50,
        f"interest_expense:{BOB}": 13,
        f"interest_income:{ALICE}": -13,
        f"penalty_expense:{BOB}": 7,
        f"penalty_income:{ALICE}": -7,
    }
    assert event.amount == event.penalty + event.interest + event.principal + event.residual
