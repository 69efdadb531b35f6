"""Options of a run as the command line has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def departures(
    default: Mapping[str, Any], value: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, ...]]:
    """The words of each option that differs from its default: ``("--crop", "256", "512")``.

    Args:
        default: the fields of an ``Experiment`` as plain values, nested.
        value: the same; what it lacks is at its default.
        prefix: of the options' names.
    """
    for name, before in default.items():
        after, option = value.get(name, before), f"{prefix}{name}".replace("_", "-")
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from departures(before, after, f"{prefix}{name}.")
        elif _plain(after) == _plain(before):
            continue
        elif isinstance(before, bool):
            head, dot, last = option.rpartition(".")
            yield (f"--{head}{dot}{'' if after else 'no-'}{last}",)
        elif isinstance(after, list | tuple):
            yield (f"--{option}", *map(str, after))
        else:
            yield (f"--{option}", str(after))


def _plain(value: Any) -> Any:
    """Tuples come back from json as lists."""
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
