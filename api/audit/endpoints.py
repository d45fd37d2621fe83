"""Audit over HTTP: what was recorded, where, and the proof; packs that hold without us."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api import timeline
from api.audit import evidence, proven
from api.auth.dependencies import InCaller, InSnapshot
from api.auth.roles import Caller
from api.context import InContext
from api.events.visibility import visible
from api.orders import repository as orders
from api.pages import Cursor, Page
from api.problems import Invalid, NotFound
from api.receivables import repository as receivables
from api.scalars import Schema
from api.timeline import EventShown

router = APIRouter(prefix="/v1/audit", tags=["audit"])
RecordId = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$", description="of an order or a receivable")]
MAX_FIELDS = 100


class ProofShown(Schema):
    """Where the event's log stands in its block, and the nodes from the block's receipts root to its
    receipt.
    """

    transaction_index: int
    position: int
    nodes: list[str]


class ProvenEvent(EventShown):
    """An event with its block's hash and its proof."""

    block_hash: str
    proof: ProofShown | None


@router.get("/records/{record_id}")
def show_record(
    context: InContext,
    session: InSnapshot,
    caller: InCaller,
    record_id: RecordId,
    *,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    proofs: Annotated[bool, Query(description="with the proof of each event, from the node")] = True,
) -> Page[ProvenEvent]:
    """The timeline of an order or a receivable: transaction, block and proof of each event, oldest first."""
    kind, _ = _record(session, caller, record_id)
    about = timeline.about_order(record_id) if kind == "order" else timeline.about_receivable(record_id)
    events, more = timeline.told(session, [about, visible(caller)], cursor, limit)
    shown = timeline.shown(context.deployment, events)
    found = proven.prove(context.chain, events) if proofs else [None] * len(events)
    items = [
        ProvenEvent(
            **dict(event),
            block_hash=raw.block_hash,
            proof=None
            if proof is None
            else ProofShown(
                transaction_index=proof.transaction_index, position=proof.position, nodes=list(proof.nodes)
            ),
        )
        for event, raw, proof in zip(shown, events, found, strict=True)
    ]
    return Page(items=items, next=more)


@router.get("/evidence/{record_id}")
def give_evidence(
    context: InContext,
    session: InSnapshot,
    caller: InCaller,
    record_id: RecordId,
    *,
    to_block: Annotated[
        int | None,
        Query(alias="toBlock", ge=0, le=2**62, description="the anchor; default: the last event's"),
    ] = None,
    fields: Annotated[
        str,
        Query(
            pattern=r"^([a-z_0-9.\[\]]{1,200}(,[a-z_0-9.\[\]]{1,200})*)?$",
            max_length=4000,
            description="paths to disclose of documents that you sent, comma-separated",
        ),
    ] = "",
) -> dict[str, Any]:
    """The evidence pack of a record: events, receipt proofs, headers to the anchor block, contracts,
    commitments. `tallystick verify-evidence` checks it offline.
    """
    record = _record(session, caller, record_id)
    paths = [each for each in fields.split(",") if each]
    if len(paths) > MAX_FIELDS:
        raise Invalid(f"at most {MAX_FIELDS} fields", code="too_many_fields")
    return evidence.assemble(context, session, caller, record, to_block=to_block, fields=paths)


def _record(session: InSnapshot, caller: Caller, record_id: str) -> tuple[str, str]:
    if orders.one(session, caller, record_id) is not None:
        return "order", record_id
    if receivables.one(session, caller, record_id) is not None:
        return "receivable", record_id
    raise NotFound("no record with this id is visible to you", code="record_unknown")
