"""What the application's tables need not keep: spent nonces, ended sessions, old answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.auth.models import Nonce, SignedIn
from api.database import now, table_of
from api.transactions.models import Answered

KEEP_ANSWERS: Final = timedelta(days=7)
KEEP_SESSIONS: Final = timedelta(days=30)
_NONCES, _SESSIONS, _ANSWERS = table_of(Nonce), table_of(SignedIn), table_of(Answered)


def tidy(session: Session) -> None:
    """Delete nonces that have expired, sessions long over, and answers that nobody asks for again."""
    at = now()
    session.execute(delete(_NONCES).where(_NONCES.c.expires_at < at))
    session.execute(delete(_SESSIONS).where(_SESSIONS.c.expires_at < at - KEEP_SESSIONS))
    session.execute(delete(_ANSWERS).where(_ANSWERS.c.created_at < at - KEEP_ANSWERS))
