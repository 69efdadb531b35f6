"""Files that the page makes for visitors, each in its own folder; only the last ones are kept."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from pathlib import Path

_KEPT = 200
_folder = tempfile.TemporaryDirectory(prefix="gioada-page-")
_numbers = itertools.count()


def place(name: str) -> Path:
    """A path of that name, without folders, in a new folder.

    Gradio copies a file into its cache when it is handed out.
    """
    number = next(_numbers)
    shutil.rmtree(Path(_folder.name) / str(number - _KEPT), ignore_errors=True)
    folder = Path(_folder.name) / str(number)
    folder.mkdir()
    return folder / Path(name).name
