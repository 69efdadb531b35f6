"""What a prediction amounts to: per class its share, mean confidence and median depth."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np

from app.table import percent, swatch, table
from gioada.data.depth import FAR
from gioada.data.labels import LabelSpace
from gioada.inference.scene import Scene


@dataclass(frozen=True, kw_only=True)
class ClassNumbers:
    """Numbers of one class that was predicted."""

    name: str
    share: float
    """Of the pixels, in [0, 1]."""
    confidence: float
    """Mean over its pixels, in [1 / C, 1]."""
    metres: float
    """Median depth of its pixels."""


def class_numbers(scene: Scene, space: LabelSpace) -> list[ClassNumbers]:
    """Numbers of each class that is there, the largest first."""
    counts = np.bincount(scene.labels.ravel(), minlength=256)[: space.num_classes]
    sums = np.bincount(scene.labels.ravel(), scene.confidence.ravel(), minlength=256)
    # Sorted by class once: as many medians as classes would look at each pixel so many times.
    order = np.argsort(scene.labels, axis=None, kind="stable")
    depths = np.split(scene.depth.ravel()[order], np.cumsum(counts)[:-1])
    found = [
        ClassNumbers(
            name=space.classes[index],
            share=float(counts[index] / scene.labels.size),
            confidence=float(sums[index] / counts[index]),
            metres=float(np.median(depths[index])),
        )
        for index in np.flatnonzero(counts).tolist()
    ]
    return sorted(found, key=lambda numbers: -numbers.share)


def numbers_table(found: list[ClassNumbers], space: LabelSpace) -> str:
    """HTML table of the numbers, with what they are."""
    rows = [
        [
            swatch(space, each.name) + html.escape(each.name),
            percent(each.share),
            f"{each.confidence:.0%}",
            f"{each.metres:.1f} m" if each.metres < FAR - 0.5 else f"{FAR:.0f} m or more",
        ]
        for each in found
    ]
    told = (
        '<p class="how">Confidence is the probability that the network itself gives to the class '
        "it says, its mean over the class's pixels: it says nothing of whether that is right. "
        "Depth is the median over the class's pixels.</p>"
    )
    return table(["class", "share of the photo", "mean confidence", "median depth"], rows) + told
