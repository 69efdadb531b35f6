"""Options as files hold them and as the form shows them, and back without losing any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from app.train.commands import beyond_the_preset
from gioada import records
from gioada.methods.presets import find
from gioada.models.spec import SIZES, VGG16
from gioada.training.spec import Experiment

WHOLE = ("steps", "seed", "batch", "accumulate", "workers", "log_every", "save_every",
         "sample_every")  # fmt: skip
"""Fields of the form that hold whole numbers of ``Training``."""
TRAINING = (*WHOLE, "precision", "schedule")
_SHOWN = {"--pair", "--height", "--width", "--networks.size",
          "--networks.backbone", "--networks.weights",
          *(f"--training.{name.replace('_', '-')}" for name in TRAINING)}  # fmt: skip


def experiment(
    base: Experiment | None = None, *, preset: str, pair: str | None, size: str | None,
    networks: str, backbone: str, weights: str, **options: Any,
) -> Experiment:  # fmt: skip
    """The experiment that the fields of the form describe.

    Args:
        base: gives what the form does not show; the method only while the preset is its own.
        preset: a row of the paper's tables.
        pair: of data sets.
        size: ``48 x 160``; empty is the target's own.
        networks: a size.
        backbone: vgg16, or a name of timm's.
        weights: none, imagenet, or a file; empty is none.
        options: fields of ``Training``; no steps are ten passes over the source.

    Raises:
        ValueError: a field is empty or out of its range, or fields contradict each other.
    """
    start = base or Experiment()
    for name in WHOLE:
        empty = name == "steps" and options[name] is None
        options[name] = None if empty else _whole(name, options[name])
    height, width = _size(size)
    own = base is not None and base.method.name == find(preset).name
    return replace(
        start,
        method=start.method if own else find(preset),
        pair=(pair or "").strip(),
        height=height,
        width=width,
        networks=replace(
            start.networks,
            size=networks if networks in SIZES else "small",
            backbone=(backbone or "").strip() or VGG16,
            weights=(weights or "").strip() or "none",
        ),
        training=replace(start.training, **options),
    )


def shown(described: Experiment, names: Sequence[str]) -> list[Any]:
    """The values of the form's fields for an experiment: ``experiment`` turned round.

    Args:
        described: the options.
        names: of the fields.
    """
    height, width = described.sizes["target"]
    values = {
        "preset": described.method.name,
        "pair": described.pair,
        "size": f"{height} x {width}" if described.height or described.width else "",
        "networks": described.networks.size,
        "backbone": described.networks.backbone,
        "weights": described.networks.weights,
        **{name: getattr(described.training, name) for name in TRAINING},
    }
    return [values[name] for name in names]


def beyond(described: Experiment) -> list[str]:
    """The options that an experiment sets and the form does not show, as the terminal has them."""
    return [" ".join(words) for words in beyond_the_preset(described) if words[0] not in _SHOWN]


def read(path: Path) -> Experiment:
    """The experiment in a ``spec.json``.

    Raises:
        ValueError: it is none; the sentence says which field is wrong.
    """
    return build(records.read_values(path), path.name)


def build(values: Mapping[str, Any], called: str) -> Experiment:
    """An experiment from plain values; raises as ``read``.

    Args:
        values: the fields of an ``Experiment``.
        called: where they are from, for the sentence.
    """
    try:
        built = records.build(Experiment, values)
        _check(built, "")
        find(built.method.name)
        built.find_pair()
        return built
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{called} does not describe a run that this version can train ({error}): give the "
            "spec.json of a run folder."
        ) from error


def plain(described: Experiment) -> dict[str, Any]:
    """An experiment as plain values, as ``build`` takes them."""
    return asdict(described)


def _check(record: Any, prefix: str) -> None:
    """See that values of a record have the kinds that they are declared with, which json allows
    to be wrong."""
    hints = get_type_hints(type(record))
    for field in fields(record):
        value = getattr(record, field.name)
        if is_dataclass(value):
            _check(value, f"{prefix}{field.name}.")
        elif not _fits(value, hints[field.name]):
            raise ValueError(f"{prefix}{field.name} cannot be {value!r:.40}")


def _fits(value: Any, hint: Any) -> bool:
    origin, options = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(value, option) for option in options)
    if origin is Literal:
        return value in options
    if hint in (int, float):
        return isinstance(value, (int, hint)) and not isinstance(value, bool)
    if origin is tuple:
        return isinstance(value, tuple)
    return isinstance(value, hint) if isinstance(hint, type) else True


def _whole(field: str, value: float | None) -> int:
    words = field.replace("_", " ")
    if value is None:
        raise ValueError(f"{words} is empty: give a whole number.")
    if value != int(value):
        raise ValueError(f"{words} must be a whole number, and it is {value}.")
    return int(value)


def _size(text: str | None) -> tuple[int | None, int | None]:
    parts = (text or "").lower().replace("x", " ").replace("×", " ").split()
    if not parts:
        return None, None
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise ValueError(
            f"{text!r} is no size: give height x width, such as 48 x 160, or leave it empty for "
            "the target's own."
        )
    return int(parts[0]), int(parts[1])
