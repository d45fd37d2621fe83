"""Benchmarks: what the system costs and how fast it is; one JSON line a figure, gas against its budgets."""
