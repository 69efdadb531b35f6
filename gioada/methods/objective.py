"""Equation (5): the networks of a method, and its weighted terms for either side of the game."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import asdict

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from gioada.data.depth import DepthScale
from gioada.losses.adversarial import accuracy, discriminator_loss
from gioada.methods.forward import Batch, Pass
from gioada.methods.pool import ImagePool
from gioada.methods.spaces import num_channels, space_name
from gioada.methods.spec import Method, Phase
from gioada.models.card import is_checkpoint, read_card
from gioada.models.checkpoint import begin_from
from gioada.models.discriminator import Discriminator
from gioada.models.imagenet import load_backbone
from gioada.models.spec import Networks, Size2d
from gioada.models.task import TaskNetwork
from gioada.models.translator import Translator


class Unchanged(nn.Module):
    """The translator of a method without one: every method then has a translated image."""

    def forward(self, image: Tensor, *, depth: Tensor, labels: Tensor) -> Tensor:
        """The image itself."""
        return image


class Objective(nn.Module):
    """Builds what a method needs and says what each side minimises.

    Attributes:
        generators: ``task``, ``translator`` and, with a cycle, ``back``.
        discriminators: ``image``, ``back_image``, and one per output space.
        average: running averages of the generators' weights, for guidance and for evaluation.
        teacher: the network that a method with distillation learns from, in evaluation mode and
            without gradients. It is no network of the run: nothing trains or saves it.
    """

    def __init__(
        self,
        method: Method,
        networks: Networks,
        num_classes: int,
        image: Size2d,
        teacher: TaskNetwork | None = None,
    ) -> None:
        super().__init__()
        self.method = method
        self.teacher: nn.Module | None = teacher
        self.generators = nn.ModuleDict(dict(_generators(method, networks, num_classes, image)))
        self.discriminators = nn.ModuleDict(dict(_discriminators(method, networks, num_classes)))
        self.average = copy.deepcopy(self.generators).requires_grad_(False).eval()
        self.pools = {
            name: ImagePool(method.readings.image_pool) for name in ("image", "back_image")
        }

    def begin_with(self, weights: str, space: str, scale: DepthScale) -> None:
        """Start the networks, and their averages, from weights that were trained before.

        Args:
            weights: a checkpoint, as ``read_card`` takes it, from which ``checkpoint.begin_from``
                begins; or what ``imagenet.load_backbone`` takes. All raise.
            space: the run's label space.
            scale: how its depth means metres.
        """
        task: TaskNetwork = self.generators["task"]  # type: ignore[assignment]
        if is_checkpoint(weights):
            begin_from(read_card(weights), dict(self.generators.items()), space, scale)
        else:
            load_backbone(task, weights)
        self.average.load_state_dict(self.generators.state_dict())

    def forward(self, batch: Batch, phase: Phase) -> Pass:
        """Start a step: what its terms need is computed once, when the first of them asks."""
        return Pass(self, batch, phase)

    def generator_terms(self, step: Pass) -> dict[str, Tensor]:
        """The phase's weighted terms of (5) that translator and task network minimise."""
        weights = asdict(self.method.weights)
        return {name: weights[name] * getattr(step, name)() for name in step.phase.terms}

    def discriminator_terms(self, step: Pass) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """Losses and accuracies by discriminator; unweighted, as Adam does not see a factor."""
        losses, accuracies = {}, {}
        with torch.no_grad():  # what the generators have not computed yet needs no graph now
            games = list(step.games())
        for game in games:
            network = self.discriminators[game.discriminator]
            target, source = network(game.target.detach()), network(game.source.detach())
            losses[game.discriminator] = discriminator_loss(target, source, game.form)
            accuracies[game.discriminator] = accuracy(target, source, game.form)
        return losses, accuracies

    def train_only(self, phase: Phase) -> None:
        """Let gradients into the generators that the phase trains and into nothing else."""
        for name, network in self.generators.items():
            network.requires_grad_(name in phase.trains)
        self.discriminators.requires_grad_(False)

    def networks(self) -> dict[str, nn.Module]:
        """All networks that learn at some time, by name."""
        return {**self.generators, **self.discriminators}

    def update_average(self, decay: float, step: int) -> None:
        """Move the averaged weights one step; a young average follows faster than an old one.

        ``step`` counts from 0 in each phase: what a phase no longer trains is thereby brought to
        its last value, on which the rest of the training goes on. At decay 0 the averages become
        the current weights.
        """
        follow = get_ema_multi_avg_fn(min(decay, (1 + step) / (10 + step)))
        follow(list(self.average.parameters()), list(self.generators.parameters()), step)
        for average, current in zip(self.average.buffers(), self.generators.buffers(), strict=True):
            average.copy_(current)


def _generators(
    method: Method, networks: Networks, classes: int, image: Size2d
) -> Iterator[tuple[str, nn.Module]]:
    yield "task", TaskNetwork(networks.task(classes, image))
    translation = method.translation
    if translation is None:
        yield "translator", Unchanged()
        return
    yield "translator", Translator(networks.translator(classes, translation.conditions))
    if translation.cycle:
        yield "back", Translator(networks.translator(classes, ()))


def _discriminators(
    method: Method, networks: Networks, classes: int
) -> Iterator[tuple[str, nn.Module]]:
    if method.translation is not None:
        yield "image", Discriminator(networks.image_discriminator())
        if method.translation.cycle:
            yield "back_image", Discriminator(networks.image_discriminator())
    for space in method.spaces:
        spec = networks.map_discriminator(num_channels(space, classes))
        yield space_name(space), Discriminator(spec)
