"""``python -m gioada data check``: every part of a pair listed, looked at, drawn and judged."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from gioada import records
from gioada.data.check.findings import Findings, judge
from gioada.data.check.looking import STEPS, Look, look_at
from gioada.data.check.parts import KINDS, Lot, lots
from gioada.data.check.report import (
    DepthReport,
    PairReport,
    PartReport,
    part_text,
    shares_text,
    shown_name,
    verdict,
)
from gioada.data.check.sheet import class_shares, save_sheet
from gioada.data.check.tally import Tally, median, tally
from gioada.data.check.wording import counted, size_text
from gioada.data.labels import LabelSpace
from gioada.data.pairs import Pair
from gioada.data.places import Places
from gioada.data.sets.disk import FrameFiles
from gioada.progress import track

SAMPLES = 24
_KEPT = 24
_UNKNOWN_TOLD = 20


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
        json_path: where to write a ``PairReport``.

    Returns:
        whether the pair can be used; False where there is any problem.

    Raises:
        ValueError: samples below 1.
    """
    if samples is not None and samples < 1:
        raise ValueError(f"{samples} samples show nothing: give at least 1, or --all.")
    folder = out or default_folder(pair.name)
    parts: list[PartReport] = []
    listed: dict[str, Sequence[FrameFiles]] = {}
    for lot in lots(pair, places):
        report, listed[lot.part] = _check_part(lot, pair, samples, folder)
        report = _with_shared_frames(report, listed)
        print(part_text(report), end="\n\n", flush=True)
        parts.append(report)
    usable = not any(part.problems for part in parts)
    whole = PairReport(pair=pair.name, space=pair.space.name, usable=usable, parts=tuple(parts))
    if shares := shares_text(parts):
        print(shares, end="\n\n")
    print(verdict(whole))
    if json_path is not None:
        json_path.parent.mkdir(parents=True, exist_ok=True)
        records.write(whole, json_path)
    return usable


def default_folder(pair_name: str) -> Path:
    """``runs/data-check/virtual-kitti-kitti``."""
    return Path("runs") / "data-check" / pair_name.replace("/", "-").replace(":", "-")


def _check_part(
    lot: Lot, pair: Pair, samples: int | None, folder: Path
) -> tuple[PartReport, Sequence[FrameFiles]]:
    facts = lot.disk_set.facts
    report = PartReport(
        part=lot.part,
        title=facts.title,
        root=str(lot.root),
        layout=facts.layout,
        where=facts.where,
        licence=facts.licence,
        official=facts.count,
    )
    try:
        files, found = lot.list()
        chosen = spread(files, samples)
        lot.make(chosen)
    except (ValueError, OSError) as error:
        return replace(report, problems=(str(error),)), ()
    kept = spread(chosen, _KEPT)
    seen = tally(_looks(lot, chosen, {each.name for each in kept}), kept)
    path = folder / f"{shown_name(lot.part)}.png"
    title = f"{pair.name}, {shown_name(lot.part)}: {facts.title}, {counted(len(files), 'frame')}"
    save_sheet(path, seen, pair.space, title=title)
    findings = judge(lot, files, found, seen, pair.space)
    report = replace(
        report,
        found=found,
        every=lot.every,
        frames=len(files),
        sheet=str(path),
        folders=_folders(lot, files),
    )
    return _with_numbers(report, seen, pair.space, findings), files


def spread(files: Sequence[FrameFiles], count: int | None) -> list[FrameFiles]:
    """So many of them at equal distances, or all."""
    if count is None or count >= len(files):
        return list(files)
    places = np.linspace(0, len(files) - 1, count).round().astype(int)
    return [files[place] for place in places]


def _looks(lot: Lot, files: Sequence[FrameFiles], kept: set[str]) -> Iterator[Look]:
    # Decoders let go of Python's lock, so that threads are enough to use several cores.
    pool = ThreadPoolExecutor(min(8, os.cpu_count() or 1))
    try:
        looks = pool.map(lambda each: look_at(lot, each, keep=each.name in kept), files)
        yield from track(looks, what=shown_name(lot.part), total=len(files))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _folders(lot: Lot, files: Sequence[FrameFiles]) -> dict[str, str]:
    """Kind of file -> the folder under the root that all of them lie in."""
    folders = {}
    for kind in KINDS if lot.labelled else KINDS[:1]:
        parents = {path.parent for each in files if (path := getattr(each, kind)) is not None}
        if parents:
            shared = Path(os.path.commonpath(parents))
            inside = shared.is_relative_to(lot.root)
            folders[kind] = f"{(shared.relative_to(lot.root) if inside else shared).as_posix()}/"
    return folders


def _with_numbers(
    report: PartReport, seen: Tally, space: LabelSpace, findings: Findings
) -> PartReport:
    labels = seen.labels
    pixels = 0 if labels is None else int(labels.ids.sum())
    values = {} if labels is None else dict(list(labels.values.items())[:_UNKNOWN_TOLD])
    return replace(
        report,
        looked=seen.looked,
        forms={kind: dict(forms.most_common()) for kind, forms in seen.forms.items()},
        sizes={size_text(size): count for size, count in seen.sizes.most_common()},
        shares=class_shares(seen, space),
        unknown=None if labels is None else labels.unknown / pixels,
        unknown_values={value: count / pixels for value, count in values.items()},
        depth=_depth_report(seen),
        problems=findings.problems,
        suspicions=findings.suspicions,
    )


def _depth_report(seen: Tally) -> DepthReport | None:
    depth = seen.depth
    if depth is None or not depth.all.any():
        return None
    pixels = int(depth.all.sum()) + depth.missing
    below = np.flatnonzero(depth.all[:-1])
    return DepthReport(
        nearest=float(np.flatnonzero(depth.all)[0]) / STEPS,
        farthest=float(below[-1] if below.size else len(depth.all) - 1) / STEPS,
        median=median(depth.all) or 0.0,
        sky=int(depth.all[-1]) / pixels,
        missing=depth.missing / pixels,
        median_of_sky=median(depth.sky),
        median_of_road=median(depth.road),
    )


def _with_shared_frames(
    report: PartReport, listed: Mapping[str, Sequence[FrameFiles]]
) -> PartReport:
    """Say it if frames that are reported on are also trained on, or chosen on."""
    purposes = {"target": "trained on", "evaluation": "reported on", "validation": "chosen on"}
    pairs = {"evaluation": "target", "validation": "evaluation"}
    other = pairs.get(report.part)
    if other is None:
        return report
    images = {each.image for each in listed.get(other, ())}
    shared = sum(each.image in images for each in listed[report.part])
    if not shared:
        return report
    sentence = (
        f"{counted(shared, 'frame')} {'is' if shared == 1 else 'are'} {purposes[report.part]} here "
        f"and {purposes[other]} as {other}; keep them apart for a fair score."
    )
    return replace(report, suspicions=(*report.suspicions, sentence))
