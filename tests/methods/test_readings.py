"""Each reading of what the paper leaves open changes what its name says."""

from __future__ import annotations

import pytest
import torch

from gioada.losses.supervised import balanced, depth_loss, segmentation_loss
from gioada.methods.forward import Pass
from gioada.methods.objective import Objective
from gioada.methods.spec import Method
from tests.tiny import objective, random_batch, reading


def begin(method: Method | str, seed: int = 0) -> tuple[Objective, Pass]:
    module = objective(method)
    (phase,) = module.method.phases
    module.train_only(phase)
    torch.manual_seed(seed)
    return module, module(random_batch(), phase)


def test_training_on_raw_images_too_is_half_and_half() -> None:
    module, step = begin(reading("both", train_on_raw=True))
    raw, translated = (module.generators["task"](x) for x in (step.batch.image, step.translated))
    labels, depth = step.batch.labels, step.batch.depth
    halves = [segmentation_loss(p.labels, labels) for p in (raw, translated)]
    torch.testing.assert_close(step.segmentation(), (halves[0] + halves[1]) / 2)
    halves = [depth_loss(p.depth, depth) for p in (raw, translated)]
    torch.testing.assert_close(step.depth(), (halves[0] + halves[1]) / 2)


@pytest.mark.parametrize("guide", ["task", "average"])
@pytest.mark.parametrize("term", ["segmentation", "depth"])
def test_raw_images_leave_the_guidance_of_the_translator_as_it_is(guide: str, term: str) -> None:
    gradients = []
    for raw in (False, True):
        module, step = begin(reading("both", train_on_raw=raw, guide=guide))
        getattr(step, term)().backward()
        gradients.append([w.grad for w in module.generators["translator"].parameters()])
    for without, with_raw in zip(*gradients, strict=True):
        torch.testing.assert_close(with_raw, without)


def test_balance_lets_rare_classes_count_for_more_in_equation_2_alone() -> None:
    losses = {}
    for balance in (0.0, 0.5):
        _, step = begin(reading("na", balance=balance))
        losses[balance] = step.segmentation(), step.depth()
        logits, labels = step.prediction("translated").labels, step.batch.labels
        expected = segmentation_loss(logits, labels, balanced(labels, balance))
        torch.testing.assert_close(step.segmentation(), expected)
    assert not torch.isclose(losses[0.0][0], losses[0.5][0])
    assert torch.equal(losses[0.0][1], losses[0.5][1])


def test_the_task_network_learns_from_the_mean_of_its_views() -> None:
    module, step = begin(reading("both", train_on_raw=True))
    step.segmentation().backward()
    weights = list(module.generators["task"].shared.parameters())
    found = [weight.grad.clone() for weight in weights]
    images = (step.batch.image, step.translated.detach())
    losses = [segmentation_loss(module.generators["task"](x).labels, step.batch.labels)
              for x in images]  # fmt: skip
    expected = torch.autograd.grad((losses[0] + losses[1]) / 2, weights)
    for gradient, mean in zip(found, expected, strict=True):
        torch.testing.assert_close(gradient, mean)


def test_the_games_of_the_translator_do_not_feel_raw_images() -> None:
    gradients = []
    for raw in (False, True):
        module, step = begin(reading("both", train_on_raw=raw))
        step.segmentation()
        step.image().backward()
        gradients.append([w.grad for w in module.generators["translator"].parameters()])
    for without, with_raw in zip(*gradients, strict=True):
        torch.testing.assert_close(with_raw, without)


def test_noise_is_on_all_that_the_task_network_sees_and_on_nothing_else() -> None:
    module, step = begin(reading("both", noise=0.25))
    seen = []
    module.generators["task"].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    for view in ("translated", "raw", "target"):
        step.prediction(view)
    translated, raw, target = seen
    assert (translated - step.translated).std().item() == pytest.approx(0.25, rel=0.05)
    assert (raw - step.batch.image).std().item() == pytest.approx(0.25, rel=0.05)
    # On the target too: D_output would otherwise tell the domains apart by the noise.
    assert (target - step.batch.target).std().item() == pytest.approx(0.25, rel=0.05)
    shown = next(game for game in step.games() if game.discriminator == "image")
    assert torch.equal(shown.source, step.translated)


def test_noise_cannot_tell_the_domains_apart() -> None:
    module = objective(reading("joint", noise=0.25))
    seen = []
    module.generators["task"].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    batch = random_batch()
    same = module(batch._replace(target=batch.image), module.method.phases[0])
    next(same.games())
    target, source = seen
    assert not torch.equal(target, source)
    assert (target - source).std().item() == pytest.approx(0.25 * 2**0.5, rel=0.05)


