"""What a person is told when a command could not run: one line, what is wrong and what to do.

Nothing heavy is imported to name an error: a class that was never loaded cannot have been raised.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final


class Failure(Exception):
    """The command could not run (exit code 2); the message says why and what to do."""


_NAMED: Final = {
    "chain.errors": ("ChainError",),
    "chain.abi": ("ArtifactError",),
    "chain.keystores": ("KeystoreError",),
    "scripts.services.process": ("ServiceError",),
    "scripts.serving.faults": ("ServingError",),
    "api.settings": ("SettingsError",),
    "indexer.store": (
        "MirrorVersion",
        "WrongDeployment",
        "AnotherWriter",
        "MirrorMoved",
        "FingerprintBroken",
    ),
    "indexer.rebuild": ("SwitchRefused",),
    "indexer.reorg": ("ReorgBelowFinality",),
    "indexer.reconcile.report": ("MirrorEmpty",),
    "indexer.blocks": ("ChainMoved",),
}
"""Errors that say themselves what is wrong, by module."""

_REMEDIES: Final = {
    "ChainUnavailable": "Is the node running, and is --rpc-url right?",
    "MirrorVersion": "Run `tallystick index --rebuild`.",
    "WrongDeployment": "Name another database, or run `tallystick index --rebuild`.",
    "FingerprintBroken": "Run `tallystick verify`, keep a dump, then run `tallystick index --rebuild`.",
    "NotAsSealed": "Ask another node; this one answers what its own headers deny.",
    "SwitchRefused": "Try again when fewer read.",
    "MirrorMoved": "Try again.",
    "ReorgBelowFinality": "Run `tallystick index --rebuild`, after asking why.",
    "MirrorEmpty": "Run `tallystick index --once`.",
    "ChainMoved": "Try again.",
    "AnotherWriter": "Only one may write: stop the other, or name another database.",
    "ArtifactError": "Run `make compile`.",
}


def explain(error: Exception) -> str:
    """The line for an exception that reached the edge."""
    for known in _known():
        if isinstance(error, known):
            remedy = _REMEDIES.get(type(error).__name__, "")
            return f"{str(error).rstrip('.')}. {remedy}".strip()
    if isinstance(error, OSError):
        return of_os(error)
    if type(error).__module__.split(".")[0] in ("psycopg", "sqlalchemy"):
        return of_database(error)
    return (
        f"{type(error).__name__}: {error} — this is a fault of the program; "
        "set TALLYSTICK_TRACE=1 to see where it happened."
    )


def of_os(error: OSError) -> str:
    """The line for a file or a network that says no."""
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}."


def of_database(error: Exception) -> str:
    """The line for a database that says no: its first words, which hold no password."""
    cause = getattr(error, "orig", None) or error
    words = str(cause).strip().splitlines()
    return f"the database says: {words[0] if words else type(cause).__name__} Check --database-url."


def read_file(path: Path, limit_bytes: int) -> bytes:
    """The whole of a file that a user named. Errors: Failure (missing, a folder, unreadable, too large)."""
    try:
        with path.open("rb") as file:
            content = file.read(limit_bytes + 1)
    except OSError as error:
        raise Failure(of_os(error)) from None
    except ValueError as error:  # a path with a zero byte
        raise Failure(f"this is no path: {error}.") from None
    if len(content) > limit_bytes:
        raise Failure(f"{path}: more than {limit_bytes} bytes.")
    return content


def _known() -> Iterator[type[Exception]]:
    for module, names in _NAMED.items():
        loaded = sys.modules.get(module)
        for name in names:
            found = getattr(loaded, name, None)
            if isinstance(found, type) and issubclass(found, Exception):
                yield found
