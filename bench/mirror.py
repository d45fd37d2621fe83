"""Figures of the mirror: backfill, head latency, reorganisations, checking; beside the node's own rate and a
naive loop of the same run."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg

from bench.cpu import cpu_seconds
from bench.mirror_chain import Crowd
from chain.provider import Chain, connect
from indexer.reconcile import verify
from indexer.store import CHANNEL, to_conninfo
from indexer.sync import Indexer
from scripts.services.anvil import Anvil
from scripts.services.postgres import Postgres
from tests.support.pool import settle_pool

Figure = dict[str, Any]
EVENTS: Final = 200_000
SMALL: Final = 1_500
BLOCKS: Final = 300
REORG_BLOCKS: Final = 5
REORGS: Final = 20
TAKE_OVERS: Final = 5
NAIVE_EVENTS: Final = 4_000
GENESIS_TIME: Final = 1_767_225_600
WAYS: Final = {
    "": ("--readers", "0"),
    ", one reader": ("--readers", "1"),
    ", two readers": ("--readers", "2"),
    ", blooms for receipts": ("--readers", "0", "--no-receipts"),
}
"""By how a backfill is named: the options of its worker."""


def figures(events: int = EVENTS) -> Iterator[Figure]:
    """All figures of the mirror, as they come. Each says the machine's load when it was taken."""
    with _stage(events) as stage:
        yield from _backfill(stage)
    # A node's own time for a block grows with its state: the figures of single blocks are of a small chain.
    with _stage(SMALL) as stage:
        with Indexer(stage.chain, stage.server.url, stage.crowd.world.deployment) as indexer:
            indexer.run_once()
            yield _reorgs(stage.node, indexer, stage.crowd)
        yield _head_latency(stage.server, stage.crowd, stage.where)
        yield _take_over(stage.server, stage.chain, stage.crowd, stage.where)


class Stage(NamedTuple):
    """A chain with events, a database beside it, and the options by which a worker finds both."""

    node: Anvil
    server: Postgres
    chain: Chain
    crowd: Crowd
    where: tuple[str, ...]


@contextmanager
def _stage(events: int) -> Iterator[Stage]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Anvil(timestamp=GENESIS_TIME) as node,
        Postgres() as server,
        connect(node.rpc_url, node.chain_id) as chain,
    ):
        crowd = Crowd(chain)
        crowd.grow(events)
        deployment = Path(folder) / "deployment.json"
        deployment.write_text(crowd.world.deployment.to_json(), encoding="utf-8")
        where = ("--rpc", node.rpc_url, "--database", server.url, "--deployment", str(deployment))
        yield Stage(node, server, chain, crowd, where)


def _backfill(stage: Stage) -> Iterator[Figure]:
    yield _rate("node alone: logs served over HTTP", _run("serving", *stage.where))
    naive = _run("naive", *stage.where, "--events", str(NAIVE_EVENTS))
    yield _rate("naive web3.py loop, no database", naive)
    for what, called in (("raw", "backfill, raw events"), ("index", "backfill, all projections")):
        for how, options in WAYS.items():
            before = _services_cpu(stage)
            run = _run(what, *stage.where, *options, "--schema", "bench")
            _drop(stage.server, "bench")
            after = _services_cpu(stage)
            by_cpu = (run["events"] / run["cpu_s"]) / (naive["events"] / naive["cpu_s"])
            yield _rate(f"{called}{how}", run) | {
                "reader_rss_mb": run["reader_rss_mb"],
                "times_naive": round(_per_s(run) / _per_s(naive), 1),
                "times_naive_by_cpu": round(by_cpu, 1),
                "us_per_event": {
                    "indexer": _per_event(run, run["cpu_s"] - run["reader_cpu_s"]),
                    "readers": _per_event(run, run["reader_cpu_s"]),
                    **{name: _per_event(run, after[name] - before[name]) for name in before},
                },
            }
    with Indexer(stage.chain, stage.server.url, stage.crowd.world.deployment) as indexer:
        indexer.run_once()
    yield _checking(stage.server, stage.chain, stage.crowd)


def _services_cpu(stage: Stage) -> dict[str, float]:
    """CPU seconds so far of the node and of the database server."""
    found = {"node": cpu_seconds(stage.node.pid), "database": cpu_seconds(stage.server.pid)}
    return {name: seconds for name, seconds in found.items() if seconds is not None}


def _per_event(run: dict[str, Any], seconds: float) -> float:
    """Microseconds."""
    return round(1e6 * seconds / int(run["events"]), 2)


def _run(what: str, *options: str) -> dict[str, Any]:
    """A run in its own process; `process_s` is its whole life."""
    started = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-m", "bench.mirror_worker", what, *options],
        capture_output=True,
        text=True,
        check=True,
        timeout=1800,
    )
    facts: dict[str, Any] = json.loads(ran.stdout)
    return facts | {"process_s": time.perf_counter() - started}


