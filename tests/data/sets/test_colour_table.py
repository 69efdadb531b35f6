"""Looking colours up, against the plain way of doing it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from gioada.data.raster import FileProblem
from gioada.data.sets.colour_table import ColourTable, read_pixels
from gioada.data.sets.disk import SetProblem

# Near each other in every channel, so that no rounding or hashing would keep them apart.
PALETTE = np.array([[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [255, 255, 255], [90, 200, 255]])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    picks=hnp.arrays(
        np.int64, st.tuples(st.integers(1, 7), st.integers(1, 9)), elements=st.integers(0, 5)
    ),
    table=st.dictionaries(st.integers(0, 5), st.integers(0, 33), min_size=1),
)
def test_each_pixel_gets_the_id_of_its_colour(
    tmp_path: Path, picks: np.ndarray, table: dict[int, int]
) -> None:
    colours = PALETTE[picks].astype(np.uint8)
    path = tmp_path / "labels.png"
    Image.fromarray(colours).save(path)
    packed = {
        int(r) << 16 | int(g) << 8 | int(b): table[i]
        for i, (r, g, b) in enumerate(PALETTE)
        if i in table
    }
    read = ColourTable(packed).look_up(read_pixels(path, "labels"))
    expected = [[table.get(int(pick), 0) for pick in row] for row in picks]
    assert read.ids.tolist() == expected
    assert read.ids.dtype == np.uint8
    assert read.unknown == pytest.approx(np.mean([int(pick) not in table for pick in picks.flat]))


@pytest.mark.parametrize("count", [1, 2, 3, 100, 1331, 9261])
def test_no_colour_takes_anothers_place(count: int) -> None:
    side = math.ceil(count ** (1 / 3) - 1e-9)
    levels = np.linspace(0, 255, side).astype(np.uint8)
    colours = np.stack(np.meshgrid(levels, levels, levels), -1).reshape(-1, 3)[:count]
    packed = [int(red) << 16 | int(green) << 8 | int(blue) for red, green, blue in colours]
    expected = [n % 33 + 1 for n in range(count)]
    table = ColourTable(dict(zip(packed, expected, strict=True)))
    filler = np.full((count, 1), 255, np.uint8)
    read = table.look_up(np.hstack([colours, filler]).view(np.uint32))
    assert read.ids.ravel().tolist() == expected
    assert read.unknown == 0


def test_alpha_and_a_palette_change_nothing(tmp_path: Path) -> None:
    colours = PALETTE[np.array([[0, 1, 2], [3, 4, 5]])].astype(np.uint8)
    image = Image.fromarray(colours)
    alpha = Image.fromarray(np.array([[0, 9, 255], [4, 0, 7]], np.uint8))
    with_alpha = image.copy()
    with_alpha.putalpha(alpha)
    table = ColourTable({1: 7, 256: 11, 65536: 23, 0: 26})
    plain = table.look_up(_read(tmp_path, image)).ids
    assert plain.tolist() == [[26, 7, 11], [23, 0, 0]]
    for other in (with_alpha, image.quantize(6)):
        assert table.look_up(_read(tmp_path, other)).ids.tolist() == plain.tolist()


def _read(folder: Path, image: Image.Image) -> np.ndarray:
    image.save(folder / "labels.png")
    return read_pixels(folder / "labels.png", "labels")


def test_other_files_are_refused(tmp_path: Path) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "grey.png")
    with pytest.raises(SetProblem, match=r"grey.png is a 4x4 8-bit grey PNG, but the labels are"):
        read_pixels(tmp_path / "grey.png", "the labels")
    Image.new("RGB", (4, 4)).save(tmp_path / "photo.jpg")
    with pytest.raises(SetProblem, match="8-bit RGB JPEG"):
        read_pixels(tmp_path / "photo.jpg", "the labels")


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "labels.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(FileProblem, match="cut off"):
        read_pixels(path, "the labels")
