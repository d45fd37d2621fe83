// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @dev Bounds that hold everywhere; an amount is checked where it enters, so that packed fields never wrap.
library Limits {
    /// Largest amount of one order or receivable, in minor units.
    uint128 internal constant MAX_AMOUNT = type(uint56).max;
    /// Largest total of a cap, a line or a mandate, in minor units.
    uint128 internal constant MAX_TOTAL = type(uint64).max;
    uint256 internal constant BPS = 10_000;
    uint256 internal constant YEAR = 365 days;
    /// One minor unit of interest, in interest units (principal x basis points x seconds).
    uint256 internal constant DEN = BPS * YEAR;
    /// Longest tenor of a confirmed payable, and of a payment term.
    uint256 internal constant MAX_TENOR_DAYS = 365;
    /// Above this tenor, confirming needs a reason code.
    uint256 internal constant LONG_TENOR_DAYS = 180;
    /// Open receivables in custody of one order.
    uint256 internal constant MAX_OPEN_IN_CUSTODY = 16;
}
