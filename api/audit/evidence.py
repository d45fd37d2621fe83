"""An evidence pack put together: events with proofs, headers to a named block, contracts, commitments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from api import timeline
from api.audit import proven
from api.audit.packing import FORMAT, digests_of
from api.auth.roles import Caller
from api.context import Context
from api.documents import repository as documents
from api.documents import vault
from api.documents.commitment import disclose
from api.events.visibility import visible
from api.mirror import head
from api.problems import Invalid
from chain.deployments import Deployment
from indexer.queries.events import Raw

MAX_EVENTS: Final = 200


def assemble(
    context: Context,
    session: Session,
    caller: Caller,
    record: tuple[str, str],
    *,
    to_block: int | None,
    fields: Sequence[str],
) -> dict[str, Any]:
    """The pack of a record (kind, id) up to block `to_block` (none: that of the last event).

    `fields`: paths to disclose of the documents that the caller sent. Errors: Invalid, Unavailable.
    """
    kind, record_id = record
    about = timeline.about_order(record_id) if kind == "order" else timeline.about_receivable(record_id)
    events, more = timeline.told(session, [about, visible(caller)], None, MAX_EVENTS)
    if more is not None:
        raise Invalid(f"the record has more than {MAX_EVENTS} events", code="too_many_events")
    last = events[-1].block_number
    anchor = last if to_block is None else to_block
    at = head(session)
    if not last <= anchor <= at.number:
        raise Invalid(
            f"`toBlock` lies between the last event ({last}) and the mirror's block ({at.number})",
            code="anchor_out_of_range",
        )
    shown = timeline.shown(context.deployment, events)
    proofs = proven.prove(context.chain, events)
    pack: dict[str, Any] = {
        "format": FORMAT,
        "record": {"kind": kind, "id": record_id},
        "deployment": _deployment(context.deployment),
        "headers": proven.headers(context.chain, events[0].block_number, anchor),
        "events": [
            {
                "contract": event.contract,
                "event": event.event,
                "arguments": event.arguments,
                "blockNumber": event.block_number,
                "transactionHash": event.transaction_hash,
                "transactionIndex": proof.transaction_index,
                "position": proof.position,
                "proof": list(proof.nodes),
            }
            for event, proof in zip(shown, proofs, strict=True)
        ],
        "documents": _documents(context, session, caller, [each.arguments for each in shown], fields),
    }
    pack["anchor"] = {"number": anchor, "hash": _hash_of_last(session, events, anchor)}
    return pack | {"digests": digests_of(pack)}


def _deployment(deployment: Deployment) -> dict[str, Any]:
    return {
        "chainId": deployment.chain_id,
        "block": {"number": deployment.block_number, "hash": deployment.block_hash},
        "contracts": {name: each.address for name, each in sorted(deployment.contracts.items())},
        "cash": {token.currency: token.address for token in deployment.cash},
    }


def _hash_of_last(session: Session, events: Sequence[Raw], anchor: int) -> str:
    """The anchor's hash as the mirror knows it: a node that answers another block is found out by its
    reader.
    """
    known = {each.block_number: each.block_hash for each in events}
    return known[anchor] if anchor in known else timeline.block_hash(session, anchor)


def _documents(
    context: Context,
    session: Session,
    caller: Caller,
    arguments: Sequence[dict[str, Any]],
    fields: Sequence[str],
) -> list[dict[str, Any]]:
    """Each commitment in the events once; with the chosen fields where the caller sent the document."""
    roots = dict.fromkeys(each["root"] for each in arguments if "root" in each)
    found = []
    for root in roots:
        row = documents.committed(session, root)
        disclosure = None
        mine = row is not None and row.owner_entity == caller.entity_id and row.wrapped_key is not None
        if row is not None and mine and fields:
            commitment = vault.unlock(context, row).commitment
            has = {path for path, _ in commitment.fields}
            wanted = [path for path in fields if path in has]
            disclosure = disclose(commitment, wanted).as_json() if wanted else None
        found.append({"root": root, "disclosure": disclosure})
    return found
