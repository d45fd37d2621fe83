"""`tallystick tx`: act as a party through the API. The key signs here; the service never sees it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from scripts.cli import output
from scripts.cli.failures import Failure
from scripts.cli.keys import find_keystore, folder_of
from scripts.cli.options import DEFAULT_DATA_DIR, DataDir, DeploymentFile, Json, Keystores, PasswordFile
from scripts.cli.passwords import read_password
from scripts.cli.targets import configuration
from scripts.serving.running import running_stack

if TYPE_CHECKING:
    from chain.clients.meaning import Meaning
    from scripts.client.session import Session

REFUSED: Final = 1

tx = typer.Typer(help="Act as a party: see what it means, sign with your own key, send, wait.")

ActionName = Annotated[str, typer.Argument(metavar="ACTION", help="One of `tallystick tx actions`.")]
Pairs = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME=VALUE]…", help="Its parameters; amounts are minor units.")
]
ParameterFile = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="JSON object with parameters, instead of or below pairs."),
]
As = Annotated[
    str, typer.Option("--as", metavar="KEY", help="Name or address of your key (`tallystick keys list`).")
]
ApiUrl = Annotated[
    str | None,
    typer.Option(
        "--api-url",
        envvar="TALLYSTICK_API_URL",
        metavar="URL",
        help="Address of the API; left out: the running one's.",
    ),
]


@tx.command("actions", short_help="List what can be done, or the parameters of one action.")
def list_actions(
    name: Annotated[
        str | None, typer.Argument(metavar="[ACTION]", help="Show this one's parameters.")
    ] = None,
    *,
    json: Json = False,
) -> None:
    """List what can be done, or show the parameters of one action."""
    from scripts.cli.actions import action_named, actions, parameters, purpose

    if name is None:
        known = {each: purpose(action) for each, action in actions().items()}
        if json:
            output.emit_json({"actions": known})
        else:
            output.table(("action", "who and what"), known.items())
        return
    action = action_named(name)
    if json:
        output.emit_json(
            {"action": name, "purpose": purpose(action), "schema": action.model_json_schema(by_alias=True)}
        )
        return
    output.say(f"{name}: {purpose(action)}", "")
    rows = [(each.name, "needed" if each.required else "", each.takes) for each in parameters(action)]
    output.table(("parameter", "", "takes"), rows)


@tx.command("prepare", short_help="Show what an action would mean and whether it would go through.")
def prepare(
    action: ActionName,
    pairs: Pairs = None,
    *,
    as_: As,
    file: ParameterFile = None,
    api_url: ApiUrl = None,
    deployment: DeploymentFile = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    keystores: Keystores = None,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Show what an action would mean and whether it would go through; nothing is signed but the sign-in.

    Exit code 1: the contracts would refuse it.
    """
    from scripts.cli.actions import read_action

    asked = read_action(action, pairs or [], file)
    with _session(api_url, data_dir, keystores, as_, password_file, quiet=json) as session:
        prepared = session.prepare(asked)
    meaning = own_reading(prepared, data_dir, deployment)
    if json:
        output.emit_json({**prepared, "ownReading": str(meaning) if meaning else None})
    else:
        output.say(*_in_words(prepared, meaning))
    raise typer.Exit(0 if prepared["simulation"]["ok"] else REFUSED)


