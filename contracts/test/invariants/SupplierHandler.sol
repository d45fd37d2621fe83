// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IBatch} from "../../interfaces/IBatch.sol";
import {ICollateral} from "../../interfaces/ICollateral.sol";
import {IFacilities} from "../../interfaces/IFacilities.sol";
import {ILoans} from "../../interfaces/ILoans.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {IOrders} from "../../interfaces/IOrders.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {FacilityId, OrderId, ReceivableId} from "../../types/Ids.sol";
import {Handler} from "./Handler.sol";
import {Ledger} from "./Ledger.sol";
import {World} from "./World.sol";

/// @title SupplierHandler: accepts, ships, invoices; pledges, draws, repays; moves what is in custody
contract SupplierHandler is Handler {
    constructor(World world, Ledger ledger) Handler(world, ledger) {}

    // ---------------------------------------------------------------- orders and invoices

    function accept(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isPlaced);
        IOrders.Order memory o = ORDERS.order(id);
        uint8 version = _oneIn(10) && o.version > 1 ? o.version - 1 : o.version;
        _call(o.supplier, address(ORDERS), abi.encodeCall(IOrders.accept, (id, version)), "Orders.accept");
    }

    function reject(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isPlaced);
        address supplier = ORDERS.order(id).supplier;
        if (!_oneIn(4)) return;
        _call(supplier, address(ORDERS), abi.encodeCall(IOrders.reject, (id, 3)), "Orders.reject");
    }

    function acceptAmendment(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isAmended);
        (uint8 version,,) = ORDERS.amendment(id);
        address supplier = ORDERS.order(id).supplier;
        _call(
            supplier, address(ORDERS), abi.encodeCall(IOrders.acceptAmendment, (id, version)), "Orders.acceptAmendment"
        );
    }

    function recordShipment(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isShippable);
        IOrders.Order memory o = ORDERS.order(id);
        uint128 total = uint128(o.shipped + _part(uint256(o.amount) - o.cancelled - o.shipped));
        bytes memory data = abi.encodeCall(IOrders.recordShipment, (id, total, _hash()));
        _call(o.supplier, address(ORDERS), data, "Orders.recordShipment");
    }

    function propose(uint256 seed) external from(seed) {
        if (W.receivableCount() >= MOST_RECEIVABLES) return;
        OrderId id = _orderThat(_isInvoiceable);
        IOrders.Order memory o = ORDERS.order(id);
        if (o.supplier == address(0)) return;
        uint256 open = _isInvoiceable(id) ? o.received - o.returned - o.confirmed - o.proposed : 1;
        uint256 days_ = _oneIn(4) ? 1 + _rand(366) : 1 + _rand(60);
        _propose(id, o.supplier, _part(open), days_);
    }

    function withdraw(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isProposed);
        if (!_oneIn(3)) return;
        bytes memory data = abi.encodeCall(IReceivables.withdraw, (W.proposal(id)));
        _call(LEDGER.book(id).supplier, address(RECEIVABLES), data, "Receivables.withdraw");
    }

    // ---------------------------------------------------------------- loans

    function acceptTerms(uint256 seed) external from(seed) {
        address supplier = W.suppliers(_rand(2));
        (IFacilities.Terms memory t, bytes memory signature) = _signTerms(_rand(2), supplier);
        if (_oneIn(3)) return; // signed, and left lying
        bytes memory data = abi.encodeCall(IFacilities.acceptTerms, (t, signature));
        _call(supplier, address(FACILITIES), data, "Facilities.acceptTerms");
    }

    /// @dev Terms that were signed earlier: older versions, expired or withdrawn ones, and such as still stand.
    function acceptOlderTerms(uint256 seed) external from(seed) {
        (,,, uint256 n,) = W.counts();
        if (n == 0) return;
        (IFacilities.Terms memory t, bytes memory signature) =
            abi.decode(W.signedTerms(_rand(n)), (IFacilities.Terms, bytes));
        uint8 before = _facilityOf(t).version;
        uint8 least = FACILITIES.minVersionOf(FACILITIES.facilityIdOf(t.financier, t.supplier, t.cash));
        bytes memory data = abi.encodeCall(IFacilities.acceptTerms, (t, signature));
        bool ok = _call(t.supplier, address(FACILITIES), data, "Facilities.acceptTerms of old");
        LEDGER.note(15, !ok || (t.version > before && t.version >= least), "an overtaken version was accepted");
    }

    function pledge(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isPledgeable);
        address supplier = ORDERS.order(id).supplier;
        FacilityId facilityId = FACILITIES.facilityIdOf(W.financiers(_rand(2)), supplier, address(CASH));
        _call(supplier, address(LOANS), abi.encodeCall(ILoans.pledge, (facilityId, id)), "Loans.pledge");
    }

    function openAndDraw(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isPledgeable);
        IOrders.Order memory o = ORDERS.order(id);
        if (o.supplier == address(0)) return;
        (IFacilities.Terms memory t, bytes memory signature) = _signTerms(_rand(2), o.supplier);
        uint128 amount = uint128(1 + _rand(uint256(o.amount) * t.advanceBps[0] / 10_000 + 1));
        bytes memory data = abi.encodeCall(ILoans.openAndDraw, (t, signature, id, amount, 10_000));
        _call(o.supplier, address(LOANS), data, "Loans.openAndDraw");
    }

    function draw(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isDrawable);
        uint128 amount = uint128(1 + _part(LOANS.position(id).available / (1 + _rand(3))));
        uint16 limit = _oneIn(10) ? uint16(_rand(2_000)) : 10_000;
        bytes memory data = abi.encodeCall(ILoans.draw, (id, amount, limit));
        _call(ORDERS.order(id).supplier, address(LOANS), data, "Loans.draw");
    }

    function drawMany(uint256 seed) external from(seed) {
        OrderId[] memory ids = new OrderId[](2);
        uint128[] memory amounts = new uint128[](2);
        uint16[] memory limits = new uint16[](2);
        ids[0] = _orderThat(_isDrawable);
        ids[1] = _orderThat(_isDrawable);
        if (OrderId.unwrap(ids[0]) == OrderId.unwrap(ids[1]) && !_oneIn(3)) return;
        for (uint256 i; i < 2; ++i) {
            amounts[i] = uint128(1 + LOANS.position(ids[i]).available / (2 + _rand(8)));
            limits[i] = 10_000;
        }
        address supplier = ORDERS.order(ids[0]).supplier;
        bytes memory data = abi.encodeCall(ILoans.drawMany, (ids, amounts, limits));
        _call(supplier, address(LOANS), data, "Loans.drawMany");
    }

    function repay(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isIndebted);
        ILoans.Position memory p = LOANS.position(id);
        uint256 owed = uint256(p.principal) + p.owedInterest + p.owedPenalty + p.subrogated;
        if (owed == 0) return;
        address payer = _oneIn(5) ? _anyActor() : ORDERS.order(id).supplier;
        uint128 amount = _part(_oneIn(3) ? p.owedInterest + p.owedPenalty : owed);
        bool must = amount != 0 && owed != 0 && CASH.balanceOf(payer) >= owed;
        bool ok = _call(payer, address(LOANS), abi.encodeCall(ILoans.repay, (id, amount)), "Loans.repay");
        if (must) LEDGER.note(17, ok, "a repayment failed though its payer had the money");
    }

    function release(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isReleasable);
        address supplier = ORDERS.order(id).supplier;
        _call(supplier, address(LOANS), abi.encodeCall(ILoans.release, (id)), "Loans.release");
    }

    function adopt(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isAdoptable);
        address supplier = ORDERS.order(id).supplier;
        _call(supplier, address(LOANS), abi.encodeCall(ILoans.adopt, (id)), "Loans.adopt");
    }

    // ---------------------------------------------------------------- custody

    function releaseUnits(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isInCustody);
        OrderId orderId = LEDGER.book(id).orderId;
        address supplier = LEDGER.book(id).supplier;
        address to = _oneIn(2) ? supplier : _anyActor();
        uint128 units = _part(_unitsOf(id, address(COLLATERAL)) / (1 + _rand(4)));
        bytes memory data = abi.encodeCall(ICollateral.releaseUnits, (orderId, id, units, to));
        _call(supplier, address(COLLATERAL), data, "Collateral.releaseUnits");
    }

    function depositUnits(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isDepositable);
        address supplier = LEDGER.book(id).supplier;
        uint128 units = _part(_unitsOf(id, supplier));
        bytes memory data = abi.encodeCall(ICollateral.depositUnits, (LEDGER.book(id).orderId, id, units));
        _call(supplier, address(COLLATERAL), data, "Collateral.depositUnits");
    }

    function sellPledged(uint256 seed) external from(seed) {
        ReceivableId id = _receivableThat(_isInCustody);
        address supplier = LEDGER.book(id).supplier;
        address to = _oneIn(4) ? W.guarantors(_rand(2)) : W.financiers(_rand(2));
        IMarket.PurchaseQuote memory q = _quote(id, supplier, _unitsOf(id, address(COLLATERAL)), to);
        bytes memory signature = _signQuote(q);
        bytes memory data = abi.encodeCall(ICollateral.sellPledged, (LEDGER.book(id).orderId, q, signature));
        _call(supplier, address(COLLATERAL), data, "Collateral.sellPledged");
    }

    function batch(uint256 seed) external from(seed) {
        OrderId id = _orderThat(_isIndebted);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(ILoans.sync, (id));
        calls[1] = abi.encodeCall(ILoans.repay, (id, uint128(1 + _rand(1_000))));
        address supplier = ORDERS.order(id).supplier;
        bool funded = _isIndebted(id) && CASH.balanceOf(supplier) > 1_000;
        if (!funded || _oneIn(2)) {
            _call(supplier, address(LOANS), abi.encodeCall(IBatch.multicall, (calls)), "Loans.multicall");
            return;
        }
        _call(supplier, address(LOANS), abi.encodeCall(IBatch.tryMulticall, (calls)), "Loans.tryMulticall");
    }

    // ---------------------------------------------------------------- inside

    function _facilityOf(IFacilities.Terms memory t) private view returns (IFacilities.Facility memory) {
        return FACILITIES.facility(FACILITIES.facilityIdOf(t.financier, t.supplier, t.cash));
    }

    function _isPlaced(OrderId id) private view returns (bool) {
        return ORDERS.order(id).state == IOrders.OrderState.PLACED;
    }

    function _isAmended(OrderId id) private view returns (bool) {
        (uint8 version,,) = ORDERS.amendment(id);
        return version != 0;
    }

    function _isShippable(OrderId id) private view returns (bool) {
        IOrders.Order memory o = ORDERS.order(id);
        return _isAccepted(id) && uint256(o.amount) - o.cancelled > o.shipped;
    }

    function _isInvoiceable(OrderId id) private view returns (bool) {
        IOrders.Order memory o = ORDERS.order(id);
        return _isAccepted(id) && o.received > o.returned + o.confirmed + o.proposed;
    }

    function _isPledgeable(OrderId id) private view returns (bool) {
        return _isAccepted(id) && !_isPledged(id);
    }

    function _isDrawable(OrderId id) private view returns (bool) {
        return _isPledged(id) && LOANS.position(id).available != 0;
    }

    function _isReleasable(OrderId id) private view returns (bool) {
        return _isPledged(id) && !_isIndebted(id) && LOANS.account(id).custody == 0;
    }

    function _isAdoptable(OrderId id) private view returns (bool) {
        uint8 version = LOANS.account(id).version;
        return version != 0 && FACILITIES.facility(LOANS.facilityOf(id)).version != version;
    }

    function _isInCustody(ReceivableId id) private view returns (bool) {
        return _unitsOf(id, address(COLLATERAL)) != 0;
    }

    function _isDepositable(ReceivableId id) private view returns (bool) {
        return _isConfirmed(id) && _isPledged(LEDGER.book(id).orderId) && _unitsOf(id, LEDGER.book(id).supplier) != 0;
    }
}
