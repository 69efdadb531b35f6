"""Numbers as people write them."""

from __future__ import annotations

import pytest

from app.table import percent, swatch, table
from gioada.data.labels import KITTI10


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0%"), (0.0004, "under 0.1%"), (0.031, "3.1%"), (0.314, "31%"), (1.0, "100%")],
)
def test_shares(share: float, words: str) -> None:
    assert percent(share) == words


def test_a_table_has_a_cell_for_each() -> None:
    made = table(["class", "a"], [["road", "1"], ["car", "2"]])
    assert made.count("<tr>") == 3
    assert made.count("<td>") == 4


def test_a_class_has_its_colour() -> None:
    assert "rgb(128, 64, 128)" in swatch(KITTI10, "road")
