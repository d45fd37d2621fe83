// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ICollateral} from "../../interfaces/ICollateral.sol";
import {IFacilities} from "../../interfaces/IFacilities.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {OrderId, ReceivableId} from "../../types/Ids.sol";
import {Ledger} from "./Ledger.sol";
import {Story} from "./Story.sol";
import {World} from "./World.sol";

/// @title TradeStories: trades that end well, credit notes and voided payables, and those who come too late
contract TradeStories is Story {
    constructor(World world, Ledger ledger) Story(world, ledger) {}

    /// @dev Drawn at once, delivered, drawn again, part of the payable sold or released, paid, redeemed, released.
    function paidOut(uint256 seed) external from(seed) {
        if (_oneIn(2)) return _everyday();
        _cast();
        if (!_order()) return _everyday();
        _openAndDraw();
        uint128 amount = ORDERS.order(id).amount;
        _ship(amount);
        if (_oneIn(2)) _drawAll();
        _receive(amount);
        if (!_invoice(2 + _rand(40))) return;
        if (_oneIn(2)) _drawAll();
        if (_oneIn(3)) _adopt();
        if (_oneIn(2)) _repay(_part(_owed()));
        if (_oneIn(2)) _outAndIn();
        if (_oneIn(2)) _sell();
        if (_oneIn(2)) _until(RECEIVABLES.receivable(rid).maturity);
        address suspended = _oneIn(4) ? (_oneIn(3) ? lender : supplier) : address(0);
        if (suspended != address(0)) _suspend(suspended);
        _pay(_part(RECEIVABLES.owed(rid)));
        if (_oneIn(2)) _pay(uint128(RECEIVABLES.owed(rid)) + 1);
        _redeem(supplier);
        if (suspended != address(0)) _reinstated(suspended);
        if (_oneIn(2)) _repay(_owed());
        _call(supplier, address(LOANS), abi.encodeCall(ILoans.release, (id)), "Loans.release");
    }

    /// @dev A payable without pledge: a credit note, or both agree that it never was.
    function undone(uint256 seed) external from(seed) {
        if (_oneIn(2)) return _everyday();
        _cast();
        if (!_order()) return _everyday();
        _receive(ORDERS.order(id).amount);
        if (!_invoice(2 + _rand(40))) return;
        if (_oneIn(2)) {
            bool first = _oneIn(2);
            (address asks, address agrees) = first ? (buyer, supplier) : (supplier, buyer);
            bytes memory data = abi.encodeCall(IReceivables.requestVoid, (rid));
            _call(asks, address(RECEIVABLES), data, "Receivables.requestVoid");
            data = abi.encodeCall(IReceivables.voidReceivable, (W.proposal(rid)));
            if (_oneIn(6)) (agrees, asks) = (asks, agrees);
            _call(agrees, address(RECEIVABLES), data, "Receivables.voidReceivable");
            return;
        }
        _handOn();
        uint256 units = _unitsOf(rid, supplier);
        bytes memory credit = abi.encodeCall(IReceivables.forgive, (rid, _part(units)));
        _call(supplier, address(RECEIVABLES), credit, "Receivables.forgive");
        address holder = _aHolder(rid);
        credit = abi.encodeCall(IReceivables.forgive, (rid, _part(_unitsOf(rid, holder))));
        _call(holder, address(RECEIVABLES), credit, "Receivables.forgive");
        if (_isConfirmed(rid)) _pay(_part(RECEIVABLES.owed(rid)));
    }

    /// @dev Whoever signs or asks is overtaken by another transaction: what was meant for another state must not work.
    function overtaken(uint256 seed) external from(seed) {
        uint256 way = _rand(8);
        if (way > 4) return _everyday();
        _cast();
        if (way == 0) return _newerTermsFirst();
        if (way == 1) return _placedByAnother();
        if (!_order()) return _everyday();
        if (way == 2) return _rateRises();
        _receive(ORDERS.order(id).amount);
        if (_invoice(2 + _rand(40))) _quoteOvertaken(way == 3);
    }

    // ---------------------------------------------------------------- inside

    /// @dev Stories are rare; otherwise their turn goes to consents, without which units move seldom.
    function _everyday() private {
        bytes memory data = abi.encodeCall(IReceivables.acceptFrom, (_oneIn(2) ? address(0) : _anyActor(), true));
        _call(_anyActor(), address(RECEIVABLES), data, "Receivables.acceptFrom");
    }

    function _openAndDraw() private {
        IFacilities.Terms memory t = _terms(which, supplier);
        t.cap = 2 ** 60;
        bytes memory signature = _sign(which, t);
        uint256 most = uint256(ORDERS.order(id).amount) * t.advanceBps[0] / 10_000;
        uint128 amount = _part(most);
        bytes memory data = abi.encodeCall(ILoans.openAndDraw, (t, signature, id, amount, 10_000));
        _call(supplier, address(LOANS), data, "Loans.openAndDraw");
    }

    function _adopt() private {
        _agree();
        _call(supplier, address(LOANS), abi.encodeCall(ILoans.adopt, (id)), "Loans.adopt");
    }

    function _outAndIn() private {
        uint128 units = _part(_unitsOf(rid, address(COLLATERAL)) / 2);
        bytes memory data = abi.encodeCall(ICollateral.releaseUnits, (id, rid, units, supplier));
        _call(supplier, address(COLLATERAL), data, "Collateral.releaseUnits");
        data = abi.encodeCall(ICollateral.depositUnits, (id, rid, _part(units)));
        _call(supplier, address(COLLATERAL), data, "Collateral.depositUnits");
    }

    function _sell() private {
        uint256 units = _unitsOf(rid, address(COLLATERAL));
        if (units == 0) return;
        address to = W.guarantors(_rand(2));
        IMarket.PurchaseQuote memory q = _offer(supplier, units, to);
        bytes memory signature = W.sign(to, MARKET.digestOf(q));
        bytes memory data = abi.encodeCall(ICollateral.sellPledged, (id, q, signature));
        _call(supplier, address(COLLATERAL), data, "Collateral.sellPledged");
    }

    function _handOn() private {
        address to = W.suppliers(_rand(2));
        bytes memory data = abi.encodeCall(IReceivables.acceptFrom, (supplier, true));
        _call(to, address(RECEIVABLES), data, "Receivables.acceptFrom");
        uint256 units = _part(_unitsOf(rid, supplier));
        data = abi.encodeCall(IERC6909.transfer, (to, uint256(ReceivableId.unwrap(rid)), units));
        _call(supplier, address(RECEIVABLES), data, "Receivables.transfer");
    }

    function _newerTermsFirst() private {
        IFacilities.Terms memory t = _terms(which, supplier);
        bytes memory data = abi.encodeCall(IFacilities.acceptTerms, (t, _sign(which, t)));
        bool passed;
        if (_oneIn(2)) {
            passed = _agree().version >= t.version && FACILITIES.facility(facilityId).version >= t.version;
        } else {
            bytes memory raise =
                abi.encodeCall(IFacilities.setMinVersion, (supplier, address(CASH), uint8(t.version + 1)));
            passed = _call(lender, address(FACILITIES), raise, "Facilities.setMinVersion");
        }
        bool ok = _call(supplier, address(FACILITIES), data, "Facilities.acceptTerms of old");
        LEDGER.note(15, !ok || !passed, "an overtaken version was accepted");
    }

    /// @dev A buyer's signed order is sent by somebody else first: it stands once, and for the same parties.
    function _placedByAnother() private {
        IOrders.OrderTerms memory t;
        t.supplier = supplier;
        t.cash = address(CASH);
        t.amount = uint128(1e4 + _rand(1e8));
        t.deliverBy = uint40(block.timestamp + 1 + _rand(20 days));
        t.fingerprint = _hash();
        uint40 until = uint40(block.timestamp + _rand(1 days));
        bytes memory signature = W.sign(buyer, ORDERS.digestOf(buyer, t, until));
        bytes memory data = abi.encodeCall(IOrders.placeSigned, (buyer, t, until, signature));
        bool first = _call(_anyActor(), address(ORDERS), data, "Orders.placeSigned");
        bool second = _call(buyer, address(ORDERS), data, "Orders.placeSigned");
        LEDGER.note(18, !first || !second, "a signed order was placed twice");
        id = ORDERS.orderIdOf(buyer, t.fingerprint, 0);
        bytes memory change = abi.encodeCall(IOrders.amend, (id, t.amount + 1, t.deliverBy, _hash()));
        bool amended = _call(buyer, address(ORDERS), change, "Orders.amend");
        bool ok = _call(supplier, address(ORDERS), abi.encodeCall(IOrders.accept, (id, 1)), "Orders.accept");
        LEDGER.note(12, !ok || !amended, "an overtaken version of an order was accepted");
    }

    /// @dev Evidence is retracted or goods go back between the asking for a price and the draw.
    function _rateRises() private {
        _agree();
        if (!_pledge()) return;
        _receive(ORDERS.order(id).amount);
        uint256 half = LOANS.position(id).available / 2;
        if (!_draw(half)) return;
        uint16 limit = LOANS.account(id).rateBps;
        IOrders.Order memory o = ORDERS.order(id);
        bytes memory data = abi.encodeCall(IOrders.dispute, (id, uint128(o.amount / 4), 1));
        _call(buyer, address(ORDERS), data, "Orders.dispute");
        data = abi.encodeCall(ILoans.draw, (id, uint128(1 + _rand(half)), limit));
        bool ok = _call(supplier, address(LOANS), data, "Loans.draw");
        LEDGER.note(15, !ok || LOANS.account(id).rateBps <= limit, "drawn above the price that was named");
    }

    /// @dev Between quote and sale the buyer pays, or the signer cancels.
    function _quoteOvertaken(bool byPayment) private {
        address to = W.guarantors(_rand(2));
        IMarket.PurchaseQuote memory q = _offer(supplier, _unitsOf(rid, supplier), to);
        bytes memory signature = W.sign(to, MARKET.digestOf(q));
        bool overtook;
        if (byPayment) {
            bytes memory pay = abi.encodeCall(IReceivables.pay, (rid, uint128(1 + _rand(1_000))));
            overtook = _call(buyer, address(RECEIVABLES), pay, "Receivables.pay");
        } else {
            bytes memory cancel = abi.encodeCall(IMarket.cancelQuote, (q.nonce));
            overtook = _call(to, address(MARKET), cancel, "Market.cancelQuote");
        }
        bytes memory data = abi.encodeCall(IMarket.sell, (q, signature));
        bool ok = _call(supplier, address(MARKET), data, "Market.sell");
        LEDGER.note(18, !ok || !overtook, "a quote was taken that no longer stood");
    }
}