@tx.command("send", short_help="Prepare, show in words, confirm, sign here, submit, wait.")
def send(
    action: ActionName,
    pairs: Pairs = None,
    *,
    as_: As,
    file: ParameterFile = None,
    yes: Annotated[bool, typer.Option("--yes", help="Sign without asking (for scripts).")] = False,
    api_url: ApiUrl = None,
    deployment: DeploymentFile = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    keystores: Keystores = None,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Do it: show what it means, ask, sign with your key on this machine, submit, wait until it is recorded.

    Exit code 1: the contracts refuse it; nothing was sent, unless its hash is shown.
    """
    from scripts.cli.actions import read_action

    asked = read_action(action, pairs or [], file)
    if not yes and (json or not sys.stdin.isatty()):
        raise Failure("nobody is here to confirm: add --yes to sign without asking.")
    with _session(api_url, data_dir, keystores, as_, password_file, quiet=json) as session:
        prepared = session.prepare(asked)
        meaning = own_reading(prepared, data_dir, deployment)
        if not json:
            output.say(*_in_words(prepared, meaning))
        if not prepared["simulation"]["ok"]:
            if json:
                output.emit_json({"sent": False, **prepared["simulation"]})
            raise typer.Exit(REFUSED)
        if not yes and not typer.confirm(f"Sign as {session.address} and send?", err=True):
            raise Failure("nothing was sent: you did not confirm.")
        facts = _sign_and_send(session, prepared, json=json)
    if json:
        output.emit_json(facts)
    elif facts["sent"] and "error" not in facts:
        output.say(f"Recorded in block {facts['blockNumber']} ({facts['gasUsed']:,} gas): {facts['hash']}")
    else:
        output.say(f"The contracts refused it in the end: {facts['error']} {facts['arguments']}")
    raise typer.Exit(REFUSED if "error" in facts else 0)


@tx.command("status", short_help="Where a transaction stands.")
def status(
    transaction_hash: Annotated[str, typer.Argument(metavar="HASH", help="0x and 64 hex digits.")],
    *,
    as_: As,
    api_url: ApiUrl = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    keystores: Keystores = None,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Where a transaction of yours stands. Exit code 1: it failed or another took its place."""
    from chain.encoding import HexError, from_hex

    try:
        from_hex(transaction_hash, "transaction hash", 32)
    except HexError as error:
        raise Failure(f"{error}.") from None
    with _session(api_url, data_dir, keystores, as_, password_file, quiet=json) as session:
        shown = session.get(f"/v1/transactions/{transaction_hash.lower()}")
    if json:
        output.emit_json(shown)
    else:
        output.pairs((name, value) for name, value in shown.items() if value is not None)
    raise typer.Exit(REFUSED if shown["state"] in ("failed", "replaced") else 0)


def _sign_and_send(session: Session, prepared: Mapping[str, Any], *, json: bool) -> dict[str, Any]:
    from scripts.client.session import WouldRevert

    try:
        with output.working("Waiting until it is recorded", quiet=json):
            done = session.sign_and_send(prepared)
    except WouldRevert as refusal:
        return {"sent": True, "error": refusal.error, "arguments": dict(refusal.arguments)}
    return {
        "sent": True,
        "meaning": done.meaning,
        "hash": done.hash,
        "blockNumber": done.block_number,
        "gasUsed": done.gas_used,
        "milliseconds": round(done.mined_ms),
    }


@contextmanager
def _session(
    api_url: str | None,
    data_dir: Path,
    keystores: Path | None,
    name: str,
    password_file: Path | None,
    *,
    quiet: bool,
) -> Iterator[Session]:
    """Signed in as the key `name`. Errors: Failure (no API, no key, refusals of the service)."""
    from chain.keystores import load_key
    from scripts.client.session import ApiRefusal, ApiUnreachable, Session

    url = api_url or configuration().get("api_url") or running_stack(data_dir).get("api_url")
    if not url:
        raise Failure(f"no `tallystick up` is running on {data_dir}: name the service with --api-url.")
    if not str(url).startswith(("http://", "https://")):
        raise Failure(f"--api-url: {url} does not begin with http:// or https://.")
    stored = find_keystore(folder_of(data_dir, keystores), name)
    password = read_password(password_file, f"Password of {stored.name}")
    with output.working("Opening the key", quiet=quiet):
        key = load_key(stored.path, password)
    try:
        with Session(str(url), key) as session:
            session.sign_in()
            yield session
    except ApiUnreachable as error:
        raise Failure(f"{error}. Is it running, and is --api-url right?") from None
    except ApiRefusal as error:
        errors = [f"{each['at']}: {each['message']}" for each in error.problem.get("errors", [])[:3]]
        said = "; ".join([str(error).rstrip("."), *errors])
        raise Failure(
            f"the service refuses ({error.code or error.status}): {said}. {error.problem.get('remedy', '')}"
        ) from None


def own_reading(prepared: Mapping[str, Any], data_dir: Path, deployment: Path | None) -> Meaning | None:
    """What the bytes to sign say, read here and not by the service; None where nothing is to be signed.

    With a deployment file at hand the contract's address and the chain are checked too.
    Errors: Failure: the bytes are not what the service says they are. Do not sign such.
    """
    from chain.clients.meaning import UnknownCall, describe, identify
    from chain.deployments import load_deployment
    from scripts.client.session import unsigned_from_json

    if prepared["transaction"] is None:
        return None
    unsigned = unsigned_from_json(prepared["transaction"])
    shown = prepared["calls"][0]
    known = deployment or configuration().get("deployment") or running_stack(data_dir).get("deployment")
    names = {str(shown["to"]).lower(): str(shown["contract"])}
    if known:
        trusted = load_deployment(Path(str(known)))
        names = trusted.names_by_address()
        if unsigned.chain_id != trusted.chain_id:
            raise Failure(
                f"the service prepared a transaction for chain {unsigned.chain_id}, not {trusted.chain_id}."
            )
    try:
        meaning = describe(identify(names, unsigned.to or "", unsigned.data))
    except UnknownCall as error:
        raise Failure(f"the service prepared what is no call of the contracts: {error}.") from None
    if (meaning.contract, meaning.name) != (shown["contract"], shown["function"]) or unsigned.value:
        raise Failure(f"the service says {shown['function']}, but the bytes to sign say {meaning.name}.")
    return meaning


def _in_words(prepared: Mapping[str, Any], meaning: Meaning | None) -> list[str]:
    simulation = prepared["simulation"]
    lines = [str(prepared["meaning"])]
    if meaning is not None:
        lines += [
            "The bytes to sign, read on this machine:",
            *(f"  {line}" for line in str(meaning).splitlines()),
        ]
    if simulation["ok"]:
        return [*lines, f"It would go through now ({simulation['gasEstimate']:,} gas)."]
    numbers = ", ".join(f"{name} {value}" for name, value in (simulation["arguments"] or {}).items())
    return [
        *lines,
        f"The contracts would refuse it: {simulation['error']}({numbers}).",
        str(simulation["remedy"] or ""),
    ]
