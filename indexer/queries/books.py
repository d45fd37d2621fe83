"""The books: sums of postings. Debit is positive; indexer/handlers/postings.py lists the accounts."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from indexer.models import ledger, table_of

_POSTINGS = table_of(ledger.Posting)
MAX_UNBALANCED = 1_000


class Balance(NamedTuple):
    """What one ledger account has in one cash, minor units."""

    cash_id: int
    account: str
    amount: int


class Unbalanced(NamedTuple):
    """A transaction whose postings in one cash do not sum to zero."""

    transaction_hash: str
    cash_id: int
    amount: int


def unbalanced(connection: Connection) -> list[Unbalanced]:
    """Transactions and currencies that do not balance; none in a true mirror. At most MAX_UNBALANCED."""
    total = func.sum(_POSTINGS.c.amount)
    rows = connection.execute(
        select(_POSTINGS.c.transaction_hash, _POSTINGS.c.cash_id, total)
        .group_by(_POSTINGS.c.transaction_hash, _POSTINGS.c.cash_id)
        .having(total != 0)
        .limit(MAX_UNBALANCED)
    )
    return [Unbalanced(transaction, cash_id, int(amount)) for transaction, cash_id, amount in rows]


def trial_balance(connection: Connection, at_block: int | None = None) -> list[Balance]:
    """Every account's balance, up to a block where one is named; accounts at zero are left out."""
    return _balances(connection, at_block)


def balances_of(connection: Connection, account: str, at_block: int | None = None) -> list[Balance]:
    """One account's balance in each cash, up to a block where one is named."""
    return _balances(connection, at_block, _POSTINGS.c.account == account)


def _balances(connection: Connection, at_block: int | None, *which: ColumnElement[bool]) -> list[Balance]:
    total = func.sum(_POSTINGS.c.amount)
    up_to = [] if at_block is None else [_POSTINGS.c.block_number <= at_block]
    rows = connection.execute(
        select(_POSTINGS.c.cash_id, _POSTINGS.c.account, total)
        .where(*which, *up_to)
        .group_by(_POSTINGS.c.cash_id, _POSTINGS.c.account)
        .having(total != 0)
        .order_by(_POSTINGS.c.cash_id, _POSTINGS.c.account)
    )
    return [Balance(cash_id, account, int(amount)) for cash_id, account, amount in rows]
