"""Running totals of one trade: ordered, sent, received, rejected and invoiced, in pieces and in money."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from api.documents.findings import Finding, error, warning
from api.documents.identity import normalised
from api.documents.model import Line, ReferenceKind
from api.documents.trade import Entry
from api.documents.valuation import OrderValue, find_line, fraction


@dataclass(frozen=True)
class MatchLine:
    """One order line in pieces: ordered, despatched, received (with rejected), rejected, short, invoiced."""

    id: str
    item: str
    unit: str
    ordered: Fraction
    despatched: Fraction
    received: Fraction
    rejected: Fraction
    short: Fraction
    invoiced: Fraction


@dataclass(frozen=True)
class Match:
    """The three-way match in minor units with tax, at order prices but for `invoiced`, `credited` and `paid`,
    which are as stated. invoiced ≤ received − returned ≤ ordered is what the chain enforces."""

    currency: str
    ordered: int
    despatched: int
    received: int
    returned: int
    short: int
    invoiced: int
    proposed: int
    credited: int
    paid: int
    lines: tuple[MatchLine, ...]


Pieces = dict[int, Fraction]


@dataclass
class Ledger:
    """Totals by place of the order line; money totals never fall, because milestones are cumulative."""

    value: OrderValue
    despatched: Pieces = field(default_factory=dict)
    received_pieces: Pieces = field(default_factory=dict)
    rejected: Pieces = field(default_factory=dict)
    short: Pieces = field(default_factory=dict)
    invoiced_pieces: Pieces = field(default_factory=dict)
    shipped: int = 0
    received: int = 0
    returned: int = 0
    invoiced: int = 0
    proposed: int = 0
    credited: int = 0
    paid: int = 0
    despatch_places: dict[tuple[str, str], int] = field(default_factory=dict)

    def revalue(self, value: OrderValue) -> None:
        """Takes the amended order's prices and quantities from here on."""
        self.value = value

    def room(self) -> int:
        """What may still be proposed: received − returned − proposed."""
        return max(0, self.received - self.returned - self.proposed)

    def ship(self, each: Entry, findings: list[Finding]) -> int:
        """Adds a despatch; the new shipped total."""
        for line in each.document.lines:
            place = self._place(each, line, findings)
            if place is not None:
                self._add(self.despatched, place, fraction(line.quantity))
                self.despatch_places[normalised(each.document.number), normalised(line.id)] = place
                self._warn_over(each, place, self.despatched[place], "despatched", findings)
        self.shipped = max(self.shipped, self.value.worth_down(self.despatched))
        return self.shipped

    def receive(self, each: Entry, findings: list[Finding]) -> tuple[int, int]:
        """Adds a receipt; the new received total (with rejected goods) and the new returned total."""
        for line in each.document.lines:
            place = self._place(each, line, findings)
            if place is None:
                continue
            self._add(self.received_pieces, place, fraction(line.received))
            self._add(self.rejected, place, fraction(line.rejected))
            self._add(self.short, place, fraction(line.short))
            self._warn_over(each, place, self.received_pieces[place], "received", findings)
        self.received = max(self.received, self.value.worth_down(self.received_pieces))
        kept = self.value.worth_down(self._kept())
        self.returned = (
            max(self.returned, self.received - kept) if any(self.rejected.values()) else self.returned
        )
        return self.received, self.returned

    def invoice(self, each: Entry, findings: list[Finding]) -> None:
        """Adds an invoice and compares its pieces with those kept, and its prices with the order's."""
        self.invoiced += each.document.amounts.payable or 0
        kept = self._kept()
        for line in each.document.lines:
            if line.parent or line.quantity is None:
                continue
            place = find_line(self.value, line, self._despatched(each, line))
            if place is None or not self._same_unit(line, place):
                continue
            self._add(self.invoiced_pieces, place, fraction(line.quantity))
            have = kept.get(place, Fraction(0))
            if self.invoiced_pieces[place] > have:
                message = (
                    f"Line {line.id}: {_shown(self.invoiced_pieces[place])} invoiced, "
                    f"{_shown(have)} received and kept."
                )
                remedy = "The buyer records the receipt, or the supplier credits the difference."
                findings.append(warning("TS-MATCH-QUANTITY", message, remedy, f"/{each.name}"))
            self._warn_price(each, line, place, findings)

    def give_back(self, each: Entry) -> int | None:
        """The new returned total when a credit note gives goods back by quantity; None when it gives none."""
        goods: Pieces = {}
        for line in each.document.lines:
            place = find_line(self.value, line, self._despatched(each, line))
            if place is not None and self._same_unit(line, place) and fraction(line.quantity) > 0:
                self._add(goods, place, fraction(line.quantity))
        if not goods:
            return None
        for place, pieces in goods.items():
            self._add(self.rejected, place, pieces)
        self.returned = max(self.returned, self.received - self.value.worth_down(self._kept()))
        return self.returned

    def match(self) -> Match:
        """Where the trade stands."""
        with_short = {
            place: self.received_pieces.get(place, Fraction(0)) + self.short.get(place, Fraction(0))
            for place in set(self.received_pieces) | set(self.short)
        }
        zero = Fraction(0)
        return Match(
            currency=self.value.currency,
            ordered=self.value.total,
            despatched=self.shipped,
            received=self.received,
            returned=self.returned,
            short=max(0, self.value.worth_down(with_short) - self.value.worth_down(self.received_pieces)),
            invoiced=self.invoiced,
            proposed=self.proposed,
            credited=self.credited,
            paid=self.paid,
            lines=tuple(
                MatchLine(
                    id=each.line.id,
                    item=each.line.item,
                    unit=each.line.unit,
                    ordered=each.quantity,
                    despatched=self.despatched.get(place, zero),
                    received=self.received_pieces.get(place, zero),
                    rejected=self.rejected.get(place, zero),
                    short=self.short.get(place, zero),
                    invoiced=self.invoiced_pieces.get(place, zero),
                )
                for place, each in enumerate(self.value.lines)
            ),
        )

    def _kept(self) -> Pieces:
        return {
            place: max(Fraction(0), pieces - self.rejected.get(place, Fraction(0)))
            for place, pieces in self.received_pieces.items()
        }

    @staticmethod
    def _add(pieces: Pieces, place: int, more: Fraction) -> None:
        pieces[place] = pieces.get(place, Fraction(0)) + more

    def _same_unit(self, line: Line, place: int) -> bool:
        ordered = self.value.lines[place].line.unit
        return not line.unit or not ordered or line.unit == ordered

    def _despatched(self, each: Entry, line: Line) -> int | None:
        """The order line of the despatch line that `line` names; None when that is not one line."""
        own = [one.number for one in line.references if one.kind is ReferenceKind.DESPATCH]
        numbers = own or list(each.document.numbers(ReferenceKind.DESPATCH))
        if not line.despatch_line or len(numbers) != 1:
            return None
        return self.despatch_places.get((normalised(numbers[0]), normalised(line.despatch_line)))

    def _place(self, each: Entry, line: Line, findings: list[Finding]) -> int | None:
        place = find_line(self.value, line, self._despatched(each, line))
        if place is None:
            message = f"Line {line.id or '?'} of '{each.name}' cannot be matched to a line of the order."
            remedy = "Name the order's line in it (OrderLineReference)."
            findings.append(error("TS-MATCH-LINE", message, remedy, f"/{each.name}"))
            return None
        if not self._same_unit(line, place):
            ordered = self.value.lines[place].line.unit
            message = f"Line {line.id or '?'}: unit {line.unit}, ordered in {ordered}; it counts for nothing."
            findings.append(error("TS-MATCH-UNIT", message, "State it in the order's unit.", f"/{each.name}"))
            return None
        return place

    def _warn_over(
        self, each: Entry, place: int, pieces: Fraction, word: str, findings: list[Finding]
    ) -> None:
        ordered = self.value.lines[place].quantity
        if pieces > ordered:
            line = self.value.lines[place].line.id
            message = (
                f"Line {line}: {_shown(pieces)} {word}, {_shown(ordered)} ordered; the rest is not valued."
            )
            remedy = "The buyer amends the order upward if it keeps them."
            findings.append(warning("TS-MATCH-OVER", message, remedy, f"/{each.name}"))

    def _warn_price(self, each: Entry, line: Line, place: int, findings: list[Finding]) -> None:
        ordered = self.value.lines[place]
        quantity = fraction(line.quantity)
        if line.amount is None or ordered.line.amount is None or quantity <= 0 or ordered.quantity <= 0:
            return
        # Compared crosswise, with one minor unit of play for the rounding of either line.
        if line.amount * ordered.quantity - ordered.line.amount * quantity > max(ordered.quantity, quantity):
            message = f"Line {line.id}: invoiced dearer than ordered."
            remedy = "Ask the supplier for the order's price, or amend the order."
            findings.append(warning("TS-MATCH-PRICE", message, remedy, f"/{each.name}"))


def _shown(pieces: Fraction) -> str:
    return str(pieces.numerator) if pieces.denominator == 1 else _decimal_text(pieces)


def _decimal_text(pieces: Fraction) -> str:
    """A fraction as decimal text with at most four places, rounded down, without floats."""
    scaled = pieces.numerator * 10_000 // pieces.denominator
    return f"{scaled // 10_000}.{scaled % 10_000:04d}".rstrip("0").rstrip(".")
