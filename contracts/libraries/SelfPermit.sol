// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title SelfPermit: use an ERC-2612 permit before a call that takes cash
/// @notice In a multicall: the caller's own permit for this contract, then the call that needs it: one transaction
/// instead of two.
abstract contract SelfPermit {
    error SelfPermit_NotPermitted(address cash, address owner, uint256 amount);

    /// @notice Use the caller's permit of `cash` for this contract. A permit that was already used is no fault: whoever
    /// sent it first did what was asked.
    function permitCash(address cash, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        // Without code there is nothing to ask, and `try` would refuse without a name.
        if (cash.code.length != 0) {
            try IERC20Permit(cash).permit(msg.sender, address(this), amount, deadline, v, r, s) {
                return;
            } catch {
                // Asked for, because a failure that is swallowed also hides too little gas from an estimate.
                if (_isAllowed(cash, amount)) return;
            }
        }
        revert SelfPermit_NotPermitted(cash, msg.sender, amount);
    }

    /// @dev By a bare call: what is no token has no answer, and is refused by name.
    function _isAllowed(address cash, uint256 amount) private view returns (bool) {
        (bool answered, bytes memory said) =
            cash.staticcall(abi.encodeCall(IERC20.allowance, (msg.sender, address(this))));
        return answered && said.length == 32 && uint256(bytes32(said)) >= amount;
    }
}
