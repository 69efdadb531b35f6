"""The task network on anybody's picture: at test time only G_task is needed (section 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from gioada.data.depth import metres
from gioada.data.stream import image_tensor
from gioada.inference.loaded import Loaded
from gioada.inference.sizing import resize_image
from gioada.models.card import read_card
from gioada.models.checkpoint import load_task
from gioada.models.task import TaskNetwork


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a task network says of a picture, at the picture's own size."""

    labels: np.ndarray
    """uint8 H W class indices in the predictor's label space."""
    confidence: np.ndarray
    """float32 H W, the probability of the class said, in [1 / C, 1]."""
    depth: np.ndarray
    """float32 H W metres, at least 0."""


class Predictor(Loaded[TaskNetwork]):
    """A checkpoint's task network with its label space and depth scale."""

    @torch.inference_mode()
    def predict(self, image: np.ndarray, *, long_side: int | None = None) -> Scene:
        """Labels and depth of a picture.

        Args:
            image: uint8 H W 3 RGB of any size.
            long_side: pixels of the long side at which the network works; the answer has the
                picture's own size all the same. The default is that of its training images.
        """
        height, width = image.shape[:2]
        size = self.working_size(image.shape, long_side)
        batch = resize_image(image_tensor(image)[None].to(self.device), size)
        prediction = self.network(batch)
        logits = _to_size(prediction.labels, (height, width))
        confidence, labels = logits.softmax(1).max(1)
        depth = _to_size(prediction.depth, (height, width))[0, 0].cpu().numpy()
        return Scene(
            labels=labels[0].byte().cpu().numpy(),
            confidence=confidence[0].cpu().numpy(),
            depth=metres(depth, self.card.depth_scale),
        )


def _to_size(maps: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    return F.interpolate(maps, size=size, mode="bilinear", align_corners=False)


def load_predictor(folder: Path, device: torch.device | None = None) -> Predictor:
    """A predictor from a checkpoint folder; raises ValueError if it cannot be loaded."""
    card = read_card(folder)
    return Predictor(card, load_task(card), device)
