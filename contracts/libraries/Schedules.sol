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

    /// @notice The same as a struct, for those outside.
    function unpack(PackedSchedule packed) internal pure returns (IFacilities.Schedule memory) {
        return IFacilities.Schedule(
            advanceBps(packed),
            rateBps(packed),
            penaltyBps(packed),
            feeBps(packed),
            graceDays(packed),
            cureDays(packed),
            staleDays(packed),
            maxTenorDays(packed),
            drawUntil(packed)
        );
    }

    function advanceBps(PackedSchedule packed) internal pure returns (uint16[4] memory quad) {
        Quads.unpackInto(quad, PackedSchedule.unwrap(packed));
    }

    /// @notice Advance rates into an array that there is already.
    function advancesInto(PackedSchedule packed, uint16[4] memory quad) internal pure {
        Quads.unpackInto(quad, PackedSchedule.unwrap(packed));
    }

    function rateBps(PackedSchedule packed) internal pure returns (uint16[4] memory quad) {
        Quads.unpackInto(quad, PackedSchedule.unwrap(packed) >> 64);
    }

    function penaltyBps(PackedSchedule packed) internal pure returns (uint16) {
        return uint16(PackedSchedule.unwrap(packed) >> 128);
    }

    function feeBps(PackedSchedule packed) internal pure returns (uint16) {
        return uint16(PackedSchedule.unwrap(packed) >> 144);
    }

    function graceDays(PackedSchedule packed) internal pure returns (uint8) {
        return uint8(PackedSchedule.unwrap(packed) >> 160);
    }

    function cureDays(PackedSchedule packed) internal pure returns (uint8) {
        return uint8(PackedSchedule.unwrap(packed) >> 168);
    }

    function staleDays(PackedSchedule packed) internal pure returns (uint16) {
        return uint16(PackedSchedule.unwrap(packed) >> 176);
    }

    function maxTenorDays(PackedSchedule packed) internal pure returns (uint16) {
        return uint16(PackedSchedule.unwrap(packed) >> 192);
    }

    /// @notice Last second in which this version draws.
    function drawUntil(PackedSchedule packed) internal pure returns (uint40) {
        return uint40(PackedSchedule.unwrap(packed) >> 208);
    }
}
