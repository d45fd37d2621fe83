"""Two sets of rows of one table → the differences, the smallest that explain them."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.models.shape import SHAPES
from indexer.reconcile.report import Difference
from indexer.replay import Keyed, Values

PAIRING_LIMIT = 200
"""Above so many missing and superfluous rows nobody asks which key was changed into which."""


def compare(table: str, mirror: Keyed, chain: Keyed) -> Iterator[Difference]:
    """Differences of one table. A row whose key was changed is told as that column's difference."""
    columns = SHAPES[table].columns
    for key in mirror.keys() & chain.keys():
        ours, theirs = mirror[key], chain[key]
        if ours != theirs:
            for column, our, their in zip(columns, ours, theirs, strict=True):
                if our != their:
                    yield Difference(table, key, column, our, their, "logs")
    missing = {key: chain[key] for key in chain.keys() - mirror.keys()}
    extra = {key: mirror[key] for key in mirror.keys() - chain.keys()}
    if 0 < len(missing) <= PAIRING_LIMIT and 0 < len(extra) <= PAIRING_LIMIT:
        yield from _changed_keys(table, missing, extra)
    for key, row in missing.items():
        yield Difference(table, key, "*", None, row, "logs")
    for key, row in extra.items():
        yield Difference(table, key, "*", row, None, "logs")


def _changed_keys(table: str, missing: Keyed, extra: Keyed) -> Iterator[Difference]:
    """Take out pairs of a missing and a superfluous row that differ in one column."""
    for key, row in list(missing.items()):
        for other, changed in list(extra.items()):
            columns = _different_columns(table, row, changed)
            if len(columns) == 1:
                position = columns[0]
                column = SHAPES[table].columns[position]
                yield Difference(table, key, column, changed[position], row[position], "logs")
                del missing[key], extra[other]
                break


def _different_columns(table: str, one: Values, other: Values) -> list[int]:
    return [position for position in range(len(SHAPES[table].columns)) if one[position] != other[position]]