def _per_s(run: dict[str, Any]) -> float:
    return float(run["events"] / run["work_s"])


def _rate(name: str, run: dict[str, Any]) -> Figure:
    return {
        "figure": name,
        "value": round(_per_s(run)),
        "unit": "events/s",
        "whole_process_per_s": round(run["events"] / run["process_s"]),
        "per_cpu_s": round(run["events"] / run["cpu_s"]),
        "events": run["events"],
        "requests": run["requests"],
        "rss_mb": run["rss_mb"],
        "load": _load(),
    }


def _checking(server: Postgres, chain: Chain, crowd: Crowd) -> Figure:
    started = time.perf_counter()
    report = verify(server.url, chain, crowd.world.deployment)
    seconds = time.perf_counter() - started
    return {
        "figure": "verify: rows and contract views",
        "value": round((report.rows + report.view_values) / seconds),
        "unit": "values/s",
        "rows": report.rows,
        "view_values": report.view_values,
        "differences": len(report.differences),
        "load": _load(),
    }


def _reorgs(node: Anvil, indexer: Indexer, crowd: Crowd) -> Figure:
    """The newest blocks, with a payment each, replaced by empty ones: from asking the node to the commit."""
    taken = []
    for _ in range(REORGS):
        for _ in range(REORG_BLOCKS):
            crowd.one_more()
        indexer.run_once()
        settle_pool(node.rpc)
        node.rpc("anvil_reorg", REORG_BLOCKS, [])
        started = time.perf_counter()
        assert indexer.run_once().reorgs == 1
        taken.append(1000 * (time.perf_counter() - started))
    return _quantiles("a reorganisation of 5 blocks repaired", taken)


def _head_latency(server: Postgres, crowd: Crowd, where: tuple[str, ...]) -> Figure:
    """From before the question that mines a block with a transaction to the notice of its commit."""
    taken = []
    command = [sys.executable, "-m", "bench.mirror_worker", "follow", *where, "--schema", "mirror"]
    with psycopg.connect(to_conninfo(server.url), autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as follower:
            try:
                _until_committed(listener, follower, crowd)
                time.sleep(1.0)  # until it is subscribed, too
                for _ in range(BLOCKS):
                    time.sleep(0.01)
                    mined = crowd.one_more()
                    _heard(listener, mined.number)
                    taken.append(1000 * (time.perf_counter() - mined.at))
            finally:
                follower.terminate()
    return _quantiles("head: block mined to row committed", taken) | {"blocks": BLOCKS}


def _take_over(server: Postgres, chain: Chain, crowd: Crowd, where: tuple[str, ...]) -> Figure:
    """From kill -9 of the writer to the commit of the next block by one that stood by."""
    taken = []
    with psycopg.connect(to_conninfo(server.url), autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        for _ in range(TAKE_OVERS):
            command = [sys.executable, "-m", "bench.mirror_worker", "follow", *where, "--schema", "mirror"]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as writer:
                _until_committed(listener, writer, crowd)
                standby = Indexer(chain, server.url, crowd.world.deployment)
                stop = threading.Event()
                thread = threading.Thread(target=standby.follow, args=(stop, 0.05))
                thread.start()
                time.sleep(1.0)
                writer.kill()
                started = time.perf_counter()
                number = crowd.one_more().number
                _heard(listener, number)
                taken.append(1000 * (time.perf_counter() - started))
                stop.set()
                thread.join(30)
                standby.close()
    return {
        "figure": "writer killed to next block committed by the standby",
        "value": round(statistics.median(taken)),
        "unit": "ms median",
        "worst_ms": round(max(taken)),
        "load": _load(),
    }


def _until_committed(
    listener: psycopg.Connection[Any], writer: subprocess.Popen[bytes], crowd: Crowd
) -> None:
    """Until the new writer has mirrored a block."""
    number = crowd.one_more().number
    while writer.poll() is None:
        for notice in listener.notifies(timeout=1):
            if json.loads(notice.payload)["block"] >= number:
                return
    raise RuntimeError("the writer ended before it was killed")


def _heard(listener: psycopg.Connection[Any], number: int) -> None:
    """Until a commit of this block is told."""
    for notice in listener.notifies(timeout=30):
        if json.loads(notice.payload)["block"] >= number:
            return
    raise RuntimeError(f"block {number} was not committed in time")


def _quantiles(name: str, taken: list[float]) -> Figure:
    cuts = statistics.quantiles(taken, n=100)
    return {
        "figure": name,
        "value": round(cuts[49], 2),
        "unit": "ms p50",
        "p99_ms": round(cuts[98], 2),
        "load": _load(),
    }


def _drop(server: Postgres, schema: str) -> None:
    with psycopg.connect(server.conninfo, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())


def _load() -> float:
    return round(os.getloadavg()[0], 1)
