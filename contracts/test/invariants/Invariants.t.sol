// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {BuyerHandler} from "./BuyerHandler.sol";
import {Checks} from "./Checks.sol";
import {FinancierHandler} from "./FinancierHandler.sol";
import {GuarantorHandler, HolderHandler} from "./HolderHandlers.sol";
import {HostileHandler} from "./HostileHandler.sol";
import {Ledger} from "./Ledger.sol";
import {OperatorHandler} from "./OperatorHandler.sol";
import {AttestorHandler, BankHandler} from "./PlainHandlers.sol";
import {SupplierHandler} from "./SupplierHandler.sol";
import {TradeStories} from "./TradeStories.sol";
import {TroubleStories} from "./TroubleStories.sol";
import {World} from "./World.sol";
import {vm} from "../Vm.sol";

/// @title Invariants: model.md's INV-01 … INV-19 (INV-16 is the mirror's) after every call of every party
/// @notice Each holds two ways: the ledger has seen no call that broke it, and the views agree with the ledger now.
contract InvariantsTest {
    World internal w;
    Ledger internal ledger;
    Checks internal checks;
    address[] internal targets;

    function setUp() public {
        w = new World();
        ledger = new Ledger(w);
        checks = new Checks(w, ledger);
        FinancierHandler financier = new FinancierHandler(w, ledger);
        BuyerHandler buyer = new BuyerHandler(w, ledger);
        SupplierHandler supplier = new SupplierHandler(w, ledger);
        targets.push(address(financier));
        targets.push(address(buyer));
        targets.push(address(supplier));
        targets.push(address(new AttestorHandler(w, ledger)));
        targets.push(address(new BankHandler(w, ledger)));
        targets.push(address(new HolderHandler(w, ledger)));
        targets.push(address(new GuarantorHandler(w, ledger)));
        targets.push(address(new OperatorHandler(w, ledger)));
        targets.push(address(new HostileHandler(w, ledger)));
        targets.push(address(new TradeStories(w, ledger)));
        targets.push(address(new TroubleStories(w, ledger)));
        _begin(buyer, supplier);
    }

    /// @dev A trade under way, so that a run's first calls find something to do.
    function _begin(BuyerHandler buyer, SupplierHandler supplier) private {
        for (uint256 i; i < 8; ++i) {
            buyer.place(100 + i);
            supplier.accept(200 + i);
        }
        for (uint256 i; i < 6; ++i) {
            supplier.openAndDraw(300 + i);
            supplier.recordShipment(400 + i);
            buyer.recordReceipt(500 + i);
            supplier.propose(600 + i);
            if (i % 2 == 0) buyer.confirm(700 + i);
        }
    }

    /// @dev Asked by forge: whom to call.
    function targetContracts() public view returns (address[] memory) {
        return targets;
    }

    /// @dev Asked by forge at the end of a run: what was tried and what succeeded goes into a file, one line a run.
    function afterInvariant() public {
        string memory line;
        for (uint256 i; i < w.tallyCount(); ++i) {
            bytes32 name = w.tallied(i);
            string memory of_ = string.concat(vm.toString(w.succeeded(name)), "/", vm.toString(w.tried(name)));
            line = string.concat(line, string(abi.encodePacked(name)), "=", of_, ";");
        }
        vm.writeLine(vm.envOr("TALLY_FILE", "build/forge/tallies.txt"), line);
    }

    /// @notice The only campaign: every call of a run is held to every invariant.
    function invariant_everything_holds() public {
        checks.everythingHolds();
    }
}
