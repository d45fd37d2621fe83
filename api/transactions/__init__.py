"""Transactions of the parties: prepared in words, relayed as signed, followed until final."""
