"""What the indexer asks a node about ranges of blocks, and what it makes of refusals: halves.

Answers are parsed here and believed nowhere: indexer/fetch.py holds them against the heads.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec

from chain.errors import AnswerTooLarge, BadAnswer, RpcError
from chain.provider import Chain, block_tag
from chain.sealed import RawLog, RawReceipt, SealedHead, sealed_head
from indexer.blocks import ChainMoved


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

Said: TypeAlias = tuple[list[SealedHead], dict[int, list[RawReceipt]], int]
"""Heads, receipts by block number as far as they were asked for, bytes."""


DEFAULT_READERS: Final = 1 if (os.cpu_count() or 1) > 2 else 0  # noqa: PLR2004


@dataclass(frozen=True)
class FetchLimits:
    """How much at once: blocks a range, bytes an answer (aimed at), ranges in flight, blocks a question.

    readers: processes that read beside this one (indexer/readers.py) where at least `readers_from` blocks are
    missing. None on two cores, which node and database fill with the indexer: it was measured to gain nothing
    (docs/performance.md).
    """

    first_range: int = 100
    max_range: int = 2_000
    aim_bytes: int = 1_800_000
    in_flight: int = 2
    heads: int = 100
    readers: int = DEFAULT_READERS
    readers_from: int = 1_000


class Asking:
    """Asks one node. range: blocks that the next range is to have, halved where the node refuses."""

    def __init__(self, chain: Chain, limits: FetchLimits) -> None:
        self.chain = chain
        self.limits = limits
        self.range = limits.first_range
        self.has_receipts = False  # until it has answered eth_getBlockReceipts once

    def heads(self, first: int, last: int) -> list[SealedHead]:
        """The heads of these blocks. Errors: ChainMoved, BadAnswer, NotAsSealed, ChainError."""
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

    def together(self, first: int, last: int) -> Said | None:
        """Heads and receipts by one question; None where the node does not answer all of it: asked for them
        one after the other, it says what is wrong. Errors: NotAsSealed, ChainError."""
        if last - first >= self.limits.heads:
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

    def adapt(self, blocks: int, size: int) -> None:
        """The next ranges are as long as this one (its blocks, its bytes) would have had to be, at most twice
        the last ones."""
        fitting = blocks * self.limits.aim_bytes // max(1, size)
        if fitting < self.range or blocks >= self.range:
            self.range = max(1, min(fitting, 2 * self.range, self.limits.max_range))

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
        self.has_receipts = True
        return [found[index] for index in range(len(heads))], len(body)

    def _halve(self, first: int, last: int) -> int:
        self.range = max(1, self.range // 2)
        return (first + last) // 2


def _place_of(log: RawLog) -> tuple[int, int]:
    """Block number and log index: the order of all events."""
    return int(log.block_number, 16), int(log.log_index, 16)
