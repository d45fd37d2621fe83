"""Documents: read and checked, judged against the directory, stored sealed, committed, disclosed,
attested.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from api.auth.roles import Caller
from api.context import Context
from api.database import now
from api.documents import repository, vault
from api.documents.canonical import canonical_json
from api.documents.commitment import disclose
from api.documents.findings import Finding, Severity, error, has_errors, ordered
from api.documents.implied import Implied, Translator, identity_fingerprint
from api.documents.model import BUYER_ISSUES, Document, Kind
from api.documents.models import StoredDocument
from api.documents.parties import entity_in_directory
from api.documents.planning import plan
from api.documents.reading import read_document
from api.documents.trade import Entry, Linked, Trade, link
from api.mirror import head, tokens
from api.problems import Forbidden, Invalid, NotFound
from chain.encoding import to_hex
from chain.identities import receivable_id
from chain.messages import invoice_identity
from chain.structs import Proposal

ATTESTATION_SECONDS = 3_600
_SHIP_TO_MAY_DIFFER = (Kind.DESPATCH_ADVICE, Kind.RECEIPT_ADVICE)


@dataclass(frozen=True)
class Shown:
    """A document as its parties see it. `document` None: erased."""

    row: StoredDocument
    document: dict[str, Any] | None
    findings: tuple[Finding, ...] = ()
    implied: tuple[Implied, ...] = ()
    duplicate_of: str | None = None
    order_id: str | None = None
    trade: tuple[str, ...] = field(default_factory=tuple)


def receive(context: Context, session: Session, caller: Caller, content: bytes) -> Shown:
    """Take a document in. Errors: Invalid with `findings` when anything worse than a warning was found.

    Nothing is stored then.
    """
    if not caller.entity_id:
        raise Forbidden("only an admitted party sends documents", code="not_admitted")
    result = read_document(content)
    findings = list(result.findings)
    if result.document is None or has_errors(findings):
        raise _refused(findings, result.document)
    document = result.document
    buyer, seller, more = _parties(context, session, caller, document)
    findings += more
    if document.currency and document.currency not in {each.currency for each in tokens(session).values()}:
        message = f"No cash token of {document.currency} is listed here."
        findings.append(error("TS-CURRENCY-TOKEN", message, "Use a currency with a cash token.", "/"))
    if has_errors(findings):
        raise _refused(findings, document)
    row = _row(context, caller, document, content, buyer=buyer, seller=seller)
    shown = _in_its_trade(context, session, caller, row, Entry(row.id, document, result.findings, True))
    conflicts = [each for each in shown.findings if each.rule == "TS-CONFLICT" and row.id in each.location]
    if conflicts:
        raise _refused([*findings, *conflicts], document)
    session.add(row)
    return Shown(
        row,
        shown.document,
        ordered([*findings, *shown.findings]),
        shown.implied,
        shown.duplicate_of,
        shown.order_id,
        shown.trade,
    )


def show(context: Context, session: Session, caller: Caller, document_id: str) -> Shown:
    """A stored document with what it implies now. Errors: NotFound."""
    row = stored(session, caller, document_id)
    if row.wrapped_key is None:
        return Shown(row, None)
    opened = vault.unlock(context, row)
    if opened.result.document is None:
        return Shown(row, None, opened.result.findings)
    entry = Entry(row.id, opened.result.document, opened.result.findings, opened.result.actionable)
    return _in_its_trade(context, session, caller, row, entry)


def stored(session: Session, caller: Caller, document_id: str) -> StoredDocument:
    """The row of a document that the caller's entity is a party to. Errors: NotFound."""
    row = repository.of_party(session, document_id, caller.entity_id) if caller.entity_id else None
    if row is None:
        raise NotFound("no document with this id is visible to you", code="document_unknown")
    return row


def erase(session: Session, caller: Caller, document_id: str) -> None:
    """Delete the document's key. Only who sent it. Errors: NotFound, Forbidden."""
    row = stored(session, caller, document_id)
    if row.owner_entity != caller.entity_id:
        raise Forbidden("only who sent a document erases it", code="not_owner")
    if row.wrapped_key is not None:
        repository.erase(session, row, now())


