"""From exceptions to problems: what the chain, the database and the framework raise, in one place."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any, Final

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.problems import Conflict, Invalid, Problem, Unavailable, Unreadable, of_http, response
from chain.errors import BadAnswer, ChainError, ChainUnavailable, ContractError, RpcError, WrongChain
from chain.events.base import EventDecodeError

LOG: Final = logging.getLogger("tallystick.api")
MAX_ERRORS: Final = 20
_SAFE_INT: Final = 2**53


def install(app: FastAPI) -> None:
    """Give the application its handlers: nothing leaves it but answers and problems."""
    app.add_exception_handler(HTTPException, _handler(of_http))
    app.add_exception_handler(RequestValidationError, _handler(of_validation))
    app.add_exception_handler(ChainError, _handler(of_chain))
    app.add_exception_handler(EventDecodeError, _handler(of_event))
    app.add_exception_handler(exc.SQLAlchemyError, _handler(of_database))
    app.add_exception_handler(Exception, _handler(of_anything))


def _handler(convert: Callable[[Any], Problem]) -> Callable[[Request, Exception], Response]:
    def handle(request: Request, error: Exception) -> Response:
        return response(convert(error), getattr(request.state, "request_id", ""))

    return handle


def of_validation(error: RequestValidationError) -> Problem:
    """What the schemas refuse: each fault by its place, never the value sent."""
    faults = error.errors()
    if any(each["type"] == "json_invalid" for each in faults):
        return Unreadable("the body is not JSON", code="json_unreadable")
    shown = [
        {
            "at": ".".join(_ascii(part) for part in each["loc"]),
            "rule": each["type"],
            "message": _message(each),
        }
        for each in faults[:MAX_ERRORS]
    ]
    return Invalid(f"{len(faults)} of its members cannot be taken", code="payload_invalid", errors=shown)


def of_contract(error: ContractError, title: str = "") -> Conflict:
    """A contract's refusal by its own name and numbers."""
    arguments = {name: contract_value(value) for name, value in error.arguments.items()}
    problem = Conflict(
        str(error),
        code="contract_refused",
        error=error.name,
        arguments=arguments,
        remedy=remedy_of(error.name),
    )
    if title:
        problem.title = title
    return problem


def contract_value(value: Any) -> Any:
    """A decoded argument for JSON: numbers that a reader could round become strings."""
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < _SAFE_INT else str(value)
    return [contract_value(part) for part in value]


def of_chain(error: ChainError) -> Problem:
    """What the chain gateway raises."""
    if isinstance(error, ContractError):
        return of_contract(error)
    if isinstance(error, WrongChain):
        return Unavailable(str(error), code="wrong_chain", retry_after=30)
    if isinstance(error, (ChainUnavailable, BadAnswer, RpcError)):
        LOG.warning(
            json.dumps({"event": "chain", "error": type(error).__name__, "message": str(error)[:300]})
        )
        return Unavailable("the chain does not answer", code="chain_unavailable")
    return Unavailable(str(error), code="chain_unavailable")


def of_event(error: EventDecodeError) -> Problem:
    """A mirrored log that is not the event it says: tampered with, or of other contracts."""
    LOG.error(json.dumps({"event": "mirror", "error": error.event}))
    return Unavailable("the mirror differs from the chain: run verify", code="mirror_differs", retry_after=60)


def of_database(error: exc.SQLAlchemyError) -> Problem:
    """What the database raises; its texts may hold values and stay in the log."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName)):
        return Unavailable("the tables are not there yet: start the indexer", code="mirror_missing")
    if isinstance(cause, psycopg.errors.QueryCanceled):
        return Unavailable("the query took too long", code="timeout")
    if isinstance(cause, psycopg.DataError):
        return Invalid("a value does not fit", code="value_out_of_range")
    if isinstance(cause, (psycopg.errors.SerializationFailure, psycopg.errors.UniqueViolation)):
        return Conflict("another request changed this at the same time", code="concurrent_change")
    if isinstance(error, (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)):
        LOG.warning(json.dumps({"event": "database", "error": type(cause or error).__name__}))
        return Unavailable("the database does not answer", code="database_unavailable")
    return of_anything(error)


def of_anything(error: Exception) -> Problem:
    """A fault of ours: logged whole, answered without its words."""
    LOG.error(json.dumps({"event": "fault", "error": type(error).__name__}), exc_info=error)
    return Problem("", code="internal")


def remedy_of(name: str) -> str:
    """What a party can do about a contract's refusal."""
    return REMEDIES.get(name, "Read the record again: `error` and `arguments` say what the contract found.")


