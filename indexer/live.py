"""Following the head: by subscription, with polling behind it, through the loss of node and database."""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import psycopg

from chain.errors import AnswerTooLarge, BadAnswer, ChainUnavailable, RpcError
from indexer.blocks import ChainMoved
from indexer.heads import Heads
from indexer.store import AnotherWriter, MirrorMoved

if TYPE_CHECKING:
    from indexer.sync import Indexer

LONGEST_PAUSE_SECONDS: Final = 5.0
STANDBY_SECONDS: Final = 0.2
"""How often one that stands by tries to become the writer."""
BEHIND_SUBSCRIPTION_SECONDS: Final = 1.0
"""How often a node that announces its heads is asked all the same."""
CURABLE: Final = (
    ChainUnavailable,
    BadAnswer,  # half an answer, a gateway's page, and NotAsSealed
    RpcError,  # rates limited, a backend that is behind, an internal error: it told so, and may not next time
    AnswerTooLarge,
    ChainMoved,
    MirrorMoved,
    AnotherWriter,
    psycopg.OperationalError,
    psycopg.errors.InternalError_,  # a table's file that may not grow: a quota, unlike a full disk, says so
)
"""What waiting may cure."""

log: Final = logging.getLogger("indexer")


def follow(indexer: Indexer, stop: threading.Event, poll_seconds: float, *, subscribe: bool) -> None:
    """Keep the mirror at the head until `stop` is set; node and database may go away and come back.

    A second indexer on the same schema stands by here until the first has gone. Errors: as `run_once`, but
    for those that waiting may cure.
    """
    pause = poll_seconds
    with ExitStack() as ends:
        heads = ends.enter_context(Heads(indexer.chain.websocket_url)) if subscribe else None
        looked = False
        while not stop.is_set():
            try:
                if not looked:
                    if heads is not None:
                        heads.clear()
                    indexer.run_once()
                pause = poll_seconds
                looked = _wait(indexer, heads, stop, poll_seconds)
            except CURABLE as error:
                looked = False
                pause = _paused(indexer, error, pause)
                stop.wait(pause)


def _wait(indexer: Indexer, heads: Heads | None, stop: threading.Event, poll_seconds: float) -> bool:
    """Wait for a head and mirror it; says whether that is all that there is to be looked at."""
    if heads is None or not heads.subscribed:
        indexer.metrics.subscribed.set(0)
        stop.wait(poll_seconds)
        return False
    indexer.metrics.subscribed.set(1)
    header = heads.next(max(poll_seconds, BEHIND_SUBSCRIPTION_SECONDS))
    if header is None or not indexer.extend(header):
        return False
    indexer.settle(indexer.block_number, soon=heads.waiting())
    return True


def _paused(indexer: Indexer, error: Exception, pause: float) -> float:
    """Say what is waited for; answers for how long."""
    indexer.metrics.faults.labels(type(error).__name__).inc()
    if isinstance(error, AnotherWriter):
        log.debug("event=standby")
        indexer.close()
        return STANDBY_SECONDS
    log.warning("event=waiting reason=%s", type(error).__name__)
    if not isinstance(error, (ChainMoved, MirrorMoved)):
        indexer.close()  # another indexer, with another node, may be luckier
    return min(LONGEST_PAUSE_SECONDS, pause * 2)
