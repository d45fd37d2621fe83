"""INV-16: mirror(block n) = chain views(block n), and = what the node's logs say, row by row, column by
column."""

from __future__ import annotations

from indexer.reconcile.report import Difference, MirrorEmpty, Report, TableCount
from indexer.reconcile.verify import verify

__all__ = ["Difference", "MirrorEmpty", "Report", "TableCount", "verify"]
