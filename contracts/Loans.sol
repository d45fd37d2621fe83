// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Accounts} from "./Accounts.sol";
import {ICash} from "./interfaces/ICash.sol";
import {IFacilities} from "./interfaces/IFacilities.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {Accrual} from "./libraries/Accrual.sol";
import {Batch} from "./libraries/Batch.sol";
import {MaturityDays} from "./libraries/MaturityDays.sol";
import {Stages} from "./libraries/Stages.sol";
import {Waterfall} from "./libraries/Waterfall.sol";
import {FacilityId, OrderId} from "./types/Ids.sol";
import {Limits} from "./types/Limits.sol";
import {Roles} from "./types/Roles.sol";

/// @title Loans: the loan account of each pledged order (see ILoans)
/// @dev Accrual, price, capacity and the views are in Accounts.sol; this file pledges, draws, repays and collects.
contract Loans is Accounts, Batch {
    address private immutable RECEIVABLES;
    address private immutable COLLATERAL;

    constructor(address participants, address orders, address receivables, address facilities, address collateral)
        Accounts(participants, orders, facilities)
    {
        RECEIVABLES = receivables;
        COLLATERAL = collateral;
    }

    // ---------------------------------------------------------------- supplier

    /// @inheritdoc ILoans
    function pledge(FacilityId facilityId, OrderId orderId) external {
        _pledge(facilityId, orderId);
    }

    /// @inheritdoc ILoans
    function release(OrderId orderId) external {
        (Account memory a, Context memory c) = _pledgedOf(orderId);
        _requireSupplier(orderId, c);
        if (a.principal != 0) revert Loans_StillOwed(orderId, a.principal);
        if (a.custody != 0) revert Loans_CustodyNotEmpty(orderId, a.custody);
        delete _accounts[orderId];
        emit Released(orderId, _facilityId(c));
        ORDERS.setPledged(orderId, false);
    }

    /// @inheritdoc ILoans
    function draw(OrderId orderId, uint128 amount, uint16 maxRateBps) external {
        _draw(orderId, amount, maxRateBps);
    }

    /// @inheritdoc ILoans
    function openAndDraw(
        IFacilities.Terms calldata terms,
        bytes calldata signature,
        OrderId orderId,
        uint128 amount,
        uint16 maxRateBps
    ) external {
        FacilityId facilityId = FACILITIES.acceptTermsFor(msg.sender, terms, signature);
        _pledge(facilityId, orderId);
        _draw(orderId, amount, maxRateBps);
    }

    // ---------------------------------------------------------------- anyone

    /// @inheritdoc ILoans
    function repay(OrderId orderId, uint128 amount) external returns (uint128 repaidNow) {
        (Account memory a, Context memory c) = _pledgedOf(orderId);
        if (amount == 0) revert Loans_ZeroAmount();
        _accrue(a, c);
        Waterfall.Split memory parts = _apply(orderId, a, c, amount);
        repaidNow = amount - uint128(parts.residual);
        if (repaidNow == 0) revert Loans_NothingOwed(orderId);
        _reprice(orderId, a, c);
        emit Repaid(
            orderId, msg.sender, repaidNow, uint128(parts.penalty), uint128(parts.interest), uint128(parts.principal)
        );
        ICash(PARTICIPANTS.cashOf(c.facts.cashId)).settleFrom(msg.sender, c.financier, repaidNow);
    }

    // ---------------------------------------------------------------- Orders, Receivables, Collateral

    /// @inheritdoc ILoans
    function syncWith(OrderId orderId, IOrders.OrderFacts calldata facts) external {
        if (msg.sender != address(ORDERS)) revert Loans_OnlySister(msg.sender);
        Account memory a = _accounts[orderId];
        _settleState(orderId, a, _context(orderId, a, facts));
    }

    /// @inheritdoc ILoans
    function takeConfirmed(OrderId orderId, IOrders.OrderFacts calldata facts, uint128 face, uint40 maturity) external {
        if (msg.sender != RECEIVABLES) revert Loans_OnlySister(msg.sender);
        Account memory a = _accounts[orderId];
        Context memory c = _context(orderId, a, facts);
        _accrue(a, c);
        a.custody += uint56(face);
        _maturityIn(orderId, maturity);
        _extendByMaturity(orderId, a, c, maturity);
        _refreshOverdue(orderId, a, c);
        _reprice(orderId, a, c);
    }

    /// @inheritdoc ILoans
    function changeCustody(
        OrderId orderId,
        uint128 before,
        uint128 after_,
        uint40 maturityIn,
        uint40 maturityOut,
        bool mustCover
    ) external {
        if (msg.sender != COLLATERAL) revert Loans_OnlySister(msg.sender);
        (Account memory a, Context memory c) = _pledgedOf(orderId);
        _accrue(a, c);
        a.custody = a.custody - uint56(before) + uint56(after_); // subtract first: the sum of both may not fit
        if (maturityIn != 0) _maturityIn(orderId, maturityIn);
        if (maturityOut != 0) _maturityOut(orderId, maturityOut);
        _refreshOverdue(orderId, a, c);
        uint256 capacity = _reprice(orderId, a, c);
        if (!mustCover || a.principal == 0) return;
        if (block.timestamp >= a.dueAt) revert Loans_PastDue(orderId, a.dueAt, block.timestamp);
        if (a.principal > capacity) revert Loans_OverAdvanced(orderId, a.principal, capacity);
    }

    /// @inheritdoc ILoans
    function collect(
        OrderId orderId,
        bytes32 source,
        uint128 amount,
        uint128 custodyBefore,
        uint128 custodyAfter,
        uint40 maturityOut,
        bool mustCover
    ) external returns (Payout[] memory payouts) {
        if (msg.sender != RECEIVABLES && msg.sender != COLLATERAL) {
            revert Loans_OnlySister(msg.sender);
        }
        (Account memory a, Context memory c) = _pledgedOf(orderId);
        _accrue(a, c);
        a.custody = a.custody - uint56(custodyBefore) + uint56(custodyAfter);
        if (maturityOut != 0) _maturityOut(orderId, maturityOut);
        _refreshOverdue(orderId, a, c);
        Waterfall.Split memory parts = _apply(orderId, a, c, amount);
        uint256 capacity = _reprice(orderId, a, c);
        if (mustCover && a.principal > capacity) revert Loans_OverAdvanced(orderId, a.principal, capacity);
        emit Collected(
            orderId,
            source,
            amount,
            uint128(parts.penalty),
            uint128(parts.interest),
            uint128(parts.principal),
            uint128(parts.residual)
        );
        return _payouts(c, amount, uint128(parts.residual));
    }

    // ---------------------------------------------------------------- inside

    function _pledge(FacilityId facilityId, OrderId orderId) private {
        IFacilities.Facility memory f = FACILITIES.facility(facilityId);
        if (f.no == 0) revert Loans_FacilityUnknown(facilityId);
        Account memory a;
        a.facilityNo = f.no;
        a.pledged = true;
        a.accruedAt = uint40(block.timestamp);
        Context memory c = _context(orderId, a, ORDERS.setPledged(orderId, true));
        _requireSupplier(orderId, c);
        if (FacilityId.unwrap(_facilityId(c)) != FacilityId.unwrap(facilityId)) {
            revert Loans_FacilityDiffers(orderId, facilityId);
        }
        PARTICIPANTS.requireActivePair(c.facts.supplier, Roles.SUPPLIER, c.facts.buyer, Roles.BUYER);
        if (c.standing.affiliates) revert Loans_Affiliates(orderId);
        emit Pledged(orderId, facilityId, msg.sender, f.financier);
        _reprice(orderId, a, c);
    }

    function _draw(OrderId orderId, uint128 amount, uint16 maxRateBps) private {
        (Account memory a, Context memory c) = _pledgedOf(orderId);
        _requireSupplier(orderId, c);
        if (amount == 0) revert Loans_ZeroAmount();
        PARTICIPANTS.requireActivePair(c.facts.supplier, Roles.SUPPLIER, c.facts.buyer, Roles.BUYER);
        PARTICIPANTS.requireActive(c.financier, Roles.FINANCIER);
        _accrue(a, c);
        if (a.version == 0) _openDebt(orderId, a, c);
        if (block.timestamp >= a.dueAt) revert Loans_PastDue(orderId, a.dueAt, block.timestamp);
        if (c.standing.custodyOverdue) {
            uint256 maturity = MaturityDays.earliest(custodyMaturities[orderId]);
            revert Loans_CustodyOverdue(orderId, maturity, block.timestamp);
        }
        _requireCapacity(orderId, a, c, amount);
        address feeTo = FACILITIES.reserve(a.facilityNo, a.version, c.facts.buyer, amount);
        uint256 fee = Accrual.feeCeil(amount, c.schedule.feeBps);
        if (fee >= amount) revert Loans_NetNotPositive(orderId, amount, fee);
        a.principal += uint56(amount);
        _reprice(orderId, a, c);
        if (a.rateBps > maxRateBps) revert Loans_RateAboveLimit(orderId, a.rateBps, maxRateBps);
        _payDraw(orderId, c, amount, uint128(fee), feeTo);
    }

    function _payDraw(OrderId orderId, Context memory c, uint128 amount, uint128 fee, address feeTo) private {
        ICash cash = ICash(PARTICIPANTS.cashOf(c.facts.cashId));
        FacilityId facilityId = FACILITIES.facilityIdOf(c.financier, c.facts.supplier, address(cash));
        emit Drawn(orderId, facilityId, c.financier, c.facts.supplier, amount, fee, feeTo, c.version);
        uint256 has = cash.balanceOf(c.financier);
        uint256 allowed = cash.allowance(c.financier, address(this));
        if (has < amount || allowed < amount) revert Loans_FinancierUnfunded(c.financier, has, allowed, amount);
        cash.transferFrom(c.financier, c.facts.supplier, amount - fee);
        if (fee != 0) cash.settleFrom(c.financier, feeTo, fee);
    }

    /// @dev The first draw fixes the version, the delivery date that staleness counts from, and the due date.
    function _openDebt(OrderId orderId, Account memory a, Context memory c) private {
        a.version = c.version;
        a.deliverBy = c.facts.deliverBy;
        a.firstDrawAt = uint40(block.timestamp);
        uint256 byTerm = uint256(c.facts.deliverBy) + uint256(c.facts.paymentTermDays) * 1 days;
        uint256 byTenor = block.timestamp + uint256(c.schedule.maxTenorDays) * 1 days;
        a.dueAt = uint40(byTerm < byTenor ? byTerm : byTenor);
        emit DueSet(orderId, a.dueAt, a.deliverBy, a.firstDrawAt, a.version);
    }

    /// @dev A confirmation into custody before the due date moves it to the maturity, within the longest tenor.
    function _extendByMaturity(OrderId orderId, Account memory a, Context memory c, uint40 maturity) private {
        if (a.version == 0 || block.timestamp >= a.dueAt) return;
        uint40 latest = a.firstDrawAt + uint40(c.schedule.maxTenorDays) * 1 days;
        uint40 dueAt = maturity < latest ? maturity : latest;
        if (dueAt <= a.dueAt) return;
        a.dueAt = dueAt;
        emit DueSet(orderId, dueAt, a.deliverBy, a.firstDrawAt, a.version);
    }

    /// @dev Lays a payment on the debt; paying everything closes the debt and lapses the credit below one unit.
    function _apply(OrderId orderId, Account memory a, Context memory c, uint256 amount)
        private
        returns (Waterfall.Split memory parts)
    {
        parts = Waterfall.split(amount, Accrual.owedCeil(a.penalty), Accrual.owedCeil(a.interest), a.principal, 0);
        a.penalty = int104(Accrual.afterPayment(a.penalty, parts.penalty));
        a.interest = int104(Accrual.afterPayment(a.interest, parts.interest));
        if (parts.principal == 0) return parts;
        a.principal -= uint56(parts.principal);
        if (a.principal == 0) {
            a.interest = 0;
            a.penalty = 0;
            a.version = 0;
            a.dueAt = 0;
            a.deliverBy = 0;
            a.firstDrawAt = 0;
            emit DueSet(orderId, 0, 0, 0, 0);
        }
        FACILITIES.free(a.facilityNo, c.facts.buyer, uint128(parts.principal));
    }

    function _payouts(Context memory c, uint128 amount, uint128 residual)
        private
        pure
        returns (Payout[] memory payouts)
    {
        uint128 toFinancier = amount - residual;
        bool both = toFinancier != 0 && residual != 0;
        payouts = new Payout[](amount == 0 ? 0 : both ? 2 : 1);
        if (toFinancier != 0) payouts[0] = Payout(c.financier, toFinancier);
        if (residual != 0) payouts[payouts.length - 1] = Payout(c.facts.supplier, residual);
    }

    function _requireCapacity(OrderId orderId, Account memory a, Context memory c, uint256 amount) private pure {
        uint256 capacity = Stages.capacityFloor(Stages.eligible(_factsOf(a, c), c.standing), c.schedule.advanceBps);
        uint256 available = capacity > a.principal ? capacity - a.principal : 0;
        if (amount > available) revert Loans_OverCapacity(orderId, amount, available);
    }

    function _maturityIn(OrderId orderId, uint40 maturity) private {
        (uint256 packed, bool full) = MaturityDays.inserted(custodyMaturities[orderId], uint16(maturity / 1 days));
        if (full) revert Loans_CustodyFull(orderId, Limits.MAX_OPEN_IN_CUSTODY);
        custodyMaturities[orderId] = packed;
        emit CustodyMaturitiesSet(orderId, packed);
    }

    function _maturityOut(OrderId orderId, uint40 maturity) private {
        uint256 packed = MaturityDays.removed(custodyMaturities[orderId], uint16(maturity / 1 days));
        custodyMaturities[orderId] = packed;
        emit CustodyMaturitiesSet(orderId, packed);
    }

    function _refreshOverdue(OrderId orderId, Account memory a, Context memory c) private view {
        uint256 earliest = MaturityDays.earliest(custodyMaturities[orderId]);
        c.standing.custodyOverdue = a.custody != 0 && earliest != 0 && block.timestamp > earliest;
    }

    function _pledgedOf(OrderId orderId) private view returns (Account memory a, Context memory c) {
        a = _accounts[orderId];
        if (!a.pledged) revert Loans_NotPledged(orderId);
        c = _context(orderId, a, ORDERS.facts(orderId));
    }

    function _requireSupplier(OrderId orderId, Context memory c) private view {
        if (c.facts.supplier != msg.sender) revert Loans_NotSupplier(orderId, msg.sender, c.facts.supplier);
    }
}
