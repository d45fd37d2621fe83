"""What a supplier can draw, and offers that a financier's underwriter signs."""
