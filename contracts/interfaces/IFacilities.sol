// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {FacilityId} from "../types/Ids.sol";
import {PackedSchedule} from "../types/Packed.sol";

/// @title Facilities: what a financier allows, and what a supplier accepted
/// @notice A financier's mandate bounds what its underwriter may sign; a line bounds each buyer; the list of attestors
/// says whose evidence counts. A supplier accepts terms signed by the underwriter: one facility for each (financier,
/// supplier, cash), in rising versions. Use of facility, mandate and line rises with draws and falls with principal
/// repaid.
/// @dev Terms are EIP-712 under this contract's domain. Amounts are minor units, rates basis points a year.
interface IFacilities {
    /// @notice A financier's mandate in one cash.
    /// @param underwriter account whose signature binds the financier within this mandate
    /// @param maxCap largest facility cap; maxTotal largest principal over all facilities
    /// @param maxAdvanceBps ceilings of the four advance rates
    /// @param feeTo account that fees are paid to
    /// @param minYieldBps least yield of a purchase under an underwriter's quote
    /// @param purchaseBudget what may still be spent on purchases; refilled by the financier only
    struct Mandate {
        address underwriter;
        uint40 validUntil;
        uint16 floorRateBps;
        uint16 maxFeeBps;
        uint16 maxPenaltyBps;
        uint128 maxCap;
        uint128 maxTotal;
        uint16[4] maxAdvanceBps;
        address feeTo;
        uint16 maxTenorDays;
        uint16 minYieldBps;
        uint128 purchaseBudget;
    }

    /// @notice Terms of a facility as the underwriter signs them.
    /// @param advanceBps advance rates of the stages 0 accepted, 1 in transit with evidence, 2 received, 3 confirmed
    /// @param rateBps prices of the same stages, a year
    /// @param penaltyBps on principal after the grace, a year; feeBps of each draw
    /// @param cureDays over-advanced for longer may be declared in default
    /// @param staleDays after which an unfulfilled order counts nothing
    /// @param policyHash commitment of the policy and inputs that led to the terms
    /// @param version rises strictly within a facility
    struct Terms {
        address financier;
        address supplier;
        address cash;
        uint128 cap;
        uint16[4] advanceBps;
        uint16[4] rateBps;
        uint16 penaltyBps;
        uint16 feeBps;
        uint8 graceDays;
        uint8 cureDays;
        uint16 staleDays;
        uint16 maxTenorDays;
        bytes32 policyHash;
        uint8 version;
        uint40 acceptBy;
        uint40 drawUntil;
    }

    /// @notice The schedule of one accepted version (one storage slot).
    struct Schedule {
        uint16[4] advanceBps;
        uint16[4] rateBps;
        uint16 penaltyBps;
        uint16 feeBps;
        uint8 graceDays;
        uint8 cureDays;
        uint16 staleDays;
        uint16 maxTenorDays;
        uint40 drawUntil;
    }

    /// @notice A facility; its supplier is in its id.
    /// @param version newest accepted version
    /// @param no number that accounts keep, from 1
    /// @param defaults accounts in default now; any stops the facility's draws
    struct Facility {
        address financier;
        uint16 cashId;
        uint8 version;
        uint32 no;
        uint128 cap;
        uint128 used;
        bool frozenByFinancier;
        bool frozenByUnderwriter;
        uint16 defaults;
    }

    event MandateSet(address indexed financier, uint16 indexed cashId, Mandate mandate);
    event MandateRevoked(address indexed financier, uint16 indexed cashId);
    event LineSet(address indexed financier, uint16 indexed cashId, address indexed buyer, uint128 cap);
    event AttestorSet(address indexed financier, address indexed attestor, bool reliedOn);
    event TermsAccepted(FacilityId indexed facilityId, uint32 no, uint16 cashId, Terms terms);
    event UseSet(uint32 indexed no, address indexed buyer, uint128 facilityUsed, uint128 mandateUsed, uint128 lineUsed);
    event CapSet(FacilityId indexed facilityId, uint128 cap);
    event FreezeSet(
        FacilityId indexed facilityId, address indexed by, bool frozenByFinancier, bool frozenByUnderwriter
    );
    event DefaultsSet(uint32 indexed no, uint16 defaults);
    event MinVersionSet(FacilityId indexed facilityId, uint8 minVersion);
    event PurchaseBudgetSet(address indexed financier, uint16 indexed cashId, uint128 budget);

