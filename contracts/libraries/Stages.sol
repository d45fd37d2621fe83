// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Limits} from "../types/Limits.sol";

/// @title Stages: where an order's value stands, what counts of it, and what it is worth
/// @notice finance.md, "Two vectors of an order", "Capacity" and "Price". Pure, and no input makes it revert as long
/// as amounts are at most 2^64 − 1 and rates at most 2^16 − 1.
library Stages {
    /// @notice What decides which part of the facts counts this second.
    struct Standing {
        bool attestorReliedOn;
        bool custodyOverdue;
        bool supplierSuspended;
        bool buyerSuspended;
        bool affiliates;
        uint256 disputed;
        uint256 deliverBy;
        uint256 paymentTermSeconds;
        uint256 staleSeconds;
        uint256 time;
    }

    /// @notice Facts of the first three stages from cumulative totals; f3 is the unpaid face in custody.
    function facts(
        bool accepted,
        uint256 amount,
        uint256 cancelled,
        uint256 attested,
        uint256 received,
        uint256 returned,
        uint256 confirmed
    ) internal pure returns (uint256 inOpen, uint256 inTransit, uint256 inReceived) {
        unchecked {
            uint256 live = accepted ? amount - cancelled : 0;
            uint256 open = live > received ? live - received : 0;
            uint256 evidence = attested > received ? attested - received : 0;
            inTransit = evidence < open ? evidence : open;
            inOpen = open - inTransit;
            inReceived = received - returned - confirmed;
        }
    }

    /// @notice Eligible amounts from facts, in the order of finance.md's five rules.
    function eligible(uint256[4] memory f, Standing memory standing) internal pure returns (uint256[4] memory s) {
        unchecked {
            s = [f[0], f[1], f[2], f[3]];
            if (!standing.attestorReliedOn) {
                s[0] += s[1];
                s[1] = 0;
            }
            uint256 staleAt = standing.deliverBy + standing.staleSeconds;
            if (standing.time > staleAt) {
                s[0] = 0;
                s[1] = 0;
            }
            if (standing.time > staleAt + standing.paymentTermSeconds) s[2] = 0;
            uint256 rest = standing.disputed;
            for (uint256 i = 3; i > 0;) {
                --i;
                uint256 part = rest < s[i] ? rest : s[i];
                s[i] -= part;
                rest -= part;
            }
            if (standing.custodyOverdue) s[3] = 0;
            if (standing.supplierSuspended) {
                s[0] = 0;
                s[1] = 0;
                s[2] = 0;
            }
            if (standing.buyerSuspended || standing.affiliates) s = [uint256(0), 0, 0, 0];
        }
    }

    /// @notice Cumulative advances from the safest stage: C_i = floor(Σ_{j≥i} v_j · advance_j / BPS).
    function cumulativeFloor(uint256[4] memory v, uint16[4] memory advanceBps)
        internal
        pure
        returns (uint256[4] memory c)
    {
        unchecked {
            uint256 sum;
            for (uint256 i = 4; i > 0;) {
                --i;
                sum += v[i] * advanceBps[i];
                c[i] = sum / Limits.BPS;
            }
        }
    }

    /// @notice Capacity of an order: C_0 of its eligible amounts, in minor units.
    function capacityFloor(uint256[4] memory s, uint16[4] memory advanceBps) internal pure returns (uint256) {
        return cumulativeFloor(s, advanceBps)[0];
    }

    /// @notice Price of `principal` laid on the safest value first: ceil(Σ x_i · rate_i / principal), basis points.
    function rateBpsCeil(uint256 principal, uint256[4] memory f, uint16[4] memory advanceBps, uint16[4] memory rateBps)
        internal
        pure
        returns (uint256)
    {
        unchecked {
            if (principal == 0) return rateBps[0];
            uint256[4] memory c = cumulativeFloor(f, advanceBps);
            uint256 rest = principal;
            uint256 weighted;
            uint256 above;
            for (uint256 i = 3; i > 0; --i) {
                uint256 worth = c[i] - above;
                above = c[i];
                uint256 part = rest < worth ? rest : worth;
                weighted += part * rateBps[i];
                rest -= part;
            }
            weighted += rest * rateBps[0];
            return (weighted + principal - 1) / principal;
        }
    }
}
