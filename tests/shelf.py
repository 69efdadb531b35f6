"""Exported checkpoints of tiny networks, and judges that need no network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from gioada.data.labels import KITTI10, LabelSpace
from gioada.inference.predictor import Scene
from gioada.models.card import Card
from gioada.models.checkpoint import export
from gioada.models.task import TaskNetwork
from gioada.models.translator import Translator
from tests.tiny import HEIGHT, TASK, TRANSLATOR, WIDTH

CARD = Card(
    name="tiny",
    preset="both",
    pair="demo-tiny",
    space="kitti10",
    height=HEIGHT,
    width=WIDTH,
    seed=0,
    steps=7,
)


def shelve(folder: Path) -> Card:
    """A checkpoint with a task network and a translator of random weights."""
    torch.manual_seed(0)
    return export(
        folder,
        CARD,
        nn.ModuleDict({"task": TaskNetwork(TASK), "translator": Translator(TRANSLATOR)}),
    )


class BrightnessJudge:
    """Reads the class off a pixel's red value; depth is the green value in metres."""

    card = CARD

    def __init__(self, space: LabelSpace = KITTI10) -> None:
        self.space = space

    def predict(self, image: np.ndarray, *, long_side: int | None = None) -> Scene:
        """Class = red, confidence 1, metres = green."""
        return Scene(
            labels=image[..., 0].copy(),
            confidence=np.ones(image.shape[:2], np.float32),
            depth=image[..., 1].astype(np.float32),
        )


def painted(labels: np.ndarray, metres: np.ndarray | float = 10) -> np.ndarray:
    """The picture that a brightness judge reads as these labels and depths."""
    image = np.zeros((*labels.shape, 3), np.uint8)
    image[..., 0] = labels
    image[..., 1] = metres
    return image
