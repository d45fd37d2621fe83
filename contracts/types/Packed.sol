// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// A schedule of terms in one word, as it is stored and handed between contracts; Schedules.sol reads it.
type PackedSchedule is uint256;
