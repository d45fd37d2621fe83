// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {OrderId} from "../types/Ids.sol";
import {PackedAmounts, PackedTerms} from "../types/Packed.sol";
import {IBatch} from "./IBatch.sol";

/// @title Orders: purchase orders and their milestones
/// @notice The buyer places, the supplier accepts, each records its own facts as cumulative totals of value.
/// Milestones give the NEW TOTAL, so that repeating one is harmless. Every fact of a pledged order syncs its loan
/// account in the same transaction and never fails because someone has borrowed.
/// @dev INV-04: amount − cancelled ≥ max(shipped, received); received ≥ confirmed + returned; attested ≤ shipped;
/// each party's dispute ≤ amount. Amounts are minor units of the order's cash, deliverBy Unix seconds.
interface IOrders is IBatch {
    enum OrderState {
        NONE,
        PLACED,
        ACCEPTED,
        REJECTED,
        CANCELLED
    }

    /// @notice What a buyer orders; whole in the event, its identity in the id.
    /// @param cash token of the order's currency
    /// @param attestor account whose evidence of shipment counts; zero for none
    /// @param lateBps statutory late interest a year, basis points
    /// @param fingerprint keyed identity of the order document
    /// @param root commitment of the order document
    /// @param n 0 unless the former of this identity was rejected or cancelled before acceptance
    struct OrderTerms {
        address supplier;
        address cash;
        uint128 amount;
        uint40 deliverBy;
        uint16 paymentTermDays;
        address attestor;
        uint16 lateBps;
        bytes32 fingerprint;
        bytes32 root;
        uint32 n;
    }

    /// @notice An order with all its facts.
    struct Order {
        address buyer;
        uint56 amount;
        uint40 deliverBy;
        address supplier;
        uint16 cashId;
        uint16 paymentTermDays;
        uint16 lateBps;
        uint8 version;
        OrderState state;
        bool pledged;
        uint64 cancelled;
        uint64 shipped;
        uint64 attested;
        uint64 received;
        uint64 returned;
        uint64 proposed;
        uint64 confirmed;
        uint64 disputedByBuyer;
        address attestor;
        uint64 disputedBySupplier;
    }

    /// @notice The facts that a loan account is priced and limited by (finance.md, Two vectors of an order).
    /// @param inOpen f0: accepted, neither received nor in transit with evidence
    /// @param inTransit f1: in transit with evidence
    /// @param inReceived f2: received, neither returned nor confirmed
    /// @param disputed both parties' disputes together
    /// @param attestor whose evidence inTransit is; zero while there is none
    struct OrderFacts {
        address buyer;
        address supplier;
        address attestor;
        uint16 cashId;
        uint16 paymentTermDays;
        uint40 deliverBy;
        uint64 inOpen;
        uint64 inTransit;
        uint64 inReceived;
        uint64 disputed;
    }

    /// @notice OrderFacts as sister contracts hand them on: four words for ten.
    struct PackedFacts {
        address supplier;
        address attestor;
        PackedTerms terms;
        PackedAmounts amounts;
    }

