"""Actions on orders and receivables, as a party asks for them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.scalars import Address, AmountIn, Bps, Currency, Hex32, Reason, Schema, TimeIn

ZERO_ADDRESS = "0x" + "00" * 20
Days = Annotated[int, Field(strict=True, ge=0, le=365, examples=[60])]
Number32 = Annotated[int, Field(strict=True, ge=0, le=2**32 - 1)]


class _Ordered(Schema):
    """What is ordered. `fingerprint` and `root` are those of the uploaded order document."""

    supplier: Address
    currency: Currency
    amount: AmountIn
    deliver_by: TimeIn
    payment_term_days: Days
    fingerprint: Hex32
    root: Hex32
    attestor: Address = ZERO_ADDRESS
    late_bps: Bps = 1825
    n: Number32 = 0


class Place(_Ordered):
    """Buyer: place an order. `fingerprint` and `root` are those of the uploaded order document."""

    action: Literal["place"]


class PlaceSigned(_Ordered):
    """Anyone: bring to the chain an order that its buyer signed (EIP-712), until `validUntil` and once.

    Signed is `PlaceOrder(address buyer,OrderTerms terms,uint40 validUntil)` for `Tallystick Orders`, version
    1, of this chain and contract; `OrderTerms` are the contract's, in its order.
    """

    action: Literal["placeSigned"]
    buyer: Address
    valid_until: TimeIn
    signature: Annotated[
        str,
        Field(pattern=r"^0x([0-9a-fA-F]{2}){1,4096}$", max_length=8194, examples=["0x" + "ab" * 65]),
    ]


class Accept(Schema):
    """Supplier: accept the order as it stands in `version` (left out: the one that the mirror has)."""

    action: Literal["accept"]
    order_id: Hex32
    version: Annotated[int, Field(strict=True, ge=1, le=255)] | None = None


class RejectOrder(Schema):
    """Supplier: refuse an order that is not accepted yet."""

    action: Literal["reject"]
    order_id: Hex32
    reason: Reason = 0


class Amend(Schema):
    """Buyer: change amount and delivery date; an accepted order changes once the supplier agrees."""

    action: Literal["amend"]
    order_id: Hex32
    amount: AmountIn
    deliver_by: TimeIn
    root: Hex32


class AcceptAmendment(Schema):
    """Supplier: agree to the change that waits (`version` left out: the one that the mirror has)."""

    action: Literal["acceptAmendment"]
    order_id: Hex32
    version: Annotated[int, Field(strict=True, ge=1, le=255)] | None = None


class RecordShipment(Schema):
    """Supplier: the total value shipped so far."""

    action: Literal["recordShipment"]
    order_id: Hex32
    shipped_total: AmountIn
    root: Hex32


class AttestShipment(Schema):
    """Attestor: the total value of shipments that it has evidence of."""

    action: Literal["attestShipment"]
    order_id: Hex32
    attested_total: AmountIn
    root: Hex32


class RetractAttestation(Schema):
    """Attestor: take evidence back down to this total."""

    action: Literal["retractAttestation"]
    order_id: Hex32
    attested_total: AmountIn
    root: Hex32


class RecordReceipt(Schema):
    """Buyer: the total value received so far."""

    action: Literal["recordReceipt"]
    order_id: Hex32
    received_total: AmountIn
    root: Hex32


class RecordReturn(Schema):
    """Buyer: the total value returned; final."""

    action: Literal["recordReturn"]
    order_id: Hex32
    returned_total: AmountIn
    root: Hex32
    reason: Reason = 0


class Dispute(Schema):
    """Buyer or supplier: the value that it disputes now."""

    action: Literal["dispute"]
    order_id: Hex32
    amount: AmountIn
    reason: Reason = 0


class ResolveDispute(Schema):
    """Buyer or supplier: end its own dispute."""

    action: Literal["resolveDispute"]
    order_id: Hex32


class CancelRemainder(Schema):
    """Buyer: cancel what is neither shipped nor received."""

    action: Literal["cancelRemainder"]
    order_id: Hex32


class Propose(Schema):
    """Supplier: propose an uploaded invoice. The fingerprint service signs what the document says, nothing
    else.
    """

    action: Literal["propose"]
    order_id: Hex32
    face: AmountIn
    gross: AmountIn
    maturity: TimeIn
    fingerprint: Hex32
    root: Hex32
    n: Number32 = 0


class Withdraw(Schema):
    """Supplier: take a proposal back."""

    action: Literal["withdraw"]
    receivable_id: Hex32


class RejectReceivable(Schema):
    """Buyer: refuse a proposal."""

    action: Literal["rejectReceivable"]
    receivable_id: Hex32
    reason: Reason = 0


class Confirm(Schema):
    """Buyer: confirm; irrevocable. Above 180 days a reason code is needed."""

    action: Literal["confirm"]
    receivable_id: Hex32
    reason_code: Reason = 0


class AcceptFrom(Schema):
    """Receive units from `sender` from now on (left out: from anyone), or no longer."""

    action: Literal["acceptFrom"]
    sender: Address = ZERO_ADDRESS
    consented: bool = True


class Transfer(Schema):
    """Holder: hand free units on."""

    action: Literal["transfer"]
    receivable_id: Hex32
    to: Address
    units: AmountIn


class Pay(Schema):
    """Pay a receivable with own cash; needs an approval for `Receivables`."""

    action: Literal["pay"]
    receivable_id: Hex32
    amount: AmountIn


class PayAndRedeem(Schema):
    """Pay a receivable with own cash, and hand each named holder its share in the same transaction."""

    action: Literal["payAndRedeem"]
    receivable_id: Hex32
    amount: AmountIn
    holders: Annotated[list[Address], Field(min_length=1, max_length=100)]


class FlagOverdue(Schema):
    """Anyone: flag payables that are unpaid past their maturity; their buyers confirm nothing until paid."""

    action: Literal["flagOverdue"]
    receivable_ids: Annotated[list[Hex32], Field(min_length=1, max_length=100)]


class Forgive(Schema):
    """Holder: extinguish own free units before the first payment (a credit note after confirmation)."""

    action: Literal["forgive"]
    receivable_id: Hex32
    units: AmountIn


class RequestVoid(Schema):
    """Buyer or supplier: ask to void a confirmed receivable that nobody has paid on."""

    action: Literal["requestVoid"]
    receivable_id: Hex32


class VoidReceivable(Schema):
    """The other party: void it; all its units are free with the supplier."""

    action: Literal["voidReceivable"]
    receivable_id: Hex32


class Redeem(Schema):
    """Hand a holder (left out: the caller) its share of what was paid in."""

    action: Literal["redeem"]
    receivable_id: Hex32
    holder: Address | None = None
