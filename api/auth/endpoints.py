"""Sign-in over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path

from api.auth import repository, service
from api.auth.dependencies import InCaller, InSession, Token
from api.auth.models import ApiKey
from api.auth.roles import role_names
from api.auth.schemas import (
    ApiKeyAsked,
    ApiKeyGiven,
    ApiKeyShown,
    Me,
    NonceAsked,
    NonceGiven,
    SessionGiven,
    SignInAsked,
)
from api.context import InContext
from api.database import now, transaction

router = APIRouter(prefix="/v1", tags=["sessions"])


@router.post("/sessions/nonce", status_code=201)
def give_nonce(context: InContext, session: InSession, asked: NonceAsked | None = None) -> NonceGiven:
    """Begin to sign in: a nonce for one EIP-4361 message, and the message itself where the address is
    named.
    """
    address = asked.address if asked else None
    nonce, expires_at, message = service.give_nonce(context, session, address)
    return NonceGiven(
        nonce=nonce,
        domain=context.settings.domain,
        uri=context.settings.uri,
        chain_id=context.deployment.chain_id,
        expires_at=_seconds(expires_at),
        message=message,
    )


@router.post("/sessions", status_code=201)
def sign_in(context: InContext, asked: SignInAsked) -> SessionGiven:
    """Sign in with a signed EIP-4361 message. The nonce is spent whatever comes of it."""
    with transaction(context.engine) as session:
        message = service.spend_nonce(context, session, asked.message)
    with transaction(context.engine) as session:
        token, expires_at, caller = service.open_session(context, session, message, asked.signature)
    return SessionGiven(
        token=token,
        account=caller.account,
        roles=role_names(caller.roles),
        operator=caller.operator,
        expires_at=_seconds(expires_at),
    )


@router.get("/sessions/current")
def who_am_i(caller: InCaller) -> Me:
    """Who the token stands for, with its present roles."""
    return Me(
        account=caller.account,
        roles=role_names(caller.roles),
        operator=caller.operator,
        suspended=caller.suspended,
    )


@router.delete("/sessions/current", status_code=204)
def sign_out(session: InSession, caller: InCaller, token: Token) -> None:  # noqa: ARG001  (must be signed in)
    """End this session."""
    repository.end_session(session, service.hashed(token), now())


@router.post("/api-keys", status_code=201)
def give_key(session: InSession, caller: InCaller, asked: ApiKeyAsked) -> ApiKeyGiven:
    """A key for a machine of this account; its secret is shown this once and stored hashed."""
    secret, row = service.give_key(session, caller, asked.label, asked.expires_at)
    return ApiKeyGiven(**_shown(row).model_dump(), key=secret)


@router.get("/api-keys")
def list_keys(session: InSession, caller: InCaller) -> list[ApiKeyShown]:
    """This account's keys, without their secrets."""
    return [_shown(row) for row in repository.keys_of(session, caller.account, service.MAX_KEYS)]


@router.delete("/api-keys/{key_id}", status_code=204)
def end_key(
    session: InSession, caller: InCaller, key_id: Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
) -> None:
    """End a key."""
    service.end_key(session, caller, key_id)


def _shown(row: ApiKey) -> ApiKeyShown:
    return ApiKeyShown(
        id=row.id,
        label=row.label,
        created_at=_seconds(row.created_at),
        expires_at=_seconds(row.expires_at),
        ended=row.ended_at is not None,
    )


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