def test_without_noise_no_random_number_is_drawn() -> None:
    _, step = begin("both")
    state = torch.get_rng_state()
    step.segmentation()
    assert torch.equal(torch.get_rng_state(), state)


def test_the_average_guides_the_translator_and_learns_nothing_itself() -> None:
    module, step = begin(reading("both", guide="average"))
    labels = step.batch.labels
    learning = segmentation_loss(module.generators["task"](step.translated).labels, labels)
    guiding = segmentation_loss(module.average["task"](step.translated).labels, labels)
    loss = step.segmentation()
    torch.testing.assert_close(loss, learning + guiding)
    loss.backward()
    # The task network learns from its own prediction alone.
    own = torch.autograd.grad(learning, list(module.generators["task"].parameters()),
                              allow_unused=True)  # fmt: skip
    for weight, gradient in zip(module.generators["task"].parameters(), own, strict=True):
        if gradient is None:
            assert weight.grad is None
        else:
            torch.testing.assert_close(weight.grad, gradient)
    assert all(weight.grad is None for weight in module.average.parameters())


def test_the_average_alone_guides() -> None:
    module, step = begin(reading("both", guide="average"))
    step.segmentation().backward()
    found = [weight.grad.clone() for weight in module.generators["translator"].parameters()]
    module.zero_grad()
    fresh = module(step.batch, step.phase)
    prediction = module.average["task"](fresh.translated)
    segmentation_loss(prediction.labels, step.batch.labels).backward()
    for weight, gradient in zip(module.generators["translator"].parameters(), found, strict=True):
        torch.testing.assert_close(weight.grad, gradient)


def test_without_a_translator_the_average_has_nothing_to_guide() -> None:
    _, plain = begin("joint")
    _, guided = begin(reading("joint", guide="average"))
    assert torch.equal(plain.segmentation(), guided.segmentation())


@pytest.mark.parametrize("view", ["translated", "raw"])
def test_the_output_discriminator_sees_the_source_that_it_should(view: str) -> None:
    module, step = begin(reading("both", output_source=view))
    image = step.translated if view == "translated" else step.batch.image
    expected = module.generators["task"](image)
    game = next(game for game in step.games() if game.discriminator.startswith("output"))
    torch.testing.assert_close(game.source[:, -1:], expected.depth)
    torch.testing.assert_close(
        game.target[:, -1:], module.generators["task"](step.batch.target).depth
    )


def test_the_image_discriminator_may_see_older_translations() -> None:
    module, step = begin(reading("gd", image_pool=1))
    torch.manual_seed(1)  # the first draw is 0.76, the second 0.28
    shown = []
    for seed in range(2):
        fresh = module(random_batch(seed), step.phase)
        game = next(iter(fresh.games()))
        shown.append((game.source, fresh.translated.detach()))
    assert torch.equal(*shown[0])
    for seed in range(2, 12):
        fresh = module(random_batch(seed), step.phase)
        shown.append((next(iter(fresh.games())).source, fresh.translated.detach()))
    assert not all(torch.equal(given, made) for given, made in shown)
    assert not any(given.requires_grad for given, _ in shown)


@pytest.mark.parametrize("form", ["log", "saturating", "least-squares", "hinge"])
def test_every_form_of_either_game_takes_a_step(form: str) -> None:
    module, step = begin(reading("both", image_gan=form, output_gan=form))
    terms = module.generator_terms(step)
    losses, _ = module.discriminator_terms(step)
    assert all(torch.isfinite(value) for value in (*terms.values(), *losses.values()))
    assert {game.form for game in step.games()} == {form}


def test_a_translation_is_made_once_a_step() -> None:
    module, step = begin("both")
    calls = []
    module.generators["translator"].register_forward_hook(lambda *_: calls.append(1))
    module.generator_terms(step)
    module.discriminator_terms(step)
    assert len(calls) == 1


@pytest.mark.parametrize("form", ["log", "saturating", "least-squares", "hinge"])
def test_games_and_translations_are_in_fp32_under_autocast(form: str) -> None:
    module = objective(reading("both", image_gan=form, output_gan=form))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        step = module(random_batch(), module.method.phases[0])
        terms = module.generator_terms(step)
        losses, accuracies = module.discriminator_terms(step)
    assert step.translated.dtype == torch.float32
    values = {**terms, **losses, **accuracies}
    assert {value.dtype for value in values.values()} == {torch.float32}
    scores = module.discriminators["image"](step.translated)
    assert scores.dtype == torch.float32
