"""Options of a run: as the command line has them, with a variant's departures, one set anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError

from gioada.errors import Advice, Problem
from gioada.methods.variants import find_variant, varied
from gioada.training.spec import Experiment

Options = TypeVar("Options", bound=Experiment)


def departed(experiment: Options, name: str) -> Options:
    """An experiment with a variant's departures, as far as they concern its method.

    A method that learns from averaged weights keeps them, whatever the variant has.

    Raises:
        Problem: ``variant.unknown``, naming the variants there are.
    """
    variant, method = find_variant(name), varied(experiment.method, name)
    kept = {"average": experiment.training.average} if method.needs_average else {}
    return replace(
        experiment,
        method=method,
        networks=replace(experiment.networks, **variant.networks),
        training=replace(experiment.training, **{**variant.training, **kept}),
    )


def advised(experiment: Experiment, advice: Advice) -> Experiment:
    """The experiment with one option set as an advice says.

    Raises:
        Problem: ``options.unknown``, ``options.wrong``, or that it contradicts another option.
    """
    return _set(experiment, advice.option.replace("-", "_").split("."), advice)


def follows(experiment: Experiment, advice: Advice) -> bool:
    """Whether an experiment has that option at that value already."""
    return advised(experiment, advice) == experiment


def _set(values: Any, way: list[str], advice: Advice) -> Any:
    name, *further = way
    if name not in {field.name for field in fields(values)}:
        raise Problem("options.unknown", "there is no option {field}.", field=advice.option)
    if further:
        return replace(values, **{name: _set(getattr(values, name), further, advice)})
    kind = get_type_hints(type(values))[name]
    try:
        value = TypeAdapter(kind).validate_strings(advice.value)
    except ValidationError as error:
        what, (option, value) = "{field} cannot be {value!r}.", (advice.option, advice.value)
        raise Problem("options.wrong", what, field=option, value=value) from error
    return replace(values, **{name: value})


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
