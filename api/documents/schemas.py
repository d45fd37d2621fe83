"""What the documents' endpoints take and answer."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.documents.findings import Finding
from api.documents.implied import Implied
from api.documents.service import Shown
from api.scalars import Schema, Time


class FindingShown(Schema):
    """What was found: a stable rule id (TS-… ours, BR-… EN 16931), where, what, and what to do."""

    rule: str
    severity: str
    location: str
    message: str
    remedy: str

    @classmethod
    def of(cls, finding: Finding) -> FindingShown:
        """From the engine's finding."""
        return cls(**finding.as_json())


class ImpliedShown(Schema):
    """A call that the document implies. `request` is the body for POST /v1/transactions/prepare by `account`;
    null while it waits for something."""

    action: str
    signer: str
    account: str | None
    when: str
    request: dict[str, Any] | None
    waits_for: str

    @classmethod
    def of(cls, implied: Implied) -> ImpliedShown:
        """From the service's."""
        return cls(
            action=implied.verb,
            signer=implied.signer,
            account=implied.account,
            when=implied.when,
            request=implied.request,
            waits_for=implied.waits_for,
        )


class DocumentShown(Schema):
    """A document as its parties see it; `document` is its canonical form, null once erased."""

    id: str
    kind: str
    owner: str
    uploaded_at: Time
    erased: bool
    fingerprint: str
    root: str
    document: dict[str, Any] | None
    findings: list[FindingShown]
    actions: list[ImpliedShown]
    duplicate_of: str | None
    order_id: str | None
    trade: list[str]

    @classmethod
    def of(cls, shown: Shown) -> DocumentShown:
        """From the service's."""
        row = shown.row
        return cls(
            id=row.id,
            kind=row.kind,
            owner=row.owner,
            uploaded_at=int(row.uploaded_at.timestamp()),
            erased=row.wrapped_key is None,
            fingerprint=row.fingerprint,
            root=row.root,
            document=shown.document,
            findings=[FindingShown.of(each) for each in shown.findings],
            actions=[ImpliedShown.of(each) for each in shown.implied],
            duplicate_of=shown.duplicate_of,
            order_id=shown.order_id,
            trade=list(shown.trade),
        )


class DocumentRow(Schema):
    """A document in a list, without its contents."""

    id: str
    kind: str
    owner: str
    uploaded_at: Time
    erased: bool
    fingerprint: str
    root: str


class DisclosureAsked(Schema):
    """Paths of the canonical form to show, such as `number` or `amounts.payable`."""

    paths: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^[a-z_0-9.\[\]]{1,200}$")]],
        Field(min_length=1, max_length=200, examples=[["number", "amounts.payable"]]),
    ]


class DisclosureGiven(Schema):
    """Chosen fields with their proofs against the root that is on chain."""

    document_id: str
    root: str
    disclosure: dict[str, Any]
