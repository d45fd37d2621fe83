// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IGuaranteePool} from "../../interfaces/IGuaranteePool.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {FacilityId, OrderId, ReceivableId} from "../../types/Ids.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";
import {World} from "./World.sol";

/// @title HolderHandler: holders of units, the agreeable and the griefing; and what anybody may call
contract HolderHandler is Handler {
    constructor(World world, Ledger ledger) Handler(world, ledger) {}

    /// @dev Consents come, from one or to all, and go again.
    function acceptFrom(uint256 seed) external from(seed) {
        address sender = _oneIn(2) ? address(0) : _anyActor();
        bytes memory data = abi.encodeCall(IReceivables.acceptFrom, (sender, !_oneIn(4)));
        _call(_anyActor(), address(RECEIVABLES), data, "Receivables.acceptFrom");
    }

    /// @dev Any part, dust above all, to anybody: also back to the obligor.
    function transfer(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isHeld);
        if (ReceivableId.unwrap(id) == 0) return;
        address who = _aHolder(id);
        address to = _oneIn(8) ? RECEIVABLES.obligorOf(id) : _anyActor();
        uint256 units = _oneIn(2) ? 1 + _rand(3) : _part(_unitsOf(id, who));
        _consent(to, who);
        bytes memory data = abi.encodeCall(IERC6909.transfer, (to, uint256(ReceivableId.unwrap(id)), units));
        _call(who, address(RECEIVABLES), data, "Receivables.transfer");
    }

    function transferFrom(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isHeld);
        if (ReceivableId.unwrap(id) == 0) return;
        uint256 token = uint256(ReceivableId.unwrap(id));
        (address who, address by, address to) = (_aHolder(id), _anyActor(), _anyActor());
        uint256 units = _part(_unitsOf(id, who));
        if (_oneIn(2)) {
            bytes memory data = abi.encodeCall(IERC6909.approve, (by, token, _oneIn(3) ? type(uint256).max : units));
            _call(who, address(RECEIVABLES), data, "Receivables.approve");
        } else {
            bytes memory data = abi.encodeCall(IERC6909.setOperator, (by, !_oneIn(3)));
            _call(who, address(RECEIVABLES), data, "Receivables.setOperator");
        }
        _consent(to, who);
        bytes memory move = abi.encodeCall(IERC6909.transferFrom, (who, to, token, units));
        _call(by, address(RECEIVABLES), move, "Receivables.transferFrom");
    }

    function forgive(uint256 seed) external from(seed) {
        if (!_oneIn(3)) return;
        ReceivableId id = _receivableThat(_isForgivable);
        if (ReceivableId.unwrap(id) == 0) return;
        address who = _aHolder(id);
        uint128 units = _part(_unitsOf(id, who) / (1 + _rand(5)));
        bytes memory data = abi.encodeCall(IReceivables.forgive, (id, units));
        _call(who, address(RECEIVABLES), data, "Receivables.forgive");
    }

    function redeem(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_hasMoney);
        if (ReceivableId.unwrap(id) == 0) return;
        address who = _oneIn(8) ? _anyActor() : LEDGER.someCreditor(id, _rand(1_000));
        if (who == address(0)) return;
        bytes memory data = abi.encodeCall(IReceivables.redeem, (id, who));
        bool must = RECEIVABLES.redeemable(id, who) != 0;
        bool ok = _call(_anyActor(), address(RECEIVABLES), data, "Receivables.redeem");
        if (must) LEDGER.note(17, ok, "a holder could not be paid what is redeemable");
    }

    function flagOverdue(uint256 seed) external from(seed) {
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = _receivableThat(_isOverdue);
        if (ReceivableId.unwrap(ids[0]) == 0) return;
        bytes memory data = abi.encodeCall(IReceivables.flagOverdue, (ids));
        _call(_anyActor(), address(RECEIVABLES), data, "Receivables.flagOverdue");
    }

    function sell(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isHeld);
        if (ReceivableId.unwrap(id) == 0) return;
        address who = _aHolder(id);
        address to = _oneIn(6) ? RECEIVABLES.obligorOf(id) : _oneIn(2) ? W.financiers(_rand(2)) : _anyActor();
        IMarket.PurchaseQuote memory q = _quote(id, who, _unitsOf(id, who), to);
        bytes memory data = abi.encodeCall(IMarket.sell, (q, _signQuote(q)));
        bool used = MARKET.nonceUsed(to, q.nonce);
        bool ok = _call(who, address(MARKET), data, "Market.sell");
        LEDGER.note(18, !ok || !used || to == W.financiers(0) || to == W.financiers(1), "a used quote was taken");
    }

    /// @dev INV-19, at once: of whatever order, in whatever state.
    function sync(uint256 seed) external from(seed) {
        OrderId id = _oneIn(10) ? OrderId.wrap(_hash()) : _orderThat(_isPledged);
        bool ok = _call(_anyActor(), address(LOANS), abi.encodeCall(ILoans.sync, (id)), "Loans.sync");
        LEDGER.note(19, ok, "sync reverted");
    }

    function _consent(address to, address who) private {
        if (_oneIn(3) || RECEIVABLES.consents(to, who)) return;
        bytes memory data = abi.encodeCall(IReceivables.acceptFrom, (who, true));
        _call(to, address(RECEIVABLES), data, "Receivables.acceptFrom");
    }

    function _isHeld(ReceivableId id) private view returns (bool) {
        return _isConfirmed(id) && _unitsOf(id, address(COLLATERAL)) < RECEIVABLES.receivable(id).outstanding;
    }

    function _isForgivable(ReceivableId id) private view returns (bool) {
        return _isHeld(id) && _isUntouched(id);
    }

    function _hasMoney(ReceivableId id) private view returns (bool) {
        return LEDGER.book(id).moneyIn > LEDGER.book(id).paidOut;
    }

    function _isOverdue(ReceivableId id) private view returns (bool) {
        IReceivables.Receivable memory row = RECEIVABLES.receivable(id);
        return row.state == IReceivables.ReceivableState.CONFIRMED && block.timestamp > row.maturity;
    }
}

