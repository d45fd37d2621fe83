"""Signers of financiers that run beside this service: each signs terms and quotes within its own mandate
only.

The platform holds no party's key. A financier that wants automatic offers runs its underwriter here with its
own keystore; without one, offers wait unsigned and the financier signs them where its key is.
"""

from __future__ import annotations

import threading
from typing import Protocol

from api.problems import Unavailable
from api.settings import UnderwriterSettings
from chain.keystores import KeystoreError, load_key
from chain.signing import Key


class Underwriter(Protocol):
    """Whoever signs for a financier: its account, and signatures over digests."""

    @property
    def address(self) -> str:
        """The account that the financier's mandate names."""

    def sign(self, digest: bytes) -> bytes:
        """A signature of 65 bytes over 32."""


class Underwriters:
    """The signers of this service's configuration, opened when first asked (a keystore takes a second)."""

    def __init__(self, configured: tuple[UnderwriterSettings, ...]) -> None:
        self._configured = {each.financier.lower(): each for each in configured}
        self._opened: dict[str, Key] = {}
        self._lock = threading.Lock()

    def of(self, financier: str) -> Underwriter | None:
        """The signer of a financier; None where none is connected. Errors: Unavailable (its keystore)."""
        configured = self._configured.get(financier)
        if configured is None:
            return None
        with self._lock:
            if financier not in self._opened:
                try:
                    self._opened[financier] = load_key(
                        configured.keystore, configured.password.get_secret_value()
                    )
                except KeystoreError as error:
                    raise Unavailable(f"underwriter: {error}", code="underwriter_unreadable") from None
            return self._opened[financier]
