"""The gateway to the EVM chain: provider, typed clients and events, transactions, signing, proofs.

Knows nothing of finance, SQL or HTTP; nothing happens at import time.
Inside this package ids, hashes and addresses are lower-case `0x` hex strings wherever they are meant to be
stored or compared (events, receipts, clients, errors), and `bytes` only where they are hashed (trie, RLP).
Integers are Python ints, never floats.
"""
