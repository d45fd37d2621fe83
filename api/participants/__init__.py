"""The directory of admitted parties, and how buyers pay."""
