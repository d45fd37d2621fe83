"""The running service, the people and the one trade of a demo: what every step works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final

from api.documents.planning import end_of_day
from scripts.client.session import Done
from scripts.demo.cast import Cast
from scripts.demo.papers import Paper, Papers
from scripts.demo.screen import Screen
from scripts.serving.stack import Stack

MORNING: Final = time(9, 0, tzinfo=UTC)
IN_CASH: Final = ("buyer", "supplier", "sub", "financier")
Observer = Callable[[str, dict[str, Any]], None]


def morning_of(day: date) -> int:
    """Unix seconds of 09:00 UTC of a day."""
    return int(datetime.combine(day, MORNING).timestamp())


@dataclass
class Scene:
    """Where the story stands. `observe` is told each line of figures, for those who check it."""

    stack: Stack
    cast: Cast
    papers: Papers
    screen: Screen
    observe: Observer = lambda _what, _figures: None
    order_id: str = ""
    receivable_id: str = ""
    first_rate_bps: int = 0
    invoice: dict[str, Any] = field(default_factory=dict)
    sold: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """Currency of the trade."""
        return self.papers.currency

    def now(self) -> int:
        """Time of the chain's newest block, Unix seconds."""
        block = self.stack.chain.block()
        return int(block["timestamp"], 16) if block else 0

    def move_to(self, timestamp: int) -> None:
        """Let the chain's clock go on to `timestamp`; it never goes back."""
        if self.stack.anvil is None or timestamp <= self.now():
            return
        self.stack.anvil.rpc("evm_setNextBlockTimestamp", timestamp)
        self.stack.anvil.rpc("evm_mine")
        self.stack.wait_for_mirror()

    def move_to_day(self, day: date | None) -> None:
        """Let the clock go on to the morning of a document's date."""
        if day is not None:
            self.move_to(morning_of(day))

    def upload(self, paper: Paper) -> dict[str, Any]:
        """The issuer sends its document on the day that it was written. Errors: ApiRefusal."""
        self.move_to_day(paper.entry.document.issue_date)
        shown: dict[str, Any] = self.cast[paper.by].session.upload(paper.content)
        return shown

    def act(self, who: str, action: dict[str, Any], what: str) -> Done:
        """One transaction by a party's own key, told in a sentence and a line of figures."""
        done = self.cast[who].session.act(action)
        self.tell(who, done)
        self.figures(what, done.gas_used, done.mined_ms)
        return done

    def tell(self, who: str, done: Done) -> None:
        """What a party signed, in the API's words, with the names of those whose addresses stand there."""
        self.screen.say(f"{self.cast[who].name}: {self.cast.with_names(done.meaning)}")

    def standing(self) -> dict[str, Any]:
        """The supplier's limit for this order as the API gives it: pledged, or what it would bring."""
        limit = self.cast["supplier"].session.get("/v1/financing/limit")
        for facility in limit["facilities"]:
            for order in facility["orders"]:
                if order["orderId"] == self.order_id:
                    return {**order, "pledged": True}
        for prospect in limit["prospects"]:
            if prospect["orderId"] == self.order_id:
                return {**prospect, "pledged": False}
        return {}

    def figures(self, what: str, gas: int, milliseconds: float) -> None:
        """One line: capacity, price, principal, available, cash of each party, gas, milliseconds."""
        found = self.standing()
        figures = {
            "what": what,
            "orderId": self.order_id,
            "pledged": bool(found.get("pledged")),
            "capacity": int(found.get("capacity", 0)),
            "rateBps": found.get("rateBps"),
            "principal": int(found.get("principal", 0)),
            "owedInterest": int(found.get("owedInterest", 0)),
            "available": int(found.get("available", 0)),
            "cash": {who: self.cash_of(who) for who in IN_CASH},
            "gas": gas,
            "milliseconds": milliseconds,
        }
        self.screen.figures(figures, self.currency)
        self.observe(what, figures)

    def cash_of(self, who: str) -> int:
        """A party's cash in the trade's currency, minor units, as the party itself sees it."""
        shown = self.cast[who].session.get(f"/v1/participants/{self.cast[who].address}")
        for cash in shown["cash"] or []:
            if cash["currency"] == self.currency:
                return int(cash["balance"])
        return 0

    def expect(self, holds: bool, sentence: str) -> None:
        """Something that must be so; else the demo ends with a fault."""
        if not holds:
            self.problems.append(sentence)
            self.screen.finding(f"NOT SO: {sentence}")

    def maturity(self) -> int:
        """Unix seconds of the last second of the invoice's due date."""
        due = self.papers.trade.order.document.issue_date or date.min
        for paper in self.papers.steps:
            due = paper.entry.document.due_date or due
        return end_of_day(due)
