"""One schedule played, and its end judged: the mirror is what a fresh index of the final chain makes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from indexer.fingerprints import PRINTED, Sums, sum_of
from indexer.lines import line_of
from indexer.models.shape import SHAPES
from indexer.reconcile import verify
from indexer.store import open_connection, read_checkpoint, read_sums
from indexer.sync import Indexer
from tests.torture.cluster import BASE
from tests.torture.follower import Follower
from tests.torture.schedule import AT_HEAD, EMPTY, FINALITY, Schedule, Step
from tests.torture.stage import Stage

CAUGHT_UP_S: Final = 60.0
LOOK_S: Final = 0.01
LOOKS: Final = 50


@dataclass
class Outcome:
    """How a schedule went. troubles: empty where all is well."""

    schedule: Schedule
    troubles: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
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
    database = stage.cluster.create("template0" if schedule.start == EMPTY else BASE)
    url = stage.cluster.url(database)
    if schedule.start == AT_HEAD:
        with Indexer(stage.chain, url, stage.world.deployment) as indexer:
            indexer.run_once()
    follower = Follower(
        stage.folder / "follower.log",
        stage.middle.url,
        url,
        stage.world.deployment.to_json(),
        schedule.options,
    )
    try:
        follower.start()
        for step in schedule.steps:
            outcome.done[step.what] += 1
            _take(stage, follower, database, step)
            follower.start()
        stage.middle.calm()
        if schedule.killed_last:
            follower.kill()
        if schedule.to_finality:
            stage.moves.mine(FINALITY + 2)
        settled = _caught_up(stage, follower, url, schedule)
        follower.kill()
        if settled:
            outcome.troubles += differences(stage, url)
        else:
            outcome.troubles.append(f"did not reach the head within {CAUGHT_UP_S:.0f} s")
        if with_verify and not outcome.troubles:
            outcome.verified = True
            report = verify(url, stage.chain, stage.world.deployment)
            outcome.troubles += [f"verify: {one}" for one in report.differences[:5]]
    finally:
        follower.kill()
        stage.cluster.drop(database)
    outcome.troubles += [f"the indexer ended by itself:\n{said}" for said in follower.ends]
    outcome.done.update(stage.middle.done)
    outcome.done["kills"] += follower.kills
    outcome.seconds = time.monotonic() - started
    return outcome


def _take(stage: Stage, follower: Follower, database: str, step: Step) -> None:
    moves, cluster = stage.moves, stage.cluster
    match step.what:
        case "blocks":
            moves.blocks(step.amount)
        case "rollback" | "reorg":
            given_up = (moves.rollback if step.what == "rollback" else moves.reorg)(step.amount)
            stage.middle.branch = given_up or stage.middle.branch
        case "weather":
            stage.middle.change(step.weather)
        case "pause":
            time.sleep(step.amount / 1000)
        case "kill":
            follower.kill()
        case _:
            actions: dict[str, Callable[[], Any]] = {
                "cut off": lambda: cluster.cut_connections(database),
                "restart": cluster.restart,
                "crash": cluster.crash,
                "kill backend": lambda: cluster.kill_backend(database),
                "disk": lambda: cluster.fill_disk(step.amount / 1000, moves.dice, log_too=False),
                "full disk": lambda: cluster.fill_disk(step.amount / 1000, moves.dice, log_too=True),
            }
            actions[step.what]()
    stage.middle.floor = moves.floor + 1


def _caught_up(stage: Stage, follower: Follower, url: str, schedule: Schedule) -> bool:
    """Wait until the mirror is at the node's head, and has asked about final blocks where it is to."""
    head = stage.node.rpc("eth_getBlockByNumber", "latest", False)
    deadline = time.monotonic() + CAUGHT_UP_S
    while time.monotonic() < deadline:
        follower.start()
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
    """The mirror's stored fingerprint, that of its rows, and that of a fresh index: all three are one."""
    with Indexer(stage.chain, url, stage.world.deployment, schema="fresh") as indexer:
        indexer.run_once()
    with open_connection(url) as connection:
        stored, fresh = read_sums(connection), read_sums(connection, "fresh")
        rows = Sums()
        for table in PRINTED:
            found = connection.execute(
                f'SELECT {", ".join(SHAPES[table].columns)} FROM mirror."{table}"'.encode()
            ).fetchall()
            rows.add(table, len(found), sum_of(map(line_of, found)))
    return [
        f"{table}: {said} has {one.of(table)[0]} rows, a fresh index {fresh.of(table)[0]}"
        for said, one in (("the stored fingerprint", stored), ("the mirror", rows))
        for table in PRINTED
        if one.of(table) != fresh.of(table)
    ]
