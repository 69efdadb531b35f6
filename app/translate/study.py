"""A frame, its translations, and what a judge still finds in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from app import checkpoints
from app.catalogue import RUN
from app.checkpoints import Checkpoint
from app.input_check import Checkup, Triple, examine
from gioada.data.depth import fill_missing
from gioada.data.frame import nearest
from gioada.data.labels import VOID, LabelSpace
from gioada.errors import Problem
from gioada.inference.scene import Scene

if TYPE_CHECKING:
    from gioada.evaluation.consistency import Evidence
    from gioada.evaluation.hallucination import Harm
    from gioada.evaluation.leak import Leak

UNRELIABLE = 0.3
"""Share of pixels that the judge misreads on the input already, from which its reading of a
translation says nothing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Verdict:
    """What a judge finds in a translation, all at the translation's size."""

    scene: Scene
    """Its reading of the translation."""
    marks: np.ndarray
    """uint8 H W of ``hallucinations``."""
    harms: tuple[Harm, ...]
    evidence: Evidence


@dataclass(frozen=True, kw_only=True, eq=False)
class Translated:
    """One translation."""

    checkpoint: Checkpoint
    picture: np.ndarray
    """uint8 h w 3 at the network's working size."""
    verdict: Verdict | None
    leaks: dict[str, Leak] = field(default_factory=dict)
    """By reader, the checkpoint's own task network and the judge: whether they read labels that
    only the translator was given. Empty where that cannot be asked."""

    @property
    def name(self) -> str:
        """The checkpoint's."""
        return self.checkpoint.name


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """A frame and what was made of it so far; compared by identity, as arrays cannot be hashed."""

    triple: Triple | None = None
    checkpoints: tuple[Checkpoint, ...] = ()
    translations: tuple[Translated, ...] = ()
    judge: Checkpoint | None = None
    """Reads translations; None if there is none that took no part."""
    long_side: int | None = None
    name: str = ""
    """The picture's file, without its ending."""
    notes: tuple[str, ...] = field(default=())

    @property
    def titles(self) -> dict[str, str]:
        """What the translators are called, by name."""
        return checkpoints.titles(self.checkpoints)

    @property
    def misread(self) -> float:
        """Share of the labelled pixels that the judge misreads on the input already, in [0, 1]."""
        triple = self.triple
        if triple is None or triple.labels is None or self.judge is None or not self.translations:
            return 0.0
        size = self.translations[0].picture.shape[:2]
        labels = nearest(triple.labels, *size)
        seen = self.judge.scene(resized(triple.image, *size), self.long_side).labels
        return float((seen != labels)[labels != VOID].mean()) if (labels != VOID).any() else 0.0


def begin(
    files: Sequence[str | None],
    names: Sequence[str],
    label_encoding: str,
    depth_encoding: str,
    long_side: int,
) -> tuple[Checkup, Study]:
    """Read a frame's files and choose a judge.

    Args:
        files: paths of picture, labels and depth.
        names: the translators.
        label_encoding, depth_encoding: names of encodings, or ``auto``.
        long_side: pixels, 0 for each network's own.

    Raises:
        ValueError: no translator is chosen or there, they differ in classes, or the picture or a
            given map cannot be used.
    """
    chosen = checkpoints.select(names, "translator")
    space = checkpoints.common_space(chosen)
    image, labels, depth = files
    if not image:
        raise Problem(
            "translate.image",
            "The rendered image is missing: choose a file, or click an example.",
        )
    checkup = examine(
        image, labels, depth, space, label_encoding=label_encoding, depth_encoding=depth_encoding
    )
    if checkup.problems:
        raise Problem("translate.files", "{problems}", problems=" ".join(checkup.problems))
    assert checkup.triple is not None
    return checkup, Study(
        triple=checkup.triple,
        checkpoints=tuple(chosen),
        judge=find_judge(names, space),
        long_side=long_side or None,
        name=Path(image).stem,
    )


def translations(study: Study) -> Iterator[Study]:
    """Translate with one checkpoint after the other; a study for each that is done.

    A translator that needs a map that was not given is left out, with a note.
    """
    triple = study.triple
    assert triple is not None
    for each in study.checkpoints:
        missing = lacking(each, triple)
        if missing:
            note = f"Left out: {study.titles[each.name]}, which needs {' and '.join(missing)}."
            study = replace(study, notes=(*study.notes, note))
        else:
            done = translated(study, each, triple.labels, triple.depth)
            done = replace(done, leaks=_leaks(study, done))
            study = replace(study, translations=(*study.translations, done))
        yield study


