"""At what size a network works, and how long that takes."""

from __future__ import annotations

from PIL import Image

from app import shelf
from app.predict.photos import working_side

MEGAPIXELS = 1e6


def estimate(path: str | None, checkpoint: str | None, long_side: int, fast: bool) -> str:
    """At what size a network will see a photo, and how long that takes; empty if not known."""
    if not path or not checkpoint or checkpoint not in shelf.names("task"):
        return ""
    try:
        with Image.open(path) as picture:
            width, height = picture.size
    except Exception:  # Pillow's readers raise what they like; the file is judged when it is read
        return ""
    card, side = shelf.find(checkpoint), working_side(long_side, height, width)
    scale = (side or max(card.height, card.width)) / max(height, width)
    size = f"The network sees {round(width * scale)}x{round(height * scale)} pixels"
    seconds = shelf.estimate(checkpoint, height, width, side, fast)
    if seconds is None:
        return f"{size}; how long that takes is known after the first photo."
    return f"{size}, about {_duration(seconds)} by the last run."


def _duration(seconds: float) -> str:
    if seconds < 1:
        return f"{max(0.1, seconds):.1f} s"
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