def disclosure(
    context: Context, session: Session, caller: Caller, document_id: str, paths: Sequence[str]
) -> tuple[StoredDocument, dict[str, Any]]:
    """Chosen fields with their proofs. Only who sent it. Errors: NotFound, Forbidden, Erased, Invalid."""
    row = stored(session, caller, document_id)
    if row.owner_entity != caller.entity_id:
        raise Forbidden("only who sent a document discloses it", code="not_owner")
    opened = vault.unlock(context, row)
    try:
        return row, disclose(opened.commitment, paths).as_json()
    except KeyError as unknown:
        raise Invalid(f"the document has no field {unknown}"[:200], code="field_unknown") from None


def invoice_attestation(
    context: Context, session: Session, caller: Caller, proposal: Proposal
) -> tuple[int, str]:
    """The fingerprint service's word on the identity and gross of an invoice that the caller sent, for this
    proposal alone: the last second of its validity (Unix time), and the signature.

    The service signs what a stored invoice of the caller's entity says, nothing else. Errors: Invalid.
    """
    rows = repository.with_fingerprint(session, proposal.fingerprint, Kind.INVOICE.value, caller.entity_id)
    payable = {
        opened.result.document.amounts.payable
        for opened in (vault.unlock(context, row) for row in rows)
        if opened.result.document is not None
    }
    if not payable:
        raise Invalid(
            "no invoice of yours with this fingerprint was sent to /v1/documents", code="invoice_unknown"
        )
    if proposal.gross not in payable:
        raise Invalid("the invoice with this fingerprint states another gross amount", code="gross_differs")
    deployment = context.deployment
    # The chain's clock may run ahead of ours (a test network's does).
    valid_until = max(int(now().timestamp()), head(session).timestamp) + ATTESTATION_SECONDS
    message = invoice_identity(
        deployment.chain_id,
        deployment.address("Fingerprints"),
        (caller.entity_id, proposal.fingerprint, proposal.gross),
        deployment.address("Receivables"),
        receivable_id(proposal, caller.entity_id),
        valid_until,
    )
    return valid_until, to_hex(message.sign(context.fingerprint_signer))


def _parties(
    context: Context, session: Session, caller: Caller, document: Document
) -> tuple[str, str, list[Finding]]:
    """Entities of buyer and seller; findings for those unknown, and for a sender who is neither."""
    key = context.consortium_key
    buyer = entity_in_directory(session, key, document.buyer)
    seller = entity_in_directory(session, key, document.seller)
    if document.kind is Kind.DESPATCH_ADVICE and seller and not buyer:
        buyer, seller = _pair_of_trade(context, session, document, seller_entity=seller)
    elif document.kind is Kind.RECEIPT_ADVICE and buyer and not seller:
        buyer, seller = _pair_of_trade(context, session, document, buyer_entity=buyer)
    findings = []
    for side, entity, party in (("buyer", buyer, document.buyer), ("seller", seller, document.seller)):
        if not entity:
            name = party.name or party.legal_name or "without a name"
            message = f"The {side} ({name[:80]}) is not admitted under any of its identifiers."
            remedy = "The operator admits it under the identifier that the document states."
            findings.append(error("TS-PARTY-UNKNOWN", message, remedy, f"/{side}"))
    if buyer and seller and caller.entity_id not in (buyer, seller):
        message = "You are neither buyer nor seller of this document."
        findings.append(error("TS-PARTY-NOT-YOURS", message, "One of its parties sends it.", "/"))
    return buyer or "", seller or "", findings


