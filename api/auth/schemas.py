"""What sign-in takes and answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from api.scalars import Address, HexBytes, Schema, Time, TimeIn

EXAMPLE_MESSAGE = (
    "localhost:8000 wants you to sign in with your Ethereum account:\n"
    "0x5B38Da6a701c568545dCfcB03FcB875f56beddC4\n\nSign in to Tallystick.\n\n"
    "URI: http://localhost:8000\nVersion: 1\nChain ID: 31337\nNonce: 4f9c0e7d2b8a6153\n"
    "Issued At: 2026-01-01T00:00:00Z"
)


class NonceAsked(Schema):
    """The account that wants to sign in; with it the answer holds the whole message to sign."""

    address: Address | None = None


class NonceGiven(Schema):
    """A nonce for one sign-in, what the message must name, and the message where the account was named."""

    nonce: str
    domain: str
    uri: str
    chain_id: int
    expires_at: Time
    message: str | None = None


class SignInAsked(Schema):
    """An EIP-4361 message and its signature by the account's key (EIP-191) or contract (ERC-1271)."""

    message: Annotated[
        str, StringConstraints(min_length=1, max_length=8192), Field(examples=[EXAMPLE_MESSAGE])
    ]
    signature: HexBytes


class SessionGiven(Schema):
    """The token to send as `Authorization: Bearer …`; it is shown this once."""

    token: str
    token_type: str = "Bearer"  # noqa: S105  (the kind, not a secret)
    account: str
    roles: list[str]
    operator: bool
    expires_at: Time


class Me(Schema):
    """Who the token stands for."""

    account: str
    roles: list[str]
    operator: bool
    suspended: bool


class ApiKeyAsked(Schema):
    """A key for a machine of the account, by a label to tell keys apart."""

    label: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 ._-]{1,80}$"), Field(examples=["erp-1"])]
    expires_at: TimeIn | None = None


class ApiKeyShown(Schema):
    """A key without its secret."""

    id: str
    label: str
    created_at: Time
    expires_at: Time
    ended: bool


class ApiKeyGiven(ApiKeyShown):
    """A new key with its secret, shown this once."""

    key: str
