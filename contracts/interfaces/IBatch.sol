// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title Batch: many calls of one party in one transaction
/// @dev Each call runs with the caller's own authority. Clients chunk to 120 calls a transaction.
interface IBatch {
    event CallFailed(uint256 indexed index, bytes4 selector, bytes reason);

    /// @notice All calls or none; the first refusal is the whole transaction's.
    function multicall(bytes[] calldata calls) external returns (bytes[] memory results);

    /// @notice Every call on its own; those refused change nothing and are reported.
    function tryMulticall(bytes[] calldata calls) external returns (bool[] memory succeeded, bytes[] memory results);
}
