"""What the translations of a study kept and how close they came: section 4.2 with numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gioada import records
from gioada.data.frame import First, Frames
from gioada.errors import Problem
from gioada.evaluation.closeness import distance
from gioada.evaluation.consistency import Evidence, over_frames
from gioada.evaluation.counts import count
from gioada.evaluation.scores import Scores, score
from gioada.inference.frame_translator import FrameTranslator, load_frame_translator
from gioada.inference.predictor import Predictor, load_predictor
from gioada.reproduce.measured import own_reading
from gioada.reproduce.plan import Job
from gioada.training.runtime import pick_device
from gioada.training.spec import Launch

FRAMES = 60
"""Held-out source frames that are translated, and target images that they are set against."""
READER, DISTANCE_JUDGE = "joint", "na"
"""Rows whose networks of seed 0 judge: what is kept is read by a network that knows both domains
and has seen no translation; closeness is measured with the features of one that has seen neither
target nor translation."""


Record = TypeVar("Record")


@dataclass(frozen=True, kw_only=True)
class TranslationScores:
    """One run's translations."""

    preset: str
    seed: int
    kept: dict[str, float]
    """Share in [0, 1] of each class."""
    became: dict[str, tuple[tuple[str, float], ...]]
    """What else each class became, from 1 %."""
    mean_kept: float
    depth_kept: float
    """Share in [0, 1] within a factor of 1.25 of the reading of the source."""
    edges: float
    """Correlation in [-1, 1]."""
    distance: float
    """Kernel distance to the target, in units of the judge's features."""
    distance_deviation: float
    read_translated: float
    """Share in [0, 1] that the run's own task network got right on translated source images in the
    last tenth of training; NaN where it did not see any."""
    read_raw: float
    """The same on raw ones. A lower one gives away that labels are written into translations."""


@dataclass(frozen=True, kw_only=True)
class Judges:
    """Who judged, how well they see, and the ends of the scale of distances."""

    reader: str
    reader_source: float
    """Its mean IoU in percent on the held-out source, which bounds what it can tell."""
    reader_target: float
    """On the target's test images."""
    reader_recall: dict[str, float]
    """Percent of the target's own pixels of a class that it finds; NaN for one that is not there.
    It bounds what can be read in a picture that looks like the target."""
    measure: str
    """Whose features distances are measured with."""
    raw: float
    """Distance of the untranslated source to the target."""
    same: float
    """Distance between two halves of the target."""
    frames: int


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The judges at work, and what they look at."""

    reader: Predictor
    measure: Predictor
    source: Frames
    target: Frames


def judge_all(
    jobs: Sequence[Job], launch: Launch, say: Callable[[str], None]
) -> tuple[Judges, list[TranslationScores]]:
    """Judge every measured run that has a translator; those that were judged before are read.

    Raises:
        ValueError: the runs that judge are not trained yet.
    """
    folder = jobs[0].measurements("translations")
    folder.mkdir(parents=True, exist_ok=True)
    bench = _bench(jobs, launch)
    judges = _once(folder / "judges.json", Judges, lambda: _judges(bench))
    found = []
    for job in jobs:
        if job.measured and job.experiment.method.translation is not None:
            path = folder / f"{job.name}.json"
            if not path.is_file():
                say(f"judging the translations of {job.name}")
            found.append(_once(path, TranslationScores, lambda job=job: _scored(job, bench)))
    return judges, found


def stored(path: Path) -> tuple[Judges, list[TranslationScores]]:
    """What a page's json says, where its runs are gone.

    Raises:
        ValueError: it is damaged.
    """
    values = records.read_values(path)
    found = [records.build(TranslationScores, run) for run in values["runs"]]
    return records.build(Judges, values["judges"]), found


def _once(path: Path, kind: type[Record], make: Callable[[], Record]) -> Record:
    if not path.is_file():
        records.write(make(), path)
    return records.read(kind, path)


def _bench(jobs: Sequence[Job], launch: Launch) -> Bench:
    device = pick_device(launch.device)
    loaded = [
        load_predictor(_first(jobs, name).checkpoint, device) for name in (READER, DISTANCE_JUDGE)
    ]
    experiment, split = jobs[0].experiment, jobs[0].split
    pair, sizes = experiment.find_pair(), experiment.sizes
    return Bench(
        reader=loaded[0],
        measure=loaded[1],
        source=First(pair.open("held_out", launch.places, sizes["source"]), FRAMES),
        target=First(pair.open(split, launch.places, sizes["target"]), FRAMES),
    )


def _first(jobs: Sequence[Job], preset: str) -> Job:
    for job in jobs:
        if job.preset == preset and job.seed == 0 and job.measured:
            return job
    what = "the judge {preset} of seed 0 is not trained yet: let the table be finished."
    raise Problem("reproduce.no_judge", what, preset=preset)


def _judges(bench: Bench) -> Judges:
    target, on_target = list(_images(bench.target)), _scores(bench.reader, bench.target)
    return Judges(
        reader=bench.reader.card.name,
        reader_source=_mean(_scores(bench.reader, bench.source)),
        reader_target=_mean(on_target),
        reader_recall=on_target.recall,
        measure=bench.measure.card.name,
        raw=distance(bench.measure, _images(bench.source), target).value,
        same=distance(bench.measure, target[::2], target[1::2]).value,
        frames=len(bench.source),
    )


def _scored(job: Job, bench: Bench) -> TranslationScores:
    translator = load_frame_translator(job.checkpoint, bench.reader.device)
    found: Evidence = over_frames(bench.reader, translator, bench.source)
    own = own_reading(job)
    apart = distance(bench.measure, _translated(translator, bench.source), _images(bench.target))
    return TranslationScores(
        preset=job.preset,
        seed=job.seed,
        kept=found.kept,
        became=found.became,
        mean_kept=found.mean_kept,
        depth_kept=found.depth.kept,
        edges=found.edges,
        distance=apart.value,
        distance_deviation=apart.deviation,
        read_translated=own["translated"],
        read_raw=own["raw"],
    )


def _images(frames: Frames) -> Iterator[NDArray[np.uint8]]:
    return (frames[index].image for index in range(len(frames)))


def _translated(translator: FrameTranslator, frames: Frames) -> Iterator[NDArray[np.uint8]]:
    for index in range(len(frames)):
        frame = frames[index]
        assert frame.ids is not None
        assert frame.depth is not None
        labels = translator.space.from_ids(frame.ids)
        yield translator.translate(frame.image, labels=labels, depth=frame.depth)


def _scores(judge: Predictor, frames: Frames) -> Scores:
    counts = count(judge, frames, data="the judge's frames", progress=False)
    return score(counts.confusions.sum(0), judge.space)


def _mean(scores: Scores) -> float:
    return next(iter(scores.means.values()))
