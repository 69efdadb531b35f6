"""The translator on anybody's synthetic triple."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from gioada.data.depth import normalise
from gioada.data.stream import image_array
from gioada.inference.loaded import Loaded
from gioada.inference.precision import precise
from gioada.inference.sizing import image_batch, resize_image, resize_map
from gioada.inference.tiling import Tiles, blended
from gioada.models.card import Card, read_card
from gioada.models.checkpoint import load_translator
from gioada.models.translator import Translator


class FrameTranslator(Loaded[Translator]):
    """A checkpoint's translator with its label space and depth scale."""

    def translate(
        self,
        image: np.ndarray,
        *,
        labels: np.ndarray,
        depth: np.ndarray,
        long_side: int | None = None,
    ) -> np.ndarray:
        """The picture in the target's style.

        Args:
            image: uint8 H W 3 RGB.
            labels: uint8 H W class indices of ``space``, 255 void.
            depth: float32 H W metres.
            long_side: pixels of the long side at which the network works; default is the
                training images'.

        Returns:
            uint8 h w 3 at the working size (a translator invents no detail beyond it).

        Raises:
            ValueError: if the three do not have one size.
        """
        return self.translate_all([image], labels=[labels], depth=[depth], long_side=long_side)[0]

    @torch.inference_mode()
    def translate_all(
        self,
        images: Sequence[np.ndarray],
        *,
        labels: Sequence[np.ndarray],
        depth: Sequence[np.ndarray],
        long_side: int | None = None,
        fast: bool = False,
        tiles: Tiles | None = None,
    ) -> list[np.ndarray]:
        """Pictures of one size in the target's style, in one pass of the network.

        Args:
            images, labels, depth, long_side: see ``translate``.
            fast: compute in bfloat16 where the device can.
            tiles: how to cut what the network works on where it is larger than a tile; what is
                translated of overlapping tiles is blended.

        Returns:
            uint8 h w 3 each, at the working size.

        Raises:
            ValueError: if the three of a frame do not have one size.
        """
        for image, classes, metres in zip(images, labels, depth, strict=True):
            if not image.shape[:2] == classes.shape == metres.shape:
                raise ValueError(
                    f"image {image.shape[:2]}, labels {classes.shape} and depth {metres.shape} "
                    "differ in size: give three files of the same frame."
                )
        size = self.working_size(images[0].shape, long_side)
        planes = self._planes(images, labels, depth, size)

        def network(seen: Tensor) -> Tensor:
            with precise(self.device, fast):
                return self.network(seen[:, :3], depth=seen[:, 3:4], labels=seen[:, 4].long())

        if tiles is not None and max(size) > tiles.side:
            translated = torch.cat(list(blended(network, planes, tiles)), dim=2)
        else:
            translated = network(planes)
        return [image_array(each) for each in translated]

    def _planes(
        self,
        images: Sequence[np.ndarray],
        labels: Sequence[np.ndarray],
        depth: Sequence[np.ndarray],
        size: tuple[int, int],
    ) -> Tensor:
        """B 5 h w: the picture, normalised depth, class indices."""
        scaled = np.stack([normalise(each, self.card.depth_scale) for each in depth])
        maps = torch.from_numpy(np.stack([scaled, np.stack(labels).astype(np.float32)], axis=1))
        pictures = resize_image(image_batch(images, self.device), size)
        return torch.cat([pictures, resize_map(maps.to(self.device), size)], dim=1)


def frame_translator_of(card: Card, device: torch.device | None = None) -> FrameTranslator:
    """A frame translator from a card that was read; raises ValueError if it cannot be loaded."""
    return FrameTranslator(card, load_translator(card), device)


def load_frame_translator(place: Path | str, device: torch.device | None = None) -> FrameTranslator:
    """A frame translator from what ``read_card`` takes; ValueError if it cannot be loaded."""
    return frame_translator_of(read_card(place), device)
