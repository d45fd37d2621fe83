"""Scenes of trade in the token that calls back: states, the calls that can be tried in them, the sums."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chain.abi import decode_values, load_artifact
from chain.encoding import from_hex, keccak256
from chain.errors import decode_revert
from tests.contracts.contracts import decode_answer, encode_call
from tests.contracts.ground import DAY, NOBODY, Party
from tests.contracts.reentrant import Hostile, Played, Question, Step

KEEP_NOTHING: Final = ("Loans", "Collateral", "Market", "Facilities")
"""Contracts through which money goes and where none stays."""

UNFUNDED: Final = "0x" + keccak256(b"ReentrantCash_Unfunded(address,uint256,uint256)")[:4].hex()


@dataclass
class Scene:
    """A state of trade: prepared calls by name, the orders and receivables in it, and what is asked of it.

    `parts`: calls that are several in one, by the names of these; those after the first may find
    nothing to do.
    """

    world: Hostile
    orders: tuple[str, ...]
    bills: tuple[str, ...]
    calls: Mapping[str, Step]
    in_trouble: bool
    parts: Mapping[str, tuple[str, ...]]
    _known: dict[tuple[str, ...], Played] = field(default_factory=dict)
    _sound: set[str] = field(default_factory=set)

    def one_after_the_other(self, *names: str) -> Played:
        """The calls of these names in their order."""
        return self._in_order([names])[0]

    def inside(self, outer: str, inner: str) -> Iterator[tuple[int, Played]]:
        """The inner call before and after each movement of money of the outer one, the last of `done`.

        With how many movements it waited for.
        """
        moves = self.one_after_the_other(outer).moved - self.one_after_the_other().moved
        assert moves, f"{outer} moves no money"
        call, world = self.calls[inner], self.world
        moments = [(waits, after) for after in (False, True) for waits in range(moves)]
        steps = [[world.armed(call, *moment), self.calls[outer]] for moment in moments]
        played = world.play(steps, self._encoded)
        return ((waits, each) for (waits, _), each in zip(moments, played, strict=True))

    def orders_of(self, outer: str, inner: str) -> list[Played]:
        """The two one after the other, in each order in which both succeed."""
        parts = self.parts.get(outer, (outer,))
        places = range(len(parts) + 1)
        found = self._in_order([(*parts[:place], inner, *parts[place:]) for place in places])
        both = zip(places, found, strict=True)
        return [played for place, played in both if played.done[place] and played.done[0 if place else 1]]

    def _in_order(self, sequences: list[tuple[str, ...]]) -> list[Played]:
        wanted = [names for names in sequences if names not in self._known]
        played = self.world.play([[self.calls[name] for name in names] for names in wanted], self._encoded)
        self._known.update(zip(wanted, played, strict=True))
        return [self._known[names] for names in sequences]

    @property
    def parties(self) -> tuple[Party, ...]:
        w = self.world
        parties = (w.buyer, w.supplier, w.sub_supplier, w.financier, w.second_financier)
        return (*parties, w.guarantor, w.fee_collector)

    @functools.cached_property
    def questions(self) -> list[Question]:
        """Every view that the calls could change."""
        return list(self._asked())

    @functools.cached_property
    def _encoded(self) -> bytes:
        return self.world.asked(self.questions)

    def _asked(self) -> list[Question]:
        w = self.world
        parties = {party.name: party.address for party in self.parties}
        contracts = {name: w.addresses[name] for name in (*KEEP_NOTHING, "Receivables", "GuaranteePool")}
        asked: list[tuple[str, str, tuple[Any, ...]]] = [
            ("Cash", "balanceOf", (address,)) for address in (parties | contracts).values()
        ]
        for order in self.orders:
            asked += [("Loans", name, (order,)) for name in ("account", "position", "custodyMaturities")]
            asked.append(("Orders", "order", (order,)))
        for bill in self.bills:
            asked += [("Receivables", name, (bill,)) for name in ("receivable", "lateOf", "owed", "moneyIn")]
            asked += [("Receivables", "holding", (bill, at)) for at in self._holders()]
            asked.append(("Receivables", "unpaidFaceOf", (bill, w.addresses["Collateral"])))
        facility = w.facility_id()
        asked.append(("Facilities", "facility", (facility,)))
        asked.append(("Facilities", "line", (w.financier.address, w.cash_id, w.buyer.address)))
        for financier in (w.financier, w.second_financier):
            asked.append(("Facilities", "mandate", (financier.address, w.cash_id)))
        asked.append(("GuaranteePool", "depositOf", (w.guarantor.address, w.cash_id)))
        for version in (1, 2):
            key = (w.guarantor.address, facility, version)
            asked.append(("GuaranteePool", "commitment", key))
            asked.append(("GuaranteePool", "paidFor", (*key, w.buyer.address)))
        asked.append(("Loans", "sweepOrders", (w.facility(facility).no,)))
        return [
            Question(name_of(*each), w.addresses[each[0]], encode_call(load_artifact(each[0]), *each[1:]))
            for each in asked
        ]

    def _holders(self) -> tuple[str, ...]:
        w = self.world
        contracts = (w.addresses["Collateral"], w.addresses["Receivables"])
        parties = (w.supplier, w.sub_supplier, w.second_financier, w.financier)
        return (*(party.address for party in parties), *contracts)

    # ---------------------------------------------------------------- the sums

    def sums_hold(self, played: Played) -> None:
        """INV-01, 01b, 05, 07, 08 and 17 in the state that the calls left, by the public views."""
        if played.answers in self._sound:
            return
        w = self.world
        (told,) = decode_values(("bytes[]",), from_hex(played.answers, "answers"))
        assert isinstance(told, tuple)
        answers = dict(zip((each.name for each in self.questions), told, strict=True))

        def said(contract: str, function: str, *values: Any) -> Any:
            answer = from_hex(answers[name_of(contract, function, values)], "answer")
            return decode_answer(load_artifact(contract), function, answer)

        pot = 0
        for bill in self.bills:
            row, money = said("Receivables", "receivable", bill), said("Receivables", "moneyIn", bill)
            holdings = [said("Receivables", "holding", bill, at) for at in self._holders()]
            assert sum(each.units for each in holdings) == row.outstanding, "INV-01"
            claims = sum(each.claim + each.units * (money - each.seen) for each in holdings)
            assert claims % row.outstanding == 0, "INV-01b"
            pot += claims // row.outstanding
        assert said("Cash", "balanceOf", w.addresses["Receivables"]) == pot, "INV-08: what Receivables owe"
        deposit = said("GuaranteePool", "depositOf", w.guarantor.address, w.cash_id)
        assert said("Cash", "balanceOf", w.addresses["GuaranteePool"]) == deposit.deposited, (
            "INV-08: the pool"
        )
        for name in KEEP_NOTHING:
            assert said("Cash", "balanceOf", w.addresses[name]) == 0, f"INV-07: left on {name}"
        used = 0
        for order in self.orders:
            position, account = said("Loans", "position", order), said("Loans", "account", order)
            used += account.principal
            assert self.in_trouble or account.principal <= position.capacity, "INV-05"
            held = [
                said("Receivables", "unpaidFaceOf", bill, w.addresses["Collateral"])
                for bill in self.bills
                if said("Receivables", "receivable", bill).orderId == order
            ]
            assert account.custody == sum(held), f"INV-17: {account.custody} booked, {sum(held)} in custody"
        assert said("Facilities", "facility", w.facility_id()).used == used, "INV-05: use of the facility"
        line = said("Facilities", "line", w.financier.address, w.cash_id, w.buyer.address)
        assert line.used == used, "INV-05: use of the line"
        self._sound.add(played.answers)


def name_of(contract: str, function: str, values: tuple[Any, ...]) -> str:
    """By what name a view's answer goes."""
    return f"{contract}.{function}({', '.join(map(str, values))})"


