"""A folder of anybody's photos as a target."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.data.pairs import find_pair
from gioada.data.places import Places
from gioada.data.sets.photos import photos
from tests.problems import refused


def photo(path: Path, height: int, width: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((height, width, 3), 90, np.uint8)).save(path)


def test_photos_are_found_below_the_folder_in_any_size(tmp_path: Path) -> None:
    photo(tmp_path / "b.JPG", 40, 60)
    photo(tmp_path / "drive" / "a.png", 30, 90)
    photo(tmp_path / ".hidden" / "c.png", 8, 8)
    (tmp_path / "notes.txt").write_text("no photo")
    assert [files.name for files in photos().find(tmp_path)] == ["b", "drive/a"]
    places = Places(data=tmp_path / "none", target=tmp_path)
    frames = find_pair("street/photos").open("target", places, (240, 320))
    assert [frames[n].image.shape for n in range(2)] == [(40, 60, 3), (30, 90, 3)]
    assert frames[0].ids is None


def test_a_folder_without_photos_is_a_sentence(tmp_path: Path) -> None:
    with refused("data.no_photos"):
        photos().find(tmp_path)


@pytest.mark.parametrize("part", ["evaluation", "validation"])
def test_there_is_nothing_to_score_photos_on(part, tmp_path: Path) -> None:
    with refused("data.target_unlabelled"):
        find_pair("street/photos").open(part, Places(data=tmp_path), (240, 320))
