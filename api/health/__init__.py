"""Liveness, readiness, figures."""
