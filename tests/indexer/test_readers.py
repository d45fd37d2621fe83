"""Ranges that are read by other processes: the same rows, the same refusals, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chain.provider import Chain, connect
from chain.sealed import NotAsSealed
from indexer.asking import FetchLimits
from indexer.decode import raw_lines
from indexer.fetch import Fetcher
from indexer.reader import Question
from indexer.readers import Lane, Readers
from indexer.sync import Indexer
from scripts.services.anvil import Anvil
from tests.indexer import proxy
from tests.indexer.mirror import fresh, read
from tests.indexer.world import World
from tests.support.plugin import Database

BESIDE = FetchLimits(first_range=1, max_range=2, readers=1, readers_from=1)

STARTS_ONE = """
import sys, time
from chain.provider import Chain
from indexer.fetch import Fetcher
from indexer.readers import Readers
with Chain(sys.argv[1]) as chain:
    readers = Readers(Fetcher(chain), 1, projections=True)
    while not readers.ready:
        time.sleep(0.01)
    print(readers.processes[0].pid, flush=True)
    time.sleep(60)
"""


def names_of(world: World) -> dict[str, str]:
    return {deployed.address: name for name, deployed in world.deployment.contracts.items()}


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def switching_threads_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@contextmanager
def started(fetcher: Fetcher, *, projections: bool = True) -> Iterator[Readers]:
    readers = Readers(fetcher, 1, projections=projections)
    try:
        until(lambda: readers.ready == readers.lanes)
        yield readers
    finally:
        readers.close()
        assert [process.returncode for process in readers.processes] != [None]


def test_who_waits_for_a_reader_whose_connection_is_closed_is_answered_or_told_so(
    switching_threads_often: None,
) -> None:
    told: list[type[BaseException] | None] = []

    def wait(lane: Lane) -> None:
        try:
            lane.ask(Question(0, 0, {}, (False, False)))
            told.append(None)
        except BaseException as error:  # noqa: BLE001  (which one it is, is the question)
            told.append(type(error))

    for _ in range(300):
        ours, theirs = socket.socketpair()
        lane = Lane(ours)
        thread = threading.Thread(target=wait, args=(lane,))
        thread.start()
        theirs.recv(1)  # it has asked
        theirs.send(b"\0\0\0\2N.")  # and is answered while
        lane.close()
        thread.join()
        theirs.close()
    assert len(told) == 300
    assert all(one is None or issubclass(one, (EOFError, OSError)) for one in told), set(told)


def test_that_a_node_has_receipts_outlasts_what_a_reader_heard_before(chain: Chain, world: World) -> None:
    fetcher = Fetcher(chain)
    assert fetcher.receipts_known == (True, False)
    fetcher.learn((False, False))  # one word: it does not know the method
    fetcher.fetch(0, chain.block_number(), list(names_of(world)))
    assert fetcher.receipts_known == (False, False)
    fetcher.learn((True, True))  # another one has been answered
    assert fetcher.receipts_known == (True, True)
    fetcher.learn((False, False))
    assert fetcher.receipts_known == (True, True)
    unwanted = Fetcher(chain, verify_receipts=False)
    unwanted.learn((True, True))
    assert unwanted.receipts_known == (False, True)


def test_a_reader_that_is_killed_leaves_its_range_to_the_indexer(chain: Chain, world: World) -> None:
    fetcher, names = Fetcher(chain), names_of(world)
    first, last = world.deployment.block_number, chain.block_number()
    with started(fetcher) as readers:
        os.kill(readers.processes[0].pid, signal.SIGKILL)
        readers.processes[0].wait()
        found = [readers.read(first, last, names) for _ in range(readers.lanes + 1)]
    assert found == [None] * (readers.lanes + 1)
    assert readers.ready == 0


def test_a_range_that_a_reader_cannot_read_is_left_to_the_indexer(node: Anvil, world: World) -> None:
    with proxy.before(node.rpc_url) as between, connect(between.url, node.chain_id) as chain:
        fetcher, last = Fetcher(chain), chain.block_number()
        with started(fetcher) as readers:
            assert readers.read(last, last + 5, names_of(world)) is None
            assert readers.read(last, last, names_of(world)) is not None


def test_a_reader_ends_with_the_process_that_started_it(node: Anvil) -> None:
    command = [sys.executable, "-c", STARTS_ONE, node.rpc_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        starter.kill()
    until(lambda: not running(pid))


def running(pid: int) -> bool:
    """Whether it is there and no zombie that nobody has waited for."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return text.rsplit(")", 1)[1].split()[0] != "Z"


def test_a_node_that_leaves_a_log_out_is_named_as_without_readers(
    node: Anvil, world: World, database: Database
) -> None:
    world.accepted()
    with proxy.before(node.rpc_url) as between, connect(between.url, node.chain_id) as chain:
        between.alter = without_first_logs
        with (
            Indexer(chain, database.url, world.deployment, limits=BESIDE) as indexer,
            pytest.raises(NotAsSealed),
        ):
            indexer.run_once()


def without_first_logs(_question: Any, body: bytes) -> bytes:
    """Every receipt loses its first log."""
    answers = json.loads(body)
    for answer in answers if isinstance(answers, list) else [answers]:
        if isinstance(answer.get("result"), list):
            for receipt in answer["result"]:
                receipt["logs"] = receipt["logs"][1:]
    return json.dumps(answers).encode()


@pytest.mark.parametrize("projections", [True, False])
def test_a_reader_answers_what_the_indexer_reads_itself(
    projections: bool, chain: Chain, world: World
) -> None:
    fetcher, names = Fetcher(chain), names_of(world)
    first, last = world.deployment.block_number, chain.block_number()
    with started(fetcher, projections=projections) as readers:
        asked = chain.requests
        batch = readers.read(first, last, names)
    assert chain.requests > asked
    own = fetcher.fetch(first, last, list(names))
    assert batch is not None
    assert batch.raw == raw_lines(own.logs, names)
    assert batch.heads == own.heads
    assert batch.logs.amount == (own.logs.amount if projections else 0)
    assert own.logs.amount > 50


def test_a_mirror_that_was_read_beside_equals_one_that_was_not(
    node: Anvil, world: World, database: Database
) -> None:
    with proxy.before(node.rpc_url) as between, connect(between.url, node.chain_id) as chain:
        between.overheard = lambda _question: time.sleep(0.02)  # so that the reader is there before the end
        limits = FetchLimits(first_range=1, max_range=1, readers=1, readers_from=1)
        with Indexer(chain, database.url, world.deployment, limits=limits) as indexer:
            indexer.run_once()
            figures = indexer.metrics.text().decode()
        with fresh(chain, world, database, limits=FetchLimits(readers=0)) as rows:
            assert read(database) == rows
    assert "tallystick_mirror_ranges_beside_total" in figures
    assert "tallystick_mirror_ranges_beside_total 0.0" not in figures


def test_an_indexer_that_cannot_start_a_reader_does_without(
    chain: Chain, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Indexer(chain, database.url, world.deployment, limits=BESIDE) as indexer:
        monkeypatch.setattr(sys, "executable", "/no/such/program")
        assert indexer.run_once().events > 50
        assert "tallystick_mirror_ranges_beside_total 0.0" in indexer.metrics.text().decode()
