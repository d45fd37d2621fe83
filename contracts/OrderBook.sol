// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Facts} from "./libraries/Facts.sol";
import {Stages} from "./libraries/Stages.sol";
import {EntityId, OrderId} from "./types/Ids.sol";
import {Limits} from "./types/Limits.sol";
import {Roles} from "./types/Roles.sol";

/// @title OrderBook: the rows of the orders; placing, answering, amending
/// @notice The contract half of Orders that agrees an order (see IOrders); what happens to it afterwards is in Orders.sol.
abstract contract OrderBook is IOrders, EIP712 {
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
        uint56 disputedByBuyer;
        bool supplierDisputes; // tells whether slot 5 has to be read for the disputes
        // slot 5
        address attestor;
        uint64 disputedBySupplier;
    }

    /// @dev A change that waits for the supplier, and what was cancelled when the buyer made it (one slot).
    struct Change {
        uint56 amount;
        uint40 deliverBy;
        uint8 version;
        uint64 cancelled;
    }

    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "OrderTerms(address supplier,address cash,uint128 amount,uint40 deliverBy,uint16 paymentTermDays,address attestor,uint16 lateBps,bytes32 fingerprint,bytes32 root,uint32 n)"
    );
    bytes32 private constant PLACE_TYPEHASH = keccak256(
        "PlaceOrder(address buyer,OrderTerms terms,uint40 validUntil)OrderTerms(address supplier,address cash,uint128 amount,uint40 deliverBy,uint16 paymentTermDays,address attestor,uint16 lateBps,bytes32 fingerprint,bytes32 root,uint32 n)"
    );

    IParticipants internal immutable PARTICIPANTS;
    address internal immutable RECEIVABLES;
    ILoans internal immutable LOANS;

    mapping(OrderId => Row) internal _rows;
    mapping(OrderId => Change) private _changes;

    constructor(address participants, address receivables, address loans) EIP712("Tallystick Orders", "1") {
        PARTICIPANTS = IParticipants(participants);
        RECEIVABLES = receivables;
        LOANS = ILoans(loans);
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
        if (!SignatureChecker.isValidSignatureNowCalldata(buyer, digest, signature)) {
            revert Orders_SignatureInvalid(buyer, digest);
        }
        return _create(buyer, terms);
    }

    /// @inheritdoc IOrders
    function accept(OrderId orderId, uint8 version) external {
        Row storage row = _ofSupplier(orderId);
        _requireState(orderId, row, OrderState.PLACED);
        if (row.version != version) revert Orders_VersionDiffers(orderId, row.version, version);
        PARTICIPANTS.requireActivePair(msg.sender, Roles.SUPPLIER, row.buyer, Roles.BUYER);
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

    /// @inheritdoc IOrders
    function amend(OrderId orderId, uint128 amount, uint40 deliverBy, bytes32 root) external returns (uint8 version) {
        Row storage row = _ofBuyer(orderId);
        bool accepted = row.state == OrderState.ACCEPTED;
        if (!accepted) _requireState(orderId, row, OrderState.PLACED);
        PARTICIPANTS.requireActive(msg.sender, Roles.BUYER);
        _checkAmount(amount);
        _checkDeliverBy(deliverBy);
        _requireNotBelowRecorded(orderId, row, amount);
        version = _nextVersion(orderId, row);
        if (accepted) {
            _changes[orderId] = Change(uint56(amount), deliverBy, version, row.cancelled);
        } else {
            row.amount = uint56(amount);
            row.deliverBy = deliverBy;
            row.version = version;
        }
        emit Amended(orderId, version, uint56(amount), deliverBy, row.state, root);
    }

    /// @inheritdoc IOrders
    function acceptAmendment(OrderId orderId, uint8 version) external {
        Row storage row = _ofSupplier(orderId);
        _requireState(orderId, row, OrderState.ACCEPTED);
        PARTICIPANTS.requireActivePair(msg.sender, Roles.SUPPLIER, row.buyer, Roles.BUYER);
        Change memory change = _changes[orderId];
        if (change.version == 0) revert Orders_NoAmendment(orderId);
        if (change.version != version) revert Orders_VersionDiffers(orderId, change.version, version);
        if (change.cancelled != row.cancelled) {
            revert Orders_AmendmentOvertaken(orderId, version, row.cancelled);
        }
        _requireNotBelowRecorded(orderId, row, change.amount);
        delete _changes[orderId];
        row.amount = change.amount;
        row.deliverBy = change.deliverBy;
        row.version = version;
        emit AmendmentAccepted(orderId, version, change.amount, change.deliverBy);
        _sync(orderId, row);
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
    function facts(OrderId orderId) external view returns (OrderFacts memory f) {
        PackedFacts memory packed;
        _readFacts(_rows[orderId], packed);
        uint256[4] memory stages;
        packed.amounts.stagesInto(stages);
        f.buyer = packed.terms.buyer();
        f.supplier = packed.supplier;
        f.attestor = packed.attestor;
        f.cashId = packed.terms.cashId();
        f.paymentTermDays = packed.terms.paymentTermDays();
        f.deliverBy = packed.terms.deliverBy();
        f.inOpen = uint64(stages[0]);
        f.inTransit = uint64(stages[1]);
        f.inReceived = uint64(stages[2]);
        f.disputed = packed.amounts.disputed();
    }

    /// @inheritdoc IOrders
    function packedFacts(OrderId orderId) external view returns (PackedFacts memory f) {
        _readFacts(_rows[orderId], f);
    }

    /// @inheritdoc IOrders
    function amendment(OrderId orderId) external view returns (uint8 version, uint56 amount, uint40 deliverBy) {
        Change memory change = _changes[orderId];
        return (change.version, change.amount, change.deliverBy);
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
        (EntityId entityId, uint16 cashId) = PARTICIPANTS.requireTraders(buyer, terms.supplier, terms.cash);
        _checkTerms(buyer, terms);
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
        if (cashId == 0) cashId = PARTICIPANTS.cashIdOf(terms.cash); // refuses an unknown one
        row.buyer = buyer;
        row.amount = uint56(terms.amount);
        row.deliverBy = terms.deliverBy;
        row.supplier = terms.supplier;
        row.cashId = cashId;
        row.paymentTermDays = terms.paymentTermDays;
        row.lateBps = terms.lateBps;
        row.version = 1;
        row.state = OrderState.PLACED;
        if (terms.attestor != address(0)) row.attestor = terms.attestor;
        emit Placed(orderId, buyer, terms.supplier, 1, terms);
    }

    function _checkTerms(address buyer, OrderTerms calldata terms) private view {
        _checkAmount(terms.amount);
        _checkDeliverBy(terms.deliverBy);
        if (terms.paymentTermDays > Limits.MAX_TENOR_DAYS) {
            revert Orders_PaymentTermTooLong(terms.paymentTermDays, Limits.MAX_TENOR_DAYS);
        }
        if (terms.lateBps > Limits.BPS) revert Orders_LateRateTooHigh(terms.lateBps, Limits.BPS);
        if (terms.fingerprint == 0) revert Orders_FingerprintMissing();
        if (buyer == terms.supplier) revert Orders_SelfDealing(buyer, terms.supplier);
        if (terms.attestor != address(0)) {
            if (!PARTICIPANTS.requireAttestor(terms.attestor, buyer, terms.supplier)) {
                revert Orders_AttestorNotIndependent(terms.attestor, buyer, terms.supplier);
            }
        }
    }

    /// @dev When the order is placed and at every attestation: groups change.
    function _requireIndependent(address attestor, address buyer, address supplier) internal view {
        if (PARTICIPANTS.affiliated(attestor, buyer) || PARTICIPANTS.affiliated(attestor, supplier)) {
            revert Orders_AttestorNotIndependent(attestor, buyer, supplier);
        }
    }

    function _checkAmount(uint128 amount) private pure {
        if (amount == 0 || amount > Limits.MAX_AMOUNT) revert Orders_AmountOutOfRange(amount, Limits.MAX_AMOUNT);
    }

    function _checkDeliverBy(uint40 deliverBy) private view {
        if (deliverBy <= block.timestamp || deliverBy > block.timestamp + 10 * Limits.YEAR) {
            revert Orders_DeliverByOutOfRange(deliverBy, block.timestamp);
        }
    }

    function _requireNotBelowRecorded(OrderId orderId, Row storage row, uint256 amount) private view {
        uint256 least = uint256(row.cancelled) + (row.shipped > row.received ? row.shipped : row.received);
        if (row.disputedByBuyer > least) least = row.disputedByBuyer;
        if (row.disputedBySupplier > least) least = row.disputedBySupplier;
        if (amount < least) revert Orders_BelowRecorded(orderId, amount, least);
    }

    function _nextVersion(OrderId orderId, Row storage row) private view returns (uint8) {
        uint8 newest = _changes[orderId].version;
        if (newest < row.version) newest = row.version;
        if (newest == type(uint8).max) revert Orders_VersionsExhausted(orderId);
        return newest + 1;
    }

    function _sync(OrderId orderId, Row storage row) internal {
        if (!row.pledged) return;
        PackedFacts memory f;
        _readFacts(row, f);
        LOANS.syncWith(orderId, f);
    }

    /// @dev Into facts that there are already: what a function returns is zeroed first.
    function _readFacts(Row storage row, PackedFacts memory f) internal view {
        (uint256 inOpen, uint256 inTransit, uint256 inReceived) = Stages.facts(
            row.state == OrderState.ACCEPTED,
            row.amount,
            row.cancelled,
            row.attested,
            row.received,
            row.returned,
            row.confirmed
        );
        f.supplier = row.supplier;
        if (inTransit != 0) f.attestor = row.attestor;
        f.terms = Facts.packTerms(row.buyer, row.cashId, row.paymentTermDays, row.deliverBy);
        uint256 disputed = row.disputedByBuyer;
        if (row.supplierDisputes) disputed += row.disputedBySupplier;
        f.amounts = Facts.packAmounts(inOpen, inTransit, inReceived, disputed);
    }

    function _known(OrderId orderId) internal view returns (Row storage row) {
        row = _rows[orderId];
        if (row.buyer == address(0)) revert Orders_Unknown(orderId);
    }

    function _ofBuyer(OrderId orderId) internal view returns (Row storage row) {
        row = _known(orderId);
        if (msg.sender != row.buyer) revert Orders_NotBuyer(orderId, msg.sender, row.buyer);
    }

    function _ofSupplier(OrderId orderId) internal view returns (Row storage row) {
        row = _known(orderId);
        if (msg.sender != row.supplier) revert Orders_NotSupplier(orderId, msg.sender, row.supplier);
    }

    function _requireState(OrderId orderId, Row storage row, OrderState state) internal view {
        if (row.state != state) revert Orders_StateForbids(orderId, row.state);
    }

    function _orderId(EntityId entityId, bytes32 fingerprint, uint32 n) private pure returns (OrderId) {
        return OrderId.wrap(keccak256(abi.encode(entityId, fingerprint, n)));
    }
}
