"""What OpenAPI says of all endpoints alike: problems, their statuses, tags."""

from __future__ import annotations

from typing import Any, Final

from api.problems import MEDIA_TYPE

DESCRIPTION: Final = (
    "Orders and invoices are recorded on chain by their parties' own keys. This service reads the mirror, "
    "prepares transactions in words, relays what parties signed, and answers what can be drawn. It never "
    "signs for a party.\n\n"
    "Amounts are strings of minor units beside a currency, ids lower-case 0x-hex, times RFC 3339. Every "
    "refusal is problem+json (RFC 9457) with a stable `code`, the contract's error name and numbers where "
    "one caused it, and what to do."
)
TAGS: Final = [
    {"name": "sessions", "description": "Sign in with Ethereum (EIP-4361); API keys for machines."},
    {"name": "participants", "description": "The directory, and how buyers pay."},
    {"name": "documents", "description": "Documents read, checked, stored encrypted, committed, disclosed."},
    {"name": "orders", "description": "Orders as the mirror has them."},
    {"name": "receivables", "description": "Receivables and their holders."},
    {"name": "financing", "description": "The borrowing base, offers, decisions replayed."},
    {"name": "transactions", "description": "Prepared in words, relayed as signed, followed until final."},
    {"name": "events", "description": "What the contracts said, decoded: in pages, and as a stream."},
    {"name": "audit", "description": "Timelines, proofs, evidence packs."},
    {"name": "health", "description": "Liveness, readiness, figures."},
]
_TITLES: Final = {
    400: "Unreadable",
    401: "Not signed in",
    403: "Not yours to do",
    404: "Not there, or not yours to see",
    409: "The present state does not allow it; the contract's error where one caused it",
    413: "Too large",
    422: "Says something that cannot be",
    429: "Too many requests",
    503: "Chain, database or mirror away; Retry-After",
}
PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "remedy", "requestId"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable; switch on this"},
        "detail": {"type": "string"},
        "remedy": {"type": "string", "description": "what to do"},
        "requestId": {"type": "string"},
        "error": {
            "type": "string",
            "description": "the contract's error",
            "examples": ["Loans_OverCapacity"],
        },
        "arguments": {"type": "object", "description": "its numbers by their names"},
        "errors": {"type": "array", "items": {"type": "object"}, "description": "members at fault"},
    },
}
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": title, "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}}}
    for status, title in _TITLES.items()
}
"""Declared application-wide: any endpoint may answer any of these."""
