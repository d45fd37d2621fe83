// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {OrderBook} from "./OrderBook.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {Batch} from "./libraries/Batch.sol";
import {OrderId} from "./types/Ids.sol";
import {Roles} from "./types/Roles.sol";

/// @title Orders: purchase orders and their milestones (see IOrders)
/// @dev Rows, placing, answering and amending are in OrderBook.sol; this file records what happens to an order.
contract Orders is OrderBook, Batch {
    constructor(address participants, address receivables, address loans) OrderBook(participants, receivables, loans) {}

    modifier onlySister(address sister) {
        if (msg.sender != sister) revert Orders_OnlySister(msg.sender);
        _;
    }

    // ---------------------------------------------------------------- milestones: the new total

    /// @inheritdoc IOrders
    function recordShipment(OrderId orderId, uint128 shippedTotal, bytes32 root) external {
        Row storage row = _ofSupplier(orderId);
        _requireState(orderId, row, OrderState.ACCEPTED);
        if (shippedTotal <= row.shipped) revert Orders_NotAhead(orderId, row.shipped, shippedTotal);
        _requireWithinOrdered(orderId, row, shippedTotal);
        row.shipped = uint64(shippedTotal);
        emit ShipmentRecorded(orderId, uint64(shippedTotal), root);
        _sync(orderId, row);
    }

    /// @inheritdoc IOrders
    function attestShipment(OrderId orderId, uint128 attestedTotal, bytes32 root) external {
        Row storage row = _ofAttestor(orderId);
        _requireState(orderId, row, OrderState.ACCEPTED);
        PARTICIPANTS.requireStanding(msg.sender, Roles.ATTESTOR);
        _requireIndependent(msg.sender, row.buyer, row.supplier);
        if (attestedTotal <= row.attested) revert Orders_NotAhead(orderId, row.attested, attestedTotal);
        if (attestedTotal > row.shipped) revert Orders_AboveShipped(orderId, attestedTotal, row.shipped);
        row.attested = uint64(attestedTotal);
        emit ShipmentAttested(orderId, msg.sender, uint64(attestedTotal), root);
        _sync(orderId, row);
    }

    /// @inheritdoc IOrders
    function retractAttestation(OrderId orderId, uint128 attestedTotal, bytes32 root) external {
        Row storage row = _ofAttestor(orderId);
        if (attestedTotal >= row.attested) revert Orders_NotAhead(orderId, row.attested, attestedTotal);
        row.attested = uint64(attestedTotal);
        emit AttestationRetracted(orderId, msg.sender, uint64(attestedTotal), root);
        _sync(orderId, row);
    }

    /// @inheritdoc IOrders
    function recordReceipt(OrderId orderId, uint128 receivedTotal, bytes32 root) external {
        Row storage row = _ofBuyer(orderId);
        _requireState(orderId, row, OrderState.ACCEPTED);
        if (receivedTotal <= row.received) revert Orders_NotAhead(orderId, row.received, receivedTotal);
        _requireWithinOrdered(orderId, row, receivedTotal);
        row.received = uint64(receivedTotal);
        emit ReceiptRecorded(orderId, uint64(receivedTotal), root);
        _sync(orderId, row);
    }

    /// @inheritdoc IOrders
    function recordReturn(OrderId orderId, uint128 returnedTotal, uint16 reason, bytes32 root) external {
        Row storage row = _ofBuyer(orderId);
        _requireState(orderId, row, OrderState.ACCEPTED);
        if (returnedTotal <= row.returned) revert Orders_NotAhead(orderId, row.returned, returnedTotal);
        uint256 available = row.received - row.confirmed;
        if (returnedTotal > available) revert Orders_AboveReceived(orderId, returnedTotal, available);
        row.returned = uint64(returnedTotal);
        emit ReturnRecorded(orderId, uint64(returnedTotal), reason, root);
        _sync(orderId, row);
    }

    // ---------------------------------------------------------------- disputes and cancelling

    /// @inheritdoc IOrders
    function dispute(OrderId orderId, uint128 amount, uint16 reason) external {
        Row storage row = _known(orderId);
        _requireState(orderId, row, OrderState.ACCEPTED);
        if (amount == 0 || amount > row.amount) revert Orders_AmountOutOfRange(amount, row.amount);
        _setDispute(orderId, row, uint56(amount));
        emit Disputed(orderId, msg.sender, row.disputedByBuyer, row.disputedBySupplier, reason);
        _sync(orderId, row);
    }

    /// @inheritdoc IOrders
    function resolveDispute(OrderId orderId) external {
        Row storage row = _known(orderId);
        uint64 before = msg.sender == row.buyer ? row.disputedByBuyer : row.disputedBySupplier;
        _setDispute(orderId, row, 0);
        if (before == 0) revert Orders_NothingDisputed(orderId, msg.sender);
        emit DisputeResolved(orderId, msg.sender, row.disputedByBuyer, row.disputedBySupplier);
        _sync(orderId, row);
    }

    /// @inheritdoc IOrders
    function cancelRemainder(OrderId orderId) external {
        Row storage row = _ofBuyer(orderId);
        if (row.state != OrderState.PLACED && row.state != OrderState.ACCEPTED) {
            revert Orders_StateForbids(orderId, row.state);
        }
        uint64 moved = row.shipped > row.received ? row.shipped : row.received;
        uint64 cancelled = row.amount - moved;
        if (cancelled <= row.cancelled) revert Orders_NothingToCancel(orderId);
        row.cancelled = cancelled;
        if (row.state == OrderState.PLACED) row.state = OrderState.CANCELLED;
        emit RemainderCancelled(orderId, cancelled, row.state);
        _sync(orderId, row);
    }

    // ---------------------------------------------------------------- for Receivables and Loans

    /// @inheritdoc IOrders
    function addProposed(OrderId orderId, address supplier, uint128 face)
        external
        onlySister(RECEIVABLES)
        returns (address buyer, uint16 cashId, uint16 lateBps)
    {
        Row storage row = _known(orderId);
        if (row.supplier != supplier) revert Orders_NotSupplier(orderId, supplier, row.supplier);
        _requireState(orderId, row, OrderState.ACCEPTED);
        uint64 proposed = row.proposed;
        unchecked {
            // Received, less what went back and what is confirmed: never below zero (INV-04).
            uint256 available = uint256(row.received) - row.returned - row.confirmed;
            available = available > proposed ? available - proposed : 0;
            if (face > available) revert Orders_AboveReceived(orderId, face, available);
            proposed += uint64(face); // at most what was received
        }
        row.proposed = proposed;
        emit ProposedSet(orderId, proposed);
        return (row.buyer, row.cashId, row.lateBps);
    }

    /// @inheritdoc IOrders
    function removeProposed(OrderId orderId, address by, bool byBuyer, uint128 face) external onlySister(RECEIVABLES) {
        Row storage row = _known(orderId);
        if (byBuyer && row.buyer != by) revert Orders_NotBuyer(orderId, by, row.buyer);
        if (!byBuyer && row.supplier != by) revert Orders_NotSupplier(orderId, by, row.supplier);
        row.proposed -= uint64(face);
        emit ProposedSet(orderId, row.proposed);
    }

    /// @inheritdoc IOrders
    function confirmProposed(OrderId orderId, address buyer, uint128 face)
        external
        onlySister(RECEIVABLES)
        returns (bool pledged, PackedFacts memory current)
    {
        Row storage row = _known(orderId);
        if (row.buyer != buyer) revert Orders_NotBuyer(orderId, buyer, row.buyer);
        _readFacts(row, current);
        uint256 available = current.amounts.received();
        if (face > available) revert Orders_AboveReceived(orderId, face, available);
        uint64 proposed = row.proposed - uint64(face);
        uint64 confirmed;
        unchecked {
            confirmed = row.confirmed + uint64(face); // at most what was received
        }
        row.proposed = proposed;
        row.confirmed = confirmed;
        emit ConfirmedSet(orderId, proposed, confirmed);
        current.amounts = current.amounts.lessReceived(face); // it moved on into the confirmed
        pledged = row.pledged;
    }

    /// @inheritdoc IOrders
    function voidConfirmed(OrderId orderId, uint128 face) external onlySister(RECEIVABLES) {
        Row storage row = _known(orderId);
        row.confirmed -= uint64(face);
        emit ConfirmedSet(orderId, row.proposed, row.confirmed);
        _sync(orderId, row);
    }

    /// @inheritdoc IOrders
    function setPledged(OrderId orderId, bool pledged)
        external
        onlySister(address(LOANS))
        returns (PackedFacts memory current)
    {
        Row storage row = _known(orderId);
        _requireState(orderId, row, OrderState.ACCEPTED);
        if (pledged && row.pledged) revert Orders_AlreadyPledged(orderId);
        row.pledged = pledged;
        emit PledgedSet(orderId, pledged);
        _readFacts(row, current);
    }

    // ---------------------------------------------------------------- inside

    function _setDispute(OrderId orderId, Row storage row, uint56 amount) private {
        if (msg.sender == row.buyer) {
            row.disputedByBuyer = amount;
        } else if (msg.sender == row.supplier) {
            row.disputedBySupplier = amount;
            row.supplierDisputes = amount != 0;
        } else {
            revert Orders_NotParty(orderId, msg.sender);
        }
    }

    function _ofAttestor(OrderId orderId) private view returns (Row storage row) {
        row = _known(orderId);
        if (msg.sender != row.attestor) revert Orders_NotAttestor(orderId, msg.sender, row.attestor);
    }

    function _requireWithinOrdered(OrderId orderId, Row storage row, uint256 asked) private view {
        uint256 ordered = row.amount - row.cancelled;
        if (asked > ordered) revert Orders_AboveOrdered(orderId, asked, ordered);
    }
}
