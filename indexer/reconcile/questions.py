"""Which view answers which columns of which table: every table that a contract has a view for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from indexer.reconcile import credit_questions, trade_questions
from indexer.reconcile.asking import Question

QUESTIONS: Final[Mapping[str, Question]] = {**trade_questions.QUESTIONS, **credit_questions.QUESTIONS}
