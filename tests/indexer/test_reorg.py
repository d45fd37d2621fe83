"""Reorgs are a normal path: rows after unwinding equal rows never written."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from chain.provider import Chain, connect
from indexer.asking import FetchLimits
from indexer.blocks import NodeBehind
from indexer.reconcile import verify
from indexer.reorg import ReorgBelowFinality
from indexer.sync import Indexer, Progress
from scripts.services.anvil import Anvil
from tests.indexer import proxy
from tests.indexer.mirror import Rows, fresh, index, read
from tests.indexer.troubles import play_the_troubles
from tests.indexer.world import (
    DAY,
    World,
    build,
    list_second_token,
    name_hash,
    play_main_trade,
    play_the_rest,
)
from tests.support.plugin import GENESIS_TIME, Database
from tests.support.pool import settle_pool

STANDING = ("undo",)
"""The journal reaches as far back as the indexer has been there; it is compared where that is the same."""


@dataclass
class Stage:
    """A node that may be reorganised, with a world on it."""

    node: Anvil
    chain: Chain
    world: World

    def rollback(self, blocks: int) -> None:
        settle_pool(self.node.rpc)
        self.node.rpc("anvil_rollback", blocks)

    def reorg(self, blocks: int) -> None:
        """Replace the newest blocks by as many empty ones."""
        settle_pool(self.node.rpc)
        self.node.rpc("anvil_reorg", blocks, [])


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A node of one test's own."""
    with Anvil(timestamp=GENESIS_TIME) as node, connect(node.rpc_url, node.chain_id) as chain:
        yield Stage(node, chain, build(chain))


def assert_as_if_never_seen(stage: Stage, database: Database) -> Rows:
    mine = read(database, without=STANDING)
    with fresh(stage.chain, stage.world, database) as rows:
        assert mine == {table: rows[table] for table in mine}
    assert verify(database.url, stage.chain, stage.world.deployment).differences == ()
    return mine


def test_a_reorg_below_finality_is_refused_by_name(stage: Stage, database: Database) -> None:
    with Indexer(stage.chain, database.url, stage.world.deployment, finality_depth=4) as indexer:
        indexer.run_once()
        before = read(database)
        stage.reorg(5)
        with pytest.raises(ReorgBelowFinality, match="drop the schema and index again"):
            indexer.run_once()
    assert read(database) == before


def test_where_blocks_are_final_at_once_any_reorg_is_refused(stage: Stage, database: Database) -> None:
    with Indexer(stage.chain, database.url, stage.world.deployment, finality_depth=0) as indexer:
        indexer.run_once()
        assert read(database)["undo"] == set()
        stage.reorg(1)
        with pytest.raises(ReorgBelowFinality):
            indexer.run_once()


def test_a_gap_in_the_journal_is_not_unwound_across(stage: Stage, database: Database) -> None:
    """Behind by more than finality and killed while catching up: the blocks read then were not journalled."""

    class Killed(Exception):
        pass

    def kill(_: Progress) -> None:
        raise Killed

    options = {"finality_depth": 10, "limits": FetchLimits(first_range=2, max_range=2)}
    index(stage.chain, stage.world, database, **options)
    start = stage.chain.block_number()
    play_main_trade(stage.world)
    with pytest.raises(Killed):
        index(stage.chain, stage.world, database, on_batch=kill, **options)
    stage.rollback(stage.chain.block_number() - start + 3)
    with pytest.raises(NodeBehind):
        index(stage.chain, stage.world, database, **options)
    stage.node.rpc("anvil_mine", hex(9))
    with pytest.raises(ReorgBelowFinality):
        index(stage.chain, stage.world, database, **options)


@pytest.mark.parametrize("play", [play_main_trade, play_the_rest], ids=["the main trade", "the rest"])
def test_INV_16_everything_rolled_back_leaves_rows_as_if_never_written(
    play: Callable[[World], object], stage: Stage, database: Database
) -> None:
    with Indexer(stage.chain, database.url, stage.world.deployment) as indexer:
        indexer.run_once()
        before = read(database, without=STANDING)
        start = stage.chain.block_number()
        play(stage.world)
        indexer.run_once()
        assert read(database, without=STANDING) != before
        stage.rollback(stage.chain.block_number() - start)
        progress = indexer.run_once()
    assert progress.reorgs == 1
    assert read(database, without=STANDING) == before
    assert_as_if_never_seen(stage, database)


