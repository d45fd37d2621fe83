"""The rules of the replay, all in one place: what the log does not say and therefore had to be decided.

docs/replay.md gives the reasons. Money is integer minor units (euro cents), rates basis points, time days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CURRENCY: Final = "EUR"
DAY_S: Final = 86_400
SEED: Final = 2018

# ---------------------------------------------------------------- the clock

FACTS_AT_S: Final = 20 * 3_600
"""Second of the day (UTC) of the block that holds the day's facts."""
REMEDIES_AT_S: Final = FACTS_AT_S + 1_800
CREDIT_AT_S: Final = REMEDIES_AT_S + 1_800

# ---------------------------------------------------------------- trade

DELIVERY_DAYS: Final = 45
"""The log has no delivery dates; nineteen of twenty first receipts come within 43 days of the order."""
CHANGE_DELIVERY_DAYS: Final = 30
"""A changed order is due no earlier than this after the change."""
PAYMENT_TERM_DAYS: Final = 60
"""The log has no payment terms; an invoice is due this long after the day that it was proposed."""
LATE_BPS: Final = 1_825
KYC_DAYS: Final = 5 * 365

REASON_PRICE: Final = 2
REASON_CANCELLED_RECEIPT: Final = 1
REASON_OUTSIDE: Final = 9
REASON_PAYMENT_BLOCK: Final = 3
REASON_OTHER_AMOUNT: Final = 4
REASON_TOO_OLD: Final = 5

# ---------------------------------------------------------------- credit

SHARES_PERCENT: Final = (0, 25, 50, 75, 100)
"""What of its limit a supplier draws, chosen by the seed and the supplier's number; 0 pledges nothing."""
LEAST_PLEDGE: Final = 500_00
"""Orders below this are not pledged."""
LEAST_DRAW: Final = 100_00
PATIENCE_DAYS: Final = 3
"""A supplier whose account is over-advanced pays the excess after this long."""
TRY_AGAIN_DAYS: Final = 7
"""A supplier that could not pay what was due tries again after this long."""
FACILITY_DAYS: Final = 3 * 365
PENALTY_BPS: Final = 1_800
GRACE_DAYS: Final = 10
CURE_DAYS: Final = 5
STALE_DAYS: Final = 60
MAX_TENOR_DAYS: Final = 180
PLENTY: Final = 10**15
"""Cash of the buyer and the bound of what is not to bind (ten trillion euro)."""


@dataclass(frozen=True)
class Offer:
    """What one financier offers to each of its suppliers, and the bounds that it sets itself."""

    name: str
    advance_bps: tuple[int, int, int, int]
    rate_bps: tuple[int, int, int, int]
    fee_bps: int
    cap: int
    line: int
    total: int


OFFERS: Final = (
    Offer("bank", (3000, 5000, 8000, 9000), (900, 800, 600, 400), 25, 5_000_000_00, 120_000_000_00, PLENTY),
    Offer(
        "factor", (1000, 4000, 8500, 9500), (1200, 1000, 700, 500), 50, 2_000_000_00, 60_000_000_00, PLENTY
    ),
    Offer("fund", (2000, 4000, 7000, 8500), (1100, 950, 750, 600), 0, 10_000_000_00, PLENTY, 90_000_000_00),
)

# ---------------------------------------------------------------- the log's words

ORDER: Final = "Create Purchase Order Item"
RECEIPT: Final = "Record Goods Receipt"
RECEIPT_CANCELLED: Final = "Cancel Goods Receipt"
VENDOR_INVOICE: Final = "Vendor creates invoice"
VENDOR_CREDIT: Final = "Vendor creates debit memo"
INVOICE: Final = "Record Invoice Receipt"
INVOICE_CANCELLED: Final = "Cancel Invoice Receipt"
CLEARING: Final = "Clear Invoice"
PRICE: Final = "Change Price"
QUANTITY: Final = "Change Quantity"
DELETED: Final = "Delete Purchase Order Item"
REACTIVATED: Final = "Reactivate Purchase Order Item"
BLOCKED: Final = "Set Payment Block"
UNBLOCKED: Final = "Remove Payment Block"

REPRESENTED: Final = frozenset(
    {
        ORDER,
        RECEIPT,
        RECEIPT_CANCELLED,
        VENDOR_INVOICE,
        VENDOR_CREDIT,
        INVOICE,
        INVOICE_CANCELLED,
        CLEARING,
        PRICE,
        QUANTITY,
        DELETED,
        REACTIVATED,
        BLOCKED,
        UNBLOCKED,
    }
)
"""Activities that are acts on chain (scripts/replay/trade.py)."""

_BEFORE: Final = "internal to the buyer, before there is an order"
_SHOPPING: Final = "the buyer's shopping system, repeated on each item of a cart"
_FLAG: Final = "a flag of the buyer's own system; the log does not say which way it was set"

NOT_REPRESENTED: Final = {
    "Record Service Entry Sheet": "the same fact as the goods receipt beside it, line by line",
    "Create Purchase Requisition Item": _BEFORE,
    "Receive Order Confirmation": "the supplier has accepted already, when the order was placed",
    "Change Delivery Indicator": _FLAG,
    "Change Final Invoice Indicator": _FLAG,
    "Change Rejection Indicator": _FLAG,
    "Change Approval for Purchase Order": "internal to the buyer",
    "Change Storage Location": "internal to the buyer",
    "Change payment term": "the term of an order is fixed; the maturity is said by each invoice",
    "Record Subsequent Invoice": "a charge without goods: there is no receipt that it could be matched with",
    "Cancel Subsequent Invoice": "a charge without goods: there is no receipt that it could be matched with",
}
"""Activities without an act on chain, and why."""

SHOPPING: Final = "SRM: "
"""Activities of the buyer's shopping system: repeated on each item of a cart, before and beside the order."""


def reason_not_represented(activity: str) -> str | None:
    """Why an activity has no act on chain; None: it has one, or is unknown."""
    return _SHOPPING if activity.startswith(SHOPPING) else NOT_REPRESENTED.get(activity)
