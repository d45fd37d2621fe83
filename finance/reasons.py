"""Why a decision is what it is: stable codes, each with one sentence and with what would change it.

Source: product.md ("every automatic decision carries reason codes"), finance.md, "Disclosure". Codes are
stored with decisions and shown by the API: a code never changes its meaning; a new meaning gets a new code.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Self

from finance.units import Quantity


class ReasonCode(Enum):
    """A stable code with its sentence and what would change it."""

    sentence: str
    change: str

    def __new__(cls, code: str, sentence: str, change: str) -> Self:
        member = object.__new__(cls)
        member._value_ = code
        member.sentence = sentence
        member.change = change
        return member

    # Who may take part
    SUPPLIER_LAPSED = (
        "supplier_lapsed",
        "The supplier's admission has lapsed.",
        "The operator renews the supplier's admission.",
    )
    SUPPLIER_SUSPENDED = (
        "supplier_suspended",
        "The supplier is suspended: only confirmed payables count.",
        "The operator reinstates the supplier, or the buyer confirms an invoice.",
    )
    BUYER_LAPSED = (
        "buyer_lapsed",
        "The buyer's admission has lapsed.",
        "The operator renews the buyer's admission.",
    )
    BUYER_SUSPENDED = (
        "buyer_suspended",
        "The buyer is suspended: its orders count nothing.",
        "The operator reinstates the buyer.",
    )
    AFFILIATES = (
        "affiliates",
        "Buyer and supplier, or the financier and one of them, belong to one group.",
        "Nothing: orders among affiliates are not financed.",
    )
    # Conduct of the buyer
    BUYER_OVERDUE = (
        "buyer_overdue",
        "The buyer is flagged with an unpaid matured payable.",
        "The buyer pays what has matured.",
    )
    BUYER_CONDUCT = (
        "buyer_conduct",
        "The buyer's payment record meets no grade of the policy.",
        "The buyer pays on time and disputes less.",
    )
    BUYER_NEW = (
        "buyer_new",
        "The buyer has too short a record for a better grade.",
        "The buyer pays more receivables on time.",
    )
    DILUTION = (
        "dilution",
        "Returns and credit notes of twelve months exceed the tolerance: advances are cut by the excess.",
        "Fewer returns and credit notes.",
    )
    # The order
    ORDER_NOT_ACCEPTED = (
        "order_not_accepted",
        "The supplier has not accepted the order.",
        "The supplier accepts the order.",
    )
    EVIDENCE_NOT_RELIED_ON = (
        "evidence_not_relied_on",
        "The financier does not rely on this attestor: goods in transit count as merely ordered.",
        "The financier relies on the attestor, or the buyer records receipt.",
    )
    DELIVERY_STALE = (
        "delivery_stale",
        "The delivery is overdue for longer than the terms allow: what is not received counts nothing.",
        "The buyer records receipt.",
    )
    RECEIPT_STALE = (
        "receipt_stale",
        "Goods received long ago are still not confirmed: they count nothing.",
        "The buyer confirms the invoice.",
    )
    DISPUTED = (
        "disputed",
        "A disputed amount counts nothing.",
        "The dispute is resolved.",
    )
    CUSTODY_MATURED = (
        "custody_matured",
        "A pledged receivable is unpaid past its maturity: the order draws nothing.",
        "The buyer pays the matured receivable.",
    )
    NO_CAPACITY = (
        "no_capacity",
        "The order has no capacity at its present stage.",
        "The next milestone of the order.",
    )
    TENOR_TOO_SHORT = (
        "tenor_too_short",
        "The order falls due too soon to be financed.",
        "The buyer confirms the invoice; a confirmed receivable may be sold.",
    )
    # The account
    PAST_DUE = (
        "past_due",
        "The account is past its due date.",
        "What is owed is repaid, or the financier extends the due date.",
    )
    OVER_ADVANCED = (
        "over_advanced",
        "More is drawn than the order's capacity.",
        "The excess is repaid, or the order reaches its next milestone.",
    )
    DEFAULTED = (
        "defaulted",
        "The account was declared in default.",
        "Everything owed is repaid.",
    )
    ACCOUNT_KEEPS_TERMS = (
        "account_keeps_terms",
        "The order keeps its present terms until it owes nothing or the supplier adopts these.",
        "The supplier adopts the new terms, or repays.",
    )
    # What the financier allows
    MANDATE_MISSING = (
        "mandate_missing",
        "The financier has given no mandate in this currency.",
        "The financier gives a mandate.",
    )
    MANDATE_EXPIRED = (
        "mandate_expired",
        "The financier's mandate has ended.",
        "The financier renews its mandate.",
    )
    MANDATE_NARROW = (
        "mandate_narrow",
        "No terms of this policy fit into the financier's mandate.",
        "The financier widens its mandate.",
    )
    LINE_MISSING = (
        "line_missing",
        "The financier has set no line for this buyer.",
        "The financier sets a line for the buyer.",
    )
    FACILITY_FROZEN = (
        "facility_frozen",
        "The facility is frozen.",
        "The party that froze the facility lifts the freeze.",
    )
    FACILITY_IN_DEFAULT = (
        "facility_in_default",
        "An order of the facility is in default: the facility draws nothing.",
        "Everything owed on the order in default is repaid.",
    )
    SWEEP = (
        "sweep",
        "An order of the facility is in default or over-advanced past its cure: what others leave pays it.",
        "What that order owes is repaid, or its capacity covers it again.",
    )
    DRAWING_ENDED = (
        "drawing_ended",
        "The terms allow no draw after their last day.",
        "The supplier accepts newer terms.",
    )
    # Limits that bind
    CAPACITY = (
        "capacity",
        "The capacity of the order limits the draw.",
        "The next milestone of the order, or a repayment.",
    )
    FACILITY_CAP = (
        "facility_cap",
        "The cap of the supplier's facility limits the draw.",
        "A repayment on any order of the facility, or a higher cap.",
    )
    LINE = (
        "line",
        "The financier's line for this buyer limits the draw.",
        "A repayment on any order of this buyer, or a higher line.",
    )
    CONCENTRATION = (
        "concentration",
        "The share of one buyer in the financier's book limits the draw.",
        "A repayment on any order of this buyer, or a larger mandate.",
    )
    MANDATE_TOTAL = (
        "mandate_total",
        "The total of the financier's mandate limits the draw.",
        "A repayment by anybody to this financier, or a larger mandate.",
    )
    REQUEST = (
        "request",
        "The requested amount limits the draw.",
        "A larger request.",
    )
    REQUEST_ABOVE_AVAILABLE = (
        "request_above_available",
        "More was requested than can be drawn: the offer is for what can be.",
        "The limits named beside it.",
    )
    BELOW_MINIMUM = (
        "below_minimum",
        "The amount is below the smallest draw of the policy.",
        "A larger request, or a limit that binds is raised.",
    )
    NET_NOT_POSITIVE = (
        "net_not_positive",
        "The fee would take the whole amount.",
        "A larger amount.",
    )
    VERSIONS_USED_UP = (
        "versions_used_up",
        "The facility has had its last version of terms.",
        "Nothing: the present terms stay.",
    )
    # How the terms came about
    ADVANCE_CEILING = (
        "advance_ceiling",
        "The mandate's ceiling lowers an advance rate.",
        "The financier raises the ceiling.",
    )
    FACE_PAYS_INTEREST = (
        "face_pays_interest",
        "Advances are lowered so that the face pays principal and the dearest interest.",
        "A shorter tenor or a lower price.",
    )
    RATE_FLOOR = (
        "rate_floor",
        "The mandate's floor raises a rate.",
        "The financier lowers the floor.",
    )
    TENOR_CEILING = (
        "tenor_ceiling",
        "The mandate's longest tenor is shorter than the policy's.",
        "The financier allows a longer tenor.",
    )
    DUE_BEFORE_PAYMENT = (
        "due_before_payment",
        "The account falls due before the buyer is expected to pay: the supplier repays first.",
        "A shorter payment term, or the draw is made later.",
    )
    # Purchases
    RECEIVABLE_MATURED = (
        "receivable_matured",
        "The receivable matures too soon to be bought.",
        "Nothing: the buyer pays it at maturity.",
    )
    RECEIVABLE_TOO_LONG = (
        "receivable_too_long",
        "The receivable matures later than the policy buys.",
        "Time passes.",
    )
    PURCHASE_BUDGET = (
        "purchase_budget",
        "The financier's budget of purchases limits the sale.",
        "Fewer units are sold, or the financier refills its budget.",
    )
    UNITS = (
        "units",
        "The seller's free units limit the sale.",
        "Units in pledge are released.",
    )
    PRICE_NOT_POSITIVE = (
        "price_not_positive",
        "Nothing is left of the face after the discount.",
        "More units are sold at once.",
    )


class Clause(Enum):
    """Parts of a quote that are words: a stable code and its sentence."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Self:
        member = object.__new__(cls)
        member._value_ = code
        member.sentence = sentence
        return member

    RECOURSE_TO_SUPPLIER = (
        "recourse_to_supplier",
        "The supplier owes what the buyer's payment does not repay.",
    )
    WITHOUT_RECOURSE = (
        "without_recourse",
        "The units are sold for good: the seller does not answer for the buyer's payment.",
    )
    SWEEP_OF_SISTER_ORDERS = (
        "sweep_of_sister_orders",
        "While an order is in default or over-advanced past its cure, what other orders leave pays it first.",
    )
    REPAY_ANY_TIME = (
        "repay_any_time",
        "Repaying early is free at any time; interest runs by the second on what is still drawn.",
    )
    PENALTY_AFTER_GRACE = (
        "penalty_after_grace",
        "After the grace, or from a declared default, the penalty rate runs on the principal too.",
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a reason.

    Its name carries the unit (…_bps, …_days, …_at; else minor units or a count).
    """

    name: str
    number: Quantity


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code with the numbers that made it."""

    code: ReasonCode
    figures: tuple[Figure, ...] = ()

    @property
    def sentence(self) -> str:
        """What the code says."""
        return self.code.sentence

    @property
    def change(self) -> str:
        """What would change it."""
        return self.code.change


def reason(code: ReasonCode, **figures: int) -> Reason:
    """A reason with its numbers, in the order given."""
    return Reason(code, tuple(Figure(name, Quantity(number)) for name, number in figures.items()))
