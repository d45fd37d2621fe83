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
            if (standing.buyerSuspended || standing.affiliates) return s;
            (uint256 s0, uint256 s1, uint256 s2, uint256 s3) = (f[0], f[1], f[2], f[3]);
            if (!standing.attestorReliedOn) {
                s0 += s1;
                s1 = 0;
            }
            uint256 staleAt = standing.deliverBy + standing.staleSeconds;
            if (standing.time > staleAt) {
                s0 = 0;
                s1 = 0;
            }
            if (standing.time > staleAt + standing.paymentTermSeconds) s2 = 0;
            uint256 rest = standing.disputed;
            if (rest != 0) {
                (s2, rest) = _lessened(s2, rest);
                (s1, rest) = _lessened(s1, rest);
                (s0, rest) = _lessened(s0, rest);
            }
            if (standing.custodyOverdue) s3 = 0;
            if (standing.supplierSuspended) {
                s0 = 0;
                s1 = 0;
                s2 = 0;
            }
            s[0] = s0;
            s[1] = s1;
            s[2] = s2;
            s[3] = s3;
        }
    }

    /// @notice Capacity of an order: C_0 of its eligible amounts, in minor units.
    function capacityFloor(uint256[4] memory s, uint16[4] memory advanceBps) internal pure returns (uint256) {
        unchecked {
            return
                (s[0] * advanceBps[0] + s[1] * advanceBps[1] + s[2] * advanceBps[2] + s[3] * advanceBps[3]) / Limits.BPS;
        }
    }

    /// @notice Price of `principal` laid on the safest value first: ceil(Σ x_i · rate_i / principal), basis points.
    function rateBpsCeil(uint256 principal, uint256[4] memory f, uint16[4] memory advanceBps, uint16[4] memory rateBps)
        internal
        pure
        returns (uint256)
    {
        unchecked {
            if (principal == 0) return rateBps[0];
            // Laid on the stages from i up is min(principal, C_i), with C_i = floor(Σ_{j≥i} f_j · advance_j / BPS); each
            // difference is what lies on one stage.
            uint256 sum = f[3] * advanceBps[3];
            uint256 x3 = _min(principal, sum / Limits.BPS);
            sum += f[2] * advanceBps[2];
            uint256 x2 = _min(principal, sum / Limits.BPS);
            sum += f[1] * advanceBps[1];
            uint256 x1 = _min(principal, sum / Limits.BPS);
            uint256 weighted =
                x3 * rateBps[3] + (x2 - x3) * rateBps[2] + (x1 - x2) * rateBps[1] + (principal - x1) * rateBps[0];
            return (weighted + principal - 1) / principal;
        }
    }

    /// @dev `amount` less as much of `rest` as it holds, and what is left of the rest.
    function _lessened(uint256 amount, uint256 rest) private pure returns (uint256, uint256) {
        unchecked {
            uint256 part = _min(amount, rest);
            return (amount - part, rest - part);
        }
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
