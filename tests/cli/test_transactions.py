"""`tallystick tx`: a party acts by its own key, after reading on its own machine what it signs."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from chain.keystores import LIGHT_WORK, store_key
from chain.signing import Key
from scripts.cli.acting import own_reading
from scripts.cli.failures import Failure
from tests.cli.commands import ROOT, command, environment, here, refused, tallystick
from tests.cli.conftest import SUPPLIER, Office, admission, order, word


def now(office: Office) -> int:
    block = office.stack.chain.block()
    assert block is not None
    return int(block["timestamp"], 16)


def receipt(office: Office, total: int, by: str = "buyer") -> tuple[object, ...]:
    """The buyer records what it has received so far."""
    pairs = (f"orderId={office.order_id}", f"receivedTotal={total}", f"root={word()}")
    return ("recordReceipt", *pairs, *office.as_(by))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nonsense",), "no action nonsense"),
        (("place",), "supplier"),
        (("accept", "orderId"), "NAME=VALUE"),
        (("accept", "orderId=0x12"), "orderId"),
        (("accept", "colour=red"), "orderId, version"),
        (("accept", "action=place"), "no parameter action"),
        (("accept", f"orderId=0x{'0' * 64}", "version=one"), "version"),
        (("accept", f"orderId=0x{'0' * 64}", "version=999"), "version"),
        (("issue", "currency=CNY", f"to=0x{'1' * 40}", "amount=-5", f"receiptHash=0x{'0' * 64}"), "amount"),
        (("pay", f"receivableId=0x{'0' * 64}", f"amount={2**128}"), "amount"),
        (("accept", "--file", "/nonexistent"), "/nonexistent"),
    ],
)
def test_what_is_no_action_is_refused_before_anything_is_signed(
    office: Office, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    for verb in (("prepare",), ("send", "--yes")):
        assert says in refused(here(capsys, "tx", *verb, *arguments, *office.as_("buyer")))


def test_nobody_signs_without_a_confirmation(office: Office) -> None:
    assert "--yes" in refused(tallystick("tx", "send", *receipt(office, 1), stdin="y\n"))


def test_without_a_service_or_with_one_that_is_away_it_says_so(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accept = ("tx", "prepare", "accept", f"orderId={office.order_id}", "--as", "buyer")
    keys = ("--keystores", office.keystores, "--password-file", office.password_file)
    assert "--api-url" in refused(here(capsys, *accept, *keys, "--data-dir", tmp_path))
    for url in ("http://127.0.0.1:1", "ftp://127.0.0.1", "nonsense"):
        refused(here(capsys, *accept, *keys, "--api-url", url))


def test_a_stranger_is_refused_by_the_service(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(here(capsys, "tx", "prepare", *receipt(office, 1, by="stranger")))
    assert "not_admitted" in line


def test_a_wrong_password_opens_nothing(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wrong").write_text("wrong")
    (tmp_path / "wrong").chmod(0o600)
    options = [each if each != office.password_file else tmp_path / "wrong" for each in receipt(office, 1)]
    assert "wrong password" in refused(here(capsys, "tx", "prepare", *options))


def test_somebody_elses_order_is_unknown(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    ran = here(capsys, "tx", "prepare", "accept", f"orderId={word()}", *office.as_("supplier"))
    assert "order_unknown" in refused(ran)


def test_a_refusal_by_the_contracts_is_a_fault_by_its_name_and_nothing_is_sent(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    too_much = receipt(office, 1_000_001)
    nonce = office.stack.chain.request("eth_getTransactionCount", [office.buyer.address, "pending"])
    shown = here(capsys, "tx", "prepare", *too_much)
    assert shown.code == 1
    assert "Orders_" in shown.out
    sent = here(capsys, "tx", "send", "--yes", "--json", *too_much)
    assert sent.code == 1
    assert sent.facts["sent"] is False
    assert sent.facts["error"].startswith("Orders_")
    assert office.stack.chain.request("eth_getTransactionCount", [office.buyer.address, "pending"]) == nonce


def test_bytes_that_say_something_else_than_the_service_are_not_signed(
    office: Office, tmp_path: Path
) -> None:
    session = office.session(office.buyer)
    honest = session.prepare({"action": "cancelRemainder", "orderId": office.order_id})
    reading = own_reading(honest, office.data_dir, None)
    assert reading is not None
    assert (reading.contract, reading.name) == ("Orders", "cancelRemainder")
    assert reading.arguments["orderId"] == office.order_id
    lies = {
        "another function": {**honest, "calls": [{**honest["calls"][0], "function": "accept"}]},
        "another contract": {**honest, "transaction": {**honest["transaction"], "to": "0x" + "12" * 20}},
        "other bytes": {**honest, "transaction": {**honest["transaction"], "data": "0x12345678"}},
        "ether": {**honest, "transaction": {**honest["transaction"], "value": "0x1"}},
        "another chain": {**honest, "transaction": {**honest["transaction"], "chainId": "0x1"}},
    }
    for prepared in lies.values():
        with pytest.raises(Failure):
            own_reading(prepared, office.data_dir, None)


def test_the_operator_admits_a_party_that_can_then_sign_in(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newcomer = Key.new()
    store_key(office.keystores, "newcomer", newcomer, office.password_file.read_text(), LIGHT_WORK)
    asked = admission(newcomer.address, SUPPLIER, now(office))
    (tmp_path / "admit.json").write_text(json.dumps(asked))
    ran = here(
        capsys, "tx", "send", "admit", "--file", tmp_path / "admit.json", "--yes", "--json", *office.operator
    )
    assert ran.code == 0, ran
    assert ran.facts["sent"] is True
    shown = here(capsys, "tx", "status", ran.facts["hash"], "--json", *office.operator)
    assert (shown.code, shown.facts["blockNumber"]) == (0, ran.facts["blockNumber"])
    assert here(capsys, "tx", "status", ran.facts["hash"], *office.as_("newcomer")).code == 2  # not its own


def test_an_order_is_placed_from_pairs_and_told_in_words(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = order(office.supplier.address, now(office), amount=7_700)
    pairs = [f"{name}={value}" for name, value in asked.items() if name != "action"]
    ran = here(capsys, "tx", "send", "place", *pairs, "--yes", *office.as_("buyer"))
    assert ran.code == 0, ran
    for words in ("77.00", "Orders.place", "read on this machine", "Recorded in block"):
        assert words in ran.out
    mine = office.session(office.supplier).get("/v1/orders")["items"]
    assert "7700" in {each["amount"] for each in mine}


@pytest.mark.parametrize(("answer", "code"), [("n", 2), ("y", 0)])
def test_a_person_is_asked_before_signing(office: Office, answer: str, code: int) -> None:
    asked = order(office.supplier.address, now(office))
    pairs = [f"{name}={value}" for name, value in asked.items() if name != "action"]
    nonce = int(office.stack.chain.request("eth_getTransactionCount", [office.buyer.address, "latest"]), 16)
    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    done = subprocess.run(
        command("tx", "send", "place", *pairs, *office.as_("buyer")),
        cwd=ROOT, env=environment(), stdin=theirs, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    assert done.returncode == code, done
    assert "Sign as" in done.stderr
    after = int(office.stack.chain.request("eth_getTransactionCount", [office.buyer.address, "latest"]), 16)
    assert after - nonce == (1 if code == 0 else 0)


def test_the_actions_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    listed = here(capsys, "tx", "actions", "--json")
    assert {"place", "openAndDraw", "pay", "batch"} <= set(listed.facts["actions"])
    shown = here(capsys, "tx", "actions", "openAndDraw")
    assert "offerId" in shown.out
    assert "no action" in refused(here(capsys, "tx", "actions", "nonsense"))


@pytest.mark.parametrize("text", ["", "0x", "hash", "0x" + "g" * 64, "0x" + "0" * 63])
def test_what_is_no_hash_has_no_status(office: Office, capsys: pytest.CaptureFixture[str], text: str) -> None:
    refused(here(capsys, "tx", "status", text, *office.as_("buyer")))
