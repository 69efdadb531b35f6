"""What the translations are worth: a small network trained on them, on the source, and on both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from gioada.audit.closeness import photos
from gioada.audit.intervals import Interval
from gioada.audit.judge import Judge
from gioada.audit.pairing import FrameFiles, matched
from gioada.audit.reading import Encodings, read_sample
from gioada.audit.result import Probe, ProbeRow
from gioada.data.augment import Augmentation
from gioada.data.files import align, read_image, read_labels
from gioada.data.frame import Frame, Frames
from gioada.data.given import MAPS, Place, find_files
from gioada.data.labels import LabelSpace
from gioada.data.sets.matching import IMAGES
from gioada.data.stream import MicroBatches, PairStream, image_tensor
from gioada.errors import Problem
from gioada.evaluation.certainty import estimate, image_draws, image_error, resampled_means
from gioada.evaluation.scores import confusion, mean, score
from gioada.inference.sizing import resize_image
from gioada.methods.forward import Batch
from gioada.methods.objective import Objective
from gioada.methods.presets import find
from gioada.models.spec import Networks
from gioada.training.runtime import Runtime, pick_device
from gioada.training.spec import Training
from gioada.training.step import Position, Stepper

LONG_SIDE = 320
"""Pixels of the long side that the probe works at."""
SETS = ("source", "translated", "both")
LABELLED = "mIoU on labelled target photos"
PSEUDO = "pseudo-agreement"


@dataclass(frozen=True, kw_only=True)
class TargetPhoto:
    """A target photo and the classes that the probe's answers are held against."""

    image: NDArray[np.uint8]
    labels: NDArray[np.uint8]