@pytest.mark.parametrize("depth", [1, 2, 7, 20])
def test_INV_16_blocks_replaced_by_others_leave_the_mirror_of_the_new_chain(
    depth: int, stage: Stage, database: Database
) -> None:
    play_main_trade(stage.world)
    with Indexer(stage.chain, database.url, stage.world.deployment) as indexer:
        indexer.run_once()
        stage.reorg(depth)
        progress = indexer.run_once()
    assert progress.reorgs == 1
    assert_as_if_never_seen(stage, database)


def test_INV_16_reorgs_one_after_another_and_between_trades(stage: Stage, database: Database) -> None:
    world = stage.world
    with Indexer(stage.chain, database.url, world.deployment) as indexer:
        play_main_trade(world)
        indexer.run_once()
        stage.reorg(3)
        indexer.run_once()
        stage.reorg(9)
        order_id = world.accepted()
        world.ship(order_id, 5)
        indexer.run_once()
        stage.rollback(2)
        world.receive(world.accepted(), 9)
        indexer.run_once()
        stage.rollback(4)
        indexer.run_once()
    assert_as_if_never_seen(stage, database)


def test_a_reorg_that_the_indexer_slept_through(stage: Stage, database: Database) -> None:
    play_main_trade(stage.world)
    index(stage.chain, stage.world, database)
    stage.reorg(6)
    play_the_rest(stage.world)
    index(stage.chain, stage.world, database)
    assert_as_if_never_seen(stage, database)


def test_a_listing_taken_back_takes_the_tokens_history_with_it(stage: Stage, database: Database) -> None:
    world = stage.world
    with Indexer(stage.chain, database.url, world.deployment) as indexer:
        token = list_second_token(world)
        indexer.run_once()
        assert any(token in row for row in read(database)["events"])
        stage.rollback(2)
        indexer.run_once()
        rows = assert_as_if_never_seen(stage, database)
        assert not any(token in row for table in rows.values() for row in table)
        world.does("operator", world.participants.list_cash(token))
        indexer.run_once()
    rows = assert_as_if_never_seen(stage, database)
    assert any(token in row for row in rows["events"])


def test_a_listing_that_moved_to_another_block_is_mirrored_where_it_is_now(
    stage: Stage, database: Database
) -> None:
    world = stage.world
    with Indexer(stage.chain, database.url, world.deployment) as indexer:
        token = list_second_token(world)
        indexer.run_once()
        stage.rollback(2)
        world.accepted()
        world.does("operator", world.participants.list_cash(token))
        indexer.run_once()
        assert_as_if_never_seen(stage, database)
        stage.rollback(1)
        world.accepted()
        indexer.run_once()
    rows = assert_as_if_never_seen(stage, database)
    assert not any(token in row for row in rows["events"])


def test_a_reorg_under_a_token_that_stays_listed(stage: Stage, database: Database) -> None:
    world = stage.world
    with Indexer(stage.chain, database.url, world.deployment) as indexer:
        list_second_token(world)
        indexer.run_once()
        stage.rollback(1)
        world.accepted()
        indexer.run_once()
    assert_as_if_never_seen(stage, database)


@pytest.mark.parametrize("moment", ["before the heads", "before the logs"])
def test_INV_16_a_reorg_while_a_range_is_being_read_is_noticed(
    moment: str, stage: Stage, database: Database
) -> None:
    play_main_trade(stage.world)
    index(stage.chain, stage.world, database)
    stage.world.accepted()
    batches = itertools.count(1)
    moved: list[str] = []

    def move_once(question: Any) -> None:
        heads = isinstance(question, list) and next(batches) == 2
        logs = isinstance(question, dict) and question["method"] == "eth_getLogs"
        if not moved and (heads if moment == "before the heads" else logs):
            moved.append(moment)
            stage.reorg(5)

    with proxy.before(stage.node.rpc_url) as middle, connect(middle.url) as chain:
        middle.overheard = move_once
        index(chain, stage.world, database, verify_receipts=False)
    assert moved == [moment]
    assert_as_if_never_seen(stage, database)


