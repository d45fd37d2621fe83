"""Column types of the mirror and the base of its tables.

Addresses, ids and hashes are TEXT, lower-case 0x-hex of a checked length: it is the form in which chain/
decodes them, so no conversion stands between a log and a row, a row reads the same in psql, in JSON and in a
test, and equality is byte equality (collation "C"). BYTEA would halve the bytes and cost a conversion each
way. Amounts that the contracts bound by 2^56 (Limits.sol) are BIGINT; everything wider is NUMERIC with scale
0, which is exact, and which Python receives as int, never as Decimal or float.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SCHEMA: Final = "mirror"
SCHEMA_VERSION: Final = 3
"""Rises with every change of a table here or of what a handler writes; a mirror of another version is
rebuilt."""

metadata: Final = MetaData(schema=SCHEMA)


class Mirror(SQLModel, registry=registry(metadata=metadata)):
    """Base of all mirror tables; their metadata is apart from that of the application's tables."""


class Hex(TypeDecorator[str]):
    """Lower-case 0x-hex of a fixed number of bytes."""

    impl = Text
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(collation="C")
        self.length = length


class Exact(TypeDecorator[int]):
    """An integer of up to `digits` decimal digits; int on both sides."""

    impl = Numeric
    cache_ok = True

    def __init__(self, digits: int) -> None:
        super().__init__(digits, 0)
        self.digits = digits

    def process_result_value(self, value: Decimal | int | None, _dialect: Dialect) -> int | None:
        """Decimal to int; exact, as the scale is 0."""
        return None if value is None else int(value)


def _column(kind: Any, key: bool, null: bool, index: bool) -> Any:
    return Field(sa_column=Column(kind, primary_key=key, nullable=null, index=index))


def address20(key: bool = False, null: bool = False, index: bool = False) -> Any:
    """A column of 20 bytes: an account or a contract."""
    return _column(Hex(20), key, null, index)


def bytes32(key: bool = False, null: bool = False, index: bool = False) -> Any:
    """A column of 32 bytes: an id, a hash, a commitment."""
    return _column(Hex(32), key, null, index)


def bytes14(index: bool = False) -> Any:
    """A column of 14 bytes: the keyed hash of a legal person."""
    return _column(Hex(14), False, False, index)


def label(key: bool = False, null: bool = False) -> Any:
    """A short text of ours: a state, a name, a currency, a ledger account."""
    return _column(Text(collation="C"), key, null, False)


def minor_units() -> Any:
    """Minor units that the contracts keep below 2^56."""
    return _column(BigInteger(), False, False, False)


def uint64() -> Any:
    """Up to 2^64 − 1."""
    return _column(Exact(20), False, False, False)


def uint128() -> Any:
    """Up to 2^128 − 1: totals, caps, claims."""
    return _column(Exact(39), False, False, False)


def wide(key: bool = False) -> Any:
    """Any 256-bit value, signed or not."""
    return _column(Exact(78), key, False, False)


def seconds(null: bool = False) -> Any:
    """Unix seconds."""
    return _column(BigInteger(), False, null, False)


def int64(key: bool = False, null: bool = False, index: bool = False) -> Any:
    """A block number or another count that may pass 2^31."""
    return _column(BigInteger(), key, null, index)


def int32(key: bool = False, null: bool = False) -> Any:
    """A count, a basis-point rate, a number of days or a code, up to 2^31 − 1."""
    return _column(Integer(), key, null, False)


def int16(key: bool = False) -> Any:
    """Up to 2^15 − 1."""
    return _column(SmallInteger(), key, False, False)


def flag() -> Any:
    """Yes or no."""
    return _column(Boolean(), False, False, False)


def table_of(model: type[Mirror]) -> Table:
    """The table behind a model."""
    return metadata.tables[f"{SCHEMA}.{model.__tablename__}"]


def check_lengths() -> None:
    """Give every hex column a check of its length, so that nothing shortened or padded can be stored."""
    for table in metadata.tables.values():
        for column in list(table.columns):
            if isinstance(column.type, Hex):
                digits = 2 + 2 * column.type.length
                table.append_constraint(
                    CheckConstraint(
                        f"octet_length({column.name}) = {digits}", name=f"{table.name}_{column.name}_length"
                    )
                )
