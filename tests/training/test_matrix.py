"""Resume to the last bit, all of it: every preset, each step, workers, layouts, precisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from gioada.methods.presets import PRESETS
from gioada.training.runtime import Runtime
from tests.tiny import reading
from tests.training.runs import differences, train
from tests.training.test_trainer import drop_out, lines

SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {"runtime": Runtime(torch.device("cpu"))},
    "dropout and two workers": {"change": drop_out, "workers": 2},
    "bf16": {"runtime": Runtime(torch.device("cpu"), "bf16", channels_last=True)},
    "accumulated": {"batch": 4, "accumulate": 2, "schedule": "poly"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("stop", range(1, 6))
def test_stopped_at_any_step_and_resumed(
    tmp_path: Path, name: str, setting: str, stop: int
) -> None:
    # Noise and the pool draw random numbers; 6 steps pass the end of both epochs (5 and 3 frames).
    method = reading(name, noise=0.1, image_pool=2)
    options = SETTINGS[setting]
    expected, _ = train(tmp_path / "whole", method, **options)
    train(tmp_path / "parts", method, stop_at=stop, **options)
    resumed, notes = train(tmp_path / "parts", method, **options)
    assert notes.restored is not None and notes.restored.head.step == stop
    assert differences(resumed.objective, expected.objective) == []
    assert lines(tmp_path / "parts") == lines(tmp_path / "whole")
