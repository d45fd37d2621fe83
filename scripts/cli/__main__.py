"""`python -m scripts.cli` is `tallystick`."""

from __future__ import annotations

from scripts.cli import main

main()
