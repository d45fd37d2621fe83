"""The typed client of GuaranteePool.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import Final

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag
from chain.structs import Commitment, Deposit

_LEVERAGE: Final = Function("LEVERAGE", "8d01f0ba", (), (), ("uint256",))
_CLAIM: Final = Function("claim", "96c144f0", ("orderId", "guarantor"), ("bytes32", "address"), ("uint128",))
_COMMIT: Final = Function(
    "commit",
    "12f26b55",
    ("facilityId", "version", "coverBps", "cap", "perBuyerCap", "validUntil"),
    ("bytes32", "uint8", "uint16", "uint128", "uint128", "uint40"),
    (),
)
_COMMITMENT: Final = Function(
    "commitment",
    "b571c74b",
    ("guarantor", "facilityId", "version"),
    ("address", "bytes32", "uint8"),
    ("(uint64,uint64,uint16,uint40,uint40,uint16)",),
)
_DEPOSIT: Final = Function("deposit", "b3fb6564", ("cash", "amount"), ("address", "uint128"), ())
_DEPOSIT_OF: Final = Function(
    "depositOf",
    "04293f56",
    ("guarantor", "cashId"),
    ("address", "uint16"),
    ("(uint64,uint64,uint64,uint40)",),
)
_END_COMMITMENT: Final = Function(
    "endCommitment", "463a4e57", ("guarantor", "facilityId", "version"), ("address", "bytes32", "uint8"), ()
)
_GIVE_NOTICE: Final = Function("giveNotice", "4260e36e", ("cash", "amount"), ("address", "uint128"), ())
_MULTICALL: Final = Function("multicall", "ac9650d8", ("calls",), ("bytes[]",), ("bytes[]",))
_PAID_FOR: Final = Function(
    "paidFor",
    "a3de4b9a",
    ("guarantor", "facilityId", "version", "buyer"),
    ("address", "bytes32", "uint8", "address"),
    ("uint128",),
)
_PERMIT_CASH: Final = Function(
    "permitCash",
    "51ce52e1",
    ("cash", "amount", "deadline", "v", "r", "s"),
    ("address", "uint256", "uint256", "uint8", "bytes32", "bytes32"),
    (),
)
_TRY_MULTICALL: Final = Function("tryMulticall", "437b9116", ("calls",), ("bytes[]",), ("bool[]", "bytes[]"))
_WITHDRAW: Final = Function("withdraw", "08fab167", ("cash", "amount"), ("address", "uint128"), ())


class GuaranteePool(Contract):
    """GuaranteePool: first-loss cover, each guarantor its own account (see IGuaranteePool)."""

    NAME = "GuaranteePool"

    def leverage(self, *, at: BlockTag = "latest") -> int:
        """k: commitments may be this many times the deposit."""
        return self._ask(self.read_leverage(), at)

    def read_leverage(self) -> Read[int]:
        """The question of `leverage`, to be asked with others."""
        return self._read(_LEVERAGE, (), lambda v: v[0])

    def claim(self, order_id: str, guarantor: str) -> Call:
        """Financier: be paid the covered part of an account that is 30 days in default, once an account."""
        return self._call(_CLAIM, (order_id, guarantor))

    def commit(
        self,
        *,
        facility_id: str,
        version: int,
        cover_bps: int,
        cap: int,
        per_buyer_cap: int,
        valid_until: int,
    ) -> Call:
        """Guarantor: cover accounts of this version of a facility whose first draw comes later."""
        return self._call(_COMMIT, (facility_id, version, cover_bps, cap, per_buyer_cap, valid_until))

    def commitment(
        self, guarantor: str, facility_id: str, version: int, *, at: BlockTag = "latest"
    ) -> Commitment:
        """A commitment; all zero when there is none."""
        return self._ask(self.read_commitment(guarantor, facility_id, version), at)

    def read_commitment(self, guarantor: str, facility_id: str, version: int) -> Read[Commitment]:
        """The question of `commitment`, to be asked with others."""
        return self._read(_COMMITMENT, (guarantor, facility_id, version), lambda v: Commitment(*v[0]))

    def deposit(self, cash: str, amount: int) -> Call:
        """Guarantor: add cash to its deposit."""
        return self._call(_DEPOSIT, (cash, amount))

    def deposit_of(self, guarantor: str, cash_id: int, *, at: BlockTag = "latest") -> Deposit:
        """A guarantor's account in a cash."""
        return self._ask(self.read_deposit_of(guarantor, cash_id), at)

    def read_deposit_of(self, guarantor: str, cash_id: int) -> Read[Deposit]:
        """The question of `deposit_of`, to be asked with others."""
        return self._read(_DEPOSIT_OF, (guarantor, cash_id), lambda v: Deposit(*v[0]))

    def end_commitment(self, guarantor: str, facility_id: str, version: int) -> Call:
        """Anyone: end a commitment whose validity is over; what it bound is free."""
        return self._call(_END_COMMITMENT, (guarantor, facility_id, version))

    def give_notice(self, cash: str, amount: int) -> Call:
        """Guarantor: say 30 days ahead what it will withdraw; replaces an earlier notice, zero ends it."""
        return self._call(_GIVE_NOTICE, (cash, amount))

    def multicall(self, calls: tuple[str, ...]) -> Call:
        """All calls or none; the first refusal is the whole transaction's."""
        return self._call(_MULTICALL, (calls,))

    def paid_for(
        self, guarantor: str, facility_id: str, version: int, buyer: str, *, at: BlockTag = "latest"
    ) -> int:
        """What a commitment has paid for one buyer."""
        return self._ask(self.read_paid_for(guarantor, facility_id, version, buyer), at)

    def read_paid_for(self, guarantor: str, facility_id: str, version: int, buyer: str) -> Read[int]:
        """The question of `paid_for`, to be asked with others."""
        return self._read(_PAID_FOR, (guarantor, facility_id, version, buyer), lambda v: v[0])

    def permit_cash(self, *, cash: str, amount: int, deadline: int, v: int, r: str, s: str) -> Call:
        """Use the caller's permit of `cash` for this contract. A permit that was already used is no fault:
        whoever sent it first did what was asked.
        """
        return self._call(_PERMIT_CASH, (cash, amount, deadline, v, r, s))

    def try_multicall(self, calls: tuple[str, ...]) -> Call:
        """Every call on its own; those refused change nothing and are reported."""
        return self._call(_TRY_MULTICALL, (calls,))

    def withdraw(self, cash: str, amount: int) -> Call:
        """Guarantor: take out what was noticed; the deposit stays at or above commitments / k."""
        return self._call(_WITHDRAW, (cash, amount))


FUNCTIONS: Final = (
    _LEVERAGE,
    _CLAIM,
    _COMMIT,
    _COMMITMENT,
    _DEPOSIT,
    _DEPOSIT_OF,
    _END_COMMITMENT,
    _GIVE_NOTICE,
    _MULTICALL,
    _PAID_FOR,
    _PERMIT_CASH,
    _TRY_MULTICALL,
    _WITHDRAW,
)
