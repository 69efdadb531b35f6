"""The panel that renders a street to order, as input."""

from __future__ import annotations

from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from app.examples import DRAWN
from app.files import place
from app.tab import PRIVATE, plain_errors
from app.translate.endpoint import CHOICE
from gioada.data.depth_encodings import encode
from gioada.street.demo.world import LIMITS, Order, compose

STEPS = {
    "houses": 0.05,
    "trees": 0.05,
    "poles": 0.1,
    "cars": 1,
    "people": 1,
    "camera_height": 0.05,
    "pitch": 0.5,
    "heading": 1,
    "field_of_view": 1,
}
TITLES = {
    "houses": "Houses",
    "trees": "Rows of trees",
    "poles": "Lamps and signs",
    "cars": "Cars that drive",
    "people": "People",
    "camera_height": "Camera height, m",
    "pitch": "Camera down, degrees",
    "heading": "Camera right, degrees",
    "field_of_view": "Field of view, degrees",
}


def rendered(seed: float, *values: float) -> tuple[str, str, str]:
    """Paths of picture, labels and depth of an ordered street.

    Raises:
        ValueError: a number is out of reach.
    """
    numbers = dict(zip(STEPS, values, strict=True))
    whole = {
        name: int(value)
        for name, value in numbers.items()
        if STEPS[name] == 1 and name in ("cars", "people")
    }
    order = Order(seed=int(seed or 0), **{**numbers, **whole})  # type: ignore[arg-type]
    height, width, _ = DRAWN["source"]
    frame = compose(order, height=height, width=width)
    assert frame.ids is not None
    assert frame.depth is not None
    files = {
        "image": frame.image,
        "labelIds": frame.ids,
        "depth": encode(frame.depth, "centimetres-16bit"),
    }
    paths = []
    for kind, pixels in files.items():
        path = place(f"street-{order.seed}-{kind}.png")
        Image.fromarray(np.asarray(pixels)).save(path)
        paths.append(str(path))
    return paths[0], paths[1], paths[2]


def build(files: list[Any], names: gr.Dropdown, written: list[Any]) -> Any:
    """Lay the panel out.

    Args:
        files: the inputs for picture, labels and depth.
        names: the translators; a demo street gets those that know it.
        written: the choices of encodings, which go back to auto.

    Returns:
        The event after which the files stand.
    """
    usual = Order()
    with gr.Accordion("Render a street", open=False):
        with gr.Row():
            seed = gr.Number(1, label="Seed", precision=0, minimum=0, min_width=90)
            go = gr.Button("Render", min_width=90)
        sliders = [
            gr.Slider(
                *LIMITS[name],
                value=getattr(usual, name),
                step=step,
                label=TITLES[name],
                buttons=["reset"],
            )
            for name, step in STEPS.items()
        ]

    def asked() -> tuple[Any, ...]:
        return CHOICE.suiting("demo"), *("auto",) * len(written)

    made = go.click(plain_errors(rendered), [seed, *sliders], files, **PRIVATE)
    return made.success(asked, None, [names, *written], **PRIVATE).success
