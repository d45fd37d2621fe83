"""Documents that belong together: one trade is one order and all that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from api.documents.findings import Finding, error, ordered, warning
from api.documents.identity import identity_text, normalised, same_party
from api.documents.model import Document, Kind, ReadResult, ReferenceKind


@dataclass(frozen=True)
class Entry:
    """A document with the name that the caller knows it by, and what was found when it was read."""

    name: str
    document: Document
    findings: tuple[Finding, ...]
    actionable: bool


@dataclass(frozen=True)
class Duplicate:
    """A document that is another one already there, in other bytes (`of`: the name of that one)."""

    entry: Entry
    of: str
    finding: Finding


@dataclass(frozen=True)
class Trade:
    """One order and its followers in the order of the process.

    Response, change, despatch, receipt, cancellation, invoice, credit note, remittance; by date and number
    within a kind. `steps` starts with the order.
    """

    order: Entry
    steps: tuple[Entry, ...]
    duplicates: tuple[Duplicate, ...] = ()

    def of_kind(self, *kinds: Kind) -> tuple[Entry, ...]:
        """The steps of these kinds, in order."""
        return tuple(each for each in self.steps if each.document.kind in kinds)


@dataclass(frozen=True)
class Linked:
    """What linking gave: the trades, what belongs to none of them, and why."""

    trades: tuple[Trade, ...]
    unlinked: tuple[Entry, ...]
    findings: tuple[Finding, ...]


_RANK = {
    Kind.ORDER: 0,
    Kind.ORDER_RESPONSE: 1,
    Kind.ORDER_RESPONSE_SIMPLE: 1,
    Kind.ORDER_CHANGE: 2,
    Kind.DESPATCH_ADVICE: 4,
    Kind.RECEIPT_ADVICE: 5,
    Kind.ORDER_CANCELLATION: 6,
    Kind.INVOICE: 7,
    Kind.CREDIT_NOTE: 8,
    Kind.REMITTANCE_ADVICE: 9,
}
_ANSWERS_CHANGE = 3
_BACKWARD = (
    (ReferenceKind.ORDER_CHANGE, (Kind.ORDER_CHANGE,)),
    (ReferenceKind.DESPATCH, (Kind.DESPATCH_ADVICE,)),
    (ReferenceKind.RECEIPT, (Kind.RECEIPT_ADVICE,)),
    (ReferenceKind.INVOICE, (Kind.INVOICE, Kind.CREDIT_NOTE)),
)
_SHIP_TO_MAY_DIFFER = frozenset({Kind.DESPATCH_ADVICE, Kind.RECEIPT_ADVICE})


def entry(name: str, result: ReadResult) -> Entry | None:
    """A read document under `name`; None where reading gave no document."""
    if result.document is None:
        return None
    return Entry(name, result.document, result.findings, result.actionable)


def link(entries: Iterable[Entry]) -> Linked:
    """Groups documents into trades by order number and parties, and by the despatches, receipts and invoices
    that they point to. The order of `entries` decides only which of two copies counts as the first."""
    findings: list[Finding] = []
    unique, copies = _without_copies(list(entries))
    orders = [each for each in unique if each.document.kind is Kind.ORDER]
    groups: dict[str, list[Entry]] = {each.name: [each] for each in orders}
    waiting = [each for each in unique if each.document.kind is not Kind.ORDER]
    while True:
        left = []
        for each in waiting:
            home = _home(each.document, groups)
            if home is None:
                left.append(each)
            else:
                groups[home].append(each)
        if len(left) == len(waiting):
            break
        waiting = left
    findings += [_why_unlinked(each, orders) for each in waiting]
    trades = tuple(
        Trade(
            order=members[0],
            steps=_in_order(members),
            duplicates=tuple(each for each in copies if any(each.of == member.name for member in members)),
        )
        for members in groups.values()
    )
    findings += [each.finding for each in copies]
    return Linked(trades, tuple(waiting), ordered(findings))


def _without_copies(entries: list[Entry]) -> tuple[list[Entry], list[Duplicate]]:
    """One entry an identity: the first that may be acted on. A copy that says other amounts is an error."""
    kept: dict[str, Entry] = {}
    copies: list[Duplicate] = []
    for each in sorted(entries, key=lambda one: not one.actionable):
        first = kept.setdefault(identity_text(each.document), each)
        if first is each:
            continue
        same = (first.document.amounts.payable, first.document.issue_date) == (
            each.document.amounts.payable,
            each.document.issue_date,
        )
        number = each.document.number
        if same:
            message = f"'{each.name}' is {number} once more, in other bytes; '{first.name}' counts."
            finding = warning("TS-DUPLICATE", message, "Send each document once.", f"/{each.name}")
        else:
            message = f"'{each.name}' has the identity of '{first.name}' ({number}) and says something else."
            finding = error("TS-CONFLICT", message, "Ask the issuer which one is meant.", f"/{each.name}")
        copies.append(Duplicate(each, first.name, finding))
    return [each for each in entries if any(each is one for one in kept.values())], copies


def _home(document: Document, groups: dict[str, list[Entry]]) -> str | None:
    """The trade that a document belongs to: by order number first, then by what else it points to."""
    numbers = {normalised(each) for each in document.numbers(ReferenceKind.ORDER)}
    for name, members in groups.items():
        order = members[0].document
        if normalised(order.number) in numbers and _parties_agree(document, order):
            return name
    for reference, kinds in _BACKWARD:
        wanted = {normalised(each) for each in document.numbers(reference)}
        for name, members in groups.items():
            for member in members:
                known = member.document
                named = known.kind in kinds and normalised(known.number) in wanted
                if named and _parties_agree(document, members[0].document):
                    return name
    return None


def _parties_agree(document: Document, order: Document) -> bool:
    """The issuer is the order's party of that side, and the other is too (a ship-to address may differ)."""
    buyer = same_party(document.buyer, order.buyer)
    seller = same_party(document.seller, order.seller)
    if document.kind in _SHIP_TO_MAY_DIFFER:
        return seller if document.kind is Kind.DESPATCH_ADVICE else buyer
    return buyer and seller


