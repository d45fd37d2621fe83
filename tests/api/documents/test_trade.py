"""Documents are linked into a trade, valued at the order's prices, and turned into signed calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.documents.actions import Action, Agreement, Plan, Signer, Verb
from api.documents.model import (
    Amounts,
    Answer,
    Document,
    Kind,
    Line,
    Party,
    PartyId,
    ReadResult,
    Reference,
    ReferenceKind,
    Syntax,
)
from api.documents.planning import end_of_day, plan
from api.documents.trade import Entry, entry, link
from api.documents.valuation import value_order
from tests.api.documents.samples import OASIS, OWN_FILES, entries, needs, own_text, read_text

BUYER = Party("Buyer", ids=(PartyId("tax", "B1"),))
SELLER = Party("Seller", ids=(PartyId("tax", "S1"),))


def calls(found: Plan) -> list[tuple[str, str, dict[str, int | str]]]:
    """(verb, signer, amounts) of every call, text parameters left out."""
    return [
        (
            each.verb.value,
            each.signer.value,
            {name: value for name, value in each.parameters.items() if isinstance(value, int)},
        )
        for step in found.steps
        for each in step.actions
    ]


def own_entries(**changed: str) -> list[Entry]:
    """Our own trade; `order="…"` replaces the text of the file whose name holds that word."""
    found = []
    for path in OWN_FILES:
        text = next(
            (new for word, new in changed.items() if path.name[2:].startswith(word)), own_text(path.name)
        )
        each = entry(path.name, read_text(text))
        if each is not None:
            found.append(each)
    return found


def test_somebody_elses_order_with_the_same_number_is_not_linked() -> None:
    receipt = own_text("4-receipt-advice.xml").replace("91310115MA1H0A0Q4B", "91330522MA2D0C0T2J")
    linked = link(own_entries(receipt=receipt))
    assert [each.name for each in linked.unlinked] == ["4-receipt-advice.xml"]
    assert "TS-LINK-PARTY" in [each.rule for each in linked.findings]


def test_an_invoice_to_another_buyer_or_from_another_seller_is_not_linked() -> None:
    for number in ("91310115MA1H0A0Q4B", "91330482MA2C0B0R2F"):
        invoice = own_text("5-invoice.xml").replace(number, "91330522MA2D0C0T2J")
        linked = link(own_entries(invoice=invoice))
        assert "5-invoice.xml" in [each.name for each in linked.unlinked]
        assert "TS-LINK-PARTY" in [each.rule for each in linked.findings]


def test_followers_without_their_order_stay_unlinked() -> None:
    linked = link([each for each in own_entries() if each.document.kind is not Kind.ORDER])
    assert linked.trades == ()
    assert {each.rule for each in linked.findings} == {"TS-DUPLICATE", "TS-LINK"}


def test_a_copy_that_says_other_amounts_is_a_conflict() -> None:
    other = own_text("7-invoice-again-as-cii.xml").replace("20261120", "20261121")
    findings = link(own_entries(invoice=own_text("5-invoice.xml"), again=other) + own_entries()).findings
    assert "TS-DUPLICATE" in [each.rule for each in findings]
    first = entry("a", read_text(own_text("5-invoice.xml")))
    second = entry("b", read_text(other))
    assert first is not None and second is not None
    assert [each.rule for each in link([first, second]).findings if each.severity == "error"] == [
        "TS-CONFLICT"
    ]


def test_an_order_with_an_error_implies_nothing_for_the_whole_trade() -> None:
    order = own_text("1-order.xml").replace(">1000000.00<", ">1000001.00<")
    found = plan(link(own_entries(order=order)).trades[0])
    assert calls(found) == [] and found.match is None
    assert {each.rule for each in found.findings} == {"TS-NO-ACTION"}


def test_units_that_differ_are_not_converted_and_count_for_nothing() -> None:
    receipt = own_text("4-receipt-advice.xml").replace('unitCode="H87"', 'unitCode="KGM"')
    found = plan(link(own_entries(receipt=receipt)).trades[0])
    assert ("recordReceipt", "buyer", {"receivedTotal": 0}) in calls(found)
    assert {"TS-MATCH-UNIT", "TS-MATCH-NOTHING"} <= {each.rule for each in found.findings}


def test_more_than_ordered_is_worth_no_more_than_the_order() -> None:
    despatch = own_text("3-despatch-advice.xml").replace(">1200<", ">5000<")
    found = plan(link(own_entries(despatch=despatch)).trades[0])
    assert ("recordShipment", "supplier", {"shippedTotal": 100_000_000}) in calls(found)
    assert "TS-MATCH-OVER" in {each.rule for each in found.findings}


def test_INV_04_no_more_is_proposed_than_was_received_and_kept() -> None:
    lines = (Line("1", received=Decimal(10), rejected=Decimal(3), unit="H87"),)
    receipt = written(Kind.RECEIPT_ADVICE, "R", 2, lines, **about("PO"))
    invoices = [
        written(Kind.INVOICE, number, 3, amounts=Amounts(payable=amount), **about("PO"))
        for number, amount in (("I1", 400), ("I2", 900), ("I3", 1))
    ]
    found = plan(link([order_of(10, 1_000), receipt, *invoices]).trades[0])
    proposed = actions_of(found, Verb.PROPOSE)
    assert [each.parameters["face"] for each in proposed] == [400, 300]
    assert [each.parameters["gross"] for each in proposed] == [400, 900]
    assert {"TS-MATCH-OVER", "TS-MATCH-NOTHING"} <= {each.rule for each in found.findings}


def test_our_own_trade_gives_the_calls_of_the_story() -> None:
    linked = link(own_entries())
    assert linked.unlinked == () and len(linked.trades) == 1
    found = plan(linked.trades[0])
    assert calls(found) == [
        (
            "place",
            "buyer",
            {"amount": 100_000_000, "deliverBy": end_of_day(date(2026, 12, 15)), "paymentTermDays": 90},
        ),
        ("accept", "supplier", {}),
        ("recordShipment", "supplier", {"shippedTotal": 100_000_000}),
        ("attestShipment", "attestor", {"attestedTotal": 100_000_000}),
        ("recordReceipt", "buyer", {"receivedTotal": 98_700_500}),
        ("recordReturn", "buyer", {"returnedTotal": 1_130_000}),
        (
            "propose",
            "supplier",
            {"face": 97_570_500, "gross": 97_570_500, "maturity": end_of_day(date(2027, 2, 18))},
        ),
        ("pay", "buyer", {"amount": 97_570_500}),
    ]
    assert found.findings == ()
    assert found.match is not None
    assert (found.match.short, found.match.invoiced, found.match.paid) == (1_299_500, 97_570_500, 97_570_500)
    assert linked.trades[0].duplicates[0].of == "5-invoice.xml"


def test_documents_of_the_past_can_be_played_today() -> None:
    trade = link(own_entries()).trades[0]
    now, later = plan(trade), plan(trade, Agreement(shift_days=400))
    first, moved = calls(now)[0][2]["deliverBy"], calls(later)[0][2]["deliverBy"]
    assert isinstance(first, int) and moved == first + 400 * 86_400


@needs("a4_oasis_ubl")
def test_the_oasis_chain_is_one_trade_and_its_credit_note_moves_nothing() -> None:
    linked = link(entries(sorted(OASIS.glob("*.xml"))))
    assert len(linked.trades) == 1
    trade = linked.trades[0]
    assert [(each.document.kind, each.document.number) for each in trade.steps] == [
        (Kind.ORDER, "AEG012345"),
        (Kind.ORDER_RESPONSE_SIMPLE, "66890-9-09"),
        (Kind.DESPATCH_ADVICE, "565899"),
        (Kind.RECEIPT_ADVICE, "658398"),
        (Kind.INVOICE, "A00095678"),
        (Kind.CREDIT_NOTE, "CN758494"),
        (Kind.REMITTANCE_ADVICE, "6577884"),
    ]
    assert len(trade.duplicates) == 4
    found = plan(trade)
    assert [(verb, amounts) for verb, _, amounts in calls(found)] == [
        ("place", {"amount": 11_750, "deliverBy": end_of_day(date(2005, 6, 29)), "paymentTermDays": 30}),
        ("accept", {}),
        ("recordShipment", {"shippedTotal": 10_575}),
        ("recordReceipt", {"receivedTotal": 10_575}),
        ("propose", {"face": 10_575, "gross": 10_750, "maturity": end_of_day(date(2005, 7, 21))}),
        ("pay", {"amount": 10_750}),
    ]
    assert found.match is not None and (found.match.ordered, found.match.short) == (11_750, 1_175)
    refused = next(each for each in found.steps if each.entry.document.kind is Kind.CREDIT_NOTE)
    assert "TS-TOTALS" in refused.findings[0].message


def written(kind: Kind, number: str, day: int, lines: tuple[Line, ...] = (), **more: object) -> Entry:
    """A document made in memory, as an entry without findings."""
    fields: dict[str, object] = {"issue_date": date(2026, 3, day), "lines": lines, "currency": "CNY", **more}
    bare = Document(kind=kind, syntax=Syntax.UBL, number=number, seller=SELLER, buyer=BUYER)
    made = entry(number, ReadResult(replace(bare, **fields), ()))  # type: ignore[arg-type]
    assert made is not None
    return made


def order_of(pieces: int, amount: int, number: str = "PO") -> Entry:
    """An order of one line without tax."""
    lines = (Line("1", quantity=Decimal(pieces), amount=amount, unit="H87"),)
    amounts = Amounts(line_extension=amount, payable=amount)
    return written(Kind.ORDER, number, 1, lines, amounts=amounts)


def about(number: str) -> dict[str, Any]:
    """References to the order `number`."""
    return {"references": (Reference(ReferenceKind.ORDER, number),)}


def verbs(found: Plan) -> list[Verb]:
    return [each.verb for step in found.steps for each in step.actions]


def actions_of(found: Plan, verb: Verb) -> list[Action]:
    return [each for step in found.steps for each in step.actions if each.verb is verb]


def test_partial_deliveries_are_cumulative_and_the_last_piece_takes_the_remainder() -> None:
    order = order_of(3, 100)
    receipts = [
        written(Kind.RECEIPT_ADVICE, f"R{n}", n, (Line("1", received=Decimal(1), unit="H87"),), **about("PO"))
        for n in (2, 3, 4)
    ]
    found = plan(link([order, *receipts]).trades[0])
    totals = [each.parameters["receivedTotal"] for each in actions_of(found, Verb.RECORD_RECEIPT)]
    assert totals == [33, 66, 100]


def test_an_amendment_counts_from_its_acceptance() -> None:
    change_lines = (Line("1", quantity=Decimal(20), amount=2_000, unit="H87"),)
    change = written(
        Kind.ORDER_CHANGE,
        "PO#1",
        3,
        change_lines,
        amounts=Amounts(line_extension=2_000, payable=2_000),
        **about("PO"),
    )
    yes = [
        written(Kind.ORDER_RESPONSE, f"A{day}", day, answer=Answer.ACCEPTED, **about("PO")) for day in (2, 4)
    ]
    sent = written(
        Kind.DESPATCH_ADVICE, "D", 5, (Line("1", quantity=Decimal(15), unit="H87"),), **about("PO")
    )
    found = plan(link([order_of(10, 1_000), change, *yes, sent]).trades[0])
    assert verbs(found) == [Verb.PLACE, Verb.ACCEPT, Verb.AMEND, Verb.ACCEPT_AMENDMENT, Verb.RECORD_SHIPMENT]
    assert actions_of(found, Verb.AMEND)[0].parameters["amount"] == 2_000
    assert actions_of(found, Verb.RECORD_SHIPMENT)[0].parameters["shippedTotal"] == 1_500
    ignored = plan(link([order_of(10, 1_000), change, yes[0], sent]).trades[0])
    assert actions_of(ignored, Verb.RECORD_SHIPMENT)[0].parameters["shippedTotal"] == 1_000


def test_a_credit_note_withdraws_before_confirmation_and_forgives_after() -> None:
    receipt = written(
        Kind.RECEIPT_ADVICE, "R", 2, (Line("1", received=Decimal(10), unit="H87"),), **about("PO")
    )
    line = Line("1", quantity=Decimal(10), amount=1_000, unit="H87")
    invoice = written(Kind.INVOICE, "I", 3, (line,), amounts=Amounts(payable=1_000), **about("PO"))
    credit = written(
        Kind.CREDIT_NOTE,
        "C",
        4,
        (replace(line, quantity=Decimal(4), amount=400),),
        amounts=Amounts(payable=400),
        references=(Reference(ReferenceKind.INVOICE, "i"),),
    )
    found = plan(link([order_of(10, 1_000), receipt, invoice, credit]).trades[0])
    last = found.steps[-1].actions
    assert [(each.verb, each.signer, each.when) for each in last] == [
        (Verb.WITHDRAW, Signer.SUPPLIER, "before confirmation"),
        (Verb.RECORD_RETURN, Signer.BUYER, "before confirmation"),
        (Verb.FORGIVE, Signer.SUPPLIER, "after confirmation"),
    ]
    assert last[1].parameters["returnedTotal"] == 400 and last[2].parameters["units"] == 400


def test_a_receipt_that_names_a_despatch_line_counts_for_the_line_that_was_despatched() -> None:
    lines = tuple(
        Line(name, quantity=Decimal(10), amount=worth) for name, worth in (("A", 1_000), ("B", 5_000))
    )
    order = written(Kind.ORDER, "PO", 1, lines, amounts=Amounts(line_extension=6_000, payable=6_000))
    sent = [
        written(
            Kind.DESPATCH_ADVICE, name, 2, (Line("1", quantity=Decimal(10), order_line=line),), **about("PO")
        )
        for name, line in (("D1", "A"), ("D2", "B"))
    ]
    came = (Line("9", received=Decimal(10), despatch_line="1", references=to_despatch("D1")),)
    receipt = written(Kind.RECEIPT_ADVICE, "R", 3, came, **about("PO"))
    found = plan(link([order, *sent, receipt]).trades[0])
    assert actions_of(found, Verb.RECORD_RECEIPT)[0].parameters["receivedTotal"] == 1_000
    vague = written(Kind.RECEIPT_ADVICE, "R", 3, (replace(came[0], references=()),), **about("PO"))
    unsure = plan(link([order, *sent, vague]).trades[0])
    assert actions_of(unsure, Verb.RECORD_RECEIPT)[0].parameters["receivedTotal"] == 0
    assert "TS-MATCH-LINE" in {each.rule for each in unsure.findings}


def to_despatch(number: str) -> tuple[Reference, ...]:
    """A reference to the despatch `number`."""
    return (Reference(ReferenceKind.DESPATCH, number),)


def test_cancelling_is_the_buyers_and_names_only_the_order() -> None:
    cancel = written(Kind.ORDER_CANCELLATION, "X", 9, **about("PO"))
    found = plan(link([order_of(10, 1_000), cancel]).trades[0])
    action = actions_of(found, Verb.CANCEL_REMAINDER)[0]
    assert (action.signer, dict(action.parameters)) == (Signer.BUYER, {"order": "PO"})


LINES = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=10**12),
        st.decimals(min_value=0, max_value=1000, places=3),
        st.none() | st.decimals(min_value=0, max_value=30, places=2),
    ),
    min_size=1,
    max_size=8,
)


@given(LINES, st.integers(min_value=0, max_value=2**56 - 1))
def test_shares_sum_to_the_order_and_no_delivery_is_valued_above_it(
    rows: list[tuple[int, Decimal, Decimal | None]], total: int
) -> None:
    lines = tuple(
        Line(str(place), quantity=quantity, amount=amount, tax_percent=percent)
        for place, (amount, quantity, percent) in enumerate(rows)
    )
    order = order_of(1, 1).document
    value = value_order(replace(order, lines=lines, amounts=Amounts(tax_inclusive=total)))
    assert value is not None
    assert sum(each.share for each in value.lines) == total
    assert all(each.share >= 0 for each in value.lines)
    everything = {place: each.quantity for place, each in enumerate(value.lines) if each.quantity > 0}
    assert value.worth_down(everything) <= total
    for each in value.lines:
        half, more = each.quantity / 2, each.quantity * 2
        assert 0 <= each.worth_down(half) <= each.worth_down(each.quantity) == each.worth_down(more)


@given(st.integers(1, 10**9), st.integers(1, 10**6), st.data())
def test_cumulative_worth_never_falls_and_is_rounded_down(
    amount: int, pieces: int, data: st.DataObject
) -> None:
    value = value_order(order_of(pieces, amount).document)
    assert value is not None
    few = data.draw(st.integers(0, pieces))
    many = data.draw(st.integers(few, pieces))
    low, high = value.worth_down({0: Fraction(few)}), value.worth_down({0: Fraction(many)})
    assert low <= high <= amount
    assert low == amount * few // pieces


def test_an_order_without_an_amount_cannot_be_valued() -> None:
    assert value_order(replace(order_of(1, 1).document, amounts=Amounts())) is None
