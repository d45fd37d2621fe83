"""Processes that the program starts itself: a chain node (anvil) and a database server (PostgreSQL).

Nothing here survives its parent: see scripts.services.process.
"""
