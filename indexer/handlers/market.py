"""Market and Collateral: sales of units; what moves in custody shows in holdings and accounts."""

from __future__ import annotations

from chain.events import market as events
from indexer.changes import Append, At, Changes, Lookup, Put
from indexer.handlers.registry import handles, recorded_only


@handles("Market", "Sold", quote_nonces="buyer_of_units nonce")
def sold(event: events.Sold, at: At, _rows: Lookup) -> Changes:
    sale = {
        "block_number": at.block_number,
        "log_index": at.log_index,
        "transaction_hash": at.transaction_hash,
        "receivable_id": event.receivable_id,
        "seller": event.seller,
        "buyer_of_units": event.buyer_of_units,
        "units": event.units,
        "price": event.price,
        "signer": event.signer,
        "nonce": event.nonce,
        "sold_at": at.timestamp,
    }
    return Append("sales", sale), _nonce(event.buyer_of_units, event.nonce, cancelled=False)


@handles("Market", "QuoteCancelled", quote_nonces="signer nonce")
def quote_cancelled(event: events.QuoteCancelled, _at: At, _rows: Lookup) -> Changes:
    return (_nonce(event.signer, event.nonce, cancelled=True),)


def _nonce(account: str, nonce: int, *, cancelled: bool) -> Put:
    row = {"account": account, "nonce": nonce, "cancelled": cancelled}
    return Put("quote_nonces", (account, nonce), row)


recorded_only("Market", "EIP712DomainChanged", "CallFailed")
recorded_only("Collateral", "UnitsReleased", "UnitsDeposited", "PledgedSold", "EnforcementSold", "CallFailed")
