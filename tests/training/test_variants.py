"""The paper to the letter: section 3.5, field by field."""

from __future__ import annotations

from dataclasses import fields

import pytest

from gioada.methods.presets import PRESETS, find
from gioada.methods.spec import Readings, Weights
from gioada.methods.variants import VARIANTS
from gioada.models.spec import Networks
from gioada.training.options import departed
from gioada.training.spec import Experiment, Training
from tests.tiny import CLASSES

LETTER = departed(Experiment(method=find("both"), pair="virtual-kitti/kitti"), "literal")


def test_virtual_kitti_to_the_letter_is_section_3_5() -> None:
    method, networks, training = LETTER.method, LETTER.networks, LETTER.training
    # "G_img resembles the generator in CycleGAN"
    translator = networks.translator(CLASSES, method.translation.conditions)
    assert (translator.width, translator.num_blocks, translator.residual) == (64, 9, False)
    assert translator.up == "transposed"
    assert translator.conditions == ("depth", "labels")
    # "DeepLab-v2 ... VGG ... initialized with the ImageNet pre-trained weights"
    task = networks.task(CLASSES, LETTER.image)
    assert task.backbone == "vgg16"
    assert (task.width, task.features, task.normalisation) == (64, 1024, "none")
    assert (task.rates, task.weights) == ((6, 12, 18, 24), "imagenet")
    # "the discriminators are based on PatchGAN"
    image, output = networks.image_discriminator(), networks.map_discriminator(CLASSES + 1)
    assert (image.in_channels, output.in_channels) == (3, CLASSES + 1)
    for judge in (image, output):
        assert (judge.width, judge.strides, judge.normalisation) == (
            64, (2, 2, 2, 1, 1), "instance"
        )  # fmt: skip
    # "lambda_depth = 0.1, lambda_image = 0.1, lambda_output = 0.001"
    assert method.weights == Weights(segmentation=1.0, depth=0.1, image=0.1, output=0.001)
    assert method.readings == Readings()
    # "Adam optimizer with initial learning rate 2^{-4}", read as 2e-4
    rates = {getattr(training, field.name) for field in fields(training)
             if field.name.startswith("lr_")}  # fmt: skip
    assert (training.optimiser_task, rates, training.schedule) == ("adam", {2e-4}, "constant")
    # "trained for 10 epochs", of 21,260 images, "two images, one ... source ... other ... target"
    assert (training.epochs, training.steps, training.batch) == (10, None, 1)
    assert training.budget("steps", 21_260) == 212_600
    # "random horizontal flip"
    assert training.flip
    # Nothing that the paper does not name.
    assert (training.average, training.accumulate, training.precision) == (0.0, 1, "fp32")
    assert (training.backbone_rate, training.warmup, training.clip) == (1.0, 0, None)
    assert training.rare_share == 0.0
    # And nothing that stays unsaid, so that other defaults would not change the letter.
    unsaid = {"steps", "translation_steps", "accumulate", "seed", "rare_share", "precision",
              "channels_last", "compile", "deterministic", "workers", "log_every", "save_every",
              "sample_every", "validate_every", "keep"}  # fmt: skip
    assert {field.name for field in fields(Training)} == unsaid | set(VARIANTS["literal"].training)
    unsaid = {"output_stride", "depth_activation", "head"}  # none is the paper's on its VGG-16
    assert {field.name for field in fields(Networks)} == unsaid | set(VARIANTS["literal"].networks)
    # "a spatial resolution around 1242 x 375", whole
    assert LETTER.sizes == {"source": (375, 1242), "target": (375, 1242)}
    assert LETTER.crop is None


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_of_every_preset_is_an_experiment(name: str, variant: str) -> None:
    experiment = departed(Experiment(method=find(name)), variant)
    expected = VARIANTS[variant]
    for field in fields(Networks):
        default = getattr(Networks(), field.name)
        assert getattr(experiment.networks, field.name) == expected.networks.get(
            field.name, default
        )
    for field in fields(Training):
        default = getattr(Training(), field.name)
        wanted = expected.training.get(field.name, default)
        if field.name == "average" and experiment.method.needs_average:
            wanted = default
        assert getattr(experiment.training, field.name) == wanted


def test_an_unknown_variant_is_named() -> None:
    with pytest.raises(ValueError, match="no variant 'steddy'"):
        departed(Experiment(), "steddy")
