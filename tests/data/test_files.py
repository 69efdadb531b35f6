"""People's files, written as the data sets write them, and files that cannot be used."""

from __future__ import annotations

import pickle
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gioada.data.depth import FARTHEST
from gioada.data.depth_encodings import encode
from gioada.data.encodings import label_encodings
from gioada.data.files import FileProblem, align, read_depth, read_image, read_labels
from gioada.data.labels import CAMVID11, CITYSCAPES16, KITTI10, LABEL_SPACES, VOID, LabelSpace
from gioada.data.raster import read_raster
from tests.data.png16 import write_png16

HEIGHT, WIDTH = 24, 32
SPACES = list(LABEL_SPACES.values())


def street() -> np.ndarray:
    """Cityscapes ids of a small street: sky, houses, cars, road and a pole."""
    ids = np.full((HEIGHT, WIDTH), 7, np.uint8)
    ids[:8] = 23
    ids[6:14, :10] = 11
    ids[6:14, 22:] = 21
    ids[10:15, 12:18] = 26
    ids[4:16, 20] = 17
    return ids


def street_depth() -> np.ndarray:
    """Its depth in metres: a plane that comes nearer downwards, and sky."""
    rows = np.arange(HEIGHT, dtype=np.float64)[:, None] - 7
    depth = np.where(rows > 0, 80 / np.maximum(rows, 1), 1000.0)
    return depth * np.linspace(1, 1.08, WIDTH)[None]


def written_as(name: str, space: LabelSpace = CITYSCAPES16) -> np.ndarray:
    """The street in an encoding."""
    encoding = label_encodings(space)[name]
    ids = street()
    values = np.zeros((HEIGHT, WIDTH), np.int64)
    for id_ in np.unique(ids):
        values[ids == id_] = min(key for key, other in encoding.table.items() if other == id_)
    if encoding.kind == "index":
        return values.astype(np.uint8)
    return np.stack([values >> 16, (values >> 8) & 255, values & 255], -1).astype(np.uint8)


def save(path: Path, values: np.ndarray, **options) -> Path:
    Image.fromarray(values).save(path, **options)
    return path


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
    with pytest.raises(FileProblem, match=r"could be read as .*synthia.* choose the encoding"):
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
    with pytest.raises(FileProblem, match="ids from 1 to 23"):
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
    with pytest.raises(FileProblem, match="changes values and so classes; give a PNG"):
        read_labels(path, KITTI10)
    noise = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    with pytest.raises(FileProblem, match=r"has 768 colours"):
        read_labels(save(tmp_path / "photo.png", noise), KITTI10)
    with pytest.raises(FileProblem, match="may be a depth map"):
        np.save(tmp_path / "depth.npy", street_depth())
        read_labels(tmp_path / "depth.npy", KITTI10)
    with pytest.raises(FileProblem, match="no colour values, which colour needs"):
        read_labels(save(tmp_path / "ids.png", street()), KITTI10, "colour")
    with pytest.raises(FileProblem, match="no label encoding 'voc'"):
        read_labels(tmp_path / "ids.png", KITTI10, "voc")


def test_virtual_kitti_depth_is_found(tmp_path: Path) -> None:
    values = encode(street_depth(), "centimetres-16bit")
    reading = read_depth(save(tmp_path / "00000.png", values))
    assert reading.encoding == "centimetres-16bit"
    np.testing.assert_allclose(reading.values, np.minimum(street_depth(), FARTHEST), atol=0.006)
    assert "33.3% of it is 65535" in reading.note
    assert "5.0 to 86.4 m, 33.3% sky" in reading.note


def test_synthia_depth_has_three_equal_channels(tmp_path: Path) -> None:
    values = encode(street_depth(), "centimetres-16bit")
    path = write_png16(tmp_path / "depth.png", np.repeat(values[..., None], 3, -1))
    reading = read_depth(path)
    assert reading.encoding == "centimetres-16bit"
    np.testing.assert_allclose(reading.values, np.minimum(street_depth(), FARTHEST), atol=0.006)


def test_kitti_depth_keeps_its_holes(tmp_path: Path) -> None:
    depth = street_depth()
    depth[::2] = np.nan
    depth[depth > 90] = np.nan
    reading = read_depth(save(tmp_path / "sparse.png", encode(depth, "kitti-256")))
    assert reading.encoding == "kitti-256"
    assert (np.isnan(reading.values) == np.isnan(depth)).all()
    assert reading.unknown == pytest.approx(np.isnan(depth).mean())
    assert "not measured" in reading.note


def test_metres_as_numpy_and_tiff(tmp_path: Path) -> None:
    depth = street_depth().astype(np.float32)
    np.save(tmp_path / "depth.npy", depth)
    for path in (tmp_path / "depth.npy", save(tmp_path / "depth.tiff", depth)):
        reading = read_depth(path)
        assert reading.encoding == "metres"
        assert (reading.values == np.minimum(depth, np.float32(FARTHEST))).all()


def test_carlas_two_depths(tmp_path: Path) -> None:
    depth, expected = street_depth(), np.minimum(street_depth(), FARTHEST)
    opaque = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
    packed = np.concatenate([encode(depth, "carla-24bit"), opaque], -1)
    reading = read_depth(save(tmp_path / "raw.png", packed))
    assert reading.encoding == "carla-24bit"
    np.testing.assert_allclose(reading.values, expected, atol=1e-3)

    grey = np.repeat(encode(depth, "carla-log")[..., None], 3, -1)
    reading = read_depth(save(tmp_path / "log.png", np.concatenate([grey, opaque], -1)))
    assert reading.encoding == "carla-log"
    np.testing.assert_allclose(reading.values, expected, rtol=0.012)


