"""Equation (5) for every preset: its networks, its terms and which network each term teaches."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
import torch
from torch import nn

from gioada.losses.adversarial import discriminator_loss, generator_loss
from gioada.losses.supervised import depth_loss, segmentation_loss
from gioada.methods.objective import Objective
from gioada.methods.presets import PRESETS, find
from gioada.methods.spec import Method, Phase
from tests.tiny import CLASSES, HEIGHT, NETWORKS, WIDTH, objective, random_batch, reading

GUIDED = ("gd", "+d", "+s", "+sd", "both", "both+st")
ALIGNED = ("ss", "depth", "sep", "joint", "both", "joint+st", "both+st")
PHASES = [(name, phase) for name in PRESETS for phase in find(name).phases]


def reached(module: Objective) -> set[str]:
    """The networks in which some weight has a gradient that is not zero."""
    networks = {**module.generators, **module.discriminators, "average": module.average}
    return {name for name, network in networks.items() if has_gradient(network)}


def has_gradient(network: nn.Module) -> bool:
    return any(
        weight.grad is not None and weight.grad.abs().sum() > 0 for weight in network.parameters()
    )


def taught_by(method: str | Method, term: str, phase: int = -1) -> set[str]:
    """The networks that a term's gradient reaches."""
    module = objective(method)
    chosen = module.method.phases[phase]
    module.train_only(chosen)
    getattr(module(random_batch(), chosen), term)().backward()
    return reached(module)


@pytest.mark.parametrize(("name", "phase"), PHASES, ids=[f"{n}-{p.name}" for n, p in PHASES])
def test_a_step_is_finite_on_both_sides(name: str, phase: Phase) -> None:
    module = objective(name)
    module.train_only(phase)
    step = module(random_batch(), phase)
    terms = module.generator_terms(step)
    assert set(terms) == set(phase.terms)
    assert all(torch.isfinite(term) and term.ndim == 0 for term in terms.values())
    torch.stack(list(terms.values())).sum().backward()
    # Whatever learns in this phase, and nothing else; no discriminator in the generators' step.
    assert reached(module) == set(phase.trains)
    module.zero_grad()
    module.discriminators.requires_grad_(True)
    losses, accuracies = module.discriminator_terms(step)
    assert set(losses) == set(accuracies)
    if losses:
        torch.stack(list(losses.values())).sum().backward()
        assert all(0 <= value <= 1 for value in accuracies.values())
    # And no generator in the discriminators' step.
    assert reached(module) == set(losses)


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("term", ["segmentation", "depth"])
def test_the_task_losses_guide_the_translator_of_guided_presets(name: str, term: str) -> None:
    assert taught_by(name, term) == ({"task", "translator"} if name in GUIDED else {"task"})


@pytest.mark.parametrize("name", GUIDED)
def test_the_image_game_teaches_the_translator_alone(name: str) -> None:
    assert taught_by(name, "image") == {"translator"}


@pytest.mark.parametrize("name", ALIGNED)
def test_the_output_game_teaches_the_task_network_alone(name: str) -> None:
    assert taught_by(name, "output") == {"task"}


@pytest.mark.parametrize("name", ALIGNED)
def test_the_output_game_may_push_from_both_sides(name: str) -> None:
    networks = {"task", "translator"} if name in GUIDED else {"task"}
    assert taught_by(reading(name, output_push="both"), "output") == networks


@pytest.mark.parametrize(
    ("term", "networks"),
    [
        ("image", {"translator"}),
        ("back_image", {"back"}),
        ("cycle", {"translator", "back"}),
        ("identity", {"translator", "back"}),
    ],
)
def test_cyclegans_terms_teach_its_translators(term: str, networks: set[str]) -> None:
    assert taught_by("cg", term, phase=0) == networks


def test_the_output_game_moves_the_target_alone_by_default() -> None:
    first, other = random_batch(0), random_batch(1)
    for push, same in (("target", True), ("both", False)):
        module = objective(reading("joint", output_push=push))
        (phase,) = module.method.phases
        terms = [
            module(batch, phase).output() for batch in (first, other._replace(target=first.target))
        ]
        assert torch.equal(*terms) == same


@pytest.mark.parametrize(
    ("name", "channels"),
    [
        ("ss", {"output-labels": CLASSES}),
        ("depth", {"output-depth": 1}),
        ("sep", {"output-labels": CLASSES, "output-depth": 1}),
        ("joint", {"output-labels-depth": CLASSES + 1}),
        ("both", {"image": 3, "output-labels-depth": CLASSES + 1}),
        ("cg", {"image": 3, "back_image": 3}),
        ("na", {}),
    ],
)
def test_discriminators_see_the_channels_of_their_maps(name: str, channels: dict[str, int]) -> None:
    networks = objective(name).discriminators
    assert {key: network.spec.in_channels for key, network in networks.items()} == channels


