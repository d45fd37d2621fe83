"""How the story is told: headings, sentences and one line of figures, or JSON for machines."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

from api.documents.money import money_text


@dataclass
class Screen:
    """Prints the story as it happens, or collects it and prints one JSON object at the end."""

    as_json: bool = False
    told: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True, file=sys.stdout)

    def step(self, number: int, title: str) -> None:
        """Begin a step."""
        self.told.append({"step": number, "title": title, "lines": [], "figures": []})
        if not self.as_json:
            self._console.print(f"\n[bold]{number}. {title}[/bold]")

    def say(self, sentence: str) -> None:
        """One thing that happened."""
        self.told[-1]["lines"].append(sentence)
        if not self.as_json:
            self._console.print(f"   {sentence}", markup=False)

    def finding(self, sentence: str) -> None:
        """Something found wrong, as it should be."""
        self.told[-1]["lines"].append(sentence)
        if not self.as_json:
            self._console.print(f"   ! {sentence}", style="yellow", markup=False)

    def figures(self, figures: dict[str, Any], currency: str) -> None:
        """One line of figures after something happened; amounts in minor units."""
        self.told[-1]["figures"].append(figures)
        if self.as_json:
            return
        parts = [
            f"capacity {money(figures['capacity'], currency)}",
            f"price {percent(figures['rateBps'])}",
            f"principal {money(figures['principal'], currency)}",
            f"available {money(figures['available'], currency)}",
        ]
        if not figures["pledged"]:
            parts = [f"not pledged; would carry {money(figures['available'], currency)}"]
        cash = ", ".join(f"{who} {money(amount, currency)}" for who, amount in figures["cash"].items())
        cost = f"{figures['gas']:,} gas · {figures['milliseconds']:.0f} ms"
        self._console.print(f"   → {' · '.join(parts)}", style="cyan", markup=False)
        self._console.print(f"     cash: {cash} · {cost}", style="cyan dim", markup=False)

    def end(self, facts: dict[str, Any]) -> None:
        """The last line, or the whole story as JSON."""
        if self.as_json:
            sys.stdout.write(json.dumps({"steps": self.told, **facts}, ensure_ascii=False) + "\n")
            return
        self._console.print(f"\n[bold]{facts['verdict']}[/bold]")


def money(amount: int, currency: str) -> str:
    """Minor units for people: 12345678 → 123,456.78 CNY."""
    return money_text(amount, currency)


def percent(bps: int | None) -> str:
    """Basis points for people: 510 → 5.10 %."""
    return "–" if bps is None else f"{bps // 100}.{bps % 100:02d} %"
