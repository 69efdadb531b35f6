"""SYNTHIA-RAND-CITYSCAPES in its true encoding, in the converted forms, and damaged."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from gioada.data.frame import SKY_DEPTH
from gioada.data.labels import CITYSCAPES, CITYSCAPES16, VOID
from gioada.data.sets.disk import DiskFrames
from gioada.data.sets.matching import FrameFiles
from gioada.data.sets.synthia import synthia
from tests.data.sets.trees_city import save, scene, synthia_labels, write_synthia, written
from tests.problems import refused

# The table of the set's README, by the Cityscapes names: 13 is parking-slot, 14 road-work, 22 lane
# marking.
CLASSES = (
    *("unlabeled", "sky", "building", "road", "sidewalk", "fence", "vegetation", "pole", "car"),
    *("traffic sign", "person", "bicycle", "motorcycle", "parking", "unlabeled", "traffic light"),
    *("terrain", "rider", "truck", "bus", "train", "wall", "unlabeled"),
)
ID_OF = {name: id_ for id_, (name, _) in CITYSCAPES.items()}


@pytest.mark.parametrize("level", ["", "RAND_CITYSCAPES"])
@pytest.mark.parametrize("depth", ["Depth", "Depth/Depth"])
def test_frames_come_back(tmp_path: Path, level: str, depth: str) -> None:
    write_synthia(tmp_path / level, count=3, depth=depth)
    whole = synthia()
    files = whole.find(tmp_path)
    assert [each.name for each in files] == ["0000000", "0000001", "0000002"]
    frames = DiskFrames(whole, files, labelled=True)
    for number in range(3):
        frame, expected = frames[number], scene(number)
        assert frame.ids is not None and frame.depth is not None and expected.depth is not None
        np.testing.assert_array_equal(frame.image, expected.image)
        np.testing.assert_array_equal(frame.ids, expected.ids)
        np.testing.assert_allclose(frame.depth, expected.depth, atol=0.0051)
        assert frame.depth.dtype == np.float32
        assert (frame.depth == np.float32(SKY_DEPTH)).any()


def one(tmp_path: Path, ids: np.ndarray) -> FrameFiles:
    path = save(tmp_path / "GT/LABELS/0000000.png", synthia_labels(ids))
    return FrameFiles(name="0000000", image=path, labels=path)


def test_every_class_of_the_set(tmp_path: Path) -> None:
    ids = np.arange(23, dtype=np.uint8)[None]
    read = synthia().read_labels(one(tmp_path, ids))
    assert read.ids[0].tolist() == [ID_OF[name] for name in CLASSES]
    assert read.share == 0
    # The sixteen classes of the paper, all but the four names that Cityscapes scores not.
    assert (CITYSCAPES16.from_ids(read.ids) != VOID).sum() == 16


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ids=hnp.arrays(
        np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(0, 22)
    )
)
def test_any_map_of_ids_is_read_whatever_the_instances(tmp_path: Path, ids: np.ndarray) -> None:
    read = synthia().read_labels(one(tmp_path, ids))
    assert read.ids.shape == ids.shape
    assert set(np.unique(read.ids)) <= set(CITYSCAPES)
    expected = np.array([ID_OF[name] for name in CLASSES])[ids]
    np.testing.assert_array_equal(read.ids, expected)


def test_lane_markings_are_ignored_or_road(tmp_path: Path) -> None:
    files = one(tmp_path, np.array([[22, 3, 1]], np.uint8))
    assert synthia().read_labels(files).ids.tolist() == [[0, 7, 23]]
    assert synthia(lane_marking="road").read_labels(files).ids.tolist() == [[7, 7, 23]]


@pytest.mark.parametrize("folder", ["parsed_LABELS", "synthia_mapped_to_cityscapes"])
@pytest.mark.parametrize("void", [True, False])
@pytest.mark.parametrize("encoding", ["synthia", "cityscapes-train-ids"])
def test_converted_labels_are_mapped_once(
    tmp_path: Path, folder: str, encoding: str, void: bool
) -> None:
    write_synthia(tmp_path, labels=folder, encoding=encoding)
    first = tmp_path / folder / "0000000.png"
    values = np.asarray(Image.open(first)).copy()
    if void:  # 255 tells train ids, and 19 (bus) SYNTHIA's; without them the street tells.
        values[0, 0] = 255 if encoding == "cityscapes-train-ids" else 19
        save(first, values)
    whole = synthia()
    files = whole.find(tmp_path)
    for number in range(2):
        ids, expected = whole.read_labels(files[number]).ids, scene(number).ids
        assert expected is not None
        np.testing.assert_array_equal(ids[1:], expected[1:])


def test_lane_markings_cannot_be_road_where_they_were_mapped_away(tmp_path: Path) -> None:
    write_synthia(tmp_path, labels="parsed_LABELS", encoding="cityscapes-train-ids")
    with refused("data.lane_markings_lost"):
        synthia(lane_marking="road").find(tmp_path)


def test_single_values_tell_what_a_street_does_not(tmp_path: Path) -> None:
    files = write_synthia(tmp_path, labels="parsed_LABELS") / "parsed_LABELS"
    building = np.full((24, 32), 2, np.uint8)
    for path in files.iterdir():
        save(path, building)
    with refused("data.meaning_unclear"):
        synthia().find(tmp_path)
    for value, expected in ((19, 28), (255, 0)):  # A bus of SYNTHIA's, and void of train ids.
        building[0, 0], building[0, 1] = value, 10
        save(files / "0000001.png", building)
        whole = synthia()
        ids = whole.read_labels(whole.find(tmp_path)[1]).ids
        assert ids[0, :3].tolist() == [expected, 24 if value == 19 else 23, 11]


def test_a_converted_file_unlike_its_folder_is_refused(tmp_path: Path) -> None:
    write_synthia(tmp_path, labels="parsed_LABELS", count=60)
    ids = written(np.array([[0, 7, 23]], np.uint8) + 0, "cityscapes-train-ids")
    save(tmp_path / "parsed_LABELS/0000007.png", ids)
    whole = synthia()
    files = whole.find(tmp_path)
    with refused("data.labels_top"):
        whole.read_labels(files[7])


@pytest.mark.parametrize(
    ("red", "message"),
    [(23, "has 23 in its red channel"), (256, "has 256 in its red channel")],
)
def test_a_wrong_red_channel_is_noticed(tmp_path: Path, red: int, message: str) -> None:
    write_synthia(tmp_path)
    labels = np.ones((24, 32, 3), np.uint16)
    labels[3, 3, 0] = red  # 256 is 0 in its lower byte.
    save(tmp_path / "GT/LABELS/0000001.png", labels)
    whole = synthia()
    files = whole.find(tmp_path)
    whole.read_labels(files[0])
    with refused("data.labels_top"):
        whole.read_labels(files[1])


def test_eight_bits_in_the_official_folder_are_refused(tmp_path: Path) -> None:
    write_synthia(tmp_path)
    save(tmp_path / "GT/LABELS/0000000.png", np.ones((24, 32, 3), np.uint8))
    whole = synthia()
    with refused("data.file_form"):
        whole.read_labels(whole.find(tmp_path)[0])


def test_a_damaged_label_file_is_named(tmp_path: Path) -> None:
    write_synthia(tmp_path)
    path = tmp_path / "GT/LABELS/0000001.png"
    content = path.read_bytes()
    files = synthia().find(tmp_path)
    # Cut off, and with a wrong byte amid the pixels.
    wrong = content[:60] + bytes([content[60] ^ 255]) + content[61:]
    for broken in (content[:-30], wrong, content[:45]):
        path.write_bytes(broken)
        with refused("data.file_damaged", name="0000001.png", frame="0000001"):
            synthia().read_labels(files[1])


def test_wrong_bytes_that_decode_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compress = zlib.compress
    monkeypatch.setattr(zlib, "compress", lambda rows: compress(rows, 0))
    files = one(tmp_path, np.full((24, 32), 3, np.uint8))
    assert files.labels is not None
    whole = files.labels.read_bytes()
    # The last pixel is followed by the two checksums of zlib and of its chunk, and by IEND.
    last_red, height = len(whole) - 12 - 4 - 4 - 5, 8 + 8 + 7
    assert whole[last_red] == 3 and whole[height] == 24
    for place in (last_red, height):
        files.labels.write_bytes(whole[:place] + b"\x04" + whole[place + 1 :])
        with refused("data.file_damaged"):
            synthia().read_labels(files)
    files.labels.write_bytes(whole)
    assert (synthia().read_labels(files).ids == 7).all()


def test_depth_of_eight_bits_or_of_unequal_channels_is_refused(tmp_path: Path) -> None:
    write_synthia(tmp_path)
    whole = synthia()
    files = whole.find(tmp_path)
    save(tmp_path / "Depth/Depth/0000000.png", np.zeros((24, 32), np.uint8))
    with refused("data.file_form"):
        whole.read_depth(files[0])
    unequal = np.zeros((24, 32, 3), np.uint16)
    unequal[..., 1] = 1
    save(tmp_path / "Depth/Depth/0000000.png", unequal)
    with refused("data.depth_channels"):
        whole.read_depth(files[0])
    save(tmp_path / "Depth/Depth/0000000.png", np.full((24, 32), 1234, np.uint16))
    assert (whole.read_depth(files[0]) == np.float32(12.34)).all()


def test_other_folders_are_told_apart(tmp_path: Path) -> None:
    with refused("data.folder_missing"):
        synthia().find(tmp_path / "nowhere")
    save(tmp_path / "seqs/RGB/Stereo_Left/Omni_F/000000.png", scene(0).image)
    with refused("data.other_set"):
        synthia().find(tmp_path / "seqs")
    save(tmp_path / "rand/RGB/ap_000_01-11-2015_19-20-57_000000_0_Rand_0.png", scene(0).image)
    with refused("data.other_set"):
        synthia().find(tmp_path / "rand")
    save(tmp_path / "slashes/RAND_CITYSCAPES\\RGB\\0000000.png", scene(0).image)
    with refused("data.backslashes"):
        synthia().find(tmp_path / "slashes")
