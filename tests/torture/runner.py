"""One schedule played, and its end judged: the mirror is what a fresh index of the final chain makes."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from indexer.fingerprints import PRINTED, Sums
from indexer.models import SCHEMA
from indexer.models.shape import SHAPES
from indexer.plain import line_of, sum_of
from indexer.reconcile import verify
from indexer.store import FingerprintBroken, open_connection, read_checkpoint, read_sums
from indexer.sync import Indexer
from indexer.tables import Connection
from tests.torture.cluster import BASE
from tests.torture.crew import Crew
from tests.torture.proxy import DECEITS
from tests.torture.schedule import AT_HEAD, EMPTY, FINALITY, Schedule, Step
from tests.torture.stage import Stage

CAUGHT_UP_S: Final = 60.0
SWITCH_S: Final = 2.0
HELD_S: Final = 0.03
LOOK_S: Final = 0.01
LOOKS: Final = 50


@dataclass
class Outcome:
    """How a schedule went. troubles: empty where all is well; done: what befell it, and what the indexers
    did."""

    schedule: Schedule
    troubles: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    took_over_ms: list[int] = field(default_factory=list)
    seconds: float = 0.0
    verified: bool = False

    @property
    def good(self) -> bool:
        return not self.troubles


def play(stage: Stage, schedule: Schedule, *, with_verify: bool) -> Outcome:
    """Play a schedule from its beginning to its verdict."""
    started = time.monotonic()
    outcome = Outcome(schedule)
    stage.begin(schedule.seed)
    stage.middle.careful = schedule.careful
    database = stage.cluster.create("template0" if schedule.start == EMPTY else BASE)
    url = stage.cluster.url(database)
    if schedule.start == AT_HEAD:
        with Indexer(stage.chain, url, stage.world.deployment) as indexer:
            indexer.run_once()
    crew = Crew(stage, url, schedule.options, standby=schedule.standby)
    try:
        crew.revive()
        for step in schedule.steps:
            outcome.done[step.what] += 1
            _take(stage, crew, database, step, outcome)
            crew.revive()
        outcome.done["switches in weather"] += crew.switches
        _end_well(stage, crew, schedule)
        settled = caught_up(stage, crew, url, schedule)
        outcome.done += crew.counts()
        outcome.took_over_ms = crew.took_over_ms()
        crew.end()
        if settled:
            outcome.troubles += differences(stage, url)
        else:
            outcome.troubles.append(f"did not reach the head within {CAUGHT_UP_S:.0f} s")
        if with_verify and not outcome.troubles:
            outcome.verified = True
            report = verify(url, stage.chain, stage.world.deployment)
            outcome.troubles += [f"verify: {one}" for one in report.differences[:5]]
    finally:
        crew.end()
        stage.cluster.drop(database)
    outcome.troubles += crew.troubles()
    outcome.done += stage.middle.done
    outcome.seconds = time.monotonic() - started
    return outcome


def _take(stage: Stage, crew: Crew, database: str, step: Step, outcome: Outcome) -> None:
    moves, cluster, middle = stage.moves, stage.cluster, stage.middle
    if step.what in DECEITS:
        outcome.done[step.what] -= 1  # counted where it is told
        middle.deceit = step.what
        cluster.cut_connections(database)  # whoever connects again asks, when there is something to write
        moves.blocks(1)
        crew.until_ended_by_name(step.amount / 1000)
        middle.deceit = None
        middle.floor = moves.floor + 1
        return
    seconds = step.amount / 1000
    actions: dict[str, Callable[[], Any]] = {
        "blocks": lambda: moves.blocks(step.amount),
        "rollback": lambda: _other_branch(stage, moves.rollback(step.amount)),
        "reorg": lambda: _other_branch(stage, moves.reorg(step.amount)),
        "weather": lambda: middle.change(step.weather),
        "pause": lambda: time.sleep(seconds),
        "look": lambda: look(cluster.url(database), seconds, outcome),
        "kill": crew.kill_all,
        "kill writer": lambda: crew.kill_one(writer=True),
        "kill standby": lambda: crew.kill_one(writer=False),
        "kill readers": crew.kill_readers,
        "start": crew.start_all,
        "rebuild": crew.rebuild.start,
        "kill rebuild": crew.rebuild.kill,
        "switch": lambda: _switch(stage, crew, cluster.url(database), step.amount, outcome),
        "cut off": lambda: cluster.cut_connections(database),
        "restart": cluster.restart,
        "crash": cluster.crash,
        "kill backend": lambda: cluster.kill_backend(database),
        "disk": lambda: cluster.fill_disk(seconds, moves.dice, log_too=False),
        "full disk": lambda: cluster.fill_disk(seconds, moves.dice, log_too=True),
    }
    actions[step.what]()
    middle.floor = moves.floor + 1


def _other_branch(stage: Stage, given_up: Any) -> None:
    stage.middle.branch = given_up or stage.middle.branch


def _switch(stage: Stage, crew: Crew, url: str, blocks: int, outcome: Outcome) -> None:
    """Blocks, and a reader all the while, for as long as a rebuild may take; then a while for its switch."""
    before, ended = crew.switches, threading.Event()

    def read() -> None:
        while not ended.is_set():
            look(url, HELD_S, outcome)
            time.sleep(2 * HELD_S)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        stage.moves.blocks(blocks)
        deadline = time.monotonic() + SWITCH_S
        while crew.switches == before and (left := deadline - time.monotonic()) > 0:
            crew.rebuild.start()  # one that has given up in this weather is begun again
            crew.until_rebuilt(left)
    finally:
        ended.set()
        reader.join()


def _end_well(stage: Stage, crew: Crew, schedule: Schedule) -> None:
    """Fair weather; whoever is to be killed last is; a rebuild comes to its end, where it is to after more
    than one try; then blocks until all others are final."""
    stage.middle.calm()
    crew.start_all()
    deadline = time.monotonic() + CAUGHT_UP_S
    while schedule.rebuilt_last and not crew.switches and time.monotonic() < deadline:
        crew.rebuild.start()
        crew.until_rebuilt(CAUGHT_UP_S)
        time.sleep(LOOK_S)
    if not crew.until_rebuilt(CAUGHT_UP_S):
        crew.rebuild.ends.append("it did not come to its end")
    if schedule.killed_last:
        crew.kill_all()
        crew.revive()
    if schedule.to_finality:
        stage.moves.mine(FINALITY + 2)


def look(url: str, seconds: float, outcome: Outcome) -> None:
    """What a reader's transaction sees is of one block: the rows make the fingerprint that is stored."""
    try:
        with open_connection(url) as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            at = read_checkpoint(connection)
            time.sleep(seconds)
            stored, rows = read_sums(connection), sums_of_rows(connection)
            again = read_checkpoint(connection)
    except FingerprintBroken as error:
        outcome.troubles.append(f"a reader saw: {error}")
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):  # no server, or no mirror, yet
        return
    else:
        outcome.done["looks"] += 1
        if at != again or rows != stored:
            outcome.troubles.append(f"a reader saw {at}, then {again}; rows as stored: {rows == stored}")


