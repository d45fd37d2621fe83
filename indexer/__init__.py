"""Mirrors what the contracts said into PostgreSQL: fetch, blocks, handlers, apply, sync, reorg, reconcile,
queries.

Only the indexer writes the schema `mirror`; everything in it can be dropped and is rebuilt by replaying the
chain.
"""
