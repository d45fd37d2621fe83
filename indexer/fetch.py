"""What the node says about ranges of blocks: heads and logs, fetched ahead in threads, in bounded amounts.

A range grows while its answers are small and shrinks when they are big or refused ("range too wide"). What
is handed on is sealed (indexer/trust.py): heads hash to their hashes, logs are those that they commit to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from chain.errors import BadAnswer, RpcError
from chain.provider import Chain
from chain.sealed import NO_RECEIPTS, RawReceipt, SealedHead
from indexer.asking import Asking, FetchLimits
from indexer.blocks import BlockHead, ChainMoved, require_linked
from indexer.columns import Logs, of_logs
from indexer.decode import Lines
from indexer.trust import check_blooms, check_receipts, holds_none

if TYPE_CHECKING:
    from indexer.readers import Readers


OURS: Final = 0.5
"""From this share of blocks with logs of ours on, the next range's receipts are asked for with its heads."""


class Batch(NamedTuple):
    """Blocks first…last with the logs of our contracts in order; each log's block hash is its head's.

    raw: their lines, where another process has made them.
    """

    first: int
    last: int
    heads: list[BlockHead]
    logs: Logs
    size: int
    raw: Lines | None = None


class Fetcher:
    """Fetches ranges for one set of addresses; not for several threads at once (it uses its own).

    verify_receipts: read logs from receipts, which must make each header's receipts root, rather than from
    eth_getLogs with the header's bloom as the check. It falls back to that where the node has no
    eth_getBlockReceipts; `verify_receipts` then says False. A node that has answered it once has it: that it
    does not know the method later is a fault like others, lest one word take the stronger check away.
    """

    def __init__(
        self, chain: Chain, limits: FetchLimits | None = None, *, verify_receipts: bool = True
    ) -> None:
        self.chain = chain
        self.limits = limits or FetchLimits()
        self._asking = Asking(chain, self.limits)
        self._wanted, self._refused = verify_receipts, False
        self._share = 0.0  # of the last range's blocks that had logs of ours
        self.readers: Readers | None = None

    @property
    def verify_receipts(self) -> bool:
        """Whether logs are read from receipts now."""
        return self._wanted and (self._asking.has_receipts or not self._refused)

    @property
    def receipts_known(self) -> tuple[bool, bool]:
        """Whether logs are read from receipts, and whether the node has been seen to have them."""
        return self.verify_receipts, self._asking.has_receipts

    def learn(self, known: tuple[bool, bool]) -> None:
        """What somebody else knows of the same node; what it has once answered nobody else can take back."""
        if not known[0]:
            self._refused = True
        if known[1]:
            self._asking.has_receipts = True

    def ranges(self, first: int, last: int, names: Mapping[str, str]) -> Generator[Batch]:
        """Batches from `first` to `last` in order, fetched ahead; names: contract name by address.

        Errors: ChainMoved, ChainError.
        """
        if last - first < self._asking.range:
            yield self.fetch(first, last, list(names))
            return
        waiting: deque[Future[Batch]] = deque()
        position = first
        in_flight = max(self.limits.in_flight, self.readers.lanes + 1 if self.readers else 0)
        pool = ThreadPoolExecutor(in_flight, thread_name_prefix="fetch")
        try:
            while position <= last or waiting:
                while position <= last and len(waiting) < in_flight:
                    end = min(last, position + self._asking.range - 1)
                    waiting.append(pool.submit(self._read, position, end, names))
                    position = end + 1
                batch = waiting.popleft().result()
                self._asking.adapt(batch.last - batch.first + 1, batch.size)
                yield batch
        finally:
            for future in waiting:
                future.cancel()
            pool.shutdown(wait=True, cancel_futures=True)

    def _read(self, first: int, last: int, names: Mapping[str, str]) -> Batch:
        found = self.readers.read(first, last, names) if self.readers else None
        return found or self.fetch(first, last, list(names))

    def fetch(self, first: int, last: int, addresses: Sequence[str]) -> Batch:
        """One range. Errors: ChainMoved where heads and logs do not fit together, NotAsSealed, BadAnswer,
        ChainError."""
        asking = self._asking
        said = asking.together(first, last) if asking.has_receipts and self._share >= OURS else None
        heads, receipts, size = said or (asking.heads(first, last), {}, 0)
        require_linked([_kept(head) for head in heads], None)
        batch = self.under(heads, addresses, receipts)
        return batch._replace(size=batch.size + size)

    def under(
        self,
        heads: Sequence[SealedHead],
        addresses: Sequence[str],
        receipts: Mapping[int, list[RawReceipt]] = MappingProxyType({}),
    ) -> Batch:
        """The logs of these consecutive blocks. receipts: those that the node has said already, by number.

        Errors: as `fetch`.
        """
        logs, size = self._logs_under(heads, addresses, receipts)
        return Batch(heads[0].number, heads[-1].number, [_kept(head) for head in heads], logs, size)

    def _logs_under(
        self,
        heads: Sequence[SealedHead],
        addresses: Sequence[str],
        receipts: Mapping[int, list[RawReceipt]],
    ) -> tuple[Logs, int]:
        if self.verify_receipts:
            try:
                return self._logs_of_receipts(heads, addresses, receipts)
            except RpcError as error:
                if not error.no_such_method or self._asking.has_receipts:
                    raise
                self._refused = True
        logs, size = self._asking.logs(heads[0].number, heads[-1].number, addresses)
        hashes = {hex(head.number): head.hash for head in heads}
        for address in {log.address for log in logs} - set(addresses):
            raise BadAnswer(f"the node answered a log of {address}, which was not asked for")
        for number, block_hash in {(log.block_number, log.block_hash) for log in logs}:
            if hashes.get(number) != block_hash:
                raise ChainMoved(f"a log of block {number} carries another block hash")
        check_blooms(self.chain, heads, logs, addresses)
        return of_logs(logs), size

    def _logs_of_receipts(
        self,
        heads: Sequence[SealedHead],
        addresses: Sequence[str],
        receipts: Mapping[int, list[RawReceipt]],
    ) -> tuple[Logs, int]:
        """From the receipts of those blocks whose bloom does not exclude our contracts."""
        wanted = frozenset(addresses)
        ours = [h for h in heads if h.receipts_root != NO_RECEIPTS and not holds_none(h, addresses)]
        self._share = len(ours) / len(heads)
        asked = [head for head in ours if head.number not in receipts]
        answers, size = self._asking.receipts(asked)
        said = dict(zip([head.number for head in asked], answers, strict=True))
        logs = Logs.none()
        for head in ours:
            found = said[head.number] if head.number in said else receipts[head.number]
            check_receipts(self.chain, head, found)
            logs.add_receipts(head.number, found, wanted)
        return logs, size


def _kept(head: SealedHead) -> BlockHead:
    return BlockHead(head.number, head.hash, head.parent_hash, head.timestamp)
