"""Reading a log: what is refused, what amounts become, which items a bounded run keeps."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import InvalidOperation
from pathlib import Path

import pytest

from scripts.replay import rules
from scripts.replay.faults import ReplayError
from scripts.replay.log import date_of, minor_units, read_log
from tests.replay.made_up import ITEMS, KEEN, START, write_log


@pytest.mark.parametrize("text", ["-1.0", "NaN", "Infinity", "1e30"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        minor_units(text)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(InvalidOperation):
        minor_units("1,000.00")


def test_an_activity_that_no_rule_knows_is_refused_with_its_line(tmp_path: Path) -> None:
    write_log(tmp_path, {"one": (KEEN, [(0, rules.ORDER, "1.0"), (1, "Dance", "1.0")])})
    with pytest.raises(ReplayError, match=r"line 3: .*Dance"):
        read_log(tmp_path)


def test_a_time_without_zone_is_refused(tmp_path: Path) -> None:
    write_log(tmp_path, {"one": (KEEN, [(0, rules.ORDER, "1.0")])})
    events = tmp_path / "events.csv"
    events.write_text(events.read_text(encoding="utf-8").replace("+01:00", ""), encoding="utf-8")
    with pytest.raises(ReplayError, match="no time zone"):
        read_log(tmp_path)


def test_an_item_that_no_case_names_is_refused(tmp_path: Path) -> None:
    write_log(tmp_path, {"one": (KEEN, [(0, rules.ORDER, "1.0")])})
    (tmp_path / "cases.csv").write_text("case_id,vendor\nother,maker\n", encoding="utf-8")
    with pytest.raises(ReplayError, match="line 2"):
        read_log(tmp_path)


def test_a_log_without_orders_or_files_or_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_log(tmp_path)
    (tmp_path / "cases.csv").write_text("case_id,vendor\n", encoding="utf-8")
    with pytest.raises(ReplayError, match=r"events\.csv"):
        read_log(tmp_path)
    write_log(tmp_path, {"one": (KEEN, [(0, rules.RECEIPT, "1.0")])})
    with pytest.raises(ReplayError, match=rules.ORDER):
        read_log(tmp_path)
    (tmp_path / "cases.csv").write_text("case_id\none\n", encoding="utf-8")
    with pytest.raises(ReplayError, match="vendor"):
        read_log(tmp_path)


@pytest.mark.parametrize(
    ("text", "cents", "exact"),
    [
        ("557.0", 55_700, True),
        ("0.0", 0, True),
        ("1.005", 100, False),
        ("1.015", 102, False),
        ("3", 300, True),
    ],
)
def test_euro_become_cents_half_to_even(text: str, cents: int, exact: bool) -> None:
    assert minor_units(text) == (cents, exact)


def test_events_come_in_time_order_and_name_their_items(tmp_path: Path) -> None:
    log = read_log(write_log(tmp_path))
    assert [event.second for event in log.events] == sorted(event.second for event in log.events)
    assert len(log.items) == len(ITEMS)
    assert len(log.events) == sum(len(lines) for _, lines in ITEMS.values())
    assert log.rounded == 0
    assert {log.items[event.item].case_id for event in log.events} == set(ITEMS)


def test_a_bounded_run_keeps_the_items_that_were_ordered_first(tmp_path: Path) -> None:
    items = {
        "late": (KEEN, [(9, rules.ORDER, "1.0")]),
        "early": (KEEN, [(1, rules.ORDER, "1.0"), (20, rules.RECEIPT, "1.0")]),
        "middle": (KEEN, [(0, rules.VENDOR_INVOICE, "1.0"), (5, rules.ORDER, "1.0")]),
    }
    log = read_log(write_log(tmp_path, items), 2)
    assert [head.case_id for head in log.items] == ["early", "middle"]
    assert {event.item for event in log.events} == {0, 1}


def test_what_is_dated_before_the_first_order_or_long_after_happens_on_the_edges(tmp_path: Path) -> None:
    lines = [(0, rules.ORDER, "1.0"), (-400, rules.VENDOR_INVOICE, "1.0"), (3_000, rules.CLEARING, "1.0")]
    items = {"one": (KEEN, lines), "two": (KEEN, [(day % 50, rules.RECEIPT, "1.0") for day in range(1_000)])}
    log = read_log(write_log(tmp_path, items))
    assert (date_of(log.first_day), date_of(log.last_day)) == (START, date(2018, 4, 30))
    driven = {log.day_of(event) for event in log.events}
    assert (min(driven), max(driven)) == (log.first_day, log.last_day)


def test_a_packed_log_reads_as_the_plain_one(tmp_path: Path) -> None:
    plain = read_log(write_log(tmp_path))
    events = tmp_path / "events.csv"
    with gzip.open(tmp_path / "events.csv.gz", "wb") as packed:
        packed.write(events.read_bytes())
    events.unlink()
    assert read_log(tmp_path) == plain


def test_each_activity_of_the_rules_stands_in_the_made_up_log() -> None:
    written = {activity for _, lines in ITEMS.values() for _, activity, _ in lines}
    assert rules.REPRESENTED | set(rules.NOT_REPRESENTED) <= written
