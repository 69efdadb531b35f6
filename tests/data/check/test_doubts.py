"""What a check suspects, and that it does not suspect what is right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from gioada.data.check.frames import unknown_values
from gioada.data.depth_encodings import encode
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.frame import SKY_DEPTH, Frame
from gioada.data.labels import CITYSCAPES
from gioada.data.sets.reading import labelling
from tests.data.check.mini import codes, miniature, only, report_of
from tests.data.sets.trees_city import (
    save,
    scene,
    synthia_labels,
    write_camvid,
    write_carla,
    write_folders,
)
from tests.data.sets.trees_kitti import STUFF, write_kitti, write_virtual_kitti
from tests.data.sets.trees_kitti import scene as drive


def suspicions(part: dict) -> list[dict]:
    """Without the one about classes that a miniature lacks."""
    return [each for each in part["suspicions"] if each["code"] != "data.classes_absent"]


def own(root: Path, frames: list[Frame]) -> None:
    """Frames as someone's own triples, in Cityscapes ids and centimetres."""
    description = {
        "images": "images",
        "labels": {"files": "labels", "encoding": "cityscapes-ids"},
        "depth": {"files": "depth", "encoding": "centimetres-16bit"},
        "splits": {"train": "all.txt"},
    }
    root.mkdir()
    (root / "dataset.json").write_text(json.dumps(description))
    (root / "all.txt").write_text("\n".join(f"{number:03d}" for number in range(len(frames))))
    for number, frame in enumerate(frames):
        name = f"{number:03d}.png"
        assert frame.ids is not None and frame.depth is not None
        save(root / "images" / name, frame.image)
        save(root / "labels" / name, frame.ids)
        save(root / "depth" / name, encode(frame.depth, "centimetres-16bit"))