def _why_unlinked(each: Entry, orders: list[Entry]) -> Finding:
    numbers = {normalised(number) for number in each.document.numbers(ReferenceKind.ORDER)}
    place = f"/{each.name}"
    if any(normalised(order.document.number) in numbers for order in orders):
        message = f"'{each.name}' names an order of that number, but its parties are not the order's."
        return error(
            "TS-LINK-PARTY", message, "Numbers are not unique across issuers: check the parties.", place
        )
    shown = ", ".join(sorted(each.document.numbers(ReferenceKind.ORDER))) or "none"
    message = f"'{each.name}' belongs to no order at hand (it names: {shown})."
    return warning("TS-LINK", message, "Send the order that it belongs to.", place)


def _in_order(members: list[Entry]) -> tuple[Entry, ...]:
    first_change = min(
        (each.document.issue_date or date.max for each in members if each.document.kind is Kind.ORDER_CHANGE),
        default=None,
    )
    responses = [each for each in members if _RANK[each.document.kind] == 1]
    first_response = min(responses, key=_when, default=None)

    def rank(each: Entry) -> tuple[int, date, str]:
        place = _RANK[each.document.kind]
        if place == 1 and first_change is not None:
            named = bool(each.document.numbers(ReferenceKind.ORDER_CHANGE))
            later = each is not first_response and (each.document.issue_date or date.min) >= first_change
            place = _ANSWERS_CHANGE if named or later else place
        return (place, *_when(each))

    return tuple(sorted(members, key=rank))


def _when(each: Entry) -> tuple[date, str]:
    return (each.document.issue_date or date.max, each.document.number)


def answers_change(trade: Trade, response: Entry) -> bool:
    """True when an order response in this trade answers an order change: it stands after one."""
    before = trade.steps[: trade.steps.index(response)]
    return any(each.document.kind is Kind.ORDER_CHANGE for each in before)
