"""16-bit colour PNG files, decoded once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gioada.data.deep_png import read_red_and_green
from gioada.data.raster import FileProblem
from tests.data.png16 import write_png16
from tests.data.sets.trees_city import save


def test_both_bytes_are_decoded_at_once_and_other_files_are_left(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 65536, (7, 5, 3)).astype(np.uint16)
    read = read_red_and_green(write_png16(tmp_path / "a.png", values))
    assert read is not None
    np.testing.assert_array_equal(read, values[..., :2])
    for shape, dtype in (((7, 5), np.uint16), ((7, 5, 3), np.uint8), ((7, 5, 4), np.uint16)):
        assert read_red_and_green(save(tmp_path / "b.png", np.zeros(shape, dtype))) is None
    (tmp_path / "c.png").write_text("no picture")
    assert read_red_and_green(tmp_path / "c.png") is None
    with pytest.raises(FileProblem, match=r"missing.png cannot be read"):
        read_red_and_green(tmp_path / "missing.png")
