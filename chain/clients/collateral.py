"""The typed client of Collateral.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import Final

from chain.calls import Call
from chain.clients.base import Contract, Function
from chain.structs import PurchaseQuote

_DEPOSIT_UNITS: Final = Function(
    "depositUnits", "267e35c0", ("orderId", "receivableId", "units"), ("bytes32", "bytes32", "uint128"), ()
)
_ENFORCE_SALE: Final = Function(
    "enforceSale",
    "01434f6f",
    ("orderId", "quote", "signature"),
    ("bytes32", "(address,address,bytes32,uint128,uint128,uint128,uint40,uint256)", "bytes"),
    (),
)
_MULTICALL: Final = Function("multicall", "ac9650d8", ("calls",), ("bytes[]",), ("bytes[]",))
_RELEASE_UNITS: Final = Function(
    "releaseUnits",
    "450ad4f2",
    ("orderId", "receivableId", "units", "to"),
    ("bytes32", "bytes32", "uint128", "address"),
    (),
)
_SELL_PLEDGED: Final = Function(
    "sellPledged",
    "d0adc0b1",
    ("orderId", "quote", "signature"),
    ("bytes32", "(address,address,bytes32,uint128,uint128,uint128,uint40,uint256)", "bytes"),
    (),
)
_TRY_MULTICALL: Final = Function("tryMulticall", "437b9116", ("calls",), ("bytes[]",), ("bool[]", "bytes[]"))


class Collateral(Contract):
    """Collateral: custody of the pledged orders' units (see ICollateral)."""

    NAME = "Collateral"

    def deposit_units(self, order_id: str, receivable_id: str, units: int) -> Call:
        """Supplier: move own units of the order into custody."""
        return self._call(_DEPOSIT_UNITS, (order_id, receivable_id, units))

    def enforce_sale(self, order_id: str, quote: PurchaseQuote, signature: str) -> Call:
        """Financier, after default: sell units in custody to somebody outside its own group; the price
        runs through the waterfall. Never forfeiture: the financier cannot take the units itself.
        """
        return self._call(_ENFORCE_SALE, (order_id, quote, signature))

    def multicall(self, calls: tuple[str, ...]) -> Call:
        """All calls or none; the first refusal is the whole transaction's."""
        return self._call(_MULTICALL, (calls,))

    def release_units(self, order_id: str, receivable_id: str, units: int, to: str) -> Call:
        """Supplier: move units out of custody to `to` (itself, or whom it pays with them). The buyer is
        not suspended; a debt that is left is neither past due, in default nor over-advanced.
        """
        return self._call(_RELEASE_UNITS, (order_id, receivable_id, units, to))

    def sell_pledged(self, order_id: str, quote: PurchaseQuote, signature: str) -> Call:
        """Supplier: sell units in custody against a signed quote; the price runs through the waterfall.
        The buyer is not suspended; a debt that is left is neither past due, in default nor over-
        advanced.
        """
        return self._call(_SELL_PLEDGED, (order_id, quote, signature))

    def try_multicall(self, calls: tuple[str, ...]) -> Call:
        """Every call on its own; those refused change nothing and are reported."""
        return self._call(_TRY_MULTICALL, (calls,))


FUNCTIONS: Final = (
    _DEPOSIT_UNITS,
    _ENFORCE_SALE,
    _MULTICALL,
    _RELEASE_UNITS,
    _SELL_PLEDGED,
    _TRY_MULTICALL,
)
