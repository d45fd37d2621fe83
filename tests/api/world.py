"""A served application over a real chain and a real database: parties sign in and act through HTTP alone.

Only what the platform has no part in is done on the chain itself: deploying, admitting, the first money.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.documents.parties import entity_id_of
from api.migrations import upgrade
from api.settings import Settings, build
from api.transactions.outbox import Follower
from chain.clients.cash import Cash
from chain.clients.participants import Participants
from chain.deploy import CashPlan, DeploymentPlan, deploy
from chain.deployments import save_deployment
from chain.encoding import from_hex, keccak256, to_hex
from chain.envelope import UnsignedTransaction, sign_transaction
from chain.keystores import store_key
from chain.provider import Chain
from chain.signing import Key, personal_digest
from chain.states import Role
from chain.transactions import execute
from indexer.sync import Indexer
from scripts.services.anvil import Anvil

START: Final = 1_793_577_600  # 2026-11-02T00:00:00Z, when the documents of the trade begin
FAR: Final = 2_000_000_000
DAY: Final = 86_400
PATIENCE_SECONDS: Final = 20.0
CONSORTIUM_KEY: Final = bytes(range(32))
PASSWORD: Final = "a password of the tests"
DOCUMENTS: Final = Path(__file__).resolve().parents[2] / "scripts/demo/documents"
REGISTRATIONS: Final = {
    "buyer": "91310115MA1H0A0Q4B",
    "supplier": "91330482MA2C0B0R2F",
    "sub_supplier": "91330522MA2D0C0T2J",
    "carrier": "91320583MA1K0D0U8X",
}
ROLES: Final = {
    "bank": Role.BANK,
    "buyer": Role.BUYER,
    "supplier": Role.SUPPLIER | Role.BUYER,
    "sub_supplier": Role.SUPPLIER,
    "carrier": Role.ATTESTOR,
    "financier": Role.FINANCIER,
    "auditor": Role.AUDITOR,
    "stranger": Role.SUPPLIER | Role.BUYER,
    "second": Role.FINANCIER,
    "guarantor": Role.GUARANTOR,
}


def key_of(name: str) -> Key:
    """The key of a party, from its name."""
    return Key(keccak256(f"tests of the service: {name}".encode()))


def hash_of(text: str) -> str:
    """A commitment."""
    return to_hex(keccak256(text.encode()))


class Party:
    """A party with its own key and its own session."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name, self.key = world, name, key_of(name)
        self.address = self.key.address
        self._token = ""

    @property
    def headers(self) -> dict[str, str]:
        """Headers of a signed-in request."""
        if not self._token:
            self._token = self.world.sign_in(self.key).json()["token"]
        return {"Authorization": f"Bearer {self._token}"}

    def get(self, path: str, **query: Any) -> Response:
        """GET as this party."""
        answer: Response = self.world.http.get(path, params=query, headers=self.headers)
        return answer

    def post(self, path: str, body: Any, **more: str) -> Response:
        """POST JSON as this party."""
        answer: Response = self.world.http.post(path, json=body, headers=self.headers | more)
        return answer

    def send(self, name: str) -> dict[str, Any]:
        """Send one of the trade's documents; its answer."""
        content = (DOCUMENTS / name).read_bytes()
        headers = self.headers | {"Content-Type": "application/xml"}
        answer = self.world.http.post("/v1/documents", content=content, headers=headers)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def prepare(self, action: str, **members: Any) -> dict[str, Any]:
        """What the party would sign."""
        answer = self.post("/v1/transactions/prepare", {"action": action, **members})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def sign(self, prepared: dict[str, Any]) -> str:
        """The raw transaction of what was prepared, signed with the party's own key."""
        assert prepared["simulation"]["ok"], prepared["simulation"]
        whole = prepared["transaction"]
        unsigned = UnsignedTransaction(
            chain_id=int(whole["chainId"], 16),
            nonce=int(whole["nonce"], 16),
            max_priority_fee=int(whole["maxPriorityFeePerGas"], 16),
            max_fee=int(whole["maxFeePerGas"], 16),
            gas=int(whole["gas"], 16),
            to=whole["to"].lower(),
            value=int(whole["value"], 16),
            data=from_hex(whole["data"], "data"),
        )
        assert to_hex(unsigned.digest) == prepared["digest"]
        return to_hex(sign_transaction(unsigned, self.key).raw)

    def does(self, action: str, **members: Any) -> dict[str, Any]:
        """Prepare, sign, submit, wait until mirrored; where the transaction stands."""
        answer = self.post("/v1/transactions", {"raw": self.sign(self.prepare(action, **members))})
        assert answer.status_code == 202, answer.text
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:  # the node answers before it has mined
            self.world.index()
            found: dict[str, Any] = self.get(f"/v1/transactions/{answer.json()['hash']}").json()
            if found["state"] in ("mined", "final") and found["indexed"]:
                return found
            assert found["state"] in ("pending", "mined", "final") and time.monotonic() < deadline, found

    def limit(self) -> dict[str, Any]:
        """What this supplier can draw."""
        answer = self.get("/v1/financing/limit")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def cash(self) -> int:
        """Minor units of CNY that the mirror says it holds."""
        answer = self.get(f"/v1/participants/{self.address}")
        assert answer.status_code == 200, answer.text
        return int(answer.json()["cash"][0]["balance"])