def painted(number: int) -> Frame:
    """A street whose image shows what its labels say."""
    frame = scene(number)
    assert frame.ids is not None
    grey = np.array([np.sum(CITYSCAPES.get(id_, (0, (0, 0, 0)))[1]) // 3 for id_ in range(256)])
    noise = np.random.default_rng(number).integers(-9, 10, frame.ids.shape)
    image = np.clip(grey[frame.ids] + noise, 0, 255).astype(np.uint8)
    return Frame(image=np.stack([image] * 3, axis=-1), ids=frame.ids, depth=frame.depth)


def test_streets_whose_files_belong_together_are_not_suspected(tmp_path: Path) -> None:
    own(tmp_path / "source", [painted(number) for number in range(12)])
    assert suspicions(report_of("folders/camvid", tmp_path)["source"]) == []


def test_labels_of_other_frames_do_not_fit_the_images(tmp_path: Path) -> None:
    frames = [painted(5 * number) for number in range(12)]
    own(tmp_path / "source", frames)
    for number in range(12):
        save(tmp_path / "source/images" / f"{number:03d}.png", frames[(number + 3) % 12].image)
    source = report_of("folders/camvid", tmp_path)["source"]
    assert source["problems"] == []
    assert "of 12 frames" in only(suspicions(source), "data.edges_differ")


def test_a_near_sky_is_suspected(tmp_path: Path) -> None:
    frame = painted(0)
    near = np.where(frame.ids == 23, 20, frame.depth)
    own(tmp_path / "source", [Frame(image=frame.image, ids=frame.ids, depth=near)] * 5)
    found = suspicions(report_of("folders/camvid", tmp_path)["source"])
    assert "20.0 m" in only(found, "data.sky_near")


def test_a_sky_that_was_not_measured_is_not_suspected(tmp_path: Path) -> None:
    write_folders(tmp_path / "source")
    assert suspicions(report_of("folders/camvid", tmp_path)["source"]) == []


@pytest.mark.parametrize("factor", [0.01, 100])
def test_a_road_at_no_sensible_depth_is_suspected(tmp_path: Path, factor: float) -> None:
    frame = painted(0)
    near = np.minimum(np.where(frame.ids == 7, frame.depth * factor, frame.depth), SKY_DEPTH)
    own(tmp_path / "source", [Frame(image=frame.image, ids=frame.ids, depth=near)])
    only(suspicions(report_of("folders/camvid", tmp_path)["source"]), "data.road_depth")


def test_much_that_was_not_measured_is_suspected(tmp_path: Path) -> None:
    write_folders(tmp_path / "source")
    for number in range(2):
        depth = encode(scene(number).depth, "millimetres")
        depth[:, ::2] = depth[::2] = 0
        save(tmp_path / "source/depth" / f"{number:03d}.png", depth)
    part = report_of("folders/camvid", tmp_path)["source"]
    assert "data.depth_sparse" in codes(part["suspicions"])
    assert part["depth"]["missing"] > 0.7


def test_a_class_that_never_occurs(tmp_path: Path) -> None:
    write_kitti(tmp_path / "kitti", training=6)
    for path in (tmp_path / "kitti/training/semantic").iterdir():
        ids = drive(3).ids
        ids[ids == 27] = 26
        ids[ids == 19] = 0
        save(path, ids)
    save(tmp_path / "kitti/training/semantic/000001_10.png", drive(3, (31, 45)).ids)
    pair = miniature("carla/kitti")
    few = report_of(pair, tmp_path, samples=2)["evaluation"]
    assert only(few["suspicions"], "data.classes_absent") == (
        "Never seen in the 2 frames looked at: traffic light, truck; --all tells whether in any."
    )
    assert few["shares"]["truck"] == 0
    every = report_of(pair, tmp_path, samples=None)["evaluation"]
    assert every["suspicions"] == [] and every["shares"]["truck"] > 0


@pytest.mark.parametrize(
    ("rows", "kind", "code"),
    [(5, "suspicions", "data.values_unknown"), (20, "problems", "data.labels_unknown")],
)
def test_unknown_colours_are_named_with_their_shares(
    tmp_path: Path, rows: int, kind: str, code: str
) -> None:
    write_virtual_kitti(tmp_path / "virtual-kitti", frames=1)
    folder = tmp_path / "virtual-kitti/vkitti_1.3.1_scenegt"
    for path in folder.glob("*/*/*.png"):
        # Undefined has no row in the tables, and Misc means nothing but is known.
        image = np.full((30, 46, 3), STUFF["Road"], np.uint8)
        image[:rows], image[-1] = (12, 34, 56), STUFF["Misc"]
        image[0, :23] = (9, 9, 9)
        save(path, image)
    part = report_of("virtual-kitti/kitti", tmp_path, samples=8)["source"]
    text = next(each["text"] for each in part[kind] if each["code"] == code)
    share = (46 * rows - 23) / (30 * 46)
    assert f"12,34,56: {100 * share:.0f} %, 9,9,9: 1.7 %" in text
    assert part["unknown"] == pytest.approx(rows / 30)
    assert part["unknown_values"]["12,34,56"] == pytest.approx(share)


def test_labels_that_are_numbered_in_another_way(tmp_path: Path) -> None:
    write_camvid(tmp_path / "camvid", form="plain")
    for path in (tmp_path / "camvid/val/labels").iterdir():
        # Road where the sky is, and pedestrians for a road.
        labels = np.full((24, 32), 9, np.uint8)
        labels[:9] = 3
        save(path, labels)
    texts = suspicions(report_of("carla/camvid", tmp_path)["validation"])
    assert codes(texts) == ["data.unlike_streets", "data.shares_differ"]
    assert re.search(r"person 6\d % instead of 0\.7 %", texts[1]["text"])


def test_labels_of_which_most_are_in_no_class(tmp_path: Path) -> None:
    write_carla(tmp_path / "carla", version="0.9.14")
    for path in (tmp_path / "carla/semantic").iterdir():
        tags = np.zeros((24, 32, 4), np.uint8)
        tags[..., 3] = 255
        tags[:4, :, 0], tags[-4:, :, 0] = 11, 1
        save(path, tags)
    texts = suspicions(report_of("carla/camvid", tmp_path)["source"])
    assert any(each["text"].startswith("67 %") for each in texts)
    assert "data.mostly_no_class" in codes(texts)


def test_frames_that_are_trained_and_reported_on(tmp_path: Path) -> None:
    root = write_folders(tmp_path / "target")
    description = (root / "dataset.json").read_text()
    (root / "dataset.json").write_text(description.replace('"val":', '"test": "test.txt", "val":'))
    (root / "test.txt").write_text("001\n002\n")
    parts = report_of("carla/folders", tmp_path)
    for name in ("evaluation", "validation"):
        assert only(suspicions(parts[name]), "data.frames_shared").startswith("1 of its frames")
    assert parts["evaluation"]["problems"] == []


@pytest.mark.parametrize("alpha", [False, True])
def test_unknown_tags_are_told_by_their_numbers(tmp_path: Path, alpha: bool) -> None:
    tags = np.zeros((2, 3, 4 if alpha else 3), np.uint8)
    tags[..., 0] = [[1, 40, 40], [0, 0, 11]]
    path = save(tmp_path / "labels.png", tags)
    read = labelling(tags[..., 0], LABEL_ENCODINGS["carla-0.9.14"])
    assert unknown_values(path, read) == {"40": 2}
    # SYNTHIA's red has 16 bits, and its green means something else.
    deep = np.array([[8, 300, 8, 1]])
    save(path, synthia_labels(deep))
    read = labelling(deep.astype(np.uint16), LABEL_ENCODINGS["synthia"])
    assert unknown_values(path, read) == {"300": 1}
