// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ICash} from "../../interfaces/ICash.sol";
import {IFacilities} from "../../interfaces/IFacilities.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {IParticipants} from "../../interfaces/IParticipants.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {FacilityId, OrderId, ReceivableId} from "../../types/Ids.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";
import {World} from "./World.sol";
import {vm} from "../Vm.sol";

/// @title Story: several calls in the order in which a trade makes them, so that late states are reached often
/// @dev Each call goes through the same books as any other. A story that is refused somewhere simply goes on: what
/// follows is then refused too, or is not, and both are looked at.
abstract contract Story is Handler {
    uint256 private constant MOST = 48;

    /// @dev The trade in hand, for the time of one story.
    OrderId internal id;
    ReceivableId internal rid;
    FacilityId internal facilityId;
    uint256 internal which; // of the financiers
    address internal buyer;
    address internal supplier;
    address internal lender;
    address internal guarantor;

    constructor(World world, Ledger ledger) Handler(world, ledger) {}

    // ---------------------------------------------------------------- beginnings

    /// @dev New parties; mostly put in good standing, as ordinary life does it with everybody at other times.
    function _cast() internal {
        which = _rand(2);
        buyer = W.buyers(_rand(2));
        supplier = W.suppliers(_rand(2));
        lender = W.financiers(which);
        guarantor = W.guarantors(_rand(2));
        facilityId = FACILITIES.facilityIdOf(lender, supplier, address(CASH));
        if (_oneIn(6)) return;
        if (PARTICIPANTS.paused()) {
            _call(
                W.operator(), address(PARTICIPANTS), abi.encodeCall(IParticipants.unpause, ()), "Participants.unpause"
            );
        }
        _heal(buyer);
        _heal(supplier);
        _heal(lender);
        _heal(guarantor);
        (IFacilities.Mandate memory m,) = FACILITIES.mandate(lender, 1);
        if (m.validUntil < block.timestamp + 60 days || m.maxTotal < 2 ** 60) _setMandate(which, 2 ** 60);
        (uint128 cap,) = FACILITIES.line(lender, 1, buyer);
        if (cap < 2 ** 60) _setLine(lender, buyer, 2 ** 60);
        IFacilities.Facility memory f = FACILITIES.facility(facilityId);
        if (f.frozenByFinancier) _unfreeze(lender);
        if (f.frozenByUnderwriter) _unfreeze(W.underwriters(which));
    }

    /// @dev An accepted order of the cast; none where there are many already or it was refused.
    function _order() internal returns (bool) {
        if (W.orderCount() >= MOST) return false;
        IOrders.OrderTerms memory t;
        t.supplier = supplier;
        t.cash = address(CASH);
        t.amount = uint128(1e4 + _rand(1e8));
        t.deliverBy = uint40(block.timestamp + 1 + _rand(20 days));
        t.paymentTermDays = uint16(_rand(20));
        t.attestor = _oneIn(4) ? address(0) : W.attestors(0);
        t.lateBps = uint16(_rand(2_000));
        t.fingerprint = _hash();
        id = ORDERS.orderIdOf(buyer, t.fingerprint, 0);
        rid = ReceivableId.wrap(0);
        if (!_call(buyer, address(ORDERS), abi.encodeCall(IOrders.place, (t)), "Orders.place")) return false;
        return _call(supplier, address(ORDERS), abi.encodeCall(IOrders.accept, (id, 1)), "Orders.accept");
    }

    /// @dev Terms with short days, accepted by the supplier.
    function _agree() internal returns (IFacilities.Terms memory t) {
        t = _terms(which, supplier);
        (t.cap, t.graceDays, t.cureDays) = (2 ** 60, uint8(_rand(6)), uint8(_rand(4)));
        bytes memory data = abi.encodeCall(IFacilities.acceptTerms, (t, _sign(which, t)));
        _call(supplier, address(FACILITIES), data, "Facilities.acceptTerms");
    }

    function _pledge() internal returns (bool) {
        bytes memory data = abi.encodeCall(ILoans.pledge, (facilityId, id));
        return _call(supplier, address(LOANS), data, "Loans.pledge");
    }

    function _draw(uint256 amount) internal returns (bool) {
        if (amount == 0) return false;
        bytes memory data = abi.encodeCall(ILoans.draw, (id, uint128(amount), 10_000));
        return _call(supplier, address(LOANS), data, "Loans.draw");
    }

    function _drawAll() internal returns (bool) {
        return _draw(LOANS.position(id).available);
    }

    // ---------------------------------------------------------------- goods and invoices

    function _ship(uint128 total) internal {
        bytes memory data = abi.encodeCall(IOrders.recordShipment, (id, total, _hash()));
        _call(supplier, address(ORDERS), data, "Orders.recordShipment");
        data = abi.encodeCall(IOrders.attestShipment, (id, total, _hash()));
        _call(ORDERS.order(id).attestor, address(ORDERS), data, "Orders.attestShipment");
    }

    function _receive(uint128 total) internal {
        bytes memory data = abi.encodeCall(IOrders.recordReceipt, (id, total, _hash()));
        _call(buyer, address(ORDERS), data, "Orders.recordReceipt");
    }

    /// @dev An invoice over what is received, proposed and confirmed.
    function _invoice(uint256 days_) internal returns (bool) {
        IOrders.Order memory o = ORDERS.order(id);
        uint256 open = uint256(o.received) - o.returned - o.confirmed - o.proposed;
        if (open == 0 || W.receivableCount() >= MOST_RECEIVABLES) return false;
        rid = _propose(id, supplier, uint128(_oneIn(3) ? open : 1 + _rand(open)), days_);
        bytes memory data = abi.encodeCall(IReceivables.confirm, (rid, 1));
        return _call(buyer, address(RECEIVABLES), data, "Receivables.confirm");
    }

    function _pay(uint128 amount) internal {
        bytes memory data = abi.encodeCall(IReceivables.pay, (rid, amount));
        _call(buyer, address(RECEIVABLES), data, "Receivables.pay");
    }

    function _redeem(address who) internal {
        bytes memory data = abi.encodeCall(IReceivables.redeem, (rid, who));
        _call(_anyActor(), address(RECEIVABLES), data, "Receivables.redeem");
    }

    function _flag() internal {
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = rid;
        bytes memory data = abi.encodeCall(IReceivables.flagOverdue, (ids));
        _call(_anyActor(), address(RECEIVABLES), data, "Receivables.flagOverdue");
    }

    function _repay(uint256 amount) internal {
        if (amount == 0) return;
        bytes memory data = abi.encodeCall(ILoans.repay, (id, uint128(amount)));
        _call(supplier, address(LOANS), data, "Loans.repay");
    }

    function _owed() internal view returns (uint256) {
        ILoans.Position memory p = LOANS.position(id);
        return uint256(p.principal) + p.owedInterest + p.owedPenalty + p.subrogated;
    }

    // ---------------------------------------------------------------- time, standing

    /// @dev To a moment, or (now and then) a second before or after it.
    function _until(uint256 moment) internal {
        uint256 way = _rand(6);
        if (way == 0 && moment != 0) --moment;
        if (way == 1) ++moment;
        if (moment <= block.timestamp) return;
        vm.warp(moment);
        W.tally("the clock", true);
    }

    function _heal(address who) private {
        IParticipants.Participant memory p = PARTICIPANTS.participant(who);
        if (p.suspended) {
            bytes memory data = abi.encodeCall(IParticipants.reinstate, (who));
            _call(W.operator(), address(PARTICIPANTS), data, "Participants.reinstate");
        }
        if (p.validUntil < block.timestamp + 100 days || p.groupId != 0) {
            uint40 until = uint40(block.timestamp + 200 days + _rand(600 days));
            bytes memory data = abi.encodeCall(IParticipants.renew, (who, 0, p.roles, until, 0, 0));
            _call(W.operator(), address(PARTICIPANTS), data, "Participants.renew");
        }
    }

    function _suspend(address who) internal {
        bytes memory data = abi.encodeCall(IParticipants.suspend, (who, 1));
        _call(W.operator(), address(PARTICIPANTS), data, "Participants.suspend");
    }

    /// @dev Who was suspended while money came for it gets it afterwards.
    function _reinstated(address who) internal {
        bytes memory data = abi.encodeCall(ICash.releaseHeld, (who));
        if (_oneIn(4)) _call(_anyActor(), address(CASH), data, "Cash.releaseHeld");
        bytes memory back = abi.encodeCall(IParticipants.reinstate, (who));
        _call(W.operator(), address(PARTICIPANTS), back, "Participants.reinstate");
        if (CASH.heldFor(who) != 0) _call(_anyActor(), address(CASH), data, "Cash.releaseHeld");
    }

    function _unfreeze(address by) private {
        _call(by, address(FACILITIES), abi.encodeCall(IFacilities.unfreeze, (facilityId)), "Facilities.unfreeze");
    }

    /// @dev A quote by somebody who is no kin of the parties, for units of the receivable in hand.
    function _offer(address seller, uint256 units, address to) internal returns (IMarket.PurchaseQuote memory q) {
        q = _quote(rid, seller, units, to);
        q.seller = seller;
        q.validUntil = uint40(block.timestamp + 1 days);
        if (q.price == 0) q.price = 1;
    }
}
