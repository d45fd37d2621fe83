"""EIP-4361 messages ("Sign in with Ethereum"): parsed by the grammar of the standard, strictly, and judged.

Source: EIP-4361 (ABNF), RFC 3986 (authority, URI), RFC 3339 (date-time), EIP-55 (address).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from chain.encoding import to_checksum

MAX_MESSAGE: Final = 8192
_LEAST_LINES: Final = 8

_UNRESERVED = r"A-Za-z0-9\-._~"
_SUB = r"!$&'()*+,;="
_PCT = r"%[0-9A-Fa-f]{2}"
_PCHAR = rf"(?:[{_UNRESERVED}{_SUB}:@]|{_PCT})"
_SEGMENTS = rf"(?:/{_PCHAR}*)*"
_USERINFO = rf"(?:[{_UNRESERVED}{_SUB}:]|{_PCT})*"
_LITERAL = rf"\[(?:[0-9A-Fa-f:.]+|[vV][0-9A-Fa-f]+\.[{_UNRESERVED}{_SUB}:]+)\]"
_NAME = rf"(?:[{_UNRESERVED}{_SUB}]|{_PCT})"
_SCHEME = r"[A-Za-z][A-Za-z0-9+\-.]*"
_HIER = (
    rf"(?://(?:{_USERINFO}@)?(?:{_LITERAL}|{_NAME}*)(?::[0-9]*)?{_SEGMENTS}"
    rf"|/(?:{_PCHAR}+{_SEGMENTS})?|{_PCHAR}+{_SEGMENTS}|)"
)
_URI: Final = re.compile(rf"{_SCHEME}:{_HIER}(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?")
_DOMAIN: Final = re.compile(rf"(?:{_USERINFO}@)?(?P<host>{_LITERAL}|{_NAME}+)(?::[0-9]*)?")
_STATEMENT: Final = re.compile(rf"[{_UNRESERVED}{_SUB}:/?#\[\]@ ]+")
_REQUEST_ID: Final = re.compile(rf"{_PCHAR}*")
_OPENING: Final = re.compile(
    rf"(?:(?P<scheme>{_SCHEME})://)?(?P<domain>[^ ]+) wants you to sign in with your Ethereum account:"
)
_DATE: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_ADDRESS: Final = re.compile(r"0x[0-9a-fA-F]{40}")
_NONCE: Final = re.compile(r"[A-Za-z0-9]{8,128}")
_CHAIN_ID: Final = re.compile(r"[0-9]{1,20}")
_REQUIRED: Final = ("URI", "Version", "Chain ID", "Nonce", "Issued At")
_OPTIONAL: Final = ("Expiration Time", "Not Before", "Request ID")


class SiweError(ValueError):
    """A message that is not EIP-4361, or not valid here and now; the text names the field."""


@dataclass(frozen=True)
class SignIn:
    """A parsed message. `text` is what was signed; times are aware."""

    text: str
    domain: str
    address: str
    uri: str
    chain_id: int
    nonce: str
    issued_at: datetime
    scheme: str | None = None
    statement: str | None = None
    expiration_time: datetime | None = None
    not_before: datetime | None = None
    request_id: str | None = None
    resources: tuple[str, ...] = ()


def compose(
    *, domain: str, address: str, uri: str, chain_id: int, nonce: str, issued_at: datetime, statement: str
) -> str:
    """The text for a party to sign; `address` in any case is written as EIP-55."""
    return (
        f"{domain} wants you to sign in with your Ethereum account:\n"
        f"{to_checksum(address)}\n\n{statement}\n\n"
        f"URI: {uri}\nVersion: 1\nChain ID: {chain_id}\nNonce: {nonce}\n"
        f"Issued At: {issued_at.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}"
    )


def parse(text: str) -> SignIn:
    """Read a message by its grammar: every field in its place, nothing around them. Errors: SiweError."""
    if len(text) > MAX_MESSAGE:
        raise SiweError("message: too long")
    lines = text.split("\n")
    if len(lines) < _LEAST_LINES:
        raise SiweError("message: fields are missing")
    opening = _OPENING.fullmatch(lines[0])
    if opening is None:
        raise SiweError("opening: not `domain wants you to sign in with your Ethereum account:`")
    domain = _domain(opening["domain"])
    address = _address(lines[1])
    if lines[2] != "":
        raise SiweError("message: an empty line must follow the address")
    statement: str | None = None
    at = 3
    if lines[3] != "":
        statement, at = lines[3], 4
        if not _STATEMENT.fullmatch(statement):
            raise SiweError("statement: characters that EIP-4361 does not allow")
    if lines[at] != "":
        raise SiweError("message: an empty line must stand before the fields")
    fields, resources = _fields(lines[at + 1 :])
    if fields["Version"] != "1":
        raise SiweError("version: only 1 is known")
    return SignIn(
        text=text,
        scheme=opening["scheme"],
        domain=domain,
        address=address,
        statement=statement,
        uri=_uri(fields["URI"], "uri"),
        chain_id=int(_match(_CHAIN_ID, fields["Chain ID"], "chain id")),
        nonce=_match(_NONCE, fields["Nonce"], "nonce"),
        issued_at=_date(fields["Issued At"], "issued at"),
        expiration_time=_optional_date(fields, "Expiration Time"),
        not_before=_optional_date(fields, "Not Before"),
        request_id=_match(_REQUEST_ID, fields["Request ID"], "request id")
        if "Request ID" in fields
        else None,
        resources=resources,
    )


def check_time(message: SignIn, now: datetime) -> None:
    """Refuse a message that is expired or not yet valid at `now`. Errors: SiweError."""
    if message.expiration_time is not None and now >= message.expiration_time:
        raise SiweError("expiration time: the message has expired")
    if message.not_before is not None and now < message.not_before:
        raise SiweError("not before: the message is not valid yet")


def check_binding(
    message: SignIn, *, domain: str, uri: str, chain_id: int, now: datetime, max_age: timedelta
) -> None:
    """Refuse a message for another site or chain, or signed outside `max_age`. Errors: SiweError."""
    if message.domain != domain:
        raise SiweError("domain: the message was signed for another site")
    if message.uri.rstrip("/") != uri.rstrip("/"):
        raise SiweError("uri: the message was signed for another address")
    if message.chain_id != chain_id:
        raise SiweError(f"chain id: {message.chain_id} where {chain_id} is served")
    if message.issued_at > now + timedelta(seconds=60):
        raise SiweError("issued at: lies in the future")
    if message.issued_at < now - max_age:
        raise SiweError("issued at: too long ago")
    check_time(message, now)


def _fields(lines: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    found: dict[str, str] = {}
    at = 0
    for name in _REQUIRED:
        if at >= len(lines) or not lines[at].startswith(f"{name}: "):
            raise SiweError(f"{name.lower()}: missing or out of order")
        found[name] = lines[at][len(name) + 2 :]
        at += 1
    for name in _OPTIONAL:
        if at < len(lines) and lines[at].startswith(f"{name}: "):
            found[name] = lines[at][len(name) + 2 :]
            at += 1
    resources: list[str] = []
    if at < len(lines) and lines[at] == "Resources:":
        for line in lines[at + 1 :]:
            if not line.startswith("- "):
                raise SiweError("resources: each line begins with `- `")
            resources.append(_uri(line[2:], "resources"))
        at = len(lines)
    if at != len(lines):
        raise SiweError(f"message: unexpected line {lines[at][:40]!r}")
    return found, tuple(resources)


def _domain(text: str) -> str:
    found = _DOMAIN.fullmatch(text)
    if found is None:
        raise SiweError("domain: not an authority of RFC 3986")
    _check_literal(found["host"], "domain")
    return text


def _uri(text: str, field: str) -> str:
    if not _URI.fullmatch(text):
        raise SiweError(f"{field}: not a URI of RFC 3986")
    literal = re.match(rf"{_SCHEME}://(?:{_USERINFO}@)?(\[[^\]]*\])", text)
    if literal:
        _check_literal(literal[1], field)
    return text


def _check_literal(host: str, field: str) -> None:
    if host.startswith("[") and host[1] not in "vV":
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise SiweError(f"{field}: not an IPv6 address") from None


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text) or to_checksum(text) != text:
        raise SiweError("address: not an EIP-55 address")
    return text


def _match(pattern: re.Pattern[str], text: str, field: str) -> str:
    if not pattern.fullmatch(text):
        raise SiweError(f"{field}: not of the form that EIP-4361 asks for")
    return text


def _optional_date(fields: dict[str, str], name: str) -> datetime | None:
    return _date(fields[name], name.lower()) if name in fields else None


def _date(text: str, field: str) -> datetime:
    found = _DATE.fullmatch(text)
    if found is None:
        raise SiweError(f"{field}: not a date-time of RFC 3339")
    day, clock, fraction, zone = found.groups()
    try:
        return datetime.fromisoformat(
            f"{day}T{clock}.{(fraction or '0')[:6].ljust(6, '0')}{'+00:00' if zone in 'Zz' else zone}"
        )
    except ValueError:
        raise SiweError(f"{field}: no such time") from None
