"""Figures of `make bench`: how long the main job takes, how fast events are decoded, what calls cost.

Each figure stands beside the machine's own yardstick, so that two machines can be compared.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bench import gas, loans, mirror
from bench.meter import Meter
from chain.events.decoder import EventDecoder
from tests.contracts.world import World

Figure = dict[str, Any]

DEMO_SECONDS: Final = 600
DECODING_SECONDS: Final = 2.0
ROOT: Final = Path(__file__).resolve().parent.parent


def figures() -> Iterator[Figure]:
    """All figures, as they come."""
    yield yardstick()
    yield demo()
    yield decoding()
    yield from mirror.figures()
    for name, used in gas.sorted_gas(gas.measure()).items():
        yield {"figure": "gas", "case": name, "value": used, "unit": "gas", "budget": gas.BUDGETS.get(name)}


def yardstick() -> Figure:
    """What one core of this machine does by itself: SHA-256 of small blocks from Python."""
    block, rounds = bytes(1024), 200_000
    started = time.perf_counter()
    for _ in range(rounds):
        hashlib.sha256(block).digest()
    elapsed = time.perf_counter() - started
    return {"figure": "machine: SHA-256 of 1 KiB", "value": round(rounds / elapsed), "unit": "1/s"}


def demo() -> Figure:
    """Wall time of the main job from nothing: chain, database, API, one trade, audit."""
    started = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-m", "scripts.cli", "demo", "--json"],
        cwd=ROOT,
        capture_output=True,
        timeout=DEMO_SECONDS,
        check=False,
    )
    elapsed = time.perf_counter() - started
    return {
        "figure": "demo, from nothing",
        "value": round(elapsed, 2),
        "unit": "s",
        "exit_status": ran.returncode,
    }


def decoding() -> Figure:
    """Logs to typed events in one process, over the logs of a world with every kind of trade."""
    with World.on_new_chain() as world:
        meter = Meter(world)
        loans.measure_first(meter)
        order = meter.loan(received=1_000_000)
        receivable = world.confirmed_receivable(order, 300_000)
        world.pay(receivable, 300_000)
        logs = world.chain.request("eth_getLogs", [{"fromBlock": "0x0", "toBlock": "latest"}])
        decoder = EventDecoder(world.deployment.names_by_address())
    known = [log for log in logs if log["address"] in decoder.addresses]
    count, started = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started) < DECODING_SECONDS:
        for log in known:
            decoder.decode(log["address"], log["topics"], log["data"])
        count += len(known)
    return {
        "figure": "events decoded",
        "value": round(count / elapsed),
        "unit": "1/s",
        "kinds": len({log["topics"][0] for log in known}),
    }
