// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title OddToken: a token that keeps a part of every transfer and answers to another directory
contract OddToken {
    address public immutable directory;
    bytes3 public constant currency = "XXX";
    mapping(address => uint256) public balanceOf;

    constructor(address directory_) {
        directory = directory_;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        balanceOf[from] -= amount;
        balanceOf[to] += amount - amount / 100;
        return true;
    }
}
