"""What the service refuses: every refusal is problem+json, none is a 500, none changes anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.api.world import World, assert_problem, key_of

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
SUITE = SHARED / "f2_json_test_suite/test_parsing"
NAUGHTY = SHARED / "f1_naughty_strings/blns.json"
CASES = sorted(SUITE.glob("*.json")) if SUITE.is_dir() else []
REPEATED = ("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json")
SOMEBODY = "0x" + "12" * 20
SOME_ID = "0x" + "ab" * 32
PLACE = {
    "action": "place",
    "supplier": key_of("supplier").address,
    "currency": "CNY",
    "amount": "100",
    "deliverBy": "2026-12-15T00:00:00Z",
    "paymentTermDays": 30,
    "fingerprint": SOME_ID,
    "root": SOME_ID,
}


def rows(world: World) -> dict[str, int]:
    """How many rows each table of the application has that a refused request must not add to."""
    with world.app.state.context.engine.connect() as connection:
        return {
            table: connection.execute(text(f"SELECT count(*) FROM app.{table}")).scalar_one()
            for table in ("documents", "decisions", "offers", "outbox", "idempotency_keys", "api_keys")
        }


# ------------------------------------------------------------------ JSON


@pytest.mark.skipif(not CASES, reason="the JSON parsing suite is not at ../shared/data")
def test_every_file_of_the_json_suite_is_refused_by_its_kind(world: World) -> None:
    headers = {"Content-Type": "application/json"} | world.party("buyer").headers
    before = rows(world)
    for path in CASES:
        for address in ("/v1/sessions", "/v1/transactions/prepare", "/v1/financing/offers"):
            answer = world.http.post(address, content=path.read_bytes(), headers=headers)
            if path.name.startswith("n_") and path.stat().st_size:
                assert_problem(answer, 400)
            elif path.name.startswith("y_") and path.name not in REPEATED:
                assert_problem(answer, 422, "payload_invalid")  # JSON, and not what is asked for
            else:
                assert answer.status_code in (400, 422), path.name
    assert rows(world) == before


# ------------------------------------------------------------------ text


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="the naughty strings are not at ../shared/data")
def test_naughty_strings_are_refused_in_every_text_of_a_sample_of_endpoints(world: World) -> None:
    buyer = world.party("buyer")
    before = rows(world)
    for word in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        for body, path in (
            (PLACE | {"supplier": word}, "/v1/transactions/prepare"),
            (PLACE | {"action": word}, "/v1/transactions/prepare"),
            (PLACE | {word or "x": word}, "/v1/transactions/prepare"),
            ({"kind": "terms", "orderId": word}, "/v1/financing/offers"),
            ({"message": word, "signature": "0x" + "00" * 65}, "/v1/sessions"),
            ({"raw": word}, "/v1/transactions"),
        ):
            assert_problem(buyer.post(path, body), 422)
        if word:
            assert_problem(buyer.get("/v1/orders", cursor=word), 422)
        answer = buyer.get("/v1/audit/evidence/" + SOME_ID, fields=word)
        assert answer.status_code in (404, 422)
    assert rows(world) == before


@pytest.mark.parametrize("label", ["\x00", "a\x00b", "\ud83d", "x" * 81, "<script>", ""])
def test_labels_of_keys_are_plain_words(world: World, label: str) -> None:
    body = json.dumps({"label": label}).encode()
    headers = {"Content-Type": "application/json"} | world.party("buyer").headers
    assert_problem(world.http.post("/v1/api-keys", content=body, headers=headers), 422)


# ------------------------------------------------------------------ sizes


def test_a_body_of_eleven_megabytes_is_refused(world: World) -> None:
    headers = world.party("buyer").headers | {"Content-Type": "application/xml"}
    content = b"<Order>" + b" " * 11 * 1024 * 1024 + b"</Order>"
    assert_problem(world.http.post("/v1/documents", content=content, headers=headers), 413, "too_large")


def test_a_body_that_hides_its_length_is_refused_all_the_same(world: World) -> None:
    headers = world.party("buyer").headers | {"Content-Type": "application/xml"}
    chunks = (b"x" * 65_536 for _ in range(11 * 16))
    assert_problem(world.http.post("/v1/documents", content=chunks, headers=headers), 413, "too_large")


def test_json_of_more_than_a_megabyte_is_refused(world: World) -> None:
    buyer = world.party("buyer")
    assert_problem(buyer.post("/v1/transactions", {"raw": "0x" + "00" * 600_000}), 413, "too_large")


def test_an_address_of_ten_thousand_bytes_is_refused(world: World) -> None:
    assert_problem(world.http.get("/v1/orders/" + "a" * 10_000), 413, "address_too_long")


# ------------------------------------------------------------------ amounts, currencies, parties


@pytest.mark.parametrize(
    "amount",
    [str(2**128), str(2**56), "-1", "1.5", "1e3", " 1", "01", "", "١", "0x10", 100, None, True, ["1"], 1.0],
)
def test_amounts_are_strings_of_minor_units_within_bounds(world: World, amount: Any) -> None:
    body = PLACE | {"amount": amount}
    found = assert_problem(
        world.party("buyer").post("/v1/transactions/prepare", body), 422, "payload_invalid"
    )
    assert any("amount" in each["at"] for each in found["errors"])


def test_a_currency_without_a_token_is_refused(world: World) -> None:
    body = PLACE | {"currency": "XAU"}
    assert_problem(world.party("buyer").post("/v1/transactions/prepare", body), 422, "currency_unknown")


def test_an_unknown_party_is_refused_by_the_contracts_own_name(world: World) -> None:
    answer = world.party("buyer").post("/v1/transactions/prepare", PLACE | {"supplier": SOMEBODY})
    assert answer.status_code == 200
    simulation = answer.json()["simulation"]
    assert not simulation["ok"]
    assert simulation["error"] in ("Participants_NotAdmitted", "Participants_RoleMissing")
    assert answer.json()["transaction"] is None


@pytest.mark.parametrize(
    "time", ["2026-12-15", "2026-12-15T00:00:00", "yesterday", "9999-12-31T00:00:00Z", 1, None]
)
def test_times_are_rfc_3339_with_their_zone(world: World, time: Any) -> None:
    answer = world.party("buyer").post("/v1/transactions/prepare", PLACE | {"deliverBy": time})
    assert_problem(answer, 422, "payload_invalid")


def test_a_member_that_nobody_knows_is_refused(world: World) -> None:
    answer = world.party("buyer").post("/v1/transactions/prepare", PLACE | {"amuont": "1"})
    assert_problem(answer, 422, "payload_invalid")


def test_a_batch_of_two_contracts_is_refused(world: World) -> None:
    actions = [PLACE, {"action": "acceptFrom", "consented": True}]
    body = {"action": "batch", "actions": actions}
    assert_problem(world.party("buyer").post("/v1/transactions/prepare", body), 422, "batch_mixed")


def test_a_batch_of_121_calls_is_refused(world: World) -> None:
    body = {"action": "batch", "actions": [PLACE] * 121}
    assert_problem(world.party("buyer").post("/v1/transactions/prepare", body), 422, "payload_invalid")


# ------------------------------------------------------------------ what is not there, or not yours


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/orders/{SOME_ID}",
        f"/v1/orders/{SOME_ID}/timeline",
        f"/v1/receivables/{SOME_ID}",
        f"/v1/receivables/{SOME_ID}/holders",
        f"/v1/documents/{SOME_ID}",
        f"/v1/financing/offers/{SOME_ID}",
        f"/v1/financing/decisions/{SOME_ID}",
        f"/v1/transactions/{SOME_ID}",
        f"/v1/audit/records/{SOME_ID}",
        f"/v1/audit/evidence/{SOME_ID}",
        f"/v1/participants/{SOMEBODY}",
        "/v1/nothing",
    ],
)
def test_what_is_not_there_is_404(world: World, path: str) -> None:
    assert_problem(world.party("buyer").get(path), 404)


def test_an_address_with_a_slash_too_many_is_404_and_redirects_nowhere(world: World) -> None:
    answer = world.http.get("/v1/orders/", headers={"Host": "elsewhere.example"}, follow_redirects=False)
    assert_problem(answer, 404)
    assert "location" not in answer.headers


def test_without_a_token_nothing_is_answered(world: World) -> None:
    for path in (
        "/v1/orders",
        "/v1/financing/limit",
        "/v1/documents",
        "/v1/participants",
        "/v1/sessions/current",
    ):
        found = world.http.get(path)
        assert_problem(found, 401, "unauthenticated")
        assert found.headers["www-authenticate"] == "Bearer"


def test_a_tampered_token_is_refused(world: World) -> None:
    token = world.sign_in(key_of("buyer")).json()["token"]
    for changed in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token + "x",
        token[1:],
        "ts_",
        "Bearer",
        "é",
    ):
        headers = {"Authorization": f"Bearer {changed}".encode()}
        assert_problem(world.http.get("/v1/orders", headers=headers), 401)


def test_a_token_that_was_signed_out_is_refused(world: World) -> None:
    headers = {"Authorization": "Bearer " + world.sign_in(key_of("buyer")).json()["token"]}
    assert world.http.delete("/v1/sessions/current", headers=headers).status_code == 204
    assert_problem(world.http.get("/v1/orders", headers=headers), 401, "token_refused")


def test_a_wrong_method_is_405_in_the_same_form(world: World) -> None:
    assert_problem(world.http.put("/v1/sessions", content=b"{}"), 405, "method_not_allowed")


def test_only_a_supplier_has_a_limit(world: World) -> None:
    assert_problem(world.party("bank").get("/v1/financing/limit"), 403, "role_missing")
    other = key_of("supplier").address
    assert_problem(world.party("stranger").get("/v1/financing/limit", supplier=other), 403, "not_yours")


def test_the_request_id_is_that_of_the_caller_or_a_new_one(world: World) -> None:
    given = world.http.get("/v1/orders", headers={"X-Request-ID": "a-request-of-mine"})
    assert given.headers["x-request-id"] == "a-request-of-mine" == given.json()["requestId"]
    strange = world.http.get("/v1/orders", headers={"X-Request-ID": "not an id\t"})
    assert strange.headers["x-request-id"] != "not an id\t"
