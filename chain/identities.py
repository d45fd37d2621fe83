"""Ids that the contracts derive from content, for who must know one before its transaction is mined."""

from __future__ import annotations

from chain.encoding import from_hex, keccak256, to_hex
from chain.structs import Proposal


def occupancy_key(entity_id: str, fingerprint: str) -> str:
    """hash(entity, fingerprint): IFingerprints.keyOf. entity_id: 14 bytes, fingerprint: 32 bytes, 0x-hex.

    Errors: HexError.
    """
    entity = from_hex(entity_id, "entityId", 14).ljust(32, b"\0")
    return to_hex(keccak256(entity + from_hex(fingerprint, "fingerprint", 32)))


def receivable_id(proposal: Proposal, entity_id: str) -> str:
    """hash(order, occupancy key, face, gross, maturity, root, n): IReceivables.receivableIdOf.

    entity_id: of the supplier. Amounts in minor units, maturity in Unix seconds. Errors: HexError, and
    OverflowError for a negative number.
    """
    words = (
        from_hex(proposal.order_id, "orderId", 32),
        from_hex(occupancy_key(entity_id, proposal.fingerprint), "key", 32),
        proposal.face.to_bytes(32, "big"),
        proposal.gross.to_bytes(32, "big"),
        proposal.maturity.to_bytes(32, "big"),
        from_hex(proposal.root, "root", 32),
        proposal.n.to_bytes(32, "big"),
    )
    return to_hex(keccak256(b"".join(words)))
