"""Deploy the contracts, wired to each other by precomputed addresses, and hand the rights to the operator.

Addresses follow from the deployer's nonces (CREATE), so every sister address is a constructor argument and
nothing can be rewired later (model.md, Contracts). The deployer keeps no right: its admin role is renounced
at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from chain.abi import Artifact, encode_values, load_artifact, selector_of, types_of
from chain.calls import Call
from chain.deployments import CashToken, Deployed, Deployment, check_code, code_hash
from chain.encoding import quantity, to_hex
from chain.envelope import created_address, sign_transaction
from chain.provider import Chain
from chain.signing import Key
from chain.transactions import Mined, execute, prepare_deployment, send

OPERATOR_ROLE: Final = 1
"""AccessManager role of the day-to-day operator: admit, renew, suspend, reinstate, pause."""

ADMIN_ROLE: Final = 0
"""AccessManager role that grants roles, lists cash tokens and names the fingerprint service."""

ADMIN_DELAY_SECONDS: Final = 2 * 86_400
"""Granting roles, listing cash, naming the fingerprint service and its writers: announced this long ahead."""

ORDER: Final = (
    "Authority",
    "Participants",
    "Fingerprints",
    "Orders",
    "Receivables",
    "Facilities",
    "Loans",
    "Collateral",
    "Market",
    "GuaranteePool",
)
"""Order of creation; nonce n of the deployer creates the nth contract."""

OPERATOR_CALLS: Final = ("admit", "renew", "suspend", "reinstate", "pause", "unpause")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class CashPlan:
    """One deposit token to be issued by a bank: name, symbol, ISO 4217 code, hash of its terms (32 bytes)."""

    name: str
    symbol: str
    currency: str
    bank: str
    terms_hash: str = "0x" + "00" * 32


@dataclass(frozen=True)
class DeploymentPlan:
    """What a deployment needs to know: accounts of the operator and the fingerprint service, cash tokens.

    `admin_delay_seconds`: how long everybody can see an administrative call before it takes effect. `admin`:
    who makes those calls; the operator where it is empty. `fingerprints`: that of a former deployment, which
    goes on, so that no invoice is financed once in each (ADR 0003); it stays under its authority, whose
    admin names the new Receivables a writer (`setWriter`), and nothing can be proposed before.
    """

    operator: str
    fingerprint_service: str
    cash: Sequence[CashPlan] = field(default_factory=tuple)
    admin_delay_seconds: int = ADMIN_DELAY_SECONDS
    admin: str = ""
    fingerprints: Deployed | None = None


def deploy(chain: Chain, key: Key, plan: DeploymentPlan, progress: Progress = lambda _: None) -> Deployment:
    """Create all contracts, list the cash tokens, hand the rights over. About 20 transactions.

    Errors: those of chain.transactions; DeploymentError where the former Fingerprints is another than said; a
    failure in the middle leaves contracts that nobody refers to.
    """
    first = quantity(chain.request("eth_getTransactionCount", [key.address, "pending"]), "nonce")
    new = [name for name in ORDER if name != "Fingerprints" or plan.fingerprints is None]
    at = {name: created_address(key.address, first + index) for index, name in enumerate(new)}
    made: dict[str, Deployed] = {}
    if plan.fingerprints is not None:
        check_code("Fingerprints", plan.fingerprints, chain)
        made["Fingerprints"] = plan.fingerprints
        at["Fingerprints"] = plan.fingerprints.address
    arguments = _arguments(at, key.address, plan)
    blocks: list[Mined] = []
    for name in new:
        progress(f"deploying {name}")
        mined = _create(chain, key, load_artifact(name), arguments[name])
        blocks.append(mined)
        if mined.created != at[name]:
            raise RuntimeError(f"{name} was created at {mined.created}, not at {at[name]}")
        made[name] = Deployed(at[name], code_hash(chain, at[name]), arguments[name])
    cash = tuple(_cash(chain, key, at["Participants"], plan_, progress) for plan_ in plan.cash)
    progress("handing the rights over to the operator")
    _hand_over(chain, key, at, plan)
    compiler = str(load_artifact("Orders").whole.get("compiler", {}).get("version", ""))
    return Deployment(
        chain.chain_id,
        blocks[0].block_number,
        blocks[0].block_hash,
        {name: made[name] for name in ORDER},
        cash,
        plan.operator,
        plan.fingerprint_service,
        compiler,
    )


def _arguments(at: dict[str, str], deployer: str, plan: DeploymentPlan) -> dict[str, tuple[Any, ...]]:
    def of(*names: str) -> tuple[str, ...]:
        return tuple(at[name] for name in names)

    return {
        "Authority": (deployer,),
        "Participants": (at["Authority"], at["Receivables"], of(*ORDER)),
        "Fingerprints": (at["Authority"], plan.fingerprint_service, at["Receivables"]),
        "Orders": of("Participants", "Receivables", "Loans"),
        "Receivables": of("Participants", "Fingerprints", "Orders", "Loans", "Collateral", "Market"),
        "Facilities": of("Participants", "Loans", "Market"),
        "Loans": of("Participants", "Orders", "Receivables", "Facilities", "Collateral", "GuaranteePool"),
        "Collateral": of("Participants", "Orders", "Receivables", "Loans", "Market", "Facilities"),
        "Market": of("Participants", "Receivables", "Facilities", "Collateral"),
        "GuaranteePool": of("Participants", "Orders", "Facilities", "Loans"),
    }


def _create(chain: Chain, key: Key, artifact: Artifact, arguments: Sequence[Any]) -> Mined:
    constructor = next((entry for entry in artifact.abi if entry["type"] == "constructor"), None)
    types = types_of(constructor["inputs"]) if constructor else []
    init_code = bytes.fromhex(artifact.bytecode[2:]) + encode_values(types, list(arguments))
    with chain.turn(key.address):
        prepared = prepare_deployment(chain, key.address, init_code)
        return send(chain, sign_transaction(prepared.transaction, key))


def _call(chain: Chain, key: Key, to: str, contract: str, name: str, *values: Any) -> Mined:
    entry = load_artifact(contract).entry("function", name)
    packed = selector_of(entry) + encode_values(types_of(entry["inputs"]), list(values))
    return execute(chain, key, Call(to, packed, contract, name))


def _cash(chain: Chain, key: Key, directory: str, plan: CashPlan, progress: Progress) -> CashToken:
    progress(f"deploying Cash {plan.currency}")
    currency = to_hex(plan.currency.encode("ascii"))
    mined = _create(
        chain,
        key,
        load_artifact("Cash"),
        (plan.name, plan.symbol, currency, plan.bank, directory, plan.terms_hash),
    )
    listed = _call(chain, key, directory, "Participants", "listCash", mined.created)
    cash_id = int(listed.logs[0].topics[1], 16)
    return CashToken(cash_id, plan.currency, str(mined.created), plan.bank.lower())


def _hand_over(chain: Chain, key: Key, at: dict[str, str], plan: DeploymentPlan) -> None:
    participants = load_artifact("Participants")
    selectors = [to_hex(selector_of(participants.entry("function", name))) for name in OPERATOR_CALLS]
    authority = at["Authority"]
    for name, values in (
        ("setTargetFunctionRole", (at["Participants"], selectors, OPERATOR_ROLE)),
        ("grantRole", (OPERATOR_ROLE, plan.operator, 0)),
        ("grantRole", (ADMIN_ROLE, plan.admin or plan.operator, plan.admin_delay_seconds)),
        ("renounceRole", (ADMIN_ROLE, key.address)),
    ):
        _call(chain, key, authority, "Authority", name, *values)
