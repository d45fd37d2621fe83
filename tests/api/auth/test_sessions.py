"""Sign-in over HTTP: what is refused, then what is taken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from api.database import now
from chain.clients.participants import Participants
from chain.encoding import to_hex
from chain.envelope import sign_transaction
from chain.signing import Key, personal_digest
from chain.states import Role
from chain.transactions import execute, prepare_deployment, send
from tests.api.world import World, assert_problem, hash_of, key_of


def message_of(world: World, key: Key) -> str:
    found: str = world.http.post("/v1/sessions/nonce", json={"address": key.address}).json()["message"]
    return found


def signed(key: Key, message: str) -> dict[str, str]:
    return {"message": message, "signature": to_hex(key.sign(personal_digest(message.encode())))}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("localhost:8000 wants", "evil.example wants"),
        ("URI: http://localhost:8000", "URI: http://evil.example"),
        ("Chain ID: 31337", "Chain ID: 1"),
    ],
)
def test_a_message_for_another_place_is_refused(world: World, old: str, new: str) -> None:
    key = key_of("buyer")
    message = message_of(world, key)
    assert old in message
    answer = world.http.post("/v1/sessions", json=signed(key, message.replace(old, new)))
    assert_problem(answer, 401, "sign_in_refused")


def test_a_stale_signature_is_refused(world: World) -> None:
    key = key_of("buyer")
    message = message_of(world, key)
    issued = message.rpartition("Issued At: ")[2]
    old = (now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = world.http.post("/v1/sessions", json=signed(key, message.replace(issued, old)))
    assert_problem(answer, 401, "sign_in_refused")


def test_an_expired_nonce_is_refused(world: World) -> None:
    key = key_of("buyer")
    message = message_of(world, key)
    with world.app.state.context.engine.begin() as connection:
        connection.execute(text("UPDATE app.nonces SET expires_at = now() - interval '1 second'"))
    assert_problem(world.http.post("/v1/sessions", json=signed(key, message)), 401, "nonce_refused")


def test_a_nonce_that_we_never_gave_is_refused(world: World) -> None:
    key = key_of("buyer")
    message = message_of(world, key)
    nonce = message.partition("Nonce: ")[2].partition("\n")[0]
    answer = world.http.post("/v1/sessions", json=signed(key, message.replace(nonce, "a" * 32)))
    assert_problem(answer, 401, "nonce_refused")


def test_a_replayed_nonce_is_refused(world: World) -> None:
    key = key_of("buyer")
    body = signed(key, message_of(world, key))
    assert world.http.post("/v1/sessions", json=body).status_code == 201
    assert_problem(world.http.post("/v1/sessions", json=body), 401, "nonce_refused")


def test_of_many_that_replay_a_nonce_at_once_one_gets_in(world: World) -> None:
    body = signed(key_of("buyer"), message_of(world, key_of("buyer")))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: world.http.post("/v1/sessions", json=body).status_code, range(8)))
    assert sorted(answers) == [201] + [401] * 7


def test_another_keys_signature_is_refused_and_spends_the_nonce(world: World) -> None:
    key = key_of("buyer")
    message = message_of(world, key)
    forged = signed(key_of("stranger"), message)
    assert_problem(world.http.post("/v1/sessions", json=forged), 401, "signature_refused")
    assert_problem(world.http.post("/v1/sessions", json=signed(key, message)), 401, "nonce_refused")


@pytest.mark.parametrize("signature", ["0x", "0x00", "0x" + "00" * 65, "0x" + "ff" * 65, "0x" + "11" * 5000])
def test_what_is_no_signature_is_refused(world: World, signature: str) -> None:
    message = message_of(world, key_of("buyer"))
    answer = world.http.post("/v1/sessions", json={"message": message, "signature": signature})
    assert_problem(answer, 401, "signature_refused")


def test_who_is_not_admitted_does_not_sign_in(world: World) -> None:
    key = Key.new()
    answer = world.http.post("/v1/sessions", json=signed(key, message_of(world, key)))
    assert_problem(answer, 403, "not_admitted")


def test_a_message_that_is_none_is_refused(world: World) -> None:
    body = {"message": "let me in", "signature": "0x" + "00" * 65}
    assert_problem(world.http.post("/v1/sessions", json=body), 422, "sign_in_unreadable")


def test_a_key_that_was_ended_is_refused(world: World) -> None:
    buyer = world.party("buyer")
    made = buyer.post("/v1/api-keys", {"label": "erp-1"}).json()
    headers = {"X-API-Key": made["key"]}
    assert world.http.get("/v1/sessions/current", headers=headers).json()["account"] == buyer.address
    assert_problem(
        world.party("supplier").world.http.delete(
            f"/v1/api-keys/{made['id']}", headers=world.party("supplier").headers
        ),
        404,
    )
    ended = world.http.delete(f"/v1/api-keys/{made['id']}", headers=buyer.headers)
    assert ended.status_code == 204
    assert_problem(world.http.get("/v1/sessions/current", headers=headers), 401, "token_refused")
    assert [each["ended"] for each in buyer.get("/v1/api-keys").json() if each["id"] == made["id"]] == [True]


@pytest.mark.parametrize("expires", ["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"])
def test_a_key_expires_within_a_year(world: World, expires: str) -> None:
    answer = world.party("buyer").post("/v1/api-keys", {"label": "erp", "expiresAt": expires})
    assert_problem(answer, 422, "expiry_refused")


def test_tokens_and_keys_are_stored_hashed_only(world: World) -> None:
    token = world.sign_in(key_of("buyer")).json()["token"]
    key = world.party("buyer").post("/v1/api-keys", {"label": "erp-2"}).json()["key"]
    with world.app.state.context.engine.connect() as connection:
        for table in ("sessions", "api_keys"):
            whole = " ".join(map(str, connection.execute(text(f"SELECT * FROM app.{table}")).all()))
            assert token not in whole and key not in whole


def test_a_party_signs_in_with_its_roles(world: World) -> None:
    answer = world.sign_in(key_of("supplier"))
    assert answer.status_code == 201
    body = answer.json()
    assert body["account"] == key_of("supplier").address
    assert body["roles"] == ["buyer", "supplier"]
    assert body["operator"] is False
    me = world.http.get("/v1/sessions/current", headers={"Authorization": f"Bearer {body['token']}"})
    assert me.json() == {
        "account": key_of("supplier").address,
        "roles": ["buyer", "supplier"],
        "operator": False,
        "suspended": False,
    }


def test_the_operator_signs_in_by_configuration(world: World) -> None:
    assert world.sign_in(key_of("operator")).json()["operator"] is True


def deployed_account(world: World, answer: str) -> str:
    """A contract account whose isValidSignature answers these four bytes whatever it is asked."""
    runtime = f"63{answer}60e01b60005260206000f3"
    init = bytes.fromhex(f"60{len(runtime) // 2:02x}600c60003960{len(runtime) // 2:02x}6000f3{runtime}")
    prepared = prepare_deployment(world.chain, key_of("deployer").address, init)
    mined = send(world.chain, sign_transaction(prepared.transaction, key_of("deployer")))
    assert mined.created is not None
    participants = Participants(world.deployment.address("Participants"), world.chain)
    call = participants.admit(
        account=mined.created,
        entity_id="0x" + mined.created[2:30],
        group_id=0,
        roles=int(Role.SUPPLIER),
        valid_until=2_000_000_000,
        profile=hash_of(answer),
        encryption_key=hash_of(answer),
    )
    execute(world.chain, key_of("operator"), call)
    world.index()
    return mined.created


def test_a_contract_account_that_does_not_stand_behind_the_text_is_refused(world: World) -> None:
    account = deployed_account(world, "ffffffff")
    message = world.http.post("/v1/sessions/nonce", json={"address": account}).json()["message"]
    body = {"message": message, "signature": "0x1234"}
    assert_problem(world.http.post("/v1/sessions", json=body), 401, "signature_refused")


def test_a_contract_account_signs_in_by_its_own_code(world: World) -> None:
    account = deployed_account(world, "1626ba7e")
    message = world.http.post("/v1/sessions/nonce", json={"address": account}).json()["message"]
    answer = world.http.post("/v1/sessions", json={"message": message, "signature": "0x1234"})
    assert answer.status_code == 201, answer.text
    assert answer.json()["account"] == account
