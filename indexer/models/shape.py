"""Shapes of the tables for those who write them without an ORM: names, keys, column types."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Boolean, Integer, SmallInteger, Table

from indexer.models import metadata
from indexer.models.base import Exact

APPENDED: Final = ("blocks", "events", "postings", "sales")
"""Tables that only grow with the blocks; a reorg deletes what lies above the fork point."""
KEPT: Final = ("checkpoint", "fingerprints", "undo")
"""Tables about the mirror itself."""


class Shape(NamedTuple):
    """A table's columns in order, its key, and PostgreSQL's name of each column's type."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    types: tuple[str, ...]


def _type_name(column_type: object) -> str:
    names = ((SmallInteger, "smallint"), (BigInteger, "bigint"), (Integer, "integer"), (Boolean, "boolean"))
    for kind, name in names:
        if isinstance(column_type, kind):
            return name
    return "numeric" if isinstance(column_type, Exact) else "text"


def _shape(table: Table) -> Shape:
    return Shape(
        table.name,
        tuple(column.name for column in table.columns),
        tuple(column.name for column in table.primary_key.columns),
        tuple(_type_name(column.type) for column in table.columns),
    )


SHAPES: Final = {table.name: _shape(table) for table in metadata.tables.values()}
MUTABLE: Final = tuple(name for name in SHAPES if name not in (*APPENDED, *KEPT))
"""Tables whose rows change; the journal `undo` keeps what they were."""
