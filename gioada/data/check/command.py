"""``python -m gioada data check``: every part of a pair listed, looked at, drawn and judged."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import get_args

import numpy as np

from gioada import records
from gioada.data.check.frames import KINDS, STEPS, CheckedPart, Kind, Look, Seen, look_at
from gioada.data.check.judging import doubts, problems, size_text
from gioada.data.check.report import (
    Finding,
    PartReport,
    part_text,
    shares_text,
    shown_name,
    verdict,
)
from gioada.data.check.sheet import save_sheet
from gioada.data.framesets import RenderedSet, StoredSet
from gioada.data.pairs import Pair, Part
from gioada.data.places import Places
from gioada.data.sets.disk import FrameFiles
from gioada.errors import Problem
from gioada.progress import track

SAMPLES = 24
_KEPT = 24
_VALUES = 20
# What nobody trains on or reports on: where it is not there, it is left out.
_OPTIONAL: tuple[Part, ...] = ("validation", "held_out")


def check_pair(
    pair: Pair,
    places: Places,
    *,
    samples: int | None = SAMPLES,
    out: Path | None = None,
    json_path: Path | None = None,
) -> bool:
    """Check each part of a pair, print what was found, and write a contact sheet of each.

    A part that is not there, or not right, does not keep the others from being checked.

    Args:
        pair: source, target and classes.
        places: where the data lies.
        samples: frames of each part to read, spread evenly; None reads all.
        out: folder of the sheets; default runs/data-check/PAIR.
        json_path: where to write the reports.

    Returns:
        whether the pair can be used; False where there is any problem.

    Raises:
        Problem: ``data.samples``, below 1.
    """
    if samples is not None and samples < 1:
        what = "{samples} samples show nothing: give at least 1, or --all."
        raise Problem("data.samples", what, samples=samples)
    folder = out or default_folder(pair.name)
    reports: list[PartReport] = []
    listed: dict[str, Sequence[FrameFiles]] = {}
    for part in parts_of(pair, places):
        report, listed[part.part] = _check_part(part, pair, places, samples, folder)
        report = replace(
            report, suspicions=(*report.suspicions, *_shared_frames(part.part, listed))
        )
        print(part_text(report), end="\n\n", flush=True)
        reports.append(report)
    if shares := shares_text(reports):
        print(shares, end="\n\n")
    print(verdict(pair.name, reports))
    usable = not any(report.problems for report in reports)
    if json_path is not None:
        json_path.parent.mkdir(parents=True, exist_ok=True)
        values = {"pair": pair.name, "space": pair.space.name, "usable": usable}
        records.write_values({**values, "parts": [asdict(each) for each in reports]}, json_path)
    return usable


def default_folder(pair_name: str) -> Path:
    """``runs/data-check/virtual-kitti-kitti``."""
    return Path("runs") / "data-check" / pair_name.replace("/", "-").replace(":", "-")


def parts_of(pair: Pair, places: Places) -> list[CheckedPart]:
    """The parts that a pair has."""
    checked = []
    for part in get_args(Part):
        frames = pair.frames(part)
        if frames is None:
            continue
        deep = part in ("source", "held_out") and pair.source.has_depth
        needs: tuple[Kind, ...] = ("labels", "depth") if deep else ("labels",)
        if isinstance(frames, RenderedSet):
            disk_set, root = frames.on_disk(pair.target.size), places.data
        elif isinstance(frames, StoredSet):
            disk_set, root = frames.disk_set, places.root(frames.role, frames.folder)
        else:
            raise TypeError(f"Frames of {type(frames).__name__} cannot be checked.")
        found = CheckedPart(part=part, disk_set=disk_set, root=root, labelled=frames.labelled)
        every = frames.every if isinstance(frames, StoredSet) else 1
        checked.append(replace(found, needs=needs if part != "target" else (), every=every))
    return checked


def _check_part(
    part: CheckedPart, pair: Pair, places: Places, samples: int | None, folder: Path
) -> tuple[PartReport, Sequence[FrameFiles]]:
    facts = part.disk_set.facts
    report = PartReport(
        part=part.part,
        title=facts.title,
        root=str(part.root),
        layout=facts.layout,
        where=facts.where,
        licence=facts.licence,
        official=facts.count,
        every=part.every,
    )
    try:
        everything = part.disk_set.find(part.root)
        files = everything[:: part.every]
        chosen = spread(files, samples)
        frames = pair.frames(part.part)
        if isinstance(frames, RenderedSet):
            frames.render(places, pair.target.size, [int(each.name) for each in chosen])
    except (Problem, OSError) as error:
        # A split that is not listed was left out on purpose.
        code = error.code if isinstance(error, Problem) else "data.unreadable"
        finding = (Finding(code=code, text=str(error)),)
        absent = code == "data.set_missing" and _validates(pair, places)
        spared = absent or code == "data.no_split"
        if part.part in _OPTIONAL or (part.part == "evaluation" and spared):
            return replace(report, suspicions=finding), ()
        return replace(report, problems=finding), ()
    kept = {each.name: (each, None) for each in spread(chosen, _KEPT)}
    seen = Seen(kept=dict(kept))
    for look in _looks(part, chosen, kept):
        seen.add(look)
    sheet = folder / f"{shown_name(part.part)}.png"
    title = f"{pair.name}, {shown_name(part.part)}: {facts.title}, {len(files):,} frames"
    save_sheet(sheet, seen, pair.space, title=title)
    judged = (part, files, len(everything), seen, pair.space)
    return replace(
        report,
        found=len(everything),
        frames=len(files),
        looked=seen.looked,
        folders=_folders(part, files),
        forms={kind: dict(forms.most_common()) for kind, forms in seen.forms.items()},
        sizes={size_text(size): count for size, count in seen.sizes.most_common()},
        shares=seen.class_shares(pair.space),
        unknown=seen.unknown_pixels / seen.pixels if seen.labelled else None,
        unknown_values=dict(list(seen.unknown_shares().items())[:_VALUES]),
        depth=_depth(seen),
        problems=(*map(_finding, problems(*judged)), *grouped(seen.problems, seen.looked)),
        suspicions=tuple(map(_finding, doubts(*judged))),
        sheet=str(sheet),
    ), files


def _validates(pair: Pair, places: Places) -> bool:
    """Whether validation frames are there to score on, as long as those of evaluation are not."""
    frames = pair.frames("validation")
    if not isinstance(frames, StoredSet):
        return False
    try:
        return bool(frames.disk_set.find(places.root(frames.role, frames.folder)))
    except (Problem, OSError):
        return False


def spread(files: Sequence[FrameFiles], count: int | None) -> list[FrameFiles]:
    """So many of them at equal distances, or all."""
    if count is None or count >= len(files):
        return list(files)
    places = np.linspace(0, len(files) - 1, count).round().astype(int)
    return [files[place] for place in places]


def grouped(found: Iterable[Problem], looked: int) -> list[Finding]:
    """Problems of frames, those of one kind as one with its number: ``17 of 24 files: ...``."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in found:
        groups.setdefault(problem.kind, []).append(problem)
    return [
        Finding(
            code=group[0].code,
            text=f"{len(group)} of {looked} files: {group[0]}" if looked > 1 else str(group[0]),
            frames=len(group),
        )
        for group in groups.values()
    ]


