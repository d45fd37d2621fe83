"""A process that reads ranges for an indexer: fetched, checked and written as lines, on another core.

Started by indexer/readers.py with the descriptors of its ends of connections to the process that asks; it
ends when the other ends do. It imports neither the tables nor the database, holds nothing, writes nothing.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import NamedTuple

from chain.errors import ChainError
from chain.provider import Chain, Limits
from indexer.asking import FetchLimits
from indexer.blocks import ChainMoved
from indexer.columns import Logs
from indexer.decode import UnknownEvent, raw_lines
from indexer.fetch import Batch, Fetcher


class Setting(NamedTuple):
    """Where and how to read. projections: False sends the lines without the logs that they are of."""

    rpc_url: str
    chain_limits: Limits
    limits: FetchLimits
    projections: bool


class Question(NamedTuple):
    """A range; names: contract name by address; receipts: whether logs are read from receipts, and whether
    the node has been seen to have them."""

    first: int
    last: int
    names: Mapping[str, str]
    receipts: tuple[bool, bool]


class Reply(NamedTuple):
    """batch: None where it could not be read (whoever asked reads it, and learns why); receipts: as in the
    question, and as known now; requests, repeated: asked of the node for it."""

    batch: Batch | None
    receipts: tuple[bool, bool]
    requests: int
    repeated: int


def answer(fetcher: Fetcher, chain: Chain, question: Question, *, projections: bool) -> Reply:
    """Read one range."""
    fetcher.learn(question.receipts)
    requests, repeated = chain.requests, chain.repeated
    batch: Batch | None = None
    try:
        batch = fetcher.fetch(question.first, question.last, list(question.names))
        raw = raw_lines(batch.logs, question.names)
        batch = batch._replace(raw=raw, logs=batch.logs if projections else Logs.none())
    except (ChainError, ChainMoved, UnknownEvent):
        batch = None
    return Reply(batch, fetcher.receipts_known, chain.requests - requests, chain.repeated - repeated)


def serve(descriptor: int) -> None:
    """Answer one connection's questions until nobody asks any more."""
    with suppress(EOFError, ConnectionError), Connection(descriptor) as asking:
        setting: Setting = asking.recv()
        with Chain(setting.rpc_url, setting.chain_limits) as chain:
            fetcher = Fetcher(chain, setting.limits)
            asking.send(True)
            while True:
                question: Question = asking.recv()
                asking.send(answer(fetcher, chain, question, projections=setting.projections))


def main(*descriptors: int) -> None:
    """Serve these connections, each in a thread: one waits for the node while another computes."""
    gc.disable()  # batches make no reference cycles
    threads = [threading.Thread(target=serve, args=(descriptor,)) for descriptor in descriptors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
