"""What the node says about ranges of blocks: heads and logs, fetched ahead in threads, in bounded amounts.

A range grows while its answers are small and shrinks when they are big or refused ("range too wide"). What
is handed on is sealed (indexer/trust.py): heads hash to their hashes, logs are those that they commit to.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import msgspec

from chain.errors import AnswerTooLarge, BadAnswer, RpcError
from chain.provider import Chain, block_tag
from chain.sealed import NO_RECEIPTS, RawLog, RawReceipt, SealedHead, sealed_head
from indexer.blocks import BlockHead, ChainMoved, require_linked
from indexer.columns import Logs, of_logs
from indexer.decode import Lines
from indexer.trust import check_blooms, check_receipts, holds_none

if TYPE_CHECKING:
    from indexer.readers import Readers


class _Refusal(msgspec.Struct):
    code: int = 0
    message: str = ""


class _Logs(msgspec.Struct):
    result: list[RawLog] | None = None
    error: _Refusal | None = None


class _Receipts(msgspec.Struct):
    id: int = -1
    result: list[RawReceipt] | None = None
    error: _Refusal | None = None


class _Either(msgspec.Struct):
    """A block or the receipts of one; a refusal has neither."""

    id: int = -1
    result: dict[str, Any] | list[RawReceipt] | None = None


_LOGS: Final = msgspec.json.Decoder(_Logs)
_RECEIPTS: Final = msgspec.json.Decoder(list[_Receipts] | _Receipts)
_EITHER: Final = msgspec.json.Decoder(list[_Either])
OURS: Final = 0.5
"""From this share of blocks with logs of ours on, the next range's receipts are asked for with its heads."""


_Said: TypeAlias = tuple[list[SealedHead], dict[int, list[RawReceipt]], int]
"""Heads, receipts by block number as far as they were asked for, bytes."""


