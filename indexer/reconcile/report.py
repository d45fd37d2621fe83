"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class MirrorEmpty(Exception):
    """There is no mirror to check: index first."""


@dataclass(frozen=True)
class Difference:
    """One value that is not what it must be.

    key: the row's key as the chain has it (the mirror's own where the chain has no such row). column: "*"
    for a whole row: `mirror` is None where it is missing, `chain` where it should not be. source: "logs"
    (re-derived from the node's headers and logs) or "view" (asked of the contract).
    """

    table: str
    key: tuple[Any, ...]
    column: str
    mirror: Any
    chain: Any
    source: str

    def __str__(self) -> str:
        key = ", ".join([str(part) for part in self.key])
        return (
            f"{self.table}[{key}].{self.column}: mirror {self.mirror!r}, chain {self.chain!r} ({self.source})"
        )


@dataclass(frozen=True)
class TableCount:
    """How many rows of a table were compared, and how many values of them with a contract's view."""

    rows: int
    view_values: int


@dataclass(frozen=True)
class Report:
    """The outcome at one block; counts by table.

    fingerprint: of the rows as they are (indexer/fingerprints.py). tampered: tables whose rows are not those
    that the mirror's own fingerprints were taken of: they were changed after they were written, not by the
    indexer.
    """

    at_block: int
    block_hash: str
    counts: dict[str, TableCount]
    differences: tuple[Difference, ...]
    fingerprint: str
    tampered: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether mirror and chain are the same, and nobody but the indexer has written."""
        return not self.differences and not self.tampered

    @property
    def rows(self) -> int:
        """Rows compared in all."""
        return sum(count.rows for count in self.counts.values())

    @property
    def view_values(self) -> int:
        """Values compared with contract views in all."""
        return sum(count.view_values for count in self.counts.values())
