"""Parties of a document → accounts of the directory, through the keyed hash of the legal person.

The directory's entityId is the first 14 bytes of HMAC-SHA256 under the consortium's key of
`tallystick-entity-1`, a line feed and a registration: an identifier of the legal person as its documents
carry it,
alone or with its scheme (`tax:91330100799655058b`), normalised as in identity.py. Whoever admits a party
computes it with `entity_id_of`; no table of names is kept.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.roles import Caller, Role
from api.documents.identity import normalised
from api.documents.model import Party
from api.mirror import PARTICIPANTS
from indexer.models.parties import Participant

ENTITY_BYTES: Final = 14
_WEIGHT: Final = {"tax": 0, "legal": 1, "tax-local": 2, "id": 3, "endpoint": 4}


def entity_id_of(consortium_key: bytes, registration: str) -> str:
    """entityId of a legal person, 0x-hex of 14 bytes.

    `registration` is an identifier that its documents carry, alone or as `scheme:value`, or `name:legal
    name`.
    """
    message = f"tallystick-entity-1\n{normalised(registration)}".encode()
    return "0x" + hmac.new(consortium_key, message, hashlib.sha256).digest()[:ENTITY_BYTES].hex()


def registrations(party: Party) -> list[str]:
    """What the party may be admitted under, weightiest first: its identifiers, then its names."""
    ids = [each for each in party.ids if each.scheme.partition(":")[0] in _WEIGHT and normalised(each.value)]
    ids.sort(key=lambda each: _WEIGHT[each.scheme.partition(":")[0]])
    found = [f"{each.scheme}:{each.value}" for each in ids]
    found += [f"{each.scheme.partition(':')[0]}:{each.value}" for each in ids if ":" in each.scheme]
    found += [each.value for each in ids]
    found += [f"name:{name}" for name in (party.legal_name, party.name) if normalised(name)]
    return list(dict.fromkeys(found))


def entity_in_directory(session: Session, consortium_key: bytes, party: Party) -> str | None:
    """The entityId under which the party is admitted; None where none of its registrations is."""
    candidates = [entity_id_of(consortium_key, each) for each in registrations(party)]
    if not candidates:
        return None
    known = set(
        session.scalars(select(PARTICIPANTS.c.entity_id).where(PARTICIPANTS.c.entity_id.in_(candidates)))
    )
    return next((each for each in candidates if each in known), None)


def account_of(session: Session, entity_id: str, role: Role, caller: Caller) -> str | None:
    """An account of the entity in this role: the caller's own where it is one, else the first by address."""
    rows: Sequence[Participant] = session.scalars(
        select(Participant).where(PARTICIPANTS.c.entity_id == entity_id).order_by(PARTICIPANTS.c.account)
    ).all()
    fitting = [row.account for row in rows if row.roles & role]
    if caller.account in fitting:
        return caller.account
    return fitting[0] if fitting else None
