"""`tallystick keys`: a party's own keys, encrypted at rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.cli import output
from scripts.cli.failures import Failure
from scripts.cli.options import DEFAULT_DATA_DIR, DataDir, Json, Keystores, PasswordFile
from scripts.cli.passwords import read_password

if TYPE_CHECKING:
    from chain.keystores import StoredKey

keys = typer.Typer(
    help="Make and list your keys. A key signs for you; it never leaves its encrypted file.",
    no_args_is_help=False,
)
Name = Annotated[
    str, typer.Argument(help="A name of your choice: letters, digits, dots, dashes, underscores.")
]


@keys.command("new")
def new(
    name: Name,
    *,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    keystores: Keystores = None,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Make a fresh key and store it encrypted.

    Keep a copy of the file and its password: nobody can restore it for you.
    """
    from chain.keystores import KeystoreError, list_keystores, new_keystore

    folder = folder_of(data_dir, keystores)
    if name in {each.name for each in list_keystores(folder)}:
        raise Failure(f"there is a keystore {name} already in {folder}.")
    try:
        password = read_password(password_file, f"New password for {name}", confirm=True)
        with output.working("Encrypting the key", quiet=json):
            stored = new_keystore(folder, name, password)
    except KeystoreError as error:
        raise Failure(f"{error}.") from None
    facts = {"name": stored.name, "address": stored.address, "file": str(stored.path)}
    if json:
        output.emit_json(facts)
    else:
        output.pairs(facts.items())


@keys.command("list")
def list_(data_dir: DataDir = DEFAULT_DATA_DIR, keystores: Keystores = None, json: Json = False) -> None:
    """List the keys by name and address. Nothing is decrypted."""
    from chain.keystores import list_keystores

    folder = folder_of(data_dir, keystores)
    found = list_keystores(folder)
    if json:
        output.emit_json(
            {"folder": str(folder), "keys": [{"name": each.name, "address": each.address} for each in found]}
        )
    elif found:
        output.table(("name", "address"), [(each.name, each.address) for each in found])
    else:
        output.say(f"No keys in {folder}. Make one with `tallystick keys new NAME`.")


@keys.command("show")
def show(
    name: Annotated[str, typer.Argument(help="Name or address of the key.")],
    *,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    keystores: Keystores = None,
    password_file: PasswordFile = None,
    check: Annotated[bool, typer.Option("--check", help="Also try the password.")] = False,
    json: Json = False,
) -> None:
    """Show one key's address and file; the secret is never shown."""
    from chain.encoding import to_checksum
    from chain.keystores import KeystoreError, load_key

    stored = find_keystore(folder_of(data_dir, keystores), name)
    facts = {
        "name": stored.name,
        "address": stored.address,
        "checksumAddress": to_checksum(stored.address),
        "file": str(stored.path),
    }
    if check:
        password = read_password(password_file, f"Password of {stored.name}")
        try:
            with output.working("Opening the key", quiet=json):
                load_key(stored.path, password)
        except KeystoreError as error:
            raise Failure(f"{error}.") from None
        facts["opened"] = "yes"
    if json:
        output.emit_json(facts)
    else:
        output.pairs(facts.items())


def folder_of(data_dir: Path, keystores: Path | None) -> Path:
    """The folder of the keystores: the one named, else the data folder's. Errors: Failure."""
    folder = keystores or data_dir / "keystores"
    if folder.exists() and not folder.is_dir():
        raise Failure(f"{folder}: not a folder.")
    return folder


def find_keystore(folder: Path, name: str) -> StoredKey:
    """The keystore of that name or address. Errors: Failure, naming those that are there."""
    from chain.keystores import list_keystores

    found = list_keystores(folder)
    for stored in found:
        if name == stored.name or name.lower() == stored.address:
            return stored
    there = ", ".join(each.name for each in found) or "none"
    raise Failure(f"no key {name} in {folder} (there: {there}). Make one with `tallystick keys new NAME`.")
