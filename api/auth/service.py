"""Sign-in: nonces, sessions and keys. Errors are problems with their own codes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from api.auth import repository, siwe
from api.auth.models import ApiKey, SignedIn
from api.auth.roles import Caller
from api.auth.signatures import stands_behind
from api.context import Context
from api.database import now
from api.problems import Conflict, Forbidden, Invalid, NotFound, Unauthenticated

SESSION_PREFIX: Final = "ts_"
KEY_PREFIX: Final = "tk_"
STATEMENT: Final = "Sign in to Tallystick."
KEY_DAYS: Final = 365
MAX_KEYS: Final = 50


def hashed(token: str) -> bytes:
    """What is stored of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def give_nonce(context: Context, session: Session, address: str | None) -> tuple[str, datetime, str | None]:
    """A fresh nonce, when it expires, and the message to sign where the address is known."""
    settings = context.settings
    nonce, at = secrets.token_hex(16), now()
    expires_at = at + timedelta(seconds=settings.nonce_seconds)
    repository.add_nonce(session, nonce, expires_at, at)
    message = None
    if address is not None:
        message = siwe.compose(
            domain=settings.domain,
            address=address,
            uri=settings.uri,
            chain_id=context.deployment.chain_id,
            nonce=nonce,
            issued_at=at,
            statement=STATEMENT,
        )
    return nonce, expires_at, message


def spend_nonce(context: Context, session: Session, text: str) -> siwe.SignIn:
    """Parse and judge a message, and use its nonce up. Errors: Invalid, Unauthenticated."""
    try:
        message = siwe.parse(text)
    except siwe.SiweError as error:
        raise Invalid(str(error), code="sign_in_unreadable") from None
    at = now()
    try:
        siwe.check_binding(
            message,
            domain=context.settings.domain,
            uri=context.settings.uri,
            chain_id=context.deployment.chain_id,
            now=at,
            max_age=timedelta(seconds=context.settings.nonce_seconds),
        )
    except siwe.SiweError as error:
        raise Unauthenticated(str(error), code="sign_in_refused") from None
    if not repository.use_nonce(session, message.nonce, at):
        raise Unauthenticated("the nonce is unknown, expired or was used before", code="nonce_refused")
    return message


def open_session(
    context: Context, session: Session, message: siwe.SignIn, signature: str
) -> tuple[str, datetime, Caller]:
    """Check who signed and open a session. Errors: Unauthenticated, Forbidden (not admitted)."""
    account = message.address.lower()
    if not stands_behind(context.chain, message.text, account, bytes.fromhex(signature[2:])):
        raise Unauthenticated("the signature is not that account's", code="signature_refused")
    caller = caller_of(context, session, account)
    if not caller.roles and not caller.operator:
        raise Forbidden(f"{account} is not admitted", code="not_admitted")
    token, at = SESSION_PREFIX + secrets.token_urlsafe(32), now()
    expires_at = at + timedelta(seconds=context.settings.session_seconds)
    session.add(SignedIn(token_hash=hashed(token), account=account, created_at=at, expires_at=expires_at))
    return token, expires_at, caller


def caller_of(context: Context, session: Session, account: str) -> Caller:
    """The account with its roles as the mirror has them."""
    operator = account in context.settings.operators
    row = repository.participant(session, account)
    if row is None:
        return Caller(account, operator=operator)
    return Caller(account, row.roles, row.entity_id, row.group_id, row.suspended, operator)


def authenticate(context: Context, session: Session, token: str) -> Caller:
    """The caller behind a session token or an API key. Errors: Unauthenticated."""
    if token.startswith(SESSION_PREFIX):
        account = repository.session_account(session, hashed(token), now())
    elif token.startswith(KEY_PREFIX):
        account = repository.key_account(session, hashed(token), now())
    else:
        account = None
    if account is None:
        raise Unauthenticated("the token is unknown, expired or ended", code="token_refused")
    return caller_of(context, session, account)


def give_key(session: Session, caller: Caller, label: str, expires_at: int | None) -> tuple[str, ApiKey]:
    """A new API key of the caller. Errors: Invalid (expiry), Conflict (too many)."""
    at = now()
    expires = (
        datetime.fromtimestamp(expires_at, UTC) if expires_at is not None else at + timedelta(days=KEY_DAYS)
    )
    if not at < expires <= at + timedelta(days=KEY_DAYS):
        raise Invalid(f"a key expires within {KEY_DAYS} days from now", code="expiry_refused")
    if len(repository.keys_of(session, caller.account, MAX_KEYS)) >= MAX_KEYS:
        raise Conflict(f"an account has at most {MAX_KEYS} keys", code="too_many_keys")
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    row = ApiKey(
        id=secrets.token_hex(8),
        key_hash=hashed(secret),
        account=caller.account,
        label=label,
        created_at=at,
        expires_at=expires,
    )
    session.add(row)
    return secret, row


def end_key(session: Session, caller: Caller, key_id: str) -> None:
    """End one of the caller's keys. Errors: NotFound."""
    if not repository.end_key(session, caller.account, key_id, now()):
        raise NotFound("no such key of yours")
