"""Translations of rendered frames: the source itself, its colours matched, and a sabotaged copy."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from gioada.audit.judge import CheckpointJudge
from gioada.audit.options import Against, Reading
from gioada.audit.result import Audit
from gioada.audit.run import Folders, Outcome, audit_folders
from gioada.data.frame import SKY_DEPTH
from gioada.data.labels import KITTI10
from gioada.data.rendered import render
from gioada.inference.predictor import load_predictor
from gioada.inference.scene import Scene

COUNT, HEIGHT, WIDTH = 10, 96, 320
POLE = 17
SHIFTED, SWAPPED = 4, (2, 7)

Picture = NDArray[np.uint8]


class Remembering(CheckpointJudge):
    """Reads a picture once."""

    def __init__(self, folder: Path) -> None:
        super().__init__(load_predictor(folder))
        self.known: dict[bytes, Scene] = {}

    def read(self, image: Picture) -> Scene:
        key = image.tobytes()
        if key not in self.known:
            self.known[key] = super().read(image)
        return self.known[key]


def matched(picture: Picture, reference: Picture) -> Picture:
    """The picture with each channel's histogram that of the reference."""
    found = np.empty_like(picture)
    for channel in range(3):
        _, places, counts = np.unique(
            picture[..., channel], return_inverse=True, return_counts=True
        )
        wanted, shares = np.unique(reference[..., channel], return_counts=True)
        ranks = np.cumsum(counts) / picture[..., channel].size
        others = np.cumsum(shares) / reference[..., channel].size
        new = np.interp(ranks, others, wanted).astype(np.uint8)
        found[..., channel] = new[places].reshape(picture.shape[:2])
    return found


def without_poles(picture: Picture, ids: NDArray[np.uint8]) -> Picture:
    """Every pole continued from what is left of it."""
    found = picture.copy()
    for row, column in np.argwhere(ids == POLE).tolist():
        found[row, column] = found[row, max(0, column - 1)]
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of ten frames: source, labels, depth, matched and sabotaged."""
    root = tmp_path_factory.mktemp("audit")
    options = {"seed": 0, "height": HEIGHT, "width": WIDTH}
    frames = [render("source", index=index, **options) for index in range(COUNT)]
    reference = render("target", index=0, **options).image
    colours = [matched(frame.image, reference) for frame in frames]
    broken = [without_poles(each, frame.ids) for each, frame in zip(colours, frames, strict=True)]
    broken[SHIFTED] = np.roll(broken[SHIFTED], 8, axis=1)
    first, second = SWAPPED
    broken[first], broken[second] = broken[second], broken[first]
    depths = [np.round(np.minimum(frame.depth, SKY_DEPTH) * 100) for frame in frames]
    for name, pictures in {
        "source": [frame.image for frame in frames],
        "labels": [frame.ids for frame in frames],
        "depth": [depth.astype(np.uint16) for depth in depths],
        "matched": colours,
        "sabotaged": broken,
    }.items():
        (root / name).mkdir()
        for index, picture in enumerate(pictures):
            Image.fromarray(picture).save(root / name / f"{index}.png")
    return root


@pytest.fixture(scope="module")
def judge(root: Path) -> Remembering:
    return Remembering(root / "checkpoints" / "joint-demo")


@cache
def outcome(folder: Path, translated: str, judge: Remembering) -> Outcome:
    return audit_folders(
        Folders(
            source=str(folder / "source"),
            translated=str(folder / translated),
            labels=str(folder / "labels"),
            depth=str(folder / "depth"),
        ),
        judge,
        worst=2,
        progress=False,
    )


def codes(audit: Audit) -> set[str]:
    return {each.code for each in audit.findings}


def test_the_source_itself_keeps_everything(folder: Path, judge: Remembering) -> None:
    audit = outcome(folder, "source", judge).audit
    assert codes(audit) == {"unchanged", "not measured"}
    measured = [each.kept for each in audit.classes if each.kept]
    assert len(measured) >= 5
    assert {(each.value, each.low, each.high) for each in measured} == {(1.0, 1.0, 1.0)}
    assert audit.inventions == ()
    assert 0.7 < audit.on_source.right < 1
    assert audit.on_source.depth_error is not None
    assert {name: each and round(each.value, 6) for name, each in audit.cosmos.items()} == {
        "Blur SSIM": 1.0,
        "Canny-F1": 1.0,
        "Depth RMSE": 0.0,
        "Seg mIOU": 1.0,
    }


def test_a_class_that_the_judge_misreads_is_not_measured(folder: Path, judge: Remembering) -> None:
    audit = outcome(folder, "source", judge).audit
    poles = next(each for each in audit.classes if each.name == "pole")
    assert poles.judge_right < 2 / 3
    assert poles.kept is None
    assert "misreads" in poles.note
    assert poles.outline is not None


def test_other_colours_move_nothing(folder: Path, judge: Remembering) -> None:
    audit = outcome(folder, "matched", judge).audit
    assert not codes(audit) & {"unchanged", "shifted", "swapped", "outline lost"}
    edges = audit.geometry["gradient correlation"]
    assert edges is not None
    assert edges.value > 0.9
    assert audit.mean_kept is not None
    assert audit.mean_kept.value < 1


def test_each_sabotage_is_found_and_named(folder: Path, judge: Remembering) -> None:
    audit = outcome(folder, "sabotaged", judge).audit
    found = {each.code: each for each in audit.findings}
    assert found["shifted"].frames == (str(SHIFTED),)
    moved = next(each for each in audit.frames if each.name == str(SHIFTED))
    assert moved.shift == pytest.approx((8, 0), abs=0.5)
    assert [each.frames for each in audit.findings if each.code == "swapped"] == [
        tuple(map(str, SWAPPED))
    ]
    assert [each.what for each in audit.findings if each.code == "outline lost"] == ["pole"]
    assert {each.name for each in audit.frames[:2]} == set(map(str, SWAPPED))
    assert audit.frames[0].places


def test_the_command_writes_json_and_one_page(
    folder: Path,
    judge: Remembering,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from gioada.audit import command

    (folder / "sabotaged" / "left over.png").write_bytes(b"")
    monkeypatch.setattr(command, "load_judge", lambda *_: judge)
    command.audit_translations(
        Folders(
            source=str(folder / "source"),
            translated=str(folder / "sabotaged"),
            labels=str(folder / "labels"),
            depth=str(folder / "depth"),
        ),
        Reading(worst=2),
        Against(target=str(folder / "matched")),
        tmp_path,
    )
    (folder / "sabotaged" / "left over.png").unlink()
    printed = capsys.readouterr().out
    assert "pixels right (mIoU " in printed
    assert "swapped: the translations of 2 and 7 are swapped" in printed
    assert "1 translations without a partner: left over" in printed
    assert re.search(r"distance to the target\n.*\n +judge joint-demo", printed)
    stored = json.loads((tmp_path / "audit.json").read_text())
    assert stored["num_frames"] == COUNT
    assert stored["closeness"][0]["floor"] < stored["closeness"][0]["source"]
    assert [each["name"] for each in stored["classes"]] == list(KITTI10.classes)
    page = (tmp_path / "report.html").read_text()
    assert page.count("data:image/jpeg;base64,") == 2 * 5
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=\"http", page)
