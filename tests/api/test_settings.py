"""Settings: what is refused, what is masked, which source wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import SettingsError, build, load

SECRET = "c0ffee" * 10 + "beef"
LEAST = {
    "database_url": "postgresql+psycopg://teller:hunter2@db.example:5432/books",
    "rpc_url": "https://user:sesame@rpc.example/v3/project-key",
    "deployment": "deployments/31337.json",
}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"database_url": None}, "database_url"),
        ({"master_key": "abcd"}, "master_key"),
        ({"master_key": "zz" * 32}, "master_key"),
        ({"operators": ["me"]}, "operators"),
        ({"session_seconds": 1}, "session_seconds"),
        ({"no_such_setting": 1}, "no_such_setting"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(changed: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsError, match=named) as refused:
        build(LEAST | changed)
    assert "abcd" not in str(refused.value) and "hunter2" not in str(refused.value)


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("= 1", encoding="utf-8")
    with pytest.raises(SettingsError):
        load({}, tmp_path / "s.toml")


def test_secrets_are_masked_in_print_and_repr() -> None:
    settings = build(LEAST | {"master_key": SECRET, "consortium_key": SECRET, "fingerprint_key": SECRET})
    shown = str(settings.masked()) + repr(settings) + str(settings)
    for secret in (SECRET, "hunter2", "sesame", "project-key"):
        assert secret not in shown
    assert "db.example" in shown and "rpc.example" in shown


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    lines = [f'{name} = "{value}"' for name, value in LEAST.items()]
    file.write_text("\n".join([*lines, "finality_blocks = 5", 'domain = "a.example"']), encoding="utf-8")
    settings = load({"TALLYSTICK_CONFIG": str(file), "TALLYSTICK_FINALITY_BLOCKS": "7"})
    assert (settings.finality_blocks, settings.domain) == (7, "a.example")
