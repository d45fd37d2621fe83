"""A little log of our own in the format of the real one: every activity, and what contracts refuse of it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from scripts.replay import rules
from scripts.replay.people import Financier, Supplier

START: Final = date(2018, 3, 1)
SEED: Final = 7

Line = tuple[int, str, str]
"""Days after START, activity, amount in euro."""


def vendor_of(share_percent: int, among: Sequence[str] = ()) -> str:
    """A supplier's name that the seed gives this share of the limit; another one than those `among`."""
    financiers = [Financier(SEED, offer) for offer in rules.OFFERS]
    names = (f"maker {number}" for number in range(1_000))
    return next(
        name
        for name in names
        if name not in among and Supplier(SEED, name, financiers).share_percent == share_percent
    )


KEEN: Final = vendor_of(100)
MODEST: Final = vendor_of(50)
CALM: Final = vendor_of(0)

ITEMS: Final[dict[str, tuple[str, list[Line]]]] = {
    "plain": (
        MODEST,
        [
            (0, "SRM: Created", "1000.0"),
            (0, rules.ORDER, "1000.0"),
            (1, "Receive Order Confirmation", "1000.0"),
            (10, rules.RECEIPT, "1000.0"),
            (10, "Record Service Entry Sheet", "1000.0"),
            (12, rules.VENDOR_INVOICE, "1000.0"),
            (14, rules.INVOICE, "1000.0"),
            (40, rules.CLEARING, "1000.0"),
        ],
    ),
    "more than ordered": (
        KEEN,
        [
            (0, rules.ORDER, "600.0"),
            (1, rules.PRICE, "600.0"),
            (2, rules.QUANTITY, "600.0"),
            (5, rules.RECEIPT, "600.0"),
            (5, rules.RECEIPT, "250.5"),
            (5, rules.RECEIPT, "150.25"),
            (6, rules.PRICE, "600.0"),
            (8, rules.INVOICE, "1000.75"),
            (80, rules.CLEARING, "1000.75"),
        ],
    ),
    "invoice first": (
        MODEST,
        [
            (0, rules.VENDOR_INVOICE, "900.0"),
            (1, rules.ORDER, "900.0"),
            (3, rules.VENDOR_INVOICE, "900.0"),
            (5, rules.RECEIPT, "700.0"),
            (6, rules.INVOICE, "900.0"),
            (7, rules.RECEIPT, "200.0"),
            (30, rules.CLEARING, "700.0"),
        ],
    ),
    "receipts taken back": (
        KEEN,
        [
            (0, rules.ORDER, "2000.0"),
            (3, rules.RECEIPT, "1500.0"),
            (4, rules.RECEIPT_CANCELLED, "500.0"),
            (5, rules.INVOICE, "1000.0"),
            (6, rules.RECEIPT_CANCELLED, "1000.0"),
        ],
    ),
    "invoices taken back": (
        KEEN,
        [
            (0, rules.ORDER, "5000.0"),
            (2, rules.RECEIPT, "3000.0"),
            (3, rules.INVOICE, "1000.0"),
            (4, rules.INVOICE, "2000.0"),
            (5, rules.INVOICE_CANCELLED, "1000.0"),
            (6, rules.CLEARING, "2000.0"),
            (7, rules.INVOICE_CANCELLED, "2000.0"),
            (8, rules.INVOICE, "1000.0"),
        ],
    ),
    "deleted": (
        KEEN,
        [
            (0, rules.ORDER, "800.0"),
            (3, rules.DELETED, "800.0"),
            (4, rules.REACTIVATED, "800.0"),
            (5, rules.RECEIPT, "800.0"),
            (6, rules.DELETED, "800.0"),
        ],
    ),
    "blocked": (
        MODEST,
        [
            (0, rules.ORDER, "700.0"),
            (1, rules.BLOCKED, "700.0"),
            (3, rules.UNBLOCKED, "700.0"),
            (4, rules.UNBLOCKED, "700.0"),
        ],
    ),
    "credited": (
        CALM,
        [
            (0, rules.ORDER, "400.0"),
            (1, rules.VENDOR_CREDIT, "400.0"),
            (2, rules.RECEIPT, "400.0"),
            (3, rules.VENDOR_INVOICE, "100.0"),
            (4, rules.VENDOR_CREDIT, "100.0"),
            (5, rules.VENDOR_INVOICE, "300.0"),
            (6, rules.INVOICE, "250.0"),
            (7, rules.VENDOR_CREDIT, "50.0"),
            (9, rules.CLEARING, "200.0"),
        ],
    ),
    "paid outside": (
        CALM,
        [(0, rules.ORDER, "90.0"), (1, rules.RECEIPT, "90.0"), (2, rules.CLEARING, "90.0")],
    ),
    "worth nothing": (CALM, [(0, rules.ORDER, "0.0"), (1, rules.RECEIPT, "10.0")]),
    "booked late": (
        CALM,
        [
            (-6_000, rules.VENDOR_INVOICE, "50.0"),
            (0, rules.ORDER, "120.0"),
            (1, rules.RECEIPT, "120.0"),
            (2, rules.VENDOR_INVOICE, "60.0"),
            (70, rules.INVOICE, "50.0"),
            (71, rules.INVOICE, "60.0"),
        ],
    ),
    "booked and paid late": (
        CALM,
        [
            (0, rules.ORDER, "65.0"),
            (1, rules.RECEIPT, "65.0"),
            (2, rules.VENDOR_INVOICE, "65.0"),
            (72, rules.INVOICE, "65.0"),
            (72, rules.CLEARING, "65.0"),
        ],
    ),
    "booked too early": (
        CALM,
        [(0, rules.ORDER, "30.0"), (1, rules.INVOICE, "30.0"), (5, rules.RECEIPT, "30.0")],
    ),
    "many invoices": (
        MODEST,
        [
            (0, rules.ORDER, "1800.0"),
            (1, rules.RECEIPT, "1800.0"),
            *((2 + number // 9, rules.INVOICE, "100.0") for number in range(18)),
        ],
    ),
    "not represented": (
        CALM,
        [(0, rules.ORDER, "5.0"), *((1, each, "5.0") for each in rules.NOT_REPRESENTED)],
    ),
}


def write_log(folder: Path, items: dict[str, tuple[str, list[Line]]] | None = None) -> Path:
    """Write the two files; answers the folder."""
    items = ITEMS if items is None else items
    with (folder / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("case_id", "vendor"))
        writer.writerows((name, vendor) for name, (vendor, _) in items.items())
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("case_id", "seq", "timestamp", "activity", "user", "net_worth_eur"))
        for name, (_, lines) in items.items():
            for seq, (days, activity, amount) in enumerate(lines):
                at = f"{START + timedelta(days)}T{9 + min(seq, 12):02d}:00:00.000+01:00"
                writer.writerow((name, seq, at, activity, "user_000", amount))
    return folder