    event Placed(
        OrderId indexed orderId, address indexed buyer, address indexed supplier, uint8 version, OrderTerms terms
    );
    event Accepted(OrderId indexed orderId, uint8 version);
    event Rejected(OrderId indexed orderId, uint16 reason);
    event Amended(
        OrderId indexed orderId, uint8 version, uint56 amount, uint40 deliverBy, OrderState state, bytes32 root
    );
    event AmendmentAccepted(OrderId indexed orderId, uint8 version, uint56 amount, uint40 deliverBy);
    event ShipmentRecorded(OrderId indexed orderId, uint64 shipped, bytes32 root);
    event ShipmentAttested(OrderId indexed orderId, address indexed attestor, uint64 attested, bytes32 root);
    event AttestationRetracted(OrderId indexed orderId, address indexed attestor, uint64 attested, bytes32 root);
    event ReceiptRecorded(OrderId indexed orderId, uint64 received, bytes32 root);
    event ReturnRecorded(OrderId indexed orderId, uint64 returned, uint16 reason, bytes32 root);
    event Disputed(
        OrderId indexed orderId, address indexed by, uint64 disputedByBuyer, uint64 disputedBySupplier, uint16 reason
    );
    event DisputeResolved(
        OrderId indexed orderId, address indexed by, uint64 disputedByBuyer, uint64 disputedBySupplier
    );
    event RemainderCancelled(OrderId indexed orderId, uint64 cancelled, OrderState state);
    event ProposedSet(OrderId indexed orderId, uint64 proposed);
    event ConfirmedSet(OrderId indexed orderId, uint64 proposed, uint64 confirmed);
    event PledgedSet(OrderId indexed orderId, bool pledged);

    error Orders_AmountOutOfRange(uint256 amount, uint256 max);
    error Orders_DeliverByOutOfRange(uint40 deliverBy, uint256 now_);
    error Orders_PaymentTermTooLong(uint16 paymentTermDays, uint256 max);
    error Orders_LateRateTooHigh(uint16 lateBps, uint256 max);
    error Orders_SelfDealing(address buyer, address supplier);
    error Orders_AttestorNotIndependent(address attestor, address buyer, address supplier);
    error Orders_FingerprintMissing();
    error Orders_AlreadyExists(OrderId orderId);
    error Orders_FormerStillOpen(OrderId former, OrderState state);
    error Orders_Unknown(OrderId orderId);
    error Orders_SignatureInvalid(address buyer, bytes32 digest);
    error Orders_SignatureExpired(uint40 validUntil, uint256 now_);
    error Orders_NotBuyer(OrderId orderId, address caller, address buyer);
    error Orders_NotSupplier(OrderId orderId, address caller, address supplier);
    error Orders_NotAttestor(OrderId orderId, address caller, address attestor);
    error Orders_NotParty(OrderId orderId, address caller);
    error Orders_StateForbids(OrderId orderId, OrderState state);
    error Orders_VersionDiffers(OrderId orderId, uint8 version, uint8 named);
    error Orders_NoAmendment(OrderId orderId);
    error Orders_AmendmentOvertaken(OrderId orderId, uint8 version, uint256 cancelled);
    error Orders_VersionsExhausted(OrderId orderId);
    error Orders_BelowRecorded(OrderId orderId, uint256 asked, uint256 least);
    error Orders_NotAhead(OrderId orderId, uint256 now_, uint256 asked);
    error Orders_AboveOrdered(OrderId orderId, uint256 asked, uint256 ordered);
    error Orders_AboveShipped(OrderId orderId, uint256 asked, uint256 shipped);
    error Orders_AboveReceived(OrderId orderId, uint256 asked, uint256 available);
    error Orders_NothingDisputed(OrderId orderId, address by);
    error Orders_NothingToCancel(OrderId orderId);
    error Orders_OnlySister(address caller);
    error Orders_AlreadyPledged(OrderId orderId);

    /// @notice Place an order as its buyer.
    function place(OrderTerms calldata terms) external returns (OrderId orderId);

    /// @notice Place an order for the buyer who signed it (EIP-712; ERC-1271 accounts too).
    /// @dev The id is bound to the content's identity, so a signature places at most one order.
    function placeSigned(address buyer, OrderTerms calldata terms, uint40 signatureValidUntil, bytes calldata signature)
        external
        returns (OrderId orderId);

    /// @notice Supplier: accept the order as it stands in `version`; both parties active.
    function accept(OrderId orderId, uint8 version) external;

    /// @notice Supplier: refuse an order that is not accepted yet.
    function reject(OrderId orderId, uint16 reason) external;

