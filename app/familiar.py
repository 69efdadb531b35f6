"""Is a photo like the pictures that a checkpoint learned from? Measured by the network's features.

``python -m app.familiar --photos FOLDER`` measures the bundled checkpoints that are not measured
yet: on frames of the rendered worlds of their pair, and on photos of the pair's target where it is
photographed. What is stored goes by a hash of the weights, so that it is never taken for another
network's; what belongs to no checkpoint any more is removed.
"""

from __future__ import annotations

import argparse
import html
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from app import answers, checkpoints
from app.checkpoints import Checkpoint
from gioada.data.files import read_image
from gioada.data.rendered import WORLDS, Domain

FOLDER = Path(__file__).resolve().parent / "examples" / "familiar"
FRAMES, HELD_OUT = 48, 24
"""Frames that features are described by, and others that say how far a familiar one may be."""
FIRST = 800_000
"""Number of the first such frame; no pair trains on them."""
LIMIT = 1.75
"""Distance from which a picture is called unlike. KITTI's photos, which `na-street` reads sensibly,
lie at 1.0 to 1.7; photographs are at 2.5 for networks of the demo, and noise at 1.9 and more."""
SHRINKING = 0.1
SHARE = 0.99
"""Of the held-out pictures that count as familiar."""


def distance(checkpoint: Checkpoint, image: np.ndarray) -> float | None:
    """How far a picture is from those that a checkpoint learned from; above 1 it is unlike them.

    The Mahalanobis distance of its features, as a share of what 99 of 100 held-out pictures stay
    under: a photo may have usual features in a combination that no familiar picture has.

    Args:
        checkpoint: whose task network is asked.
        image: uint8 H W 3.

    Returns:
        None where nothing was measured for this checkpoint.
    """
    known = _measured(checkpoint)
    if known is None:
        return None

    def ask() -> answers.Arrays:
        return {"features": _features(checkpoint, image)}

    key = f"features-{checkpoint.version('task')}-{answers.fingerprint(image)}"
    found = answers.answer(key, ask)["features"]
    return float(_far(found, known["mean"], known["whitening"]) / known["most"])


def banner(found: Sequence[Checkpoint], image: np.ndarray, titles: dict[str, str]) -> str:
    """A warning, as HTML, where a picture is unlike what checkpoints learned from; else empty."""
    far = {}
    for each in found:
        measured = distance(each, image)
        if measured is not None and measured > LIMIT:
            far[titles[each.name]] = measured
    if not far:
        return ""
    names = ", ".join(f"{html.escape(title)} {value:.1f}" for title, value in far.items())
    return (
        '<p class="banner"><b>Expect mistakes</b>: this picture is unlike what was learned from. '
        f"Distance: {names}; familiar pictures stay under 1.</p>"
    )


def _features(checkpoint: Checkpoint, image: np.ndarray) -> np.ndarray:
    from gioada.evaluation.closeness import features

    return features(checkpoint.predictor, image)


def _far(features: np.ndarray, mean: np.ndarray, whitening: np.ndarray) -> float:
    return float(np.sqrt(np.mean(((features - mean) @ whitening) ** 2)))


def _measured(checkpoint: Checkpoint) -> dict[str, np.ndarray] | None:
    path = _place(checkpoint)
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays}


def _place(checkpoint: Checkpoint) -> Path:
    return FOLDER / f"{checkpoint.version('task')}.npz"


def measure(checkpoint: Checkpoint, pictures: Iterable[np.ndarray]) -> float:
    """Describe a checkpoint's features of pictures, every third held out; returns the limit."""
    rows = np.array([_features(checkpoint, each) for each in pictures])
    held = np.arange(len(rows)) % 3 == 2
    mean, deviation = rows[~held].mean(0), rows[~held].std(0) + 1e-6
    correlation = np.corrcoef((rows[~held] / deviation).T)
    # Shrunk towards no correlation, as there are hardly more pictures than features.
    shrunk = (1 - SHRINKING) * np.nan_to_num(correlation) + SHRINKING * np.eye(len(mean))
    whitening = np.linalg.cholesky(np.linalg.inv(shrunk)) / deviation[:, None]
    most = np.quantile([_far(row, mean, whitening) for row in rows[held]], SHARE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        _place(checkpoint),
        mean=mean.astype(np.float32),
        whitening=whitening.astype(np.float32),
        most=most,
    )
    return float(most)


def _pictures(world: str, height: int, width: int, photos: Sequence[Path]) -> Iterator[np.ndarray]:
    """What networks of a world may know: its rendered frames, and photos of their target."""
    worlds: tuple[Domain, ...] = ("source", "target") if world == "demo" else ("street",)
    for index in range(FIRST, FIRST + FRAMES + HELD_OUT):
        for domain in worlds:
            yield WORLDS[domain].draw(seed=0, index=index, height=height, width=width).image
        if world != "demo" and photos:
            yield read_image(photos[(index - FIRST) % len(photos)]).values


def main() -> None:
    """Measure the bundled checkpoints that are new."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--photos", type=Path, help="folder of photos of the target, if any")
    options = parser.parse_args()
    photos = sorted(options.photos.rglob("*.[jp][pn]g")) if options.photos else []
    chosen = photos[:: max(1, len(photos) // (FRAMES + HELD_OUT))]
    bundled = checkpoints.offered("task")
    for old in set(FOLDER.glob("*.npz")) - {_place(each) for each in bundled}:
        old.unlink()
    for each in bundled:
        card = each.card
        if _place(each).is_file():
            continue
        most = measure(each, _pictures(each.world, card.height, card.width, chosen))
        print(f"{each.name}: 99 of 100 held-out pictures lie under {most:.2f}", flush=True)


if __name__ == "__main__":
    main()
