"""Sent transactions followed until nothing can change them any more; what vanished is sent again, same
bytes.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.context import Context
from api.database import now, table_of, transaction
from api.faults import contract_value
from api.housekeeping import tidy
from api.transactions.models import Outgoing
from chain.envelope import SignedTransaction, decode_transaction
from chain.errors import ChainError
from chain.outbox import Judgement, State, judge, observe, resubmit
from chain.transactions import explain

LOG: Final = logging.getLogger("tallystick.api.outbox")
OUTBOX: Final = table_of(Outgoing)
MAX_RESENT: Final = 100
GIVE_UP: Final = timedelta(days=1)
"""After this long a transaction that vanished for good or was replaced is no longer looked for."""
BATCH: Final = 200
TIDY_SECONDS: Final = 3600.0


def unsettled(session: Session, limit: int = BATCH) -> Sequence[Outgoing]:
    """Transactions that something can still happen to, oldest first."""
    return session.scalars(
        select(Outgoing)
        .where(OUTBOX.c.settled.is_(False))
        .order_by(OUTBOX.c.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def refresh(context: Context, session: Session, rows: Sequence[Outgoing]) -> None:
    """Look at the chain once for all rows, write down where each stands, send again what vanished."""
    if not rows:
        return
    chain, depth = context.chain, context.settings.finality_blocks
    signed = [decode_transaction(row.raw) for row in rows]
    vanished: list[tuple[Outgoing, SignedTransaction]] = []
    for row, sent, sighting in zip(rows, signed, observe(chain, signed), strict=True):
        judgement = judge(sent.transaction.nonce, row.block_hash, sighting, depth)
        _write(context, row, judgement)
        if judgement.state is State.VANISHED and not row.settled and row.resent < MAX_RESENT:
            vanished.append((row, sent))
        session.add(row)
    for (row, _), refusal in zip(vanished, resubmit(chain, [sent for _, sent in vanished]), strict=True):
        if refusal is None:
            row.resent, row.sent_at, row.state = row.resent + 1, now(), State.PENDING
            LOG.info(json.dumps({"event": "resubmitted", "transaction": row.hash, "times": row.resent}))
        else:
            row.error = {"name": "SendingRefused", "message": str(refusal)[:300]}


def counts(session: Session) -> dict[str, int]:
    """How many transactions stand in each state, those settled left out."""
    rows = session.execute(
        select(OUTBOX.c.state, func.count()).where(OUTBOX.c.settled.is_(False)).group_by(OUTBOX.c.state)
    )
    return {str(state): int(count) for state, count in rows}


def _write(context: Context, row: Outgoing, judgement: Judgement) -> None:
    mined = judgement.mined
    given_up = judgement.state in (State.VANISHED, State.REPLACED) and now() - row.sent_at > GIVE_UP
    row.state, row.settled = judgement.state, judgement.settled or given_up
    row.block_number = mined.block_number if mined else None
    row.block_hash = mined.block_hash if mined else None
    row.gas_used = mined.gas_used if mined else None
    if judgement.state is State.FAILED and (row.error is None or judgement.moved):
        reason = explain(context.chain, row.hash)
        arguments = {name: contract_value(value) for name, value in reason.arguments.items()}
        row.error = {"name": reason.name, "arguments": arguments}
        context.metrics.refused_transactions.labels(reason.name).inc()
    elif judgement.state is not State.FAILED:
        row.error = None


class Follower:
    """The background thread of the outbox; a round each `outbox_seconds` (0: none)."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, unless the settings say that no thread follows."""
        if self._context.settings.outbox_seconds > 0 and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="tallystick-outbox", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the round in hand."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=30)
            self._thread = None

    def round(self) -> int:
        """One look at everything that is not settled; answers how many there were."""
        with transaction(self._context.engine) as session:
            rows = unsettled(session)
            refresh(self._context, session, rows)
            found = counts(session)
        for state in State:
            self._context.metrics.outbox.labels(state).set(found.get(state, 0))
        return len(rows)

    def _run(self) -> None:
        tidied = 0.0
        while not self._stopping.wait(self._context.settings.outbox_seconds):
            try:
                self.round()
                if time.monotonic() - tidied > TIDY_SECONDS:
                    with transaction(self._context.engine) as session:
                        tidy(session)
                    tidied = time.monotonic()
            except (ChainError, SQLAlchemyError) as error:  # away for now: the next round tries again
                LOG.warning(json.dumps({"event": "outbox", "error": type(error).__name__}))
