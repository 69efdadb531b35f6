"""Every named pair trains and is scored, from miniature trees in each set's own encodings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gioada import records
from gioada.data.encodings import LabelChoices
from gioada.data.pairs import find_pair
from gioada.data.places import Places
from gioada.evaluation.command import evaluate_checkpoint
from gioada.training.export import export_run
from gioada.training.journal import read_journal
from gioada.training.run import train_run
from gioada.training.spec import Experiment, Launch
from tests.data.sets.trees_city import (
    write_camvid,
    write_carla,
    write_cityscapes,
    write_folders,
    write_synthia,
)
from tests.data.sets.trees_kitti import write_kitti, write_virtual_kitti, write_virtual_kitti2
from tests.tiny import experiment

TREES: dict[str, Callable[[Path], object]] = {
    "virtual-kitti": lambda root: write_virtual_kitti(root),
    "virtual-kitti-2": lambda root: write_virtual_kitti2(root),
    "synthia": write_synthia,
    "carla": lambda root: write_carla(root, version="0.9.14"),
    "carla-0.9.10": write_carla,
    "kitti": lambda root: write_kitti(root, training=3, testing=3),
    "cityscapes": write_cityscapes,
    "camvid": write_camvid,
    "source": write_folders,
    "target": write_folders,
}
PAIRS = {
    "virtual-kitti/kitti": ("virtual-kitti", "kitti"),
    "virtual-kitti-2/kitti": ("virtual-kitti-2", "kitti"),
    "synthia/cityscapes": ("synthia", "cityscapes"),
    "virtual-kitti/cityscapes": ("virtual-kitti", "cityscapes"),
    "demo-tiny/camvid": ("camvid",),
    "demo-tiny/kitti": ("kitti",),
    "carla/camvid": ("carla", "camvid"),
    "carla-0.9.10/cityscapes": ("carla-0.9.10", "cityscapes"),
    "folders/kitti": ("source", "kitti"),
    "demo-tiny/folders": ("target",),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with every set, each under its name."""
    folder = tmp_path_factory.mktemp("data")
    for name, write in TREES.items():
        write(folder / name)
    return folder


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_trains_and_is_scored(name: str, data: Path, tmp_path: Path) -> None:
    choices = LabelChoices(van="truck", lane_marking="road")
    run = replace(experiment("both", steps=2, batch=2, save_every=2), pair=name, labels=choices)
    launch = Launch(data=data, device="cpu", quiet=True)
    train_run(tmp_path / "run", run, launch)
    lines = read_journal(tmp_path / "run" / "journal.jsonl")
    assert [line["step"] for line in lines] == [1, 2]
    assert lines[-1]["terms"]["depth"] > 0
    assert records.read(Experiment, tmp_path / "run" / "spec.json").labels == choices
    card = export_run(tmp_path / "run", tmp_path / "checkpoint", averaged=True)
    assert card.space == find_pair(name).space.name
    split = "validation" if name.endswith("folders") else "evaluation"
    result = evaluate_checkpoint(
        tmp_path / "checkpoint",
        pair_name=None,
        split=split,
        limit=None,
        long_side=None,
        device="cpu",
        places=Places(data=data),
        json_path=tmp_path / "figures.json",
        write_card=True,
    )
    assert result.num_frames >= 1 and len(result.iou) == find_pair(name).space.num_classes


def test_a_packed_pair_trains_to_the_same_bit(data: Path, tmp_path: Path) -> None:
    run = replace(experiment("gd", steps=2), pair="virtual-kitti/kitti")
    find_pair(run.pair).pack(Places(data=data), tmp_path / "packed")
    told = []
    for name, packed in (("plain", None), ("packed", tmp_path / "packed")):
        # Nothing but the pack is there to be read.
        folder = data if packed is None else tmp_path / "nothing"
        launch = Launch(data=folder, packed=packed, device="cpu", quiet=True)
        train_run(tmp_path / name, run, launch)
        told.append([line["terms"] for line in read_journal(tmp_path / name / "journal.jsonl")])
    assert told[0] == told[1]


def test_a_set_that_is_not_there_is_named_with_its_archives(tmp_path: Path) -> None:
    run = replace(experiment("gd", steps=2), pair="virtual-kitti/kitti")
    with pytest.raises(ValueError, match=r"vkitti_1\.3\.1_rgb"):
        train_run(tmp_path / "run", run, Launch(data=tmp_path, device="cpu", quiet=True))