def _finding(problem: Problem) -> Finding:
    return Finding(code=problem.code, text=str(problem))


def _looks(
    part: CheckedPart, files: Sequence[FrameFiles], kept: Mapping[str, object]
) -> Iterator[Look]:
    def look(each: FrameFiles) -> Look:
        found = look_at(part, each)
        return found if each.name in kept else replace(found, small=None)

    # Decoders let go of Python's lock, so that threads are enough to use several cores.
    pool = ThreadPoolExecutor(min(8, os.cpu_count() or 1))
    try:
        yield from track(pool.map(look, files), what=shown_name(part.part), total=len(files))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _folders(part: CheckedPart, files: Sequence[FrameFiles]) -> dict[str, str]:
    """Kind of file -> the folder under the root that all of them lie in."""
    folders = {}
    for kind in KINDS if part.labelled else KINDS[:1]:
        parents = {path.parent for each in files if (path := getattr(each, kind)) is not None}
        if parents:
            shared = Path(os.path.commonpath(parents))
            inside = shared.is_relative_to(part.root)
            folders[kind] = f"{(shared.relative_to(part.root) if inside else shared).as_posix()}/"
    return folders


def _depth(seen: Seen) -> dict[str, float | None] | None:
    every = seen.depths[0]
    if not every.any():
        return None
    pixels = int(every.sum()) + seen.unmeasured
    there, below = np.flatnonzero(every), np.flatnonzero(every[:-1])
    median, of_sky, of_road = seen.medians()
    return {
        "nearest": float(there[0]) / STEPS,
        "farthest": float(below[-1] if below.size else len(every) - 1) / STEPS,
        "median": median,
        "sky": int(every[-1]) / pixels,
        "missing": seen.unmeasured / pixels,
        "median_of_sky": of_sky,
        "median_of_road": of_road,
    }


def _shared_frames(part: Part, listed: Mapping[str, Sequence[FrameFiles]]) -> Iterator[Finding]:
    """Say it if frames that are reported on are also trained on, or chosen on."""
    purposes = {"target": "trained on", "evaluation": "reported on", "validation": "chosen on"}
    other = {"evaluation": "target", "validation": "evaluation"}.get(part)
    if other is None:
        return
    images = {each.image for each in listed.get(other, ())}
    if shared := sum(each.image in images for each in listed[part]):
        what = "{shared:,} of its frames are {here} here and {there} as {other}; keep them apart "
        what += "for a fair score."
        where = {"here": purposes[part], "there": purposes[other], "other": other}
        yield _finding(Problem("data.frames_shared", what, advice=(), shared=shared, **where))
