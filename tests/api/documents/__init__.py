"""Tests of reading, linking, committing and sealing documents."""
