"""Folders predicted: what is written, what is kept, and what is left out."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gioada.batch.options import Launch, Predictions, Working
from gioada.batch.outputs import classes_of, label_table
from gioada.batch.predict import PredictionSet, predict_all
from gioada.data.files import read_depth
from gioada.data.labels import CAMVID11, CITYSCAPES16, KITTI10
from gioada.errors import Problem
from gioada.inference.predictor import load_predictor
from tests.problems import refused
from tests.shelf import shelve


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf") / "tiny"
    shelve(folder)
    return folder


def photos(folder: Path, count: int = 5) -> Path:
    draw = np.random.default_rng(0)
    for index in range(count):
        path = folder / ("a/b" if index % 2 else "c") / f"{index}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        size = (40, 70) if index < 3 else (48, 64)
        Image.fromarray(draw.integers(0, 256, (*size, 3), np.uint8)).save(path)
    return folder


def predict(inputs: Path, out: Path, checkpoint: Path, **options: object):
    outputs = options.pop("outputs", Predictions())
    working = options.pop("working", Working())
    launch = Launch(device="cpu", threads=2, **options)  # type: ignore[arg-type]
    asked = PredictionSet(
        inputs=[str(inputs)],
        checkpoint=checkpoint,
        out=out,
        outputs=outputs,  # type: ignore[arg-type]
        working=working,  # type: ignore[arg-type]
    )
    return predict_all(asked, launch)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.name != "provenance.json"
    }


def test_every_picture_has_its_files_under_its_name(checkpoint: Path, tmp_path: Path) -> None:
    outputs = Predictions(confidence=True, overlay=True)
    inputs, out = photos(tmp_path / "in"), tmp_path / "out"
    outcome = predict(inputs, out, checkpoint, outputs=outputs, batch=2)
    assert (outcome.frames, outcome.done, outcome.broken) == (5, 5, {})
    found = ("a/b/1", "a/b/3", "c/0", "c/2", "c/4")
    kinds = {"labels": "png", "depth": "png", "confidence": "png", "overlay": "jpg"}
    wanted = {f"{kind}/{name}.{suffix}" for kind, suffix in kinds.items() for name in found}
    assert set(tree(out)) == wanted
    image = np.asarray(Image.open(inputs / "c/4.png"))
    scene = load_predictor(checkpoint, torch.device("cpu")).predict(image, fast=True)
    ids = np.array([group[0] for group in KITTI10.ids])
    written = np.asarray(Image.open(out / "labels/c/4.png"))
    assert (written == ids[scene.labels]).mean() > 0.99
    depth = read_depth(out / "depth/c/4.png", "centimetres-16bit").values
    np.testing.assert_allclose(depth, scene.depth, atol=0.02)
    written = json.loads((out / "provenance.json").read_text())
    assert written["counts"] == {"frames": 5, "done": 5, "broken": 0}
    assert len(written["checkpoint"]["sha256"]) == 64


def test_depth_may_be_floats_and_labels_colours(checkpoint: Path, tmp_path: Path) -> None:
    outputs = Predictions(labels="colours", depth="npz")
    predict(photos(tmp_path / "in", 1), tmp_path / "out", checkpoint, outputs=outputs)
    assert np.load(tmp_path / "out/depth/c/0.npz")["depth"].dtype == np.float32
    assert Image.open(tmp_path / "out/labels/c/0.png").mode == "RGB"


@pytest.mark.parametrize("space", [KITTI10, CITYSCAPES16, CAMVID11])
@pytest.mark.parametrize("form", ["ids", "train-ids", "colours"])
def test_labels_written_in_any_form_say_the_same(space, form) -> None:
    labels = np.arange(space.num_classes, dtype=np.uint8)[None]
    written = label_table(space, form)[labels]
    np.testing.assert_array_equal(classes_of(written, space, form), labels)
    assert label_table(KITTI10, "train-ids")[:3].tolist() == [0, 2, 5]  # road, building, pole


def test_the_same_command_goes_on_and_another_is_refused(checkpoint: Path, tmp_path: Path) -> None:
    inputs, out = photos(tmp_path / "in"), tmp_path / "out"
    predict(inputs, out, checkpoint)
    before = tree(out)
    (out / "labels/c/2.png").unlink()
    assert predict(inputs, out, checkpoint).done == 1
    assert tree(out) == before
    with refused("batch.other_options"):
        predict(inputs, out, checkpoint, outputs=Predictions(labels="colours"))
    other = tmp_path / "other"
    shelve(other)
    weights = other / "task.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    with refused("batch.other_options"):
        predict(inputs, out, other)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.pdf").touch()
    with refused("batch.folder_used"):
        predict(inputs, tmp_path / "full", checkpoint)


def test_parts_make_the_whole_and_nothing_twice(checkpoint: Path, tmp_path: Path) -> None:
    inputs = photos(tmp_path / "in")
    done = [predict(inputs, tmp_path / "parts", checkpoint, part=f"{i}/3").done for i in (1, 2, 3)]
    assert done == [2, 2, 1]
    assert predict(inputs, tmp_path / "parts", checkpoint).done == 0
    predict(inputs, tmp_path / "whole", checkpoint)
    assert tree(tmp_path / "parts") == tree(tmp_path / "whole")
    with refused("batch.part"):
        predict(inputs, tmp_path / "parts", checkpoint, part="4/3")


def test_processes_of_a_launcher_share_the_frames(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, done = photos(tmp_path / "in"), []
    monkeypatch.setenv("WORLD_SIZE", "2")
    for rank in "01":
        monkeypatch.setenv("RANK", rank)
        done.append(predict(inputs, tmp_path / "out", checkpoint).done)
    assert done == [3, 2]


def test_a_part_in_work_is_refused(checkpoint: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    inputs, out = photos(tmp_path / "in"), tmp_path / "out"
    predict(inputs, out, checkpoint)
    with FileLock(out / ".1-of-1.lock"), pytest.raises(Problem, match="another process"):
        predict(inputs, out, checkpoint)


def test_a_broken_picture_is_left_out_and_the_rest_goes_on(
    checkpoint: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    inputs, out = photos(tmp_path / "in"), tmp_path / "out"
    whole = (inputs / "c/2.png").read_bytes()
    (inputs / "c/2.png").write_bytes(whole[:200])
    outcome = predict(inputs, out, checkpoint)
    assert outcome.done == 4 and list(outcome.broken) == ["c/2"]
    assert "left out: c/2" in caplog.text
    assert list(json.loads((out / "provenance.json").read_text())["broken"]) == ["c/2"]
    with refused("batch.frame"):
        predict(inputs, out, checkpoint, strict=True)
    (inputs / "c/2.png").write_bytes(whole)
    assert predict(inputs, out, checkpoint).done == 1
    assert json.loads((out / "provenance.json").read_text())["broken"] == {}


def test_a_full_disk_says_so_and_leaves_whole_files_only(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, out = photos(tmp_path / "in"), tmp_path / "out"
    writes = []

    def full(path: Path, data: bytes) -> int:
        writes.append(path)
        if len(writes) > 4:
            write(path, b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    write = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", full)
    with refused("batch.disk_full"):
        predict(inputs, out, checkpoint)
    monkeypatch.undo()
    assert not list(out.rglob("*.part"))
    predict(inputs, out, checkpoint)
    predict(inputs, tmp_path / "again", checkpoint)
    assert tree(out) == tree(tmp_path / "again")


def test_own_size_and_tiles(checkpoint: Path, tmp_path: Path) -> None:
    inputs = photos(tmp_path / "in", 1)
    Image.fromarray(np.zeros((100, 200, 3), np.uint8)).save(inputs / "c/0.png")
    working = Working(long_side=0, tile=64)
    predict(inputs, tmp_path / "out", checkpoint, working=working)
    assert Image.open(tmp_path / "out/labels/c/0.png").size == (200, 100)
