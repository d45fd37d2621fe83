"""Events that must follow a call that succeeded, with the call's own words in them.

No row of the mirror depends on these, so nothing else in a run would miss them or see a wrong number in them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from chain.abi import load_artifact, topic_of
from tests.model.pair import SELECTOR
from tests.model.words import functions, word

CALLER, ANY = -1, -2
"""In the place of a word's number: who called, and whatever it is."""

ECHOES: Final[Mapping[str, tuple[str, tuple[int, ...]]]] = {
    "Collateral.releaseUnits": ("Collateral.UnitsReleased", (0, 1, 3, 2)),
    "Collateral.depositUnits": ("Collateral.UnitsDeposited", (0, 1, 2)),
    "Collateral.sellPledged": ("Collateral.PledgedSold", (0, 3, 1, 4, 5)),
    "Collateral.enforceSale": ("Collateral.EnforcementSold", (0, 3, 1, 4, 5)),
    "Market.sell": ("Market.Sold", (2, CALLER, 0, 3, 4, ANY, 7)),
    "Market.cancelQuote": ("Market.QuoteCancelled", (CALLER, 0)),
    "Cash.redeem": ("Cash.Redeemed", (CALLER, 1, 0)),
    "Cash.approve": ("Cash.Approval", (CALLER, 0, 1)),
    "Receivables.confirm": ("Receivables.Confirmed", (0, ANY, ANY, CALLER, ANY, ANY, 1)),
    "Receivables.withdraw": ("Receivables.Withdrawn", (ANY, 0)),
    "Receivables.reject": ("Receivables.Rejected", (ANY, 0, 7)),
    "Receivables.voidReceivable": ("Receivables.Voided", (ANY, 0, 1)),
    "Receivables.approve": ("Receivables.Approval", (CALLER, 0, 1, 2)),
    "Loans.draw": ("Loans.Drawn", (0, ANY, ANY, CALLER, 1, ANY, ANY, ANY)),
    "Loans.extend": ("Loans.Extended", (0, 1)),
    "Loans.repay": ("Loans.Repaid", (0, CALLER, ANY, ANY, ANY, ANY, ANY)),
    "Loans.adopt": ("Loans.Adopted", (0, ANY)),
    "Loans.waive": ("Loans.Waived", (0, 1, 2)),
    "Orders.reject": ("Orders.Rejected", (0, 1)),
    "Orders.amend": ("Orders.Amended", (0, ANY, 1, 2, ANY, 3)),
    "Orders.recordShipment": ("Orders.ShipmentRecorded", (0, 1, 2)),
    "Orders.attestShipment": ("Orders.ShipmentAttested", (0, CALLER, 1, 2)),
    "Orders.retractAttestation": ("Orders.AttestationRetracted", (0, CALLER, 1, 2)),
    "Orders.recordReceipt": ("Orders.ReceiptRecorded", (0, 1, 2)),
    "Orders.recordReturn": ("Orders.ReturnRecorded", (0, 1, 2, 3)),
    "Orders.dispute": ("Orders.Disputed", (0, CALLER, ANY, ANY, 2)),
}
"""Call → event, and for each of its members (those with an index first) the number of the call's word."""


class Said(NamedTuple):
    """One log: whose, its topics and the words of its data."""

    contract: str
    topic: str
    words: tuple[bytes, ...]


@functools.cache
def topics() -> dict[str, str]:
    """Event by contract and name → its first topic."""
    names = {event for event, _ in ECHOES.values()}
    return {
        name: topic_of(load_artifact(name.split(".")[0]).entry("event", name.split(".")[1])) for name in names
    }


@functools.cache
def calls() -> dict[tuple[str, bytes], str]:
    """(contract, selector) → name of the call."""
    return {(name.split(".")[0], functions()[name]): name for name in ECHOES}


def unanswered(contract: str, caller: int, data: bytes, said: Sequence[Said]) -> Iterator[str]:
    """What a call that succeeded should have said and did not."""
    name = calls().get((contract, data[:SELECTOR]))
    if name is None:
        return
    event, places = ECHOES[name]
    given = [data[begin : begin + 32] for begin in range(SELECTOR, len(data), 32)]
    wanted = [word(caller) if place == CALLER else b"" if place == ANY else given[place] for place in places]
    for one in said:
        same = (one.contract, one.topic) == (event.split(".")[0], topics()[event])
        if same and all(not want or want == has for want, has in zip(wanted, one.words, strict=False)):
            return
    yield f"{name} did not say {event} with {[each.hex() for each in wanted]}"
