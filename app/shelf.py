"""The checkpoints that the page offers, and what their networks say of a picture.

torch takes seconds to import, so it is imported by what runs a network, never for the page.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import Image

from app.memory import Recent, fingerprint
from gioada.data.resizing import nearest
from gioada.models.card import Card, find_checkpoints

if TYPE_CHECKING:
    from gioada.data.labels import LabelSpace
    from gioada.evaluation.consistency import Retention
    from gioada.inference.predictor import Predictor, Scene
    from gioada.inference.stylist import Stylist

Network = Literal["task", "translator"]
ROOT = Path(__file__).resolve().parents[1]
LARGEST = 2_500_000
"""Pixels up to which logits are enlarged to the picture's size; 12 megapixels would take 2 GB."""

_networks: Recent[Predictor | Stylist] = Recent(6)
_scenes: Recent[Scene] = Recent(8)
_translations: Recent[np.ndarray] = Recent(16)
_retentions: Recent[Retention] = Recent(32)


def folder() -> Path:
    """Where the checkpoints are: GIOADA_CHECKPOINTS, or checkpoints/ beside the page."""
    return Path(os.environ.get("GIOADA_CHECKPOINTS") or ROOT / "checkpoints")


def shelved(network: Network) -> list[Card]:
    """Cards of the checkpoints that hold a network, by name; damaged ones are left out."""
    return [
        card
        for card in find_checkpoints(folder())
        if (Path(card.path) / f"{network}.safetensors").is_file()
    ]


def names(network: Network) -> list[str]:
    """Names of the checkpoints that hold a network."""
    return [entry.name for entry in shelved(network)]


def preferred(found: list[str], *wanted: str) -> str | None:
    """The first of the wanted names that was found, or else any."""
    return next((name for name in wanted if name in found), found[0] if found else None)


def predictor(name: str | None) -> Predictor:
    """The task network of a checkpoint, loaded once.

    Raises:
        ValueError: there is no such checkpoint, or it cannot be loaded.
    """
    from gioada.inference.predictor import load_predictor

    path = _find(name, "task")
    return _networks.get(_version(path, "task"), lambda: load_predictor(path))  # type: ignore[return-value]


def stylist(name: str | None) -> Stylist:
    """The translator of a checkpoint, loaded once; raises as ``predictor``."""
    from gioada.inference.stylist import load_stylist

    path = _find(name, "translator")
    return _networks.get(_version(path, "translator"), lambda: load_stylist(path))  # type: ignore[return-value]


def scene(name: str, image: np.ndarray, long_side: int | None = None) -> Scene:
    """What a checkpoint says of a picture uint8 H W 3, at the picture's own size.

    Pictures of many pixels are read at a smaller size, and the answer is enlarged: the networks
    work far below that size anyhow.
    """
    chosen = predictor(name)
    key = _scene_key(name, image, long_side)
    return _scenes.get(key, lambda: _predict(chosen, image, long_side))


def known_scene(name: str, image: np.ndarray, long_side: int | None) -> Scene | None:
    """The scene if it was asked for lately, without running a network."""
    return _scenes.peek(_scene_key(name, image, long_side))


def translation(
    name: str, image: np.ndarray, labels: np.ndarray, depth: np.ndarray, long_side: int | None
) -> np.ndarray:
    """A triple in the style that a checkpoint learned, uint8 h w 3 at its working size."""
    chosen = stylist(name)
    version = _version(Path(chosen.card.path), "translator")
    return _translations.get(
        (version, fingerprint(image, labels, depth), long_side),
        lambda: chosen.translate(image, labels=labels, depth=depth, long_side=long_side),
    )


def retained(
    judge: str, source: np.ndarray, translated: np.ndarray, labels: np.ndarray, space: LabelSpace
) -> Retention:
    """How much of each class a judge still finds in a translation."""
    from gioada.evaluation.consistency import retention

    chosen = predictor(judge)
    version = _version(Path(chosen.card.path), "task")
    return _retentions.get(
        (version, fingerprint(source, translated, labels), space.name),
        lambda: retention(
            chosen, source=source, translation=translated, labels=labels, space=space
        ),
    )


def resized(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """uint8 H W 3 at another size, antialiased."""
    if image.shape[:2] == (height, width):
        return image
    # A copy, as torch warns about arrays that cannot be written to.
    return np.array(Image.fromarray(image).resize((width, height), Image.Resampling.BILINEAR))


def _scene_key(name: str, image: np.ndarray, long_side: int | None) -> tuple[object, ...]:
    return _version(folder() / name, "task"), fingerprint(image), long_side


def _predict(chosen: Predictor, image: np.ndarray, long_side: int | None) -> Scene:
    height, width = image.shape[:2]
    if height * width <= LARGEST:
        return chosen.predict(image, long_side=long_side)
    scale = (LARGEST / (height * width)) ** 0.5
    small = chosen.predict(
        resized(image, max(1, int(height * scale)), max(1, int(width * scale))),
        long_side=long_side,
    )
    return replace(
        small,
        labels=nearest(small.labels, height, width),
        confidence=nearest(small.confidence, height, width),
        depth=nearest(small.depth, height, width),
    )


def _find(name: str | None, network: Network) -> Path:
    found = names(network)
    if name in found:
        return folder() / str(name)
    what = "task network" if network == "task" else "translator"
    if not found:
        raise ValueError(
            f"There is no checkpoint with a {what} in {folder()} yet: train one with `python -m "
            "gioada train both`, export it with `python -m gioada export`, and reload the page."
        )
    if name is None:
        raise ValueError(f"No checkpoint is chosen: choose one of {', '.join(found)}.")
    raise ValueError(
        f"The checkpoint {name} with a {what} is no longer in {folder()}: choose one of "
        f"{', '.join(found)}."
    )


def _version(path: Path, network: Network) -> tuple[str, str, float]:
    """A key that changes when the checkpoint is exported again."""
    file = path / f"{network}.safetensors"
    return str(path), network, file.stat().st_mtime if file.is_file() else 0.0
