"""Values out of XML elements: text, amounts, dates; what cannot be read becomes a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from lxml import etree

from api.documents.findings import Finding, error, warning
from api.documents.money import EXPONENTS, MAX_MINOR_UNITS, parse_decimal, to_minor_units

MAX_TEXT = 2_000
FAULTS_KEPT = 500
FIRST_YEAR, LAST_YEAR = 2000, 2100

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


def location_of(element: etree._Element) -> str:
    """An XPath without prefixes that a person can follow: `/Invoice/InvoiceLine[2]/Price`."""
    steps: list[str] = []
    at: etree._Element | None = element
    while at is not None:
        name = etree.QName(at).localname
        before = sum(1 for _ in at.itersiblings(at.tag, preceding=True))
        twins = before > 0 or (at.getnext() is not None and next(at.itersiblings(at.tag), None) is not None)
        steps.append(f"{name}[{before + 1}]" if twins else name)
        at = at.getparent()
    return "/" + "/".join(reversed(steps))


class Place:
    """An element and the list that its faults go to. Paths are `prefix:name/prefix:name` in `namespaces`."""

    def __init__(
        self, element: etree._Element, namespaces: Mapping[str, str], findings: list[Finding]
    ) -> None:
        self.element = element
        self.namespaces = dict(namespaces)
        self.findings = findings

    def all(self, path: str) -> list[Place]:
        """Every place under `path`, in document order."""
        found = self.element.iterfind(path, self.namespaces)
        return [Place(each, self.namespaces, self.findings) for each in found]

    def at(self, *paths: str) -> Place | None:
        """The first place under the first of `paths` that exists."""
        for path in paths:
            found = self.element.find(path, self.namespaces)
            if found is not None:
                return Place(found, self.namespaces, self.findings)
        return None

    @property
    def location(self) -> str:
        """Where this is, for a finding."""
        return location_of(self.element)

    def attribute(self, name: str) -> str:
        """An attribute with white space collapsed, or empty."""
        return " ".join((self.element.get(name) or "").split())[:MAX_TEXT]

    def own_text(self) -> str:
        """The element's text with white space collapsed, cut at MAX_TEXT with a warning."""
        text = " ".join((self.element.text or "").split())
        if len(text) > MAX_TEXT and len(self.findings) < FAULTS_KEPT:
            message = f"The text has {len(text)} characters; {MAX_TEXT} are kept."
            self.findings.append(warning("TS-TEXT", message, "Shorten it.", self.location))
        return text[:MAX_TEXT]

    def text(self, *paths: str) -> str:
        """Text at the first of `paths` that has any, or empty."""
        for path in paths:
            for place in self.all(path):
                found = place.own_text()
                if found:
                    return found
        return ""

    def decimal(self, *paths: str) -> Decimal | None:
        """A decimal number; None when absent, and with a finding TS-NUMBER-FORM when it is not a number."""
        place = self.at(*paths)
        if place is None:
            return None
        value = parse_decimal(place.element.text or "")
        if value is None:
            shown = place.own_text()[:40]
            place.fault("TS-NUMBER-FORM", f"'{shown}' is not a decimal number.", "Write digits with a point.")
        return value

    def money(self, currency: str, *paths: str) -> int | None:
        """An amount in minor units; None when absent or unreadable (findings TS-AMOUNT, TS-CURRENCY)."""
        place = self.at(*paths)
        if place is None:
            return None
        stated = place.attribute("currencyID")
        if stated and currency and stated != currency:
            message = f"The amount is in {stated[:10]}, but the document is in {currency}."
            place.fault("TS-CURRENCY", message, "State all amounts in one currency.")
            return None
        value = parse_decimal(place.element.text or "")
        if value is None:
            shown = place.own_text()[:40]
            place.fault("TS-AMOUNT", f"'{shown}' is not an amount.", "Write digits with a decimal point.")
            return None
        if currency not in EXPONENTS:
            return None
        minor = to_minor_units(value, currency)
        if minor is None:
            message = f"{value} has more decimals than {currency} has ({EXPONENTS[currency]})."
            place.fault("TS-AMOUNT", message, "Round the amount to the currency's smallest unit.")
            return None
        if abs(minor) > MAX_MINOR_UNITS:
            message = f"The amount is beyond {MAX_MINOR_UNITS} minor units, the most that the chain can hold."
            place.fault("TS-AMOUNT", message, "Check the amount; split the order if it is real.")
            return None
        return minor

    def date(self, *paths: str) -> date | None:
        """A date (`YYYY-MM-DD`, time zone ignored, or CII format 102); finding TS-DATE when it cannot be."""
        place = self.at(*paths)
        if place is None:
            return None
        text = (place.element.text or "").strip()
        compact = place.element.get("format") is not None
        if compact and place.element.get("format") != "102":
            place.fault("TS-DATE", "The date is not in format 102 (YYYYMMDD).", "Write it as format 102.")
            return None
        match = (_COMPACT_DATE if compact else _DATE).fullmatch(text)
        try:
            found = date(int(match[1]), int(match[2]), int(match[3])) if match else None
        except ValueError:
            found = None
        if found is None:
            place.fault("TS-DATE", f"'{text[:40]}' is not a date that exists.", "Correct the date.")
            return None
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            message = f"The year {found.year} is outside {FIRST_YEAR} to {LAST_YEAR}."
            place.fault("TS-DATE", message, "Correct the date.")
            return None
        return found

    def fault(self, rule: str, message: str, remedy: str) -> None:
        """Record an error here; after FAULTS_KEPT of them no more, so that hostile files cost no time."""
        if len(self.findings) < FAULTS_KEPT:
            self.findings.append(error(rule, message, remedy, self.location))
