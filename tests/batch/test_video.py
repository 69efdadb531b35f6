"""Videos in and out; skipped where PyAV is not installed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from gioada.batch import video
from gioada.batch.options import Launch, Predictions, Working
from gioada.batch.pictures import find_pictures
from gioada.batch.predict import VIDEO, PredictionSet, predict_all
from gioada.batch.video import Video, write_video
from tests.problems import refused
from tests.shelf import shelve


def greys(count: int = 12) -> list[np.ndarray]:
    return [np.full((48, 66, 3), 20 * index, np.uint8) for index in range(count)]


def written_clip(folder: Path) -> Path:
    write_video(folder / "clip.mp4", greys(), Fraction(30000, 1001))
    return folder / "clip.mp4"


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    pytest.importorskip("av")
    return written_clip(tmp_path)


def test_pictures_come_back_in_whatever_order_readers_ask(clip: Path) -> None:
    opened = Video(clip)
    assert opened.count == 12 and opened.rate == Fraction(30000, 1001)
    opened.skip(0)
    for index in (2, 1, 5, 3, 4, 11):
        picture = opened.read(index)
        assert picture.shape == (48, 66, 3)
        assert abs(picture.mean() - 20 * index) < 3


def test_a_video_that_is_cut_off_tells_which_picture_is_missing(clip: Path, tmp_path: Path) -> None:
    opened = Video(clip)
    opened.count += 1
    with refused("batch.video_frame", index=12):
        opened.read(12)
    (tmp_path / "no.mp4").write_bytes(b"no video at all")
    with refused("batch.video"):
        Video(tmp_path / "no.mp4")


def test_a_video_of_a_video(clip: Path, tmp_path: Path) -> None:
    shelve(tmp_path / "tiny")
    outputs, out = Predictions(video=True, labels="colours"), tmp_path / "out"
    for part in ("1/2", "2/2"):
        asked = PredictionSet(
            inputs=[str(clip)],
            checkpoint=tmp_path / "tiny",
            out=out,
            outputs=outputs,
            working=Working(),
        )
        predict_all(asked, Launch(device="cpu", threads=2, part=part))
        assert (out / VIDEO).exists() == (part == "2/2")
    assert len(list((out / "labels").iterdir())) == 12
    made = find_pictures([str(out / VIDEO)])
    assert len(made.all) == 12 and made.rate == Fraction(30000, 1001)
    picture = made.all[0].read()
    assert picture.shape == (48, 132, 3)
    assert abs(picture[:, :60].mean() - 0) < 4  # the photo on the left, the classes on the right
    assert picture[:, 70:].mean() > 10
    assert torch.is_inference_mode_enabled() is False


def test_without_pyav_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "av", None)
    (tmp_path / "clip.mp4").write_bytes(b"")
    with refused("batch.pyav_missing"):
        video.Video(tmp_path / "clip.mp4")
