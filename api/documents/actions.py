"""What a document means on chain: which call, with which totals, signed by whom (planned in planning.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.documents.findings import Finding, ordered
from api.documents.ledger import Match
from api.documents.trade import Entry


class Verb(StrEnum):
    """Calls of the contracts that a document can imply."""

    PLACE = "place"
    ACCEPT = "accept"
    REJECT = "reject"
    AMEND = "amend"
    ACCEPT_AMENDMENT = "acceptAmendment"
    CANCEL_REMAINDER = "cancelRemainder"
    RECORD_SHIPMENT = "recordShipment"
    ATTEST_SHIPMENT = "attestShipment"
    RECORD_RECEIPT = "recordReceipt"
    RECORD_RETURN = "recordReturn"
    PROPOSE = "propose"
    WITHDRAW = "withdraw"
    FORGIVE = "forgive"
    PAY = "pay"


class Signer(StrEnum):
    """Whose key must sign."""

    BUYER = "buyer"
    SUPPLIER = "supplier"
    ATTESTOR = "attestor"


BEFORE_CONFIRMATION = "before confirmation"
AFTER_CONFIRMATION = "after confirmation"
CARRIER_CONFIRMS = "when the carrier confirms"


@dataclass(frozen=True)
class Action:
    """One call. `parameters`: amounts int minor units, times Unix seconds, the rest text.

    `when`: its condition.
    """

    verb: Verb
    signer: Signer
    parameters: Mapping[str, int | str]
    when: str = ""


@dataclass(frozen=True)
class Step:
    """A document of the trade, the calls that it implies, and what comparing it with the others found."""

    entry: Entry
    actions: tuple[Action, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """What the parties agreed outside the documents, used where they are silent.

    `shift_days` moves every time in the plan, so that documents of the past can be played today.
    """

    payment_term_days: int = 30
    delivery_days: int = 30
    shift_days: int = 0


@dataclass(frozen=True)
class Plan:
    """All steps of a trade, and its three-way match at the end."""

    steps: tuple[Step, ...]
    match: Match | None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in comparing, over all steps."""
        return ordered(each for step in self.steps for each in step.findings)
