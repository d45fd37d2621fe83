"""How suppliers pledge, draw and pay back: plain rules with a seed, so that a run can be repeated.

- A supplier with a share of 0 % pledges nothing. Others pledge each order of at least `LEAST_PLEDGE` in the
  evening of the day on which it was accepted, or was raised to that. The first pledge opens the facility and
  draws in one transaction.
- After each milestone of a pledged order (accepted, received, confirmed, …) a supplier draws until principal
  is its share of the order's limit, when that is at least `LEAST_DRAW`.
- It pays back what is owed on the due date, and an excess over the limit after `PATIENCE_DAYS`, as far as its
  cash goes (what it drew and was paid: the log knows no other), and tries again after `TRY_AGAIN_DAYS`.
- At each month's end a servicer syncs all accounts with a limit or debt, so that what time alone changed is
  recorded.
"""

from __future__ import annotations

from collections.abc import Iterable

from chain.clients.base import read_many
from chain.clients.cash import Cash
from chain.clients.loans import Loans
from chain.deployments import Deployment
from chain.encoding import address_bytes, keccak256, to_hex
from chain.messages import facility_terms
from chain.provider import Chain
from chain.structs import Terms
from finance.capacity import capacity
from finance.stages import Stages
from finance.units import Bps, MinorUnits
from scripts.replay import rules
from scripts.replay.books import Action, Item, Kind, commitment
from scripts.replay.people import People, Supplier

HIGHEST_RATE: int = 10_000


class Credit:
    """Makes the suppliers' calls to Loans. `waiting`: orders to be pledged; `indebted`: with principal;
    `short`: how often a supplier could not pay all that it had to."""

    def __init__(self, chain: Chain, deployment: Deployment, people: People, items: list[Item]) -> None:
        self._chain = chain
        self._deployment = deployment
        self._people = people
        self._items = items
        self._cash = deployment.cash_of(rules.CURRENCY).address
        self._loans = Loans(deployment.address("Loans"), chain)
        self._money = Cash(self._cash, chain)
        self._waiting: dict[int, Item] = {}
        self._indebted: set[int] = set()
        self.now = 0
        self.day = 0
        self.short = 0

    def noticed(self, actions: Iterable[Action]) -> None:
        """Orders that were accepted or raised may be worth pledging."""
        for action in actions:
            if action.refused is None and action.kind in (Kind.ACCEPT, Kind.AGREE):
                item = action.on
                if item.supplier.share_percent and not item.pledged and item.live >= rules.LEAST_PLEDGE:
                    self._waiting[item.no] = item

    def pledges(self) -> list[Action]:
        """What is pledged this evening; of a supplier without facility one order, with its first draw."""
        calls = []
        for item in list(self._waiting.values()):
            supplier = item.supplier
            if supplier.open:
                call = self._loans.pledge(self._facility(supplier), item.order_id)
                calls.append(Action(Kind.PLEDGE, supplier, call, item))
            elif not supplier.opening:
                supplier.opening = True
                calls.append(self._open(item))
            else:
                continue
            del self._waiting[item.no]
        for action in calls:
            action.on.supplier.opening = False
        return calls

    def draws(self, synced: set[int]) -> list[Action]:
        """Draws on the accounts that something happened to today."""
        calls = []
        for number in sorted(synced):
            item = self._items[number]
            amount = item.capacity * item.supplier.share_percent // 100 - item.principal
            if item.pledged and amount >= rules.LEAST_DRAW:
                call = self._loans.draw(item.order_id, amount, HIGHEST_RATE)
                calls.append(Action(Kind.DRAW, item.supplier, call, item))
        return calls

    def noted(self, synced: set[int]) -> None:
        """These accounts may owe something now, or nothing any more."""
        for number in synced:
            (self._indebted.add if self._items[number].principal else self._indebted.discard)(number)

    def repayments(self) -> list[Action]:
        """What is due is paid back, and what has been over the limit for days, as far as the cash goes."""
        patience = self.now - rules.PATIENCE_DAYS * rules.DAY_S
        due = [
            item
            for item in (self._items[number] for number in sorted(self._indebted))
            if self.day >= item.next_try_day
            and (item.due_at <= self.now or (item.over_since and item.over_since <= patience))
        ]
        positions = read_many(self._chain, [self._loans.read_position(item.order_id) for item in due])
        owners = {item.supplier.address: item.supplier for item in due}
        balances = read_many(self._chain, [self._money.read_balance_of(address) for address in owners])
        cash = dict(zip(owners, balances, strict=True))
        calls = []
        for item, found in zip(due, positions, strict=True):
            wanted = found.principal if item.due_at <= self.now else found.principal - found.capacity
            if wanted <= 0:
                continue
            # A basis point of principal is more than any rate brings until the block is mined.
            wanted += found.owed_interest + found.owed_penalty + found.principal // 10_000 + 1
            amount = min(wanted, cash[item.supplier.address])
            cash[item.supplier.address] -= amount
            item.next_try_day = self.day + rules.TRY_AGAIN_DAYS
            self.short += amount < wanted
            if amount:
                call = self._loans.repay(item.order_id, amount)
                calls.append(Action(Kind.REPAY, item.supplier, call, item))
        return calls

    def month_end(self) -> list[Action]:
        """Bring all accounts with a limit or debt up to date."""
        servicer = self._people.servicer
        return [
            Action(Kind.SYNC, servicer, self._loans.sync(item.order_id), item)
            for item in self._items
            if item.pledged and (item.capacity or item.principal)
        ]

    def _open(self, item: Item) -> Action:
        """Accept the financier's terms, pledge, draw the supplier's share of what the order brings."""
        terms = self._terms(item.supplier)
        underwriter = item.supplier.financier.underwriter
        message = facility_terms(self._deployment.chain_id, self._deployment.address("Facilities"), terms)
        live = MinorUnits(item.live - item.received)
        there = MinorUnits(item.received - item.returned)
        schedule = tuple(Bps(each) for each in terms.advance_bps)
        limit = capacity(Stages(live, MinorUnits(0), there, MinorUnits(0)), schedule)  # type: ignore[arg-type]
        amount = limit * item.supplier.share_percent // 100
        signature = to_hex(message.sign(underwriter.key))
        call = self._loans.open_and_draw(
            terms=terms,
            signature=signature,
            order_id=item.order_id,
            amount=amount,
            max_rate_bps=HIGHEST_RATE,
        )
        return Action(Kind.OPEN, item.supplier, call, item)

    def _terms(self, supplier: Supplier) -> Terms:
        offer = supplier.financier.offer
        return Terms(
            supplier.financier.address,
            supplier.address,
            self._cash,
            offer.cap,
            offer.advance_bps,
            offer.rate_bps,
            rules.PENALTY_BPS,
            offer.fee_bps,
            rules.GRACE_DAYS,
            rules.CURE_DAYS,
            rules.STALE_DAYS,
            rules.MAX_TENOR_DAYS,
            commitment("policy of the replay"),
            1,
            self.now + rules.DAY_S,
            self.now + rules.FACILITY_DAYS * rules.DAY_S,
        )

    def _facility(self, supplier: Supplier) -> str:
        return facility_id_of(supplier.financier.address, supplier.address, self._cash)


def facility_id_of(financier: str, supplier: str, cash: str) -> str:
    """hash(financier, supplier, cash): IFacilities.facilityIdOf."""
    words = [address_bytes(each).rjust(32, b"\0") for each in (financier, supplier, cash)]
    return to_hex(keccak256(b"".join(words)))