/// @title GuarantorHandler: deposits, commits, gives notice, withdraws
contract GuarantorHandler is Handler {
    constructor(World world, Ledger ledger) Handler(world, ledger) {}

    function deposit(uint256 seed) external from(seed) {
        uint128 amount = uint128(_oneIn(5) ? 1 + _rand(9) : 1 + _rand(1e8));
        bytes memory data = abi.encodeCall(IGuaranteePool.deposit, (address(CASH), amount));
        _call(W.guarantors(_rand(2)), address(POOL), data, "GuaranteePool.deposit");
    }

    function giveNotice(uint256 seed) external from(seed) {
        address who = W.guarantors(_rand(2));
        uint128 amount = _part(POOL.depositOf(who, 1).deposited / 2);
        bytes memory data = abi.encodeCall(IGuaranteePool.giveNotice, (address(CASH), amount));
        if (_oneIn(4)) _call(who, address(POOL), data, "GuaranteePool.giveNotice");
    }

    function withdraw(uint256 seed) external from(seed) {
        address who = W.guarantors(_rand(2));
        IGuaranteePool.Deposit memory d = POOL.depositOf(who, 1);
        if (d.noticed == 0 || (block.timestamp < d.noticeEnds && !_oneIn(6))) return;
        bytes memory data = abi.encodeCall(IGuaranteePool.withdraw, (address(CASH), _part(d.noticed / 2)));
        _call(who, address(POOL), data, "GuaranteePool.withdraw");
    }

    function commit(uint256 seed) external from(seed) {
        address who = W.guarantors(_rand(2));
        FacilityId id = _anyFacility();
        uint8 version = FACILITIES.facility(id).version;
        if (version == 0) return;
        IGuaranteePool.Deposit memory d = POOL.depositOf(who, 1);
        uint256 room = 5 * uint256(d.deposited) - d.committed;
        uint128 cap = _part(room / (1 + _rand(4)));
        uint128 perBuyer = uint128(1 + _rand(cap == 0 ? 1 : cap));
        uint40 until = uint40(block.timestamp + 1 + _rand(500 days));
        bytes memory data =
            abi.encodeCall(IGuaranteePool.commit, (id, version, uint16(1 + _rand(10_000)), cap, perBuyer, until));
        _call(who, address(POOL), data, "GuaranteePool.commit");
    }

    function endCommitment(uint256 seed) external from(seed) {
        (,, uint256 n,,) = W.counts();
        address who = W.guarantors(_rand(2));
        FacilityId id = _anyFacility();
        uint8 version = _oneIn(8) ? FACILITIES.facility(id).version : 0;
        for (uint256 i; i < n && version == 0; ++i) {
            FacilityId other = W.facilityIds(i);
            uint8 newest = FACILITIES.facility(other).version;
            for (uint8 v = 1; v <= newest; ++v) {
                uint40 until = POOL.commitment(who, other, v).validUntil;
                if (until != 0 && until < block.timestamp) (id, version) = (other, v);
            }
        }
        if (version == 0) return;
        bytes memory data = abi.encodeCall(IGuaranteePool.endCommitment, (who, id, version));
        _call(_anyActor(), address(POOL), data, "GuaranteePool.endCommitment");
    }
}