def test_the_journal_after_catching_up_is_that_of_a_fresh_index(stage: Stage, database: Database) -> None:
    with Indexer(stage.chain, database.url, stage.world.deployment, finality_depth=10) as indexer:
        play_main_trade(stage.world)
        indexer.run_once()
        stage.world.fund("buyer", 1)
        stage.reorg(2)
        stage.world.does("buyer", stage.world.cash.redeem(5, name_hash("out")))
        indexer.run_once()
        stage.world.accepted()
        indexer.run_once()
    with fresh(stage.chain, stage.world, database, finality_depth=10) as rows:
        assert read(database) == rows


@pytest.mark.parametrize("depth", [2, 9, 17, 28, 44])
def test_troubles_that_a_reorg_takes_back_leave_no_trace(
    depth: int, stage: Stage, database: Database
) -> None:
    """Defaults, cover, sweeps, late interest: each table's rows come back to what they were."""
    play_the_troubles(stage.world)
    options = {"finality_depth": 200}
    index(stage.chain, stage.world, database, **options)
    stage.rollback(depth)
    stage.world.fund("buyer", 1)
    index(stage.chain, stage.world, database, **options)
    assert_as_if_never_seen(stage, database)


@pytest.mark.parametrize("seed", range(6))
def test_INV_16_any_order_of_moves_reorgs_and_runs_ends_in_the_mirror_of_the_final_chain(
    seed: int, stage: Stage, database: Database
) -> None:
    dice = random.Random(seed)
    world = stage.world
    options = {
        "finality_depth": 40,
        "limits": FetchLimits(first_range=dice.randint(1, 9), max_range=dice.randint(9, 50), heads=7),
    }
    order_ids = [world.accepted()]
    deployed = stage.chain.block_number()
    for _ in range(25):
        match dice.randrange(7):
            case 0:
                order_ids.append(world.accepted(dice.randint(1_000, 9_000)))
            case 1:
                world.fund("buyer", dice.randint(1, 500))
            case 2 | 3:
                progress_some_order(world, order_ids, dice)
            case 4:
                depth = dice.randint(1, min(8, max(1, stage.chain.block_number() - deployed)))
                dice.choice([stage.reorg, stage.rollback])(depth)
            case 5:
                index(stage.chain, world, database, **options)
            case 6:
                change_something(world, order_ids, dice)
    index(stage.chain, world, database, **options)
    assert_as_if_never_seen(stage, database)


def change_something(world: World, order_ids: list[str], dice: random.Random) -> None:
    """A change of an order, or of a guarantor's deposit."""
    cash = world.cash.address
    if dice.random() < 0.5:
        deposit = world.guarantees.deposit_of(world.address("guarantor"), 1)
        notice = world.guarantees.give_notice(cash, dice.randint(0, deposit.deposited))
        world.does("guarantor", dice.choice([world.guarantees.deposit(cash, dice.randint(1, 50)), notice]))
        return
    order_id = dice.choice(order_ids)
    if world.orders.order(order_id).state != 2:
        return
    waiting = world.orders.amendment(order_id).version
    if waiting and dice.random() < 0.5:
        world.does("supplier", world.orders.accept_amendment(order_id, waiting))
    else:
        change = (dice.randint(20_000, 30_000), world.now() + 50 * DAY, name_hash("change", dice.random()))
        world.does("buyer", world.orders.amend(order_id, *change))


def progress_some_order(world: World, order_ids: list[str], dice: random.Random) -> None:
    """A step of an order that is still there: a reorg may have taken it, or a step of it."""
    order_id = dice.choice(order_ids)
    order = world.orders.order(order_id)
    if order.state != 2:
        return
    if order.shipped + 10 <= order.amount and dice.random() < 0.5:
        world.ship(order_id, order.shipped + 10)
    elif order.received + 10 <= order.amount:
        world.receive(order_id, order.received + 10)
        world.confirmed(order_id, 7)
