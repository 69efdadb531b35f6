"""Values from a file that anybody may have written, as the dataclass that they should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")

_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def built(kind: type[Record], values: Any, where: str = "the recipe") -> Record:
    """A dataclass of exactly the types that its fields ask for, nested ones included.

    Args:
        kind: the dataclass.
        values: what json gave: an object of its fields.
        where: begins the sentence of an error.

    Raises:
        ValueError: naming the field, what was found in it and what was expected.
    """
    if not isinstance(values, Mapping):
        raise _wrong(where, values, "an object of fields")
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(str(name) for name in set(values) - set(known))
    if unknown:
        raise ValueError(f"{where} has unknown fields: {', '.join(unknown)[:80]}.")
    for name, field in known.items():
        if name not in values and field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{where} lacks the field {name}.")
    made = {name: _value(hints[name], item, f"{where}: {name}") for name, item in values.items()}
    return kind(**made)


def _value(hint: Any, value: Any, where: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if value is None and type(None) in arguments:
            return None
        return _value(next(each for each in arguments if each is not type(None)), value, where)
    if origin is Literal:
        if value not in arguments or isinstance(value, bool):
            raise _wrong(where, value, f"one of {', '.join(map(str, arguments))}")
        return value
    if origin is tuple:
        return _items(arguments, value, where)
    if is_dataclass(hint):
        return built(hint, value, where)  # type: ignore[arg-type]
    return _plain(hint, value, where)


def _items(arguments: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _wrong(where, value, "a list")
    if arguments[-1] is Ellipsis:
        arguments = (arguments[0],) * len(value)
    if len(arguments) != len(value):
        raise _wrong(where, value, f"a list of {len(arguments)}")
    pairs = zip(arguments, value, strict=True)
    return tuple(_value(hint, item, f"{where} {n}") for n, (hint, item) in enumerate(pairs, 1))


def _plain(hint: Any, value: Any, where: str) -> Any:
    if hint is float and type(value) is int and abs(value) < 1e9:
        return float(value)
    # type() rather than isinstance: true is no number.
    if type(value) is not hint:
        raise _wrong(where, value, _NAMES.get(hint, str(hint)))
    return value


def _wrong(where: str, value: Any, expected: str) -> ValueError:
    found = "nothing" if value is None else repr(value)
    return ValueError(f"{where} is {found[:60]}, where {expected} was expected.")
