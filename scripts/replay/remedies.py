"""After a refusal: what the parties do the same evening so that the fact gets on chain after all, if it can.

Nothing is predicted: only what a contract refused is mended, by what its error says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from chain.errors import ContractError
from scripts.replay import rules
from scripts.replay.books import Action, Invoice, Item, Kind, Stage
from scripts.replay.trade import Trade

Mend = Callable[[Trade, Action, ContractError], list[Action]]


def remedies(trade: Trade, refused: Sequence[Action]) -> list[Action]:
    """The evening's calls. An item for which something can be mended repeats all that was refused, in order;
    others leave it at that. Marks what is repeated."""
    by_item: dict[int, list[Action]] = {}
    for action in refused:
        if action.item is not None:
            by_item.setdefault(action.item.no, []).append(action)
    calls: list[Action] = []
    for actions in by_item.values():
        calls += _of_item(trade, actions)
    return calls


def second_chances(trade: Trade, done: Sequence[Action]) -> list[Action]:
    """Invoices that the buyer has booked and could not confirm: after a payment or a receipt of their item
    the oldest is tried again, as much of it as stands proposed, else the whole."""
    calls: list[Action] = []
    tried: set[tuple[int, int]] = set()
    for action in done:
        if action.item is None or action.refused is not None or action.kind not in (Kind.PAY, Kind.RECEIVE):
            continue
        item = action.item
        for invoice in item.invoices:
            waits = invoice.booked and invoice.stage in (Stage.NEW, Stage.PROPOSED)
            if not waits or (item.no, invoice.no) in tried:
                continue
            tried.add((item.no, invoice.no))
            calls += _propose_and_confirm(trade, item, invoice)
            break
    return calls


def _propose_and_confirm(trade: Trade, item: Item, invoice: Invoice) -> list[Action]:
    calls = []
    if invoice.stage is Stage.PROPOSED and invoice.proposal.maturity <= trade.now:
        calls.append(trade.reject(item, invoice, rules.REASON_TOO_OLD))
    if invoice.stage is Stage.NEW:
        calls.append(trade.propose(item, invoice, invoice.amount, trade.day))
    return [*calls, trade.confirm(item, invoice)]


def _of_item(trade: Trade, refused: list[Action]) -> list[Action]:
    if not any(_mend_of(action) for action in refused):
        return []
    calls: list[Action] = []
    seen: set[tuple[Kind, int]] = set()
    for action in refused:
        what = action.kind, action.invoice.no if action.invoice else -1
        action.repeated = action.kind not in (Kind.AMEND, Kind.AGREE)  # overtaken by what mends
        if what in seen:
            continue  # totals: the newest covers those before it
        seen.add(what)
        mend = _mend_of(action)
        calls += mend(trade, action, action.why) if mend else _again(trade, action)
    return calls


def _mend_of(action: Action) -> Mend | None:
    mend = _MENDS.get((action.kind, action.why.name))
    if mend is _propose_what_is_there and not _bookable(action):
        return None
    if mend is _propose_from_today and not (action.invoice and action.invoice.booked):
        return None
    return mend


def _bookable(action: Action) -> bool:
    return action.of.booked and int(str(action.why.arguments["available"])) > 0


def _raise_and_receive(trade: Trade, action: Action, _error: ContractError) -> list[Action]:
    """Received more than ordered: the order is raised to what is there, the supplier agrees."""
    item = action.on
    return [*trade.amend(item, item.books_received + item.cancelled), trade.receive(item)]


def _propose_what_is_there(trade: Trade, action: Action, error: ContractError) -> list[Action]:
    """Invoiced more than received: the part that is there is proposed, the rest is not."""
    item, invoice = action.on, action.of
    return [trade.propose(item, invoice, int(str(error.arguments["available"])), trade.day)]


def _propose_from_today(trade: Trade, action: Action, _error: ContractError) -> list[Action]:
    """Dated so long ago that it would be due already: its term begins today."""
    item, invoice = action.on, action.of
    return [trade.propose(item, invoice, invoice.amount, trade.day)]


def _confirm_from_today(trade: Trade, action: Action, _error: ContractError) -> list[Action]:
    """Proposed so long ago that it is due: rejected, proposed with a term from today, confirmed."""
    item, invoice = action.on, action.of
    reject = trade.reject(item, invoice, rules.REASON_TOO_OLD)
    propose = trade.propose(item, invoice, invoice.amount, trade.day)
    return [reject, propose, trade.confirm(item, invoice)]


def _free_and_void(trade: Trade, action: Action, _error: ContractError) -> list[Action]:
    """Units in custody cannot be voided: the supplier takes them out first, if its debt allows."""
    item, invoice = action.on, action.of
    return [trade.free_units(item, invoice), trade.void(item, invoice)]


def _free_oldest_and_confirm(trade: Trade, action: Action, _error: ContractError) -> list[Action]:
    """Custody holds no more open receivables of an order: the supplier takes the oldest out, if its debt
    allows."""
    item, invoice = action.on, action.of
    confirm = trade.confirm(item, invoice)
    held = [each for each in item.invoices if each.in_custody and each.stage is Stage.CONFIRMED]
    return [trade.free_units(item, held[0]), confirm] if held else [confirm]


def _again(trade: Trade, action: Action) -> list[Action]:
    """The same once more, now that its item was mended; an invoice may have got another id meanwhile."""
    item, invoice = action.on, action.invoice
    if invoice is None:
        if action.kind is Kind.RECEIVE:
            return [trade.receive(item)]
        if action.kind in (Kind.AMEND, Kind.AGREE):
            return []
        return [Action(action.kind, action.by, action.call, item, None, action.values)]
    stage, again = _AGAIN.get(action.kind, (None, None))
    if again is None:
        return [Action(action.kind, action.by, action.call, item, invoice, action.values)]
    return [again(trade, item, invoice)] if invoice.stage is stage else []


def _propose_again(trade: Trade, item: Item, invoice: Invoice) -> Action:
    return trade.propose(item, invoice, invoice.amount, trade.day)


_AGAIN: Final[dict[Kind, tuple[Stage, Callable[[Trade, Item, Invoice], Action]]]] = {
    Kind.PROPOSE: (Stage.NEW, _propose_again),
    Kind.WITHDRAW: (Stage.PROPOSED, Trade.withdraw),
    Kind.CONFIRM: (Stage.PROPOSED, Trade.confirm),
    Kind.PAY: (Stage.CONFIRMED, Trade.pay),
    Kind.ASK_VOID: (Stage.CONFIRMED, Trade.ask_void),
    Kind.VOID: (Stage.CONFIRMED, Trade.void),
}
"""How a call on an invoice is made again, and the stage that the invoice must be expected in."""

_MENDS: Final[dict[tuple[Kind, str], Mend]] = {
    (Kind.RECEIVE, "Orders_AboveOrdered"): _raise_and_receive,
    (Kind.PROPOSE, "Orders_AboveReceived"): _propose_what_is_there,
    (Kind.PROPOSE, "Receivables_MaturityOutOfRange"): _propose_from_today,
    (Kind.CONFIRM, "Receivables_MaturityOutOfRange"): _confirm_from_today,
    (Kind.CONFIRM, "Loans_CustodyFull"): _free_oldest_and_confirm,
    (Kind.VOID, "Receivables_UnitsNotFree"): _free_and_void,
}
