"""Options as files hold them and as the form shows them, and back without losing any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.train.commands import beyond_the_preset
from gioada import records
from gioada.errors import Problem
from gioada.methods.presets import find
from gioada.models.spec import VGG16
from gioada.training.spec import Experiment

WHOLE = (
    "steps",
    "seed",
    "batch",
    "accumulate",
    "workers",
    "log_every",
    "save_every",
    "sample_every",
)
"""Fields of the form that hold whole numbers of ``Training``."""
TRAINING = (*WHOLE, "precision", "schedule")
_SHOWN = {
    "--pair",
    "--height",
    "--width",
    "--networks.size",
    "--networks.backbone",
    "--networks.weights",
    "--teacher",
    *(f"--training.{name.replace('_', '-')}" for name in TRAINING),
}


def experiment(
    base: Experiment | None = None,
    *,
    preset: str,
    pair: str | None,
    size: str | None,
    networks: str,
    backbone: str,
    weights: str,
    teacher: str | None = None,
    **options: Any,
) -> Experiment:
    """The experiment that the fields of the form describe.

    Args:
        base: gives what the form does not show; the method only while the preset is its own.
        preset: a row of the paper's tables.
        pair: of data sets.
        size: ``48 x 160``; empty is the target's own.
        networks: a size.
        backbone: vgg16, or a name of timm's.
        weights: none, imagenet, a file, or a checkpoint; empty is none.
        teacher: the checkpoint that distil learns from.
        options: fields of ``Training``; no steps are ten passes over the source.

    Raises:
        Problem: a field is empty or out of its range, or fields contradict each other.
    """
    start = base or Experiment()
    for name in WHOLE:
        empty = name == "steps" and options[name] is None
        options[name] = None if empty else _whole(name, options[name])
    height, width = _size(size)
    teacher = (teacher or "").strip()
    own = base is not None and base.method.name == find(preset).name
    return replace(
        start,
        method=start.method if own else find(preset),
        pair=(pair or "").strip(),
        height=height,
        width=width,
        networks=replace(
            start.networks,
            size=networks or "small",
            backbone=(backbone or "").strip() or VGG16,
            weights=(weights or "").strip() or "none",
        ),
        teacher=teacher,
        teacher_sha256=start.teacher_sha256 if teacher == start.teacher else "",
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
        "teacher": described.teacher,
        **{name: getattr(described.training, name) for name in TRAINING},
    }
    return [values[name] for name in names]


def beyond(described: Experiment) -> list[str]:
    """The options that an experiment sets and the form does not show, as the terminal has them."""
    return [" ".join(words) for words in beyond_the_preset(described) if words[0] not in _SHOWN]


def read(path: Path) -> Experiment:
    """The experiment in a ``spec.json``.

    Raises:
        Problem: ``record.*``: it is none.
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
        find(built.method.name)
    except Problem as problem:
        raise Problem(
            "record.wrong",
            "{called} does not describe a run that this version can train ({why}): give the "
            "spec.json of a run folder.",
            called=called,
            why=str(problem),
        ) from problem
    return built


def _whole(field: str, value: float | None) -> int:
    words = field.replace("_", " ")
    if value is None:
        raise Problem("options.wrong", "{field} is empty: give a whole number.", field=words)
    if value != int(value):
        what = "{field} must be a whole number, and it is {value}."
        raise Problem("options.wrong", what, field=words, value=value)
    return int(value)


def _size(text: str | None) -> tuple[int | None, int | None]:
    parts = (text or "").lower().replace("x", " ").replace("×", " ").split()
    if not parts:
        return None, None
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise Problem(
            "options.wrong",
            "{value!r} is no size: give height x width, such as 48 x 160, or leave it empty for "
            "the target's own.",
            field="size",
            value=text,
        )
    return int(parts[0]), int(parts[1])
