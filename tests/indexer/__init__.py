"""The mirror: real anvil, real PostgreSQL."""
