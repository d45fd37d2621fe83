// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Accrual} from "../../libraries/Accrual.sol";
import {Claims} from "../../libraries/Claims.sol";
import {Stages} from "../../libraries/Stages.sol";
import {Waterfall} from "../../libraries/Waterfall.sol";
import {vm} from "../Vm.sol";

/// @title Controls: false statements of the kinds that Proofs.t.sol proves
/// @dev A prover that finds one of them true proves nothing; `make prove` fails then.
contract Controls {
    function check_control_two_payouts_are_always_the_money(uint56 u, uint56 v, uint56 money) public pure {
        unchecked {
            uint256 outstanding = uint256(u) + v;
            vm.assume(outstanding != 0);
            uint256 first = Claims.payableFloor(Claims.touched(0, u, 0, money), outstanding);
            uint256 second = Claims.payableFloor(Claims.touched(0, v, 0, money), outstanding);
            assert(first + second == money);
        }
    }

    function check_control_owed_is_never_rounded(uint96 units) public pure {
        vm.assume(units != 0);
        unchecked {
            assert(Accrual.owedCeil(int256(uint256(units))) * uint256(Accrual.DEN) == units);
        }
    }

    function check_control_the_guarantor_gets_its_share_rounded_up(uint56 repaid, uint56 p, uint56 g) public pure {
        unchecked {
            uint256 debt = uint256(p) + g;
            vm.assume(g != 0 && repaid <= debt);
            Waterfall.Split memory s = Waterfall.split(repaid, 0, 0, p, g);
            assert(s.subrogated * debt >= uint256(repaid) * g);
        }
    }

    function check_control_the_price_is_always_the_cheapest(uint56 debt, uint56 d) public pure {
        vm.assume(debt != 0);
        uint16[4] memory advanceBps = [uint16(3_000), 5_000, 8_000, 9_000];
        uint16[4] memory rateBps = [uint16(1_200), 1_000, 800, 500];
        assert(Stages.rateBpsCeil(debt, [uint256(0), 0, 0, d], advanceBps, rateBps) == 500);
    }

    function check_control_accrual_wraps(uint56 principal, uint16 rateBps, uint32 elapsed) public pure {
        assert(Accrual.accrued(principal, rateBps, elapsed) < 2 ** 103);
    }
}
