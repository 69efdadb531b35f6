"""Frozen dataclasses to and from plain json: options and cards that anyone can read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")


def write(record: object, path: Path) -> None:
    """Write a dataclass as json, beside the old file and then in its place."""
    write_values(asdict(record), path)  # type: ignore[arg-type]


def write_values(values: Mapping[str, Any], path: Path) -> None:
    """Write plain values as json, beside the old file and then in its place; NaN becomes null."""
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(json.dumps(_strict(values), indent=2, allow_nan=False) + "\n")
    temporary.replace(path)


def read(kind: type[Record], path: Path) -> Record:
    """Read what ``write`` wrote.

    Raises:
        ValueError: if the file is missing, is not json, or has fields that ``kind`` lacks.
    """
    values = read_values(path)
    try:
        return build(kind, values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} does not describe a {kind.__name__}: {error}") from error


def _strict(value: Any) -> Any:
    """NaN, which strict json lacks, as null."""
    if isinstance(value, Mapping):
        return {name: _strict(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def read_values(path: Path) -> dict[str, Any]:
    """Plain values from json; raises ValueError if the file is missing or damaged."""
    try:
        return json.loads(path.read_text())
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}).") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not json ({error}); it may be cut off.") from error


def build(kind: type[Record], values: Mapping[str, Any]) -> Record:
    """A dataclass from a mapping, nested dataclasses included; lists become tuples, and null where
    a number stands becomes NaN.

    A class says in ``OLDER`` what fields meant in records that were written before they existed,
    where that is not their default.
    """
    if not isinstance(values, Mapping):
        raise TypeError(f"expected an object of fields for {kind.__name__}, found {values!r:.60}")
    hints = get_type_hints(kind)
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    values = {**getattr(kind, "OLDER", {}), **values}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ValueError(f"unknown fields {', '.join(unknown)}")
    return kind(**{name: _value(hints[name], value) for name, value in values.items()})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return math.nan if hint is float else None
    if get_origin(hint) in (Union, UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    if is_dataclass(hint):
        return build(hint, value)  # type: ignore[arg-type]
    parts = get_args(hint)
    if get_origin(hint) is tuple and isinstance(value, list):
        parts = parts[:1] * len(value) if parts[-1] is Ellipsis else parts
        if len(parts) == len(value):
            return tuple(_value(part, item) for part, item in zip(parts, value, strict=True))
    if get_origin(hint) is dict and parts[1] is not Any and isinstance(value, Mapping):
        return {name: _value(parts[1], item) for name, item in value.items()}
    return _tuples(value)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
