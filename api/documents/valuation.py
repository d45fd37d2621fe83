"""Quantities become money at the order's own prices.

An order is worth its total with tax (`order_total`). Each line has its share of that total, in proportion
to the line's amount plus its tax; shares are cut at the cumulative floor, so the last line takes the
remainder and the shares sum to the total exactly. A quantity x of a line of q pieces is worth floor(share ×
x / q): rounded DOWN, so that no receipt is valued above what came; x = q gives the whole share, so the last
piece takes the remainder. Only cumulative quantities are valued; the value of one delivery is the
difference of two totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from api.documents.checks import order_total
from api.documents.identity import normalised
from api.documents.model import Document, Line, PartyId


@dataclass(frozen=True)
class LineValue:
    """A line of an order: its quantity, and its share of the order's total in minor units with tax."""

    line: Line
    quantity: Fraction
    share: int

    def worth_down(self, quantity: Fraction) -> int:
        """Minor units of a cumulative quantity, rounded down; more than was ordered is worth no more."""
        if quantity <= 0 or self.quantity <= 0:
            return 0
        if quantity >= self.quantity:
            return self.share
        return (self.share * quantity.numerator * self.quantity.denominator) // (
            quantity.denominator * self.quantity.numerator
        )


@dataclass(frozen=True)
class OrderValue:
    """An order in money: total with tax in minor units of `currency`, shared out to its lines."""

    total: int
    currency: str
    lines: tuple[LineValue, ...]

    @cached_property
    def by_id(self) -> dict[str, int]:
        """Place of each line by its normalised id; where an id repeats, its first line."""
        return {normalised(each.line.id): place for place, each in reversed(list(enumerate(self.lines)))}

    @cached_property
    def by_item(self) -> dict[PartyId, int | None]:
        """Place of the only line with an item number; None where several lines have it."""
        places: dict[PartyId, int | None] = {}
        for place, each in enumerate(self.lines):
            for item in each.line.item_ids:
                places[item] = None if item in places else place
        return places

    def worth_down(self, quantities: Mapping[int, Fraction]) -> int:
        """Minor units of cumulative quantities by place of the line, rounded down line by line."""
        return sum(self.lines[place].worth_down(quantity) for place, quantity in quantities.items())


def value_order(order: Document) -> OrderValue | None:
    """The order in money; None when it states no total or no line."""
    total = order_total(order)
    if total is None or total < 0 or not order.lines:
        return None
    weights = [_weight(line) for line in order.lines]
    if sum(weights) == 0:
        weights = [Fraction(1)] * len(weights)
    whole, run, given = sum(weights), Fraction(0), 0
    values = []
    for line, weight in zip(order.lines, weights, strict=True):
        run += weight
        upto = int(total * run / whole)
        values.append(LineValue(line, fraction(line.quantity), upto - given))
        given = upto
    return OrderValue(total, order.currency, tuple(values))


def _weight(line: Line) -> Fraction:
    """What a line counts for: its amount with its tax; lines of discounts count nothing."""
    amount = Fraction(max(0, line.amount or 0))
    if line.tax is not None:
        return amount + max(0, line.tax)
    if line.tax_percent is not None and line.tax_percent > 0:
        return amount * (1 + Fraction(line.tax_percent) / 100)
    return amount


def fraction(quantity: Decimal | None) -> Fraction:
    """A quantity as an exact fraction; nothing stated is zero."""
    return Fraction(quantity) if quantity is not None else Fraction(0)


def find_line(value: OrderValue, line: Line, despatched: int | None) -> int | None:
    """The place of the order's line that `line` is about; None when it cannot be said without guessing.

    In this order: the order line that it names; the despatch line that it names (`despatched`: its place by
    id); an item number that exactly one order line has; an equal line id; the only line there is.
    """
    ids = value.by_id
    if line.order_line:
        return ids.get(normalised(line.order_line))
    if despatched is not None:
        return despatched
    for wanted in line.item_ids:
        place = value.by_item.get(wanted)
        if place is not None:
            return place
    if normalised(line.id) in ids:
        return ids[normalised(line.id)]
    return 0 if len(value.lines) == 1 else None
