"""What a replay runs on: a chain of its own with everybody let in, a database, an indexer beside it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from chain.clients.cash import Cash
from chain.clients.facilities import Facilities
from chain.clients.participants import Participants
from chain.deploy import CashPlan, DeploymentPlan, deploy
from chain.deployments import Deployment, save_deployment
from chain.provider import Chain, Limits
from chain.structs import Mandate
from indexer.sync import Indexer, Progress
from scripts.replay import rules
from scripts.replay.books import Action, Kind, commitment
from scripts.replay.faults import ReplayError
from scripts.replay.people import Financier, Party, People
from scripts.services.anvil import Anvil
from scripts.services.postgres import Postgres
from scripts.services.process import Guarded

BUYER, SUPPLIER, FINANCIER, AUDITOR, BANK = 1, 2, 4, 64, 32
ALLOWANCE: Final = 2**128 - 1
NODE_LIMITS: Final = Limits(answer_s=300.0)
"""A block with a thousand calls takes longer than a question."""


@dataclass(frozen=True)
class Ground:
    """Where the replay happens."""

    chain: Chain
    deployment: Deployment
    database_url: str
    folder: Path
    rpc_url: str
    node_pid: int


@contextmanager
def ground(people: People, genesis: int, progress: Callable[[str], None]) -> Iterator[Ground]:
    """A chain whose clock begins at `genesis`, with the contracts; an empty database. Both end with it."""
    with ExitStack() as ends:
        folder = Path(ends.enter_context(TemporaryDirectory(prefix="tallystick-replay-")))
        progress("starting the chain and the database")
        node = ends.enter_context(Anvil(timestamp=genesis, head_only=True))
        database = ends.enter_context(Postgres(durable=False))
        chain = ends.enter_context(Chain(node.rpc_url, NODE_LIMITS))
        chain.request("anvil_setBlockTimestampInterval", [1])
        token = CashPlan("Deposit Euro", "dEUR", rules.CURRENCY, people.bank.address)
        plan = DeploymentPlan(people.operator.address, people.service.address, (token,))
        deployment = deploy(chain, people.deployer.key, plan, progress)
        save_deployment(deployment, folder)
        yield Ground(chain, deployment, database.url, folder, node.rpc_url, node.pid)


def admissions(people: People, deployment: Deployment, now: int) -> list[Action]:
    """The operator lets everybody in."""
    participants = Participants(deployment.address("Participants"))
    roles: list[tuple[Party, int]] = [(people.buyer, BUYER), (people.bank, BANK)]
    roles += [(people.servicer, AUDITOR)]
    roles += [(financier, FINANCIER) for financier in people.financiers]
    roles += [(supplier, SUPPLIER) for supplier in people.suppliers.values()]
    return [
        Action(
            Kind.SET_UP,
            people.operator,
            participants.admit(
                account=party.address,
                entity_id=party.entity_id,
                group_id=0,
                roles=role,
                valid_until=now + rules.KYC_DAYS * rules.DAY_S,
                profile=commitment("profile", party.name),
                encryption_key=commitment("no encryption key", party.name),
            ),
        )
        for party, role in roles
    ]


def funds_and_mandates(people: People, deployment: Deployment, now: int) -> list[Action]:
    """Cash for those who pay and lend, allowances, mandates, lines on the buyer."""
    token = deployment.cash_of(rules.CURRENCY).address
    cash, facilities = Cash(token), Facilities(deployment.address("Facilities"))
    loans, receivables = deployment.address("Loans"), deployment.address("Receivables")
    calls = []
    for rich in (people.buyer, *people.financiers):
        receipt = commitment("bank receipt", rich.name)
        calls.append(Action(Kind.SET_UP, people.bank, cash.issue(rich.address, rules.PLENTY, receipt)))
    calls.append(Action(Kind.SET_UP, people.buyer, cash.approve(receivables, ALLOWANCE)))
    calls += [
        Action(Kind.SET_UP, party, cash.approve(loans, ALLOWANCE))
        for party in (*people.financiers, *people.suppliers.values())
    ]
    for financier in people.financiers:
        calls.append(Action(Kind.SET_UP, financier, facilities.set_mandate(token, _mandate(financier, now))))
        line = facilities.set_line(token, people.buyer.address, financier.offer.line)
        calls.append(Action(Kind.SET_UP, financier, line))
    return calls


def _mandate(financier: Financier, now: int) -> Mandate:
    offer = financier.offer
    return Mandate(
        underwriter=financier.underwriter.address,
        valid_until=now + rules.KYC_DAYS * rules.DAY_S,
        floor_rate_bps=0,
        max_fee_bps=offer.fee_bps,
        max_penalty_bps=rules.PENALTY_BPS,
        max_cap=offer.cap,
        max_total=offer.total,
        max_advance_bps=offer.advance_bps,
        fee_to=financier.address,
        max_tenor_days=rules.MAX_TENOR_DAYS,
        min_yield_bps=0,
        purchase_budget=0,
    )


@contextmanager
def mirroring(where: Ground) -> Iterator[Guarded]:
    """`tallystick index` in a process of its own, from now until the end of the `with`."""
    settings = {
        "TALLYSTICK_RPC_URL": where.rpc_url,
        "TALLYSTICK_DATABASE_URL": where.database_url,
        "TALLYSTICK_DEPLOYMENT": str(where.folder / f"{where.deployment.chain_id}.json"),
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TALLYSTICK_")}
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-m", "scripts.cli", "index"]
    environment = inherited | settings | {"PYTHONPATH": root}
    process = Guarded(command, where.folder / "indexer.log", env=environment, grace_seconds=60.0)
    try:
        yield process
        if not process.running:
            raise ReplayError(f"the indexer has stopped: {process.tail()}")
    finally:
        process.stop()


def cpu_seconds_of(pid: int) -> float:
    """What a process has computed so far; 0 where the system does not tell (no /proc)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


def catch_up(where: Ground) -> tuple[Progress, float]:
    """Bring the mirror to the head; where it stands, and the seconds that this took."""
    began = time.monotonic()
    with Indexer(where.chain, where.database_url, where.deployment) as indexer:
        return indexer.run_once(), time.monotonic() - began
