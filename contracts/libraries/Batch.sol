// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IBatch} from "../interfaces/IBatch.sol";

/// @title Batch: many calls of one party in one transaction
/// @dev Calls go to this contract by delegatecall, so that each runs with the caller's own authority; nothing here is
/// payable, so no value can be counted twice.
abstract contract Batch is IBatch {
    /// @inheritdoc IBatch
    function multicall(bytes[] calldata calls) external returns (bytes[] memory results) {
        results = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            results[i] = Address.functionDelegateCall(address(this), calls[i]);
        }
    }

    /// @inheritdoc IBatch
    function tryMulticall(bytes[] calldata calls) external returns (bool[] memory succeeded, bytes[] memory results) {
        succeeded = new bool[](calls.length);
        results = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (succeeded[i], results[i]) = address(this).delegatecall(calls[i]);
            if (!succeeded[i]) emit CallFailed(i, bytes4(calls[i]), results[i]);
        }
    }
}
