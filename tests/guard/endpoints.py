"""What every endpoint of a running page answers on fixed inputs: maps, numbers and names."""

from __future__ import annotations

import os
import socket
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gradio_client import Client, handle_file
from PIL import Image

from tests.guard.journals import pixels
from tests.guard.pinned import CHECKPOINTS, FRAMES, RUNS, gioada

TRIPLE = [FRAMES / "source" / part / "00.png" for part in ("images", "labels", "depth")]
WORDS = {"text", "health", "notes", "read"}
"""Fields that hold sentences, which may be written anew."""


def endpoints() -> dict[str, Any]:
    """Each endpoint's answers, by its name."""
    with tempfile.TemporaryDirectory() as name, _page(Path(name)) as client:
        photo, labels, depth = map(handle_file, map(str, TRIPLE))
        truth = {
            "labels": labels,
            "depth": depth,
            "label_encoding": "cityscapes-ids",
            "depth_encoding": "centimetres-16bit",
        }
        both, larger = {"checkpoint": "both-tiny"}, {"long_side": 96}
        names = ["na-tiny", "cg-tiny", "both-tiny"]

        def ask(endpoint: str, **inputs: Any) -> Any:
            return plain(client.predict(api_name=endpoint, **inputs))

        return {
            "names": sorted(client.view_api(return_format="dict")["named_endpoints"]),
            "/predict": ask("/predict", photo=photo),
            "/predict, larger": ask("/predict", photo=photo, **both, **larger),
            "/compare": ask("/compare", photo=photo, checkpoints=names, **truth),
            "/compare, no truth": ask("/compare", photo=photo, checkpoints=names[:1]),
            "/translate": ask("/translate", image=photo, **truth, **both),
            "/translate, no maps": ask("/translate", image=photo, checkpoint="cg-tiny"),
            "/runs": ask("/runs"),
            "/figure": _figures(client, Path(name)),
        }


@contextmanager
def _page(folder: Path) -> Iterator[Client]:
    """A client of a page over the guard's checkpoints and two of its runs."""
    for name in ("cg", "both-plus-st"):
        with tarfile.open(RUNS / f"{name}.tar.xz") as archive:
            archive.extractall(folder / "runs", filter="data")
    os.environ.update(
        GIOADA_CHECKPOINTS=str(CHECKPOINTS),
        GIOADA_RUNS=str(folder / "runs"),
        GIOADA_STORE=str(folder / "store"),
    )
    from app import page

    built = page.build()
    page.launch(built, server_port=_free_port(), prevent_thread_lock=True, quiet=True)
    try:
        yield Client(built.local_url, download_files=str(folder / "got"), verbose=False)
    finally:
        built.close(verbose=False)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def plain(answer: Any) -> Any:
    """An answer with its pictures as checksums, and without sentences."""
    if isinstance(answer, dict):
        return {name: plain(value) for name, value in answer.items() if name not in WORDS}
    if isinstance(answer, list | tuple):
        return [plain(value) for value in answer]
    if isinstance(answer, str) and answer.endswith(".png"):
        return pixels(answer)
    return answer


def _figures(client: Client, folder: Path) -> dict[str, Any]:
    """Of the recipe that the command writes: how large the picture is, how many files there are."""
    recipe = folder / "recipe.json"
    words = ("--images", TRIPLE[0], "--methods", "na-tiny", "--checkpoints", CHECKPOINTS)
    status, said = gioada("figure", "3", *words, "--width", "84", "--to", recipe)
    if status:
        raise RuntimeError(f"the recipe was not written: {said}")
    made = {
        kind: client.predict(recipe=handle_file(str(recipe)), kind=kind, api_name="/figure")
        for kind in ("png", "zip")
    }
    with Image.open(made["png"]) as picture, zipfile.ZipFile(made["zip"]) as archive:
        return {"size": picture.size, "files": len(archive.namelist())}
