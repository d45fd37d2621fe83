"""Short scripts told to model and bytecode alike: who does what, and what must come of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from tests.coverage.recording import put
from tests.model.arithmetic import DAY, YEAR
from tests.model.pair import Call, Pair
from tests.model.prelude import begin
from tests.model.signatures import address_of, digest_of, sign
from tests.model.words import encode, functions, hash_text, hash_words

EUR: Final = "EUR"
FACE: Final = 1_000_000
"""Ten thousand euros."""


class Teller:
    """A deployment with parties, and hands for what they do. The model checks every call and every view."""

    def __init__(self, pair: Pair | None = None) -> None:
        self.pair = pair or Pair()
        begin(self.pair)
        self.at = self.pair.chain.at
        self.model = self.pair.model
        self._wait = 0
        self._said = 0

    @property
    def now(self) -> int:
        """The second in which the next call happens."""
        return self.pair.now + self._wait

    def later(self, seconds: int) -> None:
        """Time goes by."""
        self._wait += seconds

    def does(self, who: str, target: str, function: str, *args: Any) -> None:
        """A call that must succeed."""
        succeeded = self._call(Call(address_of(who), target, function, args))
        assert succeeded, f"{who}: {target}.{function} was refused with {self.pair.outcome}"

    def refused(self, error: str, who: str, target: str, function: str, *args: Any) -> None:
        """A call that must be refused with this error."""
        succeeded = self._call(Call(address_of(who), target, function, args))
        outcome = "success" if succeeded else self.pair.outcome
        assert outcome == error, f"{who}: {target}.{function}: {outcome} instead of {error}"

    def asks(self, target: str, function: str, *args: Any) -> int:
        """First word that a view answers."""
        artifact = "Cash" if target == EUR else target
        answer = self.pair.chain.ask(self.at[target], functions()[f"{artifact}.{function}"] + encode(args))
        return int.from_bytes(answer[:32], "big")

    def unmodelled(self, who: str, target: str, function: str, *args: Any) -> tuple[bool, bytes]:
        """A call that the model does not hear of: whether it succeeded, and what it said."""
        call, chain = Call(address_of(who), target, function, args), self.pair.chain
        chain.set_time(self.now)
        return chain.call(call.caller, self.at[target], call.data)

    def puts(self, code: bytes) -> int:
        """A contract of somebody else, of this runtime code; answers its address."""
        return put(self.pair.chain, code)

    def _call(self, call: Call) -> bool:
        call, self._wait = replace(call, after=self._wait), 0
        return self.pair.call(call)

    def fresh(self, what: str) -> int:
        """A bytes32 that was not there before."""
        self._said += 1
        return hash_text(f"{what} {self._said}")

    # ---- what parties do

    def order_terms(self, **other: int) -> tuple[int, ...]:
        """Terms of an order of supplier1 over FACE."""
        terms = {
            "supplier": address_of("supplier1"),
            "cash": self.at[EUR],
            "amount": FACE,
            "deliver_by": self.now + 90 * DAY,
            "term_days": 30,
            "attestor": address_of("attestor1"),
            "late_bps": 800,
            "fingerprint": self.fresh("order"),
            "root": 7,
            "n": 0,
        }
        return tuple({**terms, **other}.values())

    def order(self, buyer: str = "buyer1", **other: int) -> int:
        """Placed and accepted; answers its id."""
        terms = self.order_terms(**other)
        self.does(buyer, "Orders", "place", terms)
        order_id = self.model.order_id(address_of(buyer), terms[7], terms[9])
        self.does("supplier1", "Orders", "accept", order_id, 1)
        return order_id

    def identity(self, p: tuple[int, ...], entity: int) -> tuple[int, bytes]:
        """Id of a proposal and the fingerprint service's signature, good for a minute."""
        key = hash_words(entity, p[4])
        receivable_id = hash_words(p[0], key, p[1], p[2], p[3], p[5], p[6])
        said = (entity, p[4], p[2], self.at["Receivables"], receivable_id, self.now + 60)
        return receivable_id, sign("service", self.digest("InvoiceIdentity", "Fingerprints", said))

    def proposal(self, order_id: int, face: int) -> tuple[tuple[int, ...], int]:
        """An invoice proposed; answers the proposal and its id."""
        supplier = self.model.order(order_id).supplier
        p = (order_id, face, face, (self.now // DAY + 60) * DAY, self.fresh("invoice"), 6, 0)
        receivable_id, signature = self.identity(p, self.model.party(supplier).entity)
        self.does("supplier1", "Receivables", "propose", p, self.now + 60, signature)
        return p, receivable_id

    def invoice(self, order_id: int, face: int, buyer: str = "buyer1") -> tuple[tuple[int, ...], int]:
        """Goods received, an invoice proposed and confirmed; answers the proposal and its id."""
        received = self.model.order(order_id).received + face
        self.does(buyer, "Orders", "recordReceipt", order_id, received, 4)
        p, receivable_id = self.proposal(order_id, face)
        self.does(buyer, "Receivables", "confirm", receivable_id, 0)
        return p, receivable_id

    def digest(self, struct: str, contract: str, values: tuple[Any, ...]) -> bytes:
        """What is signed."""
        return digest_of(struct, contract, self.at[contract], values)

    def terms(self, version: int = 1, **other: int) -> tuple[Any, ...]:
        """Terms of financier1 for supplier1."""
        rest = {"grace": 5, "cure": 3, "stale": 60}
        rest.update(other)
        return (
            *(address_of("financier1"), address_of("supplier1"), self.at[EUR], 10**12),
            *((2_000, 5_000, 7_500, 9_000), (1_200, 1_000, 800, 600), 500, 0),
            *(rest["grace"], rest["cure"], rest["stale"]),
            *(365, 9, version, self.now + DAY, self.now + YEAR),
        )

    def facility(self, version: int = 1, **other: int) -> int:
        """Terms signed and accepted; answers the facility's id."""
        terms = self.terms(version, **other)
        self.does("supplier1", "Facilities", "acceptTerms", terms, self.signed_terms(terms))
        return hash_words(*terms[:3])

    def signed_terms(self, terms: tuple[Any, ...]) -> bytes:
        """By the financier's underwriter."""
        return sign("under1", self.digest("Terms", "Facilities", terms))

    def quote(
        self,
        receivable_id: int,
        units: int,
        price: int,
        nonce: int,
        *,
        buyer: str = "investor",
        signer: str = "",
    ) -> tuple[tuple[int, ...], bytes]:
        """A quote for units of supplier1, signed by who buys them unless somebody else is named."""
        quote = (
            *(address_of(buyer), address_of("supplier1"), receivable_id, units, price, 0),
            *(self.now + DAY, nonce),
        )
        return quote, sign(signer or buyer, self.digest("PurchaseQuote", "Market", quote))


def empty(kind: Any) -> Any:
    """An argument of an ABI type (a struct: a tuple of them) that says nothing."""
    return tuple(empty(part) for part in kind) if isinstance(kind, tuple) else 0