    /// @notice Buyer: change amount and delivery date. Before acceptance the order itself changes and its version rises;
    /// after it the change waits for the supplier. Never below what is cancelled, shipped, received or disputed.
    function amend(OrderId orderId, uint128 amount, uint40 deliverBy, bytes32 root) external returns (uint8 version);

    /// @notice Supplier: agree to the waiting change, named by its version; both parties active. Refused when the buyer cancelled the
    /// remainder since: what was cancelled comes back only by a new amendment.
    function acceptAmendment(OrderId orderId, uint8 version) external;

    /// @notice Supplier: the total value shipped so far (a claim).
    function recordShipment(OrderId orderId, uint128 shippedTotal, bytes32 root) external;

    /// @notice Attestor: the total value of shipments it has evidence of. It is of another entity and group than both
    /// parties, also now.
    function attestShipment(OrderId orderId, uint128 attestedTotal, bytes32 root) external;

    /// @notice Attestor: take back evidence down to `attestedTotal`; works in every state.
    function retractAttestation(OrderId orderId, uint128 attestedTotal, bytes32 root) external;

    /// @notice Buyer: the total value received so far; may run ahead of the recorded shipment.
    function recordReceipt(OrderId orderId, uint128 receivedTotal, bytes32 root) external;

    /// @notice Buyer: the total value returned (or settled outside the chain); final.
    function recordReturn(OrderId orderId, uint128 returnedTotal, uint16 reason, bytes32 root) external;

    /// @notice Buyer or supplier: the value that this party disputes now (its own fact, replaced by the next).
    function dispute(OrderId orderId, uint128 amount, uint16 reason) external;

    /// @notice Buyer or supplier: end this party's own dispute.
    function resolveDispute(OrderId orderId) external;

    /// @notice Buyer: cancel what is neither shipped nor received; an order not accepted yet ends.
    function cancelRemainder(OrderId orderId) external;

    /// @notice Receivables only: `face` is proposed by `supplier`; refuses more than received and unclaimed.
    function addProposed(OrderId orderId, address supplier, uint128 face)
        external
        returns (address buyer, uint16 cashId, uint16 lateBps);

    /// @notice Receivables only: a proposal is withdrawn by its supplier or rejected by its buyer (`by`).
    function removeProposed(OrderId orderId, address by, bool byBuyer, uint128 face) external;

    /// @notice Receivables only: `face` is confirmed by `buyer`.
    function confirmProposed(OrderId orderId, address buyer, uint128 face)
        external
        returns (bool pledged, PackedFacts memory facts);

    /// @notice Receivables only: a confirmed receivable of `face` is voided by both parties.
    function voidConfirmed(OrderId orderId, uint128 face) external;

    /// @notice Loans only: mark an accepted order as pledged or released.
    function setPledged(OrderId orderId, bool pledged) external returns (PackedFacts memory facts);

    /// @notice The order with all its facts; all zero when unknown.
    function order(OrderId orderId) external view returns (Order memory);

    /// @notice The facts that price and limit its loan account; all zero when unknown. Never reverts.
    function facts(OrderId orderId) external view returns (OrderFacts memory);

    /// @notice The same in four words, for sister contracts. Never reverts.
    function packedFacts(OrderId orderId) external view returns (PackedFacts memory);

    /// @notice The change that waits for the supplier; version zero when there is none.
    function amendment(OrderId orderId) external view returns (uint8 version, uint56 amount, uint40 deliverBy);

    /// @notice Buyer and supplier of an order; zero when unknown.
    function parties(OrderId orderId) external view returns (address buyer, address supplier);

    /// @notice Id of an order: hash(entityId(buyer), fingerprint, n).
    function orderIdOf(address buyer, bytes32 fingerprint, uint32 n) external view returns (OrderId);

    /// @notice EIP-712 digest that a buyer signs for `placeSigned`.
    function digestOf(address buyer, OrderTerms calldata terms, uint40 signatureValidUntil)
        external
        view
        returns (bytes32);
}
