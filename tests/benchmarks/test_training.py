"""The benchmark runs, and says what it is asked for; the times themselves are not tested."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from benchmarks import training
from benchmarks.contenders import Setting
from tests.tiny import HEIGHT, WIDTH, experiment

CPU = torch.device("cpu")


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    """The smallest of everything."""
    return Setting(
        experiment=experiment("both", precision="bf16", flip=False),
        height=HEIGHT,
        width=WIDTH,
        device="cpu",
        threads=1,
        frames=tmp_path,
    )


def test_it_prints_time_memory_bound_and_overhead(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(training, "elsewhere", lambda _, name: 2**20 * len(name))
    monkeypatch.setattr(training, "peak_flops", lambda *_: 1e12)
    training.compare(setting, CPU, repeats=1)
    text = capsys.readouterr().out
    for words in ("  ours ", "  plain ", "4 MiB", "times", "TFLOP/s", "loader", "journal"):
        assert words in text, words
    assert len((setting.frames / "run" / "journal.jsonl").read_text().splitlines()) >= 2


def test_it_says_what_each_part_brings(
    setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    training.ablate(setting, CPU, repeats=1)
    text = capsys.readouterr().out
    assert [line.split("  ")[1] for line in text.splitlines()[1:]] == [
        "bf16",
        "channels last",
        "discriminators frozen",
        "one shared forward",
        "all of these",
        "ours",
    ]


def test_operations_are_counted_for_the_whole_step(setting: Setting) -> None:
    both = training.flops(setting)
    alone = training.flops(replace(setting, experiment=experiment("na")))
    assert both > 2 * alone > 0


def test_a_gain_is_the_median_of_the_ratios_of_each_turn() -> None:
    before = [training.Cost(2.0, 4.0), training.Cost(30.0, 4.0), training.Cost(4.0, 4.0)]
    after = [training.Cost(1.0, 1.0), training.Cost(10.0, 2.0), training.Cost(4.0, 4.0)]
    assert training.gain(before, after) == (2.0, 2.0)
