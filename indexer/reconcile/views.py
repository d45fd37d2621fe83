"""Every mirrored row that a contract has a view for, asked at one block in JSON-RPC batches.

Independent of logs and handlers: it finds what a node left out of its logs and what a handler got wrong.
Rows that no log accounts for are not asked: they are named already.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from chain.clients.base import Read
from chain.clients.cash import Cash
from chain.deployments import Deployment
from chain.errors import BadAnswer, RpcError, decode_revert
from chain.provider import Chain
from indexer.models.shape import SHAPES
from indexer.reconcile.asking import Context, Question, View
from indexer.reconcile.questions import QUESTIONS
from indexer.reconcile.report import Difference
from indexer.replay import Keyed

AT_ONCE = 500
"""Questions a batch."""
IN_FLIGHT = 4
"""Batches at once."""

_Asked = list[tuple[str, tuple[Any, ...], Mapping[str, Any], View]]


class Views:
    """Asks and compares; `counts` holds the values compared so far by table."""

    def __init__(
        self,
        chain: Chain,
        deployment: Deployment,
        at_block: int,
        mirror: Mapping[str, Keyed],
        expected: Mapping[str, Keyed],
    ) -> None:
        self._chain = chain
        self._at_block = at_block
        self._mirror = mirror
        self._expected = expected
        tokens = {row["cash_id"]: Cash(row["cash"]) for _, row in _rows(mirror, "cash_tokens")}
        self._context = Context(deployment, tokens, mirror)
        self.counts: Counter[str] = Counter()

    def differences(self, progress: Callable[[str], None] = lambda _: None) -> Iterator[Difference]:
        """All values that a view answers otherwise; a few batches are asked at once."""
        waiting: deque[tuple[_Asked, Future[list[Any]]]] = deque()
        asked = 0
        with ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="views") as pool:
            for batch in self._batches():
                reads = [view.read for *_, view in batch]
                waiting.append((batch, pool.submit(_outcomes, self._chain, reads, self._at_block)))
                if len(waiting) > IN_FLIGHT:
                    asked += len(waiting[0][0])
                    progress(f"asking the contracts ({asked} questions)")
                    yield from self._compared(*waiting.popleft())
            while waiting:
                yield from self._compared(*waiting.popleft())
        yield from self._supplies()

    def _batches(self) -> Iterator[_Asked]:
        batch: _Asked = []
        for table, question in QUESTIONS.items():
            for key, row in _rows(self._mirror, table):
                if key not in self._expected[table]:
                    continue  # named already: a row that should not be there, or one whose key was changed
                batch += [(table, key, row, view) for view in self._views_of(question, row)]
                if len(batch) >= AT_ONCE:
                    yield batch
                    batch = []
        if batch:
            yield batch

    def _views_of(self, question: Question, row: Mapping[str, Any]) -> list[View]:
        try:
            return question(row, self._context)
        except (
            KeyError
        ):  # the row names a cash token that there is not: that is found as a difference of the row
            return []

    def _compared(self, asked: _Asked, answers: Future[list[Any]]) -> Iterator[Difference]:
        for (table, key, row, view), outcome in zip(asked, answers.result(), strict=True):
            if isinstance(outcome, Exception):
                yield Difference(table, key, "*", tuple(row.values()), str(outcome), "view")
                continue
            for column, theirs in view.columns(outcome).items():
                self.counts[table] += 1
                ours = view.derived.get(column, row[column])
                if ours != theirs:
                    yield Difference(table, key, column, ours, theirs, "view")

    def _supplies(self) -> Iterator[Difference]:
        """Cash is conserved (INV-08): the balances of each token sum to what has been issued."""
        sums: Counter[int] = Counter()
        for _, row in _rows(self._mirror, "cash_balances"):
            sums[row["cash_id"]] += row["balance"]
        tokens = self._context.tokens
        reads: list[Read[Any]] = [token.read_total_supply() for token in tokens.values()]
        for cash_id, outcome in zip(tokens, _outcomes(self._chain, reads, self._at_block), strict=True):
            self.counts["cash_balances"] += 1
            if outcome != sums[cash_id]:
                theirs = str(outcome) if isinstance(outcome, Exception) else outcome
                yield Difference(
                    "cash_balances", (cash_id, "*"), "sum(balance)", sums[cash_id], theirs, "view"
                )


def _rows(mirror: Mapping[str, Keyed], table: str) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    columns = SHAPES[table].columns
    for key, values in mirror[table].items():
        yield key, dict(zip(columns, values, strict=True))


def _outcomes(chain: Chain, reads: list[Read[Any]], at_block: int) -> list[Any]:
    """Answers in the order asked; an exception in the place of an answer that a view refused or has not."""
    return [
        _outcome(read, outcome)
        for read, outcome in zip(
            reads, chain.batch_outcomes([read.question(at_block) for read in reads]), strict=True
        )
    ]


def _outcome(read: Read[Any], outcome: Any) -> Any:
    if isinstance(outcome, RpcError):
        if outcome.revert_data is None:
            raise outcome  # the node cannot answer at this block: nothing can be said about any row
        return decode_revert(outcome.revert_data)
    try:
        return read.answer(outcome)
    except BadAnswer as error:  # the row leads to an address that is no such contract
        return error
