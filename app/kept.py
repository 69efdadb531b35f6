"""Rows that visitors keep for a figure: files of the page's own, and each visitor's list of them.

A row lies in the store under the hash of its content, so that keeping it twice is keeping it once;
the list lies in the visitor's browser and survives a reload and a restart of the server.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from app.tab import DRAWING, plain_errors
from gioada.figures.recipe import Given, Row, of_json

MOST_FILES, MOST_BYTES = 50, 128 * 2**20
"""Of the store; the rows that were kept longest ago go first."""
MOST_KEPT = 24
"""Rows of one visitor."""
LARGEST = 8 * 2**20
"""Bytes of the files of one row."""

_ID = re.compile(r"[0-9a-f]{24}")


def store() -> Path:
    """The folder of kept rows: GIOADA_STORE, or one of this user under the temporary folder."""
    user = os.getuid() if hasattr(os, "getuid") else "me"
    default = Path(tempfile.gettempdir()) / f"gioada-kept-{user}"
    return Path(os.environ.get("GIOADA_STORE") or default)


def put(row: Row) -> str:
    """Keep a row, and make room for it; returns its id.

    Raises:
        ValueError: its files are too large, or the store cannot be written to.
    """
    size = sum(len(given.data) * 3 // 4 for given in row.files)
    if size > LARGEST:
        raise ValueError(
            f"These files have {size / 2**20:.1f} MB and a row may have {LARGEST >> 20}: give "
            "smaller pictures, as a figure's cell shows about 2000 pixels at most."
        )
    content = json.dumps(asdict(row)).encode()
    name = hashlib.sha256(content).hexdigest()[:24]
    folder = store()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = folder / f"{name}.{os.getpid()}.part"
        temporary.write_bytes(content)
        temporary.replace(folder / f"{name}.json")
    except OSError as error:
        raise ValueError(
            f"The page's store {folder} cannot be written to ({error.strerror}); start the page "
            "with GIOADA_STORE naming a folder that can."
        ) from error
    _make_room(folder)
    return name


def get(name: str) -> Row | None:
    """The row of an id; None where it is gone, damaged or no id of ours."""
    path = _listed().get(name)
    if path is None:
        return None
    try:
        return of_json(Row, path.read_bytes(), "a kept row")
    except (OSError, ValueError):
        return None


def every_file() -> Iterator[Given]:
    """The files of all rows in the store."""
    for name in _listed():
        row = get(name)
        if row is not None:
            yield from row.files


def known(ids: Sequence[object]) -> list[str]:
    """Those of a visitor's ids that are in the store, each once, in their order."""
    found = _listed()
    names = [name for name in ids if isinstance(name, str) and name in found]
    return list(dict.fromkeys(names))


def _listed() -> dict[str, Path]:
    """Ids from the folder itself, so that no visitor's text ever becomes a path."""
    return {path.stem: path for path in store().glob("*.json") if _ID.fullmatch(path.stem)}


def _make_room(folder: Path) -> None:
    files = []
    for path in folder.glob("*.json"):
        with contextlib.suppress(OSError):
            status = path.stat()
            files.append((status.st_mtime_ns, status.st_size, path))
    total = 0
    for number, (_, size, path) in enumerate(sorted(files, reverse=True), start=1):
        total += size
        if number > MOST_FILES or total > MOST_BYTES:
            path.unlink(missing_ok=True)


@dataclass(frozen=True, kw_only=True)
class Basket:
    """The rows of a visitor; every tab puts rows in, the tab Figure takes them out."""

    ids: gr.BrowserState
    """Names of the kept rows, which are looked up in the page's own store."""
    design: gr.BrowserState
    """What the tab Figure is set to. Here, as in a tab it would not be read until that is open."""

    def keeper(self, make: Callable[..., Row], inputs: list[Any]) -> gr.Button:
        """A button that keeps what a tab shows, and tells how many rows are kept.

        Args:
            make: values of the inputs -> the row; raises ValueError with a sentence.
            inputs: components.
        """
        button = gr.Button("Keep for a figure", size="sm", min_width=90)

        def keep(ids: object, *values: Any) -> tuple[list[str], Any]:
            kept = known(ids if isinstance(ids, list) else [])
            row = make(*values)
            if len(kept) >= MOST_KEPT:
                raise ValueError(
                    f"{MOST_KEPT} rows are kept, which is as many as there may be: remove one in "
                    "the tab Figure first."
                )
            name = put(row)
            again = name in kept
            ids = known([*kept, name])
            text = f"Kept: {counted(len(ids))}. The tab Figure shows them."
            gr.Info("This row was kept before. " + text if again else text, duration=4)
            return ids, gr.update(value=f"Keep for a figure ({len(ids)} kept)")

        button.click(
            plain_errors(keep),
            [self.ids, *inputs],
            [self.ids, button],
            **DRAWING,
        )
        return button


def counted(number: int) -> str:
    """``1 row``, ``3 rows``."""
    return "1 row" if number == 1 else f"{number} rows"


def basket() -> Basket:
    """An empty basket; to be called while the page is laid out."""
    return Basket(
        ids=gr.BrowserState([], storage_key="gioada-kept", secret="gioada"),
        design=gr.BrowserState({}, storage_key="gioada-figure", secret="gioada"),
    )
