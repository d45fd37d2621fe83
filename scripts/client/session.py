"""One signed-in party over HTTP. The key stays in this process: the service sees addresses and signatures."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlencode

import urllib3

from chain.encoding import from_hex, quantity, to_hex
from chain.envelope import UnsignedTransaction, sign_transaction
from chain.signing import Key, personal_digest

TIMEOUT_SECONDS: Final = 30.0
WAIT_SECONDS: Final = 30.0
POLL_SECONDS: Final = 0.01
QUICK_POLLS: Final = 20
LONGEST_POLL_SECONDS: Final = 0.25
CREATED_OR_OK: Final = range(200, 300)


class ApiUnreachable(Exception):
    """Nobody answers at the API's address."""


class ApiRefusal(Exception):
    """The service refused: its problem document (RFC 9457), with a stable `code` and what to do."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, problem
        super().__init__(str(problem.get("detail") or problem.get("title") or f"HTTP {status}"))

    @property
    def code(self) -> str:
        """The stable code of the refusal."""
        return str(self.problem.get("code", ""))


class WouldRevert(Exception):
    """The contracts would refuse the action: their error by name, its numbers, what to do."""

    def __init__(self, error: str, arguments: Mapping[str, Any], remedy: str) -> None:
        self.error, self.arguments, self.remedy = error, arguments, remedy
        numbers = ", ".join(f"{name} {value}" for name, value in arguments.items())
        super().__init__(f"{error}({numbers})")


@dataclass(frozen=True)
class Done:
    """A mined transaction: what it meant, where it is, its cost.

    Milliseconds from signing to the receipt, and to the mirrored row.
    """

    meaning: str
    hash: str
    block_number: int
    gas_used: int
    mined_ms: float
    mirrored_ms: float


class Session:
    """A party at the API. `key` signs sign-ins and transactions in this process."""

    def __init__(self, api_url: str, key: Key) -> None:
        self._url, self._key = api_url.rstrip("/"), key
        self._http = urllib3.PoolManager(timeout=TIMEOUT_SECONDS, retries=False)
        self._token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.clear()

    @property
    def address(self) -> str:
        """The party's account, lower-case 0x-hex."""
        return self._key.address

    def sign_in(self) -> None:
        """Open a session by an EIP-4361 message. Errors: ApiRefusal, ApiUnreachable."""
        given = self.post("/v1/sessions/nonce", {"address": self.address})
        signature = to_hex(self._key.sign(personal_digest(given["message"].encode())))
        opened = self.post("/v1/sessions", {"message": given["message"], "signature": signature})
        self._token = opened["token"]

    def get(self, path: str, **query: str) -> Any:
        """The JSON answer of a GET. Errors: ApiRefusal, ApiUnreachable."""
        return self._ask("GET", path + ("?" + urlencode(query) if query else ""))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The JSON answer of a POST of JSON. Errors: ApiRefusal, ApiUnreachable."""
        return self._ask("POST", path, json.dumps(body).encode(), "application/json")

    def upload(self, content: bytes) -> Any:
        """Send a document's bytes. Errors: ApiRefusal (with `findings`), ApiUnreachable."""
        kind = "application/pdf" if content.startswith(b"%PDF") else "application/xml"
        return self._ask("POST", "/v1/documents", content, kind)

    def prepare(self, action: Mapping[str, Any]) -> Any:
        """What would be signed, in words, with its simulation. Errors: ApiRefusal, ApiUnreachable."""
        return self.post("/v1/transactions/prepare", action)

    def act(self, action: Mapping[str, Any]) -> Done:
        """Prepare, sign here, submit, wait until the mirror has it. Errors: WouldRevert, ApiRefusal."""
        return self.sign_and_send(self.prepare(action))

    def sign_and_send(self, prepared: Mapping[str, Any]) -> Done:
        """Sign what was prepared, submit it, wait for the mirror. Errors: WouldRevert, ApiRefusal."""
        simulation = prepared["simulation"]
        if not simulation["ok"]:
            error, remedy = simulation["error"] or "Unexplained", simulation["remedy"] or ""
            raise WouldRevert(error, simulation["arguments"] or {}, remedy)
        began = time.monotonic()
        signed = sign_transaction(unsigned_from_json(prepared["transaction"]), self._key)
        self.post("/v1/transactions", {"raw": to_hex(signed.raw)})
        return self._wait(signed.hash, prepared["meaning"], began)

    def _wait(self, transaction_hash: str, meaning: str, began: float) -> Done:
        mined_ms, polls = 0.0, 0
        while time.monotonic() - began < WAIT_SECONDS:
            shown = self.get(f"/v1/transactions/{transaction_hash}")
            if shown["state"] == "failed":
                error = shown["error"] or {}
                raise WouldRevert(str(error.get("name", "")), error.get("arguments") or {}, "")
            if shown["state"] in ("mined", "final"):
                mined_ms = mined_ms or (time.monotonic() - began) * 1000
                if shown["indexed"]:
                    took = (time.monotonic() - began) * 1000
                    return Done(
                        meaning, transaction_hash, shown["blockNumber"], shown["gasUsed"], mined_ms, took
                    )
            polls += 1
            time.sleep(POLL_SECONDS if polls < QUICK_POLLS else LONGEST_POLL_SECONDS)
        raise ApiUnreachable(f"{transaction_hash} is not in the mirror after {WAIT_SECONDS:.0f} s")

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Any:
        headers = {"Accept": "application/json"}
        if kind:
            headers["Content-Type"] = kind
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            answer = self._http.request(method, self._url + path, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            raise ApiUnreachable(f"{self._url} does not answer: {error}") from error
        try:
            read = json.loads(answer.data) if answer.data else None
        except ValueError:
            read = {"title": f"HTTP {answer.status}"}
        if answer.status not in CREATED_OR_OK:
            raise ApiRefusal(answer.status, read if isinstance(read, dict) else {})
        return read


def unsigned_from_json(shown: Mapping[str, Any]) -> UnsignedTransaction:
    """The unsigned transaction from the form that wallets take. Errors: HexError, KeyError."""
    return UnsignedTransaction(
        quantity(shown["chainId"], "chainId"),
        quantity(shown["nonce"], "nonce"),
        quantity(shown["maxPriorityFeePerGas"], "maxPriorityFeePerGas"),
        quantity(shown["maxFeePerGas"], "maxFeePerGas"),
        quantity(shown["gas"], "gas"),
        str(shown["to"]).lower(),
        quantity(shown["value"], "value"),
        from_hex(shown["data"], "data"),
    )
