"""The report of a replay: facts for machines, and the same shortly for people."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from scripts.replay import rules
from scripts.replay.books import Stage
from scripts.replay.chart import chart
from scripts.replay.faults import ReplayError
from scripts.replay.log import date_of
from scripts.replay.run import Outcome
from scripts.replay.tally import Point

REPORT: Final = "replay.json"
PAGE: Final = "replay-report.md"
CHART: Final = "replay.svg"
STANDING: Final = ("limit", "usable", "principal", "drawn", "collected", "repaid")

Facts = dict[str, Any]


def facts_of(outcome: Outcome) -> Facts:
    """Everything that was found, JSON values only; amounts are minor units as text."""
    log, tally = outcome.log, outcome.tally
    return {
        "log": {
            "items": len(log.items),
            "suppliers": len(outcome.people.suppliers),
            "lines": len(log.events),
            "firstDay": str(date_of(log.first_day)),
            "lastDay": str(date_of(log.last_day)),
            "datedBefore": sum(event.day < log.first_day for event in log.events),
            "datedAfter": sum(event.day > log.last_day for event in log.events),
            "amountsRounded": log.rounded,
        },
        "seed": outcome.options.seed,
        "chain": {
            "blocks": outcome.last_block,
            "transactions": tally.transactions,
            "failedTransactions": tally.failed,
            "calls": tally.sent.total(),
            "refusedCalls": tally.refused.total(),
            "gas": tally.gas,
            "largestTransactionGas": tally.gas_most,
            "events": tally.events.total(),
        },
        "calls": {
            str(kind): {"sent": count, "refused": tally.refused[kind]}
            for kind, count in tally.sent.most_common()
        },
        "refusals": _refusals(outcome),
        "events": dict(tally.events.most_common()),
        "lines": _lines(outcome),
        "credit": _credit(outcome),
        "invoices": _invoices(outcome),
        "overdue": _overdue(outcome),
        "overAdvances": _over_advances(outcome),
        "months": [_point(point) for point in _month_ends(tally.points)],
        "mirror": _mirror(outcome),
        "seconds": {what: round(took, 1) for what, took in outcome.seconds.items()},
        "cpuSeconds": {who: round(took, 1) for who, took in outcome.cpu_seconds.items()},
        "machine": {"cores": os.cpu_count(), "load": {k: round(v, 1) for k, v in outcome.load.items()}},
        "good": outcome.good,
    }


def page_of(facts: Facts) -> str:
    """The report in Markdown, short."""
    lines = _summary(facts)
    lines += ["", "## Money", "", "| | EUR |", "|---|--:|"]
    lines += [f"| {name} | {_euro(value)} |" for name, value in facts["credit"].items()]
    lines += ["", "## The limit and its use", ""]
    lines += _table(
        ("end of", "capacity", "limit", "principal", "drawn so far", "collected so far", "repaid so far"),
        [(m["day"], *(_euro(m[name], whole=True) for name in STANDING)) for m in facts["months"]],
    )
    lines += ["", "## Refused", ""]
    lines += _table(
        ("call", "error", "at first", "of them made good that evening", "at the second try", "items"),
        [(r["call"], r["error"], r["calls"], r["mended"], r["again"], r["items"]) for r in facts["refusals"]],
    )
    lines += ["", "## Invoices at the end", ""]
    lines += _table(
        ("stands as", "booked by the buyer", "not booked"),
        [(stage, count["booked"], count["notBooked"]) for stage, count in facts["invoices"].items()],
    )
    due = facts["overdue"]
    lines += [
        "",
        f"{due['paidLate']:,} payables were paid after the due date that the rules gave them,",
        f"{due['open']:,} are unpaid and past it at the end; the first due date missed was {due['first']}.",
    ]
    over = facts["overAdvances"]
    lines += ["", "## Over-advances", ""]
    lines += [
        (
            f"{over['times']:,} times on {over['items']:,} items, {over['cured']:,} cured by the end; "
            f"{_euro(over['amount'])} in all, {_euro(over['largest'])} the largest."
        ),
        "",
    ]
    lines += _table(("first seen by", "times"), list(over["byCause"].items()))
    lines += ["", "## Calls", ""]
    lines += _table(
        ("call", "sent", "refused"), [(k, c["sent"], c["refused"]) for k, c in facts["calls"].items()]
    )
    lines += ["", "## Lines of the log", ""]
    lines += _table(
        ("activity", "lines", "without an object on chain", "not represented, because"),
        [(k, v["lines"], v["withoutObject"], v["because"]) for k, v in facts["lines"].items()],
    )
    return "\n".join(lines) + "\n"


def write_report(outcome: Outcome, folder: Path) -> Facts:
    """Write JSON, Markdown and chart into a folder; answers the facts."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = facts_of(outcome)
    whole = json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
    (folder / REPORT).write_text(whole, encoding="utf-8")
    (folder / PAGE).write_text(page_of(facts), encoding="utf-8")
    title = f"{len(outcome.log.items):,} order items of one buyer: limit, principal, collections"
    (folder / CHART).write_text(chart(outcome.tally.points, date_of, title), encoding="utf-8")
    return facts


