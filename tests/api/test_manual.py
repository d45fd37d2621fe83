"""/docs is whole by itself: every operation and schema, no script, nothing from elsewhere."""

from __future__ import annotations

import re

from api.manual import page
from tests.api.world import World


def test_the_manual_loads_nothing_from_elsewhere_and_runs_nothing(world: World) -> None:
    answer = world.http.get("/docs")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert not re.search(r"""(src|href)=["'](?!#|/openapi\.json)""", answer.text)


def test_the_manual_names_every_operation_and_every_link_has_its_place(world: World) -> None:
    document = world.http.get("/openapi.json").json()
    text = world.http.get("/docs").text
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in text
    places = set(re.findall(r'id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= places


def test_words_of_the_document_are_shown_and_not_taken_for_markup(world: World) -> None:
    document = world.http.get("/openapi.json").json()
    document["info"]["description"] = "<script>alert(1)</script>"
    assert "<script" not in page(document)
