"""UrbanSyn, SHIFT and GTA-V in their published layouts and true encodings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gioada.data.depth_encodings import encode
from gioada.data.domains import SOURCES
from gioada.data.frame import SKY_DEPTH
from gioada.data.labels import CITYSCAPES
from gioada.data.pairs import find_pair
from gioada.data.places import Places
from gioada.data.sets.disk import DataSet, DiskFrames
from gioada.data.sets.gta_v import GTA_V
from gioada.data.sets.matching import FrameFiles
from gioada.data.sets.shift import shift
from gioada.data.sets.urbansyn import URBANSYN
from gioada.methods.presets import find
from gioada.training.folder import RunFolder
from gioada.training.job import Job
from gioada.training.spec import Experiment, Launch
from tests.data.check.mini import codes, miniature, report_of
from tests.data.sets.trees_city import (
    carla_labels,
    save,
    scene,
    with_alpha,
    write_camvid,
    written,
)
from tests.problems import refused

COUNT = 2


def write_urbansyn(root: Path) -> Path:
    """PNG pictures, grey train ids, and OpenEXR with one channel of metres over 100,000."""
    exr = pytest.importorskip("OpenEXR")
    (root / "depth").mkdir(parents=True)
    for number in range(COUNT):
        frame, name = scene(number), f"{number + 1:04d}"
        assert frame.ids is not None and frame.depth is not None
        save(root / f"rgb/rgb_{name}.png", frame.image)
        save(root / f"ss/ss_{name}.png", written(frame.ids, "cityscapes-train-ids"))
        # Its sky is as far as its renderer draws.
        far = np.where(frame.depth >= SKY_DEPTH, 20_000, frame.depth) / 1e5
        header = {"compression": exr.ZIP_COMPRESSION, "type": exr.scanlineimage}
        with exr.File(header, {"Y": far.astype(np.float32)}) as file:
            file.write(str(root / f"depth/depth_{name}.exr"))
    return root


def write_shift(root: Path, *, split: str = "train", apart: bool = True) -> Path:
    """JPEG pictures, RGBA tags of CARLA in red, RGB depth in 24 bits; each tenth frame."""
    view = root / "discrete/images" / split / "front"
    for number in range(COUNT):
        frame = scene(number)
        assert frame.ids is not None and frame.depth is not None
        tags = with_alpha(carla_labels(frame.ids, "0.9.10", "tags"))
        depth = encode(np.where(frame.depth >= SKY_DEPTH, 1000, frame.depth), "carla-24bit")
        for kind, values, suffix in (
            ("img", frame.image, "jpg"),
            ("semseg", tags, "png"),
            ("depth", depth, "png"),
        ):
            folder = view / kind if apart else view
            save(folder / f"0aee-69fd/{10 * number:08d}_{kind}_front.{suffix}", values)
    return root


def write_gta_v(root: Path) -> Path:
    """PNG pictures, and PNG labels with Cityscapes' palette, whose indices are its ids."""
    colours = [CITYSCAPES.get(id_, ("", (0, 0, 142)))[1] for id_ in range(35)]
    for number in range(COUNT):
        frame, name = scene(number), f"{number + 1:05d}.png"
        assert frame.ids is not None
        save(root / "images" / name, frame.image)
        (root / "labels").mkdir(exist_ok=True)
        ids = frame.ids.copy()
        ids[0, 0] = 34  # a licence plate
        labels = Image.fromarray(ids, mode="P")
        labels.putpalette([part for colour in colours for part in colour])
        labels.save(root / "labels" / name)
    return root


