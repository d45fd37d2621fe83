"""`tallystick verify`: every value of the SQL mirror against the chain (INV-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from scripts.cli import output
from scripts.cli.options import DEFAULT_DATA_DIR, DatabaseUrl, DataDir, DeploymentFile, Json, RpcUrl
from scripts.cli.targets import find_target

if TYPE_CHECKING:
    from indexer.reconcile import Difference, Report

SHOWN: Final = 50
SAFE_INTEGER: Final = 2**53 - 1


def verify(
    *,
    rpc_url: RpcUrl = None,
    database_url: DatabaseUrl = None,
    deployment: DeploymentFile = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Differences to print for people.")] = SHOWN,
    json: Json = False,
) -> None:
    """Compare every value of the database's mirror with the chain itself, and name each difference.

    All rows are derived anew from the node's own blocks and logs, and the contracts are asked what they say.
    Exit code 0: they are the same. 1: they differ. The indexer may run meanwhile.
    """
    from indexer.reconcile import verify as compare

    target = find_target(data_dir, rpc_url, database_url, deployment)
    chain, found = target.connect()
    with chain, output.working("Verifying", quiet=json) as step:
        report = compare(target.database_url, chain, found, progress=step)
    if json:
        output.emit_json(_facts(report))
    else:
        _show(report, limit)
    raise typer.Exit(0 if report.good else 1)


def _facts(report: Report) -> dict[str, Any]:
    return {
        "block": report.at_block,
        "hash": report.block_hash,
        "rows": report.rows,
        "viewValues": report.view_values,
        "tables": {
            name: {"rows": count.rows, "viewValues": count.view_values}
            for name, count in report.counts.items()
        },
        "fingerprint": report.fingerprint,
        "tampered": list(report.tampered),
        "differences": [_difference(each) for each in report.differences],
    }


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "table": found.table,
        "key": [_plain(part) for part in found.key],
        "column": found.column,
        "mirror": _plain(found.mirror),
        "chain": _plain(found.chain),
        "source": found.source,
    }


def _plain(value: Any) -> Any:
    """A value for JSON: numbers that a reader could round become text."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > SAFE_INTEGER:
        return str(value)
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _show(report: Report, limit: int) -> None:
    rows = [
        (name, f"{count.rows:,}", f"{count.view_values:,}")
        for name, count in report.counts.items()
        if count.rows or count.view_values
    ]
    output.table(
        ("table", "rows", "values asked of contracts"), rows, right=("rows", "values asked of contracts")
    )
    output.say("")
    for found in report.differences[:limit]:
        source = "its logs" if found.source == "logs" else "the contract"
        output.say(
            f"{found.table}  key {', '.join(map(str, found.key))}  column {found.column}",
            f"    mirror {_text(found.mirror)}",
            f"    chain  {_text(found.chain)}  (by {source})",
        )
    if len(report.differences) > limit:
        output.say(f"… and {len(report.differences) - limit} more (--limit, or --json for all)")
    count = len(report.differences)
    output.say(
        f"{count} difference{'' if count == 1 else 's'} in {report.rows:,} rows and "
        f"{report.view_values:,} values asked of the contracts, at block {report.at_block}.",
        f"The block's hash is {report.block_hash}; the fingerprint of all rows {report.fingerprint}.",
    )
    if report.tampered:
        output.say(
            f"Changed after it was written, and not by the indexer: {', '.join(report.tampered)}.",
        )


def _text(value: Any) -> str:
    return "no such row" if value is None else str(value)
