"""Which chain, database, contracts and API a command works on.

First what the command line names, then `TALLYSTICK_…` and the TOML file, then the `tallystick up` that is
running on the same data folder.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.settings import CONFIG_VARIABLE, PREFIX
from scripts.cli.failures import Failure, of_os
from scripts.serving.running import running_stack

if TYPE_CHECKING:
    from chain.deployments import Deployment
    from chain.provider import Chain


@dataclass(frozen=True)
class Target:
    """Addresses to work on; not shown by repr, because they may carry passwords."""

    rpc_url: str
    database_url: str
    deployment_file: Path

    def __repr__(self) -> str:
        return "Target(…)"

    def connect(self) -> tuple[Chain, Deployment]:
        """The node and the contracts, checked against each other. Errors: Failure, those of the chain."""
        from chain.deployments import check_deployment, load_deployment
        from chain.provider import Chain

        deployment = load_deployment(self.deployment_file)
        try:
            chain = Chain(self.rpc_url)
        except ValueError as error:
            raise Failure(f"--rpc-url: {error}.") from None
        check_deployment(deployment, chain)
        return chain, deployment


def find_target(
    data_dir: Path, rpc_url: str | None, database_url: str | None, deployment: Path | None
) -> Target:
    """The addresses from options, settings, or the stack that runs. Errors: Failure."""
    configured = configuration()
    running = running_stack(data_dir)
    found = {
        "rpc_url": rpc_url or configured.get("rpc_url") or running.get("rpc_url"),
        "database_url": database_url or configured.get("database_url") or running.get("database_url"),
        "deployment": str(deployment or configured.get("deployment") or running.get("deployment") or ""),
    }
    missing = ["--" + name.replace("_", "-") for name, value in found.items() if not value]
    if missing:
        raise Failure(
            f"{', '.join(missing)} not given, and no `tallystick up` is running on {data_dir}: "
            "name it, or start one."
        )
    return Target(str(found["rpc_url"]), str(found["database_url"]), Path(str(found["deployment"])))


def configuration(file: Path | None = None) -> dict[str, Any]:
    """Settings that are set: the TOML file's, and the environment's over it. Errors: Failure."""
    chosen = configuration_file(file)
    settings: dict[str, Any] = {} if chosen is None else _toml(chosen)
    for name, value in os.environ.items():
        if name.startswith(PREFIX) and value:
            settings[name.removeprefix(PREFIX).lower()] = value
    return settings


def configuration_file(file: Path | None = None) -> Path | None:
    """The TOML file named by an option, else by TALLYSTICK_CONFIG, else none."""
    named = os.environ.get(CONFIG_VARIABLE)
    return file or (Path(named) if named else None)


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Failure(of_os(error)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Failure(f"{file}: {error}.") from None
