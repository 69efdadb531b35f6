"""What the tabs share: inputs that keep files as they are, examples, and sentences for errors."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr

from app import shelf
from app.examples import FOLDER
from gioada.data.depth_encodings import DEPTH_ENCODINGS
from gioada.data.encodings import label_encodings
from gioada.data.labels import KITTI10
from gioada.models.spec import TaskSpec

Result = TypeVar("Result")
NETWORK: dict[str, Any] = {"concurrency_id": "network", "concurrency_limit": 1}
"""Given to every event that runs a network: two at once take twice as long each."""
PRIVATE: dict[str, Any] = {"api_visibility": "private", "queue": False}
"""Given to events that only fill inputs."""
MAP_FILES = [".png", ".tif", ".tiff", ".npy", ".bmp"]
LONG_SIDES = [("as trained", 0), ("512 pixels", 512), ("768 pixels", 768), ("1024 pixels", 1024)]


@dataclass(frozen=True, kw_only=True)
class Tab:
    """What the page needs of a tab to fill it."""

    handler: Callable[..., tuple[object, ...]]
    inputs: list[Any]
    outputs: list[Any]
    said: Any
    """The output that takes sentences."""
    progress: list[Any]
    """The outputs that show that something is under way, or that it failed."""

    def open(self, page: gr.Blocks) -> None:
        """Fill the tab when the page is opened."""

        def first(*values: Any) -> list[object]:
            try:
                return list(self.handler(*values))
            except ValueError as error:
                sentence = notes(str(error))
                return [sentence if each is self.said else gr.skip() for each in self.outputs]

        page.load(first, self.inputs, self.outputs, api_visibility="private", **self._running)

    def connect(
        self,
        *,
        name: str,
        go: gr.Button,
        strip: gr.Dataset,
        example: Callable[[int], dict[Any, str | None]],
    ) -> None:
        """Let the button (under this name for programs) and the examples run the handler.

        Args:
            name: endpoint.
            go: button.
            strip: examples.
            example: number of an example -> what each input gets.
        """
        handler = told(self.handler)
        go.click(handler, self.inputs, self.outputs, api_name=name, **self._running)
        strip.click(
            lambda number: _only(example(number).values()), strip, list(example(0)), **PRIVATE
        ).then(handler, self.inputs, self.outputs, api_visibility="private", **self._running)

    @property
    def _running(self) -> dict[str, Any]:
        return {**NETWORK, "show_progress_on": self.progress}


def photo_input(label: str, value: str | None) -> gr.Image:
    """A picture as the file that it is; Gradio would otherwise make 8-bit RGB of it."""
    return gr.Image(
        value,
        label=label,
        type="filepath",
        image_mode=None,
        sources=["upload"],
        height=150,
        buttons=[],
    )


def map_input(label: str, value: str | None = None) -> gr.File:
    """A label or depth file, never decoded by Gradio."""
    return gr.File(value, label=label, file_types=MAP_FILES, height=76, elem_classes=["map"])


def label_encoding_input() -> gr.Dropdown:
    """How label maps out there write classes."""
    known = label_encodings(KITTI10)
    choices = [(f"{name}: {encoding.description}", name) for name, encoding in known.items()]
    return gr.Dropdown([("auto: found from the file", "auto"), *choices], value="auto",
                       label="Labels are written as")  # fmt: skip


def depth_encoding_input() -> gr.Dropdown:
    """How depth maps out there write metres."""
    choices = [(f"{name}: {description}", name) for name, description in DEPTH_ENCODINGS.items()]
    return gr.Dropdown([("auto: found from the file", "auto"), *choices], value="auto",
                       label="Depth is written as")  # fmt: skip


def long_side_input() -> gr.Dropdown:
    """The size at which networks work."""
    return gr.Dropdown(LONG_SIDES, value=0, label="Networks see the long side with")


def checkpoint_input(label: str, found: Sequence[str], *wanted: str) -> gr.Dropdown:
    """A choice of checkpoints; a value of an older page is answered by a sentence, not refused."""
    return gr.Dropdown(
        list(found),
        value=shelf.preferred(list(found), *wanted),
        label=label,
        allow_custom_value=True,
    )


def picture(label: str) -> gr.Image:
    """A result, shown from our own PNG."""
    return gr.Image(
        label=label,
        interactive=False,
        format="png",
        type="filepath",
        buttons=["download", "fullscreen"],
        alt_text=label,
        min_width=280,
        elem_classes=["probe"],
    )


def compared(label: str) -> gr.ImageSlider:
    """Two pictures of one size under a slider."""
    return gr.ImageSlider(
        label=label,
        interactive=False,
        format="png",
        type="filepath",
        elem_classes=["probe"],
        max_height=480,
        min_width=280,
    )


def thumbnails(pictures: Sequence[str]) -> gr.Dataset:
    """Examples to click on; the event gets the number of the one that was clicked."""
    return gr.Dataset(
        components=[gr.Image(type="filepath", image_mode=None, visible=False)],
        samples=[[path] for path in pictures],
        type="index",
        label="Examples",
        layout="gallery",
        elem_classes=["thumbnails"],
    )


def without_examples(*paths: str | None) -> Any:
    """Files that stay when another photo is uploaded: all but those of the examples."""
    bundled = {path.name for path in FOLDER.iterdir()}
    return _only(None if path and Path(path).name in bundled else gr.skip() for path in paths)


def _only(values: Iterable[Any]) -> Any:
    """A list of values, or the value if it is one: Gradio wants a single output bare."""
    listed = list(values)
    return listed if len(listed) > 1 else listed[0]


def given(path: str | None, what: str) -> Path:
    """The path of a file that must be there.

    Raises:
        ValueError: it was not given.
    """
    if not path:
        raise ValueError(f"{what} is missing: choose a file, or click an example.")
    return Path(path)


def told(handler: Callable[..., Result]) -> Callable[..., Result]:
    """Turn what the library says of bad input into a sentence on the page."""

    @wraps(handler)
    def answer(*values: Any) -> Result:
        try:
            return handler(*values)
        except ValueError as error:
            # The page takes the message for HTML, and file names are anybody's.
            message = html.escape(str(error), quote=False)
            raise gr.Error(message, duration=15, print_exception=False) from error

    return answer


def notes(*sentences: str) -> str:
    """Sentences as an HTML list; empty ones are left out."""
    items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences if sentence)
    return f'<ul class="notes">{items}</ul>' if items else ""


def biography(name: str) -> str:
    """What a checkpoint is and what it was trained on, in a sentence."""
    card = shelf.predictor(name).card
    size = _size(card.task)
    return (
        f"{card.name}: preset {card.preset}, trained for {card.steps} steps on the pair "
        f"{card.pair} at {card.width}x{card.height}, {size}classes {card.space}."
    )


def _size(spec: TaskSpec | None) -> str:
    return f"first layer {spec.width} wide, " if spec else ""
