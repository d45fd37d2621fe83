"""The typed client of Orders.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag
from chain.structs import Order, OrderFacts, OrderTerms, PackedFacts

_ACCEPT: Final = Function("accept", "6adf65dc", ("orderId", "version"), ("bytes32", "uint8"), ())
_ACCEPT_AMENDMENT: Final = Function(
    "acceptAmendment", "544267a7", ("orderId", "version"), ("bytes32", "uint8"), ()
)
_ADD_PROPOSED: Final = Function(
    "addProposed",
    "9cbd5e72",
    ("orderId", "supplier", "face"),
    ("bytes32", "address", "uint128"),
    ("address", "uint16", "uint16"),
)
_AMEND: Final = Function(
    "amend",
    "8d181d7d",
    ("orderId", "amount", "deliverBy", "root"),
    ("bytes32", "uint128", "uint40", "bytes32"),
    ("uint8",),
)
_AMENDMENT: Final = Function(
    "amendment", "b72db06b", ("orderId",), ("bytes32",), ("uint8", "uint56", "uint40")
)
_ATTEST_SHIPMENT: Final = Function(
    "attestShipment", "581fe7fd", ("orderId", "attestedTotal", "root"), ("bytes32", "uint128", "bytes32"), ()
)
_CANCEL_REMAINDER: Final = Function("cancelRemainder", "c19617fb", ("orderId",), ("bytes32",), ())
_CONFIRM_PROPOSED: Final = Function(
    "confirmProposed",
    "6d99af5e",
    ("orderId", "buyer", "face"),
    ("bytes32", "address", "uint128"),
    ("bool", "(address,address,uint256,uint256)"),
)
_DIGEST_OF: Final = Function(
    "digestOf",
    "cefb8765",
    ("buyer", "terms", "signatureValidUntil"),
    ("address", "(address,address,uint128,uint40,uint16,address,uint16,bytes32,bytes32,uint32)", "uint40"),
    ("bytes32",),
)
_DISPUTE: Final = Function(
    "dispute", "2e9c3989", ("orderId", "amount", "reason"), ("bytes32", "uint128", "uint16"), ()
)
_EIP712_DOMAIN: Final = Function(
    "eip712Domain",
    "84b0196e",
    (),
    (),
    ("bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]"),
)
_FACTS: Final = Function(
    "facts",
    "c0378e62",
    ("orderId",),
    ("bytes32",),
    ("(address,address,address,uint16,uint16,uint40,uint64,uint64,uint64,uint64)",),
)
_MULTICALL: Final = Function("multicall", "ac9650d8", ("calls",), ("bytes[]",), ("bytes[]",))
_ORDER: Final = Function(
    "order",
    "e80160ab",
    ("orderId",),
    ("bytes32",),
    (
        "(address,uint56,uint40,address,uint16,uint16,uint16,uint8,uint8,bool,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,address,uint64)",
    ),
)
_ORDER_ID_OF: Final = Function(
    "orderIdOf", "f22474c4", ("buyer", "fingerprint", "n"), ("address", "bytes32", "uint32"), ("bytes32",)
)
_PACKED_FACTS: Final = Function(
    "packedFacts", "90947c1a", ("orderId",), ("bytes32",), ("(address,address,uint256,uint256)",)
)
_PARTIES: Final = Function("parties", "941a581c", ("orderId",), ("bytes32",), ("address", "address"))
_PLACE: Final = Function(
    "place",
    "c7f31183",
    ("terms",),
    ("(address,address,uint128,uint40,uint16,address,uint16,bytes32,bytes32,uint32)",),
    ("bytes32",),
)
_PLACE_SIGNED: Final = Function(
    "placeSigned",
    "5004f2fc",
    ("buyer", "terms", "signatureValidUntil", "signature"),
    (
        "address",
        "(address,address,uint128,uint40,uint16,address,uint16,bytes32,bytes32,uint32)",
        "uint40",
        "bytes",
    ),
    ("bytes32",),
)
_RECORD_RECEIPT: Final = Function(
    "recordReceipt", "7bcbde9e", ("orderId", "receivedTotal", "root"), ("bytes32", "uint128", "bytes32"), ()
)
_RECORD_RETURN: Final = Function(
    "recordReturn",
    "bcbe3096",
    ("orderId", "returnedTotal", "reason", "root"),
    ("bytes32", "uint128", "uint16", "bytes32"),
    (),
)
_RECORD_SHIPMENT: Final = Function(
    "recordShipment", "9aa864c4", ("orderId", "shippedTotal", "root"), ("bytes32", "uint128", "bytes32"), ()
)
_REJECT: Final = Function("reject", "eb8d2515", ("orderId", "reason"), ("bytes32", "uint16"), ())
_REMOVE_PROPOSED: Final = Function(
    "removeProposed",
    "cefeccb5",
    ("orderId", "by", "byBuyer", "face"),
    ("bytes32", "address", "bool", "uint128"),
    (),
)
_RESOLVE_DISPUTE: Final = Function("resolveDispute", "c8218e3e", ("orderId",), ("bytes32",), ())
_RETRACT_ATTESTATION: Final = Function(
    "retractAttestation",
    "1f685e2e",
    ("orderId", "attestedTotal", "root"),
    ("bytes32", "uint128", "bytes32"),
    (),
)
_SET_PLEDGED: Final = Function(
    "setPledged",
    "f403fe7a",
    ("orderId", "pledged"),
    ("bytes32", "bool"),
    ("(address,address,uint256,uint256)",),
)
_TRY_MULTICALL: Final = Function("tryMulticall", "437b9116", ("calls",), ("bytes[]",), ("bool[]", "bytes[]"))
_VOID_CONFIRMED: Final = Function(
    "voidConfirmed", "4c0c9061", ("orderId", "face"), ("bytes32", "uint128"), ()
)


class AmendmentAnswer(NamedTuple):
    """What amendment answers."""

    version: int
    amount: int
    deliver_by: int


class Eip712DomainAnswer(NamedTuple):
    """What eip712Domain answers."""

    fields: str
    name: str
    version: str
    chain_id: int
    verifying_contract: str
    salt: str
    extensions: tuple[int, ...]


class PartiesAnswer(NamedTuple):
    """What parties answers."""

    buyer: str
    supplier: str


class Orders(Contract):
    """Orders: purchase orders and their milestones (see IOrders)."""

    NAME = "Orders"

    def accept(self, order_id: str, version: int) -> Call:
        """Supplier: accept the order as it stands in `version`; both parties active."""
        return self._call(_ACCEPT, (order_id, version))

    def accept_amendment(self, order_id: str, version: int) -> Call:
        """Supplier: agree to the waiting change, named by its version; both parties active. Refused when
        the buyer cancelled the remainder since: what was cancelled comes back only by a new amendment.
        """
        return self._call(_ACCEPT_AMENDMENT, (order_id, version))

    def add_proposed(self, order_id: str, supplier: str, face: int) -> Call:
        """Receivables only: `face` is proposed by `supplier`; refuses more than received and unclaimed."""
        return self._call(_ADD_PROPOSED, (order_id, supplier, face))

    def amend(self, order_id: str, amount: int, deliver_by: int, root: str) -> Call:
        """Buyer: change amount and delivery date. Before acceptance the order itself changes and its
        version rises; after it the change waits for the supplier. Never below what is cancelled,
        shipped, received or disputed.
        """
        return self._call(_AMEND, (order_id, amount, deliver_by, root))

    def amendment(self, order_id: str, *, at: BlockTag = "latest") -> AmendmentAnswer:
        """The change that waits for the supplier; version zero when there is none."""
        return self._ask(self.read_amendment(order_id), at)

    def read_amendment(self, order_id: str) -> Read[AmendmentAnswer]:
        """The question of `amendment`, to be asked with others."""
        return self._read(_AMENDMENT, (order_id,), lambda v: AmendmentAnswer(v[0], v[1], v[2]))

    def attest_shipment(self, order_id: str, attested_total: int, root: str) -> Call:
        """Attestor: the total value of shipments it has evidence of. It is of another entity and group
        than both parties, also now.
        """
        return self._call(_ATTEST_SHIPMENT, (order_id, attested_total, root))

    def cancel_remainder(self, order_id: str) -> Call:
        """Buyer: cancel what is neither shipped nor received; an order not accepted yet ends."""
        return self._call(_CANCEL_REMAINDER, (order_id,))

    def confirm_proposed(self, order_id: str, buyer: str, face: int) -> Call:
        """Receivables only: `face` is confirmed by `buyer`."""
        return self._call(_CONFIRM_PROPOSED, (order_id, buyer, face))

    def digest_of(
        self, buyer: str, terms: OrderTerms, signature_valid_until: int, *, at: BlockTag = "latest"
    ) -> str:
        """EIP-712 digest that a buyer signs for `placeSigned`."""
        return self._ask(self.read_digest_of(buyer, terms, signature_valid_until), at)

    def read_digest_of(self, buyer: str, terms: OrderTerms, signature_valid_until: int) -> Read[str]:
        """The question of `digest_of`, to be asked with others."""
        return self._read(_DIGEST_OF, (buyer, terms, signature_valid_until), lambda v: v[0])

    def dispute(self, order_id: str, amount: int, reason: int) -> Call:
        """Buyer or supplier: the value that this party disputes now (its own fact, replaced by the next)."""
        return self._call(_DISPUTE, (order_id, amount, reason))

    def eip712_domain(self, *, at: BlockTag = "latest") -> Eip712DomainAnswer:
        """eip712Domain of Orders."""
        return self._ask(self.read_eip712_domain(), at)

    def read_eip712_domain(self) -> Read[Eip712DomainAnswer]:
        """The question of `eip712_domain`, to be asked with others."""
        return self._read(
            _EIP712_DOMAIN, (), lambda v: Eip712DomainAnswer(v[0], v[1], v[2], v[3], v[4], v[5], v[6])
        )

    def facts(self, order_id: str, *, at: BlockTag = "latest") -> OrderFacts:
        """The facts that price and limit its loan account; all zero when unknown. Never reverts."""
        return self._ask(self.read_facts(order_id), at)

    def read_facts(self, order_id: str) -> Read[OrderFacts]:
        """The question of `facts`, to be asked with others."""
        return self._read(_FACTS, (order_id,), lambda v: OrderFacts(*v[0]))

    def multicall(self, calls: tuple[str, ...]) -> Call:
        """All calls or none; the first refusal is the whole transaction's."""
        return self._call(_MULTICALL, (calls,))

    def order(self, order_id: str, *, at: BlockTag = "latest") -> Order:
        """The order with all its facts; all zero when unknown."""
        return self._ask(self.read_order(order_id), at)

    def read_order(self, order_id: str) -> Read[Order]:
        """The question of `order`, to be asked with others."""
        return self._read(_ORDER, (order_id,), lambda v: Order(*v[0]))

    def order_id_of(self, buyer: str, fingerprint: str, n: int, *, at: BlockTag = "latest") -> str:
        """Id of an order: hash(entityId(buyer), fingerprint, n)."""
        return self._ask(self.read_order_id_of(buyer, fingerprint, n), at)

    def read_order_id_of(self, buyer: str, fingerprint: str, n: int) -> Read[str]:
        """The question of `order_id_of`, to be asked with others."""
        return self._read(_ORDER_ID_OF, (buyer, fingerprint, n), lambda v: v[0])

    def packed_facts(self, order_id: str, *, at: BlockTag = "latest") -> PackedFacts:
        """The same in four words, for sister contracts. Never reverts."""
        return self._ask(self.read_packed_facts(order_id), at)

    def read_packed_facts(self, order_id: str) -> Read[PackedFacts]:
        """The question of `packed_facts`, to be asked with others."""
        return self._read(_PACKED_FACTS, (order_id,), lambda v: PackedFacts(*v[0]))

    def parties(self, order_id: str, *, at: BlockTag = "latest") -> PartiesAnswer:
        """Buyer and supplier of an order; zero when unknown."""
        return self._ask(self.read_parties(order_id), at)

    def read_parties(self, order_id: str) -> Read[PartiesAnswer]:
        """The question of `parties`, to be asked with others."""
        return self._read(_PARTIES, (order_id,), lambda v: PartiesAnswer(v[0], v[1]))

    def place(self, terms: OrderTerms) -> Call:
        """Place an order as its buyer."""
        return self._call(_PLACE, (terms,))

    def place_signed(self, buyer: str, terms: OrderTerms, signature_valid_until: int, signature: str) -> Call:
        """Place an order for the buyer who signed it (EIP-712; ERC-1271 accounts too)."""
        return self._call(_PLACE_SIGNED, (buyer, terms, signature_valid_until, signature))

    def record_receipt(self, order_id: str, received_total: int, root: str) -> Call:
        """Buyer: the total value received so far; may run ahead of the recorded shipment."""
        return self._call(_RECORD_RECEIPT, (order_id, received_total, root))

    def record_return(self, order_id: str, returned_total: int, reason: int, root: str) -> Call:
        """Buyer: the total value returned (or settled outside the chain); final."""
        return self._call(_RECORD_RETURN, (order_id, returned_total, reason, root))

    def record_shipment(self, order_id: str, shipped_total: int, root: str) -> Call:
        """Supplier: the total value shipped so far (a claim)."""
        return self._call(_RECORD_SHIPMENT, (order_id, shipped_total, root))

    def reject(self, order_id: str, reason: int) -> Call:
        """Supplier: refuse an order that is not accepted yet."""
        return self._call(_REJECT, (order_id, reason))

    def remove_proposed(self, order_id: str, by: str, by_buyer: bool, face: int) -> Call:
        """Receivables only: a proposal is withdrawn by its supplier or rejected by its buyer (`by`)."""
        return self._call(_REMOVE_PROPOSED, (order_id, by, by_buyer, face))

    def resolve_dispute(self, order_id: str) -> Call:
        """Buyer or supplier: end this party's own dispute."""
        return self._call(_RESOLVE_DISPUTE, (order_id,))

    def retract_attestation(self, order_id: str, attested_total: int, root: str) -> Call:
        """Attestor: take back evidence down to `attestedTotal`; works in every state."""
        return self._call(_RETRACT_ATTESTATION, (order_id, attested_total, root))

    def set_pledged(self, order_id: str, pledged: bool) -> Call:
        """Loans only: mark an accepted order as pledged or released."""
        return self._call(_SET_PLEDGED, (order_id, pledged))

    def try_multicall(self, calls: tuple[str, ...]) -> Call:
        """Every call on its own; those refused change nothing and are reported."""
        return self._call(_TRY_MULTICALL, (calls,))

    def void_confirmed(self, order_id: str, face: int) -> Call:
        """Receivables only: a confirmed receivable of `face` is voided by both parties."""
        return self._call(_VOID_CONFIRMED, (order_id, face))


FUNCTIONS: Final = (
    _ACCEPT,
    _ACCEPT_AMENDMENT,
    _ADD_PROPOSED,
    _AMEND,
    _AMENDMENT,
    _ATTEST_SHIPMENT,
    _CANCEL_REMAINDER,
    _CONFIRM_PROPOSED,
    _DIGEST_OF,
    _DISPUTE,
    _EIP712_DOMAIN,
    _FACTS,
    _MULTICALL,
    _ORDER,
    _ORDER_ID_OF,
    _PACKED_FACTS,
    _PARTIES,
    _PLACE,
    _PLACE_SIGNED,
    _RECORD_RECEIPT,
    _RECORD_RETURN,
    _RECORD_SHIPMENT,
    _REJECT,
    _REMOVE_PROPOSED,
    _RESOLVE_DISPUTE,
    _RETRACT_ATTESTATION,
    _SET_PLEDGED,
    _TRY_MULTICALL,
    _VOID_CONFIRMED,
)
