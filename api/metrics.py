"""Figures for Prometheus; a registry of its own for each application, so that two may live in one process."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """Requests, indexer lag and outbox of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "tallystick_requests_total", "Requests", ["method", "path", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "tallystick_request_seconds", "Time to answer", ["method", "path"], registry=self.registry
        )
        self.lag_blocks = Gauge(
            "tallystick_indexer_lag_blocks", "Blocks that the mirror is behind", registry=self.registry
        )
        self.outbox = Gauge(
            "tallystick_outbox_transactions", "Transactions not final yet", ["state"], registry=self.registry
        )
        self.refused_transactions = Counter(
            "tallystick_refused_total", "Refusals by the contract's error", ["error"], registry=self.registry
        )

    def observe(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        known = method if method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS") else "other"
        self._requests.labels(known, path, str(status)).inc()
        self._seconds.labels(known, path).observe(seconds)

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
