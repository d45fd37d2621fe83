"""The ground of the world: a chain with the contracts, parties with keys, time, the operator, the bank."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, Self

from chain.abi import encode_values, load_artifact, types_of
from chain.deploy import CashPlan, DeploymentPlan, deploy
from chain.encoding import from_hex, keccak256, to_hex
from chain.envelope import sign_transaction
from chain.provider import Chain, connect
from chain.signing import Key
from chain.transactions import Mined, prepare, prepare_deployment, send, simulate
from scripts.services.anvil import Anvil
from tests.contracts.contracts import Row, call_of, decode_answer, events_of
from tests.contracts.typed import DOMAINS, signature_of
from tests.support.pool import settle_pool

START: Final = 1_767_225_600  # 2026-01-01T00:00:00Z, the genesis of a new chain
HOUR: Final = 3_600
DAY: Final = 86_400
YEAR: Final = 365 * DAY
NOBODY: Final = "0x" + "00" * 20
ZERO: Final = "0x" + "00" * 32
MAX_AMOUNT: Final = 2**56 - 1
PLENTY: Final = 2**62
"""Cash of the rich and size of the limits that are not to bind."""

BUYER, SUPPLIER, FINANCIER, GUARANTOR, ATTESTOR, BANK, AUDITOR = (1 << bit for bit in range(7))
ROLES: Final = MappingProxyType(
    {
        "buyer": BUYER,
        "supplier": SUPPLIER | BUYER,
        "sub_supplier": SUPPLIER,
        "financier": FINANCIER,
        "second_financier": FINANCIER,
        "guarantor": GUARANTOR,
        "carrier": ATTESTOR,
        "bank": BANK,
    }
)


def hash_of(*words: object) -> str:
    """A 32-byte commitment of some words."""
    return to_hex(keccak256("/".join(map(str, words)).encode()))


def key_of(name: str) -> Key:
    """The key of a party: made from its name, so that a failure can be played again."""
    return Key(keccak256(f"tallystick test party {name}".encode()))


class Party:
    """Somebody with a name and a key."""

    def __init__(self, name: str) -> None:
        self.name, self.key = name, key_of(name)
        self.address = self.key.address
        self.entity_id = "0x" + keccak256(f"entity {name}".encode())[:14].hex()

    def __repr__(self) -> str:
        return f"Party({self.name})"


class Ground:
    """Parties (attributes) and contracts (`addresses` by name), and what every action is made of."""

    def __init__(self, chain: Chain, admin_delay_seconds: int = 0) -> None:
        """Deploy on `chain` and let everybody in: admitted, funded, with a mandate, a line and allowances.

        Without the delay of administrative calls, unless asked: they are not what most tests are about.
        """
        self.chain = chain
        self.operator, self.fingerprint_service = Party("operator"), Party("fingerprint service")
        self.buyer, self.supplier, self.sub_supplier = (
            Party("buyer"),
            Party("supplier"),
            Party("sub_supplier"),
        )
        self.financier, self.underwriter = Party("financier"), Party("underwriter")
        self.second_financier, self.fee_collector = Party("second_financier"), Party("fee collector")
        self.guarantor = Party("guarantor")
        self.carrier, self.bank, self.outsider = Party("carrier"), Party("bank"), Party("outsider")
        self.numbers = itertools.count(1)
        chain.request("anvil_setBlockTimestampInterval", [1])
        plan = DeploymentPlan(
            self.operator.address,
            self.fingerprint_service.address,
            (CashPlan("Bank yuan", "CNYD", "CNY", self.bank.address, hash_of("terms of the token")),),
            admin_delay_seconds=admin_delay_seconds,
        )
        self.deployment = deploy(chain, key_of("deployer"), plan)
        self.addresses = {name: made.address for name, made in self.deployment.contracts.items()}
        self.cash = self.addresses["Cash"] = self.deployment.cash_of("CNY").address
        self.artifacts_by_address = {address: load_artifact(name) for name, address in self.addresses.items()}
        self.populate()

    @classmethod
    @contextmanager
    def on_new_chain(cls) -> Iterator[Self]:
        """A world on an anvil of its own, which ends with it."""
        with Anvil(timestamp=START) as node, connect(node.rpc_url, node.chain_id) as chain:
            yield cls(chain)

    # ---------------------------------------------------------------- calls, views, events, time

    def send(self, who: Party, contract: str, function: str, *values: Any, gas: int | None = None) -> Mined:
        """One transaction under the party's own key. Refused before it is sent: ContractError."""
        call = call_of(load_artifact(contract), self.addresses[contract], function, values)
        with self.chain.turn(who.address):
            transaction = prepare(self.chain, who.address, call, gas=gas).transaction
            # After evm_revert anvil's pool may keep what it had mined and never mine the same bytes: the
            # gas limit tells equal transactions apart.
            transaction = replace(transaction, gas=transaction.gas + next(self.numbers) % 10_000)
            return send(self.chain, sign_transaction(transaction, who.key))

    def create(self, contract: str, *values: Any) -> str:
        """Deploy one more contract from its artifact; answers its address."""
        artifact = load_artifact(contract)
        constructor = next(entry for entry in artifact.abi if entry["type"] == "constructor")
        packed = encode_values(types_of(constructor["inputs"]), values)
        code = from_hex(artifact.bytecode, "bytecode") + packed
        prepared = prepare_deployment(self.chain, self.outsider.address, code)
        made = send(self.chain, sign_transaction(prepared.transaction, self.outsider.key)).created
        assert made is not None
        return made

    def ask(self, contract: str, function: str, *values: Any, as_: Party | None = None) -> Any:
        """The answer of a view (or of a call that is not sent) at the newest block."""
        artifact = load_artifact(contract)
        call = call_of(artifact, self.addresses[contract], function, values)
        sender = self.outsider.address if as_ is None else as_.address
        return decode_answer(artifact, function, simulate(self.chain, sender, call))

    def events(self, mined: Mined, *names: str) -> list[Row]:
        """The decoded events of a transaction, of these names where any are given."""
        rows = events_of(self.artifacts_by_address, mined.logs)
        return [row for row in rows if not names or row.event in names]

    def event(self, mined: Mined, name: str) -> Row:
        """The one event of this name."""
        found = self.events(mined, name)
        assert len(found) == 1, f"{len(found)} events {name}"
        return found[0]

    @property
    def now(self) -> int:
        """Timestamp of the newest block."""
        head = self.chain.block("latest")
        assert head is not None
        return int(head["timestamp"], 16)

    def travel_to(self, timestamp: int) -> None:
        """Mine a block at this second; what is sent next comes a second later."""
        self.chain.request("evm_setNextBlockTimestamp", [timestamp])
        self.chain.request("evm_mine", [])

    def travel(self, seconds: int) -> None:
        """Let time pass."""
        self.travel_to(self.now + seconds)

    @contextmanager
    def undone(self) -> Iterator[Self]:
        """Whatever happens inside has not happened afterwards."""
        snapshot = self.chain.request("evm_snapshot")
        try:
            yield self
        finally:
            settle_pool(self.chain.request)
            assert self.chain.request("evm_revert", [snapshot]) is True

    def signed(self, struct: str, message: dict[str, Any], key: Key) -> bytes:
        """A typed struct signed under the domain of the contract that reads it."""
        contract = self.addresses[DOMAINS[struct][0]]
        return signature_of(struct, self.chain.chain_id, contract, message, key)

    # ---------------------------------------------------------------- the operator and the bank

    def admit(self, who: Party, roles: int, *, group: int = 0, valid_until: int | None = None,
              entity_id: str | None = None) -> Mined:  # fmt: skip
        until = self.now + 50 * YEAR if valid_until is None else valid_until
        arguments = (who.address, entity_id or who.entity_id, group, roles, until)
        return self.send(
            self.operator, "Participants", "admit", *arguments, hash_of("profile", who.name), ZERO
        )

    def renew(
        self, who: Party, *, roles: int | None = None, group: int = 0, valid_until: int | None = None
    ) -> Mined:
        until = self.now + 50 * YEAR if valid_until is None else valid_until
        kept = ROLES.get(who.name, 0) if roles is None else roles
        return self.send(
            self.operator,
            "Participants",
            "renew",
            who.address,
            group,
            kept,
            until,
            hash_of("profile", who.name),
            ZERO,
        )

    def lapse(self, who: Party) -> None:
        """The party's admission ends a second from now."""
        self.renew(who, valid_until=self.now + 3)
        self.travel(4)

    def suspend(self, who: Party, reason: int = 1) -> Mined:
        return self.send(self.operator, "Participants", "suspend", who.address, reason)

    def reinstate(self, who: Party) -> Mined:
        return self.send(self.operator, "Participants", "reinstate", who.address)

    def pause(self) -> Mined:
        return self.send(self.operator, "Participants", "pause")

    def unpause(self) -> Mined:
        return self.send(self.operator, "Participants", "unpause")

    def fund(self, who: Party, amount: int) -> Mined:
        """The bank issues cash against a receipt of its own."""
        receipt = hash_of("receipt", next(self.numbers))
        return self.send(self.bank, "Cash", "issue", who.address, amount, receipt)

    def allow(self, who: Party, spender: str, amount: int = 2**128 - 1) -> Mined:
        """Let a contract take cash from the party."""
        return self.send(who, "Cash", "approve", self.addresses[spender], amount)

    def balance(self, who: Party | str) -> int:
        """Cash of a party or of a contract by name."""
        address = self.addresses[who] if isinstance(who, str) else who.address
        return int(self.ask("Cash", "balanceOf", address))

    def populate(self) -> None:
        """Let everybody in; the world of trade does more."""
        for name, roles in ROLES.items():
            self.admit(getattr(self, name), roles)
        self.admit(self.fee_collector, AUDITOR)
