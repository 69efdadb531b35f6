from __future__ import annotations

import numpy as np
from PIL import Image

from app import examples
from gioada.data.files import read_depth, read_image, read_labels
from gioada.data.labels import KITTI10
from gioada.data.rendered import WORLDS


def test_every_example_can_be_read() -> None:
    for example in [*examples.triples(), *examples.photos(), *examples.streets()]:
        size = read_image(example.image).values.shape[:2]
        if example.labels is not None and example.depth is not None:
            assert read_labels(example.labels, KITTI10).encoding == "cityscapes-ids"
            assert read_depth(example.depth).encoding == "centimetres-16bit"
            assert read_depth(example.depth).values.shape == size
        else:
            assert example.image == str(examples.PHOTO)


def test_labels_are_those_of_the_worlds_as_they_are_now() -> None:
    # The image itself may differ by a rounding on another machine.
    for domain, first in (("source", examples.triples()[0]), ("street", examples.streets()[0])):
        height, width, (number, *_) = examples.DRAWN[domain]
        frame = WORLDS[domain].draw(seed=0, index=number, height=height, width=width)
        stored = np.asarray(Image.open(first.labels))
        assert (stored == frame.ids).mean() > 0.999, "draw them again: python -m app.examples"
