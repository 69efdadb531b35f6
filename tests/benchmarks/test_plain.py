"""The step that ours is compared with computes the same: else its time would say nothing."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from benchmarks.plain import Plain, Ways
from gioada.data.frame import Frame
from gioada.data.labels import KITTI10
from gioada.data.stream import image_tensor, source_tensors
from gioada.methods.forward import Batch
from gioada.methods.objective import Objective
from gioada.methods.presets import PRESETS
from gioada.training.runtime import Runtime
from gioada.training.spec import Training
from gioada.training.step import Position, Stepper
from tests.tiny import MemoryFrames, objective

CPU = torch.device("cpu")
SOURCE: Frame = MemoryFrames(1, seed=1)[0]
TARGET: Frame = MemoryFrames(1, seed=2, labelled=False)[0]
NAMES = [name for name, preset in PRESETS.items() if not preset.beyond and name != "cg"]


def ours_batch() -> Batch:
    values = *source_tensors(SOURCE, KITTI10), image_tensor(TARGET.image)
    return Batch(*(value[None] for value in values))


def plain(module: Objective, **ways: bool) -> Plain:
    return Plain(module, Training(), KITTI10, CPU, Ways(**ways))


@pytest.mark.parametrize("name", NAMES)
def test_the_losses_are_ours(name: str) -> None:
    module = objective(name)
    ours = module(ours_batch(), module.method.phases[0])
    theirs = plain(module)
    batch = theirs.convert(SOURCE, TARGET)
    seen = theirs.forward(batch)
    expected = module.generator_terms(ours), module.discriminator_terms(ours)[0]
    found = theirs.generator_terms(batch, seen), theirs.discriminator_terms(batch, seen)
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-7)


def gradients(module: Objective) -> dict[str, Tensor]:
    found = {name: weight.grad for name, weight in module.named_parameters()}
    return {name: gradient for name, gradient in found.items() if gradient is not None}


@pytest.mark.parametrize("frozen", [False, True])
def test_the_gradients_of_a_step_are_ours(frozen: bool) -> None:
    first, second = objective("both"), objective("both")
    stepper = Stepper(first, Training(channels_last=False), Runtime(CPU))
    position = Position(step=0, phase=first.method.phases[0], within=0, factor=1.0)
    stepper.step([ours_batch()], position, measure=False)
    plain(second, frozen=frozen, shared=True).step(SOURCE, TARGET)
    ours, theirs = gradients(first), gradients(second)
    assert ours.keys() == theirs.keys()
    torch.testing.assert_close(theirs, ours, rtol=1e-3, atol=1e-6)


def test_one_step_updates_every_network_once() -> None:
    module = objective("both")
    step = plain(module)
    before = {name: weight.clone() for name, weight in module.named_parameters()}
    step.step(SOURCE, TARGET)
    for name, weight in module.named_parameters():
        assert torch.equal(weight, before[name]) == name.startswith("average"), name
    counts = [o.state[o.param_groups[0]["params"][0]]["step"] for o in step.optimisers.values()]
    assert [int(count) for count in counts] == [1, 1, 1, 1]


def test_a_cycle_is_refused() -> None:
    with pytest.raises(ValueError, match="cg"):
        plain(objective("cg"))
