"""A photo, what each checkpoint says of it, and the truth where it is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app import shelf
from app.doctor import Checkup, Triple, examine
from app.several import MOST
from app.wall.panes import shown_size
from gioada.data.labels import LabelSpace
from gioada.data.resizing import nearest
from gioada.evaluation.contradictions import contradictions
from gioada.inference.scene import Scene


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """What one checkpoint says."""

    name: str
    """The checkpoint."""
    scene: Scene
    contradictions: np.ndarray
    """uint8 H W of ``contradictions``: where its depth and labels do not fit each other."""
    belief: np.ndarray | None = None
    """float32 H W: the probability that its D_output gives to *target*; None if it has none, or
    was not asked yet."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """What was asked, and the answers so far."""

    triple: Triple
    """The photo; its labels and depth are the truth, as far as given."""
    names: tuple[str, ...]
    """The checkpoints, in the order of the choice."""
    long_side: int | None = None
    fast: bool = False
    focal: float | None = None
    """Pixels; None for a view of 65 degrees."""
    readings: tuple[Reading, ...] = ()

    @property
    def space(self) -> LabelSpace:
        """The classes of all of them."""
        return self.triple.space

    @property
    def labels(self) -> list[np.ndarray]:
        """The label maps so far."""
        return [each.scene.labels for each in self.readings]


def begin(
    files: Sequence[str | None],
    names: Sequence[str] | None,
    *,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    long_side: int = 0,
    fast: bool = False,
    focal: float = 0,
) -> tuple[Checkup, Study]:
    """Read the files and see that the checkpoints can be compared; no network runs yet.

    Args:
        files: paths of the photo and of its true labels and depth; the last two may be None.
        names: one to four checkpoints.
        label_encoding, depth_encoding: names of encodings, or ``auto``.
        long_side: pixels at which the networks work, 0 for each network's own.
        fast: compute in bfloat16 where the device can.
        focal: of the photo, in pixels; 0 for a view of 65 degrees.

    Raises:
        ValueError: too many or no checkpoints, classes that differ, or a file that cannot be used.
    """
    chosen = tuple(dict.fromkeys(names or ()))
    space = _space(chosen)
    photo, labels, depth = files
    if not photo:
        raise ValueError("The photo is missing: choose a file, or click an example.")
    checkup = examine(
        photo, labels, depth, space, label_encoding=label_encoding, depth_encoding=depth_encoding
    )
    if checkup.problems:
        raise ValueError(" ".join(checkup.problems))
    assert checkup.triple is not None
    return checkup, Study(
        triple=checkup.triple,
        names=chosen,
        long_side=int(long_side or 0) or None,
        fast=bool(fast),
        focal=float(focal or 0) or None,
    )


def _space(names: Sequence[str]) -> LabelSpace:
    if not names:
        shelf.find(None)  # which says what there is to choose from
    if len(names) > MOST:
        raise ValueError(f"These are {len(names)} checkpoints: compare {MOST} at a time.")
    spaces = {name: shelf.space(name) for name in names}
    if len({space.name for space in spaces.values()}) > 1:
        told = ", ".join(f"{name} with {space.name}" for name, space in spaces.items())
        raise ValueError(
            f"These checkpoints differ in their classes: {told}. Choose those with the same ones."
        )
    return next(iter(spaces.values()))


def answers(study: Study) -> Iterator[Study]:
    """Ask one checkpoint after the other; a study for each that has answered.

    Those that carry a D_output are asked in a second round what it believes.
    """
    for name in study.names:
        study = replace(study, readings=(*study.readings, _reading(name, study)))
        yield study
    for number, reading in enumerate(study.readings):
        if not has_critic(reading.name):
            continue
        belief = shelf.belief(reading.name, study.triple.image, study.long_side)
        asked = [*study.readings]
        asked[number] = replace(reading, belief=belief)
        study = replace(study, readings=tuple(asked))
        yield study


def _reading(name: str, study: Study) -> Reading:
    scene = shelf.scene(name, study.triple.image, study.long_side, study.fast)
    height, width = scene.labels.shape
    # As a wall shows it: a large photo would take seconds, and the network has seen no more of it.
    size = shown_size((height, width))
    focal = study.focal and study.focal * size[1] / width
    labels, depth = nearest(scene.labels, *size), nearest(scene.depth, *size)
    found = contradictions(labels, depth, study.space, focal=focal)
    return Reading(name=name, scene=scene, contradictions=nearest(found, height, width))


def rounds(study: Study) -> int:
    """How many studies ``answers`` will give."""
    return len(study.names) + sum(has_critic(name) for name in study.names)


def has_critic(name: str) -> bool:
    """Whether a checkpoint carries an output discriminator."""
    return bool(shelf.find(name).critics)