@dataclass(frozen=True)
class FetchLimits:
    """How much at once: blocks a range, bytes an answer (aimed at), ranges in flight, blocks a question.

    readers: processes that read beside this one (indexer/readers.py) where at least `readers_from` blocks are
    missing.
    """

    first_range: int = 100
    max_range: int = 2_000
    aim_bytes: int = 1_800_000
    in_flight: int = 2
    heads: int = 100
    readers: int = 1
    readers_from: int = 1_000


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
        self._range = self.limits.first_range
        self.verify_receipts = verify_receipts
        self._has_receipts = False
        self._share = 0.0  # of the last range's blocks that had logs of ours
        self.readers: Readers | None = None

    @property
    def receipts_known(self) -> tuple[bool, bool]:
        """Whether logs are read from receipts, and whether the node has been seen to have them."""
        return self.verify_receipts, self._has_receipts

    @receipts_known.setter
    def receipts_known(self, known: tuple[bool, bool]) -> None:
        self.verify_receipts, self._has_receipts = known

    def ranges(self, first: int, last: int, names: Mapping[str, str]) -> Generator[Batch]:
        """Batches from `first` to `last` in order, fetched ahead; names: contract name by address.

        Errors: ChainMoved, ChainError.
        """
        if last - first < self._range:
            yield self.fetch(first, last, list(names))
            return
        waiting: deque[Future[Batch]] = deque()
        position = first
        in_flight = max(self.limits.in_flight, self.readers.lanes + 1 if self.readers else 0)
        pool = ThreadPoolExecutor(in_flight, thread_name_prefix="fetch")
        try:
            while position <= last or waiting:
                while position <= last and len(waiting) < in_flight:
                    end = min(last, position + self._range - 1)
                    waiting.append(pool.submit(self._read, position, end, names))
                    position = end + 1
                batch = waiting.popleft().result()
                self._adapt(batch)
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
        heads, receipts, size = self._together(first, last) or (self._heads(first, last), {}, 0)
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

    def logs(self, first: int, last: int, addresses: Sequence[str]) -> tuple[list[RawLog], int]:
        """Logs of these contracts in a range as eth_getLogs says them, in order, and the answers' bytes.

        A refused range is halved until one block is left. Errors: RpcError, ChainError.
        """
        if first > last or not addresses:
            return [], 0
        try:
            logs, size = self._ask(first, last, addresses)
        except (AnswerTooLarge, RpcError):
            if first == last:
                raise
            middle = self._halve(first, last)
            left, left_size = self.logs(first, middle, addresses)
            right, right_size = self.logs(middle + 1, last, addresses)
            return left + right, left_size + right_size
        logs.sort(key=_place_of)
        return logs, size

    def receipts(self, heads: Sequence[SealedHead]) -> tuple[list[list[RawReceipt]], int]:
        """The receipts of each block, as said, and the answers' bytes.

        A refused batch is halved until one block is left. Errors: ChainMoved, RpcError, ChainError.
        """
        if not heads:
            return [], 0
        if len(heads) > self.limits.heads:
            parts = [heads[: self.limits.heads], heads[self.limits.heads :]]
        else:
            try:
                return self._ask_receipts(heads)
            except (AnswerTooLarge, RpcError) as error:
                if len(heads) == 1 or (isinstance(error, RpcError) and error.no_such_method):
                    raise
                self._halve(heads[0].number, heads[-1].number)
            parts = [heads[: len(heads) // 2], heads[len(heads) // 2 :]]
        answers = [self.receipts(part) for part in parts]
        return answers[0][0] + answers[1][0], answers[0][1] + answers[1][1]

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
                if not error.no_such_method or self._has_receipts:
                    raise
                self.verify_receipts = False
        logs, size = self.logs(heads[0].number, heads[-1].number, addresses)
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
        answers, size = self.receipts(asked)
        said = dict(zip([head.number for head in asked], answers, strict=True))
        logs = Logs.none()
        for head in ours:
            found = said[head.number] if head.number in said else receipts[head.number]
            check_receipts(self.chain, head, found)
            logs.add_receipts(head.number, found, wanted)
        return logs, size

    def _ask(self, first: int, last: int, addresses: Sequence[str]) -> tuple[list[RawLog], int]:
        wanted = {"fromBlock": hex(first), "toBlock": hex(last), "address": list(addresses)}
        question = {"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [wanted]}
        body = self.chain.post(json.dumps(question).encode(), repeatable=True)
        try:
            answer = _LOGS.decode(body)
        except msgspec.MsgspecError as error:
            raise BadAnswer(f"eth_getLogs: {error}") from error
        if answer.error is not None:
            raise RpcError(answer.error.code, answer.error.message, None)
        if answer.result is None:
            raise BadAnswer("eth_getLogs answered neither result nor error")
        return answer.result, len(body)

    def _ask_receipts(self, heads: Sequence[SealedHead]) -> tuple[list[list[RawReceipt]], int]:
        questions = [
            {
                "jsonrpc": "2.0",
                "id": index,
                "method": "eth_getBlockReceipts",
                "params": [block_tag(head.number)],
            }
            for index, head in enumerate(heads)
        ]
        body = self.chain.post(json.dumps(questions).encode(), repeatable=True)
        try:
            answers = _RECEIPTS.decode(body)
        except msgspec.MsgspecError as error:
            raise BadAnswer(f"eth_getBlockReceipts: {error}") from error
        found: dict[int, list[RawReceipt]] = {}
        for answer in answers if isinstance(answers, list) else [answers]:
            if answer.error is not None:
                raise RpcError(answer.error.code, answer.error.message, None)
            if answer.result is None:
                raise ChainMoved("the node has no receipts of a block any more")
            found[answer.id] = answer.result
        if found.keys() != set(range(len(heads))):
            raise BadAnswer("eth_getBlockReceipts: not as many answers as questions")
        self._has_receipts = True
        return [found[index] for index in range(len(heads))], len(body)

    def _together(self, first: int, last: int) -> _Said | None:
        """Heads and receipts by one question, where most blocks have logs of ours; None where they have not,
        or the node does not answer all of it: it is then asked in the usual way, which says what is wrong."""
        if not self._has_receipts or self._share < OURS or last - first >= self.limits.heads:
            return None
        methods: tuple[tuple[str, list[bool]], ...]
        methods = (("eth_getBlockByNumber", [False]), ("eth_getBlockReceipts", []))
        questions = [
            {"jsonrpc": "2.0", "id": 2 * n + which, "method": method, "params": [block_tag(n), *more]}
            for n in range(first, last + 1)
            for which, (method, more) in enumerate(methods)
        ]
        try:
            body = self.chain.post(json.dumps(questions).encode(), repeatable=True)
            found = {answer.id: answer.result for answer in _EITHER.decode(body)}
        except (AnswerTooLarge, msgspec.MsgspecError):
            return None
        heads: list[SealedHead] = []
        receipts: dict[int, list[RawReceipt]] = {}
        for number in range(first, last + 1):
            block, its = found.get(2 * number), found.get(2 * number + 1)
            if not isinstance(block, dict) or not isinstance(its, list):
                return None
            head = sealed_head(block)
            if head.number != number:
                return None
            heads.append(head)
            receipts[number] = its
        return heads, receipts, len(body)

    def _heads(self, first: int, last: int) -> list[SealedHead]:
        heads: list[SealedHead] = []
        for start in range(first, last + 1, self.limits.heads):
            numbers = range(start, min(last + 1, start + self.limits.heads))
            answers = self.chain.batch([("eth_getBlockByNumber", [block_tag(n), False]) for n in numbers])
            for number, answer in zip(numbers, answers, strict=True):
                head = None if answer is None else sealed_head(answer)
                if head is None or head.number != number:
                    raise ChainMoved(f"the node has no block {number} any more")
                heads.append(head)
        return heads

    def _halve(self, first: int, last: int) -> int:
        self._range = max(1, self._range // 2)
        return (first + last) // 2

    def _adapt(self, batch: Batch) -> None:
        """The next ranges are as long as this one would have had to be, at most twice the last ones."""
        blocks = batch.last - batch.first + 1
        fitting = blocks * self.limits.aim_bytes // max(1, batch.size)
        if fitting < self._range or blocks >= self._range:
            self._range = max(1, min(fitting, 2 * self._range, self.limits.max_range))


def _kept(head: SealedHead) -> BlockHead:
    return BlockHead(head.number, head.hash, head.parent_hash, head.timestamp)


def _place_of(log: RawLog) -> tuple[int, int]:
    """Block number and log index: the order of all events."""
    return int(log.block_number, 16), int(log.log_index, 16)
