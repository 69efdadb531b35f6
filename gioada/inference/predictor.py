"""The task network on anybody's picture: at test time only G_task is needed (section 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from gioada.data.depth import metres
from gioada.data.drawing import overlay
from gioada.data.files import read_image
from gioada.data.frame import nearest
from gioada.inference.loaded import Loaded
from gioada.inference.precision import precise
from gioada.inference.scene import Scene
from gioada.inference.sizing import affordable, image_batch, resize_image, shrunk
from gioada.inference.tiling import Tiles, blended
from gioada.models.card import Card, read_card
from gioada.models.checkpoint import load_task
from gioada.models.task import Prediction, TaskNetwork

__all__ = ["Predictor", "Scene", "load_predictor", "predictor_of"]


class Predictor(Loaded[TaskNetwork]):
    """A checkpoint's task network with its label space and depth scale."""

    def predict(
        self, image: np.ndarray, *, long_side: int | None = None, fast: bool = False
    ) -> Scene:
        """Labels and depth of a picture.

        Args:
            image: uint8 H W 3 RGB of any size. Above 2.5 megapixels the network's answer is
                computed for a smaller picture and enlarged by the nearest pixel.
            long_side: pixels of the long side at which the network works; the answer has the
                picture's own size all the same. The default is that of its training images.
            fast: compute in bfloat16 where the device can; about half the time, and slightly
                other numbers.
        """
        return self.predict_all([image], long_side=long_side, fast=fast)[0]

    def predict_file(self, photo: Path | str, **options: Any) -> Scene:
        """Labels and depth of a picture file, read upright; see ``predict``."""
        return self.predict(read_image(photo).values, **options)

    def overlay(self, photo: Path | str, opacity: float = 0.6, **options: Any) -> Image.Image:
        """A picture file with the colours of its classes over it, of the picture's size."""
        image = read_image(photo).values
        labels = self.predict(image, **options).labels
        return Image.fromarray(overlay(image, labels, self.space, opacity))

    @torch.inference_mode()
    def predict_all(
        self,
        images: Sequence[np.ndarray],
        *,
        long_side: int | None = None,
        fast: bool = False,
        tiles: Tiles | None = None,
    ) -> list[Scene]:
        """Labels and depth of pictures of one size, in one pass of the network.

        Args:
            images: uint8 H W 3 RGB, see ``predict``.
            long_side: see ``predict``.
            fast: see ``predict``.
            tiles: how to cut what the network works on where it is larger than a tile; the
                probabilities and depths of overlapping tiles are blended.
        """
        height, width = images[0].shape[:2]
        working = self.working_size((height, width), long_side)
        if tiles is None or max(working) <= tiles.side:
            batch = torch.cat([self.prepare(image, long_side) for image in images])
            return self.scenes(self.ask(batch, fast), (height, width))
        said = self._tiled(images, working, fast, tiles)
        labels, sure, depth = (each.cpu().numpy() for each in said)
        return self._full(labels, sure, depth, (height, width))

    @torch.inference_mode()
    def prepare(self, image: np.ndarray, long_side: int | None = None) -> Tensor:
        """A picture uint8 H W 3 as the network takes it: 1 3 h w in [-1, 1]; see ``predict``."""
        small = shrunk(image)
        # Of the smaller picture, as the page always did: its proportions may round otherwise.
        return self._batch([small], self.working_size(small.shape, long_side))

    @torch.inference_mode()
    def ask(self, batch: Tensor, fast: bool = False) -> Prediction:
        """Logits B C h w and normalised depth B 1 h w, of pictures that were prepared."""
        with precise(self.device, fast):
            return self.network(batch)

    @torch.inference_mode()
    def scenes(
        self, prediction: Prediction, size: tuple[int, int], *, confidence: bool = True
    ) -> list[Scene]:
        """What the network says, at the size of the pictures.

        Args:
            prediction: of ``ask``.
            size: height and width of the pictures.
            confidence: False leaves it out, an array of size 0; on a CPU that halves the time,
                and labels may differ where two classes are as likely, to rounding.
        """
        small = affordable(*size)
        depth = _to_size(prediction.depth, small)[:, 0].cpu().numpy()
        if confidence or self.device.type != "cpu":
            sure, labels = _to_size(prediction.labels, small).softmax(1).max(1)
            return self._full(labels.byte().cpu().numpy(), sure.cpu().numpy(), depth, size)
        classes = np.stack([_likeliest(each.float().numpy(), small) for each in prediction.labels])
        return self._full(classes, np.zeros((len(classes), 0, 0), np.float32), depth, size)

    def _full(
        self, labels: np.ndarray, confidence: np.ndarray, depth: np.ndarray, size: tuple[int, int]
    ) -> list[Scene]:
        """Scenes at the pictures' size, of maps B h w."""
        return [
            Scene(
                labels=nearest(classes, *size),
                confidence=nearest(sure, *size) if sure.size else sure,
                depth=nearest(metres(far, self.card.depth_scale), *size),
            )
            for classes, sure, far in zip(labels, confidence, depth, strict=True)
        ]

    def _tiled(
        self, images: Sequence[np.ndarray], size: tuple[int, int], fast: bool, tiles: Tiles
    ) -> _Said:
        def network(planes: Tensor) -> Tensor:
            with precise(self.device, fast):
                prediction = self.network(planes)
            return torch.cat([prediction.labels.softmax(1), prediction.depth], dim=1)

        bands = []
        for band in blended(network, self._batch(images, size), tiles):
            confidence, labels = band[:, :-1].max(1)
            bands.append(_Said(labels.byte(), confidence, band[:, -1]))
        return _Said(*(torch.cat(parts, dim=1) for parts in zip(*bands, strict=True)))

    def _batch(self, images: Sequence[np.ndarray], size: tuple[int, int]) -> Tensor:
        return resize_image(image_batch(images, self.device), size)

    def raw(
        self, image: np.ndarray, *, long_side: int | None = None, fast: bool = False
    ) -> Prediction:
        """Logits 1 C h w and normalised depth 1 1 h w at the working size; see ``predict``."""
        return self.ask(self.prepare(image, long_side), fast)


class _Said(NamedTuple):
    """Of pictures of one size: uint8, float and float B H W; depth is normalised."""

    labels: Tensor
    confidence: Tensor
    depth: Tensor


def _to_size(maps: Tensor, size: tuple[int, int]) -> Tensor:
    return F.interpolate(maps, size=size, mode="bilinear", align_corners=False)


def _likeliest(logits: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The likeliest class of each pixel, uint8 H W, of logits C h w that are smaller.

    One class is enlarged at a time: a third of the time of enlarging all before they are compared.
    """
    labels = np.zeros(size, np.uint8)
    best = np.full(size, -np.inf, np.float32)
    for index, values in enumerate(logits):
        larger = cv2.resize(values, size[::-1], interpolation=cv2.INTER_LINEAR)
        labels[larger > best] = index
        np.maximum(best, larger, out=best)
    return labels


def predictor_of(card: Card, device: torch.device | None = None) -> Predictor:
    """A predictor from a card that was read; raises ValueError if it cannot be loaded."""
    # Its convolutions are 14 % faster so, on a CPU.
    network = load_task(card).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Predictor(card, network, device)


def load_predictor(place: Path | str, device: torch.device | None = None) -> Predictor:
    """A predictor from what ``read_card`` takes; raises ValueError if it cannot be loaded."""
    return predictor_of(read_card(place), device)
