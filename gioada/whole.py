"""Files that are there whole or not at all, whatever ends the process that writes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place and then put it there.

    Args:
        path: the file, in a folder that is there; an older one stays until the new one is whole.
        write: writes the file whose path it is given.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        write(draft)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_npz(path: Path, *, compressed: bool = True, **arrays: Any) -> None:
    """Write arrays by their names, as ``write_whole`` does."""
    save = np.savez_compressed if compressed else np.savez

    def write(draft: Path) -> None:
        with draft.open("wb") as file:  # a path would be given an ending of NumPy's own
            save(file, **arrays)

    write_whole(path, write)
