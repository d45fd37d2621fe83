"""Double entry: each event that moves money or debt gives lines that sum to zero (debit positive).

| account | whose | debit grows |
|---|---|---|
| cash:<holder> | participant or contract | money it holds |
| deposits:<token> | the issuing bank | (credit) what it owes to holders |
| held_claim:<account>, held_owed:<token> | party, token | money held until reinstatement |
| receivable:<id>, payable:<id> | holders, obligor | unpaid face |
| late_income:<receivable>, late_expense:<buyer> | holders, obligor | late interest paid |
| loan_principal:<order>, loan_debt:<order> | financier, supplier | principal |
| loan_subrogated:<order> | guarantor | principal that it has paid and not recovered |
| guarantee_claim:<guarantor>, guarantee_owed:<pool> | guarantor, pool | its deposit |
| interest_income:<financier>, interest_expense:<supplier>; penalty_…; fee_… | both sides | |

Cash itself moves by the token's Transfer events alone, so nothing is counted twice.
"""

from __future__ import annotations

from indexer.changes import Append, At, Changes


class PostingsUnbalanced(Exception):
    """The lines of one event do not sum to zero: a handler is wrong."""


def post(at: At, cash_id: int, *lines: tuple[str, int]) -> Changes:
    """Rows of `postings` for one event; lines of zero are left out. Errors: PostingsUnbalanced."""
    if sum(amount for _, amount in lines):
        raise PostingsUnbalanced(f"block {at.block_number}, log {at.log_index}: {lines}")
    return tuple(
        Append(
            "postings",
            {
                "block_number": at.block_number,
                "log_index": at.log_index,
                "line": line,
                "transaction_hash": at.transaction_hash,
                "cash_id": cash_id,
                "account": account,
                "amount": amount,
            },
        )
        for line, (account, amount) in enumerate(lines)
        if amount
    )


def move(debit: str, credit: str, amount: int) -> tuple[tuple[str, int], tuple[str, int]]:
    """Two lines: `amount` on the debit account, against the credit account."""
    return (debit, amount), (credit, -amount)
