"""Dependencies of every endpoint: its unit of work, and the caller."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from api.auth import service
from api.auth.roles import Caller
from api.context import InContext
from api.database import transaction
from api.problems import Unauthenticated

_bearer = HTTPBearer(auto_error=False, description="Token of POST /v1/sessions, or an API key")
_api_key = APIKeyHeader(name="X-API-Key", auto_error=False, description="Key of POST /v1/api-keys")


def session_of(context: InContext) -> Iterator[Session]:
    """One unit of work for the request, committed before its answer is sent."""
    with transaction(context.engine) as session:
        yield session


def snapshot_of(context: InContext) -> Iterator[Session]:
    """The same, seeing one block of the mirror throughout."""
    with transaction(context.engine, snapshot=True) as session:
        yield session


InSession = Annotated[Session, Depends(session_of, scope="function")]
InSnapshot = Annotated[Session, Depends(snapshot_of, scope="function")]


def token_of(
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    key: Annotated[str | None, Depends(_api_key)],
) -> str:
    """The token that the request shows. Errors: Unauthenticated."""
    token = bearer.credentials if bearer is not None else key
    if not token:
        raise Unauthenticated
    return token


def caller_of(request: Request, context: InContext, token: Annotated[str, Depends(token_of)]) -> Caller:
    """Who asks; judged in a transaction of its own, so that no request holds two connections. Errors:
    Unauthenticated.
    """
    with transaction(context.engine) as session:
        caller = service.authenticate(context, session, token)
    request.state.account = caller.account
    return caller


Token = Annotated[str, Depends(token_of)]
InCaller = Annotated[Caller, Depends(caller_of)]
