"""Several calls of one party in one transaction, and permits inside them (IBatch, SelfPermit)."""

from __future__ import annotations

import functools
from typing import Any

from tests.model.guarantees import Guarantees
from tests.model.ledger import Refused

TOKENS = ("EUR", "JPY", "STRAY")


class Model(Guarantees):
    """The whole system. `run` is a transaction; a refused one leaves nothing."""

    def run(self, caller: int, target: str, function: str, args: tuple[Any, ...]) -> list[int] | None:
        """One call at `now`. Answers the words it returns (None: not foretold). Errors: Refused."""
        self.begin()
        self.me = caller
        try:
            answer = self.dispatch(target, function, args)
            self.stop()
        except Refused:
            self.back_to(0)
            self.touched.clear()
            raise
        return answer

    def dispatch(self, target: str, function: str, args: tuple[Any, ...]) -> list[int] | None:
        """The model's method of a contract's function."""
        if function in ("multicall", "tryMulticall"):
            self._batch(target, args[0], all_or_none=function == "multicall")
            return None
        if function == "permitCash":
            self._permit(target, *args)
            return None
        if target in TOKENS:
            method = getattr(self, "cash_" + snake(function))
            return method(self.at[target], *args)  # type: ignore[no-any-return]
        return getattr(self, f"{target.lower()}_{snake(function)}")(*args)  # type: ignore[no-any-return]

    flags: tuple[bool, ...] = ()
    """Which calls of the last tryMulticall succeeded."""

    def _batch(self, target: str, calls: list[Any], *, all_or_none: bool) -> None:
        self.flags = ()
        for call in calls:
            mark = self.mark()
            try:
                self.dispatch(target, call.function, call.args)
                self.stop()
                self.flags += (True,)
            except Refused:
                if all_or_none:
                    raise
                self.back_to(mark)
                self.flags += (False,)

    def _permit(  # noqa: PLR0917
        self, target: str, cash: int, amount: int, deadline: int, v: int, r: int, s: int
    ) -> None:
        """The caller's permit for this contract; one used before is no fault where it still bears."""
        if self.name_of.get(cash) not in TOKENS:
            raise self.refuse("SelfPermit_NotPermitted", cash, self.me, amount)
        mark = self.mark()
        try:
            self.cash_permit(cash, self.me, self.at[target], amount, deadline, v, r, s)
        except Refused:
            self.back_to(mark)
            if self.allowed(cash, self.me, self.at[target]) < amount:
                raise self.refuse("SelfPermit_NotPermitted", cash, self.me, amount) from None


@functools.cache
def snake(name: str) -> str:
    """camelCase to snake_case."""
    return "".join("_" + c.lower() if c.isupper() else c for c in name)
