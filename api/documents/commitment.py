"""Committing to a document so that single fields can be shown later (disclosure.py describes the tree)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from api.documents.canonical import canonical_fields
from api.documents.disclosure import DisclosedField, Disclosure, leaf_hash, node_hash, root_hash
from api.documents.model import Document

SECRET_BYTES = 32


@dataclass(frozen=True)
class Commitment:
    """The root that goes on chain, and the fields in the order of the leaves.

    The secret is not shown by repr.
    """

    root: bytes
    fields: tuple[tuple[str, str], ...]
    secret: bytes = field(repr=False)


def field_salt(secret: bytes, path: str) -> bytes:
    """32 bytes, HMAC-SHA256 of the path: one stored secret gives every salt, one salt gives no other."""
    return hmac.new(secret, b"tallystick-salt-1\x00" + path.encode("utf-8"), hashlib.sha256).digest()


def commit(document: Document, secret: bytes) -> Commitment:
    """Commits to the canonical fields under a fresh random secret of 32 bytes (else ValueError)."""
    return commit_fields(canonical_fields(document), secret)


def commit_fields(fields: Iterable[tuple[str, str]], secret: bytes) -> Commitment:
    """Commits to (path, value) pairs.

    ValueError when there are none, a path repeats, or the secret is short.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"the secret of a commitment must have {SECRET_BYTES} bytes")
    ordered = tuple(sorted(fields))
    if not ordered or len({path for path, _ in ordered}) != len(ordered):
        raise ValueError("a commitment needs at least one field, and each path once")
    levels = _levels(ordered, secret)
    return Commitment(root_hash(len(ordered), levels[-1][0]), ordered, secret)


def disclose(commitment: Commitment, paths: Iterable[str]) -> Disclosure:
    """Shows the fields named by `paths`, each once, with proofs.

    KeyError for a path that the document has not.
    """
    places = {path: index for index, (path, _) in enumerate(commitment.fields)}
    levels = _levels(commitment.fields, commitment.secret)
    shown = []
    for path in dict.fromkeys(paths):
        index = places[path]
        shown.append(
            DisclosedField(
                index=index,
                path=path,
                value=commitment.fields[index][1],
                salt=field_salt(commitment.secret, path),
                proof=tuple(_siblings(levels, index)),
            )
        )
    return Disclosure(len(commitment.fields), tuple(shown))


def _levels(fields: tuple[tuple[str, str], ...], secret: bytes) -> list[list[bytes]]:
    """Every level of the tree, leaves first; an odd node at the end moves up unchanged."""
    levels = [[leaf_hash(field_salt(secret, path), path, value) for path, value in fields]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        if len(below) % 2 == 1:
            above.append(below[-1])
        levels.append(above)
    return levels


def _siblings(levels: list[list[bytes]], index: int) -> Iterable[bytes]:
    for level in levels[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            yield level[sibling]
        index //= 2