def refusal(said: str) -> str:
    """The name of the error that a call was refused by; the token's own is one."""
    if said[:10] == UNFUNDED:
        return "ReentrantCash_Unfunded"
    return decode_revert(from_hex(said, "revert data")).name


# ---------------------------------------------------------------- the scenes


def plain(w: Hostile) -> Scene:
    """One loan without units in custody, another with one receivable there."""
    _, waiting = paid_in_part(w)
    facility = w.accept_terms()
    order, paid = w.accepted_order(), w.accepted_order()
    for each in (order, paid):
        w.receive(each, 600_000)
        w.pledge(facility, each)
        w.draw(each, 200_000)
    bill = w.confirmed_receivable(paid, 400_000)
    w.travel(DAY)
    calls = {
        "draw": w.step(w.supplier, "Loans", "draw", order, 50_000, 10_000),
        "repay": w.step(w.supplier, "Loans", "repay", order, 100_000),
        "repay all": w.step(w.supplier, "Loans", "repay", order, 10**9),
        "release": w.step(w.supplier, "Loans", "release", order),
        "release units": w.step(
            w.supplier, "Collateral", "releaseUnits", paid, bill, 40_000, w.supplier.address
        ),
        "sell pledged": sale(w, bill, 50_000, 49_000, order=paid),
        "release the paid": w.step(w.supplier, "Loans", "release", paid),
        "sync": w.step(w.supplier, "Loans", "sync", paid),
        "pay all": w.step(w.buyer, "Receivables", "pay", bill, 400_000),
        "redeem": w.step(w.supplier, "Receivables", "redeem", waiting, w.supplier.address),
    }
    return Scene(w, (order, paid), (bill, waiting), calls, False, PARTS)


