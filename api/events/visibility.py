"""Who may see which events: whoever runs a node reads all of them, this service adds nothing to what a party
may see elsewhere in it.

A party sees events that name an order, a receivable or a facility visible to it, or its own account; all see
who takes part and who may change that; auditors and the operator see everything. A mere holder of units
learns neither who else holds nor what the supplier owes, and nobody what a financier lends against others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import and_, not_, or_, select, true

from api.auth.roles import Caller, Role
from api.mirror import FACILITIES, ORDERS, RECEIVABLES, visible_facilities
from api.orders import repository as orders
from api.receivables import repository as receivables
from api.transactions.service import OUTBOX
from indexer.queries import events
from indexer.queries.events import Condition

OF_HOLDERS: Final = ("Approval", "HoldingSet", "Redeemed", "Transfer")
"""Of Receivables, and saying who holds or held units."""
DIRECTORY: Final = ("Authority", "Participants")
WIRING: Final = ("AuthorityUpdated", "ServiceSet", "WriterSet")
BY_NUMBER: Final = ("DefaultsSet", "UseSet")
"""Of Facilities, naming the facility by its number; they tell what the financier lends in all."""


def visible(caller: Caller) -> Condition:
    """Events that the caller may see."""
    if caller.sees_all_records:
        return true()
    return or_(_of_orders(caller), _of_units(caller), _of_facilities(caller), _of_account(caller), _of_all())


def _of_orders(caller: Caller) -> Condition:
    """About orders that it may see, and their receivables."""
    seen = select(ORDERS.c.order_id).where(orders.visible(caller))
    owed = select(RECEIVABLES.c.receivable_id).where(RECEIVABLES.c.order_id.in_(seen))
    return or_(events.says_any(seen), events.says_any(owed))


def _of_units(caller: Caller) -> Condition:
    """About receivables that it holds or was asked to buy: not who else holds, nor whose debt they paid."""
    seen = select(RECEIVABLES.c.receivable_id).where(receivables.visible(caller))
    own = events.says(events.topic_of_account(caller.account))
    told = and_(events.of_contract(["Receivables"]), not_(events.of_name(OF_HOLDERS)))
    return and_(events.says_any(seen), or_(told, own))


def _of_facilities(caller: Caller) -> Condition:
    """About facilities of which it is a side; what is used of its mandate and lines is the financier's."""
    # A guarantor may look up a facility whose id it was given; that makes not all of them its own.
    side = replace(caller, roles=caller.roles & ~Role.GUARANTOR)
    seen = select(FACILITIES.c.facility_id).where(visible_facilities(side))
    lent = select(events.topic_of_number(FACILITIES.c.no)).where(FACILITIES.c.financier == caller.account)
    numbered = and_(events.of_contract(["Facilities"]), events.of_name(BY_NUMBER))
    return or_(events.says_any(seen), and_(numbered, events.says_any(lent)))


def _of_account(caller: Caller) -> Condition:
    """Naming its account or its legal person, or telling it what was refused in a batch that it sent.

    In Facilities the financier stands first, and a buyer does not learn what is lent against it.
    """
    me = events.topic_of_account(caller.account)
    credit = events.of_contract(["Facilities"])
    named = [and_(not_(credit), events.says_indexed(me)), and_(credit, events.says_first(me))]
    if caller.entity_id:
        entity = events.says_indexed(events.topic_of_bytes(caller.entity_id))
        named.append(and_(events.of_contract(["Fingerprints"]), entity))
    sent = select(OUTBOX.c.hash).where(OUTBOX.c.sender == caller.account)
    return or_(*named, and_(events.of_name(["CallFailed"]), events.in_transactions(sent)))


def _of_all() -> Condition:
    """Who takes part, and who may change that."""
    wiring = and_(events.of_contract(["Fingerprints"]), events.of_name(WIRING))
    return or_(events.of_contract(DIRECTORY), wiring)
