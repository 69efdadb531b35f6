"""Who reads the pictures: a checkpoint's task network, or a segmentation model of the Hub."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gioada.data.labels import LabelSpace
from gioada.evaluation.closeness import features
from gioada.inference.predictor import Predictor, load_predictor
from gioada.inference.scene import Scene
from gioada.training.runtime import pick_device


class Judge(Protocol):
    """Reads classes, and perhaps depth, off a picture."""

    name: str
    space: LabelSpace
    mapping: tuple[str, ...]
    """How its own classes became those of the space, a line each; empty if they are its own."""
    reads_depth: bool

    def read(self, image: NDArray[np.uint8]) -> Scene:
        """Classes of a picture uint8 H W 3, and its depth, NaN if the judge reads none."""
        ...

    def features(self, image: NDArray[np.uint8]) -> NDArray[np.float64]:
        """F features of a picture uint8 H W 3, averaged over its positions."""
        ...


class CheckpointJudge:
    """The task network of a checkpoint."""

    mapping: tuple[str, ...] = ()
    reads_depth = True

    def __init__(self, predictor: Predictor) -> None:
        self.predictor = predictor
        self.name, self.space = predictor.card.name, predictor.space

    def read(self, image: NDArray[np.uint8]) -> Scene:
        """Classes and depth in metres."""
        return self.predictor.predict(image)

    def features(self, image: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Of the layer that both classifiers read."""
        return features(self.predictor, image)


def load_judge(name: str, device: str = "auto") -> Judge:
    """A checkpoint folder, or a semantic-segmentation model of the Hugging Face Hub by its id.

    Raises:
        ValueError: it is neither, or cannot be loaded.
    """
    if Path(name).is_dir():
        return CheckpointJudge(load_predictor(Path(name), pick_device(device)))
    if name.count("/") == 1 and not name.startswith((".", "/", "checkpoints/")):
        from gioada.audit.hub_judge import load_hub_judge

        return load_hub_judge(name, pick_device(device))
    raise ValueError(
        f"{name} is no checkpoint folder and no model id such as "
        "nvidia/segformer-b0-finetuned-cityscapes-768-768: name one of them as --judge."
    )
