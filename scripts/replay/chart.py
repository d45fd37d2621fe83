"""The chart of a replay, drawn as SVG text: the limit and its use above, what was collected below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape
from typing import Final, NamedTuple

from scripts.replay.rules import CURRENCY
from scripts.replay.tally import Point

WIDTH: Final = 960
LEFT: Final = 86
RIGHT: Final = 24
UPPER: Final = (84, 250)
LOWER: Final = (410, 150)
"""Top and height of the two panels, in pixels."""
HEIGHT: Final = 600
WEEK: Final = 7
FIRST_HALF: Final = 15
"""A chart that begins by this day of a month names the month at its left edge."""
TICKS: Final = 4
MILLION: Final = 100_000_000
"""A million of the currency in minor units."""

INK: Final = "#22303c"
GRID: Final = "#d9dee3"
PAPER: Final = "#ffffff"
LIMIT: Final = "#2b6cb0"
PRINCIPAL: Final = "#c05621"
COLLECTED: Final = "#2f855a"
REPAID: Final = "#b7791f"


class Scale(NamedTuple):
    """From numbers to pixels, linearly; `unit` divides what is written at the ticks."""

    top: float
    height: float
    most: int
    step: int
    unit: int
    word: str

    def y(self, value: int) -> float:
        return self.top + self.height - self.height * value / self.most


def chart(points: Sequence[Point], dated: Callable[[int], date], title: str) -> str:
    """One SVG document. points: at least one, a day each, in order; amounts in minor units."""
    first, last = points[0].day, points[-1].day
    span = max(1, last - first)

    def x(day: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first) / span

    upper = _scale(UPPER, max(max(p.usable, p.principal) for p in points))
    weeks = list(_weeks(points))
    lower = _scale(LOWER, max((collected + repaid for _, collected, repaid in weeks), default=0))
    parts = [
        (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="{INK}">'),
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        f'<text x="{LEFT}" y="28" font-size="17" font-weight="bold">{escape(title)}</text>',
        *_panel(upper, points, dated, x, "at the day’s end"),
        _area(points, x, upper),
        _line([(x(p.day), upper.y(p.usable)) for p in points], LIMIT),
        _line([(x(p.day), upper.y(p.principal)) for p in points], PRINCIPAL),
        *_legend(
            58, (("limit: what may be owed, within facility caps", LIMIT), ("principal", PRINCIPAL))
        ),
        *_panel(lower, points, dated, x, "a week"),
        *_bars(weeks, x, lower, first, last),
        *_legend(
            388,
            (("collected by financiers from the buyer’s payments", COLLECTED),
             ("repaid by suppliers", REPAID)),
        ),
        "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _scale(place: tuple[int, int], most: int) -> Scale:
    """A round step so that TICKS of them hold `most`; written in millions where that is short."""
    step = 1
    while step * TICKS < most:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    ticks = max(1, -(-most // step))
    unit, word = (MILLION, "million ") if ticks * step >= MILLION else (100, "")
    return Scale(*place, ticks * step, step, unit, word)


def _panel(
    scale: Scale,
    points: Sequence[Point],
    dated: Callable[[int], date],
    x: Callable[[float], float],
    when: str,
) -> Iterator[str]:
    for value in range(0, scale.most + 1, scale.step):
        y = scale.y(value)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="{GRID}"/>'
        written = _written(value, scale.unit)
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{written}</text>'
    bottom = scale.top + scale.height
    for point in points:
        day = dated(point.day)
        begins = point is points[0] and day.day <= FIRST_HALF
        if day.day != 1 and not begins:
            continue
        at = x(point.day)
        yield f'<line x1="{at:.1f}" y1="{bottom}" x2="{at:.1f}" y2="{bottom + 5}" stroke="{INK}"/>'
        name = day.strftime("%b %Y") if day.month == 1 or begins else day.strftime("%b")
        yield f'<text x="{at:.1f}" y="{bottom + 19}" text-anchor="middle">{name}</text>'
    middle = scale.top + scale.height / 2
    yield (
        f'<text x="18" y="{middle:.0f}" text-anchor="middle" transform="rotate(-90 18 {middle:.0f})">'
        f"{scale.word}{CURRENCY}, {when}</text>"
    )


def _legend(y: int, entries: Sequence[tuple[str, str]]) -> Iterator[str]:
    at = LEFT
    for words, colour in entries:
        yield f'<rect x="{at}" y="{y - 9}" width="14" height="10" fill="{colour}"/>'
        yield f'<text x="{at + 20}" y="{y}">{escape(words)}</text>'
        at += 50 + round(6.2 * len(words))


def _line(places: Sequence[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _area(points: Sequence[Point], x: Callable[[float], float], scale: Scale) -> str:
    """What is drawn of the limit, as a light area under the principal."""
    path = " ".join(f"{x(p.day):.1f},{scale.y(p.principal):.1f}" for p in points)
    first, last, bottom = x(points[0].day), x(points[-1].day), scale.y(0)
    corners = f"{first:.1f},{bottom:.1f} {path} {last:.1f},{bottom:.1f}"
    return f'<polygon points="{corners}" fill="{PRINCIPAL}" opacity="0.15"/>'


def _bars(
    weeks: Sequence[tuple[int, int, int]], x: Callable[[float], float], scale: Scale, first: int, last: int
) -> Iterator[str]:
    for day, collected, repaid in weeks:
        left, right = x(max(first, day) + 0.5), x(min(last, day + WEEK) - 0.5)
        for value, below, colour in ((collected, 0, COLLECTED), (repaid, collected, REPAID)):
            if value:
                top, foot = scale.y(below + value), scale.y(below)
                yield (
                    f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(1.0, right - left):.1f}" '
                    f'height="{foot - top:.1f}" fill="{colour}"/>'
                )


def _weeks(points: Sequence[Point]) -> Iterator[tuple[int, int, int]]:
    """First day of each week, and what was collected and repaid in it."""
    before = (0, 0)
    for start in range(0, len(points), WEEK):
        end = points[min(start + WEEK, len(points)) - 1]
        yield points[start].day, end.collected - before[0], end.repaid - before[1]
        before = end.collected, end.repaid


def _written(value: int, unit: int) -> str:
    whole, rest = divmod(value, unit)
    return f"{whole:,}" if not rest else f"{whole:,}.{rest * 100 // unit:02d}".rstrip("0")
