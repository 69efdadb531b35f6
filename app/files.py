"""Files that visitors sent, and no others; and files that the page makes for them.

A request may name any path of this machine. Gradio 6.31 checks the path of a file in a request only
where the request marks it as a file (``meta``), and insists on the mark for gr.File, but neither
for gr.Image nor for gr.api. Where the path is an address it fetches what lies there, unless that is
a private network's.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import gradio as gr
import numpy as np
from gradio import processing_utils, route_utils
from gradio.components import Component
from gradio.utils import get_upload_folder
from PIL import Image

from gioada.errors import Problem

_KEPT = 200
_folder = tempfile.TemporaryDirectory(prefix="gioada-page-")
_numbers = itertools.count()


def uploaded(file: object) -> Path:
    """The path of a file that was sent to the page, or that the page itself gave out.

    Args:
        file: as it arrives in a function that is offered with gr.api, or at a component.

    Raises:
        Problem: ``upload.missing``, it is no file; ``upload.foreign``, it lies elsewhere.
    """
    named = file.get("path") if isinstance(file, Mapping) else getattr(file, "path", None)
    if not isinstance(named, str) or not named or "\0" in named:
        raise Problem(
            "upload.missing", "A file is missing: send one, with gradio_client's handle_file."
        )
    path = Path(named).resolve()
    if not path.is_relative_to(Path(get_upload_folder()).resolve()) or not path.is_file():
        raise Problem(
            "upload.foreign",
            "{name} was not sent to this page: send the file itself, with gradio_client's "
            "handle_file.",
            name=path.name,
        )
    return path


def untouched(payload: object) -> str | None:
    """What a picture's component hands over in place of what Gradio makes of the file.

    Returns:
        The path of the file as it was sent, for our own reader; Gradio would open it with Pillow.

    Raises:
        gr.Error: it was not sent; a sentence.
    """
    if payload is None:
        return None
    try:
        return str(uploaded(payload))
    except Problem as error:
        raise gr.Error(str(error), print_exception=False) from error


def guard() -> None:
    """Let nobody have this machine fetch what lies at an address, or keep old files from going.

    For the whole process.
    """
    processing_utils.async_ssrf_protected_get = _refused
    route_utils.delete_files_created_by_app = _delete_old


def _delete_old(blocks: gr.Blocks, age: int | None) -> None:
    """Remove what was sent or given out more than so many seconds ago, or all of it.

    Gradio 6.31's own ends for good where a file comes in meanwhile, as it walks through the very
    set, and where a request has named a folder as a file; and it leaves the files' folders.
    """
    kept: set[str] = set().union(*(each.keep_in_cache for each in _components(blocks)))
    for files in blocks.temp_file_sets:
        for file in files.copy() - kept:
            with contextlib.suppress(OSError):
                if age is not None and time.time() - Path(file).lstat().st_ctime <= age:
                    continue
                Path(file).unlink()
                Path(file).parent.rmdir()
            files.discard(file)


def _components(blocks: gr.Blocks) -> list[Component]:
    return [each for each in blocks.blocks.values() if isinstance(each, Component)]


async def _refused(url: str) -> NoReturn:
    raise gr.Error(
        "This page fetches nothing from addresses: send the file itself.", print_exception=False
    )


def place(name: str) -> Path:
    """A path of that name, without folders, in a new folder of which only the last are kept.

    Gradio copies a file into its cache when it is handed out.
    """
    number = next(_numbers)
    shutil.rmtree(Path(_folder.name) / str(number - _KEPT), ignore_errors=True)
    folder = Path(_folder.name) / str(number)
    folder.mkdir()
    return folder / Path(name).name


def write(picture: np.ndarray, name: str = "picture.png") -> str:
    """A picture uint8 H W 3 as a PNG file of its own, and its path.

    Written here because Gradio would make a lossy WebP of it; quickly rather than tightly.
    """
    path = place(name)
    Image.fromarray(picture).save(path, compress_level=1)
    return str(path)
