"""Photos that are asked about, by which checkpoints and how, and what each checkpoint says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app import checkpoints
from app.checkpoints import Checkpoint
from app.input_check import Checkup, Triple, examine
from app.tab import MOST
from gioada.data.labels import LabelSpace
from gioada.errors import Problem
from gioada.inference.scene import Scene

FULL = -1
"""Stands for the photo's own size among the choices of the working size."""
MOST_PHOTOS = 200
"""At a time; more are for a script."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked, so that all that is shown or downloaded belongs together."""

    paths: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """The checkpoints."""
    labels: str | None = None
    depth: str | None = None
    """True maps of the only photo, as far as they are given."""
    label_encoding: str = "auto"
    depth_encoding: str = "auto"
    long_side: int = 0
    """Pixels; 0 is each training's, FULL the photo's own."""
    fast: bool = False
    focal: float = 0
    """Of the photo, in pixels; 0 for a view of 65 degrees."""
    chosen: int = 0
    """The photo that is looked at."""

    @property
    def path(self) -> Path:
        """The photo that is looked at.

        Raises:
            Problem: ``predict.nothing``, nothing was asked yet.
        """
        if not self.paths:
            raise Problem("predict.nothing", "Nothing was predicted yet: choose a photo.")
        return Path(self.paths[min(self.chosen, len(self.paths) - 1)])

    def at(self, number: int) -> Asked:
        """The same, looking at another photo."""
        return replace(self, chosen=number)


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """What one checkpoint says."""

    checkpoint: Checkpoint
    scene: Scene

    @property
    def name(self) -> str:
        """The checkpoint's."""
        return self.checkpoint.name


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """A photo, and the answers so far."""

    triple: Triple
    """The photo; its labels and depth are the truth, as far as given."""
    checkup: Checkup
    checkpoints: tuple[Checkpoint, ...]
    asked: Asked
    readings: tuple[Reading, ...] = ()

    @property
    def name(self) -> str:
        """The photo's file, without its ending."""
        return self.asked.path.stem

    @property
    def space(self) -> LabelSpace:
        """The classes of all checkpoints."""
        return self.triple.space

    @property
    def labels(self) -> list[np.ndarray]:
        """The label maps so far."""
        return [each.scene.labels for each in self.readings]

    @property
    def side(self) -> int | None:
        """Pixels of the long side at which networks work, or None for each training's."""
        return working_side(self.asked.long_side, *self.triple.image.shape[:2])

    @property
    def titles(self) -> dict[str, str]:
        """What the checkpoints are called, by name."""
        return checkpoints.titles(self.checkpoints)


def ask(
    photo: str | None,
    many: list[str] | None,
    names: list[str] | None,
    labels: str | None = None,
    depth: str | None = None,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    long_side: int = 0,
    fast: bool = False,
    focal: float = 0,
) -> Asked:
    """What is on the form.

    Args:
        photo, many: paths; of photos.
        names: one to four checkpoints.
        labels, depth: paths of the true maps of a single photo, or None.
        label_encoding, depth_encoding: names of encodings, or ``auto``.
        long_side: pixels at which the networks work, 0 for each training's size, FULL the photo's.
        fast: compute in bfloat16 where the device can.
        focal: of the photo, in pixels; 0 for a view of 65 degrees.

    Raises:
        Problem: ``predict.photo`` none was given, ``predict.photos`` too many, ``predict.many``
            too many checkpoints.
    """
    paths = tuple(dict.fromkeys(path for path in (photo, *(many or ())) if path))
    if not paths:
        raise Problem("predict.photo", "The photo is missing: choose a file, or click an example.")
    if len(paths) > MOST_PHOTOS:
        raise Problem(
            "predict.photos",
            "These are {count} photos; give {most} at a time, or call /predict from a script for "
            "more.",
            count=len(paths),
            most=MOST_PHOTOS,
        )
    chosen = tuple(dict.fromkeys(names or ()))
    if len(chosen) > MOST:
        raise Problem(
            "predict.many",
            "These are {count} checkpoints: compare {most} at a time.",
            count=len(chosen),
            most=MOST,
        )
    alone = len(paths) == 1
    return Asked(
        paths=paths,
        names=chosen,
        labels=labels if alone else None,
        depth=depth if alone else None,
        label_encoding=label_encoding,
        depth_encoding=depth_encoding,
        long_side=int(long_side or 0),
        fast=bool(fast),
        focal=float(focal or 0),
    )


def begin(asked: Asked) -> Study:
    """Read the photo that is looked at, and find the checkpoints; no network runs yet.

    Raises:
        ValueError: no checkpoint, one that is gone, classes that differ, or a file that cannot
            be used.
    """
    chosen = checkpoints.select(asked.names)
    space = checkpoints.common_space(chosen)
    checkup = examine(
        str(asked.path),
        asked.labels,
        asked.depth,
        space,
        label_encoding=asked.label_encoding,
        depth_encoding=asked.depth_encoding,
    )
    if checkup.problems:
        raise Problem("predict.files", "{problems}", problems=" ".join(checkup.problems))
    assert checkup.triple is not None
    return Study(triple=checkup.triple, checkup=checkup, checkpoints=tuple(chosen), asked=asked)


def answers(study: Study) -> Iterator[Study]:
    """Ask one checkpoint after the other; a study for each that the next one has to be waited for.

    The last study has all answers.
    """
    image, side, fast = study.triple.image, study.side, study.asked.fast
    for each, following in itertools.zip_longest(study.checkpoints, study.checkpoints[1:]):
        scene = each.scene(image, side, fast)
        reading = Reading(checkpoint=each, scene=scene)
        study = replace(study, readings=(*study.readings, reading))
        if following is None or following.known_scene(image, side, fast) is None:
            yield study


def see(asked: Asked) -> Study:
    """The photo that is looked at with the answers of all checkpoints, or of their memory.

    Raises:
        ValueError: as ``begin``.
    """
    study = begin(asked)
    for study in answers(study):  # noqa: B007, B020 - the last one has all answers
        pass
    return study


def working_side(long_side: int, height: int, width: int) -> int | None:
    """The size that the networks work at: pixels of the long side, or None for the training's."""
    return max(height, width) if long_side == FULL else long_side or None
