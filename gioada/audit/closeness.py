"""How close source and translations are to the target, and how close anything can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from gioada.audit.judge import Judge
from gioada.audit.pairing import FrameFiles
from gioada.audit.result import Closeness
from gioada.data.files import read_image
from gioada.data.given import Place, find_files
from gioada.data.sets.matching import IMAGES
from gioada.data.stream import image_tensor
from gioada.errors import Advice, Problem
from gioada.evaluation.closeness import between, floor
from gioada.inference.sizing import resize_image, working_size
from gioada.models.imagenet import load_backbone
from gioada.models.spec import Networks
from gioada.models.task import TaskNetwork

LONG_SIDE = 320
"""Pixels of the long side at which a backbone sees a picture."""

Features = Callable[[NDArray[np.uint8]], NDArray[np.float64]]


def photos(word: str) -> list[Place]:
    """The target's photos: a folder, a pattern or a zip.

    Raises:
        Problem: there are fewer than four.
    """
    found = list(find_files([word], "photos", IMAGES).values())
    if len(found) < 4:
        what = "{folder} holds {count} photos: a distance needs at least four."
        raise Problem("audit.few_photos", what, folder=word, count=len(found))
    return found


def closeness(
    name: str, features: Features, files: Sequence[FrameFiles], target: Sequence[Place]
) -> Closeness:
    """Kernel distances of source and translations to the target, over one network's features."""
    source, translated, wanted = (
        _all(features, each)
        for each in (
            [each.source for each in files],
            [each.translated for each in files],
            target,
        )
    )
    moved, lowest = between(translated, wanted), floor(wanted)
    return Closeness(
        features=name,
        source=between(source, wanted).value,
        translated=moved.value,
        deviation=moved.deviation,
        floor=lowest.value,
        floor_deviation=lowest.deviation,
    )


def features_of(judge: Judge, backbone: str | None) -> Iterator[tuple[str, Features]]:
    """Name and features of the judge, and of a pretrained backbone if one is named.

    Args:
        judge: the judge.
        backbone: ``NAME=WEIGHTS``, such as ``vgg16=vgg16.safetensors`` or ``resnet50=imagenet``.

    Raises:
        ValueError: there is no such network, or the weights do not fit it.
    """
    yield f"judge {judge.name}", judge.features
    if backbone is not None:
        name, _, weights = backbone.partition("=")
        if not weights:
            what = "the backbone {backbone} has no weights: name them too."
            advice = [Advice("backbone", f"{name}=imagenet")]
            raise Problem("audit.backbone", what, advice=advice, backbone=backbone)
        yield f"{name} ({Path(weights).name})", _Pretrained(name, weights)


class _Pretrained:
    """The last map of a backbone with ImageNet's weights, averaged over its positions."""

    def __init__(self, name: str, weights: str) -> None:
        networks = Networks(size="full", backbone=name, weights=weights)
        network = TaskNetwork(networks.task(2, (LONG_SIDE // 2, LONG_SIDE)))
        load_backbone(network, weights)
        self.network = network.eval()

    @torch.inference_mode()
    def __call__(self, image: NDArray[np.uint8]) -> NDArray[np.float64]:
        size = working_size(image.shape[0], image.shape[1], LONG_SIDE)
        batch = resize_image(image_tensor(image)[None], size)
        scaled = ((batch + 1) / 2 - self.network.mean) / self.network.std
        return self.network.backbone(scaled)[-1].mean((0, 2, 3)).double().numpy()


def _all(features: Features, places: Iterable[Place]) -> NDArray[np.float64]:
    return np.array([features(place.read(read_image).values) for place in places])
