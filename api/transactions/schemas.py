"""What the transactions' endpoints take and answer."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from api.scalars import Schema, Time


class CallShown(Schema):
    """One call: which contract, which function, with what (numbers as strings)."""

    to: str
    contract: str
    function: str
    arguments: dict[str, Any]
    data: str


class Simulation(Schema):
    """Whether the call would succeed now; else the contract's error by name and numbers, and what to do."""

    ok: bool
    error: str | None = None
    arguments: dict[str, Any] | None = None
    remedy: str | None = None
    gas_estimate: int | None = None


class PreparedShown(Schema):
    """What would be signed: the meaning in words, the call, the unsigned transaction (null where it would be
    refused) in the form that wallets take, and its digest."""

    sender: str
    meaning: str
    calls: list[CallShown]
    simulation: Simulation
    transaction: dict[str, Any] | None
    digest: str | None


class SubmitAsked(Schema):
    """A signed type-2 transaction to a contract of this deployment, as 0x-hex."""

    raw: Annotated[str, StringConstraints(pattern=r"^0x([0-9a-fA-F]{2})+$", max_length=262_146)]


class TransactionShown(Schema):
    """Where a sent transaction stands. `indexed`: the mirror has reached its block."""

    hash: str
    state: Literal["pending", "mined", "final", "failed", "vanished", "replaced"]
    sender: str
    to: str
    nonce: int
    meaning: str
    block_number: int | None
    block_hash: str | None
    gas_used: int | None
    error: dict[str, Any] | None
    resent: int
    indexed: bool
    submitted_at: Time
