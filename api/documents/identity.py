"""Which document a document is: its kind, its issuer and its number, whatever its bytes.

One invoice has one identity in UBL and in CII, signed or not, with any prefixes; two suppliers that both
number from 1 have two. Amount, date and wallet are left out on purpose: changing them makes no new claim.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from api.documents.model import Document, Kind, Party, PartyId

KEY_BYTES = 32

_WEIGHT = {"tax": 0, "legal": 1, "tax-local": 2, "id": 3, "endpoint": 4}
_SAME_KIND = {Kind.ORDER_RESPONSE_SIMPLE: Kind.ORDER_RESPONSE}


def normalised(text: str) -> str:
    """NFKC, case-folded, without white space, control and invisible characters; every dash is `-`."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept: list[str] = []
    for character in folded:
        category = unicodedata.category(character)
        if category == "Pd" or character == "\u2212":
            kept.append("-")
        elif category[0] not in "CZ":
            kept.append(character)
    return "".join(kept)


def party_key(party: Party) -> str:
    """The weightiest identifier of a party as `scheme:value`, its name where it has none, or empty.

    Order of weight: tax registration, legal registration, local tax number, other ids, endpoint, name. A
    number that one party gave to another (`account`) identifies only between those two and is left out.
    """
    best: PartyId | None = None
    for each in party.ids:
        weight = _WEIGHT.get(each.scheme.partition(":")[0])
        if weight is None or not normalised(each.value):
            continue
        if best is None or weight < _WEIGHT[best.scheme.partition(":")[0]]:
            best = each
    if best is not None:
        return f"{normalised(best.scheme)}:{normalised(best.value)}"
    name = normalised(party.legal_name) or normalised(party.name)
    return f"name:{name}" if name else ""


def identity_text(document: Document, issuer: str = "") -> str:
    """The identity as canonical text: four lines, normalised, no amount, no date.

    `issuer` replaces the issuer's key where the platform knows the legal entity by another name (its entity
    id): then leaving the tax number out of a copy does not make it another invoice.
    """
    kind = _SAME_KIND.get(document.kind, document.kind)
    key = normalised(issuer) or party_key(document.issuer)
    return "\n".join(("tallystick-identity-1", kind.value, key, normalised(document.number)))


def fingerprint(key: bytes, identity: str) -> bytes:
    """32 bytes: HMAC-SHA256 of the identity under the consortium's key (at least 32 bytes, else ValueError).

    Keyed, because numbers are easy to guess: whoever reads the chain cannot try them without the key.
    """
    if len(key) < KEY_BYTES:
        raise ValueError("the consortium key must have at least 32 bytes")
    return hmac.new(key, identity.encode("utf-8"), hashlib.sha256).digest()


def same_party(one: Party, two: Party) -> bool:
    """True when both share an identifier, or no registration contradicts and the names agree."""
    ids_one = {(normalised(each.scheme), normalised(each.value)) for each in one.ids}
    ids_two = {(normalised(each.scheme), normalised(each.value)) for each in two.ids}
    if ids_one & ids_two:
        return True
    strong_one = {scheme: value for scheme, value in ids_one if scheme.partition(":")[0] in ("tax", "legal")}
    strong_two = {scheme: value for scheme, value in ids_two if scheme.partition(":")[0] in ("tax", "legal")}
    if any(strong_two.get(scheme, value) != value for scheme, value in strong_one.items()):
        return False
    names_one = {normalised(one.name), normalised(one.legal_name)} - {""}
    names_two = {normalised(two.name), normalised(two.legal_name)} - {""}
    return bool(names_one & names_two)