def _pair_of_trade(
    context: Context, session: Session, document: Document, *, buyer_entity: str = "", seller_entity: str = ""
) -> tuple[str | None, str | None]:
    """Buyer and seller of the trade that the document belongs to, where it names another ship-to address."""
    rows = repository.of_side(session, buyer_entity, seller_entity)
    by_id = {row.id: row for row in rows}
    linked = link([*_entries(context, rows), Entry("this", document, (), True)])
    for trade in linked.trades:
        if any(step.name == "this" for step in trade.steps) and trade.order.name in by_id:
            row = by_id[trade.order.name]
            return row.buyer_entity, row.seller_entity
    return buyer_entity or None, seller_entity or None


def _entries(context: Context, rows: Sequence[StoredDocument]) -> list[Entry]:
    found = []
    for row in rows:
        result = vault.unlock(context, row).result
        if result.document is not None:
            found.append(Entry(row.id, result.document, result.findings, result.actionable))
    return found


def _row(
    context: Context, caller: Caller, document: Document, content: bytes, *, buyer: str, seller: str
) -> StoredDocument:
    document_id = to_hex(secrets.token_bytes(32))
    commitment = vault.new_commitment(document)
    sealed = vault.lock(context, document_id, content, commitment)
    issuer = buyer if document.issuer is document.buyer else seller
    return StoredDocument(
        id=document_id,
        owner=caller.account,
        owner_entity=caller.entity_id,
        buyer_entity=buyer,
        seller_entity=seller,
        kind=document.kind.value,
        fingerprint=identity_fingerprint(context.consortium_key, document, issuer),
        root=to_hex(commitment.root),
        master_key_id=sealed.master_key_id,
        wrapped_key=sealed.wrapped_key,
        wrap_nonce=sealed.wrap_nonce,
        nonce=sealed.nonce,
        ciphertext=sealed.ciphertext,
    )


def _in_its_trade(
    context: Context, session: Session, caller: Caller, row: StoredDocument, entry: Entry
) -> Shown:
    """The document among those of the same parties: copies, the calls that it implies, what comparing
    found.
    """
    others = [
        each for each in repository.between(session, row.buyer_entity, row.seller_entity) if each.id != row.id
    ]
    rows = {each.id: each for each in others} | {row.id: row}
    # Of two copies the issuer's own counts, then the earlier one.
    in_order = sorted([*others, row], key=lambda each: (not _by_issuer(each), each.uploaded_at, each.id))
    at = in_order.index(row)
    before, after = _entries(context, in_order[:at]), _entries(context, in_order[at + 1 :])
    linked = link([*before, entry, *after])
    canonical = canonical_json(entry.document)
    mine = [each for each in linked.findings if each.location.startswith(f"/{row.id}")]
    trade = _trade_of(linked, row.id)
    if trade is None:
        return Shown(row, canonical, tuple(mine))
    copy = next((each for each in trade.duplicates if each.entry.name == row.id), None)
    translator = Translator(context, session, caller, trade, rows)
    order_id = translator.order.order_id if translator.order else None
    names = tuple(each.name for each in trade.steps)
    if copy is not None:
        return Shown(row, canonical, tuple(mine), (), copy.of, order_id, names)
    step = next(each for each in plan(trade).steps if each.entry.name == row.id)
    implied = tuple(translator.translate(action, row) for action in step.actions)
    return Shown(row, canonical, ordered([*mine, *step.findings]), implied, None, order_id, names)


def _by_issuer(row: StoredDocument) -> bool:
    issuer = row.buyer_entity if Kind(row.kind) in BUYER_ISSUES else row.seller_entity
    return row.owner_entity == issuer


def _trade_of(linked: Linked, name: str) -> Trade | None:
    for trade in linked.trades:
        named = [each.name for each in trade.steps] + [each.entry.name for each in trade.duplicates]
        if name in named:
            return trade
    return None


def _refused(findings: Sequence[Finding], document: Document | None) -> Invalid:
    shown = ordered(findings)
    worst = next(each for each in shown if each.severity is not Severity.WARNING)
    return Invalid(
        f"{worst.rule}: {worst.message}"[:500],
        code="document_refused",
        remedy=worst.remedy,
        findings=[each.as_json() for each in shown],
        document=canonical_json(document) if document is not None else None,
    )
