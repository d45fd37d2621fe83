"""The replay itself: day by day, each day in up to three blocks.

Facts (what the log says of the day), remedies (what the parties do about what was refused, and pledges),
credit (draws and repayments; at a month's end a sync of all accounts). Nothing is predicted: what the
contracts forbid is learned from what they refuse.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from indexer.reconcile import Report, verify
from indexer.sync import Progress
from scripts.replay import rules
from scripts.replay.blocks import Blocks
from scripts.replay.books import Action, Item, apply, commitment, order_id_of
from scripts.replay.credit import Credit
from scripts.replay.faults import ReplayError
from scripts.replay.log import Event, Log, date_of, read_log
from scripts.replay.people import People, people_of
from scripts.replay.remedies import remedies, second_chances
from scripts.replay.stage import (
    Ground,
    admissions,
    catch_up,
    cpu_seconds_of,
    funds_and_mandates,
    ground,
    mirroring,
)
from scripts.replay.tally import Tally
from scripts.replay.trade import Trade

Count = Callable[[int, int], None]


@dataclass(frozen=True)
class Options:
    """How a replay runs. items: only those ordered first; seed: of shares and financiers; mirror: whether
    the indexer follows meanwhile (else it comes afterwards)."""

    items: int | None = None
    seed: int = rules.SEED
    mirror: bool = True
    progress: Callable[[str], None] = lambda _: None
    count: Count = lambda _done, _of: None


@dataclass
class Outcome:
    """All that a report is made of."""

    log: Log
    options: Options
    people: People
    items: list[Item]
    tally: Tally
    genesis: int
    last_block: int = 0
    mirrored: Progress | None = None
    verified: Report | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    load: dict[str, float] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether mirror and chain are the same, and no transaction failed as a whole."""
        return self.verified is not None and self.verified.good and not self.tally.failed


def replay(folder: Path, options: Options | None = None) -> Outcome:
    """Drive a log through the contracts and verify the mirror. Errors: ReplayError, OSError, and those of
    chain, indexer and services."""
    options = options or Options()
    seconds: dict[str, float] = {}
    began = time.monotonic()
    load = {"before": os.getloadavg()[0]}
    with _timed(seconds, "reading the log"):
        log = read_log(folder, options.items)
    people = people_of((head.vendor for head in log.items), options.seed)
    items = _items(log, people)
    tally = Tally({item.order_id: item for item in items})
    genesis = (log.first_day - 1) * rules.DAY_S
    outcome = Outcome(log, options, people, items, tally, genesis, seconds=seconds, load=load)
    with ground(people, genesis, options.progress) as where:
        with _timed(seconds, "set-up"):
            blocks = _set_up(where, people, tally, genesis)
        with ExitStack() as beside:
            indexer = beside.enter_context(mirroring(where)) if options.mirror else None
            before = time.process_time(), cpu_seconds_of(where.node_pid)
            with _timed(seconds, "driving"):
                _Days(outcome, where, blocks).drive()
            load["after driving"] = os.getloadavg()[0]
            outcome.cpu_seconds["driving: this program"] = time.process_time() - before[0]
            outcome.cpu_seconds["driving: the node"] = cpu_seconds_of(where.node_pid) - before[1]
            if indexer is not None:
                outcome.cpu_seconds["driving: the indexer"] = cpu_seconds_of(indexer.pid)
        options.progress("bringing the mirror to the head")
        outcome.mirrored, seconds["mirror behind"] = catch_up(where)
        outcome.last_block = where.chain.block_number()
        before = time.process_time(), cpu_seconds_of(where.node_pid)
        with _timed(seconds, "verifying"):
            outcome.verified = verify(
                where.database_url, where.chain, where.deployment, progress=options.progress
            )
        outcome.cpu_seconds["verifying: this program"] = time.process_time() - before[0]
        outcome.cpu_seconds["verifying: the node"] = cpu_seconds_of(where.node_pid) - before[1]
    seconds["all"] = time.monotonic() - began
    return outcome


