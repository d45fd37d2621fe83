"""Events told as they are mirrored (server-sent events), through reorganisations, from where one left off.

Each frame's id names an event and its block's hash, so that a reader who comes back with `Last-Event-ID` is
told what followed, and what it was told of blocks that are no more.
"""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, Final

import anyio
from anyio import to_thread
from sqlalchemy import exc, select
from sqlalchemy.orm import Session

from api import timeline
from api.context import Context
from api.database import transaction
from api.faults import of_database, of_event
from api.mirror import BLOCKS, head
from api.pages import pack, unpack
from api.problems import Invalid, Problem
from api.scalars import Schema
from api.timeline import EventShown
from chain.events.base import EventDecodeError
from chain.events.decoder import EventDecoder
from indexer.queries import events
from indexer.queries.events import Condition, Raw

POLL_SECONDS: Final = 0.5
KEEP_ALIVE_SECONDS: Final = 15.0
STREAM_SECONDS: Final = 600.0
"""Then the stream ends, and the reader comes back and signs in anew (`retry`)."""
AT_ONCE: Final = 200
HEADS_KEPT: Final = 256
LAST_INDEX: Final = 2**31 - 1
_HASH_DIGITS: Final = 16
_MARK: Final = re.compile(r"([0-9]{1,10})(?:-([0-9a-f]{16}))?")


class EventLogged(EventShown):
    """An event with all that says where its log stands. `address`: the contract's, which tells one cash token
    from another.
    """

    address: str
    block_hash: str
    transaction_index: int


class Reorganised(Schema):
    """Blocks after this one were replaced: what was told of them is void, and what came instead follows."""

    after_block: int


def logged(decoder: EventDecoder, event: Raw) -> EventLogged:
    """A raw event for readers."""
    return EventLogged(
        **timeline.members(decoder, event),
        address=event.address,
        block_hash=event.block_hash,
        transaction_index=event.transaction_index,
    )


class Following:
    """One reader's stream: what it was told last, and what comes next. For one thread at a time."""

    def __init__(self, context: Context, conditions: Sequence[Condition], after: str | int | None) -> None:
        """`after`: the id of a frame or the cursor of a page, or the block before the first to be told; None:
        from now on. Errors: Invalid (an id that is none of ours).
        """
        self._engine, self._finality = context.engine, context.settings.finality_blocks
        self._conditions = list(conditions)
        self._decoder = EventDecoder(context.deployment.names_by_address())
        self._known: deque[tuple[int, str]] = deque(maxlen=HEADS_KEPT)
        self._place: tuple[int, int] | None = None
        self.more = False
        if isinstance(after, int):
            self._place = after, LAST_INDEX
        elif after is not None:
            self._place = self._resumed(after)

    def next(self) -> str:
        """Frames of what is new; empty where nothing is. Errors: those of the database, Unavailable."""
        with transaction(self._engine, snapshot=True) as session:
            at = head(session)
            here = at.number, at.hash
            if self._known and self._known[-1] == here and not self.more:
                return ""
            if self._place is None:
                self._place = at.number, LAST_INDEX
            told = self._after_reorganisation(session)
            found = events.read(session, events.after(*self._place), *self._conditions, limit=AT_ONCE)
        self.more = len(found) == AT_ONCE
        if self.more:
            here = found[-1].block_number, found[-1].block_hash
        self._place = here[0], found[-1].log_index if self.more else LAST_INDEX
        self._known.append(here)
        return told + "".join([self._frame(each) for each in found])

    def _after_reorganisation(self, session: Session) -> str:
        """Go back to the last block that both know, and say so; empty where all known blocks stand."""
        lowest = None
        while self._known:
            number, block_hash = self._known[-1]
            now = session.execute(select(BLOCKS.c.hash).where(BLOCKS.c.number == number)).scalar_one_or_none()
            if now is not None and now.startswith(block_hash):
                break
            lowest = self._known.pop()[0]
        if lowest is None:
            return ""
        # Where none stands any more, all that may be replaced is told again.
        last = self._known[-1][0] if self._known else max(-1, lowest - 1 - self._finality)
        self._place = last, LAST_INDEX
        mark = pack(last, str(LAST_INDEX)) if last >= 0 else ""
        return frame("reorganised", Reorganised(after_block=last), mark)

    def _resumed(self, cursor: str) -> tuple[int, int]:
        number, identity = unpack(cursor)
        mark = _MARK.fullmatch(identity)
        if mark is None:
            raise Invalid("the id is not one of ours", code="cursor_unreadable")
        if mark[2] is not None:
            self._known.append((number, "0x" + mark[2]))
        return number, min(int(mark[1]), LAST_INDEX)

    def _frame(self, event: Raw) -> str:
        mark = f"{event.log_index}-{event.block_hash[2 : 2 + _HASH_DIGITS]}"
        return frame(event.name, logged(self._decoder, event), pack(event.block_number, mark))


def frame(name: str, data: Schema | dict[str, Any], mark: str = "") -> str:
    """One server-sent event."""
    text = data.model_dump_json(by_alias=True) if isinstance(data, Schema) else json.dumps(data)
    return f"event: {name}\n" + (f"id: {mark}\n" if mark else "") + f"data: {text}\n\n"


async def told(context: Context, following: Following) -> AsyncIterator[str]:
    """The stream's text, until it has lasted STREAM_SECONDS or something is away, as the last frame says."""
    if not context.streams.acquire(blocking=False):
        yield "retry: 30000\n: too many streams are open\n\n"
        return
    try:
        ends = spoke = time.monotonic()
        ends += STREAM_SECONDS
        yield "retry: 1000\n\n"
        while time.monotonic() < ends:
            text = await to_thread.run_sync(partial(_next, following))
            if text:
                spoke = time.monotonic()
                yield text
            elif time.monotonic() - spoke > KEEP_ALIVE_SECONDS:
                spoke = time.monotonic()
                yield ": nothing new\n\n"
            if not following.more:
                await anyio.sleep(POLL_SECONDS)
    except Problem as problem:
        yield frame("problem", problem.body())
    finally:
        context.streams.release()


def _next(following: Following) -> str:
    try:
        return following.next()
    except exc.SQLAlchemyError as error:
        raise of_database(error) from error
    except EventDecodeError as error:
        raise of_event(error) from error
