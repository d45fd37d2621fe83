// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {TermsBook} from "./TermsBook.sol";
import {IFacilities} from "./interfaces/IFacilities.sol";
import {Batch} from "./libraries/Batch.sol";
import {FacilityId} from "./types/Ids.sol";
import {PackedSchedule} from "./types/Packed.sol";

/// @title Facilities: caps, freezes and use of facilities (see IFacilities)
/// @dev Mandates, lines and attestors are in Mandates.sol; accepting terms is in TermsBook.sol.
contract Facilities is TermsBook, Batch {
    constructor(address participants, address loans, address market) TermsBook(participants, loans, market) {}

    // ---------------------------------------------------------------- caps, freezes, withdrawn terms

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
        address financier = f.financier;
        uint40 drawUntil = _schedules[no][version].drawUntil();
        if (block.timestamp > drawUntil) revert Facilities_DrawingEnded(no, drawUntil, block.timestamp);
        if (f.frozenByFinancier || f.frozenByUnderwriter || f.defaults != 0) {
            revert Facilities_Frozen(no, f.frozenByFinancier, f.frozenByUnderwriter, f.defaults);
        }
        uint16 cashId = f.cashId;
        MandateRow storage m = _validMandate(financier, cashId);
        LineRow storage l = _lines[financier][cashId][buyer];
        (uint64 facilityUsed, uint64 lineUsed, uint64 mandateUsed) = (use.used, l.used, m.used);
        uint256 free_ = _left(use.cap, facilityUsed);
        if (amount > free_) revert Facilities_OverCap(no, amount, free_);
        free_ = _left(l.cap, lineUsed);
        if (amount > free_) revert Facilities_OverLine(financier, buyer, amount, free_);
        free_ = _left(m.maxTotal, mandateUsed);
        if (amount > free_) revert Facilities_OverMandate(financier, amount, free_);
        unchecked {
            // Each sum is at most its bound, checked above.
            facilityUsed += uint64(amount);
            lineUsed += uint64(amount);
            mandateUsed += uint64(amount);
        }
        use.used = facilityUsed;
        l.used = lineUsed;
        m.used = mandateUsed;
        emit UseSet(no, buyer, facilityUsed, mandateUsed, lineUsed);
        return m.feeTo;
    }

    /// @inheritdoc IFacilities
    function free(FacilityId facilityId, address buyer, uint128 amount) external onlySister(LOANS) {
        UseRow storage use = _uses[facilityId];
        uint32 no = use.no;
        FacilityRow storage f = _facilities[no];
        (address financier, uint16 cashId) = (f.financier, f.cashId);
        MandateRow storage m = _mandates[financier][cashId];
        LineRow storage l = _lines[financier][cashId][buyer];
        uint64 facilityUsed = use.used - uint64(amount);
        uint64 mandateUsed = m.used - uint64(amount);
        uint64 lineUsed = l.used - uint64(amount);
        use.used = facilityUsed;
        m.used = mandateUsed;
        l.used = lineUsed;
        emit UseSet(no, buyer, facilityUsed, mandateUsed, lineUsed);
    }

    /// @inheritdoc IFacilities
    function noteDefault(uint32 no, bool inDefault) external onlySister(LOANS) {
        FacilityRow storage row = _facilities[no];
        uint16 defaults = row.defaults;
        if (!inDefault) --defaults;
        else if (defaults == type(uint16).max) revert Facilities_TooManyDefaults(no, defaults);
        else ++defaults;
        row.defaults = defaults;
        emit DefaultsSet(no, defaults);
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
        reliedOn = attestor != address(0) && reliesOn(financier, attestor);
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
    function minVersionOf(FacilityId facilityId) external view returns (uint8) {
        return _uses[facilityId].minVersion;
    }

    // ---------------------------------------------------------------- inside

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

    function _left(uint256 cap, uint256 used) private pure returns (uint256) {
        unchecked {
            return cap > used ? cap - used : 0;
        }
    }
}
