"""The sample sheets of a run: which one is shown, and which one a click means."""

from __future__ import annotations

from pathlib import Path

from app.files import write
from gioada.training.folder import RunFolder
from gioada.training.watch import RunState

SUFFIXES = (".png", ".webp")


def sheets(run: RunState) -> list[tuple[int, Path]]:
    """Steps at which samples were drawn, and their files, oldest first."""
    found = []
    for path in RunFolder(run.path).samples.glob("step-*"):
        number = path.stem.removeprefix("step-")
        if number.isdigit() and path.suffix in SUFFIXES:
            found.append((int(number), path))
    return sorted(found)


def nearest(run: RunState, step: float) -> int:
    """The number, from 1, of the sheet nearest to a step; 0 if there is none."""
    steps = [at for at, _ in sheets(run)]
    return 1 + min(range(len(steps)), key=lambda n: abs(steps[n] - step)) if steps else 0


def picture(path: Path) -> str | None:
    """A sheet as a file of the page's own: runs may lie where Gradio serves nothing."""
    import numpy as np
    from PIL import Image

    try:
        with Image.open(path) as opened:
            return write(np.asarray(opened.convert("RGB")))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None  # removed meanwhile, or no picture at all
