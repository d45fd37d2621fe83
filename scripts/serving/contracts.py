"""The contracts of a stack: found by their deployment file and checked by code hash, or deployed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chain.abi import load_artifact
from chain.deploy import ORDER, CashPlan, DeploymentPlan, deploy
from chain.deployments import Deployment, DeploymentError, check_deployment, load_deployment, save_deployment
from chain.encoding import keccak256, to_hex
from chain.provider import Chain
from scripts.serving.credentials import Credentials
from scripts.serving.faults import ServingError

TOKEN_NAMES: Final = {
    "CNY": "Deposit Yuan",
    "EUR": "Deposit Euro",
    "GBP": "Deposit Pound",
    "USD": "Deposit Dollar",
}


@dataclass(frozen=True)
class Found:
    """The deployment in use, its file, and whether it was made just now."""

    deployment: Deployment
    file: Path
    fresh: bool


def contracts_on(
    chain: Chain,
    file: Path,
    credentials: Credentials,
    *,
    fingerprint_service: str,
    currencies: Sequence[str],
    own_chain: bool,
    progress: Callable[[str], None] = lambda _: None,
) -> Found:
    """The deployment that `file` names, checked against the chain; deployed where there is no such file.

    own_chain: the node is this stack's own. Where it has lost the contracts (it was killed before it saved
    them), a file that names them is out of date and they are deployed again.
    Errors: ServingError, and those of chain.deploy.
    """
    deployment = load_deployment(file) if file.exists() else None
    if deployment is not None and not (own_chain and _is_lost(chain, deployment)):
        try:
            check_deployment(deployment, chain)
        except DeploymentError as error:
            raise ServingError(
                f"{file} does not fit the chain at {chain.shown_url}: {error}. "
                "Name another --data-dir, or the --deployment that belongs to this chain."
            ) from None
        _check_version(file)
        return Found(deployment, file, fresh=False)
    if file.name != f"{chain.chain_id}.json":
        raise ServingError(f"there is no deployment file {file}")
    cash = [
        CashPlan(
            TOKEN_NAMES.get(currency, f"Deposit {currency}"),
            f"d{currency}",
            currency,
            credentials.bank.address,
        )
        for currency in currencies
    ]
    plan = DeploymentPlan(credentials.operator.address, fingerprint_service, cash)
    deployment = deploy(chain, credentials.deployer, plan, progress)
    save_deployment(deployment, file.parent)
    _version_file(file).write_text(code_version() + "\n", encoding="ascii")
    return Found(deployment, file, fresh=True)


def _is_lost(chain: Chain, deployment: Deployment) -> bool:
    """Whether any contract of the deployment has no code on this chain."""
    return any(chain.code(deployed.address) == "0x" for deployed in deployment.contracts.values())


def code_version() -> str:
    """What tells one version of the compiled contracts from another: keccak of their code, 0x-hex."""
    return to_hex(keccak256("".join(load_artifact(name).bytecode for name in (*ORDER, "Cash")).encode()))


def _check_version(file: Path) -> None:
    """A deployment that we made is of the contracts that this program knows. Errors: ServingError.

    A deployment file from elsewhere has no such note, and its contracts are taken as they are.
    """
    try:
        made_with = _version_file(file).read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return
    if made_with != code_version():
        raise ServingError(
            f"the contracts of {file} were deployed by another version of this program, and a deployment "
            "never changes: name a new --data-dir"
        )


def _version_file(file: Path) -> Path:
    return file.with_suffix(".version")
