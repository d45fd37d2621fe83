"""The books agree with the chain, and a reading stays at its block."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from chain.provider import Chain
from indexer.queries.books import balances_of, trial_balance, unbalanced
from indexer.queries.reading import MirrorNotReady, as_of, reading
from indexer.store import create_schema, open_connection
from tests.indexer.mirror import index
from tests.indexer.world import World
from tests.support.plugin import Database


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    made = create_engine(database.url)
    yield made
    made.dispose()


def test_a_mirror_without_a_block_is_not_ready(database: Database, engine: Engine) -> None:
    with open_connection(database.url) as connection:
        create_schema(connection)
    with pytest.raises(MirrorNotReady), reading(engine):
        pass


def test_a_posting_changed_by_hand_shows_as_unbalanced(
    chain: Chain, world: World, database: Database, engine: Engine
) -> None:
    index(chain, world, database)
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE mirror.postings SET amount = amount + 1 WHERE (block_number, log_index, line) ="
                " (SELECT block_number, log_index, line FROM mirror.postings ORDER BY 1, 2, 3 LIMIT 1)"
            )
        )
    with reading(engine) as (connection, _):
        assert [one.amount for one in unbalanced(connection)] == [1]


def test_INV_08_every_transaction_balances_and_cash_accounts_are_the_chains_balances(
    chain: Chain, world: World, database: Database, engine: Engine
) -> None:
    index(chain, world, database)
    with reading(engine) as (connection, _):
        assert unbalanced(connection) == []
        cash = {
            one.account: one.amount for one in trial_balance(connection) if one.account.startswith("cash:")
        }
    for account, amount in cash.items():
        assert world.cash.balance_of(account.removeprefix("cash:")) == amount
    assert sum(cash.values()) == world.cash.total_supply()


def test_INV_09_principal_in_the_books_is_the_accounts_principal(
    chain: Chain, world: World, database: Database, engine: Engine
) -> None:
    index(chain, world, database)
    with reading(engine) as (connection, _):
        rows = connection.execute(
            text(
                "SELECT order_id, principal, drawn_total - principal_repaid_total - subrogated_total"
                " FROM mirror.loan_accounts"
            )
        ).all()
        assert any(principal for _, principal, _ in rows)
        for order_id, principal, left in rows:
            booked = balances_of(connection, f"loan_principal:{order_id}")
            assert principal == left == sum(one.amount for one in booked)
            assert world.loans.account(order_id).principal == principal


def test_the_books_of_a_former_block_are_those_of_then(
    chain: Chain, world: World, database: Database, engine: Engine
) -> None:
    account = f"cash:{world.address('buyer')}"
    before = world.cash.balance_of(world.address("buyer"))
    then = chain.block_number()
    world.fund("buyer", 11)
    index(chain, world, database)
    with reading(engine) as (connection, _):
        assert [one.amount for one in balances_of(connection, account, then)] == [before]
        assert [one.amount for one in balances_of(connection, account)] == [before + 11]


def test_a_reading_stays_at_its_block_while_the_indexer_goes_on(
    chain: Chain, world: World, database: Database, engine: Engine
) -> None:
    index(chain, world, database)
    with reading(engine) as (connection, began):
        world.accepted()
        index(chain, world, database)
        assert as_of(connection) == began
        with reading(engine) as (_, now):
            assert now.block_number == chain.block_number() > began.block_number
