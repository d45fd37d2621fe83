// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IFacilities} from "./interfaces/IFacilities.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Quads} from "./libraries/Quads.sol";
import {SalePrice} from "./libraries/SalePrice.sol";
import {Limits} from "./types/Limits.sol";
import {Roles} from "./types/Roles.sol";

/// @title Mandates: what a financier allows
/// @notice The half of Facilities (see IFacilities) under the financier's own key: mandates, lines, attestors relied on;
/// and what purchases use of a mandate.
abstract contract Mandates is IFacilities {
    /// @dev A purchase reads the slots 1 and 2 only, a draw 2 and 3.
    struct MandateRow {
        address underwriter;
        uint64 purchaseBudget;
        uint16 maxTenorDays;
        uint16 minYieldBps;
        // slot 2
        uint64 maxCap;
        uint64 maxTotal;
        uint64 used;
        uint40 validUntil; // zero: there is no mandate
        uint16 floorRateBps;
        // slot 3
        address feeTo;
        uint64 maxAdvances;
        uint16 maxFeeBps;
        uint16 maxPenaltyBps;
    }

    struct LineRow {
        uint64 cap;
        uint64 used;
    }

    struct RelianceRow {
        bool reliedOn;
        uint40 droppedAt;
    }

    IParticipants internal immutable PARTICIPANTS;
    address private immutable MARKET;

    mapping(address financier => mapping(uint16 cashId => MandateRow)) internal _mandates;
    mapping(address financier => mapping(uint16 cashId => mapping(address buyer => LineRow))) internal _lines;
    mapping(address financier => mapping(address attestor => RelianceRow)) internal _reliances;

    constructor(address participants, address market) {
        PARTICIPANTS = IParticipants(participants);
        MARKET = market;
    }

    modifier onlySister(address sister) {
        if (msg.sender != sister) revert Facilities_OnlySister(msg.sender);
        _;
    }

    // ---------------------------------------------------------------- the financier's own key

    /// @inheritdoc IFacilities
    function setMandate(address cash, Mandate calldata m) external {
        PARTICIPANTS.requireStanding(msg.sender, Roles.FINANCIER);
        uint16 cashId = PARTICIPANTS.cashIdOf(cash);
        _checkMandate(m);
        MandateRow storage row = _mandates[msg.sender][cashId];
        row.underwriter = m.underwriter;
        row.validUntil = m.validUntil;
        row.floorRateBps = m.floorRateBps;
        row.maxFeeBps = m.maxFeeBps;
        row.maxPenaltyBps = m.maxPenaltyBps;
        row.maxCap = uint64(m.maxCap);
        row.maxTotal = uint64(m.maxTotal);
        row.maxAdvances = Quads.pack(m.maxAdvanceBps);
        row.feeTo = m.feeTo;
        row.maxTenorDays = m.maxTenorDays;
        row.minYieldBps = m.minYieldBps;
        row.purchaseBudget = uint64(m.purchaseBudget);
        emit MandateSet(msg.sender, cashId, m);
    }

    /// @inheritdoc IFacilities
    function revokeMandate(address cash) external {
        uint16 cashId = PARTICIPANTS.cashIdOf(cash);
        MandateRow storage row = _mandates[msg.sender][cashId];
        if (row.validUntil == 0) revert Facilities_MandateMissing(msg.sender, cashId);
        row.underwriter = address(0);
        row.validUntil = 0;
        emit MandateRevoked(msg.sender, cashId);
    }

    /// @inheritdoc IFacilities
    function setLine(address cash, address buyer, uint128 cap) external {
        if (cap > Limits.MAX_TOTAL) revert Facilities_AmountOutOfRange(cap, Limits.MAX_TOTAL);
        uint16 cashId = PARTICIPANTS.cashIdOf(cash);
        _lines[msg.sender][cashId][buyer].cap = uint64(cap);
        emit LineSet(msg.sender, cashId, buyer, cap);
    }

    /// @inheritdoc IFacilities
    function setAttestor(address attestor, bool reliedOn) external {
        RelianceRow storage row = _reliances[msg.sender][attestor];
        row.reliedOn = reliedOn;
        if (!reliedOn) row.droppedAt = uint40(block.timestamp);
        emit AttestorSet(msg.sender, attestor, reliedOn);
    }

    // ---------------------------------------------------------------- use: Market

    /// @inheritdoc IFacilities
    function spend(address financier, uint16 cashId, uint128 unpaidFace, uint128 price, uint40 maturity)
        external
        onlySister(MARKET)
    {
        MandateRow storage m = _validMandate(financier, cashId);
        if (maturity <= block.timestamp) revert Facilities_PastMaturity(maturity, block.timestamp);
        // A started day counts: the yield is never below the mandate's.
        uint256 days_ = (maturity - block.timestamp + 1 days - 1) / 1 days;
        uint256 highest = SalePrice.toYieldFloor(unpaidFace, m.minYieldBps, days_, 365);
        if (price > highest) revert Facilities_YieldBelowMandate(price, highest);
        uint64 budget = m.purchaseBudget;
        if (price > budget) revert Facilities_OverBudget(financier, price, budget);
        m.purchaseBudget = budget - uint64(price);
        emit PurchaseBudgetSet(financier, cashId, m.purchaseBudget);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IFacilities
    function mandate(address financier, uint16 cashId) external view returns (Mandate memory m, uint128 used) {
        MandateRow storage row = _mandates[financier][cashId];
        m = Mandate(
            row.underwriter,
            row.validUntil,
            row.floorRateBps,
            row.maxFeeBps,
            row.maxPenaltyBps,
            row.maxCap,
            row.maxTotal,
            Quads.unpack(row.maxAdvances),
            row.feeTo,
            row.maxTenorDays,
            row.minYieldBps,
            row.purchaseBudget
        );
        used = row.used;
    }

    /// @inheritdoc IFacilities
    function underwriterOf(address financier, uint16 cashId) external view returns (address) {
        return _mandates[financier][cashId].underwriter;
    }

    /// @inheritdoc IFacilities
    function line(address financier, uint16 cashId, address buyer) external view returns (uint128 cap, uint128 used) {
        LineRow storage row = _lines[financier][cashId][buyer];
        return (row.cap, row.used);
    }

    /// @inheritdoc IFacilities
    function reliesOn(address financier, address attestor) public view returns (bool) {
        return _reliances[financier][attestor].reliedOn;
    }

    /// @inheritdoc IFacilities
    function droppedAt(address financier, address attestor) external view returns (uint40) {
        return _reliances[financier][attestor].droppedAt;
    }

    // ---------------------------------------------------------------- inside

    function _checkMandate(Mandate calldata m) private view {
        if (m.underwriter == address(0)) revert Facilities_MandateInvalid("underwriter", 0, 1);
        if (m.feeTo == address(0)) revert Facilities_MandateInvalid("feeTo", 0, 1);
        if (m.validUntil <= block.timestamp) {
            revert Facilities_MandateInvalid("validUntil", m.validUntil, block.timestamp);
        }
        _requireAtMost("maxCap", m.maxCap, Limits.MAX_TOTAL);
        _requireAtMost("maxTotal", m.maxTotal, Limits.MAX_TOTAL);
        _requireAtMost("purchaseBudget", m.purchaseBudget, Limits.MAX_TOTAL);
        _requireAtMost("floorRateBps", m.floorRateBps, Limits.BPS);
        _requireAtMost("maxFeeBps", m.maxFeeBps, Limits.BPS);
        _requireAtMost("maxPenaltyBps", m.maxPenaltyBps, Limits.BPS);
        _requireAtMost("minYieldBps", m.minYieldBps, Limits.BPS);
        _requireAtMost("maxTenorDays", m.maxTenorDays, Limits.MAX_TENOR_DAYS);
        for (uint256 i; i < 4; ++i) {
            _requireAtMost("maxAdvanceBps", m.maxAdvanceBps[i], Limits.BPS);
        }
    }

    function _requireAtMost(bytes32 field, uint256 given, uint256 bound) private pure {
        if (given > bound) revert Facilities_MandateInvalid(field, given, bound);
    }

    function _validMandate(address financier, uint16 cashId) internal view returns (MandateRow storage m) {
        m = _mandates[financier][cashId];
        if (m.validUntil == 0) revert Facilities_MandateMissing(financier, cashId);
        if (block.timestamp > m.validUntil) {
            revert Facilities_MandateExpired(financier, m.validUntil, block.timestamp);
        }
    }
}
