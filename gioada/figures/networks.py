"""Where a figure gets its networks from: a folder of checkpoints, or a page that holds them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from gioada import hub
from gioada.errors import Problem
from gioada.models.card import Card, find_checkpoints, read_card

if TYPE_CHECKING:
    from gioada.inference.frame_translator import FrameTranslator
    from gioada.inference.predictor import Predictor, Scene


class Networks(Protocol):
    """What a figure asks of checkpoints; each call raises a ValueError."""

    def card(self, name: str) -> Card:
        """The checkpoint of this name."""
        ...

    def scene(self, name: str, image: np.ndarray, long_side: int | None) -> Scene:
        """What its task network predicts of a picture uint8 H W 3, at the picture's size."""
        ...

    def translation(
        self,
        name: str,
        image: np.ndarray,
        labels: np.ndarray,
        depth: np.ndarray,
        long_side: int | None,
    ) -> np.ndarray:
        """The picture in its target's style, uint8 h w 3 at the working size.

        Labels are uint8 H W indices of the checkpoint's space, depth float32 H W metres.
        """
        ...


class Absent(Problem):
    """A checkpoint is not here, or is another than the recipe's."""

    def __init__(self, what: str, **fields: object) -> None:
        super().__init__("figure.no_checkpoint", what, advice=(), **fields)


def digest(card: Card) -> str:
    """Short hash of the weights of a checkpoint's task network and translator."""
    files = [card.weights(network) for network in ("task", "translator")]
    there = [file for file in files if file.is_file()]
    return _digest(tuple((str(file), file.stat().st_mtime_ns) for file in there))


@lru_cache(maxsize=64)
def _digest(files: tuple[tuple[str, int], ...]) -> str:
    if not files:
        return ""
    whole = hashlib.sha256()
    for path, _ in files:
        with Path(path).open("rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
    return whole.hexdigest()[:16]


def found(networks: Networks, name: str, wanted: str) -> Card:
    """The card of the checkpoint that a column names.

    Raises:
        Absent: there is none of this name, or its weights are others.
    """
    try:
        card = networks.card(name)
    except ValueError as error:
        raise Absent("checkpoint {name} is not here", name=name) from error
    if wanted and digest(card) != wanted:
        what = "checkpoint {name} has other weights here ({found}, not {wanted})"
        raise Absent(what, name=name, found=digest(card), wanted=wanted)
    return card


class Checkpoints:
    """Those of a folder as ``Networks``; networks are loaded once and kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._task: dict[str, Predictor] = {}
        self._translators: dict[str, FrameTranslator] = {}

    def card(self, name: str) -> Card:
        """The checkpoint of this name in the folder, or at this address of the Hub."""
        if hub.is_address(name):
            return read_card(name)
        for card in find_checkpoints(self.folder):
            if card.name == name:
                return card
        raise Absent("there is no checkpoint {name} in {folder}", name=name, folder=self.folder)

    def scene(self, name: str, image: np.ndarray, long_side: int | None) -> Scene:
        """See ``Networks``."""
        from gioada.inference.predictor import predictor_of

        if name not in self._task:
            self._task[name] = predictor_of(self.card(name))
        return self._task[name].predict(image, long_side=long_side)

    def translation(
        self,
        name: str,
        image: np.ndarray,
        labels: np.ndarray,
        depth: np.ndarray,
        long_side: int | None,
    ) -> np.ndarray:
        """See ``Networks``."""
        from gioada.inference.frame_translator import frame_translator_of

        if name not in self._translators:
            self._translators[name] = frame_translator_of(self.card(name))
        return self._translators[name].translate(
            image, labels=labels, depth=depth, long_side=long_side
        )
