"""What readers of the mirror share: one consistent block, and the books."""
