"""``python -m gioada predict``: labels and depth of a folder, a zip or a video."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from gioada.batch.cluster import carry_out
from gioada.batch.job import Job, Outcome, device_here, tiles_for
from gioada.batch.options import Launch, Predictions, Working
from gioada.batch.outputs import (
    classes_of,
    label_table,
    write_depth,
    write_jpeg,
    write_png,
)
from gioada.batch.pictures import find_pictures
from gioada.batch.provenance import Ledger, made_with
from gioada.batch.video import write_video
from gioada.data.drawing import overlay
from gioada.data.labels import LabelSpace, find_space
from gioada.inference.predictor import Predictor, load_predictor
from gioada.inference.scene import Scene
from gioada.inference.tiling import Tiles
from gioada.models.card import read_card
from gioada.models.task import Prediction
from gioada.progress import track
from gioada.whole import write_whole

log = logging.getLogger(__name__)
VIDEO = "overlay.mp4"
_OPACITY = 0.55

Picture = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """A picture that was read, and on a CPU what the network takes of it."""

    image: Picture
    planes: Tensor | None = None


@dataclass(frozen=True, kw_only=True)
class Predict:
    """A predictor on batches of pictures of one size: no state, so that it may run anywhere.

    On a CPU the threads that read and write also resize, so that the network need not wait.
    """

    predictor: Predictor
    working: Working
    confidence: bool = True

    def __call__(self, images: Sequence[Picture]) -> list[Scene]:
        """uint8 H W 3, all of one size -> their scenes at that size."""
        seen = [self.prepare(image) for image in images]
        return [self.finish(*each) for each in zip(seen, self.work(seen), strict=True)]

    def prepare(self, image: Picture) -> Seen:
        """What is done with each picture before the network."""
        long_side, tiles = self._sizes(image)
        if tiles is not None or self.predictor.device.type != "cpu":
            return Seen(image=image)
        return Seen(image=image, planes=self.predictor.prepare(image, long_side))

    def work(self, seen: Sequence[Seen]) -> Sequence[Scene | Prediction]:
        """The network, on pictures of one size."""
        planes = [each.planes for each in seen if each.planes is not None]
        fast = self.working.precision == "auto"
        if planes:
            found = self.predictor.ask(torch.cat(planes), fast)
            parts = zip(found.labels.split(1), found.depth.split(1), strict=True)
            return [Prediction(labels, depth) for labels, depth in parts]
        long_side, tiles = self._sizes(seen[0].image)
        images = [each.image for each in seen]
        return self.predictor.predict_all(images, long_side=long_side, fast=fast, tiles=tiles)

    def finish(self, seen: Seen, found: Scene | Prediction) -> Scene:
        """What is done with each answer after the network."""
        if isinstance(found, Scene):
            return found
        height, width = seen.image.shape[:2]
        return self.predictor.scenes(found, (height, width), confidence=self.confidence)[0]

    def _sizes(self, image: Picture) -> tuple[int | None, Tiles | None]:
        shape, wanted = image.shape, self.working.long_side
        long_side = max(shape[:2]) if wanted == 0 else wanted
        return long_side, tiles_for(self.predictor.working_size(shape, long_side), self.working)


@dataclass(frozen=True, kw_only=True)
class _Written:
    """A kind of file that is written of each picture."""

    folder: str
    suffix: str
    write: Callable[[Path, Picture, Scene], None]

    def path(self, out: Path, name: str) -> Path:
        return out / self.folder / f"{name}{self.suffix}"


@dataclass(frozen=True, kw_only=True)
class PredictionSet:
    """Everything that decides over a folder of predictions."""

    inputs: Sequence[str]
    """Pictures, see ``pictures.find_pictures``."""
    checkpoint: Path
    """A folder with a task network."""
    out: Path
    """The folder of the results; what is there of the same job is kept."""
    outputs: Predictions
    """What is written."""
    working: Working
    """How the network works."""


def predict_all(asked: PredictionSet, launch: Launch) -> Outcome:
    """Predict every picture of an input that is not predicted yet.

    Raises:
        Problem: nothing to predict, or ``out`` belongs to another job; see ``carry_out``.
        Problem: ``run.in_use``, somebody else works at this part.
    """
    share, out, outputs = launch.share(), asked.out, asked.outputs
    make = partial(predict_job, asked, launch)
    job, card = make(), read_card(asked.checkpoint)
    options = {
        "inputs": [str(Path(each).absolute()) for each in asked.inputs],
        "predictions": asdict(outputs),
        "working": asdict(asked.working),
    }
    ledger = Ledger(out, checkpoint=made_with(card, "task"), options=options)
    with ledger.alone(share.name):
        outcome = carry_out(make, job, share, launch)
    mine = set(job.names[share.first :: share.every])
    with ledger.ends(outcome.broken, mine) as (counts, _):
        done = [name for name in job.names if job.done(name)]
        counts.update(frames=len(job.names), done=len(done))
        if outputs.video and not (out / VIDEO).exists():
            _write_video(asked.inputs, out, outputs, find_space(card.space), done, outcome)
    return outcome


def predict_job(asked: PredictionSet, launch: Launch) -> Job[Seen, Scene | Prediction]:
    """The job of ``predict_all``, on any machine."""
    out, outputs = asked.out, asked.outputs
    pictures = find_pictures(asked.inputs, without=out)
    predictor = load_predictor(asked.checkpoint, device_here(launch))
    kinds = _kinds(outputs, predictor.space)

    predict = Predict(predictor=predictor, working=asked.working, confidence=outputs.confidence)

    def write(name: str, seen: Seen, found: Scene | Prediction) -> None:
        scene = predict.finish(seen, found)
        for kind in kinds:
            kind.write(kind.path(out, name), seen.image, scene)

    return Job(
        what="predicting",
        names=[picture.name for picture in pictures.all],
        done=lambda name: all(kind.path(out, name).exists() for kind in kinds),
        read=lambda index: predict.prepare(pictures.all[index].read()),
        skip=lambda index: pictures.all[index].skip(),
        size=lambda seen: seen.image.shape[:2],
        work=predict.work,
        write=write,
        in_order=pictures.in_order,
    )


def _kinds(outputs: Predictions, space: LabelSpace) -> list[_Written]:
    table = label_table(space, outputs.labels)

    def labels(path: Path, _: Picture, scene: Scene) -> None:
        write_png(path, table[scene.labels])

    def centimetres(path: Path, _: Picture, scene: Scene) -> None:
        # As encode(..., "centimetres-16bit") has it, in a fifth of the time.
        far = np.minimum(scene.depth * np.float32(100), np.float32(65535))
        write_png(path, np.rint(far).astype(np.uint16))

    def metres(path: Path, _: Picture, scene: Scene) -> None:
        write_depth(path, scene.depth)

    def confidence(path: Path, _: Picture, scene: Scene) -> None:
        write_png(path, np.rint(scene.confidence * 255).astype(np.uint8))

    def over(path: Path, image: Picture, scene: Scene) -> None:
        write_jpeg(path, overlay(image, scene.labels, space, _OPACITY))

    known = [
        (outputs.labels != "none", "labels", ".png", labels),
        (outputs.depth == "centimetres", "depth", ".png", centimetres),
        (outputs.depth == "npz", "depth", ".npz", metres),
        (outputs.confidence, "confidence", ".png", confidence),
        (outputs.overlay, "overlay", ".jpg", over),
    ]
    return [
        _Written(folder=folder, suffix=suffix, write=write)
        for wanted, folder, suffix, write in known
        if wanted
    ]


def _write_video(
    inputs: Sequence[str],
    out: Path,
    outputs: Predictions,
    space: LabelSpace,
    done: Sequence[str],
    outcome: Outcome,
) -> None:
    """Photos and overlays side by side, from the labels that were written."""
    pictures = find_pictures(inputs, without=out)
    finished = set(done)
    if len(finished) + len(outcome.broken) < len(pictures.all):
        log.info("%s is made once all parts are done: say the command without --part then.", VIDEO)
        return
    chosen = [picture for picture in pictures.all if picture.name in finished]
    for picture in pictures.all:
        if picture.name not in finished:
            picture.skip()

    def frames() -> Iterator[Picture]:
        for picture in track(chosen, what="making the video"):
            image = picture.read()
            with Image.open(out / "labels" / f"{picture.name}.png") as stored:
                labels = classes_of(np.asarray(stored), space, outputs.labels)
            yield np.concatenate([image, overlay(image, labels, space, _OPACITY)], axis=1)

    rate = pictures.rate if outputs.fps is None else Fraction(outputs.fps).limit_denominator(1000)
    write_whole(out / VIDEO, lambda draft: write_video(draft, frames(), rate))
