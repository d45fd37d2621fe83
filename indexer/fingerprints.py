"""One value for all rows of a table, whatever their order: kept up with each batch, compared by anybody.

A row's hash is SHA-256 of its line (indexer/lines.py) as a number; a table's fingerprint is the sum of its
rows' hashes modulo 2^256, so that a row is added, taken out or changed without reading the others. The
mirror's fingerprint is SHA-256 over all tables' names, numbers of rows and sums: two mirrors at one block are
the same when these 32 bytes are. The tables about the mirror itself are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, Self

from indexer.models.shape import KEPT, SHAPES
from indexer.plain import MODULUS

PRINTED: Final = tuple(sorted(name for name in SHAPES if name not in KEPT))
"""The tables that have a fingerprint."""


class Sums:
    """Rows and sum of each table."""

    def __init__(self, tables: Mapping[str, tuple[int, int]] | None = None) -> None:
        self._tables = dict(tables or {})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sums) and all(self.of(name) == other.of(name) for name in PRINTED)

    __hash__ = None  # type: ignore[assignment]  # changes

    def of(self, table: str) -> tuple[int, int]:
        """Rows and sum."""
        return self._tables.get(table, (0, 0))

    def add(self, table: str, rows: int, amount: int) -> None:
        """Rows come in (or, negative, go out) whose hashes sum to `amount`."""
        before, value = self.of(table)
        self._tables[table] = before + rows, (value + amount) % MODULUS

    def copy(self) -> Self:
        """A copy that changes by itself."""
        return type(self)(self._tables)

    def rows(self, unlike: Sums | None = None) -> list[tuple[str, int, str]]:
        """The rows of the table `fingerprints`, one for each table; only those that are not so in another."""
        return [
            (name, rows, f"0x{value:064x}")
            for name in PRINTED
            for rows, value in [self.of(name)]
            if unlike is None or unlike.of(name) != (rows, value)
        ]

    @property
    def root(self) -> str:
        """The mirror's fingerprint, 0x-hex."""
        text = "".join(
            [f"{name} {rows} {value:064x}\n" for name in PRINTED for rows, value in [self.of(name)]]
        )
        return "0x" + hashlib.sha256(text.encode()).hexdigest()


def sums_from(rows: Iterable[tuple[Any, ...]]) -> Sums:
    """From the rows of the table `fingerprints`."""
    return Sums({name: (count, int(value, 0)) for name, count, value in rows})
