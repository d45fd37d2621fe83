"""Prepare, relay, follow: the platform never signs for a party."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api.auth.roles import Caller
from api.context import Context
from api.database import now, table_of
from api.faults import contract_value, of_contract, remedy_of
from api.mirror import CHECKPOINT
from api.problems import Conflict, Forbidden, Invalid, NotFound, TooLarge
from api.transactions import outbox
from api.transactions.actions.desk import Desk, Meant
from api.transactions.actions.every import Batch, Single, build
from api.transactions.models import Answered, Outgoing
from api.transactions.schemas import CallShown, PreparedShown, Simulation, TransactionShown
from chain.calls import Call
from chain.clients.meaning import UnknownCall, identify
from chain.encoding import to_hex
from chain.envelope import SignedTransaction, TransactionError, decode_transaction
from chain.errors import ContractError, RpcError
from chain.outbox import State
from chain.transactions import SendingRefused, TooMuchGas, prepare, simulate, submit

OUTBOX: Final = table_of(Outgoing)
ANSWERED: Final = table_of(Answered)


def prepared(context: Context, session: Session, caller: Caller, asked: Single | Batch) -> PreparedShown:
    """What the caller would sign. A refusal by the contract is an answer, not an error."""
    meant = build(Desk(context, session, caller), asked)
    shown = [_call_shown(meant)]
    try:
        found = prepare(context.chain, caller.account, meant.call)
    except ContractError as error:
        context.metrics.refused_transactions.labels(error.name).inc()
        refused = Simulation(
            ok=False, error=error.name, arguments=_arguments(error.arguments), remedy=remedy_of(error.name)
        )
        return PreparedShown(
            sender=caller.account,
            meaning=meant.meaning,
            calls=shown,
            simulation=refused,
            transaction=None,
            digest=None,
        )
    except RpcError as error:
        raise Conflict(f"the node cannot run it: {error.message[:200]}", code="sending_refused") from None
    except TooMuchGas as error:
        raise Invalid(str(error), code="too_much_gas", remedy="Send fewer actions in one batch.") from None
    return PreparedShown(
        sender=caller.account,
        meaning=meant.meaning,
        calls=shown,
        simulation=Simulation(ok=True, gas_estimate=found.gas_estimate),
        transaction=found.transaction.as_json(),
        digest=to_hex(found.transaction.digest),
    )


def relay(context: Context, session: Session, caller: Caller, raw: bytes) -> Outgoing:
    """Check and send a signed transaction, and keep it until it is final. Sending it twice is sending it
    once.

    Errors: TooLarge, Invalid, Forbidden (another's), Conflict (the contract or the node refuses it).
    """
    if len(raw) > context.settings.transaction_limit:
        raise TooLarge(f"a transaction of more than {context.settings.transaction_limit} bytes")
    signed, call = _checked(context, caller, raw)
    known = session.get(Outgoing, signed.hash)
    if known is not None:
        return known
    if not _has_pending(session, signed.sender):
        _precheck(context, signed, call)
    session.execute(
        insert(OUTBOX)
        .values(
            hash=signed.hash,
            raw=signed.raw,
            sender=signed.sender,
            recipient=signed.transaction.to,
            nonce=signed.transaction.nonce,
            submitted_by=caller.account,
            meaning=f"{call.contract}.{call.name}",
            state=State.PENDING,
            resent=0,
            settled=False,
            created_at=now(),
            sent_at=now(),
        )
        .on_conflict_do_nothing()
    )
    # Kept before it is sent: after a crash in between, the follower sends what the chain does not know.
    session.commit()
    row = session.get_one(Outgoing, signed.hash)
    try:
        submit(context.chain, signed)
    except SendingRefused as error:
        session.delete(row)
        session.commit()
        raise Conflict(
            f"the node refuses it: {str(error)[:200]}",
            code="sending_refused",
            remedy="Prepare it again: its nonce or fee is out of date.",
        ) from None
    outbox.refresh(context, session, [row])
    return row


def followed(context: Context, session: Session, caller: Caller, transaction_hash: str) -> Outgoing:
    """Where a transaction stands now, for its sender and who sent it here. Errors: NotFound."""
    wanted = select(Outgoing).where(OUTBOX.c.hash == transaction_hash)
    locked = session.scalars(wanted.with_for_update(skip_locked=True)).first()
    # Locked by the follower, it is being looked at just now: then what was written last is shown.
    row = locked or session.scalars(wanted).first()
    if row is None or not (caller.account in (row.sender, row.submitted_by) or caller.sees_all_records):
        raise NotFound("no transaction with this hash was sent by you", code="transaction_unknown")
    if locked is not None and not locked.settled:
        outbox.refresh(context, session, [locked])
    return row


def transaction_shown(session: Session, row: Outgoing) -> TransactionShown:
    """A transaction for its sender."""
    mirrored = session.execute(select(CHECKPOINT.c.block_number)).scalar_one_or_none()
    indexed = row.block_number is not None and mirrored is not None and mirrored >= row.block_number
    return TransactionShown(
        hash=row.hash,
        state=State(row.state).value,
        sender=row.sender,
        to=row.recipient,
        nonce=row.nonce,
        meaning=row.meaning,
        block_number=row.block_number,
        block_hash=row.block_hash,
        gas_used=row.gas_used,
        error=row.error,
        resent=row.resent,
        indexed=indexed,
        submitted_at=int(row.created_at.timestamp()),
    )


def answered(session: Session, caller: Caller, key: str, request: bytes) -> dict[str, Any] | None:
    """The answer given before under this key; None the first time. Errors: Invalid (another request's
    key).
    """
    row = session.get(Answered, (caller.account, key))
    if row is None:
        return None
    if row.request_hash != hashlib.sha256(request).digest():
        raise Invalid("this Idempotency-Key was used for another request", code="idempotency_key_reused")
    return row.answer


def remember(session: Session, caller: Caller, key: str, request: bytes, answer: dict[str, Any]) -> None:
    """Keep the answer under its key."""
    session.execute(
        insert(ANSWERED)
        .values(
            account=caller.account,
            key=key,
            request_hash=hashlib.sha256(request).digest(),
            status=202,
            answer=answer,
            created_at=now(),
        )
        .on_conflict_do_nothing()
    )


def _checked(context: Context, caller: Caller, raw: bytes) -> tuple[SignedTransaction, Call]:
    try:
        signed = decode_transaction(raw)
    except TransactionError as error:
        raise Invalid(str(error)[:300], code="transaction_unreadable") from None
    sent = signed.transaction
    deployment = context.deployment
    if sent.chain_id != deployment.chain_id:
        raise Invalid(
            f"signed for chain {sent.chain_id}, this is {deployment.chain_id}", code="wrong_chain_id"
        )
    try:
        call = identify(deployment.names_by_address(), sent.to or "", sent.data)
    except UnknownCall as error:
        raise Invalid(
            f"only calls of this deployment's contracts are relayed: {error}"[:300], code="not_our_contract"
        ) from None
    if sent.value:
        raise Invalid("no contract here takes value", code="value_not_taken")
    if signed.sender != caller.account:
        raise Forbidden("the transaction is signed by another account than yours", code="not_your_signature")
    return signed, call


def _precheck(context: Context, signed: SignedTransaction, call: Call) -> None:
    """A refusal seen before it costs anything, by the contract's own name."""
    try:
        simulate(context.chain, signed.sender, call)
    except ContractError as error:
        context.metrics.refused_transactions.labels(error.name).inc()
        raise of_contract(error) from None
    except RpcError as error:
        raise Conflict(f"the node cannot run it: {error.message[:200]}", code="sending_refused") from None


def _has_pending(session: Session, sender: str) -> bool:
    statement = select(OUTBOX.c.hash).where(OUTBOX.c.sender == sender, OUTBOX.c.state == State.PENDING)
    return session.execute(statement.limit(1)).first() is not None


def _call_shown(meant: Meant) -> CallShown:
    call = meant.call
    return CallShown(
        to=call.to,
        contract=call.contract,
        function=call.name,
        arguments={name: _plain(value) for name, value in call.arguments.items()},
        data=to_hex(call.data),
    )


def _arguments(arguments: Any) -> dict[str, Any]:
    return {name: contract_value(value) for name, value in arguments.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return to_hex(value)
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return str(value)
    return [_plain(part) for part in value]
