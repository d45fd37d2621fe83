"""The typed clients make the calls that the contracts take, read what they say, and put both into words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chain.abi import AbiError, load_artifact, load_artifacts
from chain.calls import Call
from chain.clients.base import Contract, read_many, read_one
from chain.clients.batches import MOST_CALLS, batch
from chain.clients.fingerprints import Fingerprints
from chain.clients.meaning import UnknownCall, describe, identify
from chain.clients.orders import Orders
from chain.codegen.__main__ import deployable, differences
from chain.deployments import DeploymentError, check_deployment, load_deployment, save_deployment
from chain.encoding import from_hex
from chain.errors import BadAnswer, ContractError
from chain.events import cash, facilities, loans, orders
from chain.headers import header_from_json
from chain.messages import facility_terms, invoice_identity, placement, purchase_quote
from chain.proofs import prove_receipt, verify_receipt
from chain.provenance import foreign_code, is_compiled_from
from chain.provider import connect
from chain.receipts import receipt_from_json
from chain.signing import Key, TypedDataError, recover, typed_digest
from chain.states import OrderState, ReceivableState, Role
from chain.structs import Order, PurchaseQuote
from chain.transactions import prepare, simulate
from scripts.services.anvil import Anvil
from tests.chain.trade import AMOUNT, FAR, NOBODY, Trade, hash_of, key_of


@pytest.fixture(scope="module")
def trade() -> Iterator[Trade]:
    """One deployment for this file, on a node of its own."""
    with Anvil() as node, connect(node.rpc_url, node.chain_id) as chain:
        yield Trade(chain)


def test_what_is_committed_is_what_the_artifacts_say() -> None:
    assert differences(deployable(load_artifacts())) == []


def test_a_refusal_has_the_contracts_name_and_numbers(trade: Trade) -> None:
    with pytest.raises(ContractError) as caught:
        prepare(trade.chain, trade.of("supplier"), trade.orders.accept(hash_of("no such order"), 1))
    assert caught.value.name.startswith("Orders_")
    assert hash_of("no such order") in str(caught.value.arguments)
    with pytest.raises(ContractError) as caught:
        simulate(trade.chain, trade.of("buyer"), trade.cash.issue(trade.of("buyer"), 1, hash_of("receipt")))
    assert caught.value.name == "Cash_OnlyBank"
    assert caught.value.arguments == {"caller": trade.of("buyer"), "bank": trade.of("bank")}


def test_a_view_that_refuses_is_named_too_and_a_stranger_gives_no_answer(trade: Trade) -> None:
    with pytest.raises(ContractError, match="Participants_CashUnknown"):
        trade.participants.cash_id_of(NOBODY)
    stranger = Orders("0x" + "42" * 20, trade.chain)
    with pytest.raises(BadAnswer):
        stranger.order(hash_of("x"))
    with pytest.raises(BadAnswer):
        read_many(trade.chain, [trade.orders.read_order(hash_of("x")), stranger.read_order(hash_of("x"))])
    with pytest.raises(ValueError, match="without a chain"):
        Orders(NOBODY).order(hash_of("x"))


def test_arguments_out_of_range_make_no_call(trade: Trade) -> None:
    with pytest.raises(AbiError):
        trade.cash.issue(trade.of("buyer"), 1 << 128, hash_of("r"))
    with pytest.raises(AbiError):
        trade.cash.issue(trade.of("buyer"), -1, hash_of("r"))
    with pytest.raises(AbiError):
        trade.cash.issue("0x12", 1, hash_of("r"))
    with pytest.raises(AbiError):
        trade.cash.issue(trade.of("buyer"), 1, "0x1234")
    with pytest.raises(AbiError):
        trade.cash.issue(trade.of("buyer"), True, hash_of("r"))


def test_a_trade_is_told_by_its_events_and_read_back_by_views(trade: Trade) -> None:
    order_id = trade.placed(1)
    trade.does("supplier", trade.orders.accept(order_id, 1))
    trade.open_and_draw(order_id, 200_000)
    told = trade.events
    placed = next(e for e in told if isinstance(e, orders.Placed) and e.order_id == order_id)
    drawn = next(e for e in told if isinstance(e, loans.Drawn) and e.order_id == order_id)
    accepted = next(e for e in told if isinstance(e, facilities.TermsAccepted))
    transfer = next(e for e in told if isinstance(e, cash.Transfer) and e.to == trade.of("supplier"))
    assert (placed.buyer, placed.supplier, placed.amount) == (trade.of("buyer"), trade.of("supplier"), AMOUNT)
    assert (drawn.amount, drawn.fee) == (200_000, 1_000)
    assert accepted.rate_bps == (1_200, 1_000, 800, 500)
    assert transfer.value == 199_000 == trade.cash.balance_of(trade.of("supplier"))
    order = trade.orders.order(order_id)
    assert isinstance(order, Order)
    assert (order.buyer, order.amount, order.state, order.pledged) == (
        trade.of("buyer"), AMOUNT, OrderState.ACCEPTED, True,
    )  # fmt: skip
    assert trade.loans.position(order_id).principal == 200_000
    assert trade.orders.parties(order_id).supplier == trade.of("supplier")
    assert trade.facilities.mandate(trade.of("financier"), 1).used == 200_000


def test_views_answer_for_past_blocks_and_many_at_once(trade: Trade) -> None:
    before = trade.chain.block_number()
    order_id = trade.placed(2)
    assert trade.orders.order(order_id, at=before).state == OrderState.NONE
    block = trade.chain.block()
    assert block is not None
    questions = [trade.orders.read_order(order_id), trade.orders.read_order(hash_of("none"))] * 300
    answers = read_many(trade.chain, questions, at=block["hash"])
    assert [answer.state for answer in answers] == [OrderState.PLACED, OrderState.NONE] * 300
    assert read_one(trade.chain, trade.cash.read_currency()) == "0x" + b"CNY".hex()


def test_an_event_is_proven_by_its_receipt_alone(trade: Trade) -> None:
    mined = trade.does("buyer", trade.orders.place(trade.order_terms(3)))
    block = trade.chain.block(mined.block_number)
    assert block is not None
    header = header_from_json(block)
    receipts = [receipt_from_json(one) for one in trade.chain.block_receipts(mined.block_number)]
    proven = verify_receipt(header.receipts_root, mined.index, prove_receipt(receipts, mined.index))
    assert [trade.decoder.decode_log(log) for log in proven.logs] == trade.events[-len(mined.logs) :]


def test_what_is_signed_is_what_the_contracts_hash(trade: Trade) -> None:
    chain_id, quote = (
        trade.chain.chain_id,
        PurchaseQuote(trade.of("financier"), NOBODY, hash_of("r"), 5, 4, 0, FAR, 1),
    )
    terms, order = trade.terms(), trade.order_terms()
    fingerprints = trade.deployment.address("Fingerprints")
    identity = Fingerprints(fingerprints, trade.chain)
    entity = trade.participants.entity_of(trade.of("supplier"))
    invoice, purpose = hash_of("invoice"), hash_of("receivable")
    pairs = [
        (facility_terms(chain_id, trade.facilities.address, terms), trade.facilities.digest_of(terms)),
        (purchase_quote(chain_id, trade.market.address, quote), trade.market.digest_of(quote)),
        (
            placement(chain_id, trade.orders.address, trade.of("buyer"), order, FAR),
            trade.orders.digest_of(trade.of("buyer"), order, FAR),
        ),
        (
            invoice_identity(chain_id, fingerprints, (entity, invoice, 500), NOBODY, purpose, FAR),
            identity.digest(
                entity_id=entity,
                fingerprint=invoice,
                gross=500,
                writer=NOBODY,
                purpose=purpose,
                valid_until=FAR,
            ),
        ),
    ]
    for message, digest in pairs:
        assert "0x" + message.digest.hex() == digest
        assert recover(message.digest, message.sign(key_of("buyer"))) == trade.of("buyer")
        shown = message.as_json()
        assert shown["primaryType"] == message.primary
        assert (
            typed_digest(shown["domain"], message.types, message.primary, message.content) == message.digest
        )
    with pytest.raises(TypedDataError, match=r"Terms\.cap"):
        facility_terms(chain_id, NOBODY, terms._replace(cap=1 << 128)).sign(Key(b"\1" * 32))


def test_bytes_that_call_nothing_known_are_not_put_into_words(trade: Trade) -> None:
    names = trade.deployment.names_by_address()
    good = trade.orders.accept(hash_of("o"), 1)
    for to, data in (
        ("0x" + "42" * 20, good.data),
        (good.to, b""),
        (good.to, b"\xff" * 4),
        (good.to, good.data[:-1]),
        (good.to, good.data + b"\0"),
        (good.to, good.data[:-32] + b"\xff" * 32),
    ):
        with pytest.raises(UnknownCall):
            identify(names, to, data)
    with pytest.raises(UnknownCall):
        describe(Call(good.to, good.data, "Orders", "nonsense"))


def test_a_call_is_put_into_the_words_of_its_authors(trade: Trade) -> None:
    names = trade.deployment.names_by_address()
    call = trade.orders.accept(hash_of("o"), 1)
    assert identify(names, call.to, call.data) == call
    meaning = describe(call)
    assert (meaning.contract, meaning.name) == ("Orders", "accept")
    assert meaning.notice.startswith("Supplier: accept the order")
    assert meaning.arguments == {"orderId": hash_of("o"), "version": 1}
    together = batch([call, trade.orders.reject(hash_of("p"), 3)])
    assert len(together) == 1
    parts = describe(identify(names, together[0].to, together[0].data)).parts
    assert [part.name for part in parts] == ["accept", "reject"]
    assert "reason=3" in str(describe(together[0]))


def test_every_function_that_changes_something_says_what_it_does() -> None:
    silent = [
        f"{name}.{entry['name']}"
        for name, artifact in deployable(load_artifacts()).items()
        for entry in artifact.abi
        if entry["type"] == "function" and name not in ("Authority", "Cash")
        and entry["stateMutability"] == "nonpayable"
        and not any(key.startswith(entry["name"] + "(") for key in artifact.notices)
    ]  # fmt: skip
    inherited = {"setAuthority", "approve", "transfer", "transferFrom", "setOperator"}
    assert [one for one in silent if one.split(".")[1] not in inherited] == []


def test_batches_are_cut_and_go_to_one_contract(trade: Trade) -> None:
    calls = [trade.orders.place(trade.order_terms(1_000 + n)) for n in range(MOST_CALLS + 5)]
    with pytest.raises(ValueError, match="one contract"):
        batch([calls[0], trade.cash.redeem(1, hash_of("x"))])
    made = batch(calls)
    assert [len(call.arguments["calls"]) for call in made] == [MOST_CALLS, 5]
    known = len(trade.events)
    for call in made:
        trade.does("buyer", call)
    placed = [e for e in trade.events[known:] if isinstance(e, orders.Placed)]
    assert len(placed) == MOST_CALLS + 5
    mixed = batch([calls[0], trade.orders.place(trade.order_terms(5_000))], keep_going=True)
    trade.does("buyer", mixed[0])
    failed = [e for e in trade.events if isinstance(e, orders.CallFailed)]
    assert [e.index for e in failed] == [0]


def test_a_deployment_is_kept_and_checked_against_its_chain(trade: Trade, tmp_path: Path) -> None:
    path = save_deployment(trade.deployment, tmp_path)
    again = load_deployment(path)
    assert again == trade.deployment
    check_deployment(again, trade.chain)
    with Anvil() as node, connect(node.rpc_url) as other, pytest.raises(DeploymentError, match="block"):
        check_deployment(again, other)
    text = path.read_text()
    path.write_text(text.replace(again.contracts["Orders"].code_hash, hash_of("other code")))
    with pytest.raises(DeploymentError, match=r"Orders at 0x.* code"):
        check_deployment(load_deployment(path), trade.chain)
    for broken in ("", "{}", "[]", text[:-50]):
        path.write_text(broken)
        with pytest.raises(DeploymentError, match="unreadable"):
            load_deployment(path)


def test_code_that_is_not_compiled_from_these_sources_is_named(trade: Trade) -> None:
    assert foreign_code(trade.deployment, trade.chain) == []
    orders_artifact, address = load_artifact("Orders"), trade.orders.address
    code = from_hex(trade.chain.code(address), "code")
    assert code != from_hex(orders_artifact.deployed_bytecode, "code"), (
        "immutables are written by constructors"
    )
    assert is_compiled_from(orders_artifact, code)
    for changed in (code[:-1], code + b"\0", b"\0" + code[1:], b"", code[:100]):
        assert not is_compiled_from(orders_artifact, changed)
    token = trade.cash.address
    kept = trade.chain.code(token)
    trade.chain.request("anvil_setCode", [token, trade.chain.code(address)])
    assert foreign_code(trade.deployment, trade.chain) == [f"Cash at {token}"]
    trade.chain.request("anvil_setCode", [token, kept])


def test_the_states_are_those_of_the_interfaces(repository: Path) -> None:
    folder = repository / "contracts"
    for name, enum in (("Orders", OrderState), ("Receivables", ReceivableState)):
        text = (folder / "interfaces" / f"I{name}.sol").read_text()
        found = re.search(rf"enum {enum.__name__} \{{(.*?)\}}", text, re.DOTALL)
        assert found is not None
        members = [word.strip() for word in re.sub(r"//.*", "", found[1]).split(",")]
        assert [member for member in members if member] == [state.name for state in enum]
    text = (folder / "types" / "Roles.sol").read_text()
    bits = {name: 1 << int(bit) for name, bit in re.findall(r"constant (\w+) = 1 << (\d+);", text)}
    del bits["SYSTEM"]  # set by a constructor, never by anyone who uses this enum
    assert bits == {str(role.name): int(role) for role in Role}


def test_a_client_shows_where_it_points() -> None:
    assert repr(Orders("0x" + "AB" * 20)) == f"Orders(0x{'ab' * 20})"
    assert issubclass(Orders, Contract)
