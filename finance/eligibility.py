"""Why a part of an order counts nothing: the reasons behind the difference of facts and eligible amounts.

Source: finance.md, "Two vectors of an order" (the five steps, in their order).
"""

from __future__ import annotations

from dataclasses import replace

from finance.reasons import Reason, ReasonCode, reason
from finance.stages import OrderFacts
from finance.units import MinorUnits, Timestamp


def losses(order: OrderFacts, now: Timestamp) -> tuple[Reason, ...]:
    """Each reason for which value of the order does not count at its stage now, with the amount it costs.

    Every rule is measured by itself: lifting it alone would give back what it names, unless another rule
    takes it.
    """
    f0, f1, f2, f3 = order.facts()
    found: list[Reason] = []
    if order.affiliates:
        found.append(reason(ReasonCode.AFFILIATES, amount=f0 + f1 + f2 + f3))
    if order.buyer_suspended:
        found.append(reason(ReasonCode.BUYER_SUSPENDED, amount=f0 + f1 + f2 + f3))
    if order.supplier_suspended:
        found.append(reason(ReasonCode.SUPPLIER_SUSPENDED, amount=f0 + f1 + f2))
    if order.custody_matured_unpaid:
        found.append(reason(ReasonCode.CUSTODY_MATURED, amount=f3))
    if f1 and not order.attestor_relied_on:
        found.append(reason(ReasonCode.EVIDENCE_NOT_RELIED_ON, amount=f1))
    stale_at = order.deliver_by + order.stale_seconds
    if f0 + f1 and now > stale_at:
        found.append(reason(ReasonCode.DELIVERY_STALE, amount=f0 + f1, stale_at=stale_at, now=now))
    stale_at += order.payment_term_seconds
    if f2 and now > stale_at:
        found.append(reason(ReasonCode.RECEIPT_STALE, amount=f2, stale_at=stale_at, now=now))
    undisputed = replace(order, disputed_by_buyer=MinorUnits(0), disputed_by_supplier=MinorUnits(0))
    disputed = sum(undisputed.eligible(now)) - sum(order.eligible(now))
    if disputed:
        found.append(reason(ReasonCode.DISPUTED, amount=disputed, disputed=order.disputed))
    return tuple(found)
