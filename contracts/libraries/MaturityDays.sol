// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title MaturityDays: maturities of up to 16 open receivables in one slot
/// @notice Day numbers (Unix time / 86,400) in lanes of 16 bits, ascending, the earliest in the lowest lane; an empty
/// lane is zero. Equal days may stand several times.
/// @dev Why whole days: a due date has no hour, and 16 × 16 bits are one slot, so that the first overdue maturity is
/// one read whatever the number of receivables.
library MaturityDays {
    uint256 internal constant LANES = 16;

    /// @notice Insert a day, keeping the order; `full` when all lanes are taken (nothing changes then).
    function inserted(uint256 packed, uint16 day) internal pure returns (uint256 result, bool full) {
        unchecked {
            if (packed >> 240 != 0) return (packed, true);
            uint256 shift;
            while (shift < 256) {
                uint16 lane = uint16(packed >> shift);
                if (lane == 0 || lane >= day) break;
                shift += 16;
            }
            uint256 low = packed & ((uint256(1) << shift) - 1);
            return (low | (uint256(day) << shift) | ((packed ^ low) << 16), false);
        }
    }

    /// @notice Remove one entry of `day`; unchanged when it is not there.
    function removed(uint256 packed, uint16 day) internal pure returns (uint256) {
        unchecked {
            for (uint256 shift; shift < 256; shift += 16) {
                uint16 lane = uint16(packed >> shift);
                if (lane == 0 || lane > day) return packed;
                if (lane == day) {
                    uint256 low = packed & ((uint256(1) << shift) - 1);
                    return low | (((packed ^ low) >> (shift + 16)) << shift);
                }
            }
            return packed;
        }
    }

    /// @notice Earliest maturity in Unix seconds; zero when none.
    function earliest(uint256 packed) internal pure returns (uint256) {
        return uint256(uint16(packed)) * 1 days;
    }
}
