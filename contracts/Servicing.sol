// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Accounts} from "./Accounts.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {Accrual} from "./libraries/Accrual.sol";
import {Waterfall} from "./libraries/Waterfall.sol";
import {OrderId} from "./types/Ids.sol";

/// @title Servicing: what happens to a running account
/// @notice The half of Loans (see ILoans) that lays payments on debts, and lets the parties adopt newer terms, extend,
/// waive, declare default, write off and subrogate.
abstract contract Servicing is Accounts {
    address internal immutable GUARANTEE_POOL;

    constructor(address guaranteePool) {
        GUARANTEE_POOL = guaranteePool;
    }

    /// @inheritdoc ILoans
    function adopt(OrderId orderId) external {
        Context memory c;
        _readPledged(orderId, c);
        _requireSupplier(orderId, c);
        (, uint8 newest,,) = FACILITIES.scheduleFor(c.a.facilityNo, 0, address(0));
        if (c.a.version == 0 || c.a.version == newest) {
            revert Loans_NothingToAdopt(orderId, c.a.version, newest);
        }
        // A guarantee covers one version: newer terms must not strip the financier of it once it needs it.
        if (c.t.defaultedAt != 0) revert Loans_InDefault(orderId, c.t.defaultedAt);
        _accrue(c);
        c.a.version = newest;
        _readWorld(orderId, c, c.facts);
        emit Adopted(orderId, newest);
        _reprice(orderId, c);
    }

    /// @inheritdoc ILoans
    function extend(OrderId orderId, uint40 dueAt) external {
        Context memory c;
        _readGivers(orderId, c);
        _requireRunning(orderId, c);
        uint256 latest = block.timestamp + 3_650 days;
        if (dueAt <= c.a.dueAt || dueAt > latest) revert Loans_DueNotLater(orderId, c.a.dueAt, dueAt, latest);
        _accrue(c);
        c.a.dueAt = dueAt;
        emit Extended(orderId, dueAt);
        emit DueSet(orderId, dueAt, c.a.deliverBy, c.a.firstDrawAt, c.a.version);
        _reprice(orderId, c);
    }

    /// @inheritdoc ILoans
    function waive(OrderId orderId, uint128 interest, uint128 penalty) external {
        Context memory c;
        _readGivers(orderId, c);
        _accrue(c);
        uint256 owedInterest = Accrual.owedCeil(c.a.interest);
        uint256 owedPenalty = Accrual.owedCeil(c.t.penalty);
        if (interest > owedInterest || penalty > owedPenalty) {
            revert Loans_WaiverAboveOwed(orderId, interest, penalty, owedInterest, owedPenalty);
        }
        if (interest == 0 && penalty == 0) revert Loans_ZeroAmount();
        c.a.interest = int104(Accrual.afterPayment(c.a.interest, interest));
        c.t.penalty = int104(Accrual.afterPayment(c.t.penalty, penalty));
        emit Waived(orderId, interest, penalty);
        _reprice(orderId, c);
    }

    /// @inheritdoc ILoans
    function declareDefault(OrderId orderId) external {
        Context memory c;
        _readFinanciers(orderId, c);
        _requireRunning(orderId, c);
        if (c.t.defaultedAt != 0) revert Loans_InDefault(orderId, c.t.defaultedAt);
        uint256 graceEnds = _graceEnds(c);
        bool over = c.a.overSince != 0 && c.a.principal > _capacityOf(c);
        uint256 cureEnds = over ? _cureEnds(c) : type(uint256).max;
        if (block.timestamp <= graceEnds && block.timestamp <= cureEnds) {
            revert Loans_TooEarlyToDeclare(orderId, graceEnds, cureEnds, block.timestamp);
        }
        _accrue(c);
        c.t.defaultedAt = uint40(block.timestamp);
        emit DefaultDeclared(orderId, uint40(block.timestamp));
        _reprice(orderId, c);
        FACILITIES.noteDefault(c.a.facilityNo, true);
    }

    /// @inheritdoc ILoans
    function writeOff(OrderId orderId) external {
        Context memory c;
        _readFinanciers(orderId, c);
        if (c.t.defaultedAt == 0) revert Loans_NotInDefault(orderId);
        if (c.t.writtenOff) revert Loans_AlreadyWrittenOff(orderId);
        _accrue(c);
        c.t.writtenOff = true;
        emit WrittenOff(orderId, c.a.principal);
        _reprice(orderId, c);
    }

    /// @inheritdoc ILoans
    function subrogate(OrderId orderId, address guarantor, uint128 amount) external {
        if (msg.sender != GUARANTEE_POOL) revert Loans_OnlySister(msg.sender);
        Context memory c;
        _readPledged(orderId, c);
        if (c.t.guarantor != address(0)) revert Loans_AlreadyGuaranteed(orderId, c.t.guarantor);
        _accrue(c);
        c.a.principal -= uint56(amount);
        c.t.subrogated = uint56(amount);
        c.t.guarantor = guarantor;
        emit Subrogated(orderId, guarantor, amount, c.t.subrogated);
        _reprice(orderId, c);
        FACILITIES.free(_facilityId(c), c.facts.terms.buyer(), amount);
    }

    // ---------------------------------------------------------------- inside

    /// @dev Lays a payment on the debt; paying everything closes it, lifts a default, and lapses the credit below one
    /// minor unit.
    function _apply(OrderId orderId, Context memory c, uint256 amount) internal returns (Waterfall.Split memory parts) {
        parts = Waterfall.split(
            amount, Accrual.owedCeil(c.t.penalty), Accrual.owedCeil(c.a.interest), c.a.principal, c.t.subrogated
        );
        c.t.penalty = int104(Accrual.afterPayment(c.t.penalty, parts.penalty));
        c.a.interest = int104(Accrual.afterPayment(c.a.interest, parts.interest));
        c.t.subrogated -= uint56(parts.subrogated);
        if (parts.principal != 0) {
            c.a.principal -= uint56(parts.principal);
            FACILITIES.free(_facilityId(c), c.facts.terms.buyer(), uint128(parts.principal));
        }
        if (c.a.principal == 0 && c.t.subrogated == 0 && c.a.version != 0) _close(orderId, c);
    }

    /// @dev The residual of one order pays the facility's troubled account first; answers what is left of it.
    function _sweep(OrderId fromOrderId, uint32 facilityNo, uint256 residual, Payout[] memory payouts)
        internal
        returns (uint256 left)
    {
        OrderId target = sweepOrders[facilityNo];
        if (residual == 0 || OrderId.unwrap(target) == 0 || target == fromOrderId) return residual;
        Context memory c;
        _readPledged(target, c);
        _accrue(c);
        if (!_isTroubled(c, _capacityOf(c))) {
            _reprice(target, c); // cured since its last sync: named no longer
            return residual;
        }
        address guarantor = c.t.guarantor;
        Waterfall.Split memory parts = _apply(target, c, residual);
        left = parts.residual;
        _reprice(target, c);
        emit Swept(
            fromOrderId,
            target,
            uint128(residual - left),
            uint128(parts.penalty),
            uint128(parts.interest),
            uint128(parts.principal),
            uint128(parts.subrogated)
        );
        payouts[2] = Payout(c.financier, uint128(residual - left - parts.subrogated));
        payouts[3] = Payout(guarantor, uint128(parts.subrogated));
    }

    function _close(OrderId orderId, Context memory c) private {
        if (c.t.defaultedAt != 0) {
            FACILITIES.noteDefault(c.a.facilityNo, false);
            emit DefaultLifted(orderId);
        }
        delete c.t;
        c.a.interest = 0;
        c.a.version = 0;
        c.a.dueAt = 0;
        c.a.deliverBy = 0;
        c.a.firstDrawAt = 0;
        emit DueSet(orderId, 0, 0, 0, 0);
    }

    function _readPledged(OrderId orderId, Context memory c) internal view {
        if (!_loaded(orderId, c)) revert Loans_NotPledged(orderId);
        _readWorld(orderId, c, ORDERS.packedFacts(orderId));
    }

    function _readFinanciers(OrderId orderId, Context memory c) private view {
        _readPledged(orderId, c);
        if (msg.sender != c.financier) revert Loans_NotFinancier(orderId, msg.sender, c.financier);
    }

    /// @dev As its own, for what gives away: a suspended key may not.
    function _readGivers(OrderId orderId, Context memory c) private view {
        _readFinanciers(orderId, c);
        PARTICIPANTS.requireNotSuspended(msg.sender);
    }

    function _requireRunning(OrderId orderId, Context memory c) private pure {
        if (c.a.version == 0) revert Loans_NothingOwed(orderId);
    }

    function _requireSupplier(OrderId orderId, Context memory c) internal view {
        if (c.facts.supplier != msg.sender) revert Loans_NotSupplier(orderId, msg.sender, c.facts.supplier);
    }
}
