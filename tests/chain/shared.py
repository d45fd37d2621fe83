"""Where the real inputs of other projects lie, and skipping with a reason where they do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def shared_path(name: str) -> Path:
    """A file or folder of the shared inputs; skips the test where the machine does not have them."""
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip(f"real inputs are not on this machine: {name}")
    return path


def shared_json(name: str) -> Any:
    """A shared JSON file, parsed."""
    return json.loads(shared_path(name).read_text())


def rpc_exchange(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Request and answer of one file of the RPC conformance set."""
    lines = shared_path(f"e1_rpc_conformance/{name}.io").read_text().splitlines()
    request = next(line[3:] for line in lines if line.startswith(">> "))
    answer = next(line[3:] for line in lines if line.startswith("<< "))
    return json.loads(request), json.loads(answer)
