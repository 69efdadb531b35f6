"""A set that a test registers walks through the check, a training and a score.

What it takes is what CONTRIBUTING says: a ``DataSet`` and an entry for the source or the target.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from gioada.cli import main
from gioada.data.domains import SOURCES, TARGETS, Target, from_disk
from gioada.data.framesets import StoredSet
from gioada.data.sets.disk import DataSet, Facts
from gioada.data.sets.layout import Layout
from gioada.data.sets.reading import centimetres, grey_ids
from gioada.training.export import export_run
from gioada.training.journal import read_journal
from gioada.training.run import train_run
from gioada.training.spec import Launch
from tests.data.sets.trees_city import save, scene
from tests.problems import refused
from tests.tiny import experiment

FACTS = Facts(
    title="Dummy",
    where="https://example.org/dummy.zip",
    layout=("pictures/0.png", "classes/0.png", "far/0.png"),
    count=4,
)
LAYOUT = Layout(
    facts=FACTS,
    images=("pictures/*.*",),
    labels=("classes/*.*",),
    depth=("far/*.*",),
    archives=("dummy.zip",),
)
AGAIN = {"wanted": "the dummy's files", "again": "write them again"}
DUMMY = DataSet(
    facts=FACTS,
    files=LAYOUT.find,
    labels=partial(grey_ids, encoding="cityscapes-ids", **AGAIN),
    depth=partial(centimetres, **AGAIN),
)


def status_of(*words: str) -> int:
    """How a command ends."""
    with patch("sys.argv", ["gioada", *words]):
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0)
    return 0


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the set in it, which is registered as a source and as a target."""
    stored = partial(StoredSet, disk_set=DUMMY, role="target", folder="dummy")
    target = Target(
        space="kitti10", size=(32, 64), train=stored(labelled=False), evaluation=stored()
    )
    monkeypatch.setitem(SOURCES, "dummy", lambda _: from_disk(DUMMY, "dummy", None))
    monkeypatch.setitem(TARGETS, "dummy", target)
    for number in range(4):
        frame = scene(number)
        assert frame.ids is not None and frame.depth is not None
        save(tmp_path / f"dummy/pictures/{number}.png", frame.image)
        save(tmp_path / f"dummy/classes/{number}.png", frame.ids)
        depth = np.rint(frame.depth * 100).astype(np.uint16)
        save(tmp_path / f"dummy/far/{number}.png", depth)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_set_that_is_registered_goes_through_every_command(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = ("--data", str(data))
    assert status_of("data", "check", "dummy/dummy", *places) == 0
    assert "4 of 4; 4 looked at" in capsys.readouterr().out
    run = replace(experiment("both", steps=2, batch=1, save_every=2), pair="dummy/dummy")
    train_run(data / "run", run, Launch(data=data, device="cpu", quiet=True))
    export_run(data / "run", data / "checkpoints/dummy", averaged=True)
    score = ("--checkpoint", "checkpoints/dummy", "--device", "cpu")
    assert status_of("evaluate", *score, *places) == 0
    assert "mIoU" in capsys.readouterr().out
    (data / "dummy/far/2.png").unlink()
    assert status_of("data", "check", "dummy/dummy", *places) == 2


def test_without_depth_only_presets_that_need_none_are_trained(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat = replace(DUMMY, files=replace(LAYOUT, depth=()).find, depth=None)
    monkeypatch.setitem(SOURCES, "flat", lambda _: from_disk(flat, "dummy", None))
    launch = Launch(data=data, device="cpu", quiet=True)
    for preset in ("both", "depth", "+d"):
        run = replace(experiment(preset, steps=1), pair="flat/dummy")
        with refused("data.no_depth", preset=preset):
            train_run(data / preset, run, launch)
        assert not (data / preset).exists()
    train_run(data / "na", replace(experiment("na", steps=1), pair="flat/dummy"), launch)
    (line,) = read_journal(data / "na" / "journal.jsonl")
    assert line["terms"]["segmentation"] > 0 and line["terms"]["depth"] == 0
