"""The contact sheet: what a person sees of the frames."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.data.check.command import default_folder, spread
from gioada.data.depth_colours import depth_colours
from gioada.data.frame import SKY_DEPTH
from gioada.data.labels import KITTI10
from gioada.data.pairs import find_pair
from gioada.data.sets.disk import FrameFiles
from tests.data.check.mini import Whole, miniature, report_of
from tests.data.sets.trees_kitti import write_kitti, write_virtual_kitti


def picture(path: str) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def has(sheet: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((sheet == np.array(colour, np.uint8)).all(axis=-1).any())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_virtual_kitti(tmp_path / "virtual-kitti", frames=1)
    write_kitti(tmp_path / "kitti", training=5, testing=2)
    return tmp_path


def test_a_sheet_shows_image_labels_and_depth_in_their_colours(data: Path) -> None:
    parts = report_of("virtual-kitti/kitti", data)
    sheet = picture(parts["source"]["sheet"])
    for name in ("road", "sky", "car", "truck"):
        assert has(sheet, KITTI10.colours[KITTI10.classes.index(name)])
    # Beside the sky, the vegetation at 22.22 m in one of the columns.
    metres = np.array([[SKY_DEPTH, 22.22 + 0.30]], np.float32)
    for colour in depth_colours(metres)[0]:
        assert has(sheet, tuple(colour.tolist()))
    labelled, images = (picture(parts[name]["sheet"]) for name in ("evaluation", "target"))
    assert has(labelled, KITTI10.colours[7]) and not has(images, KITTI10.colours[7])


def test_sheets_lie_under_their_parts_names_and_are_judged_in_one_look(data: Path) -> None:
    parts = report_of("virtual-kitti/kitti", data)
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
    whole = report_of(miniature("virtual-kitti/kitti"), data)["target"]
    assert whole["looked"] == 2 and len(whole["problems"]) == 1
    assert has(picture(whole["sheet"]), (235, 235, 235))


def test_samples_are_spread_over_all_frames() -> None:
    files = [FrameFiles(name=str(number), image=Path()) for number in range(101)]
    assert [each.name for each in spread(files, 5)] == ["0", "25", "50", "75", "100"]
    assert spread(files, None) == spread(files, 500) == files
    assert len(spread(files[:3], 2)) == 2


def test_each_nth_frame_is_counted_against_the_whole_set() -> None:
    from gioada.data.check.parts import lots
    from gioada.data.places import Places

    names = [lot.part for lot in lots(find_pair("synthia/cityscapes"), Places())]
    assert names == ["source", "target", "evaluation", "validation"]
    (validation,) = (
        lot for lot in lots(miniature("synthia/cityscapes"), Places()) if lot.part == "validation"
    )
    assert validation.every == 25 and isinstance(validation.disk_set, Whole)
