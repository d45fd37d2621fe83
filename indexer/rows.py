"""The rows that a batch touches, in memory: loaded together, changed in the order of the events, written
together.

Also keeps the journal: what each row was before the first change of each block that may still be replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from indexer.changes import Add, Append, At, Change, Key, Put, Row, Set
from indexer.models.shape import SHAPES

Loader: TypeAlias = Callable[[str, Sequence[Key]], Iterable[Row]]
"""Reads the rows of a table that have these keys."""


class RowMissing(Exception):
    """An event speaks of a row that the mirror has not: an event was lost, or a handler is wrong."""


def load_nothing(_table: str, _keys: Sequence[Key]) -> Iterable[Row]:
    """The loader of a replay from the first block: there is nothing before."""
    return ()


class WorkingSet:
    """Rows by table and key. journal_from: lowest block whose changes are journalled; None for no journal."""

    def __init__(self, load: Loader, tokens: Mapping[str, int], journal_from: int | None = None) -> None:
        self._load: Final = load
        self._tokens: Final = dict(tokens)
        self._journal_from: Final = journal_from
        self._rows: Final[dict[str, dict[Key, Row | None]]] = {name: {} for name in SHAPES}
        self.changed: Final[dict[str, set[Key]]] = {}
        self.appended: Final[dict[str, list[Mapping[str, object]]]] = {}
        self.journal: Final[dict[tuple[int, str, Key], Row | None]] = {}

    def prefetch(self, wanted: Iterable[tuple[str, Key]]) -> None:
        """Load the rows that are not here yet, with one question a table."""
        missing: dict[str, dict[Key, None]] = {}
        for table, key in wanted:
            if key not in self._rows[table]:
                missing.setdefault(table, {})[key] = None
        for table, keys in missing.items():
            self._fill(table, list(keys))

    def get(self, table: str, key: Key) -> Row | None:
        """The row as the events so far left it, or None."""
        rows = self._rows[table]
        if key not in rows:
            self._fill(table, [key])
        return rows[key]

    def need(self, table: str, key: Key) -> Row:
        """The row. Errors: RowMissing."""
        row = self.get(table, key)
        if row is None:
            raise RowMissing(f"{table} has no row {key}")
        return row

    def cash_id(self, token: str) -> int:
        """Number of a listed cash token. Errors: RowMissing."""
        try:
            return self._tokens[token]
        except KeyError:
            raise RowMissing(f"cash_tokens has no token {token}") from None

    def rows_of(self, table: str) -> dict[Key, Row]:
        """All rows of a table that are here."""
        return {key: row for key, row in self._rows[table].items() if row is not None}

    def begin_block(self, number: int) -> None:
        """Journal that a block's own row was not there before."""
        if self._journal_from is not None and number >= self._journal_from:
            self.journal[number, "blocks", (number,)] = None

    def apply(self, change: Change, at: At, journal_block: int) -> None:
        """Make one change; it can be taken back with block `journal_block`. Errors: RowMissing."""
        if isinstance(change, Append):
            self.appended.setdefault(change.table, []).append(change.values)
            return
        before = self._journalled(change.table, change.key, journal_block)
        if isinstance(change, Put):
            self._rows[change.table][change.key] = dict(change.values)
        else:
            row = before if before is not None else self.get(change.table, change.key)
            if row is None:
                if change.create is None:
                    raise RowMissing(
                        f"block {at.block_number}, log {at.log_index}: {change.table} {change.key}"
                    )
                row = self._rows[change.table][change.key] = dict(change.create)
            if isinstance(change, Set):
                row.update(change.values)
            else:
                _add(row, change)
        self.changed.setdefault(change.table, set()).add(change.key)

    def _journalled(self, table: str, key: Key, block: int) -> Row | None:
        """Keep the row as it is before this block's first change of it; answers the row where it was looked
        at."""
        if self._journal_from is None or block < self._journal_from:
            return None
        row = self.get(table, key)
        entry = (block, table, key)
        if entry not in self.journal:
            self.journal[entry] = None if row is None else dict(row)
        return row

    def _fill(self, table: str, keys: Sequence[Key]) -> None:
        rows = self._rows[table]
        key_columns = SHAPES[table].key
        for row in self._load(table, keys):
            rows[tuple(row[column] for column in key_columns)] = row
        for key in keys:
            rows.setdefault(key, None)


def _add(row: Row, change: Add) -> None:
    for column, delta in change.deltas.items():
        row[column] += delta
