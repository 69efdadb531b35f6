"""The task network on anybody's picture: at test time only G_task is needed (section 3.4)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from gioada.data.depth import metres
from gioada.data.resizing import nearest
from gioada.data.stream import image_tensor
from gioada.inference.loaded import Loaded
from gioada.inference.precision import precise
from gioada.inference.scene import Scene
from gioada.inference.sizing import resize_image, shrunk
from gioada.models.card import Card, read_card
from gioada.models.checkpoint import load_task
from gioada.models.task import Prediction, TaskNetwork

__all__ = ["Predictor", "Scene", "load_predictor", "predictor_of"]


class Predictor(Loaded[TaskNetwork]):
    """A checkpoint's task network with its label space and depth scale."""

    @torch.inference_mode()
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
        height, width = image.shape[:2]
        image = shrunk(image)
        size = (image.shape[0], image.shape[1])
        prediction = self.raw(image, long_side=long_side, fast=fast)
        confidence, labels = _to_size(prediction.labels, size).softmax(1).max(1)
        depth = _to_size(prediction.depth, size)[0, 0].cpu().numpy()
        return Scene(
            labels=nearest(labels[0].byte().cpu().numpy(), height, width),
            confidence=nearest(confidence[0].cpu().numpy(), height, width),
            depth=nearest(metres(depth, self.card.depth_scale), height, width),
        )

    @torch.inference_mode()
    def raw(
        self, image: np.ndarray, *, long_side: int | None = None, fast: bool = False
    ) -> Prediction:
        """Logits 1 C h w and normalised depth 1 1 h w at the working size; see ``predict``."""
        image = shrunk(image)
        size = self.working_size(image.shape, long_side)
        batch = resize_image(image_tensor(image)[None].to(self.device), size)
        with precise(self.device, fast):
            return self.network(batch)


def _to_size(maps: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    return F.interpolate(maps, size=size, mode="bilinear", align_corners=False)


def predictor_of(card: Card, device: torch.device | None = None) -> Predictor:
    """A predictor from a card that was read; raises ValueError if it cannot be loaded."""
    # Its convolutions are 14 % faster so, on a CPU.
    network = load_task(card).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Predictor(card, network, device)


def load_predictor(folder: Path, device: torch.device | None = None) -> Predictor:
    """A predictor from a checkpoint folder; raises ValueError if it cannot be loaded."""
    return predictor_of(read_card(folder), device)
