"""Options, cards and other values: checked when they are made, stored as json that anyone reads."""

from __future__ import annotations

import functools
import json
import math
from dataclasses import field
from pathlib import Path
from typing import Any, TypeVar, dataclass_transform

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from pydantic_core import ErrorDetails, to_json, to_jsonable_python

from gioada.errors import Problem
from gioada.whole import write_whole

Record = TypeVar("Record")
STORED = "stored"
"""The context in which a record is made of a file; what is left out means what it meant then."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(kind: type[Record]) -> type[Record]:
    """A frozen dataclass, by keywords alone, whose values must be of the kinds that it declares.

    Making one raises Problem: ``options.wrong`` or ``options.unknown``, with the field's name.
    """
    config = ConfigDict(strict=True, extra="forbid")
    made: Any = dataclass(kind, frozen=True, kw_only=True, config=config)
    make = made.__init__

    @functools.wraps(make)
    def init(self: Any, **values: Any) -> None:
        try:
            make(self, **values)
        except ValidationError as error:
            raise _problem(error) from error

    made.__init__ = init
    return made


def build(kind: type[Record], values: Any) -> Record:
    """A record, or a plain dataclass, of plain json values; null for a number is NaN.

    Raises:
        Problem: as for ``record``; or what the record itself says of its values.
    """
    adapter = TypeAdapter(kind)
    try:
        return _made(adapter, values)
    except ValidationError as error:
        gaps = [each["loc"] for each in error.errors() if _is_gap(each)]
        if not gaps:
            raise _problem(error) from error
    values = json.loads(json.dumps(values))
    for *way, last in gaps:
        functools.reduce(lambda inner, step: inner[step], way, values)[last] = math.nan
    try:
        return _made(adapter, values)
    except ValidationError as error:
        raise _problem(error) from error


def read(kind: type[Record], path: Path) -> Record:
    """Read what ``write`` wrote.

    Raises:
        Problem: ``record.missing``, ``record.not_json``, or ``record.wrong`` with the field.
    """
    values = read_values(path)
    try:
        return build(kind, values)
    except Problem as problem:
        raise Problem(
            "record.wrong",
            "{path} does not describe a {kind}: {why}",
            path=path,
            kind=kind.__name__,
            why=problem.sentence,
            field=problem.fields.get("field", ""),
        ) from problem


def read_values(path: Path) -> dict[str, Any]:
    """Plain values from json.

    Raises:
        Problem: ``record.missing`` or ``record.not_json``.
    """
    try:
        return json.loads(path.read_text())
    except OSError as error:
        raise Problem(
            "record.missing", "{path} cannot be read ({why}).", path=path, why=error.strerror
        ) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Problem(
            "record.not_json",
            "{path} is not json ({why}); it may be cut off.",
            path=path,
            why=str(error),
        ) from error


def write(record: object, path: Path) -> None:
    """Write a record as json, beside the old file and then in its place; NaN becomes null."""
    write_values(record, path)


def write_values(values: object, path: Path) -> None:
    """Write plain values, or records among them, as ``write`` does."""
    plain = to_jsonable_python(values, inf_nan_mode="null")
    text = json.dumps(plain, indent=2, allow_nan=False) + "\n"
    write_whole(path, lambda draft: draft.write_text(text))


def _made(adapter: TypeAdapter[Record], values: Any) -> Record:
    # By way of json, where a list may be a tuple, and a text a path.
    text = to_json(values, inf_nan_mode="constants")
    return adapter.validate_json(text, strict=True, extra="forbid", context=STORED)


def _is_gap(error: ErrorDetails) -> bool:
    return error["type"] == "float_type" and error["input"] is None


def _problem(error: ValidationError) -> Problem:
    """The first thing that is wrong, by its name."""
    first = error.errors()[0]
    within = first.get("ctx", {}).get("error")
    if isinstance(within, Problem):
        return within
    name = ".".join(map(str, first["loc"]))
    if first["type"] == "unexpected_keyword_argument":
        return Problem("options.unknown", "there is no option {field}.", field=name)
    if first["type"].startswith("missing"):
        return Problem("options.wrong", "{field} is missing.", field=name)
    if within:
        return Problem("options.wrong", "{why}", why=str(within), field=name)
    why, value = first["msg"].replace("Input", "it", 1), f"{first['input']!r:.60}"
    return Problem(
        "options.wrong", "{field} cannot be {value}: {why}.", field=name, value=value, why=why
    )
