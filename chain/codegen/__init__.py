"""Writes the typed clients, structs and events from the committed artifacts (`python -m chain.codegen`).

What it writes is committed and read like any other source; `--check` says whether it is still what the
artifacts say. Nothing here runs when the product runs.
"""
