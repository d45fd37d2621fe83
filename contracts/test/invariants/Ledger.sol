// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IOrders} from "../../interfaces/IOrders.sol";
import {OrderId} from "../../types/Ids.sol";
import {LoanLedger} from "./LoanLedger.sol";
import {MoneyLedger} from "./MoneyLedger.sol";
import {World} from "./World.sol";
import {Vm} from "../Vm.sol";

/// @title Ledger: reads what every call has left behind
contract Ledger is LoanLedger {
    constructor(World world) MoneyLedger(world) {}

    /// @notice After a call that succeeded.
    function observe(address caller, address target, Vm.Log[] memory logs) external {
        _readPayers(caller, logs);
        for (uint256 i; i < logs.length; ++i) {
            address emitter = logs[i].emitter;
            if (emitter == address(CASH)) {
                _readCash(logs[i], target == emitter);
            } else if (emitter == address(RECEIVABLES)) {
                _readReceivables(caller, target, logs[i], logs);
            } else if (emitter == address(LOANS)) {
                _readLoans(logs[i], logs);
            } else if (emitter == address(FACILITIES)) {
                _readFacilities(caller, logs[i]);
            } else if (emitter == address(FINGERPRINTS)) {
                _readFingerprints(logs[i]);
            } else if (emitter == address(POOL)) {
                _readPool(logs[i]);
            } else if (emitter == address(ORDERS) && logs[i].topics[0] == IOrders.Placed.selector) {
                W.addOrder(OrderId.wrap(logs[i].topics[1]));
            }
        }
        _settleTurns();
    }

    /// @notice After a call that was refused: the refusal has a name (no panic, no bare string, no empty answer).
    function observeRefusal(bytes32 name, bytes calldata reason) external {
        bytes4 selector = reason.length < 4 ? bytes4(0) : bytes4(reason);
        bool named = selector != 0 && selector != 0x4e487b71 && selector != 0x08c379a0;
        if (!named) _holds(0, false, string.concat("a refusal without a name: ", _text(name)));
    }

    /// @notice What a handler itself has seen go wrong.
    function note(uint256 inv, bool ok, string calldata what) external {
        _holds(inv, ok, what);
    }
}
