"""The typed client of Loans.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import Final

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag
from chain.structs import Account, OrderFacts, Position, Terms

_ACCOUNT: Final = Function(
    "account",
    "882358ae",
    ("orderId",),
    ("bytes32",),
    ("(uint56,int104,uint40,uint16,uint40,uint32,uint8,bool,uint56,uint40,uint40,uint40,int104)",),
)
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
_DRAW: Final = Function(
    "draw", "1eaeec16", ("orderId", "amount", "maxRateBps"), ("bytes32", "uint128", "uint16"), ()
)
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
_PLEDGE: Final = Function("pledge", "76a80e5c", ("facilityId", "orderId"), ("bytes32", "bytes32"), ())
_POSITION: Final = Function(
    "position",
    "957d1fe1",
    ("orderId",),
    ("bytes32",),
    ("(uint128[4],uint128[4],uint128,uint128,uint128,uint128,uint16,uint40,uint40,uint128,bool,bool,bool)",),
)
_RELEASE: Final = Function("release", "67d42a8b", ("orderId",), ("bytes32",), ())
_REPAY: Final = Function("repay", "c9ba825f", ("orderId", "amount"), ("bytes32", "uint128"), ("uint128",))
_SYNC: Final = Function("sync", "ae4b2551", ("orderId",), ("bytes32",), ())
_SYNC_WITH: Final = Function(
    "syncWith",
    "64eb3de3",
    ("orderId", "facts"),
    ("bytes32", "(address,address,address,uint16,uint16,uint40,uint64,uint64,uint64,uint64)"),
    (),
)
_TAKE_CONFIRMED: Final = Function(
    "takeConfirmed",
    "f1126c27",
    ("orderId", "facts", "face", "maturity"),
    (
        "bytes32",
        "(address,address,address,uint16,uint16,uint40,uint64,uint64,uint64,uint64)",
        "uint128",
        "uint40",
    ),
    (),
)
_TRY_MULTICALL: Final = Function("tryMulticall", "437b9116", ("calls",), ("bytes[]",), ("bool[]", "bytes[]"))


class Loans(Contract):
    """Loans: the loan account of each pledged order (see ILoans)."""

    NAME = "Loans"

    def account(self, order_id: str, *, at: BlockTag = "latest") -> Account:
        """The account as stored; all zero when the order is not pledged."""
        return self._ask(self.read_account(order_id), at)

    def read_account(self, order_id: str) -> Read[Account]:
        """The question of `account`, to be asked with others."""
        return self._read(_ACCOUNT, (order_id,), lambda v: Account(*v[0]))

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

    def draw(self, order_id: str, amount: int, max_rate_bps: int) -> Call:
        """Supplier: draw `amount` of principal; cash moves from the financier in this transaction, the fee
        to feeTo.
        """
        return self._call(_DRAW, (order_id, amount, max_rate_bps))

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

    def sync(self, order_id: str) -> Call:
        """Bring accrual, price and over-advance up to date. Anyone may call."""
        return self._call(_SYNC, (order_id,))

    def sync_with(self, order_id: str, facts: OrderFacts) -> Call:
        """Orders only: the same, with the facts that just changed."""
        return self._call(_SYNC_WITH, (order_id, facts))

    def take_confirmed(self, order_id: str, facts: OrderFacts, face: int, maturity: int) -> Call:
        """Receivables only: newly confirmed units of a pledged order came into custody."""
        return self._call(_TAKE_CONFIRMED, (order_id, facts, face, maturity))

    def try_multicall(self, calls: tuple[str, ...]) -> Call:
        """Every call on its own; those refused change nothing and are reported."""
        return self._call(_TRY_MULTICALL, (calls,))


FUNCTIONS: Final = (
    _ACCOUNT,
    _CHANGE_CUSTODY,
    _COLLECT,
    _CUSTODY_MATURITIES,
    _DRAW,
    _FACILITY_OF,
    _MULTICALL,
    _OPEN_AND_DRAW,
    _PLEDGE,
    _POSITION,
    _RELEASE,
    _REPAY,
    _SYNC,
    _SYNC_WITH,
    _TAKE_CONFIRMED,
    _TRY_MULTICALL,
)
