"""What happens when parts are away, callers too many, senders too slow; and the OpenAPI document under
fire.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from pydantic import SecretStr
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import text

from api.app import create_app
from api.database import transaction
from api.housekeeping import tidy
from api.migrations import downgrade, upgrade
from api.settings import Settings, build
from scripts.services.process import free_port
from tests.api.world import World, assert_problem, key_of
from tests.support.plugin import Database

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


def served(given: Settings) -> TestClient:
    return TestClient(create_app(given), raise_server_exceptions=False)


def test_without_chain_and_database_every_answer_is_503_with_a_time_to_come_back(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing"
    given = build(
        {
            "database_url": url,
            "rpc_url": f"http://127.0.0.1:{free_port()}",
            "deployment": tmp_path / "none.json",
        }
    )
    with served(given) as http:
        assert http.get("/healthz").status_code == 200
        for path in ("/readyz", "/v1/orders"):
            answer = http.get(path, headers={"Authorization": "Bearer ts_x"})
            assert_problem(answer, 503)
            assert int(answer.headers["retry-after"]) > 0
        answer = http.post("/v1/sessions/nonce", json={})
        assert_problem(answer, 503)


def test_before_the_indexer_has_run_reads_are_503(world: World, database: Database) -> None:
    upgrade(database.url)
    given = world.settings.model_copy(update={"database_url": SecretStr(database.url)})
    with served(given) as http:
        assert_problem(http.get("/readyz"), 503, "mirror_missing")


def test_with_the_chain_away_mirror_reads_go_on_and_the_rest_is_503(world: World) -> None:
    away = SecretStr(f"http://127.0.0.1:{free_port()}")
    given = world.settings.model_copy(update={"rpc_url": away})
    headers = world.party("buyer").headers
    with served(given) as http:
        assert http.get("/v1/orders", headers=headers).status_code == 200
        body = {"action": "acceptFrom", "consented": True}
        answer = http.post("/v1/transactions/prepare", json=body, headers=headers)
        assert_problem(answer, 503, "chain_unavailable")
        assert_problem(http.get("/readyz"), 503, "chain_unavailable")


def test_a_node_of_another_chain_is_not_ready(world: World, tmp_path: Path) -> None:
    changed = world.settings.deployment.read_text(encoding="utf-8").replace("31337", "31338")
    other = tmp_path / "31338.json"
    other.write_text(changed, encoding="utf-8")
    with served(world.settings.model_copy(update={"deployment": other})) as http:
        assert_problem(http.get("/readyz"), 503, "wrong_chain")


def test_too_many_requests_are_429_with_a_time_to_come_back(world: World) -> None:
    given = world.settings.model_copy(update={"rate_burst": 3, "rate_per_minute": 1})
    with served(given) as http:
        answers = [http.get("/v1/orders") for _ in range(4)]
        assert [each.status_code for each in answers] == [401, 401, 401, 429]
        assert_problem(answers[-1], 429, "too_many_requests")
        assert int(answers[-1].headers["retry-after"]) > 0
        assert http.get("/healthz").status_code == 200
        other = http.get("/v1/orders", headers={"Authorization": "Bearer another"})
        assert other.status_code == 401  # another caller is not stopped by the first one


def test_metrics_count_without_ids(world: World) -> None:
    world.party("buyer").get("/v1/orders/0x" + "ab" * 32)
    figures = world.http.get("/metrics").text
    assert 'path="/v1/orders/{order_id}"' in figures
    assert "abababab" not in figures


def test_migrations_go_up_down_and_up_again(database: Database) -> None:
    upgrade(database.url)
    upgrade(database.url)
    downgrade(database.url, "base")
    upgrade(database.url)


def test_without_an_underwriter_connected_the_financier_signs_the_offer_itself(fresh_world: World) -> None:
    """The platform holds no party's key: an offer waits unsigned until its signer signs."""
    from tests.api.test_story import mandate
    from tests.api.test_transactions import place

    world = fresh_world
    financier, buyer, supplier = world.party("financier"), world.party("buyer"), world.party("supplier")
    financier.does("setMandate", **(mandate() | {"underwriter": financier.address}))
    financier.does("setLine", currency="CNY", buyer=buyer.address, cap="5000000000")
    financier.does("approve", currency="CNY", spender="Loans", amount="5000000000")
    buyer.does("place", **place(world, 1))
    (order,) = buyer.get("/v1/orders").json()["items"]
    supplier.does("accept", orderId=order["orderId"])
    asked = {"kind": "terms", "orderId": order["orderId"]}
    answer = supplier.post("/v1/financing/offers", asked).json()
    offer = answer["offer"]
    assert offer["signature"] is None and offer["signer"] == financier.address
    path = f"/v1/financing/offers/{offer['id']}"
    unsigned = {"action": "openAndDraw", "offerId": offer["id"]}
    assert_problem(supplier.post("/v1/transactions/prepare", unsigned), 409, "offer_unsigned")
    digest = bytes.fromhex(offer["digest"][2:])
    forged = "0x" + supplier.key.sign(digest).hex()
    assert_problem(supplier.post(f"{path}/signature", {"signature": forged}), 403, "not_signer")
    assert_problem(financier.post(f"{path}/signature", {"signature": forged}), 422, "signature_refused")
    assert_problem(world.party("stranger").get(path), 404, "offer_unknown")
    signature = "0x" + financier.key.sign(digest).hex()
    assert financier.post(f"{path}/signature", {"signature": signature}).json()["signature"] == signature
    assert_problem(financier.post(f"{path}/signature", {"signature": signature}), 409, "offer_signed")
    supplier.does("openAndDraw", offerId=offer["id"])
    # all is drawn: the next request is refused with reasons, stored and replayed
    refusal = supplier.post("/v1/financing/offers", asked).json()
    assert refusal["outcome"] == "refusal" and refusal["offer"] is None and refusal["reasons"]
    assert supplier.get(f"/v1/financing/decisions/{refusal['decisionId']}").json()["replayed"] is True
    # a financier without mandate and line refuses another order, with both reasons
    buyer.does("place", **place(world, 2))
    order = buyer.get("/v1/orders").json()["items"][0]
    supplier.does("accept", orderId=order["orderId"])
    nobody = {"kind": "terms", "orderId": order["orderId"], "financier": key_of("bank").address}
    missing = supplier.post("/v1/financing/offers", nobody).json()
    assert {each["code"] for each in missing["reasons"]} >= {"mandate_missing", "line_missing"}


