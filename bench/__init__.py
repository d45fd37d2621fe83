"""Benchmarks: what the system costs and how fast it is, each figure one JSON line; gas against its budgets."""
