// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Batch} from "./libraries/Batch.sol";
import {Stages} from "./libraries/Stages.sol";
import {EntityId, OrderId} from "./types/Ids.sol";
import {Limits} from "./types/Limits.sol";
import {Roles} from "./types/Roles.sol";

/// @title Orders: purchase orders and their milestones (see IOrders)
contract Orders is IOrders, Batch, EIP712 {
    /// @dev Five slots: who and what; supplier and state; the buyer's and carrier's totals; claims and disputes; attestor.
    struct Row {
        address buyer;
        uint56 amount;
        uint40 deliverBy;
        // slot 2
        address supplier;
        uint16 cashId;
        uint16 paymentTermDays;
        uint16 lateBps;
        uint8 version;
        OrderState state;
        bool pledged;
        // slot 3
        uint64 cancelled;
        uint64 shipped;
        uint64 attested;
        uint64 received;
        // slot 4
        uint64 returned;
        uint64 proposed;
        uint64 confirmed;
        uint64 disputedByBuyer;
        // slot 5
        address attestor;
        uint64 disputedBySupplier;
    }

    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "OrderTerms(address supplier,address cash,uint128 amount,uint40 deliverBy,uint16 paymentTermDays,address attestor,uint16 lateBps,bytes32 fingerprint,bytes32 root,uint32 n)"
    );
    bytes32 private constant PLACE_TYPEHASH = keccak256(
        "PlaceOrder(address buyer,OrderTerms terms,uint40 validUntil)OrderTerms(address supplier,address cash,uint128 amount,uint40 deliverBy,uint16 paymentTermDays,address attestor,uint16 lateBps,bytes32 fingerprint,bytes32 root,uint32 n)"
    );

    IParticipants private immutable PARTICIPANTS;
    address private immutable RECEIVABLES;
    ILoans private immutable LOANS;

    mapping(OrderId => Row) private _rows;

    constructor(address participants, address receivables, address loans) EIP712("Tallystick Orders", "1") {
        PARTICIPANTS = IParticipants(participants);
        RECEIVABLES = receivables;
        LOANS = ILoans(loans);
    }

    modifier onlySister(address sister) {
        if (msg.sender != sister) revert Orders_OnlySister(msg.sender);
        _;
    }

    // ---------------------------------------------------------------- placing and answering

    /// @inheritdoc IOrders
    function place(OrderTerms calldata terms) external returns (OrderId) {
        return _create(msg.sender, terms);
    }

    /// @inheritdoc IOrders
    function placeSigned(address buyer, OrderTerms calldata terms, uint40 signatureValidUntil, bytes calldata signature)
        external
        returns (OrderId)
    {
        if (block.timestamp > signatureValidUntil) {
            revert Orders_SignatureExpired(signatureValidUntil, block.timestamp);
        }
        bytes32 digest = digestOf(buyer, terms, signatureValidUntil);
        if (!SignatureChecker.isValidSignatureNow(buyer, digest, signature)) {
            revert Orders_SignatureInvalid(buyer, digest);
        }
        return _create(buyer, terms);
    }

    /// @inheritdoc IOrders
    function accept(OrderId orderId, uint8 version) external {
        Row storage row = _ofSupplier(orderId);
        _requireState(orderId, row, OrderState.PLACED);
        if (row.version != version) revert Orders_VersionDiffers(orderId, row.version, version);
        PARTICIPANTS.requireActive(msg.sender, Roles.SUPPLIER);
        row.state = OrderState.ACCEPTED;
        emit Accepted(orderId, version);
    }

    /// @inheritdoc IOrders
    function reject(OrderId orderId, uint16 reason) external {
        Row storage row = _ofSupplier(orderId);
        _requireState(orderId, row, OrderState.PLACED);
        row.state = OrderState.REJECTED;
        emit Rejected(orderId, reason);
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
        _setDispute(orderId, row, uint64(amount));
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
        uint256 available = row.received - row.returned - row.confirmed;
        available = available > row.proposed ? available - row.proposed : 0;
        if (face > available) revert Orders_AboveReceived(orderId, face, available);
        row.proposed += uint64(face);
        emit ProposedSet(orderId, row.proposed);
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
        returns (bool pledged, OrderFacts memory current)
    {
        Row storage row = _known(orderId);
        if (row.buyer != buyer) revert Orders_NotBuyer(orderId, buyer, row.buyer);
        uint256 available = row.received - row.returned - row.confirmed;
        if (face > available) revert Orders_AboveReceived(orderId, face, available);
        row.proposed -= uint64(face);
        row.confirmed += uint64(face);
        emit ConfirmedSet(orderId, row.proposed, row.confirmed);
        return (row.pledged, _facts(row));
    }

    /// @inheritdoc IOrders
    function setPledged(OrderId orderId, bool pledged)
        external
        onlySister(address(LOANS))
        returns (OrderFacts memory current)
    {
        Row storage row = _known(orderId);
        _requireState(orderId, row, OrderState.ACCEPTED);
        if (pledged && row.pledged) revert Orders_AlreadyPledged(orderId);
        row.pledged = pledged;
        emit PledgedSet(orderId, pledged);
        return _facts(row);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IOrders
    function order(OrderId orderId) external view returns (Order memory o) {
        Row storage row = _rows[orderId];
        o.buyer = row.buyer;
        o.amount = row.amount;
        o.deliverBy = row.deliverBy;
        o.supplier = row.supplier;
        o.cashId = row.cashId;
        o.paymentTermDays = row.paymentTermDays;
        o.lateBps = row.lateBps;
        o.version = row.version;
        o.state = row.state;
        o.pledged = row.pledged;
        o.cancelled = row.cancelled;
        o.shipped = row.shipped;
        o.attested = row.attested;
        o.received = row.received;
        o.returned = row.returned;
        o.proposed = row.proposed;
        o.confirmed = row.confirmed;
        o.disputedByBuyer = row.disputedByBuyer;
        o.attestor = row.attestor;
        o.disputedBySupplier = row.disputedBySupplier;
    }

    /// @inheritdoc IOrders
    function facts(OrderId orderId) external view returns (OrderFacts memory) {
        return _facts(_rows[orderId]);
    }

    /// @inheritdoc IOrders
    function parties(OrderId orderId) external view returns (address buyer, address supplier) {
        Row storage row = _rows[orderId];
        return (row.buyer, row.supplier);
    }

    /// @inheritdoc IOrders
    function orderIdOf(address buyer, bytes32 fingerprint, uint32 n) external view returns (OrderId) {
        return _orderId(PARTICIPANTS.entityOf(buyer), fingerprint, n);
    }

    /// @inheritdoc IOrders
    function digestOf(address buyer, OrderTerms calldata terms, uint40 signatureValidUntil)
        public
        view
        returns (bytes32)
    {
        bytes32 termsHash = keccak256(abi.encode(TERMS_TYPEHASH, terms));
        return _hashTypedDataV4(keccak256(abi.encode(PLACE_TYPEHASH, buyer, termsHash, signatureValidUntil)));
    }

    // ---------------------------------------------------------------- inside

    function _create(address buyer, OrderTerms calldata terms) private returns (OrderId orderId) {
        PARTICIPANTS.requireActivePair(buyer, Roles.BUYER, terms.supplier, Roles.SUPPLIER);
        _checkTerms(buyer, terms);
        EntityId entityId = PARTICIPANTS.entityOf(buyer);
        orderId = _orderId(entityId, terms.fingerprint, terms.n);
        Row storage row = _rows[orderId];
        if (row.buyer != address(0)) revert Orders_AlreadyExists(orderId);
        if (terms.n != 0) {
            OrderId former = _orderId(entityId, terms.fingerprint, terms.n - 1);
            OrderState state = _rows[former].state;
            if (state != OrderState.REJECTED && state != OrderState.CANCELLED) {
                revert Orders_FormerStillOpen(former, state);
            }
        }
        row.buyer = buyer;
        row.amount = uint56(terms.amount);
        row.deliverBy = terms.deliverBy;
        row.supplier = terms.supplier;
        row.cashId = PARTICIPANTS.cashIdOf(terms.cash);
        row.paymentTermDays = terms.paymentTermDays;
        row.lateBps = terms.lateBps;
        row.version = 1;
        row.state = OrderState.PLACED;
        if (terms.attestor != address(0)) row.attestor = terms.attestor;
        emit Placed(orderId, buyer, terms.supplier, 1, terms);
    }

    function _checkTerms(address buyer, OrderTerms calldata terms) private view {
        if (terms.amount == 0 || terms.amount > Limits.MAX_AMOUNT) {
            revert Orders_AmountOutOfRange(terms.amount, Limits.MAX_AMOUNT);
        }
        if (terms.deliverBy <= block.timestamp || terms.deliverBy > block.timestamp + 10 * Limits.YEAR) {
            revert Orders_DeliverByOutOfRange(terms.deliverBy, block.timestamp);
        }
        if (terms.paymentTermDays > Limits.MAX_TENOR_DAYS) {
            revert Orders_PaymentTermTooLong(terms.paymentTermDays, Limits.MAX_TENOR_DAYS);
        }
        if (terms.lateBps > Limits.BPS) revert Orders_LateRateTooHigh(terms.lateBps, Limits.BPS);
        if (terms.fingerprint == 0) revert Orders_FingerprintMissing();
        if (buyer == terms.supplier) revert Orders_SelfDealing(buyer, terms.supplier);
        if (terms.attestor != address(0)) {
            PARTICIPANTS.requireActive(terms.attestor, Roles.ATTESTOR);
            _requireIndependent(terms.attestor, buyer, terms.supplier);
        }
    }

    /// @dev When the order is placed and at every attestation: groups change.
    function _requireIndependent(address attestor, address buyer, address supplier) private view {
        if (PARTICIPANTS.affiliated(attestor, buyer) || PARTICIPANTS.affiliated(attestor, supplier)) {
            revert Orders_AttestorNotIndependent(attestor, buyer, supplier);
        }
    }

    function _sync(OrderId orderId, Row storage row) private {
        if (row.pledged) LOANS.syncWith(orderId, _facts(row));
    }

    function _facts(Row storage row) private view returns (OrderFacts memory f) {
        (uint256 inOpen, uint256 inTransit, uint256 inReceived) = Stages.facts(
            row.state == OrderState.ACCEPTED,
            row.amount,
            row.cancelled,
            row.attested,
            row.received,
            row.returned,
            row.confirmed
        );
        f.buyer = row.buyer;
        f.supplier = row.supplier;
        f.attestor = row.attestor;
        f.cashId = row.cashId;
        f.paymentTermDays = row.paymentTermDays;
        f.deliverBy = row.deliverBy;
        f.inOpen = uint64(inOpen);
        f.inTransit = uint64(inTransit);
        f.inReceived = uint64(inReceived);
        f.disputed = row.disputedByBuyer + row.disputedBySupplier;
    }

    function _setDispute(OrderId orderId, Row storage row, uint64 amount) private {
        if (msg.sender == row.buyer) row.disputedByBuyer = amount;
        else if (msg.sender == row.supplier) row.disputedBySupplier = amount;
        else revert Orders_NotParty(orderId, msg.sender);
    }

    function _known(OrderId orderId) private view returns (Row storage row) {
        row = _rows[orderId];
        if (row.buyer == address(0)) revert Orders_Unknown(orderId);
    }

    function _ofBuyer(OrderId orderId) private view returns (Row storage row) {
        row = _known(orderId);
        if (msg.sender != row.buyer) revert Orders_NotBuyer(orderId, msg.sender, row.buyer);
    }

    function _ofSupplier(OrderId orderId) private view returns (Row storage row) {
        row = _known(orderId);
        if (msg.sender != row.supplier) revert Orders_NotSupplier(orderId, msg.sender, row.supplier);
    }

    function _ofAttestor(OrderId orderId) private view returns (Row storage row) {
        row = _known(orderId);
        if (msg.sender != row.attestor) revert Orders_NotAttestor(orderId, msg.sender, row.attestor);
    }

    function _requireState(OrderId orderId, Row storage row, OrderState state) private view {
        if (row.state != state) revert Orders_StateForbids(orderId, row.state);
    }

    function _requireWithinOrdered(OrderId orderId, Row storage row, uint256 asked) private view {
        uint256 ordered = row.amount - row.cancelled;
        if (asked > ordered) revert Orders_AboveOrdered(orderId, asked, ordered);
    }

    function _orderId(EntityId entityId, bytes32 fingerprint, uint32 n) private pure returns (OrderId) {
        return OrderId.wrap(keccak256(abi.encode(entityId, fingerprint, n)));
    }
}
