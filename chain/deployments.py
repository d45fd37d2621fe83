"""Where the contracts of one deployment are: deployments/<chain id>.json, written once, read by everybody.

A deployment never changes; a new version of the contracts is a new deployment (model.md, Contracts).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chain.encoding import from_hex, keccak256, to_hex
from chain.errors import ChainError
from chain.provider import Chain


class DeploymentError(ChainError):
    """A deployment file is missing or unreadable, or the chain does not carry what it names."""


@dataclass(frozen=True)
class Deployed:
    """One contract: lower-case address, keccak of its runtime code, its constructor arguments."""

    address: str
    code_hash: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class CashToken:
    """One listed cash token: number on chain, ISO 4217 code, address, issuing bank."""

    cash_id: int
    currency: str
    address: str
    bank: str


@dataclass(frozen=True)
class Deployment:
    """All contracts of one deployment by name, its cash tokens, and the block that it began in."""

    chain_id: int
    block_number: int
    block_hash: str
    contracts: Mapping[str, Deployed]
    cash: tuple[CashToken, ...]
    operator: str
    fingerprint_service: str
    compiler: str

    def address(self, name: str) -> str:
        """Address of a contract by its name. Errors: DeploymentError."""
        found = self.contracts.get(name)
        if found is None:
            raise DeploymentError(f"the deployment on chain {self.chain_id} has no {name}")
        return found.address

    def cash_of(self, currency: str) -> CashToken:
        """The cash token of a currency. Errors: DeploymentError."""
        for token in self.cash:
            if token.currency == currency:
                return token
        raise DeploymentError(f"no cash token for {currency}")

    def names_by_address(self) -> dict[str, str]:
        """Contract kind by address; every cash token is `Cash`."""
        names = {deployed.address: name for name, deployed in self.contracts.items()}
        return names | {token.address: "Cash" for token in self.cash}

    def to_json(self) -> str:
        """Canonical text of the deployment file."""
        return json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"


def deployment_from_json(text: str) -> Deployment:
    """Read a deployment file's text. Errors: DeploymentError."""
    try:
        whole = json.loads(text)
        contracts = {
            name: Deployed(one["address"], one["code_hash"], _tuple(one["arguments"]))
            for name, one in whole["contracts"].items()
        }
        for one in contracts.values():
            from_hex(one.address, "address", 20)
            from_hex(one.code_hash, "code_hash", 32)
        cash = tuple(CashToken(**one) for one in whole["cash"])
        rest = {k: whole[k] for k in ("chain_id", "block_number", "block_hash", "operator")}
        return Deployment(
            contracts=contracts,
            cash=cash,
            fingerprint_service=whole["fingerprint_service"],
            compiler=whole["compiler"],
            **rest,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeploymentError(f"unreadable deployment: {error}") from error


def load_deployment(path: Path) -> Deployment:
    """Read a deployment file. Errors: DeploymentError."""
    try:
        return deployment_from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DeploymentError(f"no deployment file at {path.name}: {error.strerror}") from error


def save_deployment(deployment: Deployment, folder: Path) -> Path:
    """Write deployments/<chain id>.json. Answers its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{deployment.chain_id}.json"
    half = path.with_suffix(".new")
    half.write_text(deployment.to_json(), encoding="utf-8")
    half.replace(path)  # a reader sees the whole file or none
    return path


def code_hash(chain: Chain, address: str) -> str:
    """Keccak of the code at an address."""
    return to_hex(keccak256(from_hex(chain.code(address), "code")))


def check_deployment(deployment: Deployment, chain: Chain) -> None:
    """Refuse a chain that is another one, or that does not carry this deployment's code and first block.

    Errors: DeploymentError naming the first difference.
    """
    if chain.chain_id != deployment.chain_id:
        raise DeploymentError(
            f"the node is of chain {chain.chain_id}, the deployment of {deployment.chain_id}"
        )
    block = chain.block(deployment.block_number)
    if block is None or block["hash"] != deployment.block_hash:
        raise DeploymentError(f"block {deployment.block_number} is not the deployment's block")
    for name, deployed in deployment.contracts.items():
        check_code(name, deployed, chain)


def check_code(name: str, deployed: Deployed, chain: Chain) -> None:
    """Refuse a chain that carries other code at this address. Errors: DeploymentError."""
    found = code_hash(chain, deployed.address)
    if found != deployed.code_hash:
        raise DeploymentError(f"{name} at {deployed.address}: code {found}, expected {deployed.code_hash}")


def _tuple(value: Any) -> Any:
    return tuple(_tuple(one) for one in value) if isinstance(value, list) else value
