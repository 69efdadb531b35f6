from __future__ import annotations

import numpy as np
from PIL import Image

from app import examples
from gioada.data.files import read_depth, read_image, read_labels
from gioada.data.labels import KITTI10
from gioada.street.demo.world import render


def test_every_example_can_be_read() -> None:
    for example in [*examples.triples(), *examples.photos()]:
        size = read_image(example.image).values.shape[:2]
        assert size == (examples.HEIGHT, examples.WIDTH)
        assert read_labels(example.labels, KITTI10).encoding == "cityscapes-ids"
        if example.depth is not None:
            assert read_depth(example.depth).encoding == "centimetres-16bit"


def test_labels_are_those_of_the_world_as_it_is_now() -> None:
    # The image itself may differ by a rounding on another machine.
    frame = render("source", seed=0, index=examples.SOURCES[0], height=192, width=640)
    stored = np.asarray(Image.open(examples.triples()[0].labels))
    assert (stored == frame.ids).mean() > 0.999, "draw them again: python -m app.examples"
