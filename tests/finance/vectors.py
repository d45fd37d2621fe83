"""Where the cases with answers are: our own, and the shared ones where they lie beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests" / "vectors"
SHARED = ROOT.parent / "shared" / "vectors"

FOLDERS = [
    pytest.param(OWN, id="own"),
    pytest.param(
        SHARED,
        id="shared",
        marks=pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/vectors beside this checkout"),
    ),
]


def cases(folder: Path, name: str) -> list[dict[str, Any]]:
    """All cases of one file; an empty file would prove nothing and fails."""
    found: list[dict[str, Any]] = json.loads((folder / f"{name}.json").read_text())
    assert found, f"{folder / name}.json holds no case"
    return found
