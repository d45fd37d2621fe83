"""A real procurement log through the contracts: its order items in time order, and what the chain says."""
