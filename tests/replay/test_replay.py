"""A made-up log through the contracts, and what the report says of it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from scripts.replay import rules
from scripts.replay.books import Item, Kind, Stage
from scripts.replay.report import CHART, PAGE, REPORT, write_report
from scripts.replay.run import Options, Outcome, replay
from tests.cli.commands import here, refused
from tests.replay.made_up import SEED, write_log


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One replay of the made-up log, with the indexer beside it."""
    folder = write_log(tmp_path_factory.mktemp("log"))
    return replay(folder, Options(seed=SEED))


@pytest.fixture(scope="module")
def written(outcome: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with its report."""
    folder = tmp_path_factory.mktemp("report")
    write_report(outcome, folder)
    return folder


@pytest.fixture(scope="module")
def facts(written: Path) -> dict[str, Any]:
    """The report for machines."""
    found = json.loads((written / REPORT).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def _item(outcome: Outcome, case_id: str) -> Item:
    return next(item for item in outcome.items if item.case_id == case_id)


def _stages(outcome: Outcome, case_id: str) -> list[Stage]:
    return [invoice.chain_stage for invoice in _item(outcome, case_id).invoices]


def _refused(outcome: Outcome, kind: Kind, error: str) -> tuple[int, int, int]:
    """How often at first, how many of these made good, how often at the second try."""
    found = outcome.tally.refusals[kind, error]
    return found.calls, found.mended, found.again


def test_INV_16_the_mirror_is_the_chain_after_a_replay(outcome: Outcome) -> None:
    assert outcome.verified is not None and outcome.mirrored is not None
    assert outcome.verified.differences == ()
    assert outcome.verified.at_block == outcome.last_block == outcome.mirrored.head
    assert outcome.verified.rows > 500
    assert outcome.good


def test_no_transaction_fails_as_a_whole(outcome: Outcome) -> None:
    assert outcome.tally.failed == 0
    assert outcome.tally.refused.total() > 0


def test_each_refusal_is_one_that_a_contract_named(outcome: Outcome) -> None:
    assert all(
        error not in ("UnknownError", "OutOfGas", "Unexplained") for _, error in outcome.tally.refusals
    )


def test_a_plain_order_is_drawn_on_collected_and_settled(outcome: Outcome) -> None:
    item = _item(outcome, "plain")
    assert item.pledged and item.principal == 0
    assert _stages(outcome, "plain") == [Stage.SETTLED]
    assert outcome.tally.collected > 0


def test_receipts_above_the_order_are_refused_and_covered_by_one_amendment(outcome: Outcome) -> None:
    assert _refused(outcome, Kind.RECEIVE, "Orders_AboveOrdered") == (2, 2, 0)
    item = _item(outcome, "more than ordered")
    assert item.ordered == item.received == 100_075


def test_a_price_change_below_what_was_received_is_refused_for_good(outcome: Outcome) -> None:
    assert _refused(outcome, Kind.AMEND, "Orders_BelowRecorded") == (1, 0, 0)
    assert _refused(outcome, Kind.AGREE, "Orders_NoAmendment") == (1, 0, 0)


def test_an_invoice_before_its_order_or_receipt_is_refused_and_proposed_when_booked(outcome: Outcome) -> None:
    assert _refused(outcome, Kind.PROPOSE, "Orders_Unknown") == (1, 0, 0)
    assert _refused(outcome, Kind.PROPOSE, "Receivables_MaturityOutOfRange") == (1, 0, 0)
    calls, mended, _ = _refused(outcome, Kind.PROPOSE, "Orders_AboveReceived")
    assert calls > mended >= 1
    item = _item(outcome, "invoice first")
    assert item.invoices[0].proposal.face == 70_000 and item.invoices[0].proposal.gross == 90_000
    assert item.invoices[0].chain_stage is Stage.SETTLED
    assert item.invoices[1].chain_stage is Stage.NEW


def test_a_receipt_is_taken_back_as_a_return_until_it_is_confirmed(outcome: Outcome) -> None:
    item = _item(outcome, "receipts taken back")
    assert item.returned == 50_000 and item.books_returned == 150_000
    assert _refused(outcome, Kind.RETURN, "Orders_AboveReceived") == (1, 0, 0)


def test_an_invoice_in_custody_is_voided_only_after_its_units_are_free_and_never_once_paid(
    outcome: Outcome,
) -> None:
    assert _refused(outcome, Kind.VOID, "Receivables_UnitsNotFree")[0] == 1
    assert _refused(outcome, Kind.ASK_VOID, "Receivables_StateForbids") == (1, 0, 0)
    assert Stage.SETTLED in _stages(outcome, "invoices taken back")


def test_a_deleted_order_is_cancelled_comes_back_by_amendment_and_stays_once_received(
    outcome: Outcome,
) -> None:
    item = _item(outcome, "deleted")
    assert (item.ordered, item.cancelled, item.received) == (160_000, 80_000, 80_000)
    assert _refused(outcome, Kind.CANCEL, "Orders_NothingToCancel") == (1, 0, 0)


def test_an_invoice_that_was_booked_too_early_is_confirmed_when_its_goods_are_there(outcome: Outcome) -> None:
    assert _stages(outcome, "booked too early") == [Stage.CONFIRMED]


def test_a_seventeenth_receivable_in_custody_is_refused_until_the_supplier_takes_one_out(
    outcome: Outcome,
) -> None:
    assert _refused(outcome, Kind.CONFIRM, "Loans_CustodyFull") == (2, 2, 0)
    invoices = _item(outcome, "many invoices").invoices
    assert len(invoices) == 18 and all(each.chain_stage is Stage.CONFIRMED for each in invoices)
    assert sum(each.chain_in_custody for each in invoices) == 16


def test_a_payment_block_is_a_dispute_and_lifting_what_was_not_set_is_refused(outcome: Outcome) -> None:
    assert outcome.tally.sent[Kind.DISPUTE] == 1
    assert _refused(outcome, Kind.RESOLVE, "Orders_NothingDisputed") == (1, 0, 0)


def test_a_credit_note_withdraws_forgives_or_finds_nothing(outcome: Outcome) -> None:
    assert outcome.tally.sent[Kind.WITHDRAW] == outcome.tally.sent[Kind.FORGIVE] == 1
    assert outcome.tally.refused[Kind.WITHDRAW] == outcome.tally.refused[Kind.FORGIVE] == 0
    assert outcome.tally.without_object[rules.VENDOR_CREDIT] == 1
    assert _stages(outcome, "credited") == [Stage.GONE, Stage.SETTLED]


def test_a_payment_without_a_confirmed_payable_is_settled_outside_the_chain(outcome: Outcome) -> None:
    assert outcome.tally.sent[Kind.OUTSIDE] == 1
    assert _item(outcome, "paid outside").returned == 9_000


def test_an_order_worth_nothing_cannot_be_placed(outcome: Outcome) -> None:
    assert _refused(outcome, Kind.PLACE, "Orders_AmountOutOfRange") == (1, 0, 0)
    assert _refused(outcome, Kind.RECEIVE, "Orders_Unknown") == (1, 0, 0)


def test_an_invoice_that_is_due_before_it_is_booked_gets_a_term_from_that_day(outcome: Outcome) -> None:
    assert _refused(outcome, Kind.CONFIRM, "Receivables_MaturityOutOfRange") == (2, 2, 0)
    assert _stages(outcome, "booked late") == [Stage.CONFIRMED, Stage.CONFIRMED]


def test_what_is_mended_is_paid_the_same_evening_under_its_new_id(outcome: Outcome) -> None:
    assert _refused(outcome, Kind.PAY, "Receivables_StateForbids") == (1, 1, 0)
    assert _stages(outcome, "booked and paid late") == [Stage.SETTLED]


def test_what_time_or_a_return_takes_from_the_limit_shows_as_an_over_advance(outcome: Outcome) -> None:
    assert outcome.tally.over.by_cause.total() >= 1
    assert outcome.tally.over.amount > 0


def test_each_line_of_the_log_is_counted_and_those_without_act_have_a_reason(
    outcome: Outcome, facts: dict[str, Any]
) -> None:
    assert sum(line["lines"] for line in facts["lines"].values()) == len(outcome.log.events)
    for activity, line in facts["lines"].items():
        assert (activity in rules.REPRESENTED) == (line["because"] == "")


def test_the_report_says_the_same_in_numbers_and_words(written: Path, facts: dict[str, Any]) -> None:
    page = (written / PAGE).read_text(encoding="utf-8")
    assert facts["good"] is True and facts["mirror"]["differences"] == 0
    assert f"{facts['chain']['transactions']:,} transactions" in page
    assert facts["chain"]["events"] == sum(facts["events"].values())
    assert facts["months"][-1]["principal"] == facts["credit"]["principal at the end"]


def test_the_report_says_which_payables_were_past_their_due_date(facts: dict[str, Any]) -> None:
    assert facts["overdue"] == {"paidLate": 1, "open": 21, "first": "2018-05-02"}


def test_the_chart_is_well_formed_with_axes_and_a_legend(written: Path) -> None:
    root = ET.fromstring((written / CHART).read_text(encoding="utf-8"))
    words = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    for part in ("limit", "principal", "collected", "repaid", "EUR"):
        assert any(part in word for word in words), part
    assert {"Apr", "May"} <= set(words)


def test_the_same_log_and_seed_give_the_same_chain(outcome: Outcome, tmp_path: Path) -> None:
    folder = write_log(tmp_path)
    again = replay(folder, Options(seed=SEED, mirror=False))
    assert again.verified is not None and outcome.verified is not None
    assert again.verified.block_hash == outcome.verified.block_hash


def test_the_command_replays_a_bounded_log_and_answers_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").mkdir()
    folder = write_log(tmp_path / "log")
    ran = here(capsys, "replay", folder, "--items", "2", "--out", tmp_path / "out", "--json")
    assert ran.code == 0, ran.err
    assert ran.facts["log"]["items"] == 2
    assert (tmp_path / "out" / CHART).is_file()


def test_the_command_refuses_what_is_no_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "not a folder" in refused(here(capsys, "replay", tmp_path / "nowhere"))
    (tmp_path / "cases.csv").write_text("case_id,vendor\n", encoding="utf-8")
    assert "events.csv" in refused(here(capsys, "replay", tmp_path))