def healthy(w: Hostile) -> Scene:
    """A running loan with units in custody and with holders; money of another order waits to be redeemed."""
    w.deposit(500_000)
    w.give_notice(100_000)
    w.travel(30 * DAY + 60)
    aside, waiting = paid_in_part(w)
    free = w.confirmed_receivable(aside, 100_000)
    order = w.accepted_order()
    w.receive(order, 800_000)
    w.open_and_draw(order, 300_000)
    bill, beside = w.confirmed_receivable(order, 400_000), w.confirmed_receivable(order, 300_000)
    w.release_units(order, bill, 50_000, w.second_financier)
    w.release_units(order, bill, 30_000, w.supplier)
    fresh = w.accepted_order()
    w.travel(DAY)
    terms = w.terms(version=2)
    newer = (terms, w.terms_signature(terms), fresh, 50_000, 10_000)
    calls = common_calls(w, order, bill, waiting) | {
        "open and draw": w.step(w.supplier, "Loans", "openAndDraw", *newer),
        "pay all": w.step(w.buyer, "Receivables", "pay", bill, 400_000),
        "sell": sale(w, free, 40_000, 39_000),
        "sell again": sale(w, free, 50_000, 48_000),
        "sell pledged": sale(w, bill, 50_000, 49_000, order=order),
        "sell pledged after payment": sale(w, bill, 50_000, 20_000, order=order, moneyIn=200_000),
        "deposit": w.step(w.guarantor, "GuaranteePool", "deposit", w.cash, 50_000),
        "withdraw": w.step(w.guarantor, "GuaranteePool", "withdraw", w.cash, 100_000),
        "commit": commitment(w, 2_300_000),
    }
    return Scene(w, (order, fresh), (bill, beside, waiting, free), calls, False, PARTS)


