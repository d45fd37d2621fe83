// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title Quads: four 16-bit numbers in 64 bits
/// @dev An array in storage would take a slot of its own; a schedule is to be one slot whole.
library Quads {
    function pack(uint16[4] calldata quad) internal pure returns (uint64) {
        return uint64(quad[0]) | (uint64(quad[1]) << 16) | (uint64(quad[2]) << 32) | (uint64(quad[3]) << 48);
    }

    function unpack(uint64 packed) internal pure returns (uint16[4] memory quad) {
        unpackInto(quad, packed);
    }

    /// @notice The lowest 64 bits of `packed` into an array that there is already.
    function unpackInto(uint16[4] memory quad, uint256 packed) internal pure {
        quad[0] = uint16(packed);
        quad[1] = uint16(packed >> 16);
        quad[2] = uint16(packed >> 32);
        quad[3] = uint16(packed >> 48);
    }
}
