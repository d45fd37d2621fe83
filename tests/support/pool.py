"""anvil's pool around blocks that are taken back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

TRIES = 500
PAUSE_S = 0.002


def settle_pool(ask: Callable[..., Any]) -> None:
    """Wait until the pool has let go of what was mined; drop what waits in it on purpose.

    To be called *before* blocks are taken back (evm_revert, anvil_rollback, anvil_reorg). anvil answers that
    a transaction is mined before its pool forgets it: what the pool forgets too late is mined again, counted,
    or swallows the next transaction of the same nonce. Dropping it afterwards does the last of these too.
    """
    for _ in range(TRIES):
        held = ask("txpool_status")
        if int(held["pending"], 16) == int(held["queued"], 16) == 0:
            return
        time.sleep(PAUSE_S)
    ask("anvil_dropAllTransactions")
