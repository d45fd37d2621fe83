"""The typed client of Receivables.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

# ruff: noqa: A002
from __future__ import annotations

from typing import Final, NamedTuple

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag
from chain.structs import Holding, Late, Proposal, Receivable

_ACCEPT_FROM: Final = Function("acceptFrom", "bb1f2d41", ("sender", "consented"), ("address", "bool"), ())
_ALLOWANCE: Final = Function(
    "allowance", "598af9e7", ("owner", "spender", "id"), ("address", "address", "uint256"), ("uint256",)
)
_APPROVE: Final = Function(
    "approve", "426a8493", ("spender", "id", "amount"), ("address", "uint256", "uint256"), ("bool",)
)
_BALANCE_OF: Final = Function("balanceOf", "00fdd58e", ("owner", "id"), ("address", "uint256"), ("uint256",))
_CONFIRM: Final = Function("confirm", "e3462640", ("receivableId", "reasonCode"), ("bytes32", "uint16"), ())
_CONSENTS: Final = Function("consents", "ae83af55", ("receiver", "sender"), ("address", "address"), ("bool",))
_FLAG_OVERDUE: Final = Function("flagOverdue", "6de903f0", ("receivableIds",), ("bytes32[]",), ())
_FORGIVE: Final = Function("forgive", "9e4db699", ("receivableId", "units"), ("bytes32", "uint128"), ())
_HOLDING: Final = Function(
    "holding", "1313351f", ("receivableId", "holder"), ("bytes32", "address"), ("(uint64,uint64,uint128)",)
)
_IS_OPERATOR: Final = Function(
    "isOperator", "b6363cf2", ("owner", "operator"), ("address", "address"), ("bool",)
)
_LATE_OF: Final = Function("lateOf", "9528e275", ("receivableId",), ("bytes32",), ("(int112,uint40,uint64)",))
_MONEY_IN: Final = Function("moneyIn", "58fb1f27", ("receivableId",), ("bytes32",), ("uint128",))
_MOVE_UNITS: Final = Function(
    "moveUnits",
    "957da207",
    ("receivableId", "from", "to", "units", "sender"),
    ("bytes32", "address", "address", "uint128", "address"),
    ("uint128", "uint128"),
)
_MULTICALL: Final = Function("multicall", "ac9650d8", ("calls",), ("bytes[]",), ("bytes[]",))
_OBLIGOR_OF: Final = Function("obligorOf", "306a8544", ("receivableId",), ("bytes32",), ("address",))
_OWED: Final = Function("owed", "6c886fc4", ("receivableId",), ("bytes32",), ("uint128",))
_PAY: Final = Function("pay", "27a281d9", ("receivableId", "amount"), ("bytes32", "uint128"), ("uint128",))
_PAY_AND_REDEEM: Final = Function(
    "payAndRedeem",
    "c8566219",
    ("receivableId", "amount", "holders"),
    ("bytes32", "uint128", "address[]"),
    ("uint128",),
)
_PERMIT_CASH: Final = Function(
    "permitCash",
    "51ce52e1",
    ("cash", "amount", "deadline", "v", "r", "s"),
    ("address", "uint256", "uint256", "uint8", "bytes32", "bytes32"),
    (),
)
_PROPOSE: Final = Function(
    "propose",
    "2f98536d",
    ("p", "signatureValidUntil", "serviceSignature"),
    ("(bytes32,uint128,uint128,uint40,bytes32,bytes32,uint32)", "uint40", "bytes"),
    ("bytes32",),
)
_RECEIVABLE: Final = Function(
    "receivable",
    "43743ab2",
    ("receivableId",),
    ("bytes32",),
    ("(bytes32,uint56,uint56,uint56,uint40,uint16,uint16,uint8,uint8)",),
)
_RECEIVABLE_ID_OF: Final = Function(
    "receivableIdOf",
    "6836881e",
    ("p", "supplier"),
    ("(bytes32,uint128,uint128,uint40,bytes32,bytes32,uint32)", "address"),
    ("bytes32",),
)
_REDEEM: Final = Function(
    "redeem", "cc3bf9e9", ("receivableId", "holder"), ("bytes32", "address"), ("uint128",)
)
_REDEEMABLE: Final = Function(
    "redeemable", "ea8af61c", ("receivableId", "holder"), ("bytes32", "address"), ("uint128",)
)
_REJECT: Final = Function(
    "reject",
    "8084e1b3",
    ("p", "reason"),
    ("(bytes32,uint128,uint128,uint40,bytes32,bytes32,uint32)", "uint16"),
    (),
)
_REQUEST_VOID: Final = Function("requestVoid", "5bb63123", ("receivableId",), ("bytes32",), ())
_SALE_TERMS: Final = Function(
    "saleTerms",
    "4a8fc2e5",
    ("receivableId",),
    ("bytes32",),
    ("uint8", "uint56", "uint56", "uint40", "uint16", "uint64"),
)
_SET_OPERATOR: Final = Function(
    "setOperator", "558a7297", ("operator", "approved"), ("address", "bool"), ("bool",)
)
_SUPPORTS_INTERFACE: Final = Function(
    "supportsInterface", "01ffc9a7", ("interfaceId",), ("bytes4",), ("bool",)
)
_TRANSFER: Final = Function(
    "transfer", "095bcdb6", ("receiver", "id", "amount"), ("address", "uint256", "uint256"), ("bool",)
)
_TRANSFER_FROM: Final = Function(
    "transferFrom",
    "fe99049a",
    ("sender", "receiver", "id", "amount"),
    ("address", "address", "uint256", "uint256"),
    ("bool",),
)
_TRY_MULTICALL: Final = Function("tryMulticall", "437b9116", ("calls",), ("bytes[]",), ("bool[]", "bytes[]"))
_UNPAID_FACE_OF: Final = Function(
    "unpaidFaceOf", "53cea925", ("receivableId", "holder"), ("bytes32", "address"), ("uint128",)
)
_VOID_RECEIVABLE: Final = Function(
    "voidReceivable", "db86df44", ("p",), ("(bytes32,uint128,uint128,uint40,bytes32,bytes32,uint32)",), ()
)
_WITHDRAW: Final = Function(
    "withdraw", "6f6b6bcd", ("p",), ("(bytes32,uint128,uint128,uint40,bytes32,bytes32,uint32)",), ()
)


class SaleTermsAnswer(NamedTuple):
    """What saleTerms answers."""

    value0: int
    value1: int
    value2: int
    value3: int
    value4: int
    value5: int


class Receivables(Contract):
    """Receivables: invoices that become confirmed payables (see IReceivables)."""

    NAME = "Receivables"

    def accept_from(self, sender: str, consented: bool) -> Call:
        """Receive units from `sender` from now on (zero address: from anyone), or no longer."""
        return self._call(_ACCEPT_FROM, (sender, consented))

    def allowance(self, owner: str, spender: str, id: int, *, at: BlockTag = "latest") -> int:
        """allowance of Receivables."""
        return self._ask(self.read_allowance(owner, spender, id), at)

    def read_allowance(self, owner: str, spender: str, id: int) -> Read[int]:
        """The question of `allowance`, to be asked with others."""
        return self._read(_ALLOWANCE, (owner, spender, id), lambda v: v[0])

    def approve(self, spender: str, id: int, amount: int) -> Call:
        """approve of Receivables."""
        return self._call(_APPROVE, (spender, id, amount))

    def balance_of(self, owner: str, id: int, *, at: BlockTag = "latest") -> int:
        """balanceOf of Receivables."""
        return self._ask(self.read_balance_of(owner, id), at)

    def read_balance_of(self, owner: str, id: int) -> Read[int]:
        """The question of `balance_of`, to be asked with others."""
        return self._read(_BALANCE_OF, (owner, id), lambda v: v[0])

    def confirm(self, receivable_id: str, reason_code: int) -> Call:
        """Buyer: confirm; irrevocable. Units go to the supplier, or into custody when the order is
        pledged.
        """
        return self._call(_CONFIRM, (receivable_id, reason_code))

    def consents(self, receiver: str, sender: str, *, at: BlockTag = "latest") -> bool:
        """Whether `receiver` takes units from `sender`."""
        return self._ask(self.read_consents(receiver, sender), at)

    def read_consents(self, receiver: str, sender: str) -> Read[bool]:
        """The question of `consents`, to be asked with others."""
        return self._read(_CONSENTS, (receiver, sender), lambda v: v[0])

    def flag_overdue(self, receivable_ids: tuple[str, ...]) -> Call:
        """Anyone, from the second after maturity: flag unpaid payables; their buyers confirm nothing until
        paid. Those flagged already are passed over.
        """
        return self._call(_FLAG_OVERDUE, (receivable_ids,))

    def forgive(self, receivable_id: str, units: int) -> Call:
        """Holder, not suspended: extinguish own free units before the first payment (a credit note after
        confirmation).
        """
        return self._call(_FORGIVE, (receivable_id, units))

    def holding(self, receivable_id: str, holder: str, *, at: BlockTag = "latest") -> Holding:
        """A holder's slot as stored."""
        return self._ask(self.read_holding(receivable_id, holder), at)

    def read_holding(self, receivable_id: str, holder: str) -> Read[Holding]:
        """The question of `holding`, to be asked with others."""
        return self._read(_HOLDING, (receivable_id, holder), lambda v: Holding(*v[0]))

    def is_operator(self, owner: str, operator: str, *, at: BlockTag = "latest") -> bool:
        """isOperator of Receivables."""
        return self._ask(self.read_is_operator(owner, operator), at)

    def read_is_operator(self, owner: str, operator: str) -> Read[bool]:
        """The question of `is_operator`, to be asked with others."""
        return self._read(_IS_OPERATOR, (owner, operator), lambda v: v[0])

    def late_of(self, receivable_id: str, *, at: BlockTag = "latest") -> Late:
        """Late interest as stored."""
        return self._ask(self.read_late_of(receivable_id), at)

    def read_late_of(self, receivable_id: str) -> Read[Late]:
        """The question of `late_of`, to be asked with others."""
        return self._read(_LATE_OF, (receivable_id,), lambda v: Late(*v[0]))

    def money_in(self, receivable_id: str, *, at: BlockTag = "latest") -> int:
        """Face and late interest paid so far; what a quote names."""
        return self._ask(self.read_money_in(receivable_id), at)

    def read_money_in(self, receivable_id: str) -> Read[int]:
        """The question of `money_in`, to be asked with others."""
        return self._read(_MONEY_IN, (receivable_id,), lambda v: v[0])

    def move_units(self, *, receivable_id: str, from_: str, to: str, units: int, sender: str) -> Call:
        """Collateral and Market only: move units out of custody, into custody, or in a sale."""
        return self._call(_MOVE_UNITS, (receivable_id, from_, to, units, sender))

    def multicall(self, calls: tuple[str, ...]) -> Call:
        """All calls or none; the first refusal is the whole transaction's."""
        return self._call(_MULTICALL, (calls,))

    def obligor_of(self, receivable_id: str, *, at: BlockTag = "latest") -> str:
        """Account that owes the receivable; zero when unknown."""
        return self._ask(self.read_obligor_of(receivable_id), at)

    def read_obligor_of(self, receivable_id: str) -> Read[str]:
        """The question of `obligor_of`, to be asked with others."""
        return self._read(_OBLIGOR_OF, (receivable_id,), lambda v: v[0])

    def owed(self, receivable_id: str, *, at: BlockTag = "latest") -> int:
        """Minor units that `pay` would take at most now."""
        return self._ask(self.read_owed(receivable_id), at)

    def read_owed(self, receivable_id: str) -> Read[int]:
        """The question of `owed`, to be asked with others."""
        return self._read(_OWED, (receivable_id,), lambda v: v[0])

    def pay(self, receivable_id: str, amount: int) -> Call:
        """Pay with the caller's own cash, late interest first: at most what is owed this second. The
        custody's share runs through the waterfall in the same transaction.
        """
        return self._call(_PAY, (receivable_id, amount))

    def pay_and_redeem(self, receivable_id: str, amount: int, holders: tuple[str, ...]) -> Call:
        """Pay, then hand each named holder its share. Holders with nothing to take are passed over."""
        return self._call(_PAY_AND_REDEEM, (receivable_id, amount, holders))

    def permit_cash(self, *, cash: str, amount: int, deadline: int, v: int, r: str, s: str) -> Call:
        """Use the caller's permit of `cash` for this contract. A permit that was already used is no fault:
        whoever sent it first did what was asked.
        """
        return self._call(_PERMIT_CASH, (cash, amount, deadline, v, r, s))

    def propose(self, p: Proposal, signature_valid_until: int, service_signature: str) -> Call:
        """Supplier: propose an invoice for its buyer's confirmation."""
        return self._call(_PROPOSE, (p, signature_valid_until, service_signature))

    def receivable(self, receivable_id: str, *, at: BlockTag = "latest") -> Receivable:
        """The receivable; all zero when unknown."""
        return self._ask(self.read_receivable(receivable_id), at)

    def read_receivable(self, receivable_id: str) -> Read[Receivable]:
        """The question of `receivable`, to be asked with others."""
        return self._read(_RECEIVABLE, (receivable_id,), lambda v: Receivable(*v[0]))

    def receivable_id_of(self, p: Proposal, supplier: str, *, at: BlockTag = "latest") -> str:
        """hash(orderId, occupancy key, face, gross, maturity, root, n)"""
        return self._ask(self.read_receivable_id_of(p, supplier), at)

    def read_receivable_id_of(self, p: Proposal, supplier: str) -> Read[str]:
        """The question of `receivable_id_of`, to be asked with others."""
        return self._read(_RECEIVABLE_ID_OF, (p, supplier), lambda v: v[0])

    def redeem(self, receivable_id: str, holder: str) -> Call:
        """Hand a holder its share of what has been paid in. Anyone may call; the money goes to the holder."""
        return self._call(_REDEEM, (receivable_id, holder))

    def redeemable(self, receivable_id: str, holder: str, *, at: BlockTag = "latest") -> int:
        """Minor units that `redeem` would hand over now."""
        return self._ask(self.read_redeemable(receivable_id, holder), at)

    def read_redeemable(self, receivable_id: str, holder: str) -> Read[int]:
        """The question of `redeemable`, to be asked with others."""
        return self._read(_REDEEMABLE, (receivable_id, holder), lambda v: v[0])

    def reject(self, p: Proposal, reason: int) -> Call:
        """Buyer: refuse a proposal; frees the amount and the invoice's fingerprint."""
        return self._call(_REJECT, (p, reason))

    def request_void(self, receivable_id: str) -> Call:
        """Buyer or supplier, not suspended: ask to void a confirmed receivable; nothing paid."""
        return self._call(_REQUEST_VOID, (receivable_id,))

    def sale_terms(self, receivable_id: str, *, at: BlockTag = "latest") -> SaleTermsAnswer:
        """What a sale needs to know of a receivable (all zero when unknown)."""
        return self._ask(self.read_sale_terms(receivable_id), at)

    def read_sale_terms(self, receivable_id: str) -> Read[SaleTermsAnswer]:
        """The question of `sale_terms`, to be asked with others."""
        return self._read(
            _SALE_TERMS, (receivable_id,), lambda v: SaleTermsAnswer(v[0], v[1], v[2], v[3], v[4], v[5])
        )

    def set_operator(self, operator: str, approved: bool) -> Call:
        """setOperator of Receivables."""
        return self._call(_SET_OPERATOR, (operator, approved))

    def supports_interface(self, interface_id: str, *, at: BlockTag = "latest") -> bool:
        """supportsInterface of Receivables."""
        return self._ask(self.read_supports_interface(interface_id), at)

    def read_supports_interface(self, interface_id: str) -> Read[bool]:
        """The question of `supports_interface`, to be asked with others."""
        return self._read(_SUPPORTS_INTERFACE, (interface_id,), lambda v: v[0])

    def transfer(self, receiver: str, id: int, amount: int) -> Call:
        """transfer of Receivables."""
        return self._call(_TRANSFER, (receiver, id, amount))

    def transfer_from(self, sender: str, receiver: str, id: int, amount: int) -> Call:
        """transferFrom of Receivables."""
        return self._call(_TRANSFER_FROM, (sender, receiver, id, amount))

    def try_multicall(self, calls: tuple[str, ...]) -> Call:
        """Every call on its own; those refused change nothing and are reported."""
        return self._call(_TRY_MULTICALL, (calls,))

    def unpaid_face_of(self, receivable_id: str, holder: str, *, at: BlockTag = "latest") -> int:
        """Unpaid face of the units that a holder has: units − floor(units × paid / outstanding)."""
        return self._ask(self.read_unpaid_face_of(receivable_id, holder), at)

    def read_unpaid_face_of(self, receivable_id: str, holder: str) -> Read[int]:
        """The question of `unpaid_face_of`, to be asked with others."""
        return self._read(_UNPAID_FACE_OF, (receivable_id, holder), lambda v: v[0])

    def void_receivable(self, p: Proposal) -> Call:
        """The other party, not suspended: void it; nothing paid, all units free with the supplier. Frees
        amount and fingerprint.
        """
        return self._call(_VOID_RECEIVABLE, (p,))

    def withdraw(self, p: Proposal) -> Call:
        """Supplier: take a proposal back; frees the amount and the invoice's fingerprint."""
        return self._call(_WITHDRAW, (p,))


FUNCTIONS: Final = (
    _ACCEPT_FROM,
    _ALLOWANCE,
    _APPROVE,
    _BALANCE_OF,
    _CONFIRM,
    _CONSENTS,
    _FLAG_OVERDUE,
    _FORGIVE,
    _HOLDING,
    _IS_OPERATOR,
    _LATE_OF,
    _MONEY_IN,
    _MOVE_UNITS,
    _MULTICALL,
    _OBLIGOR_OF,
    _OWED,
    _PAY,
    _PAY_AND_REDEEM,
    _PERMIT_CASH,
    _PROPOSE,
    _RECEIVABLE,
    _RECEIVABLE_ID_OF,
    _REDEEM,
    _REDEEMABLE,
    _REJECT,
    _REQUEST_VOID,
    _SALE_TERMS,
    _SET_OPERATOR,
    _SUPPORTS_INTERFACE,
    _TRANSFER,
    _TRANSFER_FROM,
    _TRY_MULTICALL,
    _UNPAID_FACE_OF,
    _VOID_RECEIVABLE,
    _WITHDRAW,
)
