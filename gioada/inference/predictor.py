"""The task network on anybody's picture: at test time only G_task is needed (section 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from gioada.data.depth import metres
from gioada.data.resizing import nearest
from gioada.inference.loaded import Loaded
from gioada.inference.precision import precise
from gioada.inference.scene import Scene
from gioada.inference.sizing import image_batch, resize_image, shrunk
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
        if tiles is not None and max(working) > tiles.side:
            said = self._tiled(images, working, fast, tiles)
        else:
            small = [shrunk(image) for image in images]
            size = (small[0].shape[0], small[0].shape[1])
            # Of the smaller picture, as the page always did: its proportions may round otherwise.
            batch = self._batch(small, self.working_size(size, long_side))
            with precise(self.device, fast):
                prediction = self.network(batch)
            confidence, labels = _to_size(prediction.labels, size).softmax(1).max(1)
            said = _Said(labels.byte(), confidence, _to_size(prediction.depth, size)[:, 0])
        found = [each.cpu().numpy() for each in said]
        return [
            Scene(
                labels=nearest(labels, height, width),
                confidence=nearest(confidence, height, width),
                depth=nearest(metres(depth, self.card.depth_scale), height, width),
            )
            for labels, confidence, depth in zip(*found, strict=True)
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

    @torch.inference_mode()
    def raw(
        self, image: np.ndarray, *, long_side: int | None = None, fast: bool = False
    ) -> Prediction:
        """Logits 1 C h w and normalised depth 1 1 h w at the working size; see ``predict``."""
        image = shrunk(image)
        batch = self._batch([image], self.working_size(image.shape, long_side))
        with precise(self.device, fast):
            return self.network(batch)


class _Said(NamedTuple):
    """Of pictures of one size: uint8, float and float B H W; depth is normalised."""

    labels: Tensor
    confidence: Tensor
    depth: Tensor


def _to_size(maps: Tensor, size: tuple[int, int]) -> Tensor:
    return F.interpolate(maps, size=size, mode="bilinear", align_corners=False)


def predictor_of(card: Card, device: torch.device | None = None) -> Predictor:
    """A predictor from a card that was read; raises ValueError if it cannot be loaded."""
    # Its convolutions are 14 % faster so, on a CPU.
    network = load_task(card).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Predictor(card, network, device)


def load_predictor(place: Path | str, device: torch.device | None = None) -> Predictor:
    """A predictor from what ``read_card`` takes; raises ValueError if it cannot be loaded."""
    return predictor_of(read_card(place), device)
