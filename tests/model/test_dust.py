"""Dust: one receivable in ten thousand hands, paid in a hundred instalments, some late (INV-01b, INV-08)."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.model.arithmetic import DAY
from tests.model.evm import Chain
from tests.model.pair import Call, Pair
from tests.model.parties import SUPPLIER
from tests.model.prelude import begin
from tests.model.signatures import address_of, digest_of, sign
from tests.model.words import encode, functions, hash_text, hash_words

HOLDERS, INSTALMENTS = 10_000, 100
FACE = 20_000_003
LATE_BPS = 1_825


class Ground:
    """A deployment with one confirmed receivable of FACE in the supplier's hands."""

    def __init__(self) -> None:
        pair = Pair()
        begin(pair)
        self.chain: Chain = pair.chain
        self.now = pair.now
        self.buyer, self.supplier = address_of("buyer1"), address_of("supplier1")
        cash = self.chain.at["EUR"]
        terms = (self.supplier, cash, FACE, self.now + 30 * DAY, 30, 0, LATE_BPS, hash_text("order"), 1, 0)
        order = int.from_bytes(self.do(self.buyer, "Orders", "place", terms), "big")
        self.do(self.supplier, "Orders", "accept", order, 1)
        self.do(self.buyer, "Orders", "recordReceipt", order, FACE, 2)
        self.maturity = (self.now // DAY + 60) * DAY
        entity = int.from_bytes(self.ask("Participants", "entityOf", self.supplier), "big")
        fingerprint, until = hash_text("invoice"), self.now + 60
        proposal = (order, FACE, FACE, self.maturity, fingerprint, 3, 0)
        self.receivable = hash_words(order, hash_words(entity, fingerprint), FACE, FACE, self.maturity, 3, 0)
        said = (entity, fingerprint, FACE, self.chain.at["Receivables"], self.receivable, until)
        digest = digest_of("InvoiceIdentity", "Fingerprints", self.chain.at["Fingerprints"], said)
        self.do(self.supplier, "Receivables", "propose", proposal, until, sign("service", digest))
        self.do(self.buyer, "Receivables", "confirm", self.receivable, 0)

    def do(self, caller: int, target: str, function: str, *args: Any) -> bytes:
        """A call that must succeed; its answer."""
        self.chain.set_time(self.now)
        call = Call(caller, target, function, args)
        good, answer = self.chain.call(caller, self.chain.at[target], call.data)
        assert good, (call, answer.hex())
        return answer

    def ask(self, contract: str, function: str, *args: Any) -> bytes:
        """The answer of a view."""
        target = "EUR" if contract == "Cash" else contract
        return self.chain.ask(self.chain.at[target], functions()[f"{contract}.{function}"] + encode(args))

    def number(self, contract: str, function: str, *args: Any) -> int:
        """The answer of a view with one number."""
        return int.from_bytes(self.ask(contract, function, *args), "big")

    def spread(self, dice: random.Random) -> dict[int, int]:
        """Units to ten thousand new parties; who holds how many."""
        units = {}
        operator = address_of("operator")
        for n in range(HOLDERS):
            who = 2**100 + n
            until = self.now + 9_000 * DAY
            self.do(operator, "Participants", "admit", who, (n + 1) << 144, 0, SUPPLIER, until, 1, 2)
            self.do(who, "Receivables", "acceptFrom", self.supplier, 1)
            units[who] = dice.choice([1, 2, 3, 7, 1_000, 3_000])
            self.do(self.supplier, "Receivables", "transfer", who, self.receivable, units[who])
        units[self.supplier] = FACE - sum(units.values())
        assert units[self.supplier] > 0
        return units


@pytest.mark.slow
def test_INV_01b_INV_08_ten_thousand_holders_are_paid_to_within_one_unit_and_the_sum_exactly() -> None:
    dice = random.Random(17)
    ground = Ground()
    units = ground.spread(dice)
    taken = {who: -ground.number("Cash", "balanceOf", who) for who in units}
    money = 0
    ground.now = ground.maturity - 40 * DAY
    for n in range(INSTALMENTS):
        owed = ground.number("Receivables", "owed", ground.receivable)
        amount = owed if n == INSTALMENTS - 1 else 1 + owed * dice.randrange(1, 40) // 1_000
        some = tuple(dice.sample(sorted(units), 20))
        paid = ground.do(ground.buyer, "Receivables", "payAndRedeem", ground.receivable, amount, list(some))
        money += int.from_bytes(paid, "big")
        ground.now += DAY
        ground.chain.set_time(ground.now)
    for who in units:
        redeem = Call(address_of("investor"), "Receivables", "redeem", (ground.receivable, who))
        ground.chain.call(redeem.caller, ground.chain.at["Receivables"], redeem.data)  # some have all of it
    for who in units:
        taken[who] += ground.number("Cash", "balanceOf", who)
    assert sum(taken.values()) == money > FACE
    for who, has in units.items():
        assert abs(taken[who] * FACE - has * money) < FACE, who
    assert ground.number("Cash", "balanceOf", ground.chain.at["Receivables"]) == 0
