"""Every refusal of the service as problem+json (RFC 9457) with a stable `code` and what to do about it.

An error knows its own status and code; endpoints and services raise it, one handler writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "https://tallystick.example/problems/"


class Problem(HTTPException):
    """A refusal. `facts` are extra members: the contract's error name, numbers, fields at fault."""

    status: int = 500
    code: str = "internal"
    title: str = "Something went wrong on our side"
    remedy: str = "Try again later; if it stays, tell the operator the request id."

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        remedy: str | None = None,
        headers: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(self.status, detail or self.title, dict(headers) if headers else None)
        self.code = code or type(self).code
        self.remedy = remedy or type(self).remedy
        self.facts = facts

    def body(self, request_id: str = "") -> dict[str, Any]:
        """The members of the problem document."""
        return {
            "type": TYPE_PREFIX + self.code,
            "title": self.title,
            "status": self.status_code,
            "code": self.code,
            "detail": self.detail,
            "remedy": self.remedy,
            "requestId": request_id,
            **self.facts,
        }


class Unreadable(Problem):
    status, code, title = 400, "unreadable", "The request cannot be read"
    remedy = "Send well-formed UTF-8 of the declared content type."


class Unauthenticated(Problem):
    status, code, title = 401, "unauthenticated", "Sign in first"
    remedy = "Sign in with POST /v1/sessions and send the token as `Authorization: Bearer …`."


class Forbidden(Problem):
    status, code, title = 403, "forbidden", "Not yours to do"
    remedy = "Use an account that has the role."


class NotFound(Problem):
    status, code, title = 404, "not_found", "Nothing of that kind is visible to you"
    remedy = "Check the id; a record is visible to its parties only."


class Conflict(Problem):
    status, code, title = 409, "conflict", "The present state does not allow this"
    remedy = "Read the record again and act on what it says now."


class TooLarge(Problem):
    status, code, title = 413, "too_large", "The request is too large"
    remedy = "Send less."


class Invalid(Problem):
    status, code, title = 422, "invalid", "The request says something that cannot be"
    remedy = "Correct what `errors` or `detail` names."


class TooMany(Problem):
    status, code, title = 429, "too_many_requests", "Too many requests"
    remedy = "Wait as long as Retry-After says."


class Unavailable(Problem):
    status, code, title = 503, "unavailable", "A part of the service is away"
    remedy = "Try again after the time in Retry-After."

    def __init__(
        self, detail: str = "", *, code: str | None = None, retry_after: int = 5, **facts: Any
    ) -> None:
        super().__init__(detail, code=code, headers={"Retry-After": str(retry_after)}, **facts)


_BY_STATUS: Final[dict[int, tuple[str, str]]] = {
    400: ("unreadable", "The request cannot be read"),
    401: ("unauthenticated", "Sign in first"),
    403: ("forbidden", "Not yours to do"),
    404: ("not_found", "Nothing is at this address"),
    405: ("method_not_allowed", "This address does not take that method"),
    415: ("unsupported_media_type", "The content type is not taken here"),
}


def response(problem: Problem, request_id: str = "") -> Response:
    """The problem on the wire; ASCII only, so that no text of a request can break the encoding."""
    body = json.dumps(problem.body(request_id), ensure_ascii=True, default=str)
    headers = dict(problem.headers or {})
    if problem.status_code == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", "Bearer")
    return Response(body, problem.status_code, headers, MEDIA_TYPE)


def of_http(error: HTTPException) -> Problem:
    """The framework's own refusals (no route, wrong method) in the same form."""
    if isinstance(error, Problem):
        return error
    code, title = _BY_STATUS.get(error.status_code, ("refused", "The request was refused"))
    problem = Problem(title, code=code, remedy="See /docs for the addresses and what they take.")
    problem.status_code = error.status_code
    problem.title = title
    problem.headers = error.headers
    return problem
