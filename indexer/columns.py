"""The logs of a range as columns: one list a field, the same place in each is one log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Any, NamedTuple, Self

from chain.sealed import RawLog, RawReceipt


class Logs(NamedTuple):
    """Block, position in it, transaction and its position, contract, topics and data; texts are 0x-hex."""

    numbers: list[int]
    indices: list[int]
    transactions: list[str]
    transaction_indices: list[int]
    addresses: list[str]
    topics: list[list[str]]
    data: list[str]

    @classmethod
    def none(cls) -> Self:
        """No logs, to be added to."""
        return cls([], [], [], [], [], [], [])

    @property
    def amount(self) -> int:
        """How many logs."""
        return len(self.numbers)

    def rows(self) -> Iterator[tuple[int, int, str, int, str, list[str], str]]:
        """One log after the other."""
        return zip(*self, strict=True)

    def add(self, other: Logs) -> None:
        """Put the logs of another range behind these."""
        mine: Sequence[Any] = self
        for column, more in zip(mine, other, strict=True):
            column.extend(more)

    def sorted(self) -> Logs:
        """In the order of all events: by block, then by position."""
        order = sorted(range(self.amount), key=lambda at: (self.numbers[at], self.indices[at]))
        columns: list[Any] = [[column[at] for at in order] for column in self]
        return Logs(*columns)

    def add_receipts(self, number: int, receipts: Sequence[RawReceipt], wanted: frozenset[str]) -> None:
        """Add a block's logs of these contracts; places are counted, not believed."""
        position = 0
        for transaction_index, receipt in enumerate(receipts):
            logs = receipt.logs
            count = len(logs)
            if not count:
                continue
            addresses = [log.address for log in logs]
            indices = list(range(position, position + count))
            position += count
            if not wanted.issuperset(addresses):
                ours = [address in wanted for address in addresses]
                logs, addresses = list(compress(logs, ours)), list(compress(addresses, ours))
                indices = list(compress(indices, ours))
                count = len(logs)
            self.numbers.extend([number] * count)
            self.indices.extend(indices)
            self.transactions.extend([receipt.transaction_hash] * count)
            self.transaction_indices.extend([transaction_index] * count)
            self.addresses.extend(addresses)
            self.topics.extend([log.topics for log in logs])
            self.data.extend([log.data for log in logs])


def of_logs(logs: Sequence[RawLog]) -> Logs:
    """From eth_getLogs. Errors: ValueError (a place is no quantity)."""
    return Logs(
        [int(log.block_number, 16) for log in logs],
        [int(log.log_index, 16) for log in logs],
        [log.transaction_hash for log in logs],
        [int(log.transaction_index, 16) for log in logs],
        [log.address for log in logs],
        [log.topics for log in logs],
        [log.data for log in logs],
    )