def _items(log: Log, people: People) -> list[Item]:
    made = []
    for number, head in enumerate(log.items):
        identity = commitment("order identity", head.case_id)
        order_id = order_id_of(people.buyer.entity_id, identity)
        made.append(Item(number, head.case_id, people.suppliers[head.vendor], identity, order_id))
    return made


def _set_up(where: Ground, people: People, tally: Tally, genesis: int) -> Blocks:
    """Everybody in, with cash, mandates and lines, in two blocks of the day before the first order."""
    blocks = Blocks(where.chain, where.deployment)
    now = genesis + rules.FACTS_AT_S
    for at, calls in (
        (now, admissions(people, where.deployment, now)),
        (now + 60, funds_and_mandates(people, where.deployment, now)),
    ):
        tally.count(blocks.mine(calls, at))
        for action in calls:
            if action.refused is not None:
                raise ReplayError(f"set-up was refused: {action.refused}")
    return blocks


class _Days:
    """Drives the days one after the other."""

    def __init__(self, outcome: Outcome, where: Ground, blocks: Blocks) -> None:
        self._outcome = outcome
        self._items = outcome.items
        self._tally = outcome.tally
        self._blocks = blocks
        self._trade = Trade(where.deployment, outcome.people)
        self._credit = Credit(where.chain, where.deployment, outcome.people, outcome.items)

    def drive(self) -> None:
        """All days of the log; those without events only for what falls due and at a month's end."""
        log, count = self._outcome.log, self._outcome.options.count
        by_day: dict[int, list[Event]] = {}
        for event in log.events:
            by_day.setdefault(log.day_of(event), []).append(event)
        self._outcome.options.progress("driving the log")
        for day in range(log.first_day, log.last_day + 1):
            self._day(day, by_day.get(day, []))
            count(day - log.first_day + 1, log.last_day - log.first_day + 1)

    def _day(self, day: int, events: list[Event]) -> None:
        trade, credit, tally = self._trade, self._credit, self._tally
        start = day * rules.DAY_S
        trade.day = credit.day = day
        synced: set[int] = set()

        trade.now = start + rules.FACTS_AT_S
        facts = [action for event in events for action in self._acts(event)]
        synced |= self._mine(facts, trade.now)

        trade.now = credit.now = start + rules.REMEDIES_AT_S
        refused = [action for action in facts if action.refused is not None]
        evening = remedies(trade, refused) + second_chances(trade, facts) + credit.pledges()
        synced |= self._mine(evening, trade.now, again=True)
        tally.mend(refused, evening)

        credit.now = start + rules.CREDIT_AT_S
        credit.noted(synced)
        calls = credit.repayments() + credit.draws(synced)
        if _is_last_of_month(day):
            calls += credit.month_end()
        credit.noted(self._mine(calls, credit.now))
        tally.short = credit.short
        tally.close_day(day)

    def _acts(self, event: Event) -> Iterator[Action]:
        tally, activity = self._tally, event.activity
        tally.lines[activity] += 1
        if activity not in rules.REPRESENTED:
            return
        actions = self._trade.acts(self._items[event.item], event)
        if not actions:
            tally.without_object[activity] += 1
        yield from actions

    def _mine(self, actions: list[Action], timestamp: int, again: bool = False) -> set[int]:
        """One block, if there is anything; the books follow. Answers the items whose accounts were synced.

        again: what is refused now has mostly been refused before."""
        if not actions:
            return set()
        synced = self._tally.count(self._blocks.mine(actions, timestamp), again)
        for action in actions:
            if action.refused is None:
                apply(action, timestamp)
        for action in actions:
            if action.item is not None:
                action.item.put_right()
        self._credit.noticed(actions)
        return synced


def _is_last_of_month(day: int) -> bool:
    return date_of(day + 1).day == 1


@contextmanager
def _timed(seconds: dict[str, float], what: str) -> Iterator[None]:
    began = time.monotonic()
    try:
        yield
    finally:
        seconds[what] = time.monotonic() - began
