"""Cash: deposit tokens of banks, money held for those who may not receive (ICash, ERC-20, ERC-2612)."""

from __future__ import annotations

from tests.model.parties import RECEIVER, SUSPENDED, SYSTEM_KIND, Parties
from tests.model.signatures import digest_of, recovered
from tests.model.words import MASK, U128, word


class Money(Parties):
    """Balances, allowances and money that is held; `cash` is the token's address."""

    bank = 0

    def balance(self, cash: int, account: int) -> int:
        """Minor units of an account."""
        return self.get("balance", cash, account)

    def allowed(self, cash: int, owner: int, spender: int) -> int:
        """What a spender may take of an owner."""
        return self.get("allowance", cash, owner, spender)

    def _move(self, cash: int, source: int, target: int, amount: int) -> None:
        has = self.balance(cash, source)
        if has < amount:
            self.no("ERC20InsufficientBalance", source, has, amount)
        self.stop()
        self.put(has - amount, "balance", cash, source)
        self.put(self.balance(cash, target) + amount, "balance", cash, target)

    def _spend(self, cash: int, owner: int, spender: int, amount: int) -> None:
        allowed = self.allowed(cash, owner, spender)
        if allowed == MASK:
            return
        if allowed < amount:
            self.no("ERC20InsufficientAllowance", spender, allowed, amount)
        else:
            self.put(allowed - amount, "allowance", cash, owner, spender)

    def _need_receiver(self, target: int, caller: int) -> None:
        if target == 0:
            self.no("ERC20InvalidReceiver", 0)
        kind = self.receiver_kind(target)
        if kind == SYSTEM_KIND and self.receiver_kind(caller) == SYSTEM_KIND:
            return  # only a contract of the deployment brings money to one
        if kind != RECEIVER:
            self.no("Cash_ReceiverNotAdmitted", target)

    def hand(self, cash: int, source: int, target: int, amount: int, spender: int = 0) -> None:
        """An ordinary transfer (by a spender's allowance)."""
        self._need_receiver(target, spender or self.me)
        if spender:
            self._spend(cash, source, spender, amount)
        self._move(cash, source, target, amount)

    def settle(self, cash: int, source: int, target: int, amount: int, spender: int = 0) -> None:
        """A transfer that cannot fail because of its receiver: held while it is suspended."""
        if spender:
            self._spend(cash, source, spender, amount)
        kind = self.receiver_kind(target)
        if kind == RECEIVER:
            self._move(cash, source, target, amount)
        elif kind != SUSPENDED:
            raise self.refuse("Cash_ReceiverNotAdmitted", target)
        else:
            self._move(cash, source, cash, amount)
            self.put(self.get("held", cash, target) + amount, "held", cash, target)

    # ---- calls

    def cash_issue(self, cash: int, to: int, amount: int, receipt: int) -> None:
        """Bank: once a receipt."""
        if self.me != self.bank:
            self.no("Cash_OnlyBank", self.me, self.bank)
        if self.party(self.bank).suspended:
            self.no("Cash_BankSuspended", self.bank)
        supply = self.get("supply", cash)
        if amount == 0 or supply + amount > U128:
            self.no("Cash_AmountOutOfRange", amount, U128)
        if self.get("receipt", cash, receipt):
            self.no("Cash_ReceiptAlreadyIssued", receipt)
        self._need_receiver(to, self.me)
        self.stop()
        self.put(1, "receipt", cash, receipt)
        self.put(supply + amount, "supply", cash)
        self.put(self.balance(cash, to) + amount, "balance", cash, to)

    def cash_redeem(self, cash: int, amount: int, _instruction: int) -> None:
        """Holder: money leaves to the outside."""
        if amount == 0:
            self.no("Cash_AmountOutOfRange", amount, U128)
        has = self.balance(cash, self.me)
        if has < amount:
            self.no("ERC20InsufficientBalance", self.me, has, amount)
        self.stop()
        self.put(has - amount, "balance", cash, self.me)
        self.put(self.get("supply", cash) - amount, "supply", cash)

    def cash_transfer(self, cash: int, to: int, amount: int) -> list[int]:
        """ERC-20."""
        self.hand(cash, self.me, to, amount)
        return [1]

    def cash_transfer_from(self, cash: int, source: int, to: int, amount: int) -> list[int]:
        """ERC-20."""
        self.hand(cash, source, to, amount, self.me)
        return [1]

    def cash_approve(self, cash: int, spender: int, amount: int) -> list[int]:
        """ERC-20."""
        if spender == 0:
            raise self.refuse("ERC20InvalidSpender", 0)
        self.put(amount, "allowance", cash, self.me, spender)
        return [1]

    def cash_settle(self, cash: int, to: int, amount: int) -> None:
        """From the caller's balance, held where it may not be received."""
        self.settle(cash, self.me, to, amount)

    def cash_settle_from(self, cash: int, source: int, to: int, amount: int) -> None:
        """By the caller's allowance, held where it may not be received."""
        self.settle(cash, source, to, amount, self.me)

    def cash_settle_with_fee_from(  # noqa: PLR0917
        self, cash: int, source: int, to: int, amount: int, fee_to: int, fee: int
    ) -> None:
        """By the caller's allowance to two receivers."""
        self._spend(cash, source, self.me, amount + fee)
        self.settle(cash, source, to, amount)
        if fee:
            self.settle(cash, source, fee_to, fee)

    def cash_release_held(self, cash: int, account: int) -> list[int]:
        """Anyone: hand over what was held."""
        amount = self.get("held", cash, account)
        if amount == 0:
            raise self.refuse("Cash_NothingHeld", account)
        self.put(0, "held", cash, account)
        self.hand(cash, cash, account, amount)
        return [amount]

    def cash_permit(  # noqa: PLR0917
        self, cash: int, owner: int, spender: int, amount: int, deadline: int, v: int, r: int, s: int
    ) -> None:
        """ERC-2612."""
        if self.now > deadline:
            self.no("ERC2612ExpiredSignature", deadline)
        nonce = self.get("nonce", cash, owner)
        digest = digest_of("Permit", self.name_of[cash], cash, (owner, spender, amount, nonce, deadline))
        if recovered(digest, word(r) + word(s) + bytes([v])) != owner:
            for name in ("ERC2612InvalidSigner", "ECDSAInvalidSignature", "ECDSAInvalidSignatureS"):
                self.no_matter_what(name)
        self.stop()
        self.put(nonce + 1, "nonce", cash, owner)
        self.put(amount, "allowance", cash, owner, spender)
