"""The bounded part of the fault campaign (the long one: `make torture`), and what shows that it can fail."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from indexer.sync import Indexer
from tests.torture import lies, weather
from tests.torture.moves import NodeForgot
from tests.torture.runner import differences, play
from tests.torture.schedule import schedule
from tests.torture.stage import Stage, stage

SEEDS = (46, 153, 160, 202)
"""Chosen for what they draw: a full disk, a crashed server, blocks taken back by the sixty, lies."""


@pytest.fixture(scope="module")
def ready() -> Iterator[Stage]:
    """A stage for all of these."""
    with stage() as running:
        yield running


def test_a_row_that_is_not_the_chains_is_noticed(ready: Stage) -> None:
    ready.begin(1)
    database = ready.cluster.create()
    url = ready.cluster.url(database)
    with Indexer(ready.chain, url, ready.world.deployment) as indexer:
        indexer.run_once()
    assert differences(ready, url) == []
    with ready.cluster.connect(database) as connection:
        connection.execute("DROP SCHEMA fresh CASCADE")
        connection.execute("UPDATE mirror.orders SET amount = amount + 1")
    assert any(said.startswith("orders: the mirror") for said in differences(ready, url))
    ready.cluster.drop(database)


@pytest.mark.parametrize("seed", SEEDS)
def test_INV_16_after_a_schedule_of_faults_the_mirror_is_what_a_fresh_index_makes(
    seed: int, ready: Stage
) -> None:
    try:
        outcome = play(ready, schedule(seed), with_verify=seed == SEEDS[0])
    except NodeForgot:
        outcome = play(ready, schedule(seed), with_verify=False)
    assert outcome.good, outcome.schedule.script() + "\n" + "\n".join(outcome.troubles)


def test_a_schedule_is_its_seed_and_together_they_draw_every_fault() -> None:
    assert schedule(7) == schedule(7)
    steps, kinds = Counter[str](), Counter[str]()
    for seed in range(2_000):
        for step in schedule(seed).steps:
            steps[step.what] += 1
            kinds.update(step.weather.chances)
    assert set(steps) == {
        *("weather", "blocks", "reorg", "rollback", "pause", "kill", "cut off", "restart", "crash"),
        *("kill backend", "disk", "full disk"),
    }
    drawn = (weather.TRANSPORT, weather.REFUSALS, weather.PLACES, weather.LIES, weather.ANNOUNCED)
    assert set(kinds) == {kind for group in drawn for kind in group}


def test_every_lie_changes_what_it_is_told_about(ready: Stage) -> None:
    ask = ready.node.rpc
    head = next(
        number
        for number in range(ready.moves.head, 0, -1)
        if sum(len(one["logs"]) > 1 for one in ask("eth_getBlockReceipts", hex(number))) > 0
        and len(ask("eth_getBlockReceipts", hex(number))) > 1
    )
    for method, told in lies.LIES.items():
        for lie in told:
            params: list[object] = (
                [{"fromBlock": hex(head), "toBlock": hex(head)}] if "Logs" in method else [hex(head)]
            )
            params += [False] if method == "eth_getBlockByNumber" else []
            honest, said = ask(method, *params), ask(method, *params)
            dice = random.Random(1)
            assert any(lie(said, dice) and said != honest for _ in range(20)), lie.__name__
