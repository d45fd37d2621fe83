"""The log as it was written: order items, and what happened to them, in time order.

Format (BPI Challenge 2019, flattened): `cases.csv` with at least `case_id` and `vendor`, one row an order
item; `events.csv` or `events.csv.gz` with `case_id, seq, timestamp, activity, net_worth_eur`.
"""

from __future__ import annotations

import csv
import gzip
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from scripts.replay.faults import ReplayError
from scripts.replay.rules import ORDER, REPRESENTED, reason_not_represented

CASES: Final = "cases.csv"
EVENTS: Final = ("events.csv.gz", "events.csv")
EPOCH: Final = date(1970, 1, 1).toordinal()
REST_OF_LINES: Final = 1_000
MOST_MINOR_UNITS: Final = 2**56 - 1


class Event(NamedTuple):
    """One line of the log. day: days since 1970 in the log's own time zone; second: Unix time; item: place
    in `Log.items`; amount: minor units."""

    day: int
    second: int
    item: int
    seq: int
    activity: str
    amount: int


class Head(NamedTuple):
    """An order item: its number in the log and its supplier's."""

    case_id: str
    vendor: str


@dataclass(frozen=True)
class Log:
    """Items in the order in which they were ordered; events in time order.

    first_day: of the first order: the chain begins on it, and what is dated before happens on it.
    last_day: of the month in which all but one line in a thousand have happened; what is dated after
    happens on it.
    rounded: amounts that were no whole minor units.
    """

    items: tuple[Head, ...]
    events: tuple[Event, ...]
    first_day: int
    last_day: int
    rounded: int

    def day_of(self, event: Event) -> int:
        """The day on which a line is driven."""
        return min(max(event.day, self.first_day), self.last_day)


def read_log(folder: Path, most_items: int | None = None) -> Log:
    """Read a folder; `most_items` keeps those that were ordered first. Errors: ReplayError, OSError."""
    heads = _heads(folder / CASES)
    rows: dict[str, list[Event]] = {case_id: [] for case_id in heads}
    rounded = 0
    with _events(folder) as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            try:
                event, exact = _event(row)
                rows[row["case_id"]].append(event)
            except (KeyError, ValueError, TypeError, InvalidOperation) as error:
                raise ReplayError(f"events, line {line}: {error!r}") from None
            rounded += not exact
    chosen = sorted(heads, key=lambda case_id: _ordered_at(rows[case_id]))[:most_items]
    events = [event._replace(item=number) for number, case_id in enumerate(chosen) for event in rows[case_id]]
    events.sort(key=lambda event: (event.second, event.item, event.seq))
    first_day = min((event.day for event in events if event.activity == ORDER), default=None)
    if first_day is None:
        raise ReplayError(f"{folder}: no `{ORDER}` in it")
    return Log(
        tuple(heads[case_id] for case_id in chosen), tuple(events), first_day, _last_day(events), rounded
    )


def minor_units(text: str) -> tuple[int, bool]:
    """Euro as the log writes them (`557.0`) to cents, half to even; and whether nothing was rounded.

    Errors: ValueError for what is negative, no number or beyond any order; InvalidOperation.
    """
    exact = Decimal(text) * 100
    if not exact.is_finite() or not 0 <= exact <= MOST_MINOR_UNITS:
        raise ValueError(f"{text} is no amount")
    whole = exact.to_integral_value(ROUND_HALF_EVEN)
    return int(whole), whole == exact


def _heads(path: Path) -> dict[str, Head]:
    with path.open(encoding="utf-8", newline="") as file:
        try:
            return {row["case_id"]: Head(row["case_id"], row["vendor"]) for row in csv.DictReader(file)}
        except KeyError as error:
            raise ReplayError(f"{path.name}: no column {error}") from None


@contextmanager
def _events(folder: Path) -> Iterator[TextIO]:
    for name in EVENTS:
        path = folder / name
        if path.is_file():
            opened = gzip.open if name.endswith(".gz") else open
            with opened(path, "rt", encoding="utf-8", newline="") as file:
                yield file
            return
    raise ReplayError(f"{folder}: neither {' nor '.join(EVENTS)} in it")


def _event(row: dict[str, str]) -> tuple[Event, bool]:
    at = datetime.fromisoformat(row["timestamp"])
    if at.tzinfo is None:
        raise ValueError(f"{row['timestamp']} has no time zone")
    amount, exact = minor_units(row["net_worth_eur"])
    activity = row["activity"]
    if activity not in REPRESENTED and reason_not_represented(activity) is None:
        raise ValueError(f"no rule knows the activity {activity}")
    day = at.date().toordinal() - EPOCH
    return Event(day, int(at.timestamp()), 0, int(row["seq"]), activity, amount), exact


def _last_day(events: list[Event]) -> int:
    days = sorted(event.day for event in events)
    nearly_all = date_of(days[len(days) - 1 - len(days) // REST_OF_LINES])
    return nearly_all.replace(day=monthrange(nearly_all.year, nearly_all.month)[1]).toordinal() - EPOCH


def date_of(day: int) -> date:
    """The calendar day of a day number."""
    return date.fromordinal(day + EPOCH)


def _ordered_at(events: list[Event]) -> float:
    return min((event.second for event in events if event.activity == ORDER), default=float("inf"))
