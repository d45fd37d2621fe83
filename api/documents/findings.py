"""What is wrong with a document, in words that a clerk can act on.

Standard library only: the offline verification of disclosures imports this module.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MAX_FINDINGS = 200


class Severity(StrEnum):
    """FATAL: there is no document. ERROR: nothing may be done on it. WARNING: a person should look."""

    FATAL = "fatal"
    ERROR = "error"
    WARNING = "warning"


_RANK = {Severity.FATAL: 0, Severity.ERROR: 1, Severity.WARNING: 2}


@dataclass(frozen=True)
class Finding:
    """One fault: a stable rule id (`TS-…` ours, `BR-…` EN 16931), where, what, and what to do."""

    rule: str
    severity: Severity
    location: str
    message: str
    remedy: str

    def as_json(self) -> dict[str, str]:
        """The finding as strings only, ready for an API answer."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "location": self.location,
            "message": self.message,
            "remedy": self.remedy,
        }


def fatal(rule: str, message: str, remedy: str, location: str = "/") -> Finding:
    """A finding that leaves no document."""
    return Finding(rule, Severity.FATAL, location, message, remedy)


def error(rule: str, message: str, remedy: str, location: str = "/") -> Finding:
    """A finding on which no action may follow."""
    return Finding(rule, Severity.ERROR, location, message, remedy)


def warning(rule: str, message: str, remedy: str, location: str = "/") -> Finding:
    """A finding for a person to look at; it stops nothing."""
    return Finding(rule, Severity.WARNING, location, message, remedy)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, worst first, then by rule, place and words; at most MAX_FINDINGS and a `TS-MORE`."""
    unique = sorted(
        set(findings), key=lambda each: (_RANK[each.severity], each.rule, each.location, each.message)
    )
    if len(unique) <= MAX_FINDINGS:
        return tuple(unique)
    more = len(unique) - MAX_FINDINGS
    note = warning(
        "TS-MORE", f"{more} further findings are not shown.", "Cure those shown, then send it again."
    )
    return (*unique[:MAX_FINDINGS], note)


def has_errors(findings: Iterable[Finding]) -> bool:
    """True when a finding is fatal or an error: nothing may be done on the document."""
    return any(each.severity is not Severity.WARNING for each in findings)
