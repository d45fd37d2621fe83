// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IFacilities} from "./interfaces/IFacilities.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Batch} from "./libraries/Batch.sol";
import {Quads} from "./libraries/Quads.sol";
import {SalePrice} from "./libraries/SalePrice.sol";
import {Schedules} from "./libraries/Schedules.sol";
import {FacilityId, facilityIdFrom} from "./types/Ids.sol";
import {Limits} from "./types/Limits.sol";
import {PackedSchedule} from "./types/Packed.sol";
import {Roles} from "./types/Roles.sol";

/// @title Facilities: mandates, lines, attestors, terms, and their use (see IFacilities)
contract Facilities is IFacilities, Batch, EIP712 {
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

    /// @dev What accounts ask a facility for, by its number (one slot).
    struct FacilityRow {
        address financier;
        uint16 cashId;
        uint8 version;
        bool frozenByFinancier;
        bool frozenByUnderwriter;
        uint16 defaults;
    }

    /// @dev What a facility's own id leads to (one slot); `no` is zero while only a least version is set.
    struct UseRow {
        uint32 no;
        uint8 minVersion;
        uint64 cap;
        uint64 used;
    }

    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "Terms(address financier,address supplier,address cash,uint128 cap,uint16[4] advanceBps,uint16[4] rateBps,uint16 penaltyBps,uint16 feeBps,uint8 graceDays,uint8 cureDays,uint16 staleDays,uint16 maxTenorDays,bytes32 policyHash,uint8 version,uint40 acceptBy,uint40 drawUntil)"
    );

    IParticipants private immutable PARTICIPANTS;
    address private immutable LOANS;
    address private immutable MARKET;

    mapping(address financier => mapping(uint16 cashId => MandateRow)) private _mandates;
    mapping(address financier => mapping(uint16 cashId => mapping(address buyer => LineRow))) private _lines;
    mapping(address financier => mapping(address attestor => bool)) public reliesOn;
    mapping(FacilityId => UseRow) private _uses;
    mapping(uint32 no => FacilityRow) private _facilities;
    mapping(uint32 no => mapping(uint8 version => PackedSchedule)) private _schedules;
    uint32 private _count;

    constructor(address participants, address loans, address market) EIP712("Tallystick Facilities", "1") {
        PARTICIPANTS = IParticipants(participants);
        LOANS = loans;
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
        reliesOn[msg.sender][attestor] = reliedOn;
        emit AttestorSet(msg.sender, attestor, reliedOn);
    }

    /// @inheritdoc IFacilities
    function lowerCap(FacilityId facilityId, uint128 cap) external {
        FacilityRow storage row = _known(facilityId);
        if (msg.sender != row.financier) {
            revert Facilities_NotFinancier(facilityId, msg.sender, row.financier);
        }
        UseRow storage use = _uses[facilityId];
        if (cap >= use.cap) revert Facilities_CapNotLower(facilityId, use.cap, cap);
        use.cap = uint64(cap);
        emit CapSet(facilityId, cap);
    }

    /// @inheritdoc IFacilities
    function freeze(FacilityId facilityId) external {
        _setFreeze(facilityId, true);
    }

    /// @inheritdoc IFacilities
    function unfreeze(FacilityId facilityId) external {
        _setFreeze(facilityId, false);
    }

    /// @inheritdoc IFacilities
    function setMinVersion(address supplier, address cash, uint8 minVersion) external {
        FacilityId facilityId = facilityIdOf(msg.sender, supplier, cash);
        UseRow storage use = _uses[facilityId];
        if (minVersion <= use.minVersion) {
            revert Facilities_MinVersionNotAhead(facilityId, use.minVersion, minVersion);
        }
        use.minVersion = minVersion;
        emit MinVersionSet(facilityId, minVersion);
    }

    // ---------------------------------------------------------------- the supplier accepts

    /// @inheritdoc IFacilities
    function acceptTerms(Terms calldata terms, bytes calldata signature) external returns (FacilityId facilityId) {
        (facilityId,,) = _accept(msg.sender, terms, signature);
    }

    /// @inheritdoc IFacilities
    function acceptTermsFor(address supplier, Terms calldata terms, bytes calldata signature)
        external
        onlySister(LOANS)
        returns (FacilityId, uint32, PackedSchedule)
    {
        return _accept(supplier, terms, signature);
    }

    // ---------------------------------------------------------------- use: Loans and Market

    /// @inheritdoc IFacilities
    function reserve(FacilityId facilityId, uint8 version, address buyer, uint128 amount)
        external
        onlySister(LOANS)
        returns (address feeTo)
    {
        UseRow storage use = _uses[facilityId];
        uint32 no = use.no;
        FacilityRow storage f = _facilities[no];
        uint40 drawUntil = _schedules[no][version].drawUntil();
        if (block.timestamp > drawUntil) revert Facilities_DrawingEnded(no, drawUntil, block.timestamp);
        if (f.frozenByFinancier || f.frozenByUnderwriter || f.defaults != 0) {
            revert Facilities_Frozen(no, f.frozenByFinancier, f.frozenByUnderwriter, f.defaults);
        }
        MandateRow storage m = _validMandate(f.financier, f.cashId);
        LineRow storage l = _lines[f.financier][f.cashId][buyer];
        uint256 free_ = _left(use.cap, use.used);
        if (amount > free_) revert Facilities_OverCap(no, amount, free_);
        free_ = _left(l.cap, l.used);
        if (amount > free_) revert Facilities_OverLine(f.financier, buyer, amount, free_);
        free_ = _left(m.maxTotal, m.used);
        if (amount > free_) revert Facilities_OverMandate(f.financier, amount, free_);
        use.used += uint64(amount);
        l.used += uint64(amount);
        m.used += uint64(amount);
        emit UseSet(no, buyer, use.used, m.used, l.used);
        return m.feeTo;
    }

    /// @inheritdoc IFacilities
    function free(FacilityId facilityId, address buyer, uint128 amount) external onlySister(LOANS) {
        UseRow storage use = _uses[facilityId];
        FacilityRow storage f = _facilities[use.no];
        MandateRow storage m = _mandates[f.financier][f.cashId];
        LineRow storage l = _lines[f.financier][f.cashId][buyer];
        use.used -= uint64(amount);
        m.used -= uint64(amount);
        l.used -= uint64(amount);
        emit UseSet(use.no, buyer, use.used, m.used, l.used);
    }

    /// @inheritdoc IFacilities
    function noteDefault(uint32 no, bool inDefault) external onlySister(LOANS) {
        FacilityRow storage row = _facilities[no];
        if (inDefault) ++row.defaults;
        else --row.defaults;
        emit DefaultsSet(no, row.defaults);
    }

    /// @inheritdoc IFacilities
    function spend(address financier, uint16 cashId, uint128 unpaidFace, uint128 price, uint40 maturity)
        external
        onlySister(MARKET)
    {
        MandateRow storage m = _validMandate(financier, cashId);
        // A started day counts: the yield is never below the mandate's.
        uint256 days_ = maturity > block.timestamp ? (maturity - block.timestamp + 1 days - 1) / 1 days : 0;
        uint256 highest = SalePrice.toYieldFloor(unpaidFace, m.minYieldBps, days_, 365);
        if (price > highest) revert Facilities_YieldBelowMandate(price, highest);
        uint64 budget = m.purchaseBudget;
        if (price > budget) revert Facilities_OverBudget(financier, price, budget);
        m.purchaseBudget = budget - uint64(price);
        emit PurchaseBudgetSet(financier, cashId, m.purchaseBudget);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IFacilities
    function scheduleFor(uint32 no, uint8 version, address attestor)
        external
        view
        returns (PackedSchedule schedule, uint8 used, address financier, bool reliedOn)
    {
        FacilityRow storage row = _facilities[no];
        financier = row.financier;
        used = version == 0 ? row.version : version;
        schedule = _schedules[no][used];
        reliedOn = attestor != address(0) && reliesOn[financier][attestor];
    }

    /// @inheritdoc IFacilities
    function newest(FacilityId facilityId)
        external
        view
        returns (uint32 no, uint8 version, PackedSchedule schedule, address financier)
    {
        no = _uses[facilityId].no;
        FacilityRow storage row = _facilities[no];
        version = row.version;
        financier = row.financier;
        schedule = _schedules[no][version];
    }

    /// @inheritdoc IFacilities
    function facility(FacilityId facilityId) external view returns (Facility memory) {
        UseRow storage use = _uses[facilityId];
        FacilityRow storage row = _facilities[use.no];
        return Facility(
            row.financier,
            row.cashId,
            row.version,
            use.no,
            use.cap,
            use.used,
            row.frozenByFinancier,
            row.frozenByUnderwriter,
            row.defaults
        );
    }

    /// @inheritdoc IFacilities
    function scheduleOf(FacilityId facilityId, uint8 version) external view returns (Schedule memory) {
        return _schedules[_uses[facilityId].no][version].unpack();
    }

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
    function minVersionOf(FacilityId facilityId) external view returns (uint8) {
        return _uses[facilityId].minVersion;
    }

    /// @inheritdoc IFacilities
    function line(address financier, uint16 cashId, address buyer) external view returns (uint128 cap, uint128 used) {
        LineRow storage row = _lines[financier][cashId][buyer];
        return (row.cap, row.used);
    }

    /// @inheritdoc IFacilities
    function facilityIdOf(address financier, address supplier, address cash) public pure returns (FacilityId) {
        return facilityIdFrom(financier, supplier, cash);
    }

    /// @inheritdoc IFacilities
    function digestOf(Terms calldata terms) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                bytes.concat(
                    abi.encode(
                        TERMS_TYPEHASH,
                        terms.financier,
                        terms.supplier,
                        terms.cash,
                        terms.cap,
                        keccak256(abi.encode(terms.advanceBps)),
                        keccak256(abi.encode(terms.rateBps)),
                        terms.penaltyBps
                    ),
                    abi.encode(
                        terms.feeBps,
                        terms.graceDays,
                        terms.cureDays,
                        terms.staleDays,
                        terms.maxTenorDays,
                        terms.policyHash,
                        terms.version,
                        terms.acceptBy,
                        terms.drawUntil
                    )
                )
            )
        );
    }

    // ---------------------------------------------------------------- inside

    function _accept(address supplier, Terms calldata terms, bytes calldata signature)
        private
        returns (FacilityId facilityId, uint32 no, PackedSchedule schedule)
    {
        if (terms.supplier != supplier) revert Facilities_NotSupplier(supplier, terms.supplier);
        if (block.timestamp > terms.acceptBy) revert Facilities_TermsExpired(terms.acceptBy, block.timestamp);
        if (PARTICIPANTS.requireActivePair(terms.financier, Roles.FINANCIER, supplier, Roles.SUPPLIER)) {
            revert Facilities_Affiliates(terms.financier, supplier);
        }
        uint16 cashId = PARTICIPANTS.cashIdOf(terms.cash);
        MandateRow storage m = _validMandate(terms.financier, cashId);
        _checkTerms(terms, m);
        bytes32 digest = digestOf(terms);
        if (!SignatureChecker.isValidSignatureNow(m.underwriter, digest, signature)) {
            revert Facilities_SignatureInvalid(m.underwriter, digest);
        }
        facilityId = facilityIdOf(terms.financier, supplier, terms.cash);
        (no, schedule) = _store(facilityId, cashId, terms);
        emit TermsAccepted(facilityId, no, cashId, terms);
    }

    function _store(FacilityId facilityId, uint16 cashId, Terms calldata terms)
        private
        returns (uint32 no, PackedSchedule schedule)
    {
        UseRow storage use = _uses[facilityId];
        no = use.no;
        if (no == 0) {
            no = ++_count;
            use.no = no;
        }
        FacilityRow storage row = _facilities[no];
        if (terms.version < use.minVersion) {
            revert Facilities_VersionWithdrawn(facilityId, terms.version, use.minVersion);
        }
        if (terms.version <= row.version) {
            revert Facilities_VersionNotAhead(facilityId, row.version, terms.version);
        }
        use.cap = uint64(terms.cap);
        row.financier = terms.financier;
        row.cashId = cashId;
        row.version = terms.version;
        schedule = Schedules.pack(terms);
        _schedules[no][terms.version] = schedule;
    }

    function _setFreeze(FacilityId facilityId, bool frozen) private {
        FacilityRow storage row = _known(facilityId);
        if (msg.sender == row.financier) {
            row.frozenByFinancier = frozen;
        } else if (msg.sender == _mandates[row.financier][row.cashId].underwriter) {
            row.frozenByUnderwriter = frozen;
        } else {
            revert Facilities_NotFinancier(facilityId, msg.sender, row.financier);
        }
        emit FreezeSet(facilityId, msg.sender, row.frozenByFinancier, row.frozenByUnderwriter);
    }

    function _known(FacilityId facilityId) private view returns (FacilityRow storage row) {
        uint32 no = _uses[facilityId].no;
        if (no == 0) revert Facilities_Unknown(facilityId);
        row = _facilities[no];
    }

    function _checkTerms(Terms calldata terms, MandateRow storage m) private view {
        if (terms.cap > m.maxCap) revert Facilities_CapAboveMandate(terms.cap, m.maxCap);
        if (terms.feeBps > m.maxFeeBps) revert Facilities_FeeAboveMandate(terms.feeBps, m.maxFeeBps);
        if (terms.penaltyBps > m.maxPenaltyBps) {
            revert Facilities_PenaltyAboveMandate(terms.penaltyBps, m.maxPenaltyBps);
        }
        if (terms.maxTenorDays > m.maxTenorDays) {
            revert Facilities_TenorAboveMandate(terms.maxTenorDays, m.maxTenorDays);
        }
        if (terms.rateBps[0] > Limits.BPS) revert Facilities_RateTooHigh(terms.rateBps[0], Limits.BPS);
        if (terms.rateBps[3] < m.floorRateBps) {
            revert Facilities_RateBelowFloor(terms.rateBps[3], m.floorRateBps);
        }
        (uint16[4] memory advances, uint16[4] memory rates) = (terms.advanceBps, terms.rateBps);
        uint16[4] memory ceilings = Quads.unpack(m.maxAdvances);
        uint256 days_ = uint256(terms.maxTenorDays) + terms.graceDays;
        for (uint256 i; i < 4; ++i) {
            (uint256 advance, uint256 rate) = (advances[i], rates[i]);
            if (advance > ceilings[i]) revert Facilities_AdvanceAboveMandate(i, advance, ceilings[i]);
            if (i > 0 && advance < advances[i - 1]) revert Facilities_AdvanceFalls(i, advances[i - 1], advance);
            if (i > 0 && rate > rates[i - 1]) revert Facilities_RateRises(i, rates[i - 1], rate);
            // What is advanced on a stage, with its interest to the end of the grace, must fit into the value of it.
            if (advance * (Limits.BPS * 365 + rate * days_) > Limits.BPS * Limits.BPS * 365) {
                revert Facilities_FaceCannotPay(i, advance, rate, days_);
            }
        }
    }

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

    function _validMandate(address financier, uint16 cashId) private view returns (MandateRow storage m) {
        m = _mandates[financier][cashId];
        if (m.validUntil == 0) revert Facilities_MandateMissing(financier, cashId);
        if (block.timestamp > m.validUntil) {
            revert Facilities_MandateExpired(financier, m.validUntil, block.timestamp);
        }
    }

    function _left(uint256 cap, uint256 used) private pure returns (uint256) {
        return cap > used ? cap - used : 0;
    }
}
