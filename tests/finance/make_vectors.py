"""Writes tests/vectors/*.json from the Python reference: `python -m tests.finance.make_vectors`.

The cases are random ones from a fixed seed beside the extremes of every width (one minor unit, 2^56 − 1, 100
years, 0 and 10,000 bps), for checkouts without the shared folder and for Solidity. Run again only when a rule
changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from random import Random
from typing import Any

from finance import account as loans
from finance import capacity, disclosure, holders, price, sale
from finance.account import LoanAccount
from finance.stages import OrderFacts
from finance.units import BPS, MAX_ORDER_AMOUNT, YEAR, MinorUnits
from tests.finance.vectors import OWN

START = 1_800_000_000
AMOUNTS = (1, 2, 9_999, 10_001, 12_345_678, 10**12, MAX_ORDER_AMOUNT)


def capacity_case(random: Random, number: int) -> dict[str, Any]:
    amount = AMOUNTS[number % len(AMOUNTS)]
    live = amount - random.choice([0, 0, random.randint(0, amount)])
    received = random.choice([0, live, random.randint(0, live)])
    shipped = random.choice([received, live, random.randint(0, live)])
    confirmed = random.choice([0, received, random.randint(0, received)])
    deliver_by = START + random.randint(-200, 200) * 86_400
    recorded: dict[str, Any] = {
        "amount": amount,
        "accepted": random.random() < 0.95,
        "cancelled": amount - live,
        "shipped": shipped,
        "attested": random.choice([0, shipped, random.randint(0, shipped)]),
        "attestor_relied_on": random.random() < 0.7,
        "received": received,
        "returned": random.choice([0, random.randint(0, received - confirmed)]),
        "confirmed": confirmed,
        "custody_unpaid": random.choice([0, confirmed]),
        "custody_matured_unpaid": random.random() < 0.1,
        "disputed_by_buyer": random.choice([0, 0, random.randint(0, amount)]),
        "disputed_by_supplier": random.choice([0, 0, random.randint(0, amount)]),
        "buyer_suspended": random.random() < 0.05,
        "supplier_suspended": random.random() < 0.05,
        "affiliates": random.random() < 0.05,
        "deliver_by": deliver_by,
        "payment_term_seconds": random.choice([0, 30, 90]) * 86_400,
        "stale_seconds": random.choice([0, 30]) * 86_400,
    }
    if not recorded["accepted"]:
        recorded |= dict.fromkeys(
            ("received", "returned", "confirmed", "custody_unpaid", "shipped", "attested"), 0
        )
    now = random.choice([START, deliver_by + recorded["stale_seconds"] + random.choice([0, 1])])
    advance = sorted(random.choice([0, 1, BPS, random.randint(0, BPS)]) for _ in range(4))
    rates = sorted((random.choice([0, BPS, random.randint(0, 3_000)]) for _ in range(4)), reverse=True)
    order = OrderFacts(**recorded)
    facts, eligible = order.facts(), order.eligible(now)
    schedule: Any = tuple(advance)
    dearness: Any = tuple(rates)
    return {
        "order": recorded | {"now": now},
        "advance_bps": advance,
        "rate_bps": rates,
        "facts": list(facts),
        "eligible": list(eligible),
        "cumulative": list(capacity.cumulative(eligible, schedule)),
        "capacity": capacity.capacity(eligible, schedule),
        "price": [
            {"principal": drawn, "rate_bps": price.rate_of(facts, schedule, dearness, MinorUnits(drawn))}
            for drawn in sorted({0, 1, amount // 3, amount})
        ],
    }


def account_case(random: Random, number: int) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "penalty_bps": random.choice([0, BPS, random.randint(1, 2_000)]),
        "fee_bps": random.choice([0, 1, random.randint(1, 300)]),
        "grace_ends": START + random.choice([0, 1, random.randint(0, 400) * 86_400]),
    }
    account = LoanAccount(accrued_to=START, **terms)  # type: ignore[arg-type]
    steps: list[dict[str, Any]] = []
    at = START
    for turn in range(random.randint(6, 16)):
        at += random.choice([0, 1, 59, 3_600, 86_400, random.randint(0, YEAR)])
        if number % 10 == 0 and turn == 4:
            at += 99 * YEAR
        kind = random.choice(["draw", "draw", "pay", "pay", "rate", "sync", "subrogate"])
        step: dict[str, Any] = {"at": at, "kind": kind}
        now: Any = at
        if kind == "draw":
            room = MAX_ORDER_AMOUNT - account.principal
            step["amount"] = min(room, random.choice([1, 41, random.randint(1, 10**9), room]))
            account, step["fee"] = loans.draw(account, step["amount"], now)
        elif kind == "pay":
            owed = loans.sync(account, now).owed
            step["amount"] = random.choice([0, 1, owed, owed + 1, random.randint(0, owed)])
            account, parts = loans.pay(account, step["amount"], now)
            step["parts"] = asdict(parts)
        elif kind == "rate":
            step["rate_bps"] = random.choice([0, BPS, random.randint(1, 3_000)])
            account = loans.reprice(account, step["rate_bps"], now)
        elif kind == "subrogate":
            step["amount"] = random.randint(0, account.principal)
            account = loans.subrogate(account, step["amount"], now)
        else:
            account = loans.sync(account, now)
        step["after"] = {
            "owed_penalty": account.owed_penalty,
            "owed_interest": account.owed_interest,
            "principal": account.principal,
            "subrogated": account.subrogated,
            "interest_units": str(account.interest_units),
            "penalty_units": str(account.penalty_units),
        }
        steps.append(step)
    return terms | {"start": START, "steps": steps}


def holders_case(random: Random, number: int) -> dict[str, Any]:
    face = AMOUNTS[number % len(AMOUNTS)]
    book = holders.mint("a", MinorUnits(face))
    steps: list[dict[str, Any]] = []
    for _ in range(random.randint(3, 12)):
        if random.random() < 0.4:
            amount = random.choice([1, face - book.money_in, random.randint(0, face - book.money_in)])
            amount = min(amount, face - book.money_in)
            book = holders.pay_in(book, MinorUnits(amount))
            steps.append({"pay": amount})
        else:
            giver = random.choice([name for name, held in book.holdings.items() if held.units])
            taker = random.choice([name for name in "abcdefg" if name != giver])
            units = MinorUnits(random.randint(1, book.holdings[giver].units))
            book = holders.transfer(book, giver, taker, units)
            steps.append({"transfer": units, "frm": giver, "to": taker})
    names = sorted(book.holdings)
    return {
        "face": face,
        "steps": steps,
        "claims": {name: str(book.holding(name).claim) for name in names},
        "payable_floor": {name: holders.payable(book, name) for name in names},
    }


def sale_case(random: Random, number: int) -> dict[str, Any]:
    case: dict[str, Any] = {
        "face": max(100, AMOUNTS[number % len(AMOUNTS)]),
        "rate_bps": random.choice([0, 1, random.randint(1, 3_000), 9_000]),
        "days": random.choice([0, 1, 180, 365, random.randint(1, 365)]),
        "basis": random.choice([360, 365]),
    }
    terms = tuple(case.values())
    return case | {"straight": sale.straight(*terms), "to_yield": sale.to_yield(*terms)}


def disclosure_case(random: Random, number: int) -> dict[str, Any]:
    case: dict[str, Any] = {
        "amount": max(2, AMOUNTS[number % len(AMOUNTS)]),
        "fee_bps": random.choice([0, 1, random.randint(1, 300), 4_999]),
        "rate_bps": random.choice([0, 1, random.randint(1, 3_000), BPS]),
        "days": random.choice([1, 2, 73, 180, 365, random.randint(1, 730)]),
    }
    cost = disclosure.cost_of_draw(*case.values())
    return case | {
        "fee": cost.fee,
        "net": cost.net,
        "interest": cost.interest,
        "apr": str(cost.apr),
        "ear": str(cost.ear),
    }


def main() -> None:
    makers: dict[str, tuple[Callable[[Random, int], dict[str, Any]], int]] = {
        "capacity": (capacity_case, 60),
        "account": (account_case, 40),
        "holders": (holders_case, 40),
        "sale": (sale_case, 40),
        "disclosure": (disclosure_case, 40),
    }
    OWN.mkdir(exist_ok=True)
    for name, (make, count) in makers.items():
        random = Random(f"tallystick {name}")
        lines = ",\n".join(json.dumps(make(random, number)) for number in range(count))
        (OWN / f"{name}.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
