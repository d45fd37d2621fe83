"""All models of the application's tables, so that their metadata is whole."""

from __future__ import annotations

from typing import Final

from api.auth.models import ApiKey, Nonce, SignedIn
from api.database import AppTable
from api.documents.models import StoredDocument
from api.financing.models import Decision, Offer
from api.transactions.models import Answered, Outgoing

TABLES: Final[tuple[type[AppTable], ...]] = (
    Nonce,
    SignedIn,
    ApiKey,
    StoredDocument,
    Decision,
    Offer,
    Outgoing,
    Answered,
)
