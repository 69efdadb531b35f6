"""``/predict``: classes and depth of a photo, for programs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_type_hints

from gradio import FileData
from gradio.events import api
from PIL import Image

from app import pictures, shelf
from app.predict.files import write_depth, write_labels
from app.predict.numbers import class_numbers
from app.predict.photos import CHECKPOINT, Asked, Seen, ask, see
from app.scratch import place
from app.tab import NETWORK, told
from app.uploads import uploaded

OPACITY = 0.55


def predict(
    photo: FileData, checkpoint: str = "", long_side: int = 0, fast: bool = False
) -> tuple[FileData, FileData, FileData, dict[str, Any]]:
    """Label a photo and estimate its depth.

    Args:
        photo: a picture file.
        checkpoint: a name as the page offers it; "" is the page's own first choice.
        long_side: pixels of the long side at which the network works; 0 is its training's size,
            -1 the photo's own.
        fast: compute in bfloat16 where the processor can.

    Returns:
        Label map (8-bit PNG of Cityscapes ids), depth (16-bit PNG of centimetres), both of the
        photo's size; the photo with class colours (PNG); and a report: size, range of depth in
        metres, share, mean confidence and median depth per class, and the checkpoint's card.
    """
    name = checkpoint or CHECKPOINT.offered()["value"]
    asked = ask(str(uploaded(photo)), None, name, long_side, fast)
    seen = see(asked)
    # Packing takes longer than small networks do; Pillow lets threads pack side by side.
    with ThreadPoolExecutor(3) as pool:
        files = (
            pool.submit(write_labels, seen.scene, seen.space, seen.name, "cityscapes-ids"),
            pool.submit(write_depth, seen.scene, seen.name),
            pool.submit(_write_overlay, seen),
        )
        said = report(asked, seen)
    labels, depth, overlay = (FileData(path=str(file.result())) for file in files)
    return labels, depth, overlay, said


def _write_overlay(seen: Seen) -> Path:
    path = place(f"{seen.name}_overlay.png")
    coloured = pictures.overlay(seen.image, seen.scene.labels, seen.space, OPACITY)
    Image.fromarray(coloured).save(path, compress_level=1)
    return path


def report(asked: Asked, seen: Seen) -> dict[str, Any]:
    """What a prediction amounts to, as plain values."""
    height, width = seen.image.shape[:2]
    return {
        "photo": {"name": seen.name, "width": width, "height": height, "read": seen.note},
        "metres": [float(seen.scene.depth.min()), float(seen.scene.depth.max())],
        "classes": [vars(each) for each in class_numbers(seen.scene, seen.space)],
        "checkpoint": card_values(asked.checkpoint),
        "notes": shelf.notes(),
    }


def card_values(name: str) -> dict[str, Any]:
    """The card of a checkpoint as plain values, without the server's path."""
    card = shelf.find(name)
    return {key: value for key, value in asdict(card).items() if key != "path"}


def register() -> None:
    """Offer the endpoint; to be called while the page is laid out."""
    # gr.api reads the annotations as they stand: a string would make one output of the four.
    predict.__annotations__.update(get_type_hints(predict))
    api(told(predict), api_name="predict", **NETWORK)
