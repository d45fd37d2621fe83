"""Documents at rest: AES-256-GCM under a key of their own, which is wrapped by a master key.

The document's id is associated data of both, so that neither ciphertext nor key can be moved to another
document. Erasing is deleting the wrapped key; rotating the master key wraps the document's key anew and
leaves the ciphertext as it is.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
_CONTENT, _WRAP = b"tallystick-document-1\x00", b"tallystick-document-key-1\x00"


class UnreadableDocument(Exception):
    """The sealed document cannot be opened; `reason` is `erased`, `unknown-master-key` or `damaged`."""

    def __init__(self, document_id: str, reason: str) -> None:
        super().__init__(f"document {document_id}: {reason}")
        self.document_id = document_id
        self.reason = reason


@dataclass(frozen=True)
class MasterKey:
    """A master key of 32 bytes and the id by which configuration knows it; repr does not show the key."""

    id: str
    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) != KEY_BYTES:
            raise ValueError(f"a master key must have {KEY_BYTES} bytes")
        if not self.id:
            raise ValueError("a master key must have an id")


@dataclass(frozen=True)
class SealedDocument:
    """What is stored. `wrapped_key` is None once the document is erased.

    Both keys and contents carry 16-byte tags.
    """

    master_key_id: str
    wrapped_key: bytes | None
    wrap_nonce: bytes
    nonce: bytes
    ciphertext: bytes


def seal(document_id: str, content: bytes, master: MasterKey) -> SealedDocument:
    """Encrypts `content` under a fresh random key, wrapped by `master`, both bound to `document_id`."""
    key, nonce = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
    ciphertext = AESGCM(key).encrypt(nonce, content, _CONTENT + document_id.encode())
    wrap_nonce, wrapped = _wrap(document_id, key, master)
    return SealedDocument(master.id, wrapped, wrap_nonce, nonce, ciphertext)


def open_sealed(document_id: str, sealed: SealedDocument, masters: Mapping[str, MasterKey]) -> bytes:
    """The content; UnreadableDocument when erased, under an unknown master key, or changed by one bit."""
    key = _unwrap(document_id, sealed, masters)
    try:
        return AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, _CONTENT + document_id.encode())
    except (InvalidTag, ValueError) as reason:
        raise UnreadableDocument(document_id, "damaged") from reason


def erase(sealed: SealedDocument) -> SealedDocument:
    """The document without its key: nobody, ourselves included, can read it again."""
    return replace(sealed, wrapped_key=None, wrap_nonce=b"")


def rewrap(
    document_id: str, sealed: SealedDocument, masters: Mapping[str, MasterKey], new: MasterKey
) -> SealedDocument:
    """The same ciphertext with its key wrapped by `new`; an erased document stays erased."""
    if sealed.wrapped_key is None:
        return sealed
    wrap_nonce, wrapped = _wrap(document_id, _unwrap(document_id, sealed, masters), new)
    return replace(sealed, master_key_id=new.id, wrapped_key=wrapped, wrap_nonce=wrap_nonce)


def _wrap(document_id: str, key: bytes, master: MasterKey) -> tuple[bytes, bytes]:
    nonce = os.urandom(NONCE_BYTES)
    return nonce, AESGCM(master.key).encrypt(nonce, key, _wrap_binding(document_id, master.id))


def _unwrap(document_id: str, sealed: SealedDocument, masters: Mapping[str, MasterKey]) -> bytes:
    if sealed.wrapped_key is None:
        raise UnreadableDocument(document_id, "erased")
    master = masters.get(sealed.master_key_id)
    if master is None:
        raise UnreadableDocument(document_id, "unknown-master-key")
    binding = _wrap_binding(document_id, master.id)
    try:
        return AESGCM(master.key).decrypt(sealed.wrap_nonce, sealed.wrapped_key, binding)
    except (InvalidTag, ValueError) as reason:
        raise UnreadableDocument(document_id, "damaged") from reason


def _wrap_binding(document_id: str, master_id: str) -> bytes:
    """Associated data of a wrapped key; lengths keep one id from running into the other."""
    name = master_id.encode()
    return _WRAP + len(name).to_bytes(2, "big") + name + document_id.encode()
