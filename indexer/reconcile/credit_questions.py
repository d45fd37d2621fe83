"""Which view answers which columns: mandates, facilities, loan accounts, guarantees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from indexer.models.shape import SHAPES
from indexer.reconcile.asking import Context, Question, Row, View, fields, four, one

_MANDATE: Final = (
    "underwriter",
    "valid_until",
    "floor_rate_bps",
    "max_fee_bps",
    "max_penalty_bps",
    "max_cap",
    "max_total",
    "fee_to",
    "max_tenor_days",
    "min_yield_bps",
    "purchase_budget",
)


def _mandates(row: Row, context: Context) -> list[View]:
    def columns(answer: Any) -> dict[str, Any]:
        mandate = answer.m
        return {
            **fields(*_MANDATE)(mandate),
            **four("max_advance_bps", mandate.max_advance_bps),
            "used": answer.used,
        }

    return [View(context.facilities.read_mandate(row["financier"], row["cash_id"]), columns)]


def _lines(row: Row, context: Context) -> list[View]:
    read = context.facilities.read_line(row["financier"], row["cash_id"], row["buyer"])
    return [View(read, fields("cap", "used"))]


def _relied_attestors(row: Row, context: Context) -> list[View]:
    return [View(context.facilities.read_relies_on(row["financier"], row["attestor"]), one("relied_on"))]


_FACILITY: Final = (
    "financier",
    "cash_id",
    "version",
    "no",
    "cap",
    "used",
    "frozen_by_financier",
    "frozen_by_underwriter",
    "defaults",
)


def _facilities(row: Row, context: Context) -> list[View]:
    """The facility under its id; its sweep; and its id again from the parties and the token."""
    token = context.tokens[row["cash_id"]].address
    return [
        View(
            context.facilities.read_facility(row["facility_id"]),
            fields(*_FACILITY),
        ),
        View(context.loans.read_sweep_orders(row["no"]), one("sweep_order")),
        View(
            context.facilities.read_facility_id_of(row["financier"], row["supplier"], token),
            one("facility_id"),
        ),
    ]


def _facility_ids(row: Row, context: Context) -> list[View]:
    facility_id = row["facility_id"]
    return [
        View(context.facilities.read_facility(facility_id), fields("no")),
        View(context.facilities.read_min_version_of(facility_id), one("min_version")),
    ]


_SCHEDULE: Final = (
    "penalty_bps",
    "fee_bps",
    "grace_days",
    "cure_days",
    "stale_days",
    "max_tenor_days",
    "draw_until",
)


def _facility_terms(row: Row, context: Context) -> list[View]:
    def columns(schedule: Any) -> dict[str, Any]:
        return {
            **fields(*_SCHEDULE)(schedule),
            **four("advance_bps", schedule.advance_bps),
            **four("rate_bps", schedule.rate_bps),
        }

    return [View(context.facilities.read_schedule_of(row["facility_id"], row["version"]), columns)]


_ACCOUNT: Final = (
    "principal",
    "interest",
    "penalty",
    "accrued_at",
    "rate_bps",
    "due_at",
    "version",
    "pledged",
    "custody",
    "over_since",
    "deliver_by",
    "first_draw_at",
    "swept",
    "written_off",
    "defaulted_at",
    "subrogated",
    "guarantor",
)


def _loan_accounts(row: Row, context: Context) -> list[View]:
    """The account as stored; and its facility, which is none once it is released."""
    order_id = row["order_id"]
    of_now = {"facility_id": row["facility_id"] if row["pledged"] else "0x" + "00" * 32}
    return [
        View(context.loans.read_account(order_id), fields(*_ACCOUNT)),
        View(context.loans.read_custody_maturities(order_id), one("custody_maturities")),
        View(context.loans.read_facility_of(order_id), one("facility_id"), of_now),
    ]


def _guarantee_deposits(row: Row, context: Context) -> list[View]:
    read = context.guarantees.read_deposit_of(row["guarantor"], row["cash_id"])
    return [View(read, fields("deposited", "committed", "noticed", "notice_ends"))]


def _guarantee_commitments(row: Row, context: Context) -> list[View]:
    read = context.guarantees.read_commitment(row["guarantor"], row["facility_id"], row["version"])
    return [View(read, fields("cash_id", "cover_bps", "cap", "per_buyer_cap", "since", "valid_until"))]


def _guarantee_paid(row: Row, context: Context) -> list[View]:
    """The view answers for the commitment that stands now."""
    cover = (row["guarantor"], row["facility_id"], row["version"])
    columns = SHAPES["guarantee_commitments"].columns
    stands = context.mirror["guarantee_commitments"].get(cover)
    if stands is None or stands[columns.index("since")] != row["since"]:
        return []
    return [View(context.guarantees.read_paid_for(*cover, row["buyer"]), one("paid"))]


QUESTIONS: Final[Mapping[str, Question]] = {
    "mandates": _mandates,
    "lines": _lines,
    "relied_attestors": _relied_attestors,
    "facilities": _facilities,
    "facility_ids": _facility_ids,
    "facility_terms": _facility_terms,
    "loan_accounts": _loan_accounts,
    "guarantee_deposits": _guarantee_deposits,
    "guarantee_commitments": _guarantee_commitments,
    "guarantee_paid": _guarantee_paid,
}
