"""Packed frames are the frames, and a pack that was cut off goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gioada.data.frame import SKY_DEPTH, Frame
from gioada.data.packed import PackedFrames, pack
from tests.problems import refused
from tests.tiny import MemoryFrames


class Listed(list[Frame]):
    """Frames in a list."""


def frames() -> Listed:
    image = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    ids = np.arange(20, dtype=np.uint8).reshape(4, 5)
    metres = np.linspace(0, 80, 20, dtype=np.float32).reshape(4, 5)
    centimetres = np.round(metres * 100).astype(np.float32) / np.float32(100)
    centimetres[0] = SKY_DEPTH
    sparse = np.where(metres > 40, metres, np.float32(np.nan))
    return Listed(
        Frame(image=image + i, ids=ids, depth=depth)
        for i, depth in enumerate((metres, centimetres, sparse))
    ) + Listed([Frame(image=image)])  # type: ignore[return-value]


def same(one: Frame, other: Frame) -> bool:
    for name in ("image", "ids", "depth"):
        a, b = getattr(one, name), getattr(other, name)
        if (a is None) != (b is None):
            return False
        if a is not None and (
            a.dtype != b.dtype or not np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        ):
            return False
    return True


def test_frames_come_back_to_the_bit(tmp_path: Path) -> None:
    original = frames()
    pack(original, tmp_path / "a", origin="x", progress=False)
    packed = PackedFrames(tmp_path / "a", origin="x")
    assert len(packed) == 4
    assert all(same(packed[i], original[i]) for i in range(4))
    with pytest.raises(IndexError):
        packed[4]


def test_centimetres_take_two_bytes_a_pixel(tmp_path: Path) -> None:
    pack(frames(), tmp_path, origin="x", progress=False)
    sizes = [path.stat().st_size for path in sorted(tmp_path.glob("0000/*.npz"))]
    assert sizes[1] < sizes[0] == sizes[2]


def test_a_pack_that_was_cut_off_goes_on_and_is_no_pack_before(tmp_path: Path) -> None:
    class Breaking(MemoryFrames):
        def __getitem__(self, index: int) -> Frame:
            if index == 2:
                raise OSError("the disk is gone")
            return super().__getitem__(index)

    with pytest.raises(OSError, match="the disk is gone"):
        pack(Breaking(4), tmp_path, origin="x", progress=False)
    with refused("record.missing"):
        PackedFrames(tmp_path, origin="x")
    first = next(tmp_path.glob("0000/0000000.npz")).stat().st_mtime_ns
    pack(MemoryFrames(4), tmp_path, origin="x", progress=False)
    assert len(PackedFrames(tmp_path, origin="x")) == 4
    assert next(tmp_path.glob("0000/0000000.npz")).stat().st_mtime_ns == first


def test_another_set_is_not_taken_for_this_one(tmp_path: Path) -> None:
    pack(MemoryFrames(1), tmp_path, origin="Synthia(lane_marking='road')", progress=False)
    with refused("data.packed_other"):
        PackedFrames(tmp_path, origin="Synthia(lane_marking='ignore')")


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn", b"\x93NUMPY"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: bytes) -> None:
    pack(MemoryFrames(1), tmp_path, origin="x", progress=False)
    (tmp_path / "0000" / "0000000.npz").write_bytes(damage)
    with refused("data.packed_damaged"):
        PackedFrames(tmp_path, origin="x")[0]
