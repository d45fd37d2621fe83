"""State that can be taken back, and refusals by name.

The specification names the errors, not the order in which conditions are looked at. So a call gathers
every reason against it (`no`) and gives up (`stop`) where it cannot go on; the contract must answer with one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import Any, TypeVar, cast

from tests.model.rows import Row
from tests.model.words import errors, word

R = TypeVar("R", bound=Row)
_ABSENT = object()


class Refused(Exception):
    """A call must fail with one of these: (error name, arguments); None as arguments: whatever they are."""

    def __init__(self, reasons: list[tuple[str, tuple[int, ...] | None]]) -> None:
        super().__init__(reasons)
        self.reasons = reasons

    def encoded(self) -> set[bytes]:
        """What the contract may revert with; four bytes where the arguments are free."""
        return {
            (errors()[name] if name else b"") + b"".join([word(value) for value in values or ()])
            for name, values in self.reasons
        }


class Ledger:
    """Rows by key and small numbers by key, with an undo log; `touched` is what a call has changed."""

    def __init__(self, at: dict[str, int]) -> None:
        self.at = at
        self.name_of = {address: name for name, address in at.items()}
        self.now = 0
        self.me = 0
        self.cells: dict[tuple[Any, ...], int] = {}
        self.tables: dict[type[Row], dict[tuple[Any, ...], Row]] = defaultdict(dict)
        self.touched: dict[Hashable, None] = {}
        self._undo: list[tuple[Any, ...]] = []
        self._why: list[tuple[str, tuple[int, ...] | None]] = []

    # ---- refusals

    def no(self, name: str, *values: int) -> None:
        """A reason against the call."""
        self._why.append((name, values))

    def no_matter_what(self, name: str) -> None:
        """A reason whose arguments are not foretold."""
        self._why.append((name, None))

    def stop(self) -> None:
        """Refuse if there is any reason."""
        if self._why:
            why, self._why = self._why, []
            raise Refused(why)

    def refuse(self, name: str, *values: int) -> Refused:
        """This reason (and those before it), at once: `raise self.refuse(…)`."""
        self.no(name, *values)
        why, self._why = self._why, []
        return Refused(why)

    # ---- state

    def get(self, *key: Any) -> int:
        """A small number; zero where nothing was put."""
        return self.cells.get(key, 0)

    def put(self, value: int, *key: Any) -> None:
        """Replace a small number."""
        self._undo.append((self.cells, key, self.cells.get(key, _ABSENT)))
        self.cells[key] = value
        self.touched[key] = None

    def row(self, kind: type[R], *key: Any) -> R | None:
        """A row, if there is one."""
        return cast("R | None", self.tables[kind].get(key))

    def all(self, kind: type[R]) -> list[R]:
        """All rows of a kind."""
        return cast("list[R]", list(self.tables[kind].values()))

    def every_row(self) -> Iterator[Row]:
        """All rows there are."""
        for table in self.tables.values():
            yield from table.values()

    def add(self, row: R, *key: Any) -> R:
        """A new row."""
        table = self.tables[type(row)]
        self._undo.append((table, key, table.get(key, _ABSENT)))
        table[key] = row
        self.touched[row] = None
        return row

    def remove(self, row: Row, *key: Any) -> None:
        """A row that ends."""
        table = self.tables[type(row)]
        self._undo.append((table, key, row))
        del table[key]
        self.touched[row] = None

    def edit(self, row: R) -> R:
        """The same row, about to change."""
        self._undo.append((row, row.__dict__.copy()))
        self.touched[row] = None
        return row

    def begin(self) -> None:
        """A new transaction."""
        self._undo.clear()
        self.touched.clear()
        self._why = []

    def mark(self) -> int:
        """Where to come back to."""
        return len(self._undo)

    def back_to(self, mark: int) -> None:
        """Take back what happened since."""
        self._why = []
        while len(self._undo) > mark:
            entry = self._undo.pop()
            if len(entry) == 2:
                entry[0].__dict__.clear()
                entry[0].__dict__.update(entry[1])
            elif entry[2] is _ABSENT:
                gone = entry[0].pop(entry[1])
                if isinstance(gone, Row):
                    self.touched.pop(gone, None)
            else:
                entry[0][entry[1]] = entry[2]
