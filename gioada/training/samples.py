"""Fixed samples through a run's networks, as one picture: what the numbers do not show."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import nn

from gioada.data.depth import depth_colours, metres
from gioada.data.drawing import Entry, Shown, colour_legend, contact_sheet, depth_legend
from gioada.data.labels import LabelSpace
from gioada.data.stream import PairStream, image_array
from gioada.methods.objective import Objective
from gioada.training.runtime import Runtime
from gioada.whole import write_whole

NUM_SAMPLES = 4
COLUMNS = ("image", "labels", "depth")
NARROWEST, WIDEST = 240, 480
"""Pixels that a picture may be wide on a sheet; others are scaled."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """Pictures of one size, uint8 H W 3, one for each column."""

    name: str
    """Which image it is."""
    note: str
    """Where the labels and the depth are from."""
    pictures: tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]


def save_samples(
    path: Path, objective: Objective, stream: PairStream, runtime: Runtime
) -> np.ndarray:
    """Write a sheet of the averaged networks' answers to the same frames at every step.

    Each sample is a block of rows: the source with its labels and depth, its translation with
    what the task network reads in it (if the method has a translator), and a target image with
    the same. Neither random numbers nor the networks' modes are changed for whoever trains.

    Args:
        path: of a PNG, written beside and then renamed; its name stands on the sheet.
        objective: gives the networks.
        stream: gives the frames, evenly spread over the shorter domain.
        runtime: where the networks are, and their precision.

    Returns:
        the sheet, uint8 H W 3.
    """
    shortest = min(len(stream.source), len(stream.target))
    count = min(NUM_SAMPLES, shortest)
    with _undisturbed(objective.average, runtime.device):
        samples = [
            list(_rows(objective, stream, runtime, n * shortest // count)) for n in range(count)
        ]
    sheet = draw_sheet(samples, stream.space, title=path.stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, lambda draft: sheet.save(draft, format="PNG"))
    return np.asarray(sheet)


@contextlib.contextmanager
def _undisturbed(networks: nn.Module, device: torch.device) -> Iterator[None]:
    """Evaluation mode without gradients; random state and modes are then as before."""
    modes = [(module, module.training) for module in networks.modules()]
    with torch.random.fork_rng([device] if device.type == "cuda" else []), torch.no_grad():
        networks.eval()
        try:
            yield
        finally:
            for module, mode in modes:
                module.training = mode


def _rows(objective: Objective, stream: PairStream, runtime: Runtime, index: int) -> Iterator[Row]:
    image, labels, depth, valid, target = stream.fixed(index)
    known = np.where(valid[0].numpy(), metres(depth[0].numpy(), stream.scale), np.nan)
    given = (image_array(image), stream.space.colourise(labels.numpy()), depth_colours(known))
    yield Row(name="source", note="maps given", pictures=given)
    shown = {"target": runtime.tensor(target[None])}
    if objective.method.translation is not None:
        source, maps = runtime.tensor(image[None]), {"labels": labels, "depth": depth}
        conditions = {name: runtime.tensor(values[None]) for name, values in maps.items()}
        with runtime.autocast():
            translated = objective.average["translator"](source, **conditions)
        shown = {"translated": translated, **shown}
    for name, batch in shown.items():
        with runtime.autocast():
            prediction = objective.average["task"](batch)
        classes = prediction.labels[0].argmax(0).byte().cpu().numpy()
        read = metres(prediction.depth[0, 0].cpu().numpy(), stream.scale)
        pictures = (image_array(batch[0]), stream.space.colourise(classes), depth_colours(read))
        yield Row(name=name, note="maps predicted", pictures=pictures)


def draw_sheet(samples: Sequence[Sequence[Row]], space: LabelSpace, *, title: str) -> Image.Image:
    """Rows below each other, under the names of their columns, above a legend.

    Args:
        samples: blocks of rows; the first picture's proportions are the cells'.
        space: gives the legend of the classes.
        title: stands in the upper left corner.
    """
    high, wide, _ = samples[0][0].pictures[0].shape
    width = min(max(wide, NARROWEST), WIDEST)
    pairs = [*zip(space.classes, space.colours, strict=True), ("no class", (0, 0, 0))]
    entries = [Entry(text=name, colour=colour) for name, colour in pairs]
    legends = [colour_legend(entries, 2 * width), depth_legend(width)]
    shown = [
        Shown(caption=f"{row.name}, {row.note}", pictures=row.pictures)
        for sample in samples
        for row in sample
    ]
    size = (width, max(1, round(high * width / wide)))
    together = len(samples[0])
    return contact_sheet(shown, COLUMNS, size, legends, title=title, together=together)
