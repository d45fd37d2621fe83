"""Receivables and their holders as the mirror has them."""