def _summary(facts: Facts) -> list[str]:
    chain, log, mirror, machine = facts["chain"], facts["log"], facts["mirror"], facts["machine"]
    lines = [
        f"{log['items']:,} order items of {log['suppliers']} suppliers, {log['lines']:,} lines from",
        f"{log['firstDay']} to {log['lastDay']} ({log['datedBefore']} dated before,",
        f"{log['datedAfter']} after); seed {facts['seed']}.",
        "",
        f"{chain['transactions']:,} transactions in {chain['blocks']:,} blocks carry",
        f"{chain['calls']:,} calls ({chain['refusedCalls']:,} refused); {chain['gas']:,} gas,",
        f"{chain['largestTransactionGas']:,} in the largest; {chain['events']:,} events.",
        "",
        f"Mirror at block {mirror['block']:,}: {mirror['differences']} differences in",
        f"{mirror['rows']:,} rows and {mirror['viewValues']:,} values asked of the contracts.",
        "",
        f"{machine['cores']} cores; load " + _named(machine["load"]),
        "",
        "| time | seconds |",
        "|---|--:|",
    ]
    lines += [f"| {what} | {took:.1f} |" for what, took in facts["seconds"].items()]
    return lines + [f"| CPU, {who} | {took:.1f} |" for who, took in facts["cpuSeconds"].items()]


def _named(values: dict[str, float]) -> str:
    return ", ".join(f"{value} {name}" for name, value in values.items()) + "."


def _refusals(outcome: Outcome) -> list[Facts]:
    found = sorted(outcome.tally.refusals.items(), key=lambda one: (-one[1].calls, one[0]))
    return [
        {
            "call": str(kind),
            "error": error,
            "calls": refusal.calls,
            "again": refusal.again,
            "items": len(refusal.items),
            "mended": refusal.mended,
        }
        for (kind, error), refusal in found
    ]


def _lines(outcome: Outcome) -> Facts:
    return {
        activity: {
            "lines": count,
            "withoutObject": outcome.tally.without_object[activity],
            "because": rules.reason_not_represented(activity) or "",
        }
        for activity, count in outcome.tally.lines.most_common()
    }


def _credit(outcome: Outcome) -> Facts:
    tally = outcome.tally
    return {
        "confirmed by the buyer": str(tally.confirmed),
        "paid by the buyer": str(tally.paid),
        "of it late interest": str(tally.late_paid),
        "drawn": str(tally.drawn),
        "fees": str(tally.fees),
        "collected from the buyer's payments": str(tally.collected),
        "handed on to suppliers by the same payments": str(tally.residual),
        "repaid by suppliers": str(tally.repaid),
        "interest earned": str(tally.interest),
        "penalty earned": str(tally.penalty),
        "highest capacity": str(tally.limit_most),
        "highest limit": str(tally.usable_most),
        "highest principal": str(tally.principal_most),
        "principal at the end": str(tally.principal),
    }


def _over_advances(outcome: Outcome) -> Facts:
    over = outcome.tally.over
    return {
        "times": over.by_cause.total(),
        "items": len(over.items),
        "cured": over.cured,
        "amount": str(over.amount),
        "largest": str(over.largest),
        "byCause": dict(over.by_cause.most_common()),
        "suppliersShort": outcome.tally.short,
    }


def _invoices(outcome: Outcome) -> Facts:
    found = Counter(
        (invoice.chain_stage, invoice.booked) for item in outcome.items for invoice in item.invoices
    )
    return {str(stage): {"booked": found[stage, True], "notBooked": found[stage, False]} for stage in Stage}


def _overdue(outcome: Outcome) -> Facts:
    end = (outcome.log.last_day + 1) * rules.DAY_S
    confirmed = [
        invoice
        for item in outcome.items
        for invoice in item.invoices
        if invoice.chain_stage in (Stage.CONFIRMED, Stage.SETTLED)
    ]
    late = [each for each in confirmed if each.settled_at > each.proposal.maturity]
    unpaid = [each for each in confirmed if not each.settled_at and each.proposal.maturity < end]
    first = min((each.proposal.maturity for each in late + unpaid), default=None)
    return {
        "paidLate": len(late),
        "open": len(unpaid),
        "first": str(date_of(first // rules.DAY_S)) if first is not None else "no day",
    }


def _mirror(outcome: Outcome) -> Facts:
    report, reached = outcome.verified, outcome.mirrored
    if report is None or reached is None:
        raise ReplayError("the replay did not come to its end: there is nothing to report")
    return {
        "block": report.at_block,
        "hash": report.block_hash,
        "rows": report.rows,
        "viewValues": report.view_values,
        "differences": len(report.differences),
        "firstDifferences": [str(one) for one in report.differences[:10]],
        "followedMeanwhile": outcome.options.mirror,
        "eventsLeftAtTheEnd": reached.events,
    }


def _point(point: Point) -> Facts:
    amounts = {name: str(value) for name, value in point._asdict().items() if name != "day"}
    return {"day": str(date_of(point.day)), **amounts}


def _month_ends(points: Sequence[Point]) -> list[Point]:
    return [
        point
        for point, after in zip(points, [*points[1:], None], strict=True)
        if after is None or date_of(after.day).day == 1
    ]


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    right = [bool(rows) and all(_is_number(row[i]) for row in rows) for i in range(len(columns))]
    return [
        "| " + " | ".join(columns) + " |",
        "|" + "|".join("--:" if each else "---" for each in right) + "|",
        *("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows),
    ]


def _is_number(cell: object) -> bool:
    return isinstance(cell, int) or str(cell).replace(",", "").replace(".", "").lstrip("-").isdigit()


def _cell(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _euro(minor_units: str, whole: bool = False) -> str:
    euro, cents = divmod(abs(int(minor_units)), 100)
    sign = "-" if int(minor_units) < 0 else ""
    return f"{sign}{euro:,}" if whole else f"{sign}{euro:,}.{cents:02d}"
