// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ICollateral} from "../../interfaces/ICollateral.sol";
import {IFingerprints} from "../../interfaces/IFingerprints.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {OrderId, ReceivableId} from "../../types/Ids.sol";
import {MoneyLedger} from "./MoneyLedger.sol";
import {Vm} from "../Vm.sol";

/// @title UnitLedger: a second set of books of every receivable's units and money, kept from the events
/// @notice INV-01, INV-02, INV-03, INV-12 and INV-14 at every call.
abstract contract UnitLedger is MoneyLedger {
    struct Book {
        OrderId orderId;
        address buyer;
        address supplier;
        bytes32 key;
        uint256 face;
        uint40 maturity;
        uint256 extinguished;
        uint256 moneyIn;
        uint256 facePaid;
        uint256 paidOut;
        bool confirmed;
        bool voided;
    }

    mapping(ReceivableId => Book) internal _books;
    mapping(ReceivableId => mapping(address => uint256)) public units;
    mapping(ReceivableId => address[]) private _holders; // whoever has ever held units, custody apart
    mapping(ReceivableId => mapping(address => bool)) private _hasHeld;
    mapping(ReceivableId => mapping(address => bool)) private _asksVoid;
    mapping(bytes32 key => uint256) public occupied;
    mapping(address buyer => uint256) public overdue;
    mapping(address => mapping(address => bool)) private _operator;
    mapping(address => mapping(address => mapping(uint256 => uint256))) private _allowed;

    function book(ReceivableId receivableId) external view returns (Book memory) {
        return _books[receivableId];
    }

    /// @notice Somebody with units, custody apart, looking from a random one on; nobody where there is none.
    function someHolder(ReceivableId receivableId, uint256 seed) external view returns (address) {
        address[] storage all = _holders[receivableId];
        for (uint256 i; i < all.length; ++i) {
            address who = all[(seed + i) % all.length];
            if (units[receivableId][who] != 0) return who;
        }
        return address(0);
    }

    /// @notice Somebody to whom money is payable, who may have no units any more.
    function someCreditor(ReceivableId receivableId, uint256 seed) external view returns (address) {
        address[] storage all = _holders[receivableId];
        for (uint256 i; i < all.length; ++i) {
            address who = all[(seed + i) % all.length];
            if (RECEIVABLES.redeemable(receivableId, who) != 0) return who;
        }
        return address(0);
    }

    function _readReceivables(address caller, address target, Vm.Log memory log, Vm.Log[] memory logs) internal {
        bytes32 what = log.topics[0];
        if (what == IERC6909.Transfer.selector && log.topics.length == 4) {
            _readTransfer(caller, target, log, logs);
        } else if (what == IERC6909.OperatorSet.selector) {
            _operator[_at(log, 1)][_at(log, 2)] = abi.decode(log.data, (bool));
        } else if (what == IERC6909.Approval.selector) {
            _allowed[_at(log, 1)][_at(log, 2)][uint256(log.topics[3])] = abi.decode(log.data, (uint256));
        } else if (what == IReceivables.OverdueFlagged.selector) {
            ++overdue[_at(log, 2)];
        } else if (what == IReceivables.OverdueCleared.selector) {
            --overdue[_at(log, 2)];
        } else {
            _readLife(caller, what, log);
        }
    }

    function _readFingerprints(Vm.Log memory log) internal {
        bytes32 what = log.topics[0];
        if (what == IFingerprints.Occupied.selector) {
            (, uint128 amount,) = abi.decode(log.data, (uint128, uint128, uint128));
            occupied[log.topics[1]] += amount;
        } else if (what == IFingerprints.Freed.selector) {
            (uint128 amount,) = abi.decode(log.data, (uint128, uint128));
            occupied[log.topics[1]] -= amount;
        }
    }

    /// @dev What the waterfall took out of Receivables for the custody's units.
    function _readCollected(ReceivableId receivableId, uint256 amount, bool inSale) internal {
        if (!inSale) _books[receivableId].paidOut += amount;
    }

    function _readLife(address caller, bytes32 what, Vm.Log memory log) private {
        ReceivableId id = ReceivableId.wrap(log.topics[1]);
        Book storage b = _books[id];
        if (what == IReceivables.Proposed.selector) {
            _readProposed(id, b, log);
            _holds(12, caller == b.supplier, "somebody else proposed for the supplier");
        } else if (what == IReceivables.Confirmed.selector) {
            _holds(12, caller == b.buyer, "a debt without its obligor's key");
            _holds(14, b.maturity > block.timestamp && b.maturity <= block.timestamp + 365 days, "tenor out of range");
            _holds(14, overdue[b.buyer] == 0, "a flagged buyer confirmed");
            b.confirmed = true;
        } else if (what == IReceivables.Voided.selector) {
            address other = caller == b.buyer ? b.supplier : b.buyer;
            _holds(12, _asksVoid[id][other], "voided without the other party");
            b.voided = true;
        } else if (what == IReceivables.VoidRequested.selector) {
            _asksVoid[id][caller] = true;
        } else if (what == IReceivables.Extinguished.selector) {
            (uint128 ended,) = abi.decode(log.data, (uint128, uint128));
            b.extinguished += ended;
            _holds(1, b.moneyIn == 0, "units ended after a payment");
        } else if (what == IReceivables.Paid.selector) {
            (uint128 amount, uint128 late, uint128 paid,,,) =
                abi.decode(log.data, (uint128, uint128, uint128, uint128, uint128, int256));
            _holds(7, amount == late + paid - b.facePaid, "a payment is not late interest and face");
            b.facePaid = paid;
            b.moneyIn += amount;
        } else if (what == IReceivables.Redeemed.selector) {
            b.paidOut += abi.decode(log.data, (uint128));
        }
    }

    function _readProposed(ReceivableId id, Book storage b, Vm.Log memory log) private {
        (address buyer, bytes32 key,,, IReceivables.Proposal memory p) =
            abi.decode(log.data, (address, bytes32, uint16, uint16, IReceivables.Proposal));
        b.orderId = p.orderId;
        b.buyer = buyer;
        b.supplier = _at(log, 3);
        b.key = key;
        b.face = p.face;
        b.maturity = p.maturity;
        W.addReceivable(id, p);
    }

    /// @dev INV-12: who may move whose units. Custody moves by its order's supplier, or by its financier's enforcement.
    function _readTransfer(address caller, address target, Vm.Log memory log, Vm.Log[] memory logs) private {
        (address from, address to) = (_at(log, 1), _at(log, 2));
        ReceivableId id = ReceivableId.wrap(log.topics[3]);
        (, uint256 amount) = abi.decode(log.data, (address, uint256));
        Book storage b = _books[id];
        if (from == address(0)) {
            _holds(12, b.confirmed && caller == b.buyer, "units were made without their obligor");
            _holds(1, amount == b.face, "more or fewer units than face");
        } else if (from == address(COLLATERAL)) {
            bool enforced = _has(logs, ICollateral.EnforcementSold.selector);
            _holds(12, enforced || caller == b.supplier, "custody moved without the supplier");
            units[id][from] -= amount;
        } else {
            bool own = caller == from || _operator[from][caller] || (to == address(0) && (from == b.buyer || b.voided));
            if (!own && to == address(0)) own = _has(logs, IReceivables.Voided.selector);
            if (!own && target == address(RECEIVABLES)) {
                uint256 allowed = _allowed[from][caller][uint256(ReceivableId.unwrap(id))];
                own = allowed >= amount;
                if (own && allowed != type(uint256).max) {
                    _allowed[from][caller][uint256(ReceivableId.unwrap(id))] = allowed - amount;
                }
            }
            _holds(12, own, "units moved without their holder");
            units[id][from] -= amount;
        }
        if (to == address(0)) return;
        units[id][to] += amount;
        if (_hasHeld[id][to] || to == address(COLLATERAL)) return;
        _hasHeld[id][to] = true;
        _holders[id].push(to);
    }

    function _has(Vm.Log[] memory logs, bytes32 what) internal pure returns (bool) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == what) return true;
        }
        return false;
    }

    function _at(Vm.Log memory log, uint256 topic) internal pure returns (address) {
        return address(uint160(uint256(log.topics[topic])));
    }
}
