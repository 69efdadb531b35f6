"""Options that cannot work are refused before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from gioada import records
from gioada.methods.presets import PRESETS
from gioada.training.spec import Experiment, Training


@pytest.mark.parametrize("name", PRESETS)
def test_an_experiment_comes_back_from_its_file(tmp_path: Path, name: str) -> None:
    experiment = Experiment(method=PRESETS[name], training=Training(lr_task=1e-5, flip=False))
    records.write(experiment, tmp_path / "spec.json")
    assert records.read(Experiment, tmp_path / "spec.json") == experiment


def test_images_must_be_large_enough_for_the_output_discriminator() -> None:
    Experiment(height=32, width=32)
    with pytest.raises(ValueError, match="images of 31 x 64 are too small"):
        Experiment(height=31, width=64)


@pytest.mark.parametrize("name", ["steps", "batch", "log_every", "save_every", "keep"])
def test_counts_are_at_least_one(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 1, and it is 0"):
        Experiment(training=Training(**{name: 0}))


@pytest.mark.parametrize("name", ["translation_steps", "workers"])
def test_nothing_is_negative(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        Experiment(training=Training(**{name: -1}))


def test_the_rates_are_the_papers() -> None:
    training = Training()
    rates = (training.lr_task, training.lr_translator, training.lr_image, training.lr_output)
    assert rates == (2e-4, 2e-4, 2e-4, 1e-4)
