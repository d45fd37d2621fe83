"""The bounded part of the fault campaign (the long one: `make torture`), and what shows that it can fail."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.sync import Indexer
from tests.torture import campaign, lies, weather
from tests.torture.crew import Crew
from tests.torture.moves import NodeForgot
from tests.torture.proxy import DECEITS
from tests.torture.runner import Outcome, caught_up, differences, look, play
from tests.torture.schedule import AT_HEAD, schedule
from tests.torture.stage import Stage, stage

SEEDS = (128, 143, 208)
"""Chosen for what they draw: indexers that stand by, rebuilds killed and switched, a full disk, a crashed
server, blocks taken back by the sixty, lies, nodes of other deployments, readers."""
FAIR = next(one for one in map(schedule, range(1_000)) if one.start == AT_HEAD and not one.to_finality)
SOON_S = 20.0


@pytest.fixture(scope="module")
def ready() -> Iterator[Stage]:
    """A stage for all of these."""
    with stage() as running:
        yield running


@contextmanager
def mirrored(ready: Stage) -> Iterator[tuple[str, str]]:
    """A mirror at the head; name and address of its database."""
    ready.begin(1)
    database = ready.cluster.create()
    url = ready.cluster.url(database)
    with Indexer(ready.chain, url, ready.world.deployment) as indexer:
        indexer.run_once()
    yield database, url
    ready.cluster.drop(database)


@contextmanager
def crew_of(ready: Stage, url: str, *, standby: bool) -> Iterator[Crew]:
    """Indexers of that mirror, in fair weather."""
    crew = Crew(ready, url, FAIR.options, standby=standby)
    try:
        crew.revive()
        yield crew
    finally:
        crew.end()


def test_a_row_that_is_not_the_chains_is_noticed(ready: Stage) -> None:
    with mirrored(ready) as (database, url):
        assert differences(ready, url) == []
        with ready.cluster.connect(database) as connection:
            connection.execute("DROP SCHEMA fresh CASCADE")
            connection.execute("UPDATE mirror.orders SET amount = amount + 1")
            connection.execute("CREATE SCHEMA mirror_old")
        said = differences(ready, url)
        assert any(one.startswith("orders: the mirror") for one in said)
        assert said[-1] == "the mirror that was replaced is still there"


def test_a_reader_who_sees_rows_of_another_block_than_the_fingerprint_is_noticed(ready: Stage) -> None:
    with mirrored(ready) as (database, url):
        outcome = Outcome(FAIR)
        look(url, 0.0, outcome)
        assert (outcome.done["looks"], outcome.troubles) == (1, [])
        with ready.cluster.connect(database) as connection:
            connection.execute(
                "DELETE FROM mirror.blocks WHERE number = (SELECT max(number) FROM mirror.blocks)"
            )
        look(url, 0.0, outcome)
        assert len(outcome.troubles) == 1


def test_of_two_indexers_the_other_writes_when_the_writer_is_killed_and_again_by_turns(ready: Stage) -> None:
    with mirrored(ready) as (_, url), crew_of(ready, url, standby=True) as crew:
        for number in range(3):
            ready.moves.blocks(1)
            assert caught_up(ready, crew, url, FAIR)
            assert crew.counts()["take-overs"] == number
            crew.kill_one(writer=True)
            ready.moves.blocks(1)
            assert caught_up(ready, crew, url, FAIR)
            crew.start_all()
        assert len(crew.took_over_ms()) == 3
        assert crew.troubles() == []


def test_a_node_of_another_deployment_ends_the_indexer_by_name_and_started_again_it_goes_on(
    ready: Stage,
) -> None:
    with mirrored(ready) as (database, url), crew_of(ready, url, standby=False) as crew:
        for number, deceit in enumerate(DECEITS, 1):
            ready.moves.blocks(1)
            assert caught_up(ready, crew, url, FAIR)
            ready.middle.deceit = deceit
            ready.cluster.cut_connections(database)
            ready.moves.blocks(1)
            crew.until_ended_by_name(SOON_S)
            ready.middle.deceit = None
            assert crew.named == number, deceit
        assert crew.troubles() == []
        ready.middle.done.clear()  # had no node claimed it, it would be a trouble
        assert len(crew.troubles()) == len(DECEITS)
        ready.moves.blocks(1)
        assert caught_up(ready, crew, url, FAIR)
        assert differences(ready, url) == []


def test_a_worker_answers_each_seed_by_a_line_and_a_run_adds_the_lines_up(
    ready: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def there() -> Iterator[Stage]:
        yield ready

    monkeypatch.setattr(campaign, "stage", there)
    answers = io.StringIO()
    campaign.serve(io.StringIO('{"seed": 1, "verify": false}\n'), answers)
    file = tmp_path / "run.jsonl"
    file.write_text(json.dumps({"run": campaign.about(range(1, 2), 1)}) + "\n" + answers.getvalue())
    about, tally = campaign.read(file)
    assert (about["first"], about["schedules"]) == (1, 1)
    facts = tally.facts()
    assert (facts["schedules"], facts["seeds"], facts["bad_seeds"]) == (1, [1, 1], [])
    tally.lines[0]["good"] = False
    assert tally.facts()["differences"] == 1


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
        *("kill backend", "disk", "full disk", "kill writer", "kill standby", "kill readers"),
        *("start", "look", "rebuild", "kill rebuild", "switch", *DECEITS),
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
    last = lies.found_log_left_out_before_another
    for method, told in lies.LIES.items():
        for lie in [*told, *([last] if "Logs" in method else [])]:
            params: list[object] = (
                [{"fromBlock": hex(head), "toBlock": hex(head)}] if "Logs" in method else [hex(head)]
            )
            params += [False] if method == "eth_getBlockByNumber" else []
            honest, said = ask(method, *params), ask(method, *params)
            dice = random.Random(1)
            assert any(lie(said, dice) and said != honest for _ in range(20)), lie.__name__
