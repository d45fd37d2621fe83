"""Holders of a receivable: what came in belongs to whoever held the units then.

Source: finance.md, "Holders of a receivable"; model.md, Receivables (one-slot holdings). A claim is kept in
ClaimUnits (minor unit × units outstanding), so a payment is shared without rounding. A redemption pays whole
minor units. Before settlement the holder keeps its remainder; once nothing more can come in, remainders go to
the receivable's `dust`, which every later redemption collects first: the last one finds exactly what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from finance.units import ClaimUnits, FinanceError, MinorUnits, check_amount, floor_div


class NotEnoughUnits(FinanceError):
    """A holder gives more units than it has."""


class AlreadySettled(FinanceError):
    """Money comes in, or units move, after the receivable was settled."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Units of face (minor units), moneyIn seen at the last touch, claim in ClaimUnits."""

    units: MinorUnits = MinorUnits(0)
    seen: MinorUnits = MinorUnits(0)
    claim: ClaimUnits = ClaimUnits(0)


EMPTY = Holding()


@dataclass(frozen=True, slots=True)
class HolderBook:
    """All holdings of one receivable: units outstanding, money in and paid out (minor units), dust
    (ClaimUnits).
    """

    outstanding: MinorUnits
    money_in: MinorUnits = MinorUnits(0)
    redeemed: MinorUnits = MinorUnits(0)
    settled: bool = False
    dust: ClaimUnits = ClaimUnits(0)
    holdings: Mapping[str, Holding] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def held(self) -> MinorUnits:
        """Cash that the receivable holds for its holders."""
        return MinorUnits(self.money_in - self.redeemed)

    def holding(self, holder: str) -> Holding:
        """The holding as of now: claim += units × (moneyIn − seen)."""
        return touch(self.holdings.get(holder, EMPTY), self.money_in)


def touch(holding: Holding, money_in: MinorUnits) -> Holding:
    """Bring a holding up to `money_in`.

    Done before its units change, so that old money stays with the old holder.
    """
    gained = holding.units * (money_in - holding.seen)
    return Holding(holding.units, money_in, ClaimUnits(holding.claim + gained))


def mint(first_holder: str, face: MinorUnits) -> HolderBook:
    """All units with one holder. Errors: NegativeQuantity, AmountTooLarge."""
    check_amount("face", face)
    return HolderBook(face, holdings=MappingProxyType({first_holder: Holding(units=face)}))


def transfer(book: HolderBook, giver: str, taker: str, units: MinorUnits) -> HolderBook:
    """Move units; conserves them (INV-02).

    Errors: NotEnoughUnits, NegativeQuantity, AmountTooLarge, AlreadySettled.
    """
    check_amount("units", units)
    if book.settled:
        raise AlreadySettled(money_in=book.money_in)
    giving = book.holding(giver)
    if units > giving.units:
        raise NotEnoughUnits(holder=giver, units=giving.units, asked=units)
    changed = _with(book, giver, replace(giving, units=MinorUnits(giving.units - units)))
    taking = changed.holding(taker)
    return _with(changed, taker, replace(taking, units=MinorUnits(taking.units + units)))


def pay_in(book: HolderBook, amount: MinorUnits, *, settles: bool = False) -> HolderBook:
    """Money of the obligor comes in, minor units.

    `settles` where nothing more can follow (face and late interest paid). Errors: NegativeQuantity,
    AmountTooLarge, AlreadySettled.
    """
    check_amount("amount", amount)
    if book.settled:
        raise AlreadySettled(money_in=book.money_in)
    return replace(book, money_in=MinorUnits(book.money_in + amount), settled=settles)


def payable(book: HolderBook, holder: str) -> MinorUnits:
    """What a redemption pays now: floor(claim / outstanding).

    After settlement the dust is collected first.
    """
    claim = book.holding(holder).claim
    if book.settled and claim:
        claim = ClaimUnits(claim + book.dust)
    return MinorUnits(floor_div(claim, book.outstanding)) if claim else MinorUnits(0)


def redeem(book: HolderBook, holder: str) -> tuple[HolderBook, MinorUnits]:
    """Pay a holder out; answers the new book and the money paid.

    Σ claims + dust = outstanding × held (INV-01b).
    """
    holding = book.holding(holder)
    paid = payable(book, holder)
    left = holding.claim - paid * book.outstanding
    if book.settled and holding.claim:
        after = replace(book, dust=ClaimUnits(left + book.dust), redeemed=MinorUnits(book.redeemed + paid))
        return _with(after, holder, replace(holding, claim=ClaimUnits(0))), paid
    after = replace(book, redeemed=MinorUnits(book.redeemed + paid))
    return _with(after, holder, replace(holding, claim=ClaimUnits(left))), paid


def _with(book: HolderBook, holder: str, holding: Holding) -> HolderBook:
    return replace(book, holdings=MappingProxyType({**book.holdings, holder: holding}))
