"""The audit of a folder of translations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gioada.audit.findings import findings
from gioada.audit.judge import Judge
from gioada.audit.measure import FrameMeasures, measure, shown_instead
from gioada.audit.pairing import FrameFiles, pair
from gioada.audit.reading import Encodings, Sample, find_encodings, read_sample
from gioada.audit.result import Audit, FrameAudit
from gioada.audit.summary import (
    classes_of,
    cosmos_of,
    frames_of,
    geometry_of,
    inventions,
    mean_kept,
    notes_of,
    on_source,
)
from gioada.errors import Problem
from gioada.evaluation.hallucination import hallucinations, harms
from gioada.inference.scene import Scene
from gioada.progress import track

WORST = 8
"""Frames that are shown, and whose losses are put in words."""
READ_BY_JUDGE = ("depth within 1.25 of the source's", "depth, scale-invariant log RMSE")
"""Figures of the geometry that are no measure where the judge misreads the source's depth."""


@dataclass(frozen=True, kw_only=True)
class Folders:
    """Where the files lie: each a folder, a pattern in quotes, a list or a zip."""

    source: str
    translated: str
    labels: str
    depth: str | None = None


@dataclass(frozen=True, kw_only=True)
class FramePictures:
    """One of the worst frames as arrays, for pictures."""

    name: str
    sample: Sample
    before: Scene
    after: Scene


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """An audit, and what is needed to go on from it."""

    audit: Audit
    worst: tuple[FramePictures, ...]
    files: tuple[FrameFiles, ...]
    """Of the frames that were read."""
    encodings: Encodings


def audit_folders(
    folders: Folders,
    judge: Judge,
    *,
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    limit: int | None = None,
    worst: int = WORST,
    progress: bool = True,
) -> Outcome:
    """Audit the translations of a folder of source frames.

    Args:
        folders: where the files lie, paired by name.
        judge: who reads the pictures.
        label_encoding, depth_encoding: as ``gioada.data.files`` names them, or ``auto``.
        limit: only the first so many frames.
        worst: how many frames come back as arrays.
        progress: show a bar.

    Raises:
        Problem: nothing can be paired, or no frame can be read.
    """
    pairing = pair(folders.source, folders.translated, folders.labels, folders.depth)
    chosen = pairing.frames[:limit]
    encodings = find_encodings(chosen, judge.space, labels=label_encoding, depth=depth_encoding)
    measured, problems = _measured(chosen, judge, encodings, progress=progress)
    if not measured:
        what = "no frame could be read; the first: {reason}"
        raise Problem("audit.unreadable", what, reason=next(iter(problems.values())))
    files = {each.name: each for each in chosen}
    audit = summarised(measured, judge, given_depth=folders.depth is not None)
    shown = tuple(
        _pictures_of(files[each.name], judge, encodings) for each in audit.frames[: max(0, worst)]
    )
    audit = replace(
        audit,
        source=folders.source,
        translated=folders.translated,
        encodings={"labels": encodings.labels, "depth": encodings.depth},
        unpaired=pairing.unpaired,
        problems=problems,
        frames=_in_words(audit.frames, shown, judge),
    )
    read = tuple(files[each.name] for each in measured)
    return Outcome(audit=audit, worst=shown, files=read, encodings=encodings)


def _measured(
    chosen: Sequence[FrameFiles], judge: Judge, encodings: Encodings, *, progress: bool
) -> tuple[list[FrameMeasures], dict[str, str]]:
    measured, problems = [], {}
    for files in track(chosen, what="audit", show=progress):
        try:
            sample = read_sample(files, judge.space, encodings)
        except ValueError as problem:
            problems[files.name] = str(problem)
            continue
        measured.append(measure(files.name, sample, judge))
    return measured, problems


def summarised(measured: Sequence[FrameMeasures], judge: Judge, *, given_depth: bool) -> Audit:
    """What frames say together; where they lie is filled in by ``audit_folders``."""
    sketches = np.stack([each.sketches for each in measured])
    shows = shown_instead(sketches[:, 0], sketches[:, 1])
    classes, invented = classes_of(measured, judge.space), inventions(measured, judge.space)
    geometry, cosmos = geometry_of(measured), cosmos_of(measured)
    depth = given_depth and judge.reads_depth
    source = on_source(measured, judge.space, depth=depth)
    notes = notes_of(source, reads_depth=judge.reads_depth, given_depth=given_depth)
    if "depth" in notes and depth:
        geometry |= {name: None for name in geometry if name in READ_BY_JUDGE}
        cosmos["Depth RMSE"] = None
    if "segmentation" in notes:
        cosmos["Seg mIOU"] = None
    return Audit(
        source="",
        translated="",
        judge=judge.name,
        mapping=judge.mapping,
        on_source=source,
        encodings={},
        num_frames=len(measured),
        sizes=dict(Counter("x".join(map(str, each.size)) for each in measured)),
        unpaired={},
        problems={},
        findings=findings(measured, shows, classes, invented, geometry, notes),
        classes=classes,
        mean_kept=mean_kept(measured, judge.space),
        inventions=invented,
        geometry=geometry,
        cosmos=cosmos,
        notes=notes,
        frames=frames_of(measured, shows),
    )


def _pictures_of(files: FrameFiles, judge: Judge, encodings: Encodings) -> FramePictures:
    sample = read_sample(files, judge.space, encodings)
    return FramePictures(
        name=files.name,
        sample=sample,
        before=judge.read(sample.image),
        after=judge.read(sample.translation),
    )


def _in_words(
    frames: Sequence[FrameAudit], shown: Sequence[FramePictures], judge: Judge
) -> tuple[FrameAudit, ...]:
    """The frames, those that were shown with their largest losses."""
    places = {}
    for each in shown:
        args = each.sample.labels, judge.space
        found = hallucinations(each.before.labels, each.after.labels, *args)
        largest = harms(found, each.after.labels, *args, at_most=4)
        places[each.name] = tuple(harm.sentence for harm in largest)
    return tuple(replace(each, places=places.get(each.name, ())) for each in frames)