    error Facilities_MandateMissing(address financier, uint16 cashId);
    error Facilities_MandateExpired(address financier, uint40 validUntil, uint256 now_);
    error Facilities_MandateInvalid(bytes32 field, uint256 given, uint256 bound);
    error Facilities_AmountOutOfRange(uint256 amount, uint256 max);
    error Facilities_NotSupplier(address caller, address supplier);
    error Facilities_Affiliates(address financier, address supplier);
    error Facilities_SignatureInvalid(address underwriter, bytes32 digest);
    error Facilities_TermsExpired(uint40 acceptBy, uint256 now_);
    error Facilities_VersionNotAhead(FacilityId facilityId, uint8 version, uint8 named);
    error Facilities_VersionWithdrawn(FacilityId facilityId, uint8 version, uint8 minVersion);
    error Facilities_MinVersionNotAhead(FacilityId facilityId, uint8 minVersion, uint8 asked);
    error Facilities_Unknown(FacilityId facilityId);
    error Facilities_NotFinancier(FacilityId facilityId, address caller, address financier);
    error Facilities_CapNotLower(FacilityId facilityId, uint256 cap, uint256 asked);
    error Facilities_Frozen(uint32 no, bool byFinancier, bool byUnderwriter, uint16 defaults);
    error Facilities_CapAboveMandate(uint256 cap, uint256 maxCap);
    error Facilities_AdvanceAboveMandate(uint256 stage, uint256 advanceBps, uint256 maxBps);
    error Facilities_AdvanceFalls(uint256 stage, uint256 before, uint256 after_);
    error Facilities_RateRises(uint256 stage, uint256 before, uint256 after_);
    error Facilities_RateBelowFloor(uint256 rateBps, uint256 floorBps);
    error Facilities_RateTooHigh(uint256 rateBps, uint256 max);
    error Facilities_FeeAboveMandate(uint256 feeBps, uint256 maxBps);
    error Facilities_PenaltyAboveMandate(uint256 penaltyBps, uint256 maxBps);
    error Facilities_TenorAboveMandate(uint256 tenorDays, uint256 maxDays);
    error Facilities_FaceCannotPay(uint256 stage, uint256 advanceBps, uint256 rateBps, uint256 days_);
    error Facilities_DrawingEnded(uint32 no, uint40 drawUntil, uint256 now_);
    error Facilities_OverCap(uint32 no, uint256 asked, uint256 available);
    error Facilities_OverLine(address financier, address buyer, uint256 asked, uint256 available);
    error Facilities_OverMandate(address financier, uint256 asked, uint256 available);
    error Facilities_PastMaturity(uint40 maturity, uint256 now_);
    error Facilities_YieldBelowMandate(uint256 price, uint256 highest);
    error Facilities_OverBudget(address financier, uint256 price, uint256 budget);
    error Facilities_TooManyDefaults(uint32 no, uint16 defaults);
    error Facilities_OnlySister(address caller);

    /// @notice Financier: set or replace its mandate in one cash.
    function setMandate(address cash, Mandate calldata mandate) external;

    /// @notice Financier: end its mandate; draws and quotes stop at once, repayment never.
    function revokeMandate(address cash) external;

    /// @notice Financier: bound what it lends against one buyer's orders; zero finances nothing.
    function setLine(address cash, address buyer, uint128 cap) external;

    /// @notice Financier: rely on an attestor's evidence, or no longer.
    function setAttestor(address attestor, bool reliedOn) external;

