"""The mirror of a run: all events of the bytecode folded into rows, and these held against the views: INV-16.

The indexer's own handlers do the folding, without a database: what an event leaves out, says wrongly or says
twice shows as a difference. What no handler keeps as a row is held against other events here: movements of
units sum to the balances, parts of a payment to the whole, principal in the books to the account's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pyrevm import Log

from chain.clients.cash import Cash
from chain.deployments import Deployed, Deployment
from chain.encoding import to_hex
from indexer.changes import At
from indexer.decode import NO_LINES, Decoded, decode_event
from indexer.fold import fold, listed_tokens
from indexer.models.shape import MUTABLE, SHAPES
from indexer.reconcile.asking import Context, View
from indexer.reconcile.questions import QUESTIONS
from indexer.replay import Keyed, by_key
from indexer.rows import WorkingSet, load_nothing
from tests.model.batches import Model
from tests.model.echoes import Said, unanswered
from tests.model.evm import CHAIN_ID, Chain, address_text
from tests.model.rows import Account, Commitment, Deposit, Facility, Holding, Order, Receivable

NOBODY: Final = "0x" + "00" * 20
ZERO: Final = "0x" + "00" * 32
Known = Mapping[str, set[tuple[Any, ...]]]
PARTS: Final = ("penalty", "interest", "principal", "subrogated")


TOLD_WHEN_NEW: Final = {
    "CustodyMaturitiesSet": ("maturity_days",),
    "DueSet": ("due_at", "deliver_by", "first_draw_at", "version"),
    "Swept": ("amount",),
}
"""Events of Loans that say something new each time; of a sweep: that something was paid."""


class Logged(NamedTuple):
    """One log: the number of its transaction, its second, contract's address, topics, data as 0x-hex."""

    transaction: int
    now: int
    address: str
    topics: tuple[str, ...]
    data: str

    def said(self, contract: str) -> Said:
        """The same as words."""
        whole = bytes.fromhex(self.data[2:])
        data = [whole[begin : begin + 32] for begin in range(0, len(whole), 32)]
        return Said(
            contract, self.topics[0], (*(bytes.fromhex(topic[2:]) for topic in self.topics[1:]), *data)
        )


class Told(NamedTuple):
    """One event, whose it is and where it stands."""

    contract: str
    name: str
    event: Any
    at: At


class Mirror:
    """Take `heard` after every call; `differences` tells what the events say otherwise than the views."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._names = {
            address_text(at): name for name, at in chain.at.items() if name not in ("EUR", "JPY", "STRAY")
        }
        self._names |= {address_text(chain.at[token]): "Cash" for token in ("EUR", "JPY")}
        self.logs: list[Logged] = []
        self._transactions = 0
        self._faults: list[str] = []
        self._keep(chain.constructors)

    def heard(self, caller: int, to: int, data: bytes) -> None:
        """The logs of the call that was made last, which is this one."""
        self._transactions += 1
        result, before = self._chain.evm.result, len(self.logs)
        self._keep(result.logs if result is not None else [])
        said = [log.said(self._names[log.address]) for log in self.logs[before:]]
        self._faults += unanswered(self._names.get(address_text(to), ""), caller, data, said)

    def _keep(self, logs: Sequence[Log]) -> None:
        for log in logs:
            address = log.address.lower()
            if address in self._names:
                data = to_hex(bytes(log.data[1]))
                place = (self._transactions, self._chain.now)
                self.logs.append(Logged(*place, address, tuple(log.topics), data))

    def told(self) -> list[Told]:
        """The decoded events in their order. Errors: UnknownEvent, EventDecodeError."""
        found = []
        for index, log in enumerate(self.logs):
            name = self._names[log.address]
            event = decode_event(name, log.topics, log.data)
            at = At(log.transaction, log.now, index, f"0x{log.transaction:064x}", log.address)
            found.append(Told(name, event.EVENT, event, at))
        return found

    def differences(self, known: Known | None = None) -> list[str]:
        """One line for each value that events and views tell differently, or that cannot be folded.

        `known`: by table the keys that must be there.
        """
        try:
            told = self.told()
            decoded = Decoded([one.event for one in told], [one.at for one in told], NO_LINES, {})
            listed = listed_tokens(decoded)
            rows = WorkingSet(load_nothing, {token: number for token, (number, _) in listed.items()})
            fold(decoded, rows)
        except Exception as error:  # noqa: BLE001  whatever it is: the events cannot be read as a history
            return [f"{type(error).__name__}: {error}"]
        mirror = {
            table: by_key(
                table, [tuple(row[c] for c in SHAPES[table].columns) for row in rows.rows_of(table).values()]
            )
            for table in MUTABLE
        }
        return [
            *self._faults,
            *_missing(mirror, known or {}),
            *self._against_views(mirror),
            *moved_units(told, mirror),
            *parts_and_wholes(told),
            *nothing_new(told),
            *books(rows, mirror),
        ]

    def _against_views(self, mirror: Mapping[str, Keyed]) -> Iterator[str]:
        tokens = {row["cash_id"]: Cash(row["cash"]) for row in rows_of(mirror, "cash_tokens")}
        context = Context(self._deployment(), tokens, mirror)
        for table, question in QUESTIONS.items():
            for row in rows_of(mirror, table):
                for view in question(row, context):
                    yield from self._one(table, row, view)

    def _one(self, table: str, row: Mapping[str, Any], view: View) -> Iterator[str]:
        try:
            answer = view.read.answer(to_hex(self._chain.ask(int(view.read.to, 16), view.read.data)))
        except RuntimeError as error:
            yield f"{table} {list(row.values())[:3]}: the view reverts: {error}"[:200]
            return
        for column, theirs in view.columns(answer).items():
            ours = view.derived.get(column, row[column])
            if ours != theirs:
                yield f"{table}.{column} {list(row.values())[:3]}: events say {ours}, the view {theirs}"

    def _deployment(self) -> Deployment:
        contracts = {
            name: Deployed(address, ZERO, ()) for address, name in self._names.items() if name != "Cash"
        }
        return Deployment(CHAIN_ID, 1, ZERO, contracts, (), NOBODY, NOBODY, "")


def known_of(model: Model) -> Known:
    """What the model knows, as keys of the mirror's tables."""
    keys: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for row in model.every_row():
        match row:
            case Order():
                keys["orders"].add((bytes32(row.id),))
            case Receivable():
                keys["receivables"].add((bytes32(row.id),))
            case Holding() if row.units:
                keys["holdings"].add((bytes32(row.receivable), address_text(row.holder)))
            case Account():
                keys["loan_accounts"].add((bytes32(row.order),))
            case Facility():
                keys["facilities"].add((row.no,))
                keys["facility_terms"] |= {(bytes32(row.id), version) for version in row.schedules}
            case Deposit() if row.deposited:
                keys["guarantee_deposits"].add((address_text(row.guarantor), row.cash_id))
            case Commitment():
                place = (address_text(row.guarantor), bytes32(row.facility), row.version)
                keys["guarantee_commitments"].add(place)
            case _:
                pass
    tables = {"consent": "consents", "operator": "unit_operators", "relies": "relied_attestors"}
    for cell, value in model.cells.items():
        if cell[0] in tables and value:
            keys[tables[cell[0]]].add((address_text(cell[1]), address_text(cell[2])))
        if cell[0] == "quote used":
            keys["quote_nonces"].add((address_text(cell[1]), cell[2]))
    return dict(keys)


