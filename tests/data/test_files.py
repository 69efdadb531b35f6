"""Pictures and label maps, written as the data sets write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.data.encodings import label_encodings
from gioada.data.files import align, read_image, read_labels
from gioada.data.labels import CAMVID11, CITYSCAPES16, KITTI10, LABEL_SPACES, VOID, LabelSpace
from tests.data.png16 import write_png16
from tests.data.street import HEIGHT, WIDTH, save, street, street_depth, written_as
from tests.problems import refused

SPACES = list(LABEL_SPACES.values())


@pytest.mark.parametrize("name", list(label_encodings(CITYSCAPES16)))
@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_labels_in_each_encoding(tmp_path: Path, name: str, space: LabelSpace) -> None:
    path = save(tmp_path / "labels.png", written_as(name, space))
    reading = read_labels(path, space, name)
    assert (reading.values == space.from_ids(street())).all()
    assert reading.encoding == name
    assert reading.unknown == 0
    assert f"read as {name} (as chosen)" in reading.note
    assert "road 46.1%" in reading.note


@pytest.mark.parametrize("name", ["cityscapes-ids", "carla-0.9.10", "carla-0.9.14", "class-index"])
def test_a_street_tells_which_ids_these_are(tmp_path: Path, name: str) -> None:
    path = save(tmp_path / "labels.png", written_as(name, KITTI10))
    reading = read_labels(path, KITTI10)
    assert (reading.values == KITTI10.from_ids(street())).all()


def test_a_file_name_tells(tmp_path: Path) -> None:
    path = save(tmp_path / "aachen_000000_000019_gtFine_labelIds.png", written_as("cityscapes-ids"))
    assert read_labels(path, CITYSCAPES16).encoding == "cityscapes-ids"


def test_ids_that_fit_several_tables_are_not_guessed(tmp_path: Path) -> None:
    path = save(tmp_path / "labels.png", np.full((8, 8), 3, np.uint8))
    with refused("data.encoding_unclear"):
        read_labels(path, CAMVID11)


def test_colours_with_alpha_and_a_few_unknown_ones(tmp_path: Path) -> None:
    colours = written_as("colour")
    colours[0, 0] = (1, 2, 3)
    opaque = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
    path = save(tmp_path / "semantic.png", np.concatenate([colours, opaque], -1))
    reading = read_labels(path, CITYSCAPES16)
    assert reading.encoding == "colour"
    assert reading.values[0, 0] == VOID
    assert (reading.values == CITYSCAPES16.from_ids(street())).sum() == HEIGHT * WIDTH - 1
    assert "1 unknown colour on 0.1% of the pixels" in reading.note


def test_carla_tags_in_the_red_channel(tmp_path: Path) -> None:
    tags = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    tags[..., 0], tags[..., 3] = written_as("carla-0.9.14"), 255
    reading = read_labels(save(tmp_path / "tags.png", tags), CITYSCAPES16)
    assert reading.encoding == "carla-0.9.14"
    assert "green and blue are empty" in reading.note


def test_synthia_labels_keep_their_16_bits(tmp_path: Path) -> None:
    values = np.zeros((HEIGHT, WIDTH, 3), np.uint16)
    values[..., 0] = written_as("synthia")
    values[..., 1] = 517  # instances
    path = write_png16(tmp_path / "0000001.png", values)
    reading = read_labels(path, CITYSCAPES16)
    assert reading.encoding == "synthia"
    assert (reading.values == CITYSCAPES16.from_ids(street())).all()
    assert "16-bit RGB PNG" in reading.note
    values[0, 0, 0] = 23
    write_png16(path, values)
    with refused("data.encoding_unknown"):
        read_labels(path, CITYSCAPES16)


def test_a_palette_is_read_by_its_colours_or_else_by_its_indices(tmp_path: Path) -> None:
    picture = Image.fromarray(written_as("colour")).quantize(16)
    picture.save(tmp_path / "colours.png")
    reading = read_labels(tmp_path / "colours.png", KITTI10)
    assert reading.encoding == "colour"
    assert (reading.values == KITTI10.from_ids(street())).all()
    assert "palette's colours are all in the table" in reading.note

    indexed = Image.fromarray(written_as("cityscapes-ids"), mode="P")
    indexed.putpalette([(7 * i) % 256 for i in range(768)])
    indexed.save(tmp_path / "indices.png")
    reading = read_labels(tmp_path / "indices.png", KITTI10)
    assert (reading.values == KITTI10.from_ids(street())).all()
    assert "hence its indices" in reading.note


def test_jpeg_labels_and_photos_as_labels_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "labels.jpg", written_as("colour"))
    with refused("data.file_lossy"):
        read_labels(path, KITTI10)
    noise = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    with refused("data.encoding_unknown"):
        read_labels(save(tmp_path / "photo.png", noise), KITTI10)
    with refused("data.file_no_labels"):
        np.save(tmp_path / "depth.npy", street_depth())
        read_labels(tmp_path / "depth.npy", KITTI10)
    with refused("data.file_form"):
        read_labels(save(tmp_path / "ids.png", street()), KITTI10, "colour")
    with refused("data.encoding"):
        read_labels(tmp_path / "ids.png", KITTI10, "voc")


def test_pictures_come_as_upright_rgb(tmp_path: Path) -> None:
    colours = written_as("colour")
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned by 90 degrees clockwise
    path = save(tmp_path / "phone.png", colours, exif=turned)
    reading = read_image(path)
    assert (reading.values == np.rot90(colours, -1)).all()
    assert "EXIF" in reading.note

    clear = np.concatenate([colours, np.zeros((HEIGHT, WIDTH, 1), np.uint8)], -1)
    assert (read_image(save(tmp_path / "rgba.png", clear)).values == colours).all()
    grey = street()
    as_rgb = np.repeat(grey[..., None], 3, -1)
    assert (read_image(save(tmp_path / "grey.png", grey)).values == as_rgb).all()
    deep = write_png16(tmp_path / "deep.png", colours.astype(np.uint16) * 257)
    assert (read_image(deep).values == colours).all()
    save(tmp_path / "deep_grey.png", grey.astype(np.uint16) * 257)
    assert (read_image(tmp_path / "deep_grey.png").values == as_rgb).all()


def test_maps_of_another_size_are_resized_to_their_nearest_pixels() -> None:
    image = np.zeros((2 * HEIGHT, 2 * WIDTH, 3), np.uint8)
    labels, depth = street(), street_depth().astype(np.float32)
    aligned = align(image, labels, depth)
    assert aligned.labels is not None
    assert aligned.depth is not None
    assert (aligned.labels[::2, 1::2] == labels).all()
    assert (aligned.depth[1::2, ::2] == depth).all()
    assert "labels were resized from 32x24 to the picture's 64x48" in aligned.note
    back = align(image[::2, ::2], aligned.labels, None)
    assert (back.labels == labels).all()
    assert back.depth is None


def test_equal_sizes_are_left_alone_and_other_proportions_refused() -> None:
    labels = street()
    same = align(np.zeros((HEIGHT, WIDTH, 3), np.uint8), labels)
    assert same.labels is labels
    assert same.note == ""
    with refused("data.file_proportions"):
        align(np.zeros((32, 32, 3), np.uint8), labels)