    /// @notice Financier: lower a facility's cap; always works, also below what is used.
    function lowerCap(FacilityId facilityId, uint128 cap) external;

    /// @notice Financier or its underwriter: stop a facility's draws. Each has its own freeze.
    function freeze(FacilityId facilityId) external;

    /// @notice Financier or its underwriter: lift its own freeze, never the other's nor a default's.
    function unfreeze(FacilityId facilityId) external;

    /// @notice Financier: terms below `minVersion`, signed but not accepted, are withdrawn. Rises only.
    function setMinVersion(address supplier, address cash, uint8 minVersion) external;

    /// @notice Supplier: accept terms that the financier's underwriter signed.
    function acceptTerms(Terms calldata terms, bytes calldata signature) external returns (FacilityId facilityId);

    /// @notice Loans only: the same for the supplier who called it.
    /// @return facilityId the facility, its number, the schedule just accepted, and the number of its cash
    function acceptTermsFor(address supplier, Terms calldata terms, bytes calldata signature)
        external
        returns (FacilityId facilityId, uint32 no, PackedSchedule schedule, uint16 cashId);

    /// @notice Loans only: count `amount` of principal on facility, mandate and line; refuses above any of them, after
    /// drawUntil of `version`, and without a valid mandate.
    function reserve(FacilityId facilityId, uint8 version, address buyer, uint128 amount)
        external
        returns (address feeTo);

    /// @notice Loans only: principal repaid.
    function free(FacilityId facilityId, address buyer, uint128 amount) external;

    /// @notice Loans only: one more account of the facility is in default, or one less.
    function noteDefault(uint32 no, bool inDefault) external;

    /// @notice Market only: a purchase under an underwriter's quote: before maturity, within yield and budget.
    function spend(address financier, uint16 cashId, uint128 unpaidFace, uint128 price, uint40 maturity) external;

    /// @notice Schedule of a version (zero: the newest), its number, the financier, and whether the financier relies on
    /// `attestor`. Never reverts.
    function scheduleFor(uint32 no, uint8 version, address attestor)
        external
        view
        returns (PackedSchedule schedule, uint8 used, address financier, bool reliedOn);

    /// @notice What a new account needs to know of a facility: its number (zero when unknown), newest version with its
    /// schedule, financier.
    function newest(FacilityId facilityId)
        external
        view
        returns (uint32 no, uint8 version, PackedSchedule schedule, address financier);

    /// @notice The facility; all zero when unknown.
    function facility(FacilityId facilityId) external view returns (Facility memory);

    /// @notice Schedule of one version of a facility; all zero when unknown.
    function scheduleOf(FacilityId facilityId, uint8 version) external view returns (Schedule memory);

    /// @notice A financier's mandate and the principal counted on it.
    function mandate(address financier, uint16 cashId) external view returns (Mandate memory, uint128 used);

    /// @notice Account whose signature binds a financier in a cash; zero without a mandate.
    function underwriterOf(address financier, uint16 cashId) external view returns (address);

    /// @notice Cap and use of a line.
    function line(address financier, uint16 cashId, address buyer) external view returns (uint128 cap, uint128 used);

    /// @notice Whether a financier relies on an attestor.
    function reliesOn(address financier, address attestor) external view returns (bool);

    /// @notice When a financier last said that it does not rely on an attestor; zero where it never did. The cure of an
    /// account that this made over-advanced counts from then.
    function droppedAt(address financier, address attestor) external view returns (uint40);

    /// @notice Least version of terms that may still be accepted.
    function minVersionOf(FacilityId facilityId) external view returns (uint8);

    /// @notice hash(financier, supplier, cash)
    function facilityIdOf(address financier, address supplier, address cash) external pure returns (FacilityId);

    /// @notice EIP-712 digest that the underwriter signs.
    function digestOf(Terms calldata terms) external view returns (bytes32);
}
