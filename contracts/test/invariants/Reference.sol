// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IFacilities} from "../../interfaces/IFacilities.sol";
import {IOrders} from "../../interfaces/IOrders.sol";

/// @title Reference: price and capacity once more, written from finance.md without the contracts' libraries
library Reference {
    uint256 internal constant YEAR = 365 days;
    int256 internal constant DEN = int256(10_000 * YEAR);

    /// @dev What decides which part counts.
    struct World {
        bool reliedOn;
        bool custodyOverdue;
        bool buyerSuspended;
        bool supplierSuspended;
        bool affiliates;
        uint256 deliverBy;
        uint256 time;
    }

    /// @notice f0…f3 of an accepted order from its cumulative totals; f3 is the unpaid face in custody.
    function facts(IOrders.Order memory o, uint256 custody) internal pure returns (uint256[4] memory f) {
        if (o.state == IOrders.OrderState.ACCEPTED) {
            uint256 open = uint256(o.amount) - o.cancelled - o.received;
            uint256 evidence = o.attested > o.received ? o.attested - o.received : 0;
            f[1] = evidence < open ? evidence : open;
            f[0] = open - f[1];
        }
        f[2] = uint256(o.received) - o.returned - o.confirmed;
        f[3] = custody;
    }

    /// @notice What counts of the facts (finance.md, the five rules).
    function eligible(uint256[4] memory f, IOrders.Order memory o, IFacilities.Terms memory terms, World memory w)
        internal
        pure
        returns (uint256[4] memory s)
    {
        s = [f[0], f[1], f[2], f[3]];
        if (!w.reliedOn) (s[0], s[1]) = (s[0] + s[1], 0);
        uint256 staleAt = w.deliverBy + uint256(terms.staleDays) * 1 days;
        if (w.time > staleAt) (s[0], s[1]) = (0, 0);
        if (w.time > staleAt + uint256(o.paymentTermDays) * 1 days) s[2] = 0;
        uint256 disputed = uint256(o.disputedByBuyer) + o.disputedBySupplier;
        for (uint256 i = 3; i > 0;) {
            --i;
            uint256 taken = disputed > s[i] ? s[i] : disputed;
            (s[i], disputed) = (s[i] - taken, disputed - taken);
        }
        if (w.custodyOverdue) s[3] = 0;
        if (w.supplierSuspended) (s[0], s[1], s[2]) = (0, 0, 0);
        if (w.buyerSuspended || w.affiliates) s = [uint256(0), 0, 0, 0];
    }

    function worth(uint256[4] memory v, uint16[4] memory advanceBps, uint256 fromStage)
        internal
        pure
        returns (uint256)
    {
        uint256 sum;
        for (uint256 i = fromStage; i < 4; ++i) {
            sum += v[i] * advanceBps[i];
        }
        return sum / 10_000;
    }

    /// @notice Principal laid on the safest value first, what is above all of it at the first stage's price.
    function rateBps(uint256 principal, uint256[4] memory f, IFacilities.Terms memory terms)
        internal
        pure
        returns (uint256)
    {
        uint256 cost;
        uint256 laid;
        for (uint256 i = 4; i-- > 1;) {
            uint256 upTo = worth(f, terms.advanceBps, i);
            if (upTo > principal) upTo = principal;
            cost += (upTo - laid) * terms.rateBps[i];
            laid = upTo;
        }
        cost += (principal - laid) * terms.rateBps[0];
        return (cost + principal - 1) / principal;
    }
}
