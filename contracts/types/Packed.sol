// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Schedules} from "../libraries/Schedules.sol";

/// A schedule of terms in one word, as it is stored and handed between contracts.
type PackedSchedule is uint256;

using Schedules for PackedSchedule global;