def _message(fault: Any) -> str:
    return _ascii(fault.get("msg", ""))


def _ascii(text: Any) -> str:
    return str(text)[:200].encode("ascii", "backslashreplace").decode()


REMEDIES: Final = {
    "Loans_OverCapacity": "Draw at most `available`, or wait for the order's next milestone.",
    "Loans_OverAdvanced": "Repay the difference, or wait for the order's next milestone.",
    "Loans_RateAboveLimit": "Allow a higher rate, or draw less.",
    "Loans_PastDue": "Repay; a new order can be pledged.",
    "Loans_FinancierUnfunded": "The financier must hold and approve the cash.",
    "Fingerprints_AlreadyOccupied": "This invoice is already financed or proposed: withdraw the other first.",
    "Fingerprints_SignatureExpired": "Prepare it again: the fingerprint service signs for an hour.",
    "Fingerprints_SignatureInvalid": "Prepare it again: the fingerprint service signs what you propose.",
    "Facilities_TermsExpired": "Ask for a new offer.",
    "Facilities_SignatureInvalid": "Ask for a new offer: the underwriter or the terms are not those signed.",
    "Facilities_OverCap": "Repay on any order of the facility, or ask for a higher cap.",
    "Facilities_OverLine": "Repay on any order of this buyer, or ask for a higher line.",
    "Facilities_OverMandate": "The financier's mandate is used up: ask the financier.",
    "Market_QuoteExpired": "Ask for a new quote.",
    "Market_MoneyCameIn": "Ask for a new quote: money came in since.",
    "Orders_SignatureExpired": "Ask the buyer to sign it again, valid for longer.",
    "Orders_SignatureInvalid": "Send the terms, the buyer and `validUntil` exactly as the buyer signed them.",
    "Orders_AlreadyExists": "It is on the chain already: a signed order serves once.",
    "Orders_FormerStillOpen": "The order of the number before must be rejected or cancelled first.",
    "Orders_NotAhead": "It is recorded already: milestones give the new total.",
    "Receivables_ReceiverNotConsenting": "The receiver must consent first (acceptFrom).",
    "Facilities_Frozen": "Who froze the facility lifts the freeze; what is in default is repaid.",
    "Facilities_VersionWithdrawn": "Ask for a new offer: the financier withdrew this version.",
    "Facilities_DrawingEnded": "Ask for a new offer: these terms draw no more.",
    "Facilities_CapNotLower": "A cap is only lowered; a higher one comes with new terms.",
    "Loans_InDefault": "Repay everything that is owed on the order: that lifts the default.",
    "Loans_CustodyOverdue": "The buyer pays the matured receivable in custody first.",
    "Loans_TooEarlyToDeclare": "Wait until the grace or the cure is over.",
    "Loans_WaiverAboveOwed": "Waive at most what is owed this second.",
    "Loans_NothingToAdopt": "Accept newer terms first; an account that owes nothing follows them by itself.",
    "Orders_VersionDiffers": "Read the order again and name the version that it has now.",
    "Orders_AmendmentOvertaken": "The buyer cancelled the remainder since: it amends the order anew.",
    "Orders_BelowRecorded": "Amend to at least what is cancelled, shipped, received or disputed.",
    "Participants_Overdue": "Pay what has matured: `GET /v1/receivables?unpaid=flagged`.",
    "Receivables_NotOverdue": "Wait for the second after maturity.",
    "Receivables_VoidNotRequested": "The other party asks for it first (requestVoid).",
    "Receivables_UnitsNotFree": "All units must be with the supplier: none forgiven, handed on or pledged.",
    "Receivables_ObligorPays": "Pay it: money has come in already.",
    "Market_BuyerUnfunded": "The buyer of the units must hold and approve the cash.",
    "Collateral_BuyerNotIndependent": "Sell to somebody outside the financier's group.",
    "GuaranteePool_TooEarly": "Claim 30 days after the default.",
    "GuaranteePool_NoticeRunning": "Withdraw when the notice of 30 days is over.",
    "GuaranteePool_NoticeMissing": "Give notice of what you withdraw, 30 days ahead.",
    "GuaranteePool_OverCommitted": "Deposit more, or commit less.",
    "GuaranteePool_DrawnBefore": "The cover counts for accounts whose first draw came after it.",
}
