"""The states that the contracts name by number (IOrders.OrderState, IReceivables.ReceivableState)."""

from __future__ import annotations

from enum import IntEnum, IntFlag


class OrderState(IntEnum):
    """State of an order."""

    NONE = 0
    PLACED = 1
    ACCEPTED = 2
    REJECTED = 3
    CANCELLED = 4


class ReceivableState(IntEnum):
    """State of a receivable."""

    NONE = 0
    PROPOSED = 1
    CONFIRMED = 2
    WITHDRAWN = 3
    REJECTED = 4
    SETTLED = 5
    VOIDED = 6


class Role(IntFlag):
    """What an account may do (contracts/types/Roles.sol); one account may hold several."""

    BUYER = 1
    SUPPLIER = 2
    FINANCIER = 4
    GUARANTOR = 8
    ATTESTOR = 16
    BANK = 32
    AUDITOR = 64
