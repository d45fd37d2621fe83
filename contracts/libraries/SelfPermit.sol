// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title SelfPermit: use an ERC-2612 permit before a call that takes cash
/// @notice In a multicall: the caller's own permit for this contract, then the call that needs it: one transaction
/// instead of two.
abstract contract SelfPermit {
    /// @notice Use the caller's permit of `cash` for this contract. A permit that was already used is no fault: whoever
    /// sent it first did what was asked.
    function permitCash(address cash, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        // Low-level, because `try` itself refuses without a name where there is no contract.
        (bool used,) =
            cash.call(abi.encodeCall(IERC20Permit.permit, (msg.sender, address(this), amount, deadline, v, r, s)));
        used;
    }
}
