// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title Cash: a bank's deposit token of one currency
/// @notice Issued by one bank against receipts of money and redeemed against payment instructions; two decimals;
/// held by admitted participants and by the contracts of this deployment only. The platform never holds money.
/// @dev ERC-20 and ERC-2612. Money due to an account that may not receive is held for it here and released on
/// reinstatement, so that nobody's suspension stops another's payment.
interface ICash is IERC20Metadata, IERC20Permit {
    event Issued(address indexed to, uint128 amount, bytes32 indexed receiptHash);
    event Redeemed(address indexed from, uint128 amount, bytes32 indexed instructionHash);
    event Held(address indexed account, uint128 amount, uint128 totalHeld);
    event HeldReleased(address indexed account, uint128 amount);

    error Cash_OnlyBank(address caller, address bank);
    error Cash_ReceiptAlreadyIssued(bytes32 receiptHash);
    error Cash_ReceiverNotAdmitted(address to);
    error Cash_BankSuspended(address bank);
    error Cash_NothingHeld(address account);
    error Cash_AmountOutOfRange(uint256 amount, uint256 max);

    /// @notice Issue `amount` minor units against one receipt of money at the bank. Only the bank, not
    /// suspended.
    /// @param receiptHash commitment of the bank's receipt; each issues once (INV-11)
    function issue(address to, uint128 amount, bytes32 receiptHash) external;

    /// @notice Give back `amount` minor units for a payment by the bank to the outside.
    /// @param instructionHash commitment of the payment instruction
    function redeem(uint128 amount, bytes32 instructionHash) external;

    /// @notice Pay from the caller's balance to `to`, or hold it for `to` while it may not receive.
    function settle(address to, uint128 amount) external;

    /// @notice Pay from `from` (by its allowance to the caller) to `to`, or hold it for `to`.
    function settleFrom(address from, address to, uint128 amount) external;

    /// @notice The same for a payment and the fee that comes off it: one allowance, one debit.
    function settleWithFeeFrom(address from, address to, uint128 amount, address feeTo, uint128 fee) external;

    /// @notice Hand over what is held for an account that may receive again. Anyone may call.
    function releaseHeld(address account) external returns (uint128 amount);

    /// @notice What an account has, and what it lets `spender` take.
    function fundsOf(address owner, address spender) external view returns (uint256 balance, uint256 allowed);

    /// @notice Minor units held for an account.
    function heldFor(address account) external view returns (uint128);

    /// @notice True when the receipt has been issued against.
    function receiptIssued(bytes32 receiptHash) external view returns (bool);

    /// @notice Account of the issuing bank.
    function bank() external view returns (address);

    /// @notice ISO 4217 code.
    function currency() external view returns (bytes3);

    /// @notice Commitment of the token's terms: settlement account, redemption, the contracts that may hold it.
    function termsHash() external view returns (bytes32);

    /// @notice Directory of admitted holders.
    function directory() external view returns (address);
}
