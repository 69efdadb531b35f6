"""The networks behind the page: loaded once, asked one at a time, their answers remembered.

torch takes seconds to import, so it is imported by what runs a network, never for the page.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from app import hub, places, stored
from app.catalogue import HUB, RUN, Network, find, names, preferred, shelved, version
from app.memory import Arrays, Recent, fingerprint, num_bytes
from app.networks import critic, device, fast_pays, predictor, release, stylist
from gioada.data.labels import LabelSpace, find_space
from gioada.inference.scene import Scene

__all__ = [
    "HUB",
    "RUN",
    "Network",
    "belief",
    "device",
    "estimate",
    "fast_pays",
    "find",
    "folder",
    "known_scene",
    "names",
    "notes",
    "predictor",
    "preferred",
    "release",
    "remembered",
    "resized",
    "scene",
    "scene_key",
    "shelved",
    "space",
    "stylist",
    "translation",
    "translation_key",
]

MEMORY = 96 * 2**20
"""Bytes that remembered answers may take."""

_answers: Recent[Arrays] = Recent(MEMORY, num_bytes)
_paces: dict[tuple[str, bool], float] = {}
"""Seconds per pixel of the working size that a network took when it last ran."""


def folder() -> Path:
    """Where exported checkpoints are."""
    return places.checkpoints()


def space(name: str | None, network: Network = "task") -> LabelSpace:
    """The classes of a checkpoint, read from its card; raises ValueError as ``find``."""
    return find_space(find(name, network).space)


def notes() -> list[str]:
    """What visitors should know of the networks: what the Hub lacks."""
    return hub.notes()


# --- answers ------------------------------------------------------------------------------------


def scene(name: str, image: np.ndarray, long_side: int | None = None, fast: bool = False) -> Scene:
    """What a checkpoint says of a picture uint8 H W 3, at the picture's own size.

    Confidence and depth are remembered, and answered the first time too, as float16: 0.03 m at
    40 m.
    """

    def ask() -> Arrays:
        chosen = predictor(name)
        started = time.perf_counter()
        found = chosen.predict(image, long_side=long_side, fast=fast)
        _note_pace(name, image, long_side, fast, time.perf_counter() - started)
        return {
            "labels": found.labels,
            "confidence": found.confidence.astype(np.float16),
            "depth": found.depth.astype(np.float16),
        }

    return _scene(_answer(scene_key(name, image, long_side, fast), ask))


def known_scene(
    name: str, image: np.ndarray, long_side: int | None = None, fast: bool = False
) -> Scene | None:
    """The scene if it is remembered or stored, without running a network."""
    key = scene_key(name, image, long_side, fast)
    found = _answers.peek(key) or stored.read(key)
    return _scene(found) if found else None


def belief(name: str, image: np.ndarray, long_side: int | None = None) -> np.ndarray | None:
    """What a checkpoint's output discriminators believe of its own prediction on a picture.

    Returns:
        float32 H W: the probability that a patch is one of a target image; None where the
        checkpoint carries no discriminator.
    """
    card = find(name, "task")
    if not card.critics:
        return None
    weights = version(card, next(iter(card.critics)))

    def ask() -> Arrays:
        judge = critic(name)
        assert judge is not None
        seen = predictor(name).raw(image, long_side=long_side)
        size = (image.shape[0], image.shape[1])
        return {"belief": judge.belief(seen, size).astype(np.float16)}

    key = f"belief-{scene_key(name, image, long_side)}-{weights}"
    return _answer(key, ask)["belief"].astype(np.float32)


def translation(
    name: str, image: np.ndarray, labels: np.ndarray, depth: np.ndarray, long_side: int | None
) -> np.ndarray:
    """A triple in the style that a checkpoint learned, uint8 h w 3 at its working size."""

    def ask() -> Arrays:
        chosen = stylist(name)
        made = chosen.translate(image, labels=labels, depth=depth, long_side=long_side)
        return {"translated": made}

    return _answer(translation_key(name, image, labels, depth, long_side), ask)["translated"]


def scene_key(
    name: str, image: np.ndarray, long_side: int | None = None, fast: bool = False
) -> str:
    """The name of a scene among remembered and stored answers: network, picture, size, precision.

    Raises:
        ValueError: there is no such checkpoint.
    """
    how = "-fast" if fast and fast_pays() else ""
    side = long_side or "trained"
    return f"scene-{version(find(name, 'task'), 'task')}-{fingerprint(image)}-{side}{how}"


def translation_key(
    name: str, image: np.ndarray, labels: np.ndarray, depth: np.ndarray, long_side: int | None
) -> str:
    """The name of a translation among remembered and stored answers; raises as ``scene_key``."""
    weights = version(find(name, "translator"), "translator")
    return f"translation-{weights}-{fingerprint(image, labels, depth)}-{long_side or 'trained'}"


def remembered() -> dict[str, Arrays]:
    """Answers by name, as far as they are remembered."""
    return {str(key): value for key, value in _answers.everything().items()}


def _answer(key: str, ask: Callable[[], Arrays]) -> Arrays:
    return _answers.get(key, lambda: stored.read(key) or ask())


def _scene(arrays: Arrays) -> Scene:
    return Scene(
        labels=arrays["labels"],
        confidence=arrays["confidence"].astype(np.float32),
        depth=arrays["depth"].astype(np.float32),
    )


# --- time and size ------------------------------------------------------------------------------


def estimate(
    name: str, height: int, width: int, long_side: int | None = None, fast: bool = False
) -> float | None:
    """Seconds that a network will take for a picture, from when it last ran; None if it never has.

    Raises:
        ValueError: there is no such checkpoint.
    """
    pace = _paces.get((version(find(name, "task"), "task"), fast))
    return None if pace is None else pace * _working_pixels(name, height, width, long_side)


def _note_pace(
    name: str, image: np.ndarray, long_side: int | None, fast: bool, seconds: float
) -> None:
    pixels = _working_pixels(name, image.shape[0], image.shape[1], long_side)
    _paces[version(find(name, "task"), "task"), fast] = seconds / pixels


def _working_pixels(name: str, height: int, width: int, long_side: int | None) -> int:
    from gioada.inference.sizing import affordable, working_size

    card = find(name, "task")
    rows, columns = working_size(
        *affordable(height, width), long_side or max(card.height, card.width)
    )
    return rows * columns


def resized(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """uint8 H W 3 at another size, antialiased."""
    if image.shape[:2] == (height, width):
        return image
    # A copy, as torch warns about arrays that cannot be written to.
    return np.array(Image.fromarray(image).resize((width, height), Image.Resampling.BILINEAR))
