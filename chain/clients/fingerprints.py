"""The typed client of Fingerprints.

Written by `python -m chain.codegen` from chain/artifacts: change the contract, not this file.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from chain.calls import Call
from chain.clients.base import Contract, Function, Read
from chain.provider import BlockTag

_AUTHORITY: Final = Function("authority", "bf7e214f", (), (), ("address",))
_DIGEST: Final = Function(
    "digest",
    "48629d0e",
    ("entityId", "fingerprint", "gross", "writer", "purpose", "validUntil"),
    ("bytes14", "bytes32", "uint128", "address", "bytes32", "uint40"),
    ("bytes32",),
)
_EIP712_DOMAIN: Final = Function(
    "eip712Domain",
    "84b0196e",
    (),
    (),
    ("bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]"),
)
_FREE: Final = Function("free", "67c48dd6", ("key", "amount"), ("bytes32", "uint128"), ())
_IS_CONSUMING_SCHEDULED_OP: Final = Function("isConsumingScheduledOp", "8fb36037", (), (), ("bytes4",))
_IS_WRITER: Final = Function("isWriter", "2b29ba23", ("writer",), ("address",), ("bool",))
_KEY_OF: Final = Function(
    "keyOf", "a1aff697", ("entityId", "fingerprint"), ("bytes14", "bytes32"), ("bytes32",)
)
_OCCUPANCY: Final = Function("occupancy", "4eb38673", ("key",), ("bytes32",), ("uint128", "uint128"))
_OCCUPY: Final = Function(
    "occupy",
    "48cd92c5",
    ("entityId", "fingerprint", "gross", "amount", "purpose", "validUntil", "signature"),
    ("bytes14", "bytes32", "uint128", "uint128", "bytes32", "uint40", "bytes"),
    ("bytes32",),
)
_SERVICE: Final = Function("service", "d598d4c9", (), (), ("address",))
_SET_AUTHORITY: Final = Function("setAuthority", "7a9e5e4b", ("newAuthority",), ("address",), ())
_SET_SERVICE: Final = Function("setService", "bf8bdac1", ("service_",), ("address",), ())
_SET_WRITER: Final = Function("setWriter", "1f91b39f", ("writer", "allowed"), ("address", "bool"), ())


class Eip712DomainAnswer(NamedTuple):
    """What eip712Domain answers."""

    fields: str
    name: str
    version: str
    chain_id: int
    verifying_contract: str
    salt: str
    extensions: tuple[int, ...]


class OccupancyAnswer(NamedTuple):
    """What occupancy answers."""

    gross: int
    occupied: int


class Fingerprints(Contract):
    """Fingerprints: one invoice is financed once (see IFingerprints)."""

    NAME = "Fingerprints"

    def authority(self, *, at: BlockTag = "latest") -> str:
        """authority of Fingerprints."""
        return self._ask(self.read_authority(), at)

    def read_authority(self) -> Read[str]:
        """The question of `authority`, to be asked with others."""
        return self._read(_AUTHORITY, (), lambda v: v[0])

    def digest(
        self,
        *,
        entity_id: str,
        fingerprint: str,
        gross: int,
        writer: str,
        purpose: str,
        valid_until: int,
        at: BlockTag = "latest",
    ) -> str:
        """EIP-712 digest that the fingerprint service signs."""
        return self._ask(
            self.read_digest(
                entity_id=entity_id,
                fingerprint=fingerprint,
                gross=gross,
                writer=writer,
                purpose=purpose,
                valid_until=valid_until,
            ),
            at,
        )

    def read_digest(
        self, *, entity_id: str, fingerprint: str, gross: int, writer: str, purpose: str, valid_until: int
    ) -> Read[str]:
        """The question of `digest`, to be asked with others."""
        return self._read(
            _DIGEST, (entity_id, fingerprint, gross, writer, purpose, valid_until), lambda v: v[0]
        )

    def eip712_domain(self, *, at: BlockTag = "latest") -> Eip712DomainAnswer:
        """eip712Domain of Fingerprints."""
        return self._ask(self.read_eip712_domain(), at)

    def read_eip712_domain(self) -> Read[Eip712DomainAnswer]:
        """The question of `eip712_domain`, to be asked with others."""
        return self._read(
            _EIP712_DOMAIN, (), lambda v: Eip712DomainAnswer(v[0], v[1], v[2], v[3], v[4], v[5], v[6])
        )

    def free(self, key: str, amount: int) -> Call:
        """Free `amount` of an occupied invoice. Only a writer."""
        return self._call(_FREE, (key, amount))

    def is_consuming_scheduled_op(self, *, at: BlockTag = "latest") -> str:
        """isConsumingScheduledOp of Fingerprints."""
        return self._ask(self.read_is_consuming_scheduled_op(), at)

    def read_is_consuming_scheduled_op(self) -> Read[str]:
        """The question of `is_consuming_scheduled_op`, to be asked with others."""
        return self._read(_IS_CONSUMING_SCHEDULED_OP, (), lambda v: v[0])

    def is_writer(self, writer: str, *, at: BlockTag = "latest") -> bool:
        """isWriter of Fingerprints."""
        return self._ask(self.read_is_writer(writer), at)

    def read_is_writer(self, writer: str) -> Read[bool]:
        """The question of `is_writer`, to be asked with others."""
        return self._read(_IS_WRITER, (writer,), lambda v: v[0])

    def key_of(self, entity_id: str, fingerprint: str, *, at: BlockTag = "latest") -> str:
        """Occupancy key: hash(entityId, fingerprint)."""
        return self._ask(self.read_key_of(entity_id, fingerprint), at)

    def read_key_of(self, entity_id: str, fingerprint: str) -> Read[str]:
        """The question of `key_of`, to be asked with others."""
        return self._read(_KEY_OF, (entity_id, fingerprint), lambda v: v[0])

    def occupancy(self, key: str, *, at: BlockTag = "latest") -> OccupancyAnswer:
        """Gross and occupied minor units of an invoice identity."""
        return self._ask(self.read_occupancy(key), at)

    def read_occupancy(self, key: str) -> Read[OccupancyAnswer]:
        """The question of `occupancy`, to be asked with others."""
        return self._read(_OCCUPANCY, (key,), lambda v: OccupancyAnswer(v[0], v[1]))

    def occupy(
        self,
        *,
        entity_id: str,
        fingerprint: str,
        gross: int,
        amount: int,
        purpose: str,
        valid_until: int,
        signature: str,
    ) -> Call:
        """Occupy `amount` of the invoice (entityId, fingerprint). Only a writer (Receivables)."""
        return self._call(_OCCUPY, (entity_id, fingerprint, gross, amount, purpose, valid_until, signature))

    def service(self, *, at: BlockTag = "latest") -> str:
        """service of Fingerprints."""
        return self._ask(self.read_service(), at)

    def read_service(self) -> Read[str]:
        """The question of `service`, to be asked with others."""
        return self._read(_SERVICE, (), lambda v: v[0])

    def set_authority(self, new_authority: str) -> Call:
        """setAuthority of Fingerprints."""
        return self._call(_SET_AUTHORITY, (new_authority,))

    def set_service(self, service_: str) -> Call:
        """Name the account (or ERC-1271 contract) of the fingerprint service. Only the operator, with
        delay.
        """
        return self._call(_SET_SERVICE, (service_,))

    def set_writer(self, writer: str, allowed: bool) -> Call:
        """Allow or remove a writer. Only the operator, with delay."""
        return self._call(_SET_WRITER, (writer, allowed))


FUNCTIONS: Final = (
    _AUTHORITY,
    _DIGEST,
    _EIP712_DOMAIN,
    _FREE,
    _IS_CONSUMING_SCHEDULED_OP,
    _IS_WRITER,
    _KEY_OF,
    _OCCUPANCY,
    _OCCUPY,
    _SERVICE,
    _SET_AUTHORITY,
    _SET_SERVICE,
    _SET_WRITER,
)
