"""What the node says about ranges of blocks: heads and logs, fetched ahead in threads, in bounded amounts.

A range grows while its answers are small and shrinks when they are big or refused ("range too wide").
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

import msgspec

from chain.errors import AnswerTooLarge, BadAnswer, RpcError
from chain.provider import Chain
from indexer.blocks import BlockHead, ChainMoved, node_heads, require_linked


class RawLog(msgspec.Struct, rename="camel", gc=False):
    """A log as JSON-RPC gives it; hex as the node wrote it."""

    address: str
    topics: list[str]
    data: str
    block_number: str
    block_hash: str
    transaction_hash: str
    transaction_index: str
    log_index: str


class _Refusal(msgspec.Struct):
    code: int = 0
    message: str = ""


class _Logs(msgspec.Struct):
    result: list[RawLog] | None = None
    error: _Refusal | None = None


_DECODER: Final = msgspec.json.Decoder(_Logs)


@dataclass(frozen=True)
class FetchLimits:
    """How much at once: blocks a range, bytes an answer (aimed at), ranges in flight, heads a question."""

    first_range: int = 100
    max_range: int = 2_000
    aim_bytes: int = 8 * 1024 * 1024
    in_flight: int = 4
    heads: int = 100


class Batch(NamedTuple):
    """Blocks first…last with the logs of our contracts in order; each log's block hash is its head's."""

    first: int
    last: int
    heads: list[BlockHead]
    logs: list[RawLog]
    size: int


class Fetcher:
    """Fetches ranges for one set of addresses; not for several threads at once (it uses its own)."""

    def __init__(self, chain: Chain, limits: FetchLimits | None = None) -> None:
        self._chain = chain
        self._limits = limits or FetchLimits()
        self._range = self._limits.first_range

    def ranges(self, first: int, last: int, addresses: Sequence[str]) -> Iterator[Batch]:
        """Batches from `first` to `last` in order, fetched ahead. Errors: ChainMoved, ChainError."""
        if last - first < self._range:
            yield self.fetch(first, last, addresses)
            return
        waiting: deque[Future[Batch]] = deque()
        position = first
        pool = ThreadPoolExecutor(self._limits.in_flight, thread_name_prefix="fetch")
        try:
            while position <= last or waiting:
                while position <= last and len(waiting) < self._limits.in_flight:
                    end = min(last, position + self._range - 1)
                    waiting.append(pool.submit(self.fetch, position, end, addresses))
                    position = end + 1
                batch = waiting.popleft().result()
                self._adapt(batch)
                yield batch
        finally:
            for future in waiting:
                future.cancel()
            pool.shutdown(wait=True, cancel_futures=True)

    def fetch(self, first: int, last: int, addresses: Sequence[str]) -> Batch:
        """One range. Errors: ChainMoved where heads and logs do not fit together, BadAnswer, ChainError."""
        heads = self._heads(first, last)
        logs, size = self.logs(first, last, addresses)
        hashes = {head.number: head.hash for head in heads}
        asked = set(addresses)
        for log in logs:
            if hashes.get(int(log.block_number, 16)) != log.block_hash:
                raise ChainMoved(f"a log of block {log.block_number} carries another block hash")
            if log.address not in asked:
                raise BadAnswer(f"eth_getLogs answered a log of {log.address}, which was not asked for")
        # Logs have no block hash where there are none: were the blocks replaced by empty ones between the
        # questions?
        if self._heads(last, last)[0].hash != heads[-1].hash:
            raise ChainMoved(f"block {last} was replaced while its logs were read")
        return Batch(first, last, heads, logs, size)

    def logs(self, first: int, last: int, addresses: Sequence[str]) -> tuple[list[RawLog], int]:
        """Logs of these contracts in a range, in order, and the size of the answers in bytes.

        A refused range is halved until one block is left. Errors: RpcError, ChainError.
        """
        if first > last or not addresses:
            return [], 0
        try:
            logs, size = self._ask(first, last, addresses)
        except (AnswerTooLarge, RpcError):
            if first == last:
                raise
            self._range = max(1, self._range // 2)
            middle = (first + last) // 2
            left, left_size = self.logs(first, middle, addresses)
            right, right_size = self.logs(middle + 1, last, addresses)
            return left + right, left_size + right_size
        logs.sort(key=place_of)
        return logs, size

    def _ask(self, first: int, last: int, addresses: Sequence[str]) -> tuple[list[RawLog], int]:
        wanted = {"fromBlock": hex(first), "toBlock": hex(last), "address": list(addresses)}
        question = {"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [wanted]}
        body = self._chain.post(json.dumps(question).encode(), repeatable=True)
        try:
            answer = _DECODER.decode(body)
        except msgspec.MsgspecError as error:
            raise BadAnswer(f"eth_getLogs: {error}") from error
        if answer.error is not None:
            raise RpcError(answer.error.code, answer.error.message, None)
        if answer.result is None:
            raise BadAnswer("eth_getLogs answered neither result nor error")
        return answer.result, len(body)

    def _heads(self, first: int, last: int) -> list[BlockHead]:
        heads: list[BlockHead] = []
        for start in range(first, last + 1, self._limits.heads):
            numbers = range(start, min(last + 1, start + self._limits.heads))
            for number, head in zip(numbers, node_heads(self._chain, numbers), strict=True):
                if head is None or head.number != number:
                    raise ChainMoved(f"the node has no block {number} any more")
                heads.append(head)
        require_linked(heads, None)
        return heads

    def _adapt(self, batch: Batch) -> None:
        if batch.size > self._limits.aim_bytes:
            self._range = max(1, self._range // 2)
        elif batch.size < self._limits.aim_bytes // 4 and batch.last - batch.first + 1 >= self._range:
            self._range = min(self._limits.max_range, self._range * 2)


def place_of(log: RawLog) -> tuple[int, int]:
    """Block number and log index: the order of all events."""
    return int(log.block_number, 16), int(log.log_index, 16)