@pytest.mark.parametrize("channels", [1, 3])
def test_plain_grey_depth_is_asked_about(tmp_path: Path, channels: int) -> None:
    grey = np.repeat(encode(street_depth(), "grey8-80m")[..., None], channels, -1)
    path = save(tmp_path / "grey.png", grey.squeeze())
    with pytest.raises(FileProblem, match=r"8-bit grey .* choose carla-log .* or grey8-80m"):
        read_depth(path)
    reading = read_depth(path, "grey8-80m")
    np.testing.assert_allclose(reading.values, np.minimum(street_depth(), 80), atol=0.16)


def test_doubtful_depths_are_refused_with_the_choices(tmp_path: Path) -> None:
    path = save(tmp_path / "dense.png", np.full((8, 8), 1500, np.uint16))
    with pytest.raises(
        FileProblem, match=r"15\.0 m as centimetres-16bit, 5\.9 m as kitti-256, 1\.5 m"
    ):
        read_depth(path)
    millimetres = encode(np.minimum(street_depth(), 100), "millimetres")
    with pytest.raises(FileProblem, match="does not tell the unit"):
        read_depth(save(tmp_path / "millimetres.png", millimetres))
    np.save(tmp_path / "unit.npy", np.random.default_rng(0).random((8, 8)))
    with pytest.raises(FileProblem, match="normalised depth or disparity"):
        read_depth(tmp_path / "unit.npy")
    with pytest.raises(FileProblem, match="not CARLA's packed depth"):
        read_depth(save(tmp_path / "rainbow.png", written_as("colour")))
    with pytest.raises(FileProblem, match=r"8-bit RGB .* needs one channel of 16 bits"):
        read_depth(tmp_path / "rainbow.png", "kitti-256")
    with pytest.raises(FileProblem, match="changes values and so depths"):
        read_depth(save(tmp_path / "depth.jpg", encode(street_depth(), "carla-log")))
    with pytest.raises(FileProblem, match="no depth encoding 'feet'"):
        read_depth(path, "feet")


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


class Trap:
    def __reduce__(self) -> tuple:
        return (pytest.fail, ("the file was unpickled",))


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    (tmp_path / "pickled.npy").write_bytes(pickle.dumps(Trap()))
    objects = np.empty((2, 2), object)
    objects[0, 0] = Trap()
    np.save(tmp_path / "objects.npy", objects, allow_pickle=True)
    (tmp_path / "garbled.npy").write_bytes(b"\x93NUMPY\x01\x00\x80\x00{" + b" " * 200)
    for name in ("pickled.npy", "objects.npy", "garbled.npy"):
        with pytest.raises(FileProblem, match="not a readable"):
            read_depth(tmp_path / name)


def test_too_large_files_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    for bits, colour_type in ((8, 0), (16, 2)):
        path = tmp_path / "huge.png"
        write_png16(path, np.zeros((1, 1, 3), np.uint16))
        header = struct.pack(">IIBBBBB", 20000, 20000, bits, colour_type, 0, 0, 0)
        check = struct.pack(">I", zlib.crc32(b"IHDR" + header))
        path.write_bytes(path.read_bytes()[:16] + header + check + path.read_bytes()[33:])
        with pytest.raises(FileProblem, match="million"):
            read_labels(path, KITTI10)
        with pytest.raises(FileProblem, match="million"):
            read_image(path)
    np.lib.format.open_memmap(tmp_path / "a.npy", "w+", np.uint8, (8, 8)).flush()
    claimed = (tmp_path / "a.npy").read_bytes().replace(b"(8, 8)", b"(90000, 90000)")
    (tmp_path / "a.npy").write_bytes(claimed)
    with pytest.raises(FileProblem, match="cut off"):
        read_depth(tmp_path / "a.npy")


def test_what_is_no_file_or_no_image(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("not a picture")
    (tmp_path / "empty.png").touch()
    for name in ("text.png", "empty.png", "missing.png", ""):
        with pytest.raises(FileProblem) as problem:
            read_image(tmp_path / name)
        assert str(tmp_path.parent) not in str(problem.value)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_files_give_a_sentence_and_nothing_else(
    tmp_path: Path, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["png", "jpg", "tiff", "webp", "npy", "deep.png"]))
    path = tmp_path / f"damaged.{kind}"
    if kind == "npy":
        np.save(path, street())
    elif kind == "deep.png":
        write_png16(path, np.repeat(street()[..., None], 3, -1).astype(np.uint16))
    else:
        save(path, street())
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    for read in (read_image, read_depth, lambda path: read_labels(path, KITTI10)):
        try:
            assert read(path).note.endswith(".")
        except FileProblem as problem:
            assert str(problem).startswith("damaged")


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
    with pytest.raises(FileProblem, match=r"labels \(32x24\) .* picture \(32x32\)"):
        align(np.zeros((32, 32, 3), np.uint8), labels)


@pytest.mark.parametrize("channels", [3, 4])
def test_both_bytes_of_a_deep_png_are_read(tmp_path: Path, channels: int) -> None:
    values = np.random.default_rng(0).integers(0, 65536, (7, 5, channels)).astype(np.uint16)
    path = write_png16(tmp_path / "deep.png", values)
    assert (read_raster(path).values == values).all()
