"""Exact decoding, and files that are damaged, too large or dangerous."""

from __future__ import annotations

import pickle
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gioada.data.files import read_depth, read_image, read_labels
from gioada.data.labels import KITTI10
from gioada.data.raster import read_raster
from gioada.errors import Problem
from tests.data.png16 import write_png16
from tests.data.street import save, street
from tests.problems import refused


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
        with refused("data.file_damaged"):
            read_depth(tmp_path / name)


def test_too_large_files_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    for bits, colour_type in ((8, 0), (16, 2)):
        path = tmp_path / "huge.png"
        write_png16(path, np.zeros((1, 1, 3), np.uint16))
        header = struct.pack(">IIBBBBB", 20000, 20000, bits, colour_type, 0, 0, 0)
        check = struct.pack(">I", zlib.crc32(b"IHDR" + header))
        path.write_bytes(path.read_bytes()[:16] + header + check + path.read_bytes()[33:])
        with refused("data.file_too_large"):
            read_labels(path, KITTI10)
        with refused("data.file_too_large"):
            read_image(path)
    np.lib.format.open_memmap(tmp_path / "a.npy", "w+", np.uint8, (8, 8)).flush()
    claimed = (tmp_path / "a.npy").read_bytes().replace(b"(8, 8)", b"(90000, 90000)")
    (tmp_path / "a.npy").write_bytes(claimed)
    with refused("data.file_damaged"):
        read_depth(tmp_path / "a.npy")


def test_what_is_no_file_or_no_image(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("not a picture")
    (tmp_path / "empty.png").touch()
    for name in ("text.png", "empty.png", "missing.png", ""):
        with pytest.raises(Problem) as problem:
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
        except Problem as problem:
            assert str(problem).startswith("damaged")


@pytest.mark.parametrize("channels", [3, 4])
def test_both_bytes_of_a_deep_png_are_read(tmp_path: Path, channels: int) -> None:
    values = np.random.default_rng(0).integers(0, 65536, (7, 5, channels)).astype(np.uint16)
    path = write_png16(tmp_path / "deep.png", values)
    assert (read_raster(path).values == values).all()