class _InMemory:
    """Frames of the audit as one of the sets shows them, at the probe's size, in memory."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self.frames = frames

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, index: int) -> Frame:
        return self.frames[index]


def probe(
    files: Sequence[FrameFiles],
    encodings: Encodings,
    judge: Judge,
    target: str,
    *,
    steps: int,
    seeds: int = 1,
    target_labels: str | None = None,
    device: str = "auto",
) -> Probe:
    """Train a small ``na`` on source, translations and both for equal steps, and score each.

    Args:
        files, encodings, judge: of the audit; labels are classes of the judge's.
        target: photos of the target.
        steps: of each training.
        seeds: trainings per set; one seed is no measure of the next.
        target_labels: label maps of the photos, paired by name. Without them the probe is held
            against what the judge reads there, which is no truth.

    Raises:
        ValueError: no photo has labels of its name, or there are too few.
    """
    photos_read = _target_photos(target, target_labels, judge)
    pictures = _pictures(files, encodings, judge.space)
    runtime = Runtime(pick_device(device))
    counts: dict[str, list[NDArray[np.int64]]] = {name: [] for name in SETS}
    jobs = [(seed, name) for seed in range(seeds) for name in SETS]
    for seed, name in tqdm(jobs, desc="probe", unit="training", disable=None):
        network = _trained(_InMemory(pictures[name]), judge.space, steps, seed, runtime)
        counts[name].append(_scored(network, photos_read, judge.space, runtime))
    return Probe(
        measure=LABELLED if target_labels else PSEUDO,
        steps=steps,
        seeds=seeds,
        images=len(photos_read),
        rows=tuple(_rows(counts, judge.space)),
        note=_note(judge, labelled=target_labels is not None, seeds=seeds),
    )


def _pictures(
    files: Sequence[FrameFiles], encodings: Encodings, space: LabelSpace
) -> dict[str, list[Frame]]:
    raw, translated = [], []
    for each in files:
        sample = read_sample(replace(each, depth=None), space, encodings)
        ids = space.to_ids(sample.labels)
        # The task network wants a depth; its loss has no weight here.
        depth = np.ones(ids.shape, np.float32)
        change = Augmentation(size=_size(sample.image.shape))
        for frames, image in ((raw, sample.image), (translated, sample.translation)):
            frames.append(change.resized(Frame(image=image, ids=ids, depth=depth)))
    return {"source": raw, "translated": translated, "both": [*raw, *translated]}


def _trained(
    frames: Frames, space: LabelSpace, steps: int, seed: int, runtime: Runtime
) -> torch.nn.Module:
    """The averaged task network after so many steps on the frames."""
    preset = find("na")
    method = replace(preset, weights=replace(preset.weights, depth=0.0))
    # Averaged over the last tenth or so, also of a short training.
    average = min(0.998, 1 - 10 / (steps + 10))
    training = Training(steps=steps, seed=seed, schedule="poly", average=average)
    torch.manual_seed(seed)
    height, width = frames[0].image.shape[:2]
    objective = Objective(method, Networks(), space.num_classes, (height, width))
    change = Augmentation(size=(height, width))
    stream = PairStream(
        frames, frames, space, seed=seed, source_change=change, target_change=change
    )
    stepper = Stepper(objective, training, runtime)
    (phase,) = method.phases
    batches = stream.batches(MicroBatches(first=0, count=steps), workers=0)
    for step, values in enumerate(batches):
        position = Position(step=step, phase=phase, within=step, factor=(1 - step / steps) ** 0.9)
        stepper.step([Batch(*values)], position, measure=False)
    if (broken := stepper.broken()) is not None:
        raise Problem(
            "audit.probe_diverged", "the probe's loss was no number at step {step}.", step=broken
        )
    return objective.average["task"].eval()


@torch.inference_mode()
def _scored(
    network: torch.nn.Module,
    photos_read: Sequence[TargetPhoto],
    space: LabelSpace,
    runtime: Runtime,
) -> NDArray[np.int64]:
    """N C C confusions."""
    found = []
    for photo in photos_read:
        batch = image_tensor(photo.image)[None].to(runtime.device)
        logits = network(resize_image(batch, _size(photo.image.shape))).labels
        whole = torch.nn.functional.interpolate(logits, size=photo.labels.shape, mode="bilinear")
        answer = whole[0].argmax(0).byte().cpu().numpy()
        found.append(confusion(photo.labels, answer, space.num_classes))
    return np.stack(found)


def _rows(counts: dict[str, list[NDArray[np.int64]]], space: LabelSpace) -> list[ProbeRow]:
    seen = np.flatnonzero(np.sum(counts["source"], (0, 1)).sum(1)).tolist()
    draws = image_draws(len(counts["source"][0]), resamples=500)
    names = [space.classes[index] for index in seen]
    rows = []
    for which, runs in counts.items():
        scored = [score(each.sum(0), space).iou for each in runs]
        means = [mean([iou[name] for name in names]) for iou in scored]
        by_class = {name: mean([iou[name] for iou in scored]) for name in names}
        gain = None if which == "source" else _gain(runs, counts["source"], draws, seen)
        rows.append(
            ProbeRow(trained_on=which, scores=by_class, mean=float(np.mean(means)), gain=gain)
        )
    return rows


def _gain(
    runs: Sequence[NDArray[np.int64]],
    base: Sequence[NDArray[np.int64]],
    draws: NDArray[np.int64],
    seen: Sequence[int],
) -> Interval:
    """Difference of means seed by seed; from one seed, the interval over photos alone."""
    whole = np.ones((1, draws.shape[1]), np.int64)
    pairs = list(zip(runs, base, strict=True))
    points = [
        float((resampled_means(run, whole, seen) - resampled_means(raw, whole, seen))[0])
        for run, raw in pairs
    ]
    differences = [
        resampled_means(run, draws, seen) - resampled_means(raw, draws, seen) for run, raw in pairs
    ]
    if len(points) > 1:
        found = estimate(points, image_error(differences))
        return Interval(value=found.mean, low=found.interval[0], high=found.interval[1])
    low, high = np.nanpercentile(differences[0], [2.5, 97.5]).tolist()
    return Interval(value=points[0], low=low, high=high)


def _target_photos(target: str, target_labels: str | None, judge: Judge) -> list[TargetPhoto]:
    if target_labels is None:
        images = [place.read(read_image).values for place in photos(target)]
        return [TargetPhoto(image=image, labels=judge.read(image).labels) for image in images]
    pictures = find_files([target], "photos", IMAGES)
    found = matched(pictures, find_files([target_labels], "label maps", MAPS))
    if not found:
        what = "no photo in {target} has a label map of its name in {labels}."
        raise Problem("audit.target_labels", what, target=target, labels=target_labels)
    first = next(iter(found.values()))
    encoding = first.read(lambda path: read_labels(path, judge.space)).encoding
    return [
        _target_photo(pictures[name], place, judge.space, encoding) for name, place in found.items()
    ]


def _target_photo(photo: Place, labels: Place, space: LabelSpace, encoding: str) -> TargetPhoto:
    image = photo.read(read_image).values
    aligned = align(image, labels.read(lambda path: read_labels(path, space, encoding)).values)
    assert aligned.labels is not None
    return TargetPhoto(image=image, labels=aligned.labels)


def _size(shape: tuple[int, ...]) -> tuple[int, int]:
    """Multiples of 8, as the network's maps are, with the long side of the probe's."""
    scale = min(1.0, LONG_SIDE / max(shape[:2]))
    return max(32, round(shape[0] * scale / 8) * 8), max(32, round(shape[1] * scale / 8) * 8)


def _note(judge: Judge, *, labelled: bool, seeds: int) -> str:
    against = (
        "against the photos' own labels"
        if labelled
        else f"against what {judge.name} reads on the photos, which is no truth: a probe that errs "
        "as it does agrees"
    )
    doubt = (
        "; one seed: the interval is over photos alone, and another seed may say something else"
        if seeds == 1
        else f"; intervals over {seeds} seeds and the photos"
    )
    return against + doubt
