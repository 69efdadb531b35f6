"""docs/data.md: its example is read, and its names and bounds are those of the code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from gioada.data.check import judging
from gioada.data.depth import SCALES
from gioada.data.depth_encodings import DEPTH_ENCODINGS, encode
from gioada.data.domains import SOURCES, TARGETS
from gioada.data.encodings import LABEL_ENCODINGS, LabelChoices
from gioada.data.framesets import StoredSet
from gioada.data.pairs import find_pair
from gioada.data.sets.disk import Facts
from tests.data.check.mini import report_of
from tests.data.sets.trees_city import save, scene


@pytest.fixture
def document(root: Path) -> str:
    return (root / "docs" / "data.md").read_text()


def test_the_example_is_read(document: str, tmp_path: Path) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", document, flags=re.DOTALL)
    table = json.loads(example)["labels"]["encoding"]
    root = tmp_path / "source"
    (root / "rgb" / "a").mkdir(parents=True)
    (root / "dataset.json").write_text(example)
    (root / "train.txt").write_text("a/0\na/1\n")
    ids = {"road": 7, "building": 11, "sky": 23, "car": 26}
    number_of = {ids[name]: int(number) for number, name in table.items() if name in ids}
    for number in range(2):
        frame = scene(number)
        assert frame.ids is not None and frame.depth is not None
        labels = np.vectorize(lambda id_: number_of.get(id_, 0))(frame.ids).astype(np.uint8)
        save(root / "rgb" / "a" / f"{number}_rgb.png", frame.image)
        save(root / "gt" / "a" / f"{number}_ids.png", labels)
        depth = encode(frame.depth, "centimetres-16bit")
        save(root / "depth" / "a" / f"{number}_depth.png", depth)
    source = report_of("folders/camvid", tmp_path)["source"]
    assert source["problems"] == [] and source["unknown"] == 0 and source["looked"] == 2
    assert {name for name, share in source["shares"].items() if share} >= set(ids)
    assert source["depth"]["median_of_sky"] > 655


def test_names_of_encodings_scales_and_sets_are_all_there(document: str) -> None:
    prose = re.sub(r"```.*?```", "", document, flags=re.DOTALL)
    told = set(re.findall(r"`([^`]+)`", prose))
    assert told >= {*DEPTH_ENCODINGS, *LABEL_ENCODINGS, *SCALES}
    assert told >= {*SOURCES, *TARGETS}


def facts_of_all_sets() -> list[Facts]:
    found = [source(LabelChoices()).train for source in SOURCES.values()]
    for target in TARGETS.values():
        found += [target.train, target.evaluation, target.validation]
    return [each.disk_set.facts for each in found if isinstance(each, StoredSet)]


def test_archives_and_counts_are_those_of_the_sets(document: str) -> None:
    for facts in facts_of_all_sets():
        assert facts.count is None or f"{facts.count:,}" in document, facts.title
        for archive in re.findall(r"\S+\.(?:tar|zip|rar)", facts.where):
            assert f"`{archive}`" in document
        for page in re.findall(r"https?://\S+[\w/]", facts.where):
            assert page in document


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("virtual-kitti/kitti", 10),
        ("synthia/cityscapes", 16),
        ("virtual-kitti/cityscapes", 8),
        ("synthia/kitti", 8),
        ("carla/camvid", 11),
        ("demo/camvid", 11),
        ("synthia/camvid", 11),
        ("virtual-kitti/camvid", 7),
        ("demo-cityscapes", 16),
        ("demo-camvid", 11),
        ("urbansyn/cityscapes", 16),
        ("urbansyn/photos", 16),
        ("gta-v/cityscapes", 16),
        ("shift/cityscapes", 12),
        ("demo/folders:camvid11", 11),
        ("demo/folders:cityscapes16[road,sky,car]", 3),
        ("folders/cityscapes", 16),
    ],
)
def test_pairs_and_their_classes(document: str, name: str, classes: int) -> None:
    assert name in document
    assert find_pair(name).space.num_classes == classes


def test_bounds_are_those_of_the_code(document: str) -> None:
    for text in (
        f"over {judging.A_FEW:.0%} of the official",
        f"over {judging.UNKNOWN:.0%} of the label pixels",
        f"over {judging.NO_CLASS:.0%} of the label pixels",
        f"a likeness under {judging.LIKENESS}",
        f"{judging.SHARES:.0%} of the pixels would have to change class",
        f"over {judging.MISSING:.0%} |",
        f"outside {judging.ROAD_METRES[0]:.0f} to {judging.ROAD_METRES[1]:.0f} m",
        f"fewer than {judging.FITTING:.0%} of the frames",
    ):
        assert text.replace("%", " %") in document


def test_links_lead_to_files(root: Path, document: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document)
    assert links and [link for link in links if not (root / "docs" / link).exists()] == []