WRITERS: dict[str, tuple[Callable[[Path], Path], DataSet, list[str]]] = {
    "urbansyn": (write_urbansyn, URBANSYN, ["0001", "0002"]),
    "shift": (write_shift, shift(), ["0aee-69fd/00000000", "0aee-69fd/00000010"]),
    "gta-v": (write_gta_v, GTA_V, ["00001", "00002"]),
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("folder", ["", "unpacked"])
def test_frames_come_back(tmp_path: Path, name: str, folder: str) -> None:
    write, disk_set, names = WRITERS[name]
    write(tmp_path / folder)
    files = disk_set.find(tmp_path)
    assert [each.name for each in files] == names
    frame, expected = DiskFrames(disk_set, files, labelled=True)[1], scene(1)
    assert frame.ids is not None and expected.ids is not None and expected.depth is not None
    if name != "shift":  # whose pictures are JPEG
        np.testing.assert_array_equal(frame.image, expected.image)
    if name == "gta-v":
        assert frame.ids[0, 0] == 0 and frame.depth is None
        expected.ids[0, 0] = 0
    else:
        assert frame.depth is not None and frame.depth.dtype == np.float32
        np.testing.assert_allclose(frame.depth, expected.depth, rtol=1e-4, atol=1e-3)
    np.testing.assert_array_equal(frame.ids, expected.ids)
    assert disk_set.read_labels(files[1]).share == 0


def test_shift_unpacked_into_one_folder(tmp_path: Path) -> None:
    write_shift(tmp_path, apart=False)
    assert len(shift().find(tmp_path)) == COUNT
    with refused("data.set_missing", "www.vis.xyz/shift"):
        shift("val").find(tmp_path)


def test_urbansyns_void(tmp_path: Path) -> None:
    path = save(tmp_path / "ss.png", np.array([[0, 18, 19, 255, 20]], np.uint8))
    read = URBANSYN.read_labels(FrameFiles(name="x", image=path, labels=path))
    assert read.ids.tolist() == [[7, 33, 0, 0, 0]]
    assert read.unknown.tolist() == [[False, False, False, False, True]]


def test_a_damaged_depth_map_of_urbansyn(tmp_path: Path) -> None:
    write_urbansyn(tmp_path)
    files = URBANSYN.find(tmp_path)
    assert files[0].depth is not None
    files[0].depth.write_bytes(files[0].depth.read_bytes()[:100])
    with refused("data.file_damaged", name="depth_0001.exr"):
        URBANSYN.read_depth(files[0])


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_not_there_is_said_with_where_it_comes_from(tmp_path: Path, name: str) -> None:
    write_camvid(tmp_path / "camvid")
    source = report_of(f"{name}/camvid", tmp_path)["source"]
    assert codes(source["problems"]) == ["data.folder_missing"]
    assert source["where"].split("https://")[1].split("/")[0] in source["problems"][0]["text"]


@pytest.mark.parametrize("name", WRITERS)
def test_a_check_accepts_them(tmp_path: Path, name: str) -> None:
    WRITERS[name][0](tmp_path / name)
    write_camvid(tmp_path / "camvid")
    parts = report_of(miniature(f"{name}/camvid"), tmp_path)
    assert parts["source"]["problems"] == [] and parts["source"]["looked"] == COUNT
    doubts = codes(parts["source"]["suspicions"])
    assert ("data.no_depth" in doubts) is (name == "gta-v")
    # SHIFT's validation split is held out, and nothing needs it.
    assert ("held_out" in parts) is (name == "shift")


def test_presets_that_need_depth_are_refused_without(tmp_path: Path) -> None:
    without = [name for name in SOURCES if not find_pair(f"{name}/cityscapes").source.has_depth]
    assert without == ["gta-v"]
    assert find("both").needs_depth and not find("na").needs_depth
    experiment = Experiment(method=find("both"), pair="gta-v/cityscapes")
    with refused("data.no_depth", preset="both"):
        Job(RunFolder(tmp_path), experiment, Launch(device="cpu"))


def test_they_open_as_the_source_of_a_pair(tmp_path: Path) -> None:
    write_gta_v(tmp_path / "gta-v")
    frames = find_pair("gta-v/photos").open("source", Places(data=tmp_path), (24, 32))
    assert len(frames) == COUNT
