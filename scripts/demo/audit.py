"""Step 8: the auditor believes nobody. Mirror against chain, one record offline, and a row tampered with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import psycopg

from indexer.models.base import SCHEMA
from indexer.reconcile import Report, verify
from scripts.demo.stage import Scene

OFFLINE_SECONDS: Final = 60


def audit(scene: Scene, folder: Path) -> None:
    """8: verify the mirror, verify one record offline by proof, tamper with a row and see it named."""
    scene.screen.step(8, "The auditor verifies all of it without trusting anybody")
    report = _verify(scene)
    scene.screen.say(
        f"Mirror against chain at block {report.at_block}: {report.rows:,} rows,"
        f" {len(report.differences)} differences"
    )
    scene.expect(not report.differences, "the mirror says what the chain says")
    pack = scene.cast["auditor"].session.get(f"/v1/audit/evidence/{scene.receivable_id}")
    file = folder / "evidence.json"
    file.write_text(json.dumps(pack), encoding="utf-8")
    code, said = _verify_offline(file)
    scene.screen.say(f"Evidence of the receivable, {file.stat().st_size:,} bytes, checked offline: {said}")
    scene.expect(code == 0, "the evidence holds offline")
    file.write_text(json.dumps(_one_digit_changed(pack)), encoding="utf-8")
    code, said = _verify_offline(file)
    scene.screen.say(f"The same with one digit changed: {said}")
    scene.expect(code == 1, "a changed digit is found")
    _tamper(scene)


def _verify(scene: Scene) -> Report:
    scene.stack.wait_for_mirror()
    return verify(scene.stack.database_url, scene.stack.chain, scene.stack.deployment)


def _verify_offline(file: Path) -> tuple[int, str]:
    """In a process of its own: no chain, no database, no network."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.cli", "verify-evidence", str(file)],
        capture_output=True,
        text=True,
        timeout=OFFLINE_SECONDS,
        check=False,
    )
    lines = [" ".join(line.split()) for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return done.returncode, " / ".join(lines[-2:])


def _one_digit_changed(pack: dict[str, Any]) -> dict[str, Any]:
    """The pack with the last hex digit of its first header replaced."""
    changed: dict[str, Any] = json.loads(json.dumps(pack))
    text = str(changed["headers"][0])
    changed["headers"][0] = text[:-1] + ("0" if text[-1] != "0" else "1")
    return changed


def _tamper(scene: Scene) -> None:
    """Make the order's received total one unit larger in the mirror, let verification find it, undo it."""
    where = f"UPDATE {SCHEMA}.orders SET received = received + %s WHERE order_id = %s"  # noqa: S608
    conninfo = scene.stack.database_url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(where.encode(), (1, scene.order_id))
        try:
            found = _verify(scene).differences
        finally:
            connection.execute(where.encode(), (-1, scene.order_id))
    for each in found[:3]:
        scene.screen.say(f"A row of the mirror is tampered with; verification names it: {each}")
    named = any((each.table, each.column) == ("orders", "received") for each in found)
    scene.expect(named, "the tampered value is named by table, key and column")
    scene.expect(not _verify(scene).differences, "undone, there are 0 differences again")
