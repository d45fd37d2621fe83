// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {ICash} from "./interfaces/ICash.sol";
import {IFingerprints} from "./interfaces/IFingerprints.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IReceivables} from "./interfaces/IReceivables.sol";
import {Batch} from "./libraries/Batch.sol";
import {Holdings} from "./Holdings.sol";
import {EntityId, OrderId, ReceivableId, keyFrom} from "./types/Ids.sol";
import {Accrual} from "./libraries/Accrual.sol";
import {Claims} from "./libraries/Claims.sol";
import {Payouts} from "./libraries/Payouts.sol";
import {SelfPermit} from "./libraries/SelfPermit.sol";
import {Flags} from "./types/Flags.sol";
import {Limits} from "./types/Limits.sol";
import {Roles} from "./types/Roles.sol";

/// @title Receivables: invoices that become confirmed payables (see IReceivables)
/// @dev Holdings and transfers are in Holdings.sol; this file proposes, confirms and pays.
contract Receivables is Holdings, Batch, SelfPermit {
    IFingerprints private immutable FINGERPRINTS;
    ILoans private immutable LOANS;

    constructor(
        address participants,
        address fingerprints,
        address orders,
        address loans,
        address collateral,
        address market
    ) Holdings(participants, orders, collateral, market) {
        FINGERPRINTS = IFingerprints(fingerprints);
        LOANS = ILoans(loans);
    }

    /// @inheritdoc IReceivables
    function propose(Proposal calldata p, uint40 signatureValidUntil, bytes calldata serviceSignature)
        external
        returns (ReceivableId receivableId)
    {
        EntityId entityId = PARTICIPANTS.requireActive(msg.sender, Roles.SUPPLIER);
        _checkProposal(p);
        bytes32 key = keyFrom(entityId, p.fingerprint);
        receivableId = _idOf(p, key);
        Row storage row = _receivables[receivableId];
        if (row.state != ReceivableState.NONE) revert Receivables_AlreadyExists(receivableId, row.state);
        _occupy(p, entityId, receivableId, signatureValidUntil, serviceSignature);
        (address buyer, uint16 cashId, uint16 lateBps) = ORDERS.addProposed(p.orderId, msg.sender, p.face);
        row.orderId = p.orderId;
        row.face = uint56(p.face);
        row.maturityDay = uint16(p.maturity / 1 days); // a whole day within a year: checked above
        row.obligorTag = _tagOf(buyer);
        row.cashId = cashId;
        row.lateBps = lateBps;
        row.state = ReceivableState.PROPOSED;
        emit Proposed(receivableId, p.orderId, msg.sender, buyer, key, cashId, lateBps, p);
    }

    /// @inheritdoc IReceivables
    function withdraw(Proposal calldata p) external {
        ReceivableId receivableId = _retire(p, msg.sender, false);
        _receivables[receivableId].state = ReceivableState.WITHDRAWN;
        emit Withdrawn(receivableId, p.orderId);
    }

    /// @inheritdoc IReceivables
    function reject(Proposal calldata p, uint16 reason) external {
        ReceivableId receivableId = _retire(p, msg.sender, true);
        _receivables[receivableId].state = ReceivableState.REJECTED;
        emit Rejected(receivableId, p.orderId, reason);
    }

    /// @inheritdoc IReceivables
    function confirm(ReceivableId receivableId, uint16 reasonCode) external {
        Row storage row = _known(receivableId);
        if (row.state != ReceivableState.PROPOSED) revert Receivables_StateForbids(receivableId, row.state);
        uint40 maturity = _maturityOf(row);
        _checkMaturity(maturity);
        if (reasonCode == 0 && maturity > block.timestamp + Limits.LONG_TENOR_DAYS * 1 days) {
            revert Receivables_ReasonMissing(maturity, block.timestamp + Limits.LONG_TENOR_DAYS * 1 days);
        }
        OrderId orderId = row.orderId;
        uint56 face = row.face;
        (bool pledged, IOrders.PackedFacts memory facts) = ORDERS.confirmProposed(orderId, msg.sender, face);
        PARTICIPANTS.requireMayConfirm(msg.sender, pledged);
        row.state = ReceivableState.CONFIRMED;
        row.outstanding = face;
        address holder = pledged ? COLLATERAL : facts.supplier;
        emit Confirmed(receivableId, orderId, holder, msg.sender, face, maturity, reasonCode);
        _mint(receivableId, holder, face);
        if (pledged) LOANS.takeConfirmed(orderId, facts, face, maturity);
    }

    /// @inheritdoc IReceivables
    function pay(ReceivableId receivableId, uint128 amount) external returns (uint128) {
        return _pay(receivableId, amount);
    }

    /// @inheritdoc IReceivables
    function payAndRedeem(ReceivableId receivableId, uint128 amount, address[] calldata holders)
        external
        returns (uint128 paidNow)
    {
        paidNow = _pay(receivableId, amount);
        for (uint256 i; i < holders.length; ++i) {
            _redeem(receivableId, holders[i]);
        }
    }

    /// @inheritdoc IReceivables
    function redeem(ReceivableId receivableId, address holder) external returns (uint128 amount) {
        bool gathering;
        (amount, gathering) = _redeem(receivableId, holder);
        if (amount == 0 && !gathering) revert Receivables_NothingToRedeem(receivableId, holder);
    }

    // ---------------------------------------------------------------- overdue, forgiven, voided

    /// @inheritdoc IReceivables
    function flagOverdue(ReceivableId[] calldata receivableIds) external {
        for (uint256 i; i < receivableIds.length; ++i) {
            ReceivableId receivableId = receivableIds[i];
            Row storage row = _confirmed(receivableId);
            if (block.timestamp <= _maturityOf(row)) {
                revert Receivables_NotOverdue(receivableId, _maturityOf(row), block.timestamp);
            }
            if (row.flags & Flags.OVERDUE != 0) continue;
            row.flags |= Flags.OVERDUE;
            address buyer = obligorOf(receivableId);
            emit OverdueFlagged(receivableId, buyer);
            PARTICIPANTS.addOverdue(buyer);
        }
    }

    /// @inheritdoc IReceivables
    function forgive(ReceivableId receivableId, uint128 units) external {
        if (units == 0) revert Receivables_ZeroAmount();
        PARTICIPANTS.requireNotSuspended(msg.sender);
        Row storage row = _untouched(receivableId);
        _debit(receivableId, msg.sender, units, 0);
        _extinguish(receivableId, row, msg.sender, units);
    }

    /// @inheritdoc IReceivables
    function requestVoid(ReceivableId receivableId) external {
        PARTICIPANTS.requireNotSuspended(msg.sender);
        Row storage row = _untouched(receivableId);
        (address buyer, address supplier) = ORDERS.parties(row.orderId);
        if (msg.sender == buyer) row.flags |= Flags.VOID_BY_BUYER;
        else if (msg.sender == supplier) row.flags |= Flags.VOID_BY_SUPPLIER;
        else revert Receivables_NotParty(receivableId, msg.sender);
        emit VoidRequested(receivableId, msg.sender, row.flags);
    }

    /// @inheritdoc IReceivables
    function voidReceivable(Proposal calldata p) external {
        PARTICIPANTS.requireNotSuspended(msg.sender);
        (address buyer, address supplier) = ORDERS.parties(p.orderId);
        bytes32 key = keyFrom(PARTICIPANTS.entityOf(supplier), p.fingerprint);
        ReceivableId receivableId = _idOf(p, key);
        Row storage row = _untouched(receivableId);
        if (msg.sender != buyer && msg.sender != supplier) revert Receivables_NotParty(receivableId, msg.sender);
        uint8 needed = msg.sender == buyer ? Flags.VOID_BY_SUPPLIER : Flags.VOID_BY_BUYER;
        if (row.flags & needed == 0) revert Receivables_VoidNotRequested(receivableId, row.flags);
        uint256 free_ = _holdings[receivableId][supplier].units();
        if (free_ != row.outstanding) revert Receivables_UnitsNotFree(receivableId, free_, row.outstanding);
        _debit(receivableId, supplier, free_, 0);
        row.outstanding = 0;
        row.state = ReceivableState.VOIDED;
        emit Transfer(msg.sender, supplier, address(0), receivableId.toTokenId(), free_);
        emit Voided(receivableId, p.orderId, p.face);
        _clearOverdue(receivableId, row);
        FINGERPRINTS.free(key, p.face);
        ORDERS.voidConfirmed(p.orderId, p.face);
    }

    /// @inheritdoc IReceivables
    function owed(ReceivableId receivableId) external view returns (uint128) {
        Row storage row = _receivables[receivableId];
        if (row.state != ReceivableState.CONFIRMED) return 0;
        return row.outstanding - row.paid + uint128(Accrual.owedCeil(_lateUnits(receivableId, row)));
    }

    /// @inheritdoc IReceivables
    function receivableIdOf(Proposal calldata p, address supplier) external view returns (ReceivableId) {
        return _idOf(p, keyFrom(PARTICIPANTS.entityOf(supplier), p.fingerprint));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC6909).interfaceId || interfaceId == type(IERC165).interfaceId;
    }

    /// @dev Late interest first, then face; what is paid beyond both is not taken.
    function _pay(ReceivableId receivableId, uint128 amount) private returns (uint128 paidNow) {
        Row storage row = _confirmed(receivableId);
        if (amount == 0) revert Receivables_ZeroAmount();
        uint256 before = row.paid;
        uint256 unpaid = row.outstanding - before;
        int256 lateUnits = _lateUnits(receivableId, row);
        uint256 late = Accrual.owedCeil(lateUnits);
        if (late > amount) late = amount;
        uint256 face = amount - late;
        if (face > unpaid) face = unpaid;
        row.paid = uint56(before + face);
        if (block.timestamp > _maturityOf(row)) {
            lateUnits = _writeLate(receivableId, row, Accrual.afterPayment(lateUnits, late), late, face == unpaid);
        }
        paidNow = uint128(face + late);
        emit Paid(
            receivableId,
            msg.sender,
            paidNow,
            uint128(late),
            row.paid,
            row.outstanding,
            _lates[receivableId].paid,
            lateUnits
        );
        if (face == unpaid) {
            row.state = ReceivableState.SETTLED;
            _clearOverdue(receivableId, row);
        }
        // Custody's books are made before any money moves: a token that calls out must not meet them half made.
        ILoans.Payout[] memory payouts = _collectCustody(receivableId, row, before);
        ICash cash = ICash(PARTICIPANTS.cashOf(row.cashId));
        cash.transferFrom(msg.sender, address(this), paidNow);
        Payouts.settle(cash, payouts);
    }

    /// @dev Late interest as of now after a payment; the credit below one minor unit lapses with the last face.
    function _writeLate(ReceivableId receivableId, Row storage row, int256 units, uint256 paid, bool settled)
        private
        returns (int256)
    {
        Late storage l = _lates[receivableId];
        if (settled) units = 0;
        l.units = int112(units);
        l.accruedAt = uint40(block.timestamp);
        l.paid += uint64(paid);
        row.flags |= Flags.LATE;
        return units;
    }

    /// @dev lateUnits += unpaidFace · lateBps · seconds after maturity (finance.md, Late interest of a buyer).
    function _lateUnits(ReceivableId receivableId, Row storage row) private view returns (int256 units) {
        uint256 from = _maturityOf(row);
        if (row.flags & Flags.LATE != 0) {
            Late memory l = _lates[receivableId];
            units = l.units;
            from = l.accruedAt;
        }
        if (block.timestamp > from) {
            units += Accrual.accrued(row.outstanding - row.paid, row.lateBps, block.timestamp - from);
        }
    }

    /// @dev The custody's share of what comes in goes through the order's waterfall at once.
    function _collectCustody(ReceivableId receivableId, Row storage row, uint256 paidBefore)
        private
        returns (ILoans.Payout[] memory payouts)
    {
        uint256 units = _holdings[receivableId][COLLATERAL].units();
        if (units == 0) return payouts;
        (uint128 share,) = _takeClaim(receivableId, row, COLLATERAL);
        bool settled = row.state == ReceivableState.SETTLED;
        payouts = LOANS.collect(
            row.orderId,
            ReceivableId.unwrap(receivableId),
            share,
            uint128(Claims.unpaidFaceCeil(units, paidBefore, row.outstanding)),
            uint128(Claims.unpaidFaceCeil(units, row.paid, row.outstanding)),
            settled ? _maturityOf(row) : 0,
            false
        );
    }

    function _redeem(ReceivableId receivableId, address holder) private returns (uint128 amount, bool gathering) {
        Row storage row = _known(receivableId);
        if (holder == COLLATERAL || holder == address(this)) revert Receivables_ReceiverIsSystem(holder);
        (amount, gathering) = _takeClaim(receivableId, row, holder);
        if (amount == 0) return (0, gathering);
        emit Redeemed(receivableId, holder, amount);
        ICash(PARTICIPANTS.cashOf(row.cashId)).settle(holder, amount);
    }

    function _confirmed(ReceivableId receivableId) private view returns (Row storage row) {
        row = _known(receivableId);
        if (row.state != ReceivableState.CONFIRMED) revert Receivables_StateForbids(receivableId, row.state);
    }

    /// @dev Confirmed, and no money has come in.
    function _untouched(ReceivableId receivableId) private view returns (Row storage row) {
        row = _confirmed(receivableId);
        uint64 money = _moneyIn(receivableId, row);
        if (money != 0) revert Receivables_MoneyCameIn(receivableId, money);
    }

    function _retire(Proposal calldata p, address by, bool byBuyer) private returns (ReceivableId receivableId) {
        (, address supplier) = ORDERS.parties(p.orderId);
        bytes32 key = keyFrom(PARTICIPANTS.entityOf(supplier), p.fingerprint);
        receivableId = _idOf(p, key);
        Row storage row = _known(receivableId);
        if (row.state != ReceivableState.PROPOSED) revert Receivables_StateForbids(receivableId, row.state);
        ORDERS.removeProposed(p.orderId, by, byBuyer, p.face);
        FINGERPRINTS.free(key, p.face);
    }

    /// @dev The id is taken once, so the service's signature serves once.
    function _occupy(
        Proposal calldata p,
        EntityId entityId,
        ReceivableId receivableId,
        uint40 validUntil,
        bytes calldata signature
    ) private {
        bytes32 purpose = ReceivableId.unwrap(receivableId);
        FINGERPRINTS.occupy(entityId, p.fingerprint, p.gross, p.face, purpose, validUntil, signature);
    }

    function _checkProposal(Proposal calldata p) private view {
        if (p.face == 0 || p.face > Limits.MAX_AMOUNT) {
            revert Receivables_FaceOutOfRange(p.face, Limits.MAX_AMOUNT);
        }
        if (p.face > p.gross) revert Receivables_FaceAboveGross(p.face, p.gross);
        _checkMaturity(p.maturity);
    }

    function _checkMaturity(uint40 maturity) private view {
        if (maturity % 1 days != 0) revert Receivables_MaturityNotWholeDay(maturity);
        uint256 latest = block.timestamp + Limits.MAX_TENOR_DAYS * 1 days;
        if (maturity <= block.timestamp || maturity > latest) {
            revert Receivables_MaturityOutOfRange(maturity, block.timestamp, latest);
        }
    }

    function _idOf(Proposal calldata p, bytes32 key) private pure returns (ReceivableId) {
        return ReceivableId.wrap(keccak256(abi.encode(p.orderId, key, p.face, p.gross, p.maturity, p.root, p.n)));
    }
}
