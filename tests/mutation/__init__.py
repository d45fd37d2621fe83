"""Mutation testing: small faults in every contract, and whether the suite notices each (docs/mutation.md)."""
