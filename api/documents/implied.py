"""What a stored document implies on chain, as the very request that `transactions/prepare` takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from api.auth.roles import Caller, Role
from api.context import Context
from api.documents import repository
from api.documents.actions import Action, Signer, Verb
from api.documents.identity import fingerprint, identity_text, normalised
from api.documents.model import Document, Kind
from api.documents.models import StoredDocument
from api.documents.parties import account_of, entity_in_directory
from api.documents.trade import Trade
from api.scalars import to_rfc3339
from indexer.models.trade import Order

DAY: Final = 86_400
REASONS: Final = {"rejected": 1, "credited": 2}
ZERO_ADDRESS: Final = "0x" + "00" * 20
DEFAULT_LATE_BPS: Final = 1825


@dataclass(frozen=True)
class Implied:
    """A call that the document implies: whose key must sign, and the request; None where it cannot be made
    yet.
    """

    verb: str
    signer: str
    account: str | None
    when: str
    request: dict[str, Any] | None
    waits_for: str = ""


def identity_fingerprint(key: bytes, document: Document, issuer_entity: str) -> str:
    """The keyed identity of a document under its issuer's entity, 0x-hex of 32 bytes."""
    return "0x" + fingerprint(key, identity_text(document, issuer_entity)).hex()


class Translator:
    """Turns planned actions of one trade into requests; `rows` are the trade's stored documents by id."""

    def __init__(
        self,
        context: Context,
        session: Session,
        caller: Caller,
        trade: Trade,
        rows: Mapping[str, StoredDocument],
    ) -> None:
        self._context, self._session, self._caller = context, session, caller
        self._trade, self._rows = trade, rows
        self._order_row = rows[trade.order.name]
        self.order = repository.order_placed(
            session, self._order_row.fingerprint, self._order_row.buyer_entity
        )

    def translate(self, action: Action, row: StoredDocument) -> Implied:
        """One planned action of the document in `row`."""
        if action.verb is Verb.PLACE:
            return self._place(action, row)
        if self.order is None:
            return self._waiting(action, "the order is not on chain yet")
        if action.verb is Verb.ACCEPT_AMENDMENT and self.order.amendment_version == 0:
            return self._waiting(action, "no change of the order waits on chain")
        request = self._request(action, row, self.order)
        if request is None:
            return self._waiting(action, "the invoice is not on chain yet")
        return Implied(
            action.verb, action.signer, self._signer(action.signer, self.order), action.when, request
        )

    def _waiting(self, action: Action, why: str) -> Implied:
        account = self._signer(action.signer, self.order) if self.order else None
        return Implied(action.verb, action.signer, account, action.when, None, why)

    def _signer(self, signer: Signer, order: Order) -> str | None:
        accounts = {
            Signer.BUYER: order.buyer,
            Signer.SUPPLIER: order.supplier,
            Signer.ATTESTOR: None if order.attestor == ZERO_ADDRESS else order.attestor,
        }
        return accounts[signer]

    def _place(self, action: Action, row: StoredDocument) -> Implied:
        buyer = account_of(self._session, row.buyer_entity, Role.BUYER, self._caller)
        supplier = account_of(self._session, row.seller_entity, Role.SUPPLIER, self._caller)
        if buyer is None or supplier is None:
            lacking = "buyer" if buyer is None else "supplier"
            return Implied(
                action.verb, action.signer, buyer, action.when, None, f"no account is admitted as {lacking}"
            )
        request = {
            "action": "place",
            "supplier": supplier,
            "currency": action.parameters["currency"],
            "amount": str(action.parameters["amount"]),
            "deliverBy": to_rfc3339(int(action.parameters["deliverBy"])),
            "paymentTermDays": action.parameters["paymentTermDays"],
            "attestor": self._attestor(),
            "lateBps": DEFAULT_LATE_BPS,
            "fingerprint": row.fingerprint,
            "root": row.root,
            "n": 0,
        }
        return Implied(action.verb, action.signer, buyer, action.when, request)

    def _attestor(self) -> str:
        carrier = self._trade.order.document.carrier
        if carrier is None:
            return ZERO_ADDRESS
        entity = entity_in_directory(self._session, self._context.consortium_key, carrier)
        found = account_of(self._session, entity, Role.ATTESTOR, self._caller) if entity else None
        return found or ZERO_ADDRESS

    def _request(self, action: Action, row: StoredDocument, order: Order) -> dict[str, Any] | None:
        given, verb = action.parameters, action.verb
        base: dict[str, Any] = {"action": str(verb), "orderId": order.order_id}
        if verb is Verb.ACCEPT:
            return base | {"version": order.version}
        if verb is Verb.AMEND:
            deliver_by = to_rfc3339(int(given["deliverBy"]))
            return base | {"amount": str(given["amount"]), "deliverBy": deliver_by, "root": row.root}
        if verb is Verb.ACCEPT_AMENDMENT:
            return base | {"version": order.amendment_version}
        if verb is Verb.REJECT:
            return base | {"reason": 0}
        if verb is Verb.CANCEL_REMAINDER:
            return base
        if verb in (Verb.RECORD_SHIPMENT, Verb.ATTEST_SHIPMENT, Verb.RECORD_RECEIPT):
            field = {
                Verb.RECORD_SHIPMENT: "shippedTotal",
                Verb.ATTEST_SHIPMENT: "attestedTotal",
                Verb.RECORD_RECEIPT: "receivedTotal",
            }[verb]
            return base | {field: str(given[field]), "root": row.root}
        if verb is Verb.RECORD_RETURN:
            reason = REASONS.get(str(given["reason"]), 0)
            return base | {"returnedTotal": str(given["returnedTotal"]), "reason": reason, "root": row.root}
        if verb is Verb.PROPOSE:
            return base | {
                "face": str(given["face"]),
                "gross": str(given["gross"]),
                "maturity": to_rfc3339(_next_midnight(int(given["maturity"]))),
                "fingerprint": row.fingerprint,
                "root": row.root,
                "n": 0,
            }
        return self._of_receivable(action, order)

    def _of_receivable(self, action: Action, order: Order) -> dict[str, Any] | None:
        """withdraw, forgive and pay name the invoice by its number; its receivable is found by the invoice's
        fingerprint.
        """
        wanted = normalised(str(action.parameters["invoice"]))
        for each in self._trade.of_kind(Kind.INVOICE):
            if normalised(each.document.number) != wanted:
                continue
            fingerprint_ = self._rows[each.name].fingerprint
            found = repository.receivable_proposed(self._session, fingerprint_, order.order_id)
            if found is None:
                return None
            request: dict[str, Any] = {"action": str(action.verb), "receivableId": found.receivable_id}
            if action.verb is Verb.PAY:
                request["amount"] = str(action.parameters["amount"])
            if action.verb is Verb.FORGIVE:
                request["units"] = str(action.parameters["units"])
            return request
        return None


def _next_midnight(end_of_day: int) -> int:
    """Receivables mature at the end of a day: the first second of the next one, a multiple of 86,400."""
    return -(-end_of_day // DAY) * DAY