def caught_up(stage: Stage, crew: Crew, url: str, schedule: Schedule) -> bool:
    """Wait until the mirror is at the node's head, and has asked about final blocks where it is to."""
    head = stage.moves.ask("eth_getBlockByNumber", "latest", False)
    deadline = time.monotonic() + CAUGHT_UP_S
    while time.monotonic() < deadline:
        crew.revive()
        try:
            if _is_there(url, head, schedule):
                return True
        except psycopg.errors.UndefinedTable:  # it has not come so far yet
            pass
        except psycopg.OperationalError:  # the server recovers
            time.sleep(LOOK_S)
        time.sleep(LOOK_S)
    return False


def _is_there(url: str, head: dict[str, Any], schedule: Schedule) -> bool:
    """Look for as long as the mirror is there at all: a connection is dearer than a question."""
    with open_connection(url) as connection:
        for _ in range(LOOKS):
            at = read_checkpoint(connection)
            if at is not None and at.block_hash == head["hash"]:
                oldest = connection.execute("SELECT min(block_number) FROM mirror.undo").fetchone()
                lowest = None if oldest is None else oldest[0]
                kept = int(head["number"], 16) - FINALITY
                if not schedule.to_finality or lowest is None or lowest > kept:
                    return True
            time.sleep(LOOK_S)
    return False


def differences(stage: Stage, url: str) -> list[str]:
    """The mirror's stored fingerprint, that of its rows, and that of a fresh index: all three are one; and
    nothing is left of a mirror that was replaced."""
    with Indexer(stage.chain, url, stage.world.deployment, schema="fresh") as indexer:
        indexer.run_once()
    with open_connection(url) as connection:
        stored, fresh = read_sums(connection), read_sums(connection, "fresh")
        rows = sums_of_rows(connection)
        left = connection.execute("SELECT to_regnamespace(%s)", (f"{SCHEMA}_old",)).fetchone()
    said = [
        f"{table}: {said} has {one.of(table)[0]} rows, a fresh index {fresh.of(table)[0]}"
        for said, one in (("the stored fingerprint", stored), ("the mirror", rows))
        for table in PRINTED
        if one.of(table) != fresh.of(table)
    ]
    return said if left == (None,) else [*said, "the mirror that was replaced is still there"]


def sums_of_rows(connection: Connection) -> Sums:
    """Fingerprints of the rows that are there."""
    rows = Sums()
    for table in PRINTED:
        found = connection.execute(
            f'SELECT {", ".join(SHAPES[table].columns)} FROM {SCHEMA}."{table}"'.encode()
        ).fetchall()
        rows.add(table, len(found), sum_of(map(line_of, found)))
    return rows
