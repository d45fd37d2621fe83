// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICash} from "../../interfaces/ICash.sol";
import {IGuaranteePool} from "../../interfaces/IGuaranteePool.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {FacilityId, OrderId} from "../../types/Ids.sol";
import {Broken} from "./Broken.sol";
import {Sisters} from "./Sisters.sol";
import {World} from "./World.sol";
import {Vm} from "../Vm.sol";

/// @title MoneyLedger: a second set of books of all cash, kept from the events
/// @notice INV-08, INV-11, INV-18 and the guarantors' part of INV-13.
abstract contract MoneyLedger is Broken, Sisters {
    uint256 public issued;
    uint256 public redeemed;
    mapping(address => uint256) public balance;
    mapping(address => uint256) public held;
    mapping(bytes32 receipt => bool) public receiptUsed;
    mapping(address guarantor => uint256) public deposited;
    mapping(address guarantor => uint256) public committed;
    mapping(bytes32 commitment => uint256) public capAtFirst;
    mapping(bytes32 commitment => uint256) public paidOut;
    mapping(address => bool) private _mayPay; // for the time of one call
    address[] private _payers;

    constructor(World world) Sisters(world) {
        for (uint256 i; i < world.actorCount(); ++i) {
            address who = world.actors(i);
            balance[who] = world.cash().balanceOf(who);
        }
        issued = world.cash().totalSupply();
        for (uint256 i; i < world.receiptCount(); ++i) {
            receiptUsed[world.receipts(i)] = true;
        }
    }

    /// @dev Who may be debited in this call: its sender, the financier of a draw, the buyer of units in a sale.
    function _readPayers(address caller, Vm.Log[] memory logs) internal {
        for (uint256 i; i < _payers.length; ++i) {
            _mayPay[_payers[i]] = false;
        }
        delete _payers;
        _letPay(caller);
        for (uint256 i; i < logs.length; ++i) {
            bytes32 what = logs[i].topics[0];
            if (what == ILoans.Drawn.selector || what == IMarket.Sold.selector) {
                _letPay(address(uint160(uint256(logs[i].topics[3]))));
            }
        }
    }

    function _readCash(Vm.Log memory log, bool directly) internal {
        bytes32 what = log.topics[0];
        address first = log.topics.length > 1 ? address(uint160(uint256(log.topics[1]))) : address(0);
        if (what == IERC20.Transfer.selector) {
            uint256 amount = abi.decode(log.data, (uint256));
            address to = address(uint160(uint256(log.topics[2])));
            if (first != address(0)) balance[first] -= amount;
            if (to != address(0)) balance[to] += amount;
            // A transfer that the token's own allowance permits is no pull by a contract of ours.
            bool own = directly || first == address(0) || W.isSystem(first) || _mayPay[first];
            _holds(18, own || amount == 0, "cash was taken from somebody who is no party to the call");
        } else if (what == ICash.Issued.selector) {
            (uint128 amount) = abi.decode(log.data, (uint128));
            bytes32 receipt = log.topics[2];
            _holds(11, !receiptUsed[receipt], "a receipt was issued against twice");
            receiptUsed[receipt] = true;
            issued += amount;
        } else if (what == ICash.Redeemed.selector) {
            redeemed += abi.decode(log.data, (uint128));
        } else if (what == ICash.Held.selector) {
            (uint128 amount,) = abi.decode(log.data, (uint128, uint128));
            held[first] += amount;
        } else if (what == ICash.HeldReleased.selector) {
            held[first] -= abi.decode(log.data, (uint128));
        }
    }

    function _readPool(Vm.Log memory log) internal {
        bytes32 what = log.topics[0];
        if (what == IGuaranteePool.Claimed.selector) {
            _readClaim(log);
            return;
        }
        address guarantor = address(uint160(uint256(log.topics[1])));
        if (what == IGuaranteePool.Deposited.selector) {
            (uint128 amount,) = abi.decode(log.data, (uint128, uint128));
            deposited[guarantor] += amount;
        } else if (what == IGuaranteePool.Withdrawn.selector) {
            (uint128 amount,) = abi.decode(log.data, (uint128, uint128));
            deposited[guarantor] -= amount;
        } else if (what == IGuaranteePool.Committed.selector) {
            (uint8 version,, uint128 cap,,,) = abi.decode(log.data, (uint8, uint16, uint128, uint128, uint40, uint128));
            bytes32 key = keccak256(abi.encode(guarantor, log.topics[2], version));
            capAtFirst[key] = cap;
            paidOut[key] = 0;
            committed[guarantor] += cap;
        } else if (what == IGuaranteePool.CommitmentEnded.selector) {
            (, uint128 cap,) = abi.decode(log.data, (uint8, uint128, uint128));
            committed[guarantor] -= cap;
        }
    }

    function _readClaim(Vm.Log memory log) private {
        address guarantor = address(uint160(uint256(log.topics[2])));
        (uint128 amount, uint128 capLeft,,) = abi.decode(log.data, (uint128, uint128, uint128, uint128));
        OrderId orderId = OrderId.wrap(log.topics[1]);
        uint8 version = LOANS.account(orderId).version;
        FacilityId facilityId = LOANS.facilityOf(orderId);
        bytes32 key = keccak256(abi.encode(guarantor, FacilityId.unwrap(facilityId), version));
        deposited[guarantor] -= amount;
        paidOut[key] += amount;
        IGuaranteePool.Commitment memory c = POOL.commitment(guarantor, facilityId, version);
        (address buyer,) = ORDERS.parties(orderId);
        _holds(13, c.cap == capLeft, "the cap that is left is not what the claim said");
        _holds(13, paidOut[key] + capLeft <= capAtFirst[key], "more was paid than the cap");
        _holds(13, POOL.paidFor(guarantor, facilityId, version, buyer) <= c.perBuyerCap, "above the buyer's cap");
        uint256 sum;
        for (uint256 i; i < 2; ++i) {
            sum += POOL.depositOf(guarantor, uint16(1 + i)).committed;
        }
        committed[guarantor] = sum;
    }

    function _letPay(address who) private {
        _mayPay[who] = true;
        _payers.push(who);
    }
}
