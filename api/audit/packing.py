"""The form of an evidence pack: its sections, and the digest of each, so that a changed byte has a place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from chain.encoding import keccak256, to_hex

FORMAT: Final = "tallystick-evidence-1"
SECTIONS: Final = ("format", "record", "deployment", "anchor", "headers", "events", "documents")


def section_digest(section: object) -> str:
    """keccak256 of the section's canonical JSON (sorted keys, no blanks, ASCII): 0x-hex."""
    text = json.dumps(section, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return to_hex(keccak256(text.encode()))


def digests_of(pack: Mapping[str, Any]) -> dict[str, str]:
    """The digest of every section."""
    return {name: section_digest(pack[name]) for name in SECTIONS}
