"""A run against another node than anvil: `python -m tests.torture.second_client --rpc-url URL`.

The node must be a development node of its own: zero base fee, automatic mining, evm_snapshot and evm_revert
(Hardhat has them). A world is built and traded on it, mirrored while it grows, taken back and grown again;
after each stretch the mirror equals a fresh index and, by `verify`, the contracts.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chain.provider import Chain, connect
from indexer.reconcile import verify
from indexer.store import open_connection, read_checkpoint, read_sums
from indexer.sync import Indexer
from scripts.services.postgres import Postgres
from tests.indexer.troubles import play_the_troubles
from tests.indexer.world import World, build, play_main_trade, play_the_rest

CAUGHT_UP_S = 60.0


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.torture.second_client")
    asked.add_argument("--rpc-url", required=True, help="the node: it is written to and reorganised")
    asked.add_argument("--no-verify-receipts", action="store_true", help="logs and blooms alone")
    chosen = asked.parse_args()
    with (
        connect(chosen.rpc_url) as chain,
        tempfile.TemporaryDirectory(prefix="tallystick-second-") as folder,
        Postgres(Path(folder), durable=False) as database,
    ):
        Path(folder).chmod(0o755)
        print(json.dumps({"client": chain.request("web3_clientVersion")}), flush=True)
        world = build(chain)
        options: dict[str, Any] = {"verify_receipts": not chosen.no_verify_receipts}
        indexer = Indexer(chain, database.url, world.deployment, **options)
        stop = threading.Event()
        following = threading.Thread(target=indexer.follow, args=(stop, 0.05))
        following.start()
        try:
            bad = play(chain, world, database.url)
        finally:
            stop.set()
            following.join(10)
            indexer.close()
    return 1 if bad else 0


def play(chain: Chain, world: World, url: str) -> int:
    """Each stretch, compared; answers how many did not end as they must."""
    bad = compare(chain, world, url, "after the deployment")
    stretches: list[tuple[str, Callable[[World], object]]] = [
        ("the troubles", play_the_troubles),
        ("the main trade", play_main_trade),
        ("the rest", play_the_rest),
    ]
    for name, stretch in stretches:
        snapshot = chain.request("evm_snapshot")
        before = chain.block_number()
        stretch(world)
        bad += compare(chain, world, url, name)
        taken_back = chain.block_number() - before
        if taken_back <= 60:
            if chain.request("evm_revert", [snapshot]) is not True:
                raise RuntimeError("the node does not take back")
            bad += compare(chain, world, url, f"{name}, {taken_back} blocks taken back")
            world.fund("buyer", 1)
            stretch(world)
            bad += compare(chain, world, url, f"{name} once more on another branch")
    return bad


def compare(chain: Chain, world: World, url: str, when: str) -> int:
    """Wait for the mirror, then hold it against a fresh index and the contracts; 1 where they differ."""
    head = chain.block("latest")
    deadline = time.monotonic() + CAUGHT_UP_S
    at = None
    with open_connection(url) as connection:
        while head is not None and time.monotonic() < deadline:
            there = connection.execute("SELECT to_regclass('mirror.checkpoint')").fetchone()
            at = read_checkpoint(connection) if there != (None,) else None
            if at is not None and at.block_hash == head["hash"]:
                break
            time.sleep(0.05)
        connection.execute("DROP SCHEMA IF EXISTS fresh CASCADE")
        with Indexer(chain, url, world.deployment, schema="fresh") as fresh:
            fresh.run_once()
        mine, its = read_sums(connection), read_sums(connection, "fresh")
    report = verify(url, chain, world.deployment)
    good = mine == its and not report.differences
    facts = {"when": when, "block": at and at.block_number, "good": good, "rows": report.rows}
    print(json.dumps(facts | {"differences": [str(one) for one in report.differences[:3]]}), flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