@pytest.mark.parametrize("form", [{"residual": False}, {"up": "resize", "num_blocks": 2}])
def test_cyclegans_translators_have_the_form_of_the_guided_ones(form: dict[str, object]) -> None:
    networks = replace(NETWORKS, **form)
    made = {name: Objective(find(name), networks, CLASSES, (HEIGHT, WIDTH)).generators
            for name in ("cg", "gd")}  # fmt: skip
    guided = made["gd"]["translator"].spec
    assert made["cg"]["translator"].spec == made["cg"]["back"].spec == guided
    assert {name: getattr(guided, name) for name in form} == form


def test_equation_5_is_the_weighted_sum_of_the_four_losses() -> None:
    module, batch = objective("both"), random_batch()
    (phase,) = module.method.phases
    terms = module.generator_terms(module(batch, phase))
    task, translator = module.generators["task"], module.generators["translator"]
    translated = translator(batch.image, depth=batch.depth, labels=batch.labels)
    source, target = task(translated), task(batch.target)
    judge, joint = module.discriminators["image"], module.discriminators["output-labels-depth"]
    maps = [torch.cat([p.labels.softmax(1), p.depth], 1) for p in (target, source)]
    expected = {
        "segmentation": 1.0 * segmentation_loss(source.labels, batch.labels),
        "depth": 0.1 * depth_loss(source.depth, batch.depth),
        "output": 0.001 * generator_loss(joint(maps[0]), "log", towards="source"),
        "image": 0.1 * generator_loss(judge(translated), "log", towards="target"),
    }
    torch.testing.assert_close(terms, expected, rtol=1e-5, atol=1e-8)
    losses, _ = module.discriminator_terms(module(batch, phase))
    torch.testing.assert_close(
        losses,
        {
            "image": discriminator_loss(judge(batch.target), judge(translated), "log"),
            "output-labels-depth": discriminator_loss(joint(maps[0]), joint(maps[1]), "log"),
        },
    )


def test_each_generator_moves_its_maps_to_the_other_domain() -> None:
    module, batch = objective("both"), random_batch()
    with torch.no_grad():
        for network in module.discriminators.values():
            network.layers[-1].weight.zero_()
            network.layers[-1].bias.fill_(10.0)  # sure that everything is of the target
    step = module(batch, module.method.phases[0])
    assert step.image().item() < 1e-4
    assert step.output().item() == pytest.approx(10.0, rel=1e-4)


def test_a_translator_that_is_off_leaves_the_image_as_it_is() -> None:
    module, batch = objective("joint"), random_batch()
    assert module(batch, module.method.phases[0]).translated is batch.image
    assert list(module.generators["translator"].parameters()) == []


def test_the_average_follows_and_at_decay_0_is_the_current_weights() -> None:
    module = objective("gd")
    before = [weight.clone() for weight in module.average.parameters()]
    with torch.no_grad():
        for weight in module.generators.parameters():
            weight.add_(1.0)
    module.update_average(0.9, step=10**6)
    for average, start in zip(module.average.parameters(), before, strict=True):
        torch.testing.assert_close(average, start + 0.1)
    module.update_average(0.0, step=10**6)
    pairs = zip(module.average.parameters(), module.generators.parameters(), strict=True)
    assert all(torch.equal(average, weight) for average, weight in pairs)


def test_a_young_average_follows_faster() -> None:
    module = objective("na")
    with torch.no_grad():
        for weight in module.generators.parameters():
            weight.add_(1.0)
    before = next(module.average.parameters()).clone()
    module.update_average(0.998, step=0)  # (1 + 0) / (10 + 0)
    torch.testing.assert_close(next(module.average.parameters()), before + 0.9)


def test_the_same_seed_gives_the_same_networks() -> None:
    first, again, other = objective("both", 1), objective("both", 1), objective("both", 2)
    assert all(
        torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True)
    )
    assert not all(
        torch.equal(a, b) for a, b in zip(first.parameters(), other.parameters(), strict=True)
    )


def test_weights_of_terms_are_those_of_the_method() -> None:
    module = objective("sep")
    step = module(random_batch(), module.method.phases[0])
    weights = asdict(find("sep").weights)
    for name, term in module.generator_terms(step).items():
        torch.testing.assert_close(term, weights[name] * getattr(step, name)())
