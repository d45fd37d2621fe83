"""Documents over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.auth.dependencies import InCaller, InSession, InSnapshot
from api.context import InContext
from api.documents import repository, service
from api.documents.schemas import DisclosureAsked, DisclosureGiven, DocumentRow, DocumentShown
from api.pages import Cursor, Limit, Page, microseconds, pack
from api.problems import Problem, Unreadable

router = APIRouter(prefix="/v1/documents", tags=["documents"])
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_FORM: Final = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/xml": _BINARY,
            "text/xml": _BINARY,
            "application/pdf": _BINARY,
            "multipart/form-data": _FORM,
        },
    }
}
RAW_TYPES: Final = ("application/xml", "text/xml", "application/pdf", "application/octet-stream")
DocumentId = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$")]


class WrongType(Problem):
    """The body is of a content type that is not read here."""

    status, code, title = 415, "unsupported_media_type", "The content type is not taken here"
    remedy = "Send application/xml, application/pdf, or multipart/form-data with one `file`."


async def content_of(request: Request) -> bytes:
    """The document's bytes, raw or as the one file of a form. The gate has read and bounded the body
    already.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind in RAW_TYPES:
        return await request.body()
    if kind != "multipart/form-data":
        raise WrongType(f"'{kind[:80].encode('ascii', 'replace').decode()}' is not read here")
    try:
        async with request.form(max_files=1, max_fields=4) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Unreadable("the form has no file called `file`", code="form_unreadable")
            return await file.read()
    except Problem:
        raise
    except (HTTPException, ValueError, KeyError) as error:
        raise Unreadable("the form cannot be read", code="form_unreadable") from error


@router.post("", status_code=201, openapi_extra=_BODY)
def send_document(
    context: InContext,
    session: InSnapshot,
    caller: InCaller,
    content: Annotated[bytes, Depends(content_of)],
) -> DocumentShown:
    """Send a document (UBL 2.1, CII, Factur-X). It is read, checked, stored sealed and committed to.

    Refused with `findings` by rule id when anything worse than a warning was found; nothing is stored then.
    """
    return DocumentShown.of(service.receive(context, session, caller, content))


@router.get("")
def list_documents(
    session: InSnapshot, caller: InCaller, cursor: Cursor = None, limit: Limit = 50
) -> Page[DocumentRow]:
    """Documents that your legal person is a party to, newest first."""
    if not caller.entity_id:
        return Page(items=[])
    rows = list(repository.page_of(session, caller.entity_id, cursor, limit))
    more = pack(microseconds(rows[limit - 1].uploaded_at), rows[limit - 1].id) if len(rows) > limit else None
    items = [
        DocumentRow(
            id=row.id,
            kind=row.kind,
            owner=row.owner,
            uploaded_at=int(row.uploaded_at.timestamp()),
            erased=row.wrapped_key is None,
            fingerprint=row.fingerprint,
            root=row.root,
        )
        for row in rows[:limit]
    ]
    return Page(items=items, next=more)


@router.get("/{document_id}")
def show_document(
    context: InContext, session: InSnapshot, caller: InCaller, document_id: DocumentId
) -> DocumentShown:
    """A document with its canonical form, its commitment, and the chain actions that it implies now."""
    return DocumentShown.of(service.show(context, session, caller, document_id))


@router.delete("/{document_id}", status_code=204)
def erase_document(session: InSession, caller: InCaller, document_id: DocumentId) -> None:
    """Erase a document that you sent: its key is deleted, nobody can read it again."""
    service.erase(session, caller, document_id)


@router.post("/{document_id}/disclosures")
def disclose_fields(
    context: InContext,
    session: InSnapshot,
    caller: InCaller,
    document_id: DocumentId,
    asked: DisclosureAsked,
) -> DisclosureGiven:
    """Chosen fields with their proofs against the commitment; everything else stays hidden."""
    row, disclosed = service.disclosure(context, session, caller, document_id, asked.paths)
    return DisclosureGiven(document_id=row.id, root=row.root, disclosure=disclosed)
