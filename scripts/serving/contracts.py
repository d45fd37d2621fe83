"""The contracts of a stack: found by their deployment file and checked by code hash, or deployed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chain.deploy import CashPlan, DeploymentPlan, deploy
from chain.deployments import Deployment, DeploymentError, check_deployment, load_deployment, save_deployment
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
    return Found(deployment, file, fresh=True)


def _is_lost(chain: Chain, deployment: Deployment) -> bool:
    """Whether any contract of the deployment has no code on this chain."""
    return any(chain.code(deployed.address) == "0x" for deployed in deployment.contracts.values())