class World:
    """The application, its chain and its mirror."""

    def __init__(self, node: Anvil, database_url: str, folder: Path) -> None:
        self.node, self.database_url = node, database_url
        self.chain = Chain(node.rpc_url)
        bank = CashPlan("Bank yuan", "CNYD", "CNY", key_of("bank").address, hash_of("terms"))
        plan = DeploymentPlan(key_of("operator").address, key_of("service").address, (bank,))
        self.deployment = deploy(self.chain, key_of("deployer"), plan)
        self.cash = Cash(self.deployment.cash_of("CNY").address, self.chain)
        self._admit()
        self.settings = self._settings(folder)
        upgrade(database_url)
        self.indexer = Indexer(self.chain, database_url, self.deployment)
        self.index()
        self.app = create_app(self.settings)
        self.http = TestClient(self.app, raise_server_exceptions=False)
        self.follower = Follower(self.app.state.context)

    def party(self, name: str) -> Party:
        """A party by its name."""
        return Party(self, name)

    def index(self) -> None:
        """Bring the mirror to the chain's head."""
        self.indexer.run_once()

    def move_time(self, seconds: int) -> None:
        """Let time pass on the chain, and mirror the block that shows it."""
        self.node.rpc("evm_increaseTime", seconds)
        self.node.rpc("evm_mine")
        self.index()

    def sign_in(self, key: Key, **changed: str) -> Response:
        """Sign in with a key; `changed` replaces texts in the message before it is signed."""
        asked = {"address": key.address}
        message: str = self.http.post("/v1/sessions/nonce", json=asked).json()["message"]
        for old, new in changed.items():
            message = message.replace(old, new)
        signature = to_hex(key.sign(personal_digest(message.encode())))
        answer: Response = self.http.post("/v1/sessions", json={"message": message, "signature": signature})
        return answer

    def close(self) -> None:
        """End what this world began."""
        self.http.close()
        self.app.state.context.close()
        self.indexer.close()
        self.chain.close()

    def _admit(self) -> None:
        participants = Participants(self.deployment.address("Participants"), self.chain)
        for name, role in ROLES.items():
            registration = REGISTRATIONS.get(name, f"name:{name}")
            call = participants.admit(
                account=key_of(name).address,
                entity_id=entity_id_of(CONSORTIUM_KEY, registration),
                group_id=0,
                roles=int(role),
                valid_until=FAR,
                profile=hash_of(name),
                encryption_key=hash_of(f"key of {name}"),
            )
            execute(self.chain, key_of("operator"), call)
        for at, name in enumerate(("financier", "buyer", "second", "guarantor")):
            call = self.cash.issue(key_of(name).address, 10_000_000_00, hash_of(f"receipt {at}"))
            execute(self.chain, key_of("bank"), call)

    def _settings(self, folder: Path) -> Settings:
        keystore = store_key(folder, "underwriter", key_of("underwriter"), PASSWORD, work=1024).path
        return build(
            {
                "database_url": self.database_url,
                "rpc_url": self.node.rpc_url,
                "deployment": save_deployment(self.deployment, folder),
                "master_key": "11" * 32,
                "consortium_key": CONSORTIUM_KEY.hex(),
                "fingerprint_key": key_of("service").reveal().hex(),
                "operators": [key_of("operator").address],
                "underwriters": [
                    {
                        "financier": key_of("financier").address,
                        "keystore": keystore,
                        "password": PASSWORD,
                    }
                ],
                "outbox_seconds": 0,
                "finality_blocks": 2,
                "rate_per_minute": 1_000_000,
                "rate_burst": 1_000_000,
            }
        )


@contextmanager
def world_of(database_url: str, folder: Path) -> Iterator[World]:
    """A world on a chain of its own."""
    with Anvil(timestamp=START) as node:
        world = World(node, database_url, folder)
        try:
            yield world
        finally:
            world.close()


def assert_problem(answer: Response, status: int, code: str | None = None) -> dict[str, Any]:
    """The answer is problem+json of this status and code; its members."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.text)
    assert {"type", "title", "status", "code", "detail", "remedy", "requestId"} <= set(body)
    assert body["status"] == status
    if code is not None:
        assert body["code"] == code, body
    return body
