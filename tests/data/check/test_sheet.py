"""The contact sheet: what a person sees of the frames."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.data.check.command import default_folder, parts_of, spread
from gioada.data.depth import depth_colours
from gioada.data.frame import SKY_DEPTH
from gioada.data.labels import KITTI10
from gioada.data.pairs import find_pair
from gioada.data.places import Places
from gioada.data.sets.matching import FrameFiles
from tests.data.check.mini import miniature, report_of
from tests.data.sets.trees_city import write_cityscapes
from tests.data.sets.trees_kitti import write_kitti, write_virtual_kitti2


def picture(path: str) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def pixels(sheet: np.ndarray, colour: tuple[int, ...]) -> int:
    return int((sheet == np.array(colour, np.uint8)).all(axis=-1).sum())


def shows(sheet: np.ndarray, colour: tuple[int, ...]) -> bool:
    """In a cell, and not in a legend alone, whose squares have 169 pixels."""
    return pixels(sheet, colour) > 500


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_virtual_kitti2(tmp_path / "virtual-kitti-2", frames=1, cameras=("Camera_0",))
    write_kitti(tmp_path / "kitti", training=5, testing=2)
    return tmp_path


def test_a_sheet_shows_image_labels_and_depth_in_their_colours(data: Path) -> None:
    parts = report_of("virtual-kitti-2/kitti", data, samples=3)
    sheet = picture(parts["source"]["sheet"])
    for name in ("road", "sky", "car", "truck"):
        assert shows(sheet, KITTI10.colours[KITTI10.classes.index(name)])
    # The sky, and the vegetation at 22.22 m in one of the columns.
    metres = np.array([[SKY_DEPTH, 22.22 + 0.30]], np.float32)
    for colour in depth_colours(metres)[0]:
        assert shows(sheet, tuple(colour.tolist()))
    labelled, images = (picture(parts[name]["sheet"]) for name in ("evaluation", "target"))
    assert shows(labelled, KITTI10.colours[7]) and not pixels(images, KITTI10.colours[7])


def test_sheets_lie_under_their_parts_names_and_are_judged_in_one_look(data: Path) -> None:
    parts = report_of("virtual-kitti-2/kitti", data, samples=3)
    assert [Path(part["sheet"]).name for part in parts.values()] == [
        "source.png",
        "target.png",
        "evaluation.png",
    ]
    assert sorted(path.name for path in (data / "sheets").iterdir()) == sorted(
        Path(part["sheet"]).name for part in parts.values()
    )
    for part in parts.values():
        height, width, _ = picture(part["sheet"]).shape
        assert 700 < width <= 1200 and height <= 1400
    assert default_folder("demo/demo:camvid11") == Path("runs/data-check/demo-demo-camvid11")


def test_a_frame_that_cannot_be_read_is_an_empty_cell(data: Path) -> None:
    (data / "kitti/testing/image_2/000001_10.png").write_bytes(b"")
    whole = report_of(miniature("carla/kitti"), data)["target"]
    assert whole["looked"] == 2 and len(whole["problems"]) == 1
    assert shows(picture(whole["sheet"]), (235, 235, 235))


def test_samples_are_spread_over_all_frames() -> None:
    files = [FrameFiles(name=str(number), image=Path()) for number in range(101)]
    assert [each.name for each in spread(files, 5)] == ["0", "25", "50", "75", "100"]
    assert spread(files, None) == spread(files, 500) == files
    assert len(spread(files[:3], 2)) == 2


def test_each_nth_frame_is_counted_against_the_whole_set(tmp_path: Path) -> None:
    write_cityscapes(tmp_path / "cityscapes", counts={"train": 30, "val": 1})
    parts = parts_of(find_pair("carla/cityscapes"), Places(data=tmp_path))
    assert [each.part for each in parts] == ["source", "target", "evaluation", "validation"]
    report = report_of("carla/cityscapes", tmp_path, samples=1)["validation"]
    assert (report["frames"], report["found"]) == (2, 30)


def test_of_a_rendered_pair_only_what_is_looked_at_is_rendered(tmp_path: Path) -> None:
    parts = report_of("demo-tiny", tmp_path, samples=1)
    assert [(part["found"], part["looked"]) for part in parts.values()] == [(8, 1)] * 5
    assert not any(part["problems"] for part in parts.values())
    rendered = sorted(path.name for path in tmp_path.glob("demo-v*/*/seed0/source/image/*.png"))
    assert rendered == ["000000.png", "100000.png"]