@pytest.mark.timeout(240)
def test_whatever_the_openapi_document_allows_is_answered_as_it_says(world: World) -> None:
    """Valid and invalid requests made from the document itself: no fault of ours, no answer that it does not
    know.
    """
    schema = schemathesis.openapi.from_asgi("/openapi.json", world.app)
    headers = world.party("supplier").headers
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()  # type: ignore[union-attr]  # an invalid document fails the test
        for mode in GenerationMode:
            tried += shoot(operation, mode, headers)
    assert tried > 400


def shoot(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> int:
    """Some requests of one mode to one operation; how many (an operation without input cannot be asked
    wrongly).
    """
    count = 0
    bounds = settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )

    @bounds
    @given(case=operation.as_strategy(generation_mode=mode))
    def once(case: Any) -> None:
        nonlocal count
        count += 1
        answer = case.call(headers=headers)
        assert answer.status_code < 500, (
            f"{case.method} {case.path}: {answer.status_code} {answer.text[:500]}"
        )
        case.validate_response(answer, checks=CHECKS)

    with contextlib.suppress(Unsatisfiable):
        once()
    return count


def test_what_need_not_be_kept_is_deleted_and_the_rest_stays(world: World) -> None:
    world.http.post("/v1/sessions/nonce", json={})
    headers = world.party("buyer").headers
    engine = world.app.state.context.engine
    with transaction(engine) as session:
        session.execute(text("UPDATE app.nonces SET expires_at = now() - interval '1 second'"))
        tidy(session)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM app.nonces")).scalar_one() == 0
    assert world.http.get("/v1/sessions/current", headers=headers).status_code == 200
