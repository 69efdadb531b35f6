"""The translator on anybody's synthetic triple."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from gioada.data.depth import normalise
from gioada.data.stream import image_array, image_tensor
from gioada.inference.loaded import Loaded
from gioada.inference.sizing import resize_image, resize_map
from gioada.models.card import Card, read_card
from gioada.models.checkpoint import load_translator
from gioada.models.translator import Translator


class Stylist(Loaded[Translator]):
    """A checkpoint's translator with its label space and depth scale."""

    @torch.inference_mode()
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
        if not image.shape[:2] == labels.shape == depth.shape:
            raise ValueError(
                f"image {image.shape[:2]}, labels {labels.shape} and depth {depth.shape} differ "
                "in size: give three files of the same frame."
            )
        size = self.working_size(image.shape, long_side)
        scaled = normalise(depth, self.card.depth_scale)
        maps = torch.from_numpy(np.stack([labels.astype(np.float32), scaled]))
        maps = resize_map(maps[:, None].to(self.device), size)
        picture = resize_image(image_tensor(image)[None].to(self.device), size)
        translated = self.network(picture, depth=maps[1:], labels=maps[:1, 0].long())
        return image_array(translated[0])


def stylist_of(card: Card, device: torch.device | None = None) -> Stylist:
    """A stylist from a card that was read; raises ValueError if it cannot be loaded."""
    return Stylist(card, load_translator(card), device)


def load_stylist(folder: Path, device: torch.device | None = None) -> Stylist:
    """A stylist from a checkpoint folder; raises ValueError if it cannot be loaded."""
    return stylist_of(read_card(folder), device)
