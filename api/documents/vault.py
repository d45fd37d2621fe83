"""Stored documents opened and sealed: the content, the fields that were committed to, and their secret,
together.

The fields are kept as they were committed, so that a later version of the reader cannot change what a
disclosure proves.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from typing import Final

from api.context import Context
from api.documents.commitment import SECRET_BYTES, Commitment, commit, commit_fields
from api.documents.encryption import MasterKey, SealedDocument, UnreadableDocument, open_sealed, seal
from api.documents.model import Document, ReadResult
from api.documents.models import StoredDocument
from api.documents.reading import ReadOptions, read_document
from api.problems import Problem, Unavailable

MASTER_KEY_ID: Final = "master-1"


class Erased(Problem):
    """The document's key was deleted."""

    status, code, title = 410, "document_erased", "The document was erased"
    remedy = "Ask its issuer for it; the commitment on chain still proves a copy."


@dataclass(frozen=True)
class Opened:
    """A document in the clear: its bytes, what it reads as now, and what was committed to."""

    content: bytes
    result: ReadResult
    commitment: Commitment


def new_commitment(document: Document) -> Commitment:
    """A commitment under a fresh secret."""
    return commit(document, os.urandom(SECRET_BYTES))


def lock(context: Context, document_id: str, content: bytes, commitment: Commitment) -> SealedDocument:
    """Seal content and commitment under a key of the document's own. Errors: Unavailable (no master key)."""
    bundle = {
        "content": base64.b64encode(content).decode(),
        "fields": [list(each) for each in commitment.fields],
        "secret": commitment.secret.hex(),
    }
    return seal(document_id, json.dumps(bundle, ensure_ascii=True).encode(), _master(context))


def unlock(context: Context, row: StoredDocument) -> Opened:
    """The document in the clear, read again without the rules. Errors: Erased, Unavailable."""
    sealed = SealedDocument(row.master_key_id, row.wrapped_key, row.wrap_nonce, row.nonce, row.ciphertext)
    try:
        bundle = json.loads(open_sealed(row.id, sealed, {MASTER_KEY_ID: _master(context)}))
    except UnreadableDocument as error:
        if error.reason == "erased":
            raise Erased(f"document {row.id} was erased") from None
        raise Unavailable(f"document {row.id}: {error.reason}", code="document_unreadable") from None
    content = base64.b64decode(bundle["content"])
    fields = [(path, value) for path, value in bundle["fields"]]
    commitment = commit_fields(fields, bytes.fromhex(bundle["secret"]))
    return Opened(content, read_document(content, ReadOptions(rules=False)), commitment)


def _master(context: Context) -> MasterKey:
    return MasterKey(MASTER_KEY_ID, context.master_key)