def bytes32(number: int) -> str:
    """0x-hex of 32 bytes."""
    return f"0x{number:064x}"


def _missing(mirror: Mapping[str, Keyed], known: Known) -> Iterator[str]:
    for table, keys in known.items():
        for key in keys - mirror[table].keys():
            yield f"{table} {key}: no event told of it"


def rows_of(mirror: Mapping[str, Keyed], table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table by column."""
    for values in mirror[table].values():
        yield dict(zip(SHAPES[table].columns, values, strict=True))


def moved_units(told: list[Told], mirror: Mapping[str, Keyed]) -> Iterator[str]:
    """ERC-6909: Transfer events of units sum to what each holder has."""
    units: Counter[tuple[str, str]] = Counter()
    for one in told:
        if (one.contract, one.name) == ("Receivables", "Transfer"):
            receivable = f"0x{one.event.id:064x}" if isinstance(one.event.id, int) else one.event.id
            units[receivable, one.event.sender] -= one.event.amount
            units[receivable, one.event.receiver] += one.event.amount
    for row in rows_of(mirror, "holdings"):
        summed = units.pop((row["receivable_id"], row["holder"]), 0)
        if summed != row["units"]:
            yield f"units of {row['receivable_id']} of {row['holder']}: {row['units']}, moved {summed}"
    for (receivable, holder), summed in units.items():
        if summed and holder != NOBODY:
            yield f"units of {receivable} of {holder}: none, moved {summed}"


def parts_and_wholes(told: list[Told]) -> Iterator[str]:
    """INV-07: the parts of each payment sum to the payment."""
    for one in told:
        if one.contract == "Loans" and one.name in ("Repaid", "Collected", "Swept"):
            summed = sum(getattr(one.event, part) for part in PARTS) + getattr(one.event, "residual", 0)
            whole = getattr(one.event, "amount", summed)
            if summed != whole:
                yield f"{one.name}: parts {summed} of {whole}"


def nothing_new(told: list[Told]) -> Iterator[str]:
    """Maturities in custody and due dates are told when they change, payments when there is one."""
    last: dict[tuple[str, str], tuple[int, ...]] = {}
    for one in told:
        if one.contract != "Loans" or one.name not in TOLD_WHEN_NEW:
            continue
        now = tuple(getattr(one.event, name) for name in TOLD_WHEN_NEW[one.name])
        key = (one.name, "" if one.name == "Swept" else one.event.order_id)
        if now == last.get(key, (0,) * len(now)):
            yield f"{one.name} tells what was so before: {one.event}"
        if one.name != "Swept":
            last[key] = now


def books(rows: WorkingSet, mirror: Mapping[str, Keyed]) -> Iterator[str]:
    """Principal, subrogated claims and cash in the double-entry books are those of the rows."""
    sums: Counter[str] = Counter()
    for posting in rows.appended.get("postings", []):
        sums[str(posting["account"])] += int(str(posting["amount"]))
    for row in rows_of(mirror, "loan_accounts"):
        order = row["order_id"]
        for account, column in (("loan_principal", "principal"), ("loan_subrogated", "subrogated")):
            booked = sums[f"{account}:{order}"]
            if booked != row[column]:
                yield f"{account}:{order} is {booked} in the books, {row[column]} in the account"
    cash: Counter[str] = Counter()
    for row in rows_of(mirror, "cash_balances"):
        cash[row["account"]] += row["balance"]
    for holder, has in cash.items():
        if sums[f"cash:{holder}"] != has:
            yield f"cash:{holder} is {sums[f'cash:{holder}']} in the books, {has} in the token"
