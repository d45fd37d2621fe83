// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ICash} from "../interfaces/ICash.sol";
import {ILoans} from "../interfaces/ILoans.sol";

/// @title Payouts: hand out the parts of a payment
library Payouts {
    /// @notice Pay every part from this contract's balance; a part for a suspended party is held for it.
    function settle(ICash cash, ILoans.Payout[] memory payouts) internal {
        for (uint256 i; i < payouts.length; ++i) {
            if (payouts[i].amount != 0) cash.settle(payouts[i].to, payouts[i].amount);
        }
    }
}
