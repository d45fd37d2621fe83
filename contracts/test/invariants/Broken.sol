// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title Broken: what a campaign found, by invariant
abstract contract Broken {
    /// The first fault of each invariant, in words; 0 is for what holds everywhere (every revert has a name).
    mapping(uint256 inv => string) public broken;

    function _holds(uint256 inv, bool ok, string memory what) internal {
        if (!ok && bytes(broken[inv]).length == 0) broken[inv] = what;
    }

    /// @dev A short name as text.
    function _text(bytes32 name) internal pure returns (string memory) {
        uint256 size;
        while (size < 32 && name[size] != 0) ++size;
        bytes memory text = new bytes(size);
        for (uint256 i; i < size; ++i) {
            text[i] = name[i];
        }
        return string(text);
    }
}
