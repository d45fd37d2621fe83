"""Who stands behind a signed text: a key (EIP-191), or a contract account by its own code (ERC-1271)."""

from __future__ import annotations

import hmac
from typing import Final

from chain.encoding import address_bytes
from chain.provider import Chain
from chain.signing import SignatureError, is_valid_signature, personal_digest, recover

_LENGTH: Final = 65
_OFFSET: Final = 27


def canonical(signature: bytes) -> bytes:
    """The signature with v of 27 or 28: some wallets answer 0 or 1."""
    if len(signature) == _LENGTH and signature[-1] in (0, 1):
        return signature[:-1] + bytes([signature[-1] + _OFFSET])
    return signature


def personal_signature_matches(text: str, account: str, signature: bytes) -> bool:
    """Whether the key of `account` signed the text; never asks the chain."""
    try:
        signer = recover(personal_digest(text.encode()), canonical(signature))
    except SignatureError:
        return False
    return hmac.compare_digest(address_bytes(signer), address_bytes(account))


def stands_behind(chain: Chain, text: str, account: str, signature: bytes) -> bool:
    """The same, asking the account's code where it has any. Errors: those of the provider."""
    return is_valid_signature(chain, account, personal_digest(text.encode()), canonical(signature))