def lacking(checkpoint: Checkpoint, triple: Triple) -> list[str]:
    """The maps that a translator needs and that were not given."""
    given = {"labels": triple.labels is not None, "depth": triple.depth is not None}
    return [condition for condition in checkpoint.needs if not given[condition]]


def translated(
    study: Study, checkpoint: Checkpoint, labels: np.ndarray | None, depth: np.ndarray | None
) -> Translated:
    """A translation under these conditions, judged against the labels that were given."""
    triple = study.triple
    assert triple is not None
    size = triple.image.shape[:2]
    given_labels = np.full(size, VOID, np.uint8) if labels is None else labels
    given_depth = np.zeros(size, np.float32) if depth is None else fill_missing(depth)
    picture = checkpoint.translation(triple.image, given_labels, given_depth, study.long_side)
    return Translated(checkpoint=checkpoint, picture=picture, verdict=_judge(study, picture))


def _leaks(study: Study, done: Translated) -> dict[str, Leak]:
    """The leak by reader, given the frame's labels mirrored: a single frame has no other's."""
    from gioada.evaluation.leak import TwoLabelMaps, leak_of

    triple = study.triple
    assert triple is not None
    if triple.labels is None or "labels" not in done.checkpoint.needs:
        return {}
    known = {done.name, *([study.judge.name] if study.judge else [])}
    readers = [each for each in checkpoints.offered("task") if each.name in known]
    false = np.ascontiguousarray(triple.labels[:, ::-1])
    depth = np.zeros(false.shape, np.float32) if triple.depth is None else triple.depth
    lied = done.checkpoint.translation(triple.image, false, fill_missing(depth), study.long_side)
    height, width = done.picture.shape[:2]
    maps = {"false": nearest(false, height, width), "true": nearest(triple.labels, height, width)}

    def read(reader: Checkpoint, picture: np.ndarray) -> np.ndarray:
        return reader.scene(picture, study.long_side).labels

    return {
        reader.name: leak_of(
            [
                TwoLabelMaps(
                    **maps, read_false=read(reader, lied), read_true=read(reader, done.picture)
                )
            ]
        )
        for reader in readers
    }


def _judge(study: Study, picture: np.ndarray) -> Verdict | None:
    from gioada.evaluation.consistency import evidence
    from gioada.evaluation.hallucination import hallucinations, harms

    triple = study.triple
    assert triple is not None
    if study.judge is None or triple.labels is None:
        return None
    height, width = picture.shape[:2]
    source = resized(triple.image, height, width)
    labels = nearest(triple.labels, height, width)
    nothing = np.full((height, width), np.nan, np.float32)
    depth = nothing if triple.depth is None else nearest(triple.depth, height, width)
    before, after = (study.judge.scene(each, study.long_side) for each in (source, picture))
    marks = hallucinations(before.labels, after.labels, labels, triple.space)
    return Verdict(
        scene=after,
        marks=marks,
        harms=tuple(harms(marks, after.labels, labels, triple.space)),
        evidence=evidence(
            before,
            after,
            source=source,
            translation=picture,
            labels=labels,
            depth=depth,
            space=triple.space,
        ),
    )


def find_judge(tested: Sequence[str], space: LabelSpace) -> Checkpoint | None:
    """A checkpoint to read translations: best one that has seen none, never one under test."""
    # joint and na learn from raw source frames; other presets have seen their own translations.
    order = {"joint": 0, "na": 1}
    found = [
        each
        for each in checkpoints.offered("task")
        if each.name not in tested
        and each.card.space == space.name
        and not each.name.startswith(RUN)
    ]
    return min(found, key=lambda each: order.get(each.card.preset, 2), default=None)


def resized(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """uint8 H W 3 at another size, antialiased."""
    if image.shape[:2] == (height, width):
        return image
    # A copy, as torch warns about arrays that cannot be written to.
    return np.array(Image.fromarray(image).resize((width, height), Image.Resampling.BILINEAR))
