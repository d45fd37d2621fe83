// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Limits} from "../types/Limits.sol";

/// @title Cover: what a guarantee pays, and what it leaves
/// @notice model.md, GuaranteePool. What other commitments need of the deposit (a k-th of them) is never paid out for
/// this one, so commitments ≤ k × deposit holds after every claim (INV-13).
library Cover {
    /// @notice min(floor(coverBps × principal), caps, deposit − ceil(other commitments / k)).
    function payoutFloor(
        uint256 principal,
        uint256 coverBps,
        uint256 cap,
        uint256 perBuyerCap,
        uint256 paidForBuyer,
        uint256 deposited,
        uint256 committed,
        uint256 leverage
    ) internal pure returns (uint256 payout) {
        payout = principal * coverBps / Limits.BPS;
        if (payout > cap) payout = cap;
        uint256 buyerLeft = perBuyerCap > paidForBuyer ? perBuyerCap - paidForBuyer : 0;
        if (payout > buyerLeft) payout = buyerLeft;
        uint256 others = (committed - cap + leverage - 1) / leverage;
        uint256 unreserved = deposited > others ? deposited - others : 0;
        if (payout > unreserved) payout = unreserved;
    }

    /// @notice What is left of the commitment's cap after `paid`: cap − paid, less where the deposit no longer bears it.
    function capAfter(uint256 cap, uint256 paid, uint256 deposited, uint256 committed, uint256 leverage)
        internal
        pure
        returns (uint256)
    {
        uint256 bearable = leverage * (deposited - paid) - (committed - cap);
        uint256 left = cap - paid;
        return left < bearable ? left : bearable;
    }
}
