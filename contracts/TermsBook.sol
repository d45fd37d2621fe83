// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Mandates} from "./Mandates.sol";
import {IFacilities} from "./interfaces/IFacilities.sol";
import {Schedules} from "./libraries/Schedules.sol";
import {FacilityId, facilityIdFrom} from "./types/Ids.sol";
import {Limits} from "./types/Limits.sol";
import {PackedSchedule} from "./types/Packed.sol";
import {Roles} from "./types/Roles.sol";

/// @title TermsBook: what a supplier accepted
/// @notice The part of Facilities (see IFacilities) that checks terms against the mandate and the underwriter's
/// signature, and keeps each version's schedule.
abstract contract TermsBook is Mandates, EIP712 {
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

    address internal immutable LOANS;

    mapping(FacilityId => UseRow) internal _uses;
    mapping(uint32 no => FacilityRow) internal _facilities;
    mapping(uint32 no => mapping(uint8 version => PackedSchedule)) internal _schedules;
    uint32 private _count;

    constructor(address participants, address loans, address market)
        Mandates(participants, market)
        EIP712("Tallystick Facilities", "1")
    {
        LOANS = loans;
    }

    // ---------------------------------------------------------------- the supplier accepts

    /// @inheritdoc IFacilities
    function acceptTerms(Terms calldata terms, bytes calldata signature) external returns (FacilityId facilityId) {
        (facilityId,,,) = _accept(msg.sender, terms, signature);
    }

    /// @inheritdoc IFacilities
    function acceptTermsFor(address supplier, Terms calldata terms, bytes calldata signature)
        external
        onlySister(LOANS)
        returns (FacilityId, uint32, PackedSchedule, uint16)
    {
        return _accept(supplier, terms, signature);
    }

    /// @inheritdoc IFacilities
    function facilityIdOf(address financier, address supplier, address cash) public pure returns (FacilityId) {
        return facilityIdFrom(financier, supplier, cash);
    }

    /// @inheritdoc IFacilities
    function digestOf(Terms calldata terms) external view returns (bytes32) {
        return _digestOf(terms, Schedules.pack(terms));
    }

    // ---------------------------------------------------------------- inside

    function _digestOf(Terms calldata terms, PackedSchedule schedule) private view returns (bytes32) {
        uint256 word = PackedSchedule.unwrap(schedule);
        return _hashTypedDataV4(
            keccak256(
                bytes.concat(
                    abi.encode(
                        TERMS_TYPEHASH,
                        terms.financier,
                        terms.supplier,
                        terms.cash,
                        terms.cap,
                        _hashQuad(word),
                        _hashQuad(word >> 64),
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

    function _accept(address supplier, Terms calldata terms, bytes calldata signature)
        private
        returns (FacilityId facilityId, uint32 no, PackedSchedule schedule, uint16 cashId)
    {
        if (terms.supplier != supplier) revert Facilities_NotSupplier(supplier, terms.supplier);
        if (block.timestamp > terms.acceptBy) revert Facilities_TermsExpired(terms.acceptBy, block.timestamp);
        if (PARTICIPANTS.requireActivePair(terms.financier, Roles.FINANCIER, supplier, Roles.SUPPLIER)) {
            revert Facilities_Affiliates(terms.financier, supplier);
        }
        cashId = PARTICIPANTS.cashIdOf(terms.cash);
        MandateRow storage m = _validMandate(terms.financier, cashId);
        schedule = Schedules.pack(terms);
        _checkTerms(terms, schedule, m);
        bytes32 digest = _digestOf(terms, schedule);
        address underwriter = m.underwriter;
        if (!SignatureChecker.isValidSignatureNowCalldata(underwriter, digest, signature)) {
            revert Facilities_SignatureInvalid(underwriter, digest);
        }
        facilityId = facilityIdOf(terms.financier, supplier, terms.cash);
        no = _store(facilityId, cashId, terms, schedule);
        emit TermsAccepted(facilityId, no, cashId, terms);
    }

    function _store(FacilityId facilityId, uint16 cashId, Terms calldata terms, PackedSchedule schedule)
        private
        returns (uint32 no)
    {
        UseRow storage use = _uses[facilityId];
        no = use.no;
        if (no == 0) no = ++_count;
        uint8 version = terms.version;
        uint8 minVersion = use.minVersion;
        if (version < minVersion) revert Facilities_VersionWithdrawn(facilityId, version, minVersion);
        FacilityRow storage row = _facilities[no];
        uint8 newest_ = row.version;
        if (version <= newest_) revert Facilities_VersionNotAhead(facilityId, newest_, version);
        use.no = no;
        use.cap = uint64(terms.cap);
        row.financier = terms.financier;
        row.cashId = cashId;
        row.version = version;
        _schedules[no][version] = schedule;
    }

    function _checkTerms(Terms calldata terms, PackedSchedule schedule, MandateRow storage m) private view {
        if (terms.cap > m.maxCap) revert Facilities_CapAboveMandate(terms.cap, m.maxCap);
        if (terms.feeBps > m.maxFeeBps) revert Facilities_FeeAboveMandate(terms.feeBps, m.maxFeeBps);
        if (terms.penaltyBps > m.maxPenaltyBps) {
            revert Facilities_PenaltyAboveMandate(terms.penaltyBps, m.maxPenaltyBps);
        }
        if (terms.maxTenorDays > m.maxTenorDays) {
            revert Facilities_TenorAboveMandate(terms.maxTenorDays, m.maxTenorDays);
        }
        uint256 word = PackedSchedule.unwrap(schedule);
        uint256 rate = uint16(word >> 64);
        if (rate > Limits.BPS) revert Facilities_RateTooHigh(rate, Limits.BPS);
        uint256 lowest = uint16(word >> 112);
        if (lowest < m.floorRateBps) revert Facilities_RateBelowFloor(lowest, m.floorRateBps);
        uint256 ceilings = m.maxAdvances;
        uint256 advance;
        unchecked {
            // Numbers of 16 bits: nothing here reaches 2^64.
            uint256 days_ = uint256(terms.maxTenorDays) + terms.graceDays;
            for (uint256 i; i < 4; ++i) {
                (uint256 nextAdvance, uint256 nextRate) = (uint16(word), uint16(word >> 64));
                if (nextAdvance > uint16(ceilings)) {
                    revert Facilities_AdvanceAboveMandate(i, nextAdvance, uint16(ceilings));
                }
                if (nextAdvance < advance) revert Facilities_AdvanceFalls(i, advance, nextAdvance);
                if (nextRate > rate) revert Facilities_RateRises(i, rate, nextRate);
                (advance, rate) = (nextAdvance, nextRate);
                // What is advanced on a stage, with its interest to the end of the grace, must fit into the value of it.
                if (advance * (Limits.BPS * 365 + rate * days_) > Limits.BPS * Limits.BPS * 365) {
                    revert Facilities_FaceCannotPay(i, advance, rate, days_);
                }
                (word, ceilings) = (word >> 16, ceilings >> 16);
            }
        }
    }

    /// @dev EIP-712 hash of an array of four.
    function _hashQuad(uint256 quad) private pure returns (bytes32) {
        return keccak256(abi.encode(uint16(quad), uint16(quad >> 16), uint16(quad >> 32), uint16(quad >> 48)));
    }
}
