"""A frame, its translations, and what a judge still finds in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from app import shelf
from app.doctor import Checkup, Triple, examine
from gioada.data.depth import fill_missing
from gioada.data.labels import VOID, LabelSpace
from gioada.data.resizing import nearest
from gioada.inference.scene import Scene

if TYPE_CHECKING:
    from gioada.evaluation.consistency import Evidence
    from gioada.evaluation.hallucination import Harm
    from gioada.evaluation.leak import Leak

UNGUIDED = "cg"
"""The preset that guided translators are set beside: CycleGAN, which sees no geometry."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
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

    name: str
    """The checkpoint."""
    picture: np.ndarray
    """uint8 h w 3 at the network's working size."""
    judged: Judged | None
    leaks: dict[str, Leak] = field(default_factory=dict)
    """By reader, the checkpoint's own task network and the judge: whether they read labels that
    only the translator was told. Empty where that cannot be asked."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """A frame and what was made of it so far; compared by identity, as arrays cannot be hashed."""

    triple: Triple | None = None
    translations: tuple[Translated, ...] = ()
    judge: str = ""
    """The checkpoint that reads translations; empty if there is none."""
    long_side: int | None = None
    notes: tuple[str, ...] = field(default=())


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
    space = _space(names)
    image, labels, depth = files
    if not image:
        raise ValueError("The rendered image is missing: choose a file, or click an example.")
    checkup = examine(image, labels, depth, space, label_encoding=label_encoding,
                      depth_encoding=depth_encoding)  # fmt: skip
    if checkup.problems:
        raise ValueError(" ".join(checkup.problems))
    assert checkup.triple is not None
    judge = find_judge(names, space)
    return checkup, Study(triple=checkup.triple, judge=judge or "", long_side=long_side or None)


def _space(names: Sequence[str]) -> LabelSpace:
    if not names:
        shelf.find(None, "translator")  # which says what there is to choose from
    spaces = {name: shelf.space(name, "translator") for name in names}
    if len({space.name for space in spaces.values()}) > 1:
        told = ", ".join(f"{name} with {space.name}" for name, space in spaces.items())
        raise ValueError(f"These translators differ in their classes: {told}. Choose fewer.")
    return next(iter(spaces.values()))


def translations(study: Study, names: Sequence[str]) -> Iterator[Study]:
    """Translate with one checkpoint after the other; a study for each that is done.

    A translator that needs a map that was not given is left out, with a note.
    """
    triple = study.triple
    assert triple is not None
    for name in names:
        missing = lacking(name, triple)
        if missing:
            note = f"{name} needs {' and '.join(missing)}, which were not given."
            study = replace(study, notes=(*study.notes, note))
        else:
            done = translated(study, name, triple.labels, triple.depth)
            done = replace(done, leaks=_leaks(study, done))
            study = replace(study, translations=(*study.translations, done))
        yield study


def lacking(name: str, triple: Triple) -> list[str]:
    """The maps that a translator needs and that were not given."""
    spec = shelf.find(name, "translator").translator
    needs = spec.conditions if spec else ()
    given = {"labels": triple.labels is not None, "depth": triple.depth is not None}
    return [condition for condition in needs if not given[condition]]


def translated(
    study: Study, name: str, labels: np.ndarray | None, depth: np.ndarray | None
) -> Translated:
    """A translation under these conditions, judged against the labels that were given."""
    triple = study.triple
    assert triple is not None
    size = triple.image.shape[:2]
    sees_labels = np.full(size, VOID, np.uint8) if labels is None else labels
    told_depth = np.zeros(size, np.float32) if depth is None else fill_missing(depth)
    picture = shelf.translation(name, triple.image, sees_labels, told_depth, study.long_side)
    return Translated(name=name, picture=picture, judged=_judged(study, picture))


def _leaks(study: Study, done: Translated) -> dict[str, Leak]:
    """The leak by reader, told the frame's labels mirrored: a single frame has no other's."""
    from gioada.evaluation.leak import TwoLabelMaps, leak_of

    triple = study.triple
    assert triple is not None
    spec = shelf.find(done.name, "translator").translator
    readers = [card.name for card in shelf.shelved("task") if card.name in (done.name, study.judge)]
    if triple.labels is None or spec is None or "labels" not in spec.conditions:
        return {}
    false = np.ascontiguousarray(triple.labels[:, ::-1])
    depth = np.zeros(false.shape, np.float32) if triple.depth is None else triple.depth
    lied = shelf.translation(done.name, triple.image, false, fill_missing(depth), study.long_side)
    height, width = done.picture.shape[:2]
    maps = {"false": nearest(false, height, width), "true": nearest(triple.labels, height, width)}

    def read(reader: str, picture: np.ndarray) -> np.ndarray:
        return shelf.scene(reader, picture, study.long_side).labels

    return {
        reader: leak_of([
            TwoLabelMaps(
                **maps, read_false=read(reader, lied), read_true=read(reader, done.picture)
            )
        ])
        for reader in readers
    }  # fmt: skip


def _judged(study: Study, picture: np.ndarray) -> Judged | None:
    from gioada.evaluation.consistency import evidence
    from gioada.evaluation.hallucination import hallucinations, harms

    triple = study.triple
    assert triple is not None
    if not study.judge or triple.labels is None:
        return None
    height, width = picture.shape[:2]
    source = shelf.resized(triple.image, height, width)
    labels = nearest(triple.labels, height, width)
    nothing = np.full((height, width), np.nan, np.float32)
    depth = nothing if triple.depth is None else nearest(triple.depth, height, width)
    before, after = (shelf.scene(study.judge, each, study.long_side) for each in (source, picture))
    marks = hallucinations(before.labels, after.labels, labels, triple.space)
    return Judged(
        scene=after,
        marks=marks,
        harms=tuple(harms(marks, after.labels, labels, triple.space)),
        evidence=evidence(
            before, after, source=source, translation=picture, labels=labels, depth=depth,
            space=triple.space,
        ),
    )  # fmt: skip


def find_judge(tested: Sequence[str], space: LabelSpace) -> str | None:
    """A checkpoint to read translations: best one that has seen none, never one under test."""
    # joint and na learn from raw source frames; other presets have seen their own translations.
    order = {"joint": 0, "na": 1}
    found = [card for card in shelf.shelved("task")
             if card.name not in tested and card.space == space.name
             and not card.name.startswith(shelf.RUN)]  # fmt: skip
    best = sorted(found, key=lambda card: order.get(card.preset, 2))
    return best[0].name if best else None
