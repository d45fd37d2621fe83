"""Who takes part: one core enterprise, its suppliers, the financiers, and those who run the chain.

Their keys come from the seed and their names, so that a run can be repeated: they are for a chain that ends
with the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chain.encoding import keccak256
from chain.signing import Key
from scripts.replay.rules import OFFERS, SHARES_PERCENT, Offer


class Party:
    """Somebody with a key. `nonce` is that of its next transaction: all of them are sent from here."""

    def __init__(self, seed: int, name: str) -> None:
        self.name = name
        self.key = Key(keccak256(f"tallystick replay {seed} {name}".encode()))
        self.address = self.key.address
        self.entity_id = "0x" + keccak256(f"entity {name}".encode())[:14].hex()
        self.nonce = 0

    def __repr__(self) -> str:
        return f"Party({self.name})"


class Financier(Party):
    """A financier and the underwriter that signs its terms."""

    def __init__(self, seed: int, offer: Offer) -> None:
        super().__init__(seed, f"financier {offer.name}")
        self.offer = offer
        self.underwriter = Party(seed, f"underwriter {offer.name}")


class Supplier(Party):
    """A supplier, its financier, and what of its limit it draws. `open`: it has a facility;
    `opening`: it has asked for one today."""

    def __init__(self, seed: int, vendor: str, financiers: list[Financier]) -> None:
        super().__init__(seed, f"supplier {vendor}")
        self.share_percent = SHARES_PERCENT[_chosen(seed, "share", vendor) % len(SHARES_PERCENT)]
        self.financier = financiers[_chosen(seed, "financier", vendor) % len(financiers)]
        self.open = False
        self.opening = False


@dataclass
class People:
    """Everybody of a replay."""

    deployer: Party
    operator: Party
    bank: Party
    service: Party
    servicer: Party
    buyer: Party
    financiers: list[Financier]
    suppliers: dict[str, Supplier]


def people_of(vendors: Iterable[str], seed: int) -> People:
    """The people of a log, by its suppliers' numbers."""
    financiers = [Financier(seed, offer) for offer in OFFERS]
    return People(
        deployer=Party(seed, "deployer"),
        operator=Party(seed, "operator"),
        bank=Party(seed, "bank"),
        service=Party(seed, "fingerprint service"),
        servicer=Party(seed, "servicer"),
        buyer=Party(seed, "core enterprise"),
        financiers=financiers,
        suppliers={vendor: Supplier(seed, vendor, financiers) for vendor in sorted(set(vendors))},
    )


def _chosen(seed: int, what: str, vendor: str) -> int:
    return int.from_bytes(keccak256(f"{seed}/{what}/{vendor}".encode())[:8], "big")
