"""The client class and the functions of every contract.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chain.clients import (
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
from chain.clients.base import Contract, Function

CLIENTS: Final[Mapping[str, type[Contract]]] = {
    "Authority": authority.Authority,
    "Cash": cash.Cash,
    "Collateral": collateral.Collateral,
    "Facilities": facilities.Facilities,
    "Fingerprints": fingerprints.Fingerprints,
    "GuaranteePool": guarantee_pool.GuaranteePool,
    "Loans": loans.Loans,
    "Market": market.Market,
    "Orders": orders.Orders,
    "Participants": participants.Participants,
    "Receivables": receivables.Receivables,
}

FUNCTIONS: Final[Mapping[str, tuple[Function, ...]]] = {
    "Authority": authority.FUNCTIONS,
    "Cash": cash.FUNCTIONS,
    "Collateral": collateral.FUNCTIONS,
    "Facilities": facilities.FUNCTIONS,
    "Fingerprints": fingerprints.FUNCTIONS,
    "GuaranteePool": guarantee_pool.FUNCTIONS,
    "Loans": loans.FUNCTIONS,
    "Market": market.FUNCTIONS,
    "Orders": orders.FUNCTIONS,
    "Participants": participants.FUNCTIONS,
    "Receivables": receivables.FUNCTIONS,
}
