"""Set-up of a fresh clone: Python and npm packages, each pinned by hash. Standard library only.

It runs before anything is installed: `python3 -m scripts.setup main npm brownie`.
"""
