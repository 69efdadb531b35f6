"""TensorBoard reads back what the journal says, once for each step."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gioada.errors import Problem
from gioada.training.logger import Board

Scalars = dict[str, list[tuple[int, float]]]


def line(step: int, value: float) -> dict[str, Any]:
    return {
        "step": step,
        "phase": "joint",
        "terms": {"segmentation": value, "depth": value / 4},
        "lr": {"task": 0.5},
        "machine": {"memory": 2_000_000_000},
    }


@pytest.fixture
def read() -> Any:
    """What TensorBoard itself makes of a run folder."""
    pytest.importorskip("tensorboard", reason="TensorBoard is optional")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    def load(folder: Path) -> Any:
        return EventAccumulator(str(folder / "tensorboard")).Reload()

    return load


def scalars(events: Any) -> Scalars:
    return {
        name: [(event.step, event.value) for event in events.Scalars(name)]
        for name in events.Tags()["scalars"]
    }


def test_groups_become_folders_of_curves(tmp_path: Path, read: Any) -> None:
    board = Board(tmp_path)
    board.cut(0)
    board.write(line(10, 1.0))
    board.write(line(20, 0.5))
    board.write({"step": 20, "validation": {"mIoU": 31.25}})
    # Not closed: a killed run is there as well.
    assert scalars(read(tmp_path)) == {
        "terms/segmentation": [(10, 1.0), (20, 0.5)],
        "terms/depth": [(10, 0.25), (20, 0.125)],
        "lr/task": [(10, 0.5), (20, 0.5)],
        "machine/memory": [(10, 2e9), (20, 2e9)],
        "validation/mIoU": [(20, 31.25)],
    }


def test_a_resumed_run_has_each_step_once(tmp_path: Path, read: Any) -> None:
    board = Board(tmp_path)
    board.cut(0)
    for step in (10, 20, 30):
        board.write(line(step, 1.0))
    again = Board(tmp_path)
    again.cut(20)
    again.write(line(30, 0.5))
    again.close()
    assert scalars(read(tmp_path))["terms/segmentation"] == [(10, 1.0), (20, 1.0), (30, 0.5)]


def test_pictures_are_shown_by_step(tmp_path: Path, read: Any) -> None:
    board = Board(tmp_path)
    board.picture(500, np.zeros((32, 64, 3), np.uint8))
    board.close()
    (picture,) = read(tmp_path).Images("samples")
    assert (picture.step, picture.height, picture.width) == (500, 32, 64)


def test_without_the_package_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(Problem, match="`pip install tensorboard`, or leave out --tensorboard"):
        Board(tmp_path)
    assert list(tmp_path.iterdir()) == []
