// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IFacilities} from "../interfaces/IFacilities.sol";
import {PackedSchedule} from "../types/Packed.sol";
import {Quads} from "./Quads.sol";

/// @title Schedules: the schedule of one version of terms in one word
/// @notice From the lowest bit: four advance rates and four prices of 16 bits, penalty 16, fee 16, grace 8, cure 8,
/// stale 16, longest tenor 16, drawUntil 40.
/// @dev Why a word: it is one storage slot, and it passes between contracts without an ABI array at either end.
library Schedules {
    function pack(IFacilities.Terms calldata terms) internal pure returns (PackedSchedule) {
        return PackedSchedule.wrap(
            uint256(Quads.pack(terms.advanceBps)) | (uint256(Quads.pack(terms.rateBps)) << 64)
                | (uint256(terms.penaltyBps) << 128) | (uint256(terms.feeBps) << 144)
                | (uint256(terms.graceDays) << 160) | (uint256(terms.cureDays) << 168)
                | (uint256(terms.staleDays) << 176) | (uint256(terms.maxTenorDays) << 192)
                | (uint256(terms.drawUntil) << 208)
        );
    }

    function unpack(PackedSchedule packed) internal pure returns (IFacilities.Schedule memory) {
        uint256 word = PackedSchedule.unwrap(packed);
        return IFacilities.Schedule(
            Quads.unpack(uint64(word)),
            Quads.unpack(uint64(word >> 64)),
            uint16(word >> 128),
            uint16(word >> 144),
            uint8(word >> 160),
            uint8(word >> 168),
            uint16(word >> 176),
            uint16(word >> 192),
            uint40(word >> 208)
        );
    }

    /// @notice Last second in which this version draws.
    function drawUntil(PackedSchedule packed) internal pure returns (uint40) {
        return uint40(PackedSchedule.unwrap(packed) >> 208);
    }
}
