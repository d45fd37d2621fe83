"""The decoders of every contract.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from chain.events import (
    authority,
    cash,
    collateral,
    facilities,
    fingerprints,
    guarantee_pool,
    loans,
    market,
    orders,
    participants,
    receivables,
)

Event: TypeAlias = (
    authority.AuthorityEvent
    | cash.CashEvent
    | collateral.CollateralEvent
    | facilities.FacilitiesEvent
    | fingerprints.FingerprintsEvent
    | guarantee_pool.GuaranteePoolEvent
    | loans.LoansEvent
    | market.MarketEvent
    | orders.OrdersEvent
    | participants.ParticipantsEvent
    | receivables.ReceivablesEvent
)

DECODERS: Final[Mapping[str, Mapping[str, Callable[[Sequence[str], str], Event]]]] = {
    "Authority": authority.DECODERS,
    "Cash": cash.DECODERS,
    "Collateral": collateral.DECODERS,
    "Facilities": facilities.DECODERS,
    "Fingerprints": fingerprints.DECODERS,
    "GuaranteePool": guarantee_pool.DECODERS,
    "Loans": loans.DECODERS,
    "Market": market.DECODERS,
    "Orders": orders.DECODERS,
    "Participants": participants.DECODERS,
    "Receivables": receivables.DECODERS,
}
