"""One step: who gets a gradient, and what is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from gioada.data.labels import VOID
from gioada.methods.forward import Batch
from gioada.methods.presets import PRESETS, find
from gioada.methods.spec import Method
from gioada.training.spec import Training
from gioada.training.step import Position, Stepper, pixel_accuracy
from tests.tiny import objective, random_batch, reading
from tests.training.runs import CPU


def position(name: str, phase: int = 0) -> Position:
    return Position(step=0, phase=find(name).phases[phase], within=0, factor=1.0)


@pytest.mark.parametrize("name", PRESETS)
def test_nobody_gets_a_gradient_that_nobody_uses(name: str) -> None:
    for number, phase in enumerate(find(name).phases):
        stepper = Stepper(objective(name), Training(), CPU)
        module = stepper.objective
        module.train_only(phase)
        forward = module(random_batch(), phase)
        torch.stack(list(module.generator_terms(forward).values())).sum().backward()
        assert all(w.grad is None for w in module.discriminators.parameters())
        stepper.step([random_batch()], position(name, number), measure=False)
        for other in set(module.generators) - set(phase.trains):
            assert all(w.grad is None for w in module.generators[other].parameters()), other
        assert all(w.grad is None for w in module.average.parameters())


@pytest.mark.parametrize(("name", "forwards"), [("na", 1), ("joint", 2), ("gd", 1), ("both", 2)])
def test_every_image_goes_through_the_task_network_once(name: str, forwards: int) -> None:
    stepper = Stepper(objective(name), Training(), CPU)
    calls: list[str] = []
    for part in ("task", "translator"):
        network = stepper.objective.generators[part]
        network.register_forward_hook(lambda *_, part=part: calls.append(part))
    stepper.step([random_batch()], position(name), measure=False)
    assert (calls.count("task"), calls.count("translator")) == (forwards, 1)


def test_every_term_accuracy_and_rate_is_told() -> None:
    stepper = Stepper(objective("both"), Training(), CPU)
    line = stepper.numbers(stepper.step([random_batch()], position("both"), measure=True))
    games = {"image", "output-labels-depth"}
    assert line["terms"].keys() == {"segmentation", "depth", "output", "image"}
    assert line["discriminators"].keys() == line["discriminator_accuracy"].keys() == games
    assert line["task_accuracy"].keys() == {"translated", "raw"}
    assert line["leak"].keys() == {"false_labels", "true_labels"}
    assert line["lr"] == {
        "task": 2e-4,
        "translator": 2e-4,
        "image": 2e-4,
        "output-labels-depth": 1e-4,
    }


def test_a_step_draws_the_same_numbers_whatever_was_drawn_before() -> None:
    told = []
    for seed in (1, 2):
        stepper = Stepper(objective("gd"), Training(), CPU)
        torch.manual_seed(seed)
        stepper.step([random_batch()], position("gd"), measure=False)
        told.append(torch.rand(1).item())
    assert told[0] == told[1]


def told(method: str | Method, batch: Batch) -> dict[str, dict[str, torch.Tensor]]:
    module = objective(method)
    at = Position(step=0, phase=module.method.phases[-1], within=0, factor=0.0)
    return Stepper(module, Training(), CPU).step([batch], at, measure=True)


def test_the_leak_is_measured_where_the_translator_learns_and_sees_labels() -> None:
    measured = {name for name in PRESETS if "leak" in told(name, random_batch())}
    assert measured == {"+s", "+sd", "both", "both+st"}


def test_the_leak_counts_the_false_class_of_mirrored_labels() -> None:
    batch = random_batch()
    module = objective("+sd")
    phase = module.method.phases[0]
    read = {}
    for name, labels in (("false_labels", batch.labels.flip(-1)), ("true_labels", batch.labels)):
        with torch.no_grad():
            picture = module.generators["translator"](batch.image, depth=batch.depth, labels=labels)
            read[name] = module.generators["task"](picture).labels.argmax(1)
    stepper = Stepper(module, Training(), CPU)
    forward = module(batch, phase)
    found = stepper._leak(forward)
    false = batch.labels.flip(-1)
    differ = (false != batch.labels) & (batch.labels != VOID)
    for name, classes in read.items():
        share = (classes == false)[differ].float().mean()
        assert found[name].item() == pytest.approx(share.item())


def test_labels_that_are_their_own_mirror_image_tell_nothing() -> None:
    batch = random_batch()
    symmetric = torch.cat([batch.labels[..., :32], batch.labels[..., :32].flip(-1)], dim=-1)
    found = told("+s", batch._replace(labels=symmetric))["leak"]
    assert found == {"false_labels": 0.0, "true_labels": 0.0}


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_what_is_measured_does_not_change_a_step(noise: float) -> None:
    after = []
    for measure in (False, True):
        stepper = Stepper(objective(reading("both", noise=noise)), Training(), CPU)
        stepper.step([random_batch()], position("both"), measure=measure)
        stepper.step([random_batch(1)], replace(position("both"), step=1), measure=measure)
        after.append([w.detach().clone() for w in stepper.objective.parameters()])
    assert all(torch.equal(one, other) for one, other in zip(*after, strict=True))


def test_pixel_accuracy_leaves_void_out() -> None:
    labels = torch.tensor([[[0, 1, 1, VOID]]], dtype=torch.uint8)
    logits = torch.tensor([[[[2.0, 0.0, 3.0, 9.0]], [[1.0, 1.0, 1.0, 1.0]]]])
    assert pixel_accuracy(logits, labels).item() == pytest.approx(2 / 3)
    assert pixel_accuracy(logits, torch.full_like(labels, VOID)).item() == 0.0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["both", "cg"])
def test_compiled_networks_take_the_same_steps(name: str) -> None:
    told = []
    for compiled in (False, True):
        stepper = Stepper(objective(name), Training(compile=compiled), CPU)
        for number in range(len(find(name).phases)):
            measures = stepper.step([random_batch()], position(name, number), measure=True)
            told.append(stepper.numbers(measures)["terms"])
    half = len(told) // 2
    for plain, compiled in zip(told[:half], told[half:], strict=True):
        assert compiled == pytest.approx(plain, rel=1e-4)
