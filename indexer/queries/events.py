"""Raw events of the mirror, read: how the table `events` keeps topics and data, readers know here alone.

Conditions are made here and joined by the caller; ids, topics and accounts are lower-case 0x-hex.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, any_, func, or_, select
from sqlalchemy.orm import Session

from indexer.models import ledger, table_of

Condition: TypeAlias = ColumnElement[bool]
Keys: TypeAlias = Select[Any]

_EVENTS, _BLOCKS = table_of(ledger.Event), table_of(ledger.Block)
_INDEXED: Final = (_EVENTS.c.topic1, _EVENTS.c.topic2)
_TOPICS: Final = (*_INDEXED, _EVENTS.c.topic3)
_ADDRESS_DIGITS: Final = 40
_TOPIC_DIGITS: Final = 64


class Raw(NamedTuple):
    """One log as the chain wrote it, with its block's hash and time (Unix seconds)."""

    block_number: int
    log_index: int
    transaction_hash: str
    transaction_index: int
    address: str
    contract: str
    name: str
    topics: tuple[str, ...]
    data: str
    block_hash: str
    timestamp: int


def topic_of_account(account: str) -> str:
    """An account as a topic holds it."""
    return "0x" + account.removeprefix("0x").rjust(_TOPIC_DIGITS, "0")


def topic_of_bytes(value: str) -> str:
    """A value shorter than a word (bytes14, bytes3) as a topic holds it."""
    return value.ljust(2 + _TOPIC_DIGITS, "0")


def topic_of_number(number: ColumnElement[int]) -> ColumnElement[str]:
    """A column of numbers as topics hold them."""
    return "0x" + func.lpad(func.to_hex(number), _TOPIC_DIGITS, "0")


def says(topic: str) -> Condition:
    """Events with this topic in any place."""
    return or_(*(place == topic for place in _TOPICS))


def says_indexed(topic: str) -> Condition:
    """The same in the first two places, which have an index and hold all ids of records."""
    return or_(*(place == topic for place in _INDEXED))


def says_first(topic: str) -> Condition:
    """The same in the first place."""
    return _EVENTS.c.topic1 == topic


def says_any(topics: Keys) -> Condition:
    """Events with one of these topics in the first two places.

    An array, not a join: PostgreSQL then finds them by index, whatever else is asked beside it.
    """
    wanted = any_(func.array(topics.scalar_subquery()))
    return or_(*(place == wanted for place in _INDEXED))


def of_contract(contracts: Collection[str]) -> Condition:
    """Events of contracts of these names."""
    return _EVENTS.c.contract.in_(contracts)


def of_name(names: Collection[str]) -> Condition:
    """Events of these names."""
    return _EVENTS.c.name.in_(names)


def in_transactions(hashes: Collection[str] | Keys) -> Condition:
    """Events of these transactions."""
    return _EVENTS.c.transaction_hash.in_(hashes)


def since(block: int) -> Condition:
    """Events of this block and later ones."""
    return _EVENTS.c.block_number >= block


def until(block: int) -> Condition:
    """Events of this block and earlier ones."""
    return _EVENTS.c.block_number <= block


def after(block: int, log_index: int) -> Condition:
    """Events that follow this one."""
    same = and_(_EVENTS.c.block_number == block, _EVENTS.c.log_index > log_index)
    return and_(_EVENTS.c.block_number >= block, or_(_EVENTS.c.block_number > block, same))


def read(session: Session, *conditions: Condition, limit: int) -> list[Raw]:
    """At most `limit` events that meet all conditions, in their order on chain."""
    columns = _EVENTS.c
    rows = session.execute(
        select(
            columns.block_number,
            columns.log_index,
            columns.transaction_hash,
            columns.transaction_index,
            columns.address,
            columns.contract,
            columns.name,
            columns.topic0,
            *_TOPICS,
            columns.data,
            _BLOCKS.c.hash,
            _BLOCKS.c.timestamp,
        )
        .join(_BLOCKS, _BLOCKS.c.number == columns.block_number)
        .where(*conditions)
        .order_by(columns.block_number, columns.log_index)
        .limit(limit)
    )
    return [
        Raw(*row[:7], tuple([topic for topic in row[7:11] if topic is not None]), *row[11:]) for row in rows
    ]
