"""Orders as the mirror has them, for their parties."""