def troubled(w: Hostile) -> Scene:
    """In default for thirty days, guaranteed, its receivable overdue and bearing late interest."""
    w.deposit(1_000_000)
    facility = w.accept_terms()
    w.commit(facility, cap=200_000)
    _, waiting = paid_in_part(w)
    order = w.accepted_order(deliverBy=w.now + DAY, paymentTermDays=0)
    w.receive(order, 800_000)
    w.pledge(facility, order)
    w.draw(order, 300_000)
    bill = w.confirmed_receivable(order, 400_000, maturity=(w.now // DAY + 5) * DAY)
    beside = w.confirmed_receivable(order, 300_000, maturity=(w.now // DAY + 6) * DAY)
    w.release_units(order, bill, 50_000, w.second_financier)
    w.release_units(order, bill, 30_000, w.supplier)
    w.travel_to(w.position(order).graceEnds + 1)
    w.declare_default(order)
    w.give_notice(300_000)
    w.travel(30 * DAY + 60)
    w.fund(w.sub_supplier, 10**6)
    w.allow(w.sub_supplier, "Market")
    enforced: dict[str, Any] = {
        "seller": w.financier.address,
        "order": order,
        "by": w.financier,
        "how": "enforceSale",
        "buyer": w.sub_supplier,  # what is overdue is bought with one's own key, not under a mandate
    }
    calls = common_calls(w, order, bill, waiting) | {
        "claim": w.step(w.financier, "GuaranteePool", "claim", order, w.guarantor.address),
        "pay all": w.step(w.buyer, "Receivables", "pay", bill, 10**9),
        "enforce": sale(w, bill, 100_000, 90_000, **enforced),
        "enforce again": sale(w, bill, 60_000, 50_000, **enforced),
        "enforce after payment": sale(w, bill, 60_000, 20_000, **enforced, moneyIn=200_000),
        "write off": w.step(w.financier, "Loans", "writeOff", order),
        "flag": w.step(w.buyer, "Receivables", "flagOverdue", [bill]),
        "withdraw": w.step(w.guarantor, "GuaranteePool", "withdraw", w.cash, 100_000),
    }
    return Scene(w, (order,), (bill, beside, waiting), calls, True, PARTS)


def subrogated(w: Hostile) -> Scene:
    """The same after the guarantor has paid: repayments go to two."""
    scene = troubled(w)
    w.claim(scene.orders[0])
    return scene


PARTS: Final = {"pay and redeem": ("pay a part", "redeem units", "redeem own units")}
SCENES: Final[Mapping[str, Callable[[Hostile], Scene]]] = {
    "plain": plain,
    "healthy": healthy,
    "troubled": troubled,
    "subrogated": subrogated,
}


def common_calls(w: Hostile, order: str, bill: str, waiting: str) -> dict[str, Step]:
    """What can be tried in every scene."""
    id_ = int(bill, 16)
    redeem = ("Receivables", "redeem")
    units = ("Collateral", "releaseUnits", order, bill)
    return {
        "draw": w.step(w.supplier, "Loans", "draw", order, 50_000, 10_000),
        "repay": w.step(w.supplier, "Loans", "repay", order, 100_000),
        "repay all": w.step(w.supplier, "Loans", "repay", order, 10**9),
        "release": w.step(w.supplier, "Loans", "release", order),
        "sync": w.step(w.supplier, "Loans", "sync", order),
        "pay": w.step(w.buyer, "Receivables", "pay", bill, 200_000),
        "pay and redeem": pay_and_redeem(w, bill, 100_000),
        "pay a part": w.step(w.buyer, "Receivables", "pay", bill, 100_000),
        "pay the other": w.step(w.buyer, "Receivables", "pay", waiting, 50_000),
        "redeem": w.step(w.supplier, *redeem, waiting, w.supplier.address),
        "redeem units": w.step(w.second_financier, *redeem, bill, w.second_financier.address),
        "redeem own units": w.step(w.supplier, *redeem, bill, w.supplier.address),
        "transfer": w.step(w.second_financier, "Receivables", "transfer", w.supplier.address, id_, 10_000),
        "forgive": w.step(w.second_financier, "Receivables", "forgive", bill, 10_000),
        "release units": w.step(w.supplier, *units, 40_000, w.supplier.address),
        "release all units": w.step(w.supplier, *units, 320_000, w.supplier.address),
        "deposit units": w.step(w.supplier, "Collateral", "depositUnits", order, bill, 30_000),
    }


def paid_in_part(w: Hostile) -> tuple[str, str]:
    """An order without a loan and its receivable, on which money waits for the supplier."""
    for receiver in (w.supplier, w.second_financier):
        w.consent(receiver)
    aside = w.accepted_order()
    w.receive(aside, 900_000)
    waiting = w.confirmed_receivable(aside, 200_000)
    w.pay(waiting, 150_000)
    return aside, waiting


def pay_and_redeem(w: Hostile, bill: str, amount: int) -> Step:
    holders = [w.second_financier.address, w.supplier.address]
    return w.step(w.buyer, "Receivables", "payAndRedeem", bill, amount, holders)


def commitment(w: Hostile, cap: int) -> Step:
    terms = (w.facility_id(), 1, 5_000, cap, cap, w.now + 365 * DAY)
    return w.step(w.guarantor, "GuaranteePool", "commit", *terms)


def sale(
    w: Hostile,
    bill: str,
    units: int,
    price: int,
    *,
    order: str = NOBODY,
    by: Party | None = None,
    how: str = "sellPledged",
    buyer: Party | None = None,
    **changes: Any,
) -> Step:
    """A quote taken: by the holder, or for custody where an order is named.

    It is the second financier's, whose underwriter signs; or another buyer's, who signs himself.
    """
    key = w.underwriter.key if buyer is None else buyer.key
    account = (buyer or w.second_financier).address
    quote = w.quote(bill, units, price, buyerOfUnits=account, **changes)
    signature = w.signed("PurchaseQuote", quote, key)
    if order == NOBODY:
        return w.step(by or w.supplier, "Market", "sell", quote, signature)
    return w.step(by or w.supplier, "Collateral", how, order, quote, signature)
