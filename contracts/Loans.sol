// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Accounts} from "./Accounts.sol";
import {Servicing} from "./Servicing.sol";
import {ICash} from "./interfaces/ICash.sol";
import {IFacilities} from "./interfaces/IFacilities.sol";
import {ILoans} from "./interfaces/ILoans.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {AccountRows} from "./libraries/AccountRows.sol";
import {Accrual} from "./libraries/Accrual.sol";
import {Batch} from "./libraries/Batch.sol";
import {MaturityDays} from "./libraries/MaturityDays.sol";
import {SelfPermit} from "./libraries/SelfPermit.sol";
import {Waterfall} from "./libraries/Waterfall.sol";
import {FacilityId, OrderId} from "./types/Ids.sol";
import {Limits} from "./types/Limits.sol";
import {PackedTerms} from "./types/Packed.sol";

/// @title Loans: the loan account of each pledged order (see ILoans)
/// @dev Accrual, price, capacity and the views are in Accounts.sol; payments, default and what else happens to a running
/// account in Servicing.sol; this file pledges, draws, repays and takes custody's money.
contract Loans is Servicing, Batch, SelfPermit {
    address private immutable RECEIVABLES;
    address private immutable COLLATERAL;

    constructor(
        address participants,
        address orders,
        address receivables,
        address facilities,
        address collateral,
        address guaranteePool
    ) Accounts(participants, orders, facilities) Servicing(guaranteePool) {
        RECEIVABLES = receivables;
        COLLATERAL = collateral;
    }

    // ---------------------------------------------------------------- supplier

    /// @inheritdoc ILoans
    function pledge(FacilityId facilityId, OrderId orderId) external {
        Context memory c;
        (c.a.facilityNo, c.version, c.schedule, c.financier) = FACILITIES.newest(facilityId);
        if (c.a.facilityNo == 0) revert Loans_FacilityUnknown(facilityId);
        _pledge(facilityId, orderId, c, 0);
        _reprice(orderId, c);
    }

    /// @inheritdoc ILoans
    function release(OrderId orderId) external {
        Context memory c;
        _readPledged(orderId, c);
        _requireSupplier(orderId, c);
        uint256 owed = uint256(c.a.principal) + c.t.subrogated;
        if (owed != 0) revert Loans_StillOwed(orderId, owed);
        if (c.a.custody != 0) revert Loans_CustodyNotEmpty(orderId, c.a.custody);
        delete _rows[orderId];
        emit Released(orderId, _facilityId(c));
        ORDERS.setPledged(orderId, false);
    }

    /// @inheritdoc ILoans
    function draw(OrderId orderId, uint128 amount, uint16 maxRateBps) external {
        _draw(orderId, amount, maxRateBps);
    }

    /// @inheritdoc ILoans
    function drawMany(OrderId[] calldata orderIds, uint128[] calldata amounts, uint16[] calldata maxRatesBps) external {
        if (orderIds.length != amounts.length || orderIds.length != maxRatesBps.length) {
            revert Loans_LengthsDiffer(orderIds.length, amounts.length, maxRatesBps.length);
        }
        for (uint256 i; i < orderIds.length; ++i) {
            _draw(orderIds[i], amounts[i], maxRatesBps[i]);
        }
    }

    /// @inheritdoc ILoans
    function openAndDraw(
        IFacilities.Terms calldata terms,
        bytes calldata signature,
        OrderId orderId,
        uint128 amount,
        uint16 maxRateBps
    ) external {
        Context memory c;
        FacilityId facilityId;
        uint16 cashId;
        (facilityId, c.a.facilityNo, c.schedule, cashId) = FACILITIES.acceptTermsFor(msg.sender, terms, signature);
        c.version = terms.version;
        c.financier = terms.financier;
        c.cash = terms.cash;
        _pledge(facilityId, orderId, c, cashId);
        if (amount == 0) revert Loans_ZeroAmount();
        _drawOn(orderId, c, amount, maxRateBps);
    }

    // ---------------------------------------------------------------- anyone

    /// @inheritdoc ILoans
    function repay(OrderId orderId, uint128 amount) external returns (uint128 repaidNow) {
        Context memory c;
        _readPledged(orderId, c);
        if (amount == 0) revert Loans_ZeroAmount();
        _accrue(c);
        address guarantor = c.t.guarantor;
        Waterfall.Split memory parts = _apply(orderId, c, amount);
        repaidNow = amount - uint128(parts.residual);
        if (repaidNow == 0) revert Loans_NothingOwed(orderId);
        _reprice(orderId, c);
        emit Repaid(
            orderId,
            msg.sender,
            repaidNow,
            uint128(parts.penalty),
            uint128(parts.interest),
            uint128(parts.principal),
            uint128(parts.subrogated)
        );
        ICash cash = ICash(_cashOf(c));
        uint128 toFinancier = repaidNow - uint128(parts.subrogated);
        if (toFinancier != 0) cash.settleFrom(msg.sender, c.financier, toFinancier);
        if (parts.subrogated != 0) cash.settleFrom(msg.sender, guarantor, uint128(parts.subrogated));
    }

    // ---------------------------------------------------------------- Orders, Receivables, Collateral

    /// @inheritdoc ILoans
    function syncWith(OrderId orderId, IOrders.PackedFacts calldata facts) external {
        if (msg.sender != address(ORDERS)) revert Loans_OnlySister(msg.sender);
        Context memory c;
        _loaded(orderId, c);
        _readWorld(orderId, c, facts);
        _accrue(c);
        _reprice(orderId, c);
    }

    /// @inheritdoc ILoans
    function takeConfirmed(OrderId orderId, IOrders.PackedFacts calldata facts, uint128 face, uint40 maturity)
        external
    {
        if (msg.sender != RECEIVABLES) revert Loans_OnlySister(msg.sender);
        Context memory c;
        _loaded(orderId, c);
        _readWorld(orderId, c, facts);
        _accrue(c);
        _maturityIn(orderId, maturity);
        _extendByMaturity(orderId, c, maturity);
        _setCustody(orderId, c, c.a.custody + uint56(face));
        _reprice(orderId, c);
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
        Context memory c;
        _readPledged(orderId, c);
        _accrue(c);
        if (maturityIn != 0) _maturityIn(orderId, maturityIn);
        if (maturityOut != 0) _maturityOut(orderId, maturityOut);
        _setCustody(orderId, c, _moved(c.a.custody, before, after_));
        uint256 capacity = _reprice(orderId, c);
        if (mustCover) _requireSound(orderId, c, capacity);
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
        Context memory c;
        _readPledged(orderId, c);
        _accrue(c);
        if (maturityOut != 0) _maturityOut(orderId, maturityOut);
        _setCustody(orderId, c, _moved(c.a.custody, custodyBefore, custodyAfter));
        address guarantor = c.t.guarantor;
        Waterfall.Split memory parts = _apply(orderId, c, amount);
        uint256 capacity = _reprice(orderId, c);
        if (mustCover) _requireSound(orderId, c, capacity);
        emit Collected(
            orderId,
            source,
            amount,
            uint128(parts.penalty),
            uint128(parts.interest),
            uint128(parts.principal),
            uint128(parts.subrogated),
            uint128(parts.residual)
        );
        payouts = new Payout[](5);
        payouts[0] = Payout(c.financier, amount - uint128(parts.subrogated + parts.residual));
        payouts[1] = Payout(guarantor, uint128(parts.subrogated));
        uint256 left = _sweep(orderId, c.a.facilityNo, parts.residual, payouts);
        payouts[4] = Payout(c.facts.supplier, uint128(left));
    }

    // ---------------------------------------------------------------- inside

    /// @dev What the supplier takes out of custody leaves a debt that is neither past due, in default nor uncovered, or
    /// none. A sale for the price of a unit would else be a release by another name.
    function _requireSound(OrderId orderId, Context memory c, uint256 capacity) private view {
        if (c.a.version == 0) return;
        if (block.timestamp >= c.a.dueAt) revert Loans_PastDue(orderId, c.a.dueAt, block.timestamp);
        if (c.t.defaultedAt != 0) revert Loans_InDefault(orderId, c.t.defaultedAt);
        if (c.a.principal > capacity) revert Loans_OverAdvanced(orderId, c.a.principal, capacity);
    }

    /// @dev Custody after a change of one receivable's share. Added first, in a word that holds both: a payment made
    /// while a buyer's cash hands control away may already have taken this share down (ADR 0018).
    function _moved(uint56 custody, uint128 before, uint128 after_) private pure returns (uint56) {
        return uint56(uint256(custody) + after_ - before);
    }

    /// @dev `c` knows the facility and its newest schedule; afterwards it is the context of the pledged order.
    /// @param cashId number of the facility's cash, when a draw follows and the cash is in `c`; else zero
    function _pledge(FacilityId facilityId, OrderId orderId, Context memory c, uint16 cashId) private {
        c.facts = ORDERS.setPledged(orderId, true);
        c.a.pledged = true;
        c.a.accruedAt = uint40(block.timestamp);
        _requireSupplier(orderId, c);
        bool otherCash = cashId != 0 && c.facts.terms.cashId() != cashId;
        if (otherCash || FacilityId.unwrap(_facilityId(c)) != FacilityId.unwrap(facilityId)) {
            revert Loans_FacilityDiffers(orderId, facilityId);
        }
        (bool affiliates,) =
            PARTICIPANTS.requireActiveParties(c.facts.supplier, c.facts.terms.buyer(), c.financier, cashId != 0, 0);
        if (affiliates) revert Loans_Affiliates(orderId);
        if (c.facts.attestor != address(0)) {
            c.standing.attestorReliedOn = FACILITIES.reliesOn(c.financier, c.facts.attestor);
        }
        _readTime(orderId, c);
        emit Pledged(orderId, facilityId, msg.sender, c.financier);
    }

    function _draw(OrderId orderId, uint128 amount, uint16 maxRateBps) private {
        Context memory c;
        if (!_loaded(orderId, c)) revert Loans_NotPledged(orderId);
        c.facts = ORDERS.packedFacts(orderId);
        _requireSupplier(orderId, c);
        if (amount == 0) revert Loans_ZeroAmount();
        _readTerms(c);
        PackedTerms terms = c.facts.terms;
        (c.standing.affiliates, c.cash) =
            PARTICIPANTS.requireActiveParties(c.facts.supplier, terms.buyer(), c.financier, true, terms.cashId());
        _readTime(orderId, c);
        _accrue(c);
        _drawOn(orderId, c, amount, maxRateBps);
    }

    function _drawOn(OrderId orderId, Context memory c, uint128 amount, uint16 maxRateBps) private {
        if (c.a.version == 0) _openDebt(orderId, c);
        if (block.timestamp >= c.a.dueAt) revert Loans_PastDue(orderId, c.a.dueAt, block.timestamp);
        if (c.standing.custodyOverdue) {
            uint256 maturity = MaturityDays.earliest(custodyMaturities[orderId]);
            revert Loans_CustodyOverdue(orderId, maturity, block.timestamp);
        }
        uint256 capacity = _capacityOf(c);
        uint256 available = capacity > c.a.principal ? capacity - c.a.principal : 0;
        if (amount > available) revert Loans_OverCapacity(orderId, amount, available);
        address feeTo = FACILITIES.reserve(_facilityId(c), c.a.version, c.facts.terms.buyer(), amount);
        uint256 fee = Accrual.feeCeil(amount, c.schedule.feeBps());
        if (fee >= amount) revert Loans_NetNotPositive(orderId, amount, fee);
        c.a.principal += uint56(amount);
        _repriceAt(orderId, c, capacity);
        if (c.a.rateBps > maxRateBps) revert Loans_RateAboveLimit(orderId, c.a.rateBps, maxRateBps);
        _payDraw(orderId, c, amount, uint128(fee), feeTo);
    }

    function _payDraw(OrderId orderId, Context memory c, uint128 amount, uint128 fee, address feeTo) private {
        ICash cash = ICash(_cashOf(c));
        emit Drawn(orderId, _facilityId(c), c.financier, c.facts.supplier, amount, fee, feeTo, c.version);
        try cash.settleWithFeeFrom(c.financier, c.facts.supplier, amount - fee, feeTo, fee) {}
        catch (bytes memory reason) {
            // Asked only once it has failed: a draw that goes through spares the question.
            (uint256 has, uint256 allowed) = cash.fundsOf(c.financier, address(this));
            if (has < amount || allowed < amount) revert Loans_FinancierUnfunded(c.financier, has, allowed, amount);
            Address.verifyCallResult(false, reason);
        }
    }

    /// @dev The first draw fixes the version, the delivery date that staleness counts from, and the due date.
    function _openDebt(OrderId orderId, Context memory c) private {
        AccountRows.Row memory a = c.a;
        a.version = c.version;
        a.deliverBy = c.facts.terms.deliverBy();
        a.firstDrawAt = uint40(block.timestamp);
        uint256 byTerm = uint256(a.deliverBy) + uint256(c.facts.terms.paymentTermDays()) * 1 days;
        uint256 byTenor = block.timestamp + uint256(c.schedule.maxTenorDays()) * 1 days;
        a.dueAt = uint40(byTerm < byTenor ? byTerm : byTenor);
        emit DueSet(orderId, a.dueAt, a.deliverBy, a.firstDrawAt, a.version);
    }

    /// @dev A confirmation into custody before the due date moves it to the maturity, within the longest tenor.
    function _extendByMaturity(OrderId orderId, Context memory c, uint40 maturity) private {
        AccountRows.Row memory a = c.a;
        if (a.version == 0 || block.timestamp >= a.dueAt) return;
        uint40 latest = a.firstDrawAt + uint40(c.schedule.maxTenorDays()) * 1 days;
        uint40 dueAt = maturity < latest ? maturity : latest;
        if (dueAt <= a.dueAt) return;
        a.dueAt = dueAt;
        emit DueSet(orderId, dueAt, a.deliverBy, a.firstDrawAt, a.version);
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
}
