"""The typed client of Loans.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import Final

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag
from chain.structs import Account, PackedFacts, Position, Terms

_ACCOUNT: Final = Function(
    "account",
    "882358ae",
    ("orderId",),
    ("bytes32",),
    (
        "(uint56,int104,uint40,uint16,uint40,uint32,uint8,bool,uint56,uint40,uint40,uint40,bool,bool,int104,uint56,uint40,address)",
    ),
)
_ADOPT: Final = Function("adopt", "766c6eaf", ("orderId",), ("bytes32",), ())
_CHANGE_CUSTODY: Final = Function(
    "changeCustody",
    "62ddff11",
    ("orderId", "before", "after_", "maturityIn", "maturityOut", "mustCover"),
    ("bytes32", "uint128", "uint128", "uint40", "uint40", "bool"),
    (),
)
_COLLECT: Final = Function(
    "collect",
    "edbe7945",
    ("orderId", "source", "amount", "custodyBefore", "custodyAfter", "maturityOut", "mustCover"),
    ("bytes32", "bytes32", "uint128", "uint128", "uint128", "uint40", "bool"),
    ("(address,uint128)[]",),
)
_CUSTODY_MATURITIES: Final = Function(
    "custodyMaturities", "65487ca2", ("argument0",), ("bytes32",), ("uint256",)
)
_DECLARE_DEFAULT: Final = Function("declareDefault", "daf79598", ("orderId",), ("bytes32",), ())
_DRAW: Final = Function(
    "draw", "1eaeec16", ("orderId", "amount", "maxRateBps"), ("bytes32", "uint128", "uint16"), ()
)
_DRAW_MANY: Final = Function(
    "drawMany", "d71d1e16", ("orderIds", "amounts", "maxRatesBps"), ("bytes32[]", "uint128[]", "uint16[]"), ()
)
_EXTEND: Final = Function("extend", "ce25a4df", ("orderId", "dueAt"), ("bytes32", "uint40"), ())
_FACILITY_OF: Final = Function("facilityOf", "4b5aa387", ("orderId",), ("bytes32",), ("bytes32",))
_MULTICALL: Final = Function("multicall", "ac9650d8", ("calls",), ("bytes[]",), ("bytes[]",))
_OPEN_AND_DRAW: Final = Function(
    "openAndDraw",
    "d63f4a5f",
    ("terms", "signature", "orderId", "amount", "maxRateBps"),
    (
        "(address,address,address,uint128,uint16[4],uint16[4],uint16,uint16,uint8,uint8,uint16,uint16,bytes32,uint8,uint40,uint40)",
        "bytes",
        "bytes32",
        "uint128",
        "uint16",
    ),
    (),
)
_PERMIT_CASH: Final = Function(
    "permitCash",
    "51ce52e1",
    ("cash", "amount", "deadline", "v", "r", "s"),
    ("address", "uint256", "uint256", "uint8", "bytes32", "bytes32"),
    (),
)
_PLEDGE: Final = Function("pledge", "76a80e5c", ("facilityId", "orderId"), ("bytes32", "bytes32"), ())
_POSITION: Final = Function(
    "position",
    "957d1fe1",
    ("orderId",),
    ("bytes32",),
    (
        "(uint128[4],uint128[4],uint128,uint128,uint128,uint128,uint128,uint16,uint40,uint40,uint128,bool,bool,bool,bool)",
    ),
)
_RELEASE: Final = Function("release", "67d42a8b", ("orderId",), ("bytes32",), ())
_REPAY: Final = Function("repay", "c9ba825f", ("orderId", "amount"), ("bytes32", "uint128"), ("uint128",))
_SUBROGATE: Final = Function(
    "subrogate", "40d2738d", ("orderId", "guarantor", "amount"), ("bytes32", "address", "uint128"), ()
)
_SWEEP_ORDERS: Final = Function("sweepOrders", "f80a4e7b", ("facilityNo",), ("uint32",), ("bytes32",))
_SYNC: Final = Function("sync", "ae4b2551", ("orderId",), ("bytes32",), ())
_SYNC_WITH: Final = Function(
    "syncWith", "3809f368", ("orderId", "facts"), ("bytes32", "(address,address,uint256,uint256)"), ()
)
_TAKE_CONFIRMED: Final = Function(
    "takeConfirmed",
    "9a88e198",
    ("orderId", "facts", "face", "maturity"),
    ("bytes32", "(address,address,uint256,uint256)", "uint128", "uint40"),
    (),
)
_TRY_MULTICALL: Final = Function("tryMulticall", "437b9116", ("calls",), ("bytes[]",), ("bool[]", "bytes[]"))
_WAIVE: Final = Function(
    "waive", "aa781fd6", ("orderId", "interest", "penalty"), ("bytes32", "uint128", "uint128"), ()
)
_WRITE_OFF: Final = Function("writeOff", "52a4d757", ("orderId",), ("bytes32",), ())


class Loans(Contract):
    """Loans: the loan account of each pledged order (see ILoans)."""

    NAME = "Loans"

    def account(self, order_id: str, *, at: BlockTag = "latest") -> Account:
        """The account as stored; all zero when the order is not pledged."""
        return self._ask(self.read_account(order_id), at)

    def read_account(self, order_id: str) -> Read[Account]:
        """The question of `account`, to be asked with others."""
        return self._read(_ACCOUNT, (order_id,), lambda v: Account(*v[0]))

    def adopt(self, order_id: str) -> Call:
        """Supplier: move a running account to the facility's newest terms; not in default."""
        return self._call(_ADOPT, (order_id,))

    def change_custody(
        self,
        *,
        order_id: str,
        before: int,
        after_: int,
        maturity_in: int,
        maturity_out: int,
        must_cover: bool,
    ) -> Call:
        """Collateral only: custody changed from `before` to `after_` unpaid face by the supplier's act."""
        return self._call(_CHANGE_CUSTODY, (order_id, before, after_, maturity_in, maturity_out, must_cover))

    def collect(
        self,
        *,
        order_id: str,
        source: str,
        amount: int,
        custody_before: int,
        custody_after: int,
        maturity_out: int,
        must_cover: bool,
    ) -> Call:
        """Receivables and Collateral only: `amount` of cash came in for units in custody; run the
        waterfall.
        """
        return self._call(
            _COLLECT, (order_id, source, amount, custody_before, custody_after, maturity_out, must_cover)
        )

    def custody_maturities(self, argument0: str, *, at: BlockTag = "latest") -> int:
        """Maturities of open receivables in custody as day numbers, 16 lanes of 16 bits, earliest lowest."""
        return self._ask(self.read_custody_maturities(argument0), at)

    def read_custody_maturities(self, argument0: str) -> Read[int]:
        """The question of `custody_maturities`, to be asked with others."""
        return self._read(_CUSTODY_MATURITIES, (argument0,), lambda v: v[0])

    def declare_default(self, order_id: str) -> Call:
        """Financier: declare default, after the grace or when over-advanced for longer than cureDays.
        Stops the facility's draws, opens enforcement and the guarantee; paying everything lifts it.
        """
        return self._call(_DECLARE_DEFAULT, (order_id,))

    def draw(self, order_id: str, amount: int, max_rate_bps: int) -> Call:
        """Supplier: draw `amount` of principal; cash moves from the financier in this transaction, the fee
        to feeTo.
        """
        return self._call(_DRAW, (order_id, amount, max_rate_bps))

    def draw_many(
        self, order_ids: tuple[str, ...], amounts: tuple[int, ...], max_rates_bps: tuple[int, ...]
    ) -> Call:
        """Supplier: several draws at once; all or none."""
        return self._call(_DRAW_MANY, (order_ids, amounts, max_rates_bps))

    def extend(self, order_id: str, due_at: int) -> Call:
        """Financier, not suspended: give a running account a later due date, at most ten years ahead."""
        return self._call(_EXTEND, (order_id, due_at))

    def facility_of(self, order_id: str, *, at: BlockTag = "latest") -> str:
        """Facility that the order is pledged to; zero when none."""
        return self._ask(self.read_facility_of(order_id), at)

    def read_facility_of(self, order_id: str) -> Read[str]:
        """The question of `facility_of`, to be asked with others."""
        return self._read(_FACILITY_OF, (order_id,), lambda v: v[0])

    def multicall(self, calls: tuple[str, ...]) -> Call:
        """All calls or none; the first refusal is the whole transaction's."""
        return self._call(_MULTICALL, (calls,))

    def open_and_draw(
        self, *, terms: Terms, signature: str, order_id: str, amount: int, max_rate_bps: int
    ) -> Call:
        """Supplier: accept terms, pledge and draw in ONE transaction."""
        return self._call(_OPEN_AND_DRAW, (terms, signature, order_id, amount, max_rate_bps))

    def permit_cash(self, *, cash: str, amount: int, deadline: int, v: int, r: str, s: str) -> Call:
        """Use the caller's permit of `cash` for this contract. A permit that was already used is no fault:
        whoever sent it first did what was asked.
        """
        return self._call(_PERMIT_CASH, (cash, amount, deadline, v, r, s))

    def pledge(self, facility_id: str, order_id: str) -> Call:
        """Supplier: pledge an accepted order to one of its facilities."""
        return self._call(_PLEDGE, (facility_id, order_id))

    def position(self, order_id: str, *, at: BlockTag = "latest") -> Position:
        """Where the account stands this second; under the facility's newest terms while nothing is owed."""
        return self._ask(self.read_position(order_id), at)

    def read_position(self, order_id: str) -> Read[Position]:
        """The question of `position`, to be asked with others."""
        return self._read(_POSITION, (order_id,), lambda v: Position(*v[0]))

    def release(self, order_id: str) -> Call:
        """Supplier: take an order out of pledge; nothing owed, custody empty."""
        return self._call(_RELEASE, (order_id,))

    def repay(self, order_id: str, amount: int) -> Call:
        """Pay back with the caller's cash: at most what is owed. Legal in every state and while paused."""
        return self._call(_REPAY, (order_id, amount))

    def subrogate(self, order_id: str, guarantor: str, amount: int) -> Call:
        """GuaranteePool only: `amount` of principal was paid by a guarantor and is now owed to it."""
        return self._call(_SUBROGATE, (order_id, guarantor, amount))

    def sweep_orders(self, facility_no: int, *, at: BlockTag = "latest") -> str:
        """Account of a facility that residuals of its other orders pay first; zero when none."""
        return self._ask(self.read_sweep_orders(facility_no), at)

    def read_sweep_orders(self, facility_no: int) -> Read[str]:
        """The question of `sweep_orders`, to be asked with others."""
        return self._read(_SWEEP_ORDERS, (facility_no,), lambda v: v[0])

    def sync(self, order_id: str) -> Call:
        """Bring accrual, price and over-advance up to date. Anyone may call."""
        return self._call(_SYNC, (order_id,))

    def sync_with(self, order_id: str, facts: PackedFacts) -> Call:
        """Orders only: the same, with the facts that just changed."""
        return self._call(_SYNC_WITH, (order_id, facts))

    def take_confirmed(self, order_id: str, facts: PackedFacts, face: int, maturity: int) -> Call:
        """Receivables only: newly confirmed units of a pledged order came into custody."""
        return self._call(_TAKE_CONFIRMED, (order_id, facts, face, maturity))

    def try_multicall(self, calls: tuple[str, ...]) -> Call:
        """Every call on its own; those refused change nothing and are reported."""
        return self._call(_TRY_MULTICALL, (calls,))

    def waive(self, order_id: str, interest: int, penalty: int) -> Call:
        """Financier, not suspended: waive accrued interest and penalty, at most what is owed."""
        return self._call(_WAIVE, (order_id, interest, penalty))

    def write_off(self, order_id: str) -> Call:
        """Financier: mark an account in default as written off. The debt stays."""
        return self._call(_WRITE_OFF, (order_id,))


FUNCTIONS: Final = (
    _ACCOUNT,
    _ADOPT,
    _CHANGE_CUSTODY,
    _COLLECT,
    _CUSTODY_MATURITIES,
    _DECLARE_DEFAULT,
    _DRAW,
    _DRAW_MANY,
    _EXTEND,
    _FACILITY_OF,
    _MULTICALL,
    _OPEN_AND_DRAW,
    _PERMIT_CASH,
    _PLEDGE,
    _POSITION,
    _RELEASE,
    _REPAY,
    _SUBROGATE,
    _SWEEP_ORDERS,
    _SYNC,
    _SYNC_WITH,
    _TAKE_CONFIRMED,
    _TRY_MULTICALL,
    _WAIVE,
    _WRITE_OFF,
)
