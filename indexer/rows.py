"""The rows that batches touch, in memory: loaded together, changed in the order of the events, written
together, and kept for the next batch as long as they are few.

Also keeps the journal (what each row was before the first change of each block that may still be replaced)
and each stored row's hash, so that fingerprints follow without reading anything again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from indexer.changes import Add, Append, At, Change, Key, Put, Row, Set
from indexer.fingerprints import Sums
from indexer.lines import line_maker
from indexer.models.shape import SHAPES
from indexer.plain import row_hash, sum_of

Loader: TypeAlias = Callable[[str, Sequence[Key]], Iterable[Row]]
"""Reads the rows of a table that have these keys."""

ROWS_KEPT: Final = 3_000
"""Above so many rows in memory they are all let go after a batch: memory stays flat over any length."""


class RowMissing(Exception):
    """An event speaks of a row that the mirror has not: an event was lost, or a handler is wrong."""


class Written(NamedTuple):
    """Lines of a table that a batch is to write: rows that are new, and rows that replace stored ones."""

    new: list[str]
    changed: list[str]


def load_nothing(_table: str, _keys: Sequence[Key]) -> Iterable[Row]:
    """The loader of a replay from the first block: there is nothing before."""
    return ()


class WorkingSet:
    """Rows by table and key. journal_from: lowest block whose changes are journalled; None for no journal."""

    def __init__(self, load: Loader, tokens: Mapping[str, int], journal_from: int | None = None) -> None:
        self._load: Final = load
        self._tokens: dict[str, int] = dict(tokens)
        self._journal_from = journal_from
        self._rows: dict[str, dict[Key, Row | None]] = {name: {} for name in SHAPES}
        self._stored: dict[str, dict[Key, int]] = {name: {} for name in SHAPES}
        self.changed: dict[str, set[Key]] = {}
        self.appended: dict[str, list[Mapping[str, Any]]] = {}
        self.journal: dict[tuple[int, str, Key], Row | None] = {}

    def begin(self, tokens: Mapping[str, int], journal_from: int | None) -> None:
        """A new batch: what it changes is empty, what earlier ones left is here."""
        self._tokens = dict(tokens)
        self._journal_from = journal_from
        self.changed, self.appended, self.journal = {}, {}, {}

    def forget(self) -> None:
        """Let go of all rows: the database is no longer what they were read from or written to."""
        self._rows = {name: {} for name in SHAPES}
        self._stored = {name: {} for name in SHAPES}
        self.changed, self.appended, self.journal = {}, {}, {}

    @property
    def many(self) -> bool:
        """Whether there are more rows here than ROWS_KEPT, so that all are to be let go between batches."""
        return sum(map(len, self._rows.values())) > ROWS_KEPT

    def prefetch(self, table: str, keys: Iterable[Key]) -> None:
        """Load the rows that are not here yet, with one question."""
        rows = self._rows[table]
        missing = [key for key in keys if key not in rows]
        if missing:
            self._fill(table, missing)

    def not_there(self, table: str, keys: Iterable[Key]) -> None:
        """Rows that none need look for: the events say that they begin here."""
        rows = self._rows[table]
        for key in keys:
            rows.setdefault(key, None)

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
            appended = self.appended.get(change.table)
            if appended is None:
                appended = self.appended[change.table] = []
            appended.append(change.values)
            return
        table, key = change.table, change.key
        rows = self._rows[table]
        if self._journal_from is not None and journal_block >= self._journal_from:
            self._keep(table, key, journal_block)
        if isinstance(change, Put):
            rows[key] = dict(change.values)
        else:
            row = rows[key] if key in rows else self.get(table, key)
            if row is None:
                row = rows[key] = _created(change, at)
            if isinstance(change, Set):
                row.update(change.values)
            else:
                for column, delta in change.deltas.items():
                    row[column] += delta
        changed = self.changed.get(table)
        if changed is None:
            changed = self.changed[table] = set()
        changed.add(key)

    def written(self, sums: Sums) -> dict[str, Written]:
        """What this batch leaves, as lines to be written; their hashes go into `sums`."""
        found: dict[str, Written] = {}
        for table, keys in self.changed.items():
            found[table] = self._changed_lines(table, keys, sums)
        for table, appended in self.appended.items():
            lines = list(map(line_maker(table), appended))
            sums.add(table, len(lines), sum_of(lines))
            found[table] = Written(lines, [])
        return found

    def _changed_lines(self, table: str, keys: Iterable[Key], sums: Sums) -> Written:
        rows, stored, line_of = self._rows[table], self._stored[table], line_maker(table)
        written, amount = Written([], []), 0
        for key in keys:
            row = rows[key]
            if row is None:
                raise RowMissing(f"{table} lost its row {key} in the batch that changed it")
            line = line_of(row)
            after, before = row_hash(line), stored.get(key)
            stored[key] = after
            if before is None:
                amount += after
                written.new.append(line)
            elif before != after:
                amount += after - before
                written.changed.append(line)
        sums.add(table, len(written.new), amount)
        return written

    def _keep(self, table: str, key: Key, block: int) -> None:
        """Keep the row as it is before this block's first change of it."""
        entry = (block, table, key)
        if entry not in self.journal:
            row = self.get(table, key)
            self.journal[entry] = None if row is None else dict(row)

    def _fill(self, table: str, keys: Sequence[Key]) -> None:
        rows, stored, line_of = self._rows[table], self._stored[table], line_maker(table)
        key_columns = SHAPES[table].key
        for row in self._load(table, keys):
            key = tuple([row[column] for column in key_columns])
            rows[key] = row
            stored[key] = row_hash(line_of(row))
        for key in keys:
            rows.setdefault(key, None)


def _created(change: Set | Add, at: At) -> Row:
    """The row that a change begins where there was none. Errors: RowMissing."""
    if change.create is None:
        raise RowMissing(f"block {at.block_number}, log {at.log_index}: {change.table} {change.key}")
    return dict(change.create)
