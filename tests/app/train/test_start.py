"""Adapting to one's own photos goes on from a checkpoint that knows the source."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from app.train import specs
from app.train.start import going_on, photo_size, starting_point
from gioada.methods.objective import Objective
from gioada.methods.presets import PRESETS
from gioada.models.checkpoint import load_task


@pytest.fixture(autouse=True)
def bundled(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests look at checkpoints of their own."""
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(root / "checkpoints"))


def test_a_run_goes_on_from_the_checkpoint_of_its_own_preset_or_else_the_non_adapted() -> None:
    names = {preset: starting_point("street", preset) for preset in PRESETS}
    assert {card.name for card in names.values() if card} >= {"na-street", "both-street"}
    assert names["both"] is not None and names["both"].preset == "both"
    assert names["ss"] is not None and names["ss"].preset == "na"
    assert starting_point("virtual-kitti", "both") is None


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_every_preset_can_go_on(preset: str) -> None:
    card = starting_point("street", preset)
    assert card is not None
    run = going_on(card, preset, "street", (58, 192))
    assert run.pair == "street/photos:camvid11"
    assert run.sizes["target"] == photo_size((58, 192), card, run.crop)
    assert run.method.name == preset and run.networks.weights == card.path
    before = specs.build(card.experiment, card.name).method
    assert run.method.readings.balance == before.readings.balance > 0
    assert run.method.weights.depth == before.weights.depth


def test_it_begins_with_that_networks_weights() -> None:
    card = starting_point("street", "both")
    assert card is not None
    run = going_on(card, "both", "street", (144, 192))
    begun = Objective(run.method, run.networks, run.find_pair().space.num_classes, run.image)
    begun.begin_with(run.networks.weights, run.find_pair().space.name, run.depth_scale)
    own = begun.generators["task"].state_dict()
    assert all(torch.equal(own[key], value) for key, value in load_task(card).state_dict().items())


@pytest.mark.parametrize(
    ("shape", "crop", "size"),
    [
        ((144, 192), (240, 320), (368, 480)),
        ((58, 192), (240, 320), (240, 800)),
        ((58, 192), None, (240, 768)),
        ((192, 144), (240, 320), (480, 368)),
    ],
)
def test_photos_keep_their_proportions_and_hold_a_crop(
    shape: tuple[int, int], crop: tuple[int, int] | None, size: tuple[int, int]
) -> None:
    card = starting_point("street", "na")
    assert card is not None
    assert photo_size(shape, card, crop) == size
