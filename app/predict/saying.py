"""How many photos there are, at what size a network works, and how long that takes."""

from __future__ import annotations

from PIL import Image

from app import shelf
from app.predict.photos import working_side
from app.tab import notes


def estimated(
    photo: str | None, many: list[str] | None, checkpoint: str | None, long_side: int, fast: bool
) -> str:
    """How many photos are chosen, and what the first readable one will take, as HTML."""
    paths = list(dict.fromkeys(path for path in (photo, *(many or ())) if path))
    count = f"{len(paths)} photos are chosen." if len(paths) > 1 else ""
    size = next(filter(None, map(_size, paths)), None)
    if size is None or not checkpoint or checkpoint not in shelf.names("task"):
        return notes(count)
    return notes(count, _takes(*size, checkpoint, long_side, fast, each=bool(count)))


def _size(path: str) -> tuple[int, int] | None:
    """Width and height of a picture file, without decoding it."""
    try:
        with Image.open(path) as picture:
            return picture.size
    except Exception:  # Pillow's readers raise what they like; the file is judged when it is read
        return None


def _takes(
    width: int, height: int, checkpoint: str, long_side: int, fast: bool, *, each: bool
) -> str:
    card, side = shelf.find(checkpoint), working_side(long_side, height, width)
    scale = (side or max(card.height, card.width)) / max(height, width)
    size = f"The network sees {round(width * scale)}x{round(height * scale)} pixels"
    seconds = shelf.estimate(checkpoint, height, width, side, fast)
    if seconds is None:
        return f"{size}; how long that takes is known after the first photo."
    return f"{size}, about {_duration(seconds)}{' each' if each else ''} by the last run."


def _duration(seconds: float) -> str:
    if seconds < 1:
        return f"{max(0.1, seconds):.1f} s"
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
