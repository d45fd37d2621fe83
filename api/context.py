"""What one application holds: settings, engine, chain gateway, keys. Made by `create_app`, closed with it.

Nothing connects before it is needed: a service without its chain starts, and answers 503 where it needs it.
"""

from __future__ import annotations

import threading
from typing import Annotated, Final

from fastapi import Depends, Request
from sqlalchemy import Engine

from api.database import build_engine
from api.financing.underwriters import Underwriters
from api.metrics import Metrics
from api.problems import Unavailable
from api.settings import Settings
from chain.deployments import Deployment, DeploymentError, load_deployment
from chain.provider import Chain, Limits
from chain.signing import Key

MOST_STREAMS: Final = 200
"""Readers of events at once; each asks the database twice a second."""


class Context:
    """The parts of a running application; safe for several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine: Engine = build_engine(settings.database_url.get_secret_value(), settings.pool_size)
        self.metrics = Metrics()
        self.streams = threading.BoundedSemaphore(MOST_STREAMS)
        self.underwriters = Underwriters(settings.underwriters)
        self._lock = threading.Lock()
        self._chain: Chain | None = None
        self._deployment: Deployment | None = None

    @property
    def chain(self) -> Chain:
        """The node. Raises nothing by itself; its questions raise ChainUnavailable."""
        with self._lock:
            if self._chain is None:
                limits = Limits(answer_s=15.0, attempts=2, connections=16)
                self._chain = Chain(self.settings.rpc_url.get_secret_value(), limits)
            return self._chain

    @property
    def deployment(self) -> Deployment:
        """The contracts served. Errors: Unavailable while the file is not there or unreadable."""
        with self._lock:
            if self._deployment is None:
                try:
                    self._deployment = load_deployment(self.settings.deployment)
                except DeploymentError as error:
                    raise Unavailable(str(error), code="deployment_unreadable") from error
            return self._deployment

    @property
    def fingerprint_signer(self) -> Key:
        """The fingerprint service's own key. Errors: Unavailable where none is configured."""
        return Key(_secret(self.settings.fingerprint_key.get_secret_value(), "fingerprint_key"))

    @property
    def master_key(self) -> bytes:
        """The key that wraps documents' keys. Errors: Unavailable where none is configured."""
        return _secret(self.settings.master_key.get_secret_value(), "master_key")

    @property
    def consortium_key(self) -> bytes:
        """The key under which identities become fingerprints. Errors: Unavailable without one."""
        return _secret(self.settings.consortium_key.get_secret_value(), "consortium_key")

    def close(self) -> None:
        """Give connections back."""
        self.engine.dispose()
        with self._lock:
            if self._chain is not None:
                self._chain.close()
                self._chain = None


def _secret(text: str, name: str) -> bytes:
    if not text:
        raise Unavailable(f"this service runs without `{name}`", code="not_configured")
    return bytes.fromhex(text.removeprefix("0x"))


def of_request(request: Request) -> Context:
    """The application's context, for endpoints."""
    found: Context = request.app.state.context
    return found


InContext = Annotated[Context, Depends(of_request)]
