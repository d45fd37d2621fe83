"""Who takes part: each with a key of its own that never leaves this process, admitted by the operator."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.documents.model import Party
from api.documents.parties import entity_id_of, registrations
from api.scalars import to_rfc3339
from api.settings import UnderwriterSettings
from chain.keystores import LIGHT_WORK, store_key
from chain.signing import Key
from scripts.client.session import Session

BUYER, SUPPLIER, FINANCIER, ATTESTOR, BANK, AUDITOR = 1, 2, 4, 16, 32, 64
YEAR: Final = 365 * 86_400
ADDRESS: Final = re.compile(r"0x[0-9a-fA-F]{40}\b")
NAMES: Final = {
    "bank": "华汇银行 Huahui Bank",
    "sub": "长兴钢材 Changxing Steel Supply",
    "financier": "明德保理 Mingde Factoring",
    "carrier": "通达物流 Tongda Logistics",
    "auditor": "诚信会计师事务所 Chengxin Auditors",
}
TITLES: Final = {"sub": "supplier's supplier"}
ROLES: Final = {
    "bank": BANK,
    "buyer": BUYER,
    "supplier": SUPPLIER,
    "sub": SUPPLIER,
    "financier": FINANCIER,
    "carrier": ATTESTOR,
    "auditor": AUDITOR,
}


@dataclass
class Person:
    """A party of the story: what it is called, its key, its session at the API, its registration."""

    word: str
    name: str
    key: Key
    registration: str
    session: Session

    @property
    def address(self) -> str:
        """Its account."""
        return self.key.address


class Cast:
    """Everybody by a word: operator, bank, buyer, supplier, sub, financier, carrier, auditor."""

    def __init__(self, api_url: str, keys: dict[str, Key], buyer: Party, supplier: Party) -> None:
        self._people: dict[str, Person] = {}
        for word, key in keys.items():
            party = {"buyer": buyer, "supplier": supplier}.get(word)
            name = _name(party) if party else NAMES.get(word, word)
            registration = registrations(party)[0] if party else f"name:{name}"
            self._people[word] = Person(word, name, key, registration, Session(api_url, key))

    def __getitem__(self, word: str) -> Person:
        return self._people[word]

    def with_names(self, words: str) -> str:
        """The words with the addresses of known parties replaced by their names."""
        names = {person.address: person.name for person in self._people.values()}
        return ADDRESS.sub(lambda found: names.get(found[0].lower(), found[0]), words)

    def admit(self, consortium_key: bytes, now: int, tell: Callable[[str], None]) -> None:
        """The operator admits everybody; then everybody signs in."""
        operator = self["operator"].session
        operator.sign_in()
        for word, roles in ROLES.items():
            person = self[word]
            operator.act(
                {
                    "action": "admit",
                    "account": person.address,
                    "entityId": entity_id_of(consortium_key, person.registration),
                    "roles": roles,
                    "validUntil": to_rfc3339(now + 5 * YEAR),
                    "profile": _random(),
                    "encryptionKey": _random(),
                }
            )
            person.session.sign_in()
            title = TITLES.get(word, word)
            tell(f"{person.name} is admitted as {title} under its own key {person.address[:10]}…")

    def fund(self, currency: str, amounts: dict[str, int]) -> None:
        """The bank issues cash against receipts of money."""
        for word, amount in amounts.items():
            self["bank"].session.act(
                {
                    "action": "issue",
                    "currency": currency,
                    "to": self[word].address,
                    "amount": str(amount),
                    "receiptHash": _random(),
                }
            )

    def allow(self, currency: str, allowances: dict[str, list[str]], amount: int) -> None:
        """Parties let contracts take their cash in the calls that say so."""
        for word, spenders in allowances.items():
            for spender in spenders:
                self[word].session.act(
                    {"action": "approve", "currency": currency, "spender": spender, "amount": str(amount)}
                )

    def mandate(self, currency: str, underwriter: str, total: int, now: int) -> None:
        """The financier says on chain what its underwriter may sign, for whom, and whose evidence counts."""
        session = self["financier"].session
        mandate: dict[str, Any] = {
            "action": "setMandate",
            "currency": currency,
            "underwriter": underwriter,
            "validUntil": to_rfc3339(now + YEAR),
            "floorRateBps": 200,
            "maxFeeBps": 100,
            "maxPenaltyBps": 1500,
            "maxCap": str(total),
            "maxTotal": str(total * 10),
            "maxAdvanceBps": [6000, 7500, 8500, 9500],
            "feeTo": session.address,
            "maxTenorDays": 365,
            "minYieldBps": 250,
            "purchaseBudget": str(total * 10),
        }
        session.act(mandate)
        session.act(
            {"action": "setLine", "currency": currency, "buyer": self["buyer"].address, "cap": str(total * 5)}
        )
        session.act({"action": "setAttestor", "attestor": self["carrier"].address, "reliedOn": True})


def underwriter_beside(folder: Path, financier: Key) -> tuple[Key, UnderwriterSettings]:
    """The financier's own signer: a key in a keystore that only the financier's process opens."""
    key, password = Key.new(), secrets.token_hex(16)
    store_key(folder, "underwriter", key, password, LIGHT_WORK)
    settings = UnderwriterSettings.model_validate(
        {"financier": financier.address, "keystore": folder / "underwriter.json", "password": password}
    )
    return key, settings


def _name(party: Party) -> str:
    return " ".join(dict.fromkeys(each for each in (party.name, party.legal_name) if each)) or "unnamed"


def _random() -> str:
    return "0x" + secrets.token_hex(32)
