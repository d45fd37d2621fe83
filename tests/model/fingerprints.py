"""Fingerprints: one invoice is financed once (IFingerprints)."""

from __future__ import annotations

from tests.model.signatures import digest_of, recovered
from tests.model.units import Units
from tests.model.words import hash_words


class Fingerprints(Units):
    """The calls of IFingerprints."""

    def fingerprints_set_service(self, service: int) -> None:
        """Operator: who signs invoice identities."""
        if self.me != self.operator:
            raise self.refuse("AccessManagedUnauthorized", self.me)
        self.put(service, "service")

    def fingerprints_set_writer(self, writer: int, allowed: int) -> None:
        """Operator: who may occupy."""
        if self.me != self.operator:
            raise self.refuse("AccessManagedUnauthorized", self.me)
        self.put(allowed, "writer", writer)

    def need_room_in(  # noqa: PLR0917
        self,
        writer: int,
        entity: int,
        fingerprint: int,
        gross: int,
        amount: int,
        purpose: int,
        valid_until: int,
        signature: bytes,
    ) -> None:
        if self.now > valid_until:
            self.no("Fingerprints_SignatureExpired", valid_until, self.now)
        self.need_writing(writer)
        at = self.at["Fingerprints"]
        said = (entity, fingerprint, gross, writer, purpose, valid_until)
        digest = digest_of("InvoiceIdentity", "Fingerprints", at, said)
        if recovered(digest, signature) != self.get("service"):
            self.no("Fingerprints_SignatureInvalid", entity, fingerprint, gross)
        key = hash_words(entity, fingerprint)
        fixed, occupied = self.get("gross", key), self.get("occupied", key)
        if occupied and fixed != gross:
            self.no("Fingerprints_GrossFixed", key, fixed, gross)
        if occupied + amount > gross:
            self.no("Fingerprints_AlreadyOccupied", key, gross, occupied, amount)

    def need_writing(self, writer: int) -> None:
        """The operator has not taken the contract off the list of those that may occupy and free."""
        if not self.get("writer", writer):
            self.no("Fingerprints_OnlyWriter", writer)

    def _need_writer(self) -> None:
        if not self.get("writer", self.me):
            raise self.refuse("Fingerprints_OnlyWriter", self.me)

    def fingerprints_occupy(  # noqa: PLR0917
        self,
        entity: int,
        fingerprint: int,
        gross: int,
        amount: int,
        purpose: int,
        valid_until: int,
        signature: bytes,
    ) -> list[int]:
        """A writer, with the service's signature."""
        self._need_writer()
        self.need_room_in(self.me, entity, fingerprint, gross, amount, purpose, valid_until, signature)
        self.stop()
        key = hash_words(entity, fingerprint)
        self.put(gross, "gross", key)
        self.put(self.get("occupied", key) + amount, "occupied", key)
        return [key]

    def fingerprints_free(self, key: int, amount: int) -> None:
        """A writer; never more than is occupied."""
        self._need_writer()
        if amount > self.get("occupied", key):
            self.no_matter_what("Panic")
        self.stop()
        self.put(self.get("occupied", key) - amount, "occupied", key)
