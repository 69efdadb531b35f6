"""Options that cannot work are refused before anything starts."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from gioada import records
from gioada.methods.presets import PRESETS, find
from gioada.models.spec import Networks
from gioada.training.spec import Experiment, Training


@pytest.mark.parametrize("name", PRESETS)
def test_an_experiment_comes_back_from_its_file(tmp_path: Path, name: str) -> None:
    experiment = Experiment(method=find(name), training=Training(lr_task=1e-5, flip=False))
    records.write(experiment, tmp_path / "spec.json")
    assert records.read(Experiment, tmp_path / "spec.json") == experiment


def test_images_must_be_large_enough_for_the_output_discriminator() -> None:
    Experiment(height=32, width=32)
    with pytest.raises(ValueError, match="images of 31 x 64 are too small"):
        Experiment(height=31, width=64)


@pytest.mark.parametrize(
    "name", ["steps", "translation_steps", "batch", "accumulate", "log_every", "save_every", "keep"]
)
def test_counts_are_at_least_one(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 1, and it is 0"):
        Training(**{name: 0})


@pytest.mark.parametrize("name", ["workers", "seed", "sample_every", "validate_every"])
def test_nothing_is_negative(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 0, and it is -1"):
        Training(**{name: -1})


def test_validation_needs_a_pair_with_frames_for_it() -> None:
    Experiment(pair="demo", training=Training(validate_every=5))
    Experiment(pair="demo/kitti")
    with pytest.raises(ValueError, match="demo/kitti has no validation frames: leave"):
        Experiment(pair="demo/kitti", training=Training(validate_every=5))


def test_the_defaults_are_the_papers() -> None:
    training = Training()
    rates = (training.lr_task, training.lr_translator, training.lr_image, training.lr_output)
    assert rates == (2e-4, 2e-4, 2e-4, 1e-4)
    assert (training.optimiser_task, training.batch, training.flip) == ("adam", 1, True)
    assert training.budget("steps", 21_260) == 212_600  # ten epochs of Virtual KITTI
    assert training.budget("translation_steps", 21_260) == 212_600


def test_epochs_are_passes_over_the_source_in_steps_of_a_batch() -> None:
    assert Training(epochs=0.5, batch=4).budget("steps", 10) == 2
    assert Training(epochs=3, steps=7, translation_steps=9).budget("steps", 10) == 7
    assert Training(epochs=3, steps=7, translation_steps=9).budget("translation_steps", 10) == 9


@pytest.mark.parametrize("weights", ["na-demo", "checkpoints/gone"])
def test_a_narrow_run_that_began_from_a_checkpoint_is_read_without_it(weights: str) -> None:
    begun = Experiment(networks=Networks(size="small", weights=weights))
    assert records.build(Experiment, asdict(begun)) == begun


@pytest.mark.parametrize(
    ("name", "networks", "training", "sentence"),
    [
        ("both", {}, {"translation_steps": 5}, "translation_steps are CycleGAN's, and both has no"),
        ("both", {"weights": "imagenet"}, {}, "fit VGG-16 at full width only"),
        ("both", {}, {"batch": 3, "accumulate": 2}, "batch of 3 cannot be split into 2 equal"),
        ("both", {}, {"epochs": 0}, "epochs must be above 0"),
        ("both", {}, {"average": 1.0}, "below 1"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    name: str, networks: dict, training: dict, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        Experiment(method=find(name), networks=Networks(**networks), training=Training(**training))


def test_a_pair_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no pair 'dmeo'"):
        Experiment(pair="dmeo")


def test_sizes_are_the_pairs_own_unless_said() -> None:
    paper = Experiment(pair="synthia/cityscapes")
    assert paper.sizes == {"source": (760, 1280), "target": (512, 1024)}
    mixture = Experiment(pair="virtual-kitti/cityscapes")
    assert mixture.sizes == {"source": (375, 1242), "target": (512, 1024)}
    small = Experiment(pair="synthia/cityscapes", height=256, width=512)
    assert small.sizes == {"source": (256, 512), "target": (256, 512)}
    both = Experiment(pair="demo", height=64, source_size=(80, 400))
    assert both.sizes == {"source": (80, 400), "target": (64, 320)}


def test_a_crop_must_fit_into_both_domains() -> None:
    Experiment(pair="synthia/cityscapes", crop=(512, 1024))
    with pytest.raises(ValueError, match=r"a crop of 600 x 600 does not fit .* 512 x 1024"):
        Experiment(pair="synthia/cityscapes", crop=(600, 600))


def test_an_average_that_does_not_exist_cannot_guide() -> None:
    readings = replace(find("both").readings, guide="average")
    method = replace(find("both"), readings=readings)
    Experiment(method=method)
    with pytest.raises(ValueError, match="both learns from the averaged weights"):
        Experiment(method=method, training=Training(average=0.0))
