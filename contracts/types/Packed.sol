// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Facts} from "../libraries/Facts.sol";
import {HoldingWords} from "../libraries/HoldingWords.sol";
import {Schedules} from "../libraries/Schedules.sol";

/// A schedule of terms in one word, as it is stored and handed between contracts.
type PackedSchedule is uint256;

/// Of an order, from the lowest bit: buyer 160, number of the cash 16, payment term in days 16, deliverBy 40.
type PackedTerms is uint256;

/// Of an order, from the lowest bit, 64 bits each: in open, in transit with evidence, received, disputed.
type PackedAmounts is uint256;

/// A holder's slot, from the lowest bit: units 64, seen 64, claim 128.
type PackedHolding is uint256;

using Schedules for PackedSchedule global;
using Facts for PackedTerms global;
using Facts for PackedAmounts global;
using HoldingWords for PackedHolding global;
