// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Limits} from "../types/Limits.sol";

/// @title Accrual: exact interest in signed units
/// @notice finance.md, "Accrual". One minor unit is DEN interest units; a payment of x takes exactly x·DEN, so that
/// syncing often or seldom charges the same (INV-10). With principal < 2^56, rates ≤ 2^16 and 2^31 seconds, units stay
/// within int104.
library Accrual {
    int256 internal constant DEN = int256(Limits.DEN);

    /// @notice Units that accrue on `principal` at `rateBps` over `elapsed` seconds.
    function accrued(uint256 principal, uint256 rateBps, uint256 elapsed) internal pure returns (int256) {
        unchecked {
            return int256(principal * rateBps * elapsed);
        }
    }

    /// @notice The part of (from, to] that lies after `start`, in seconds.
    function secondsAfter(uint256 from, uint256 to, uint256 start) internal pure returns (uint256) {
        unchecked {
            uint256 begin = from > start ? from : start;
            return to > begin ? to - begin : 0;
        }
    }

    /// @notice Minor units owed: max(0, ceil(units / DEN)).
    function owedCeil(int256 units) internal pure returns (uint256) {
        unchecked {
            return units <= 0 ? 0 : uint256((units + DEN - 1) / DEN);
        }
    }

    /// @notice Units after paying `paid` minor units; above −DEN, as no more than what is owed is taken.
    function afterPayment(int256 units, uint256 paid) internal pure returns (int256) {
        unchecked {
            return units - int256(paid) * DEN;
        }
    }

    /// @notice Fee of a draw: ceil(amount × feeBps / BPS).
    function feeCeil(uint256 amount, uint256 feeBps) internal pure returns (uint256) {
        unchecked {
            return (amount * feeBps + Limits.BPS - 1) / Limits.BPS;
        }
    }
}
