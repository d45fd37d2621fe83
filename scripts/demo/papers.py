"""The documents that a demo is told from: read from a folder, linked into one trade, copies apart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.documents.findings import Finding, Severity
from api.documents.model import BUYER_ISSUES
from api.documents.reading import read_document
from api.documents.trade import Entry, Trade, entry, link

BUNDLED: Final = Path(__file__).parent / "documents"
MAX_FILES: Final = 200


class PapersError(Exception):
    """The folder holds no trade that can be told."""


@dataclass(frozen=True)
class Paper:
    """One document of the trade as it goes to the API. `by`: `buyer` or `supplier`, who issued it."""

    name: str
    content: bytes
    entry: Entry
    by: str


@dataclass(frozen=True)
class Papers:
    """A trade in the order of its steps, further copies of its invoices, and what was left aside with why."""

    trade: Trade
    steps: tuple[Paper, ...]
    copies: tuple[Paper, ...]
    aside: tuple[tuple[str, Finding], ...]
    others: tuple[str, ...]

    @property
    def currency(self) -> str:
        """ISO 4217 code of the order."""
        return self.trade.order.document.currency


def read_papers(folder: Path) -> Papers:
    """Read every XML and PDF file of `folder` and take the longest trade. Errors: PapersError."""
    if not folder.is_dir():
        raise PapersError(f"{folder} is not a folder of documents")
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".xml", ".pdf"))
    if len(files) > MAX_FILES:
        raise PapersError(f"{folder} holds {len(files)} documents; a demo reads {MAX_FILES} at most")
    contents = {file.name: file.read_bytes() for file in files}
    entries: list[Entry] = []
    aside: list[tuple[str, Finding]] = []
    for name, content in contents.items():
        result = read_document(content)
        found = entry(name, result)
        if found is None:
            aside += [(name, each) for each in result.findings[:1]]
        else:
            entries.append(found)
    linked = link(entries)
    whole = [each for each in linked.trades if each.order.actionable]
    if not whole:
        faulty = [_fault_of(each.order) for each in linked.trades]
        known = "; ".join(faulty[:3]) or f"of {len(files)} XML and PDF files none is an order"
        raise PapersError(f"{folder} holds no order that can be acted on ({known})")
    trade = max(whole, key=lambda each: len(each.steps))
    return Papers(
        trade,
        tuple(_paper(each, contents) for each in trade.steps),
        tuple(_paper(each.entry, contents) for each in trade.duplicates),
        tuple(aside),
        tuple(each.name for each in linked.unlinked),
    )


def faults(paper: Paper) -> list[Finding]:
    """What keeps the document from being acted on."""
    return [each for each in paper.entry.findings if each.severity is not Severity.WARNING]


def _fault_of(found: Entry) -> str:
    first = next(each for each in found.findings if each.severity is not Severity.WARNING)
    return f"{found.name}: {first.rule} at {first.location}: {first.message}"


def _paper(found: Entry, contents: dict[str, bytes]) -> Paper:
    by = "buyer" if found.document.kind in BUYER_ISSUES else "supplier"
    return Paper(found.name, contents[found.name], found, by)
