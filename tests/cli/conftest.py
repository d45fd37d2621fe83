"""One running stack for the tests of commands that need a chain, a mirror and an API."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.scalars import to_rfc3339
from chain.keystores import LIGHT_WORK, store_key
from chain.signing import Key
from scripts.client.session import Session
from scripts.serving.stack import Stack

BUYER, SUPPLIER = 1, 2
PASSWORD = "a password of tests"


@dataclass(frozen=True)
class Office:
    """A stack with an order on it, and the keys of its parties in keystores beside their password."""

    stack: Stack
    keystores: Path
    password_file: Path
    buyer: Key
    supplier: Key
    order_id: str

    @property
    def data_dir(self) -> Path:
        return self.stack.data_dir

    def as_(self, name: str) -> tuple[object, ...]:
        """Options to act as one of `buyer`, `supplier`, `stranger`."""
        return ("--as", name, *self.where)

    @property
    def where(self) -> tuple[object, ...]:
        keys = ("--keystores", self.keystores, "--password-file", self.password_file)
        return ("--data-dir", self.data_dir, *keys)

    @property
    def operator(self) -> tuple[object, ...]:
        """Options to act as the development operator, whose keystore the stack has made."""
        folder = self.data_dir / "operator"
        keys = ("--keystores", folder, "--password-file", folder / "password")
        return ("--as", "operator", "--data-dir", self.data_dir, *keys)

    def session(self, key: Key) -> Session:
        session = Session(self.stack.api_url, key)
        session.sign_in()
        return session


def word() -> str:
    """32 random bytes as 0x-hex."""
    return "0x" + secrets.token_hex(32)


def admission(account: str, roles: int, now: int) -> dict[str, Any]:
    """The operator's action that admits a party."""
    return {
        "action": "admit",
        "account": account,
        "entityId": word()[:30],
        "roles": roles,
        "validUntil": to_rfc3339(now + 86_400 * 365),
        "profile": word(),
        "encryptionKey": word(),
    }


def order(supplier: str, now: int, amount: int = 1_000_000) -> dict[str, Any]:
    """A buyer's action that places an order."""
    return {
        "action": "place",
        "supplier": supplier,
        "currency": "CNY",
        "amount": str(amount),
        "deliverBy": to_rfc3339(now + 86_400 * 30),
        "paymentTermDays": 30,
        "fingerprint": word(),
        "root": word(),
    }


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    keys = {name: Key.new() for name in ("buyer", "supplier", "stranger")}
    for name, key in keys.items():
        store_key(folder / "keys", name, key, PASSWORD, LIGHT_WORK)
    password_file = folder / "password"
    password_file.write_text(PASSWORD)
    password_file.chmod(0o600)
    with Stack(folder / "data", durable=False) as stack:
        block = stack.chain.block()
        assert block is not None
        now = int(block["timestamp"], 16)
        operator = Session(stack.api_url, stack.credentials.operator)
        operator.sign_in()
        operator.act(admission(keys["buyer"].address, BUYER, now))
        operator.act(admission(keys["supplier"].address, SUPPLIER, now))
        buyer, supplier = (Session(stack.api_url, keys[name]) for name in ("buyer", "supplier"))
        buyer.sign_in()
        supplier.sign_in()
        buyer.act(order(keys["supplier"].address, now))
        order_id = str(supplier.get("/v1/orders")["items"][0]["orderId"])
        supplier.act({"action": "accept", "orderId": order_id})
        yield Office(stack, folder / "keys", password_file, keys["buyer"], keys["supplier"], order_id)
