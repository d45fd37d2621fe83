"""The other moves: admission, cash, conditions asked for, sisters' functions, batches. And the mixture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.model.arithmetic import DAY, YEAR
from tests.model.moves_stories import Stories
from tests.model.pair import Call
from tests.model.parties import ANY
from tests.model.player import PARTIES, Made, call_of, types_of_arguments
from tests.model.signatures import address_of
from tests.model.words import MASK, U128

SISTERS: Final = (
    *[("Participants", "addOverdue"), ("Participants", "removeOverdue")],
    *[("Receivables", "moveUnits"), ("Market", "takePledged")],
    *[("Fingerprints", "occupy"), ("Fingerprints", "free")],
    *[("Facilities", n) for n in ("reserve", "free", "noteDefault", "spend", "acceptTermsFor")],
    *[("Loans", n) for n in ("syncWith", "takeConfirmed", "changeCustody", "collect", "subrogate")],
    *[
        ("Orders", n)
        for n in ("addProposed", "removeProposed", "confirmProposed", "voidConfirmed", "setPledged")
    ],
)
MIXTURE: Final[dict[str, int]] = {
    "place": 14,
    "place_signed": 4,
    "accept": 18,
    "reject_order": 2,
    "amend": 7,
    "accept_amendment": 6,
    "ship": 22,
    "attest": 18,
    "retract": 4,
    "receive": 26,
    "give_back": 6,
    "dispute": 5,
    "resolve": 7,
    "cancel": 4,
    "propose": 45,
    "withdraw": 3,
    "reject": 2,
    "confirm": 40,
    "transfer": 12,
    "approve_units": 4,
    "consent": 5,
    "pay": 26,
    "redeem": 14,
    "flag": 4,
    "forgive": 3,
    "request_void": 4,
    "void": 4,
    "set_mandate": 4,
    "revoke_mandate": 1,
    "set_line": 5,
    "set_attestor": 3,
    "facility_call": 7,
    "accept_terms": 9,
    "open_and_draw": 10,
    "pledge": 22,
    "release": 6,
    "draw": 48,
    "repay": 22,
    "adopt": 4,
    "extend": 3,
    "waive": 4,
    "declare": 9,
    "write_off": 3,
    "sync": 8,
    "release_units": 14,
    "deposit_units": 8,
    "sell": 12,
    "sell_pledged": 9,
    "cancel_quote": 2,
    "pool": 8,
    "commit": 9,
    "end_commitment": 2,
    "claim": 8,
    "admission": 10,
    "money": 12,
    "permit": 3,
    "condition": 3,
    "sister": 3,
    "batch": 6,
    "bad_terms": 3,
    "amend_storm": 1,
    "switch": 1,
}


class Rest(Stories):
    """Whoever plays, plays this."""

    def admission(self) -> Made:
        """Operator: mostly heals, sometimes hurts."""
        operator = address_of("operator")
        lapsed = [name for name in PARTIES if 0 < self._until(name) < self.now + 10 * DAY]
        if self.model.get("paused") and self.chance(60):
            return (operator, "Participants", "unpause", ())
        out = [name for name in PARTIES if self.model.party(address_of(name)).suspended]
        if out and self.chance(55):
            return (operator, "Participants", "reinstate", (address_of(self.pick(out)),))
        name = self.pick(lapsed) if lapsed and self.chance(90) else self.pick(PARTIES)
        account, party = address_of(name), self.model.party(address_of(name))
        roll = self.dice.random()
        if (lapsed and roll < 0.8) or roll < 0.35:
            years = (
                self.pick([YEAR, 3 * YEAR, 10 * YEAR]) if self.chance(90) else self.dice.randint(0, 30 * DAY)
            )
            group = party.group if self.chance(93) else self.pick([0, 5, 7, 9])
            roles = party.roles if self.chance(94) else self.dice.randint(0, 130)
            return (
                operator,
                "Participants",
                "renew",
                (account, group, roles & 0xFFFF, self.now + years, 1, 2),
            )
        if roll < 0.65:
            return (operator, "Participants", "suspend", (account, 1))
        if roll < 0.72:
            return (operator, "Participants", "reinstate", (account,))
        if roll < 0.80:
            entity = self.pick([self.dice.randint(1, 10**9), self.dice.randint(1, 10**9), 0]) << 144
            args = (
                account,
                entity,
                self.pick([0, 7]),
                self.dice.randint(1, ANY),
                self.now + self.pick([YEAR, YEAR, 0]),
                1,
                2,
            )
            return (operator, "Participants", "admit", args)
        if roll < 0.88:
            cash = self.model.at[self.pick(["EUR", "JPY", "STRAY"])]
            return (operator, "Participants", "listCash", (cash,))
        return (operator, "Participants", self.pick(["pause", "unpause"]), ())

    def _until(self, name: str) -> int:
        return self.model.party(address_of(name)).valid_until

    def money(self) -> Made:
        """Bank and holders."""
        token = "EUR" if self.chance(80) else "JPY"
        cash, me = self.model.at[token], self.who(*PARTIES)
        has = self.model.balance(cash, me)
        part = (
            self.upto(has) if self.chance(20) else has // self.dice.randint(10**6, 10**9) + self.pick([0, 1])
        )
        other = self.who(*PARTIES) if self.chance(93) else self.pick([*self.model.at.values(), 0])
        roll = self.dice.random()
        if roll < 0.2:
            receipt = self.fresh("receipt") if self.chance(85) else 77
            most = self.pick([self.amount(), 10**15, 0, U128])
            return (address_of("bank"), token, "issue", (other, most, receipt))
        if roll < 0.3:
            return (me, token, "redeem", (part, 5))
        if roll < 0.45:
            return (me, token, "transfer", (other, part))
        if roll < 0.6:
            spender = self.pick([*self.model.at.values(), me]) if self.chance(70) else self.who(*PARTIES)
            allowed = self.pick([MASK, MASK, MASK, self.amount(), 0]) if spender else 0
            return (me, token, "approve", (spender, allowed))
        if roll < 0.7:
            return (me, token, "transferFrom", (self.who(*PARTIES), other, part))
        if roll < 0.78:
            return (me, token, "settle", (other, part))
        if roll < 0.85:
            if self.chance(50):
                fee = (self.who(*PARTIES), self.upto(part))
                return (me, token, "settleWithFeeFrom", (self.who(*PARTIES), other, part, *fee))
            return (me, token, "settleFrom", (self.who(*PARTIES), other, part))
        held = [
            key[2] for key, value in self.model.cells.items() if key[0] == "held" and key[1] == cash and value
        ]
        return (me, token, "releaseHeld", (self.pick(held) if held and self.chance(85) else me,))

    def permit(self) -> Made:
        """A permit by its own function, or by the contract that it is for."""
        token = "EUR" if self.chance(85) else "JPY"
        cash, owner = self.model.at[token], self.who(*PARTIES)
        target = self.pick(["Loans", "Receivables", "GuaranteePool"])
        spender, allowed = self.model.at[target], self.pick([MASK, self.amount(), 10**18])
        until = self.now + self.pick([0, DAY, DAY, -1])
        nonce = self.model.get("nonce", cash, owner) + (0 if self.chance(93) else 1)
        signer = owner if self.chance(93) else self.who(*PARTIES)
        s = self.signed("Permit", token, (owner, spender, allowed, nonce, until), signer)
        vrs = (s[64], int.from_bytes(s[:32], "big"), int.from_bytes(s[32:64], "big"))
        if self.chance(50):
            return (owner, target, "permitCash", (cash, allowed, until, *vrs))
        return (self.who(*PARTIES), token, "permit", (owner, spender, allowed, until, *vrs))

    def condition(self) -> Made:
        """What anyone may ask of the directory."""
        me, a, b = (self.who(*PARTIES) for _ in range(3))
        role_a, role_b = 1 << self.dice.randint(0, 6), 1 << self.dice.randint(0, 6)
        return self.pick(
            [
                (me, "Participants", "requireActive", (a, role_a)),
                (me, "Participants", "requireActivePair", (a, role_a, b, role_b)),
                (me, "Participants", "requireStanding", (a, role_a)),
                (me, "Participants", "requireMayConfirm", (a, self.pick([0, 1]))),
            ]
        )

    def sister(self) -> Made:
        """What only the other contracts may call."""
        target, function = self.pick(SISTERS)
        args = tuple(self._nothing(kind) for kind in types_of_arguments(target, function))
        return (self.who(*PARTIES), target, function, args)

    def _nothing(self, kind: Any) -> Any:
        if isinstance(kind, tuple):
            return tuple(self._nothing(part) for part in kind)
        if kind == "bytes":
            return b""
        if kind == "bytes14":
            return 0
        return self.order_ids_or_nothing() if kind == "bytes32" else self.pick([0, 1])

    def order_ids_or_nothing(self) -> int:
        return self.recent(self.orders) or 0

    def switch(self) -> Made:
        """Operator: the fingerprint service, its writers."""
        operator = address_of("operator")
        ours = self.model.at["Receivables"]
        if not self.model.get("writer", ours) or self.chance(8):  # taken off the list, and soon on it again
            return (operator, "Fingerprints", "setWriter", (ours, int(not self.model.get("writer", ours))))
        if self.chance(50):
            stranger = self.who("investor", "outsider")
            return (operator, "Fingerprints", "setWriter", (stranger, self.pick([0, 1])))
        service = address_of("service" if self.chance(60) else "investor")
        return (operator, "Fingerprints", "setService", (service,))

    def batch(self) -> Made | None:
        """Several calls of one party on one contract."""
        found: list[Made] = []
        for _ in range(12):
            made = self.one()
            fits = made[1] in BATCHES and "ulticall" not in made[2]
            if fits and (not found or made[:2] == found[0][:2]):
                found.append(made)
            if len(found) == 4:
                break
        if not found:
            return None
        function = self.pick(["multicall", "tryMulticall"])
        return (found[0][0], found[0][1], function, ([call_of(made) for made in found],))

    # ---- the next call

    def one(self) -> Made:
        """A move by the mixture; one in fifteen is spoilt."""
        while True:
            if self.model.get("paused") and self.chance(5):
                return (address_of("operator"), "Participants", "unpause", ())
            name = self.dice.choices(NAMES, cum_weights=WEIGHTS)[0]
            move: Callable[[], Made | None] = getattr(self, name)
            made = move()
            if made is not None:
                spoilt = self.chance(25 if name in OFTEN_SPOILT else 6.5)
                return self.spoil(made) if spoilt and name not in ("batch", "amend_storm") else made

    def next(self) -> Call:
        """The next call of the campaign: one in five goes on with a story."""
        if self.chance(20):
            told = self.step()
            if told is not None:
                return call_of(self.spoil(told[0]) if self.chance(2) else told[0], told[1])
        return call_of(self.one(), self.wait())

    def saw(self, call: Call, succeeded: bool) -> None:
        """Remember what a call has made."""
        if not succeeded:
            return
        for part in call.args[0] if call.function in ("multicall", "tryMulticall") else [call]:
            if part.function == "propose" and part.target == "Receivables":
                p = part.args[0]
                receivable_id = self.model._ids(p, call.caller)[0]
                if receivable_id not in self.proposals:
                    self.proposals[receivable_id] = p
                    self.receivables.append(receivable_id)
            elif part.function in ("place", "placeSigned"):
                buyer, terms = (
                    (part.args[0], part.args[1])
                    if part.function == "placeSigned"
                    else (call.caller, part.args[0])
                )
                self.orders.append(self.model.order_id(buyer, terms[7], terms[9]))


BATCHES: Final = ("Orders", "Receivables", "Loans", "Facilities", "Collateral", "Market", "GuaranteePool")
OFTEN_SPOILT: Final = ("accept_terms", "set_mandate", "admission")
NAMES: Final = list(MIXTURE)
WEIGHTS: Final = [sum(list(MIXTURE.values())[: i + 1]) for i in range(len(MIXTURE))]
