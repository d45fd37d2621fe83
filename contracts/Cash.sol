// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ICash} from "./interfaces/ICash.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";

/// @title Cash: a bank's deposit token of one currency (see ICash)
/// @dev What is held for an account lies on this contract's own balance.
contract Cash is ERC20, ERC20Permit, ICash {
    address public immutable bank;
    address public immutable directory;
    bytes3 public immutable currency;
    bytes32 public immutable termsHash;

    mapping(bytes32 receiptHash => bool) public receiptIssued;
    mapping(address account => uint128) public heldFor;

    constructor(
        string memory name_,
        string memory symbol_,
        bytes3 currency_,
        address bank_,
        address directory_,
        bytes32 termsHash_
    ) ERC20(name_, symbol_) ERC20Permit(name_) {
        bank = bank_;
        directory = directory_;
        currency = currency_;
        termsHash = termsHash_;
    }

    /// @inheritdoc ICash
    function issue(address to, uint128 amount, bytes32 receiptHash) external {
        if (msg.sender != bank) revert Cash_OnlyBank(msg.sender, bank);
        if (IParticipants(directory).receiverKind(bank) == IParticipants.ReceiverKind.SUSPENDED) {
            revert Cash_BankSuspended(bank);
        }
        if (amount == 0) revert Cash_AmountOutOfRange(amount, type(uint128).max);
        if (totalSupply() + amount > type(uint128).max) revert Cash_AmountOutOfRange(amount, type(uint128).max);
        if (receiptIssued[receiptHash]) revert Cash_ReceiptAlreadyIssued(receiptHash);
        receiptIssued[receiptHash] = true;
        emit Issued(to, amount, receiptHash);
        _mint(to, amount);
    }

    /// @inheritdoc ICash
    function redeem(uint128 amount, bytes32 instructionHash) external {
        if (amount == 0) revert Cash_AmountOutOfRange(amount, type(uint128).max);
        emit Redeemed(msg.sender, amount, instructionHash);
        _burn(msg.sender, amount);
    }

    /// @inheritdoc ICash
    function settle(address to, uint128 amount) external {
        _settle(msg.sender, to, amount);
    }

    /// @inheritdoc ICash
    function settleFrom(address from, address to, uint128 amount) external {
        _spendAllowance(from, msg.sender, amount);
        _settle(from, to, amount);
    }

    /// @inheritdoc ICash
    function settleWithFeeFrom(address from, address to, uint128 amount, address feeTo, uint128 fee) external {
        _spendAllowance(from, msg.sender, uint256(amount) + fee);
        _settle(from, to, amount);
        if (fee != 0) _settle(from, feeTo, fee);
    }

    /// @inheritdoc ICash
    function fundsOf(address owner, address spender) external view returns (uint256 balance, uint256 allowed) {
        return (balanceOf(owner), allowance(owner, spender));
    }

    /// @inheritdoc ICash
    function releaseHeld(address account) external returns (uint128 amount) {
        amount = heldFor[account];
        if (amount == 0) revert Cash_NothingHeld(account);
        heldFor[account] = 0;
        emit HeldReleased(account, amount);
        _transfer(address(this), account, amount);
    }

    /// @notice Minor units of the currency are hundredths.
    function decimals() public pure override(ERC20, IERC20Metadata) returns (uint8) {
        return 2;
    }

    /// @notice ERC-2612 nonce of an owner.
    function nonces(address owner) public view override(ERC20Permit, IERC20Permit) returns (uint256) {
        return super.nonces(owner);
    }

    function _settle(address from, address to, uint128 amount) private {
        IParticipants.ReceiverKind kind = IParticipants(directory).receiverKind(to);
        if (kind == IParticipants.ReceiverKind.RECEIVER) {
            super._update(from, to, amount);
        } else if (kind == IParticipants.ReceiverKind.SUSPENDED) {
            uint128 total = heldFor[to] + amount;
            heldFor[to] = total;
            emit Held(to, amount, total);
            super._update(from, address(this), amount);
        } else {
            revert Cash_ReceiverNotAdmitted(to);
        }
    }

    /// @dev Only the receiver is checked: a suspended account may still pay what it owes. A contract of the deployment
    /// receives only in calls of such a contract, so that nobody leaves money there that nobody books.
    function _update(address from, address to, uint256 amount) internal override {
        if (to != address(0)) {
            IParticipants.ReceiverKind kind = IParticipants(directory).receiverKind(to);
            bool allowed = kind == IParticipants.ReceiverKind.RECEIVER
                || (kind == IParticipants.ReceiverKind.SYSTEM
                    && IParticipants(directory).receiverKind(msg.sender) == IParticipants.ReceiverKind.SYSTEM);
            if (!allowed) revert Cash_ReceiverNotAdmitted(to);
        }
        super._update(from, to, amount);
    }
}
