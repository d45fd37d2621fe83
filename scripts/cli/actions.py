"""The actions that a party can ask for, as the API takes them, and NAME=VALUE pairs read into one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import ValidationError

from api.scalars import Schema
from api.transactions.actions.every import Batch, Single
from scripts.cli.failures import Failure, read_file

MAX_FILE_BYTES: Final = 1_000_000


@dataclass(frozen=True)
class Parameter:
    """One parameter of an action for people: its name, what it takes, whether it must be there."""

    name: str
    takes: str
    required: bool


def actions() -> dict[str, type[Schema]]:
    """Every action by its name, in the API's order."""
    return {get_args(each.model_fields["action"].annotation)[0]: each for each in (*get_args(Single), Batch)}


def action_named(name: str) -> type[Schema]:
    """The action of that name. Errors: Failure."""
    try:
        return actions()[name]
    except KeyError:
        raise Failure(f"there is no action {name}; see `tallystick tx actions`.") from None


def purpose(action: type[Schema]) -> str:
    """Who does it and what it does, in one line."""
    return " ".join((action.__doc__ or "").split())


def parameters(action: type[Schema]) -> list[Parameter]:
    """The parameters of an action in their order."""
    schema = action.model_json_schema(by_alias=True)
    required = set(schema.get("required", ()))
    return [
        Parameter(name, _takes(shape), name in required)
        for name, shape in schema["properties"].items()
        if name != "action"
    ]


def read_action(name: str, pairs: Sequence[str], file: Path | None) -> dict[str, Any]:
    """The request for an action from NAME=VALUE pairs over a JSON file, checked here first.

    Errors: Failure, naming the parameter.
    """
    action = action_named(name)
    shapes = action.model_json_schema(by_alias=True)["properties"]
    asked = _from_file(file, name) if file is not None else {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise Failure(f"{pair}: not of the form NAME=VALUE.")
        if key not in shapes or key == "action":
            known = ", ".join(each for each in shapes if each != "action")
            raise Failure(f"{name} has no parameter {key}; it has: {known}.")
        asked[key] = _value(key, value, shapes[key])
    asked["action"] = name
    try:
        checked = action.model_validate_json(json.dumps(asked))
    except ValidationError as error:
        raise Failure(f"{name}: {_first_fault(error)}.") from None
    return checked.model_dump(mode="json", by_alias=True, exclude_none=True)


def _from_file(file: Path, name: str) -> dict[str, Any]:
    try:
        asked = json.loads(read_file(file, MAX_FILE_BYTES))
    except (ValueError, RecursionError) as error:
        raise Failure(f"{file}: not JSON ({error}).") from None
    if not isinstance(asked, dict) or asked.get("action", name) != name:
        raise Failure(f"{file}: not the parameters of {name}.")
    return asked


def _value(key: str, text: str, shape: Mapping[str, Any]) -> Any:
    """The text as the JSON type that the parameter has; numbers are whole."""
    kinds = {each.get("type") for each in shape.get("anyOf", [shape])}
    if "string" in kinds:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Failure(f"{key}: {text} is not {_takes(shape)}.") from None


def _takes(shape: Mapping[str, Any]) -> str:
    """What a parameter takes, for people."""
    options = [each for each in shape.get("anyOf", [shape]) if each.get("type") != "null"]
    first = options[0] if options else shape
    kind = first.get("type", "object")
    if kind == "integer":
        words = f"whole number {first.get('minimum', '')}–{first.get('maximum', '')}".rstrip("–")
    elif kind == "boolean":
        words = "true or false"
    elif kind == "array":
        words = "JSON list"
    elif kind == "string":
        examples = first.get("examples") or ["text"]
        words = f"such as {examples[0]}"
    else:
        words = "JSON object"
    default = shape.get("default")
    return words if default is None else f"{words} [{json.dumps(default)}]"


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    more = error.error_count() - 1
    return f"{place}: {fault['msg']}" + (f" (and {more} more)" if more else "")
