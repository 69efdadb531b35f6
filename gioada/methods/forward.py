"""One step's forward, shared by all terms and computed on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Literal, NamedTuple, Protocol

import torch
from torch import Tensor, nn

from gioada.losses.adversarial import generator_loss
from gioada.losses.cycle import cycle_loss, identity_loss
from gioada.losses.distillation import distillation_loss
from gioada.losses.supervised import balanced, depth_loss, segmentation_loss
from gioada.methods.pool import ImagePool
from gioada.methods.self_training import (
    change_colours,
    half_of_the_classes,
    hide_patches,
    pseudo_labels,
)
from gioada.methods.spaces import space_name, stack
from gioada.methods.spec import GanForm, Method, Phase, SelfTraining
from gioada.models.task import Prediction

Side = Literal["target", "source"]


class Batch(NamedTuple):
    """What the stream delivers: source triples and unlabelled target images."""

    image: Tensor
    """B 3 H W source image in [-1, 1]."""
    labels: Tensor
    """B H W class indices, 255 void."""
    depth: Tensor
    """B 1 H W normalised depth in [0, 1]."""
    valid: Tensor
    """B 1 H W, whether the depth was measured there; elsewhere it is a neighbour's."""
    target: Tensor
    """B 3 H W target image in [-1, 1]."""


class Game(NamedTuple):
    """What one discriminator tells apart."""

    discriminator: str
    target: Tensor
    source: Tensor
    form: GanForm


class Players(Protocol):
    """What a step needs to know of an objective."""

    method: Method
    generators: nn.ModuleDict
    discriminators: nn.ModuleDict
    average: nn.ModuleDict
    teacher: nn.Module | None
    pools: dict[str, ImagePool]


class Pass:
    """The tensors of one step. A method named like a weight is that (unweighted) term."""

    def __init__(self, players: Players, batch: Batch, phase: Phase) -> None:
        self.batch, self.phase, self.method = batch, phase, players.method
        self._generators, self._discriminators = players.generators, players.discriminators
        self._average, self._pools = players.average, players.pools
        self._teacher = players.teacher
        self.prediction = cache(self._predict)

    # --- images -------------------------------------------------------------------------------

    @cached_property
    def translated(self) -> Tensor:
        """G_img(x_s, y_s, d_s), the source image in the target's style; B 3 H W."""
        with torch.set_grad_enabled("translator" in self.phase.trains):
            return self._translate("translator", self.batch.image)

    @cached_property
    def translated_back(self) -> Tensor:
        """The target image in the source's style, by CycleGAN's second translator; B 3 H W."""
        return self._translate("back", self.batch.target)

    def _translate(self, network: str, image: Tensor) -> Tensor:
        return self._generators[network](image, depth=self.batch.depth, labels=self.batch.labels)

    # --- predictions --------------------------------------------------------------------------

    def _predict(self, view: str) -> Prediction:
        """The task network on a view: ``translated``, ``raw`` or ``target``.

        Noise and colours are on all of them, as they would otherwise tell D_output the domains
        apart.
        """
        images = {
            "translated": self._shown_to_task,
            "raw": lambda: self.batch.image,
            "target": lambda: self.batch.target,
        }
        return self._generators["task"](self._varied(images[view]()))

    def _shown_to_task(self) -> Tensor:
        """The translated image; its gradient reaches G_img with the weight that (5) gives it.

        (2) and (3) are means over the views that the task network learns from, of which this is
        one: multiplied by their number, what guides G_img is the same with and without the
        other. A push of (4) on the source's predictions, if any, is multiplied alike.
        """
        translation, readings = self.method.translation, self.method.readings
        follows = translation is not None and translation.guided and readings.guide == "task"
        return _times(self.translated, len(self._views)) if follows else self.translated.detach()

    @property
    def _views(self) -> tuple[str, ...]:
        """The views of the source that the task network learns from."""
        return ("translated", "raw") if self.method.readings.train_on_raw else ("translated",)

    def _varied(self, image: Tensor) -> Tensor:
        readings = self.method.readings
        if readings.colours:
            image = change_colours(image, readings.colours)
        return image + readings.noise * torch.randn_like(image) if readings.noise else image

    @cached_property
    def _supervised(self) -> tuple[list[Prediction], list[Prediction]]:
        """Predictions that learn from the ground truth, and those that only guide G_img."""
        learning = [self.prediction(view) for view in self._views]
        guiding = []
        if self.method.readings.guide == "average" and self.translated.requires_grad:
            guiding = [self._average["task"](self._varied(self.translated))]
        return learning, guiding

    def _mean_over_views(self, loss: Callable[[Prediction], Tensor]) -> Tensor:
        learning, guiding = self._supervised
        total = torch.stack([loss(prediction) for prediction in learning]).mean()
        return total + sum(loss(prediction) for prediction in guiding)

    # --- generator-side terms -----------------------------------------------------------------

    def segmentation(self) -> Tensor:
        """Equation (2)."""
        labels, balance = self.batch.labels, self.method.readings.balance
        trust = balanced(labels, balance) if balance else None
        return self._mean_over_views(lambda p: segmentation_loss(p.labels, labels, trust))

    def depth(self) -> Tensor:
        """Equation (3)."""
        depth, valid = self.batch.depth, self.batch.valid
        return self._mean_over_views(lambda p: depth_loss(p.depth, depth, valid))

    def image(self) -> Tensor:
        """Equation (1), the translator's side."""
        scores = self._discriminators["image"](self.translated)
        return generator_loss(scores, self.method.readings.image_gan, towards="target")

    def back_image(self) -> Tensor:
        """CycleGAN's second game, the back translator's side."""
        scores = self._discriminators["back_image"](self.translated_back)
        return generator_loss(scores, self.method.readings.image_gan, towards="target")

    def output(self) -> Tensor:
        """Equation (4), the task network's side, summed over the method's spaces."""
        terms = [self._push(space, "target", towards="source") for space in self.method.spaces]
        if self.method.readings.output_push == "both":
            view = self.method.readings.output_source
            terms += [self._push(space, view, towards="target") for space in self.method.spaces]
        return torch.stack(terms).sum()

    def _push(self, space: tuple[str, ...], view: str, *, towards: Side) -> Tensor:
        scores = self._discriminators[space_name(space)](stack(self.prediction(view), space))
        return generator_loss(scores, self.method.readings.output_gan, towards=towards)

    def self_training(self) -> Tensor:
        """Cross-entropy to the averaged network's labels of the target, as far as it is sure."""
        how = self.method.self_training
        assert how is not None  # else no phase has this term
        image, labels, trust = self._pseudo(how)
        seen = change_colours(image, how.colours) if how.colours else image
        if how.hide:
            seen = hide_patches(seen, how.hide, how.patch)
        return segmentation_loss(self._generators["task"](seen).labels, labels, trust)

    @torch.no_grad()
    def _pseudo(self, how: SelfTraining) -> tuple[Tensor, Tensor, Tensor]:
        """Target image, its pseudo-labels and their weights, with parts of the source if wished."""
        image = self.batch.target
        labels, sure = pseudo_labels(self._average["task"](image).labels, how.confidence)
        trust = sure[:, None, None].expand(labels.shape)
        if not how.mix:
            return image, labels, trust
        pasted = half_of_the_classes(self.batch.labels)
        image = torch.where(pasted[:, None], self.translated.to(image.dtype), image)
        labels = torch.where(pasted, self.batch.labels.long(), labels)
        return image, labels, torch.where(pasted, 1.0, trust)

    def distillation(self) -> Tensor:
        """What the teacher says of the target's photos as they are, classes and depth."""
        how, teacher = self.method.distillation, self._teacher
        assert how is not None and teacher is not None  # else no phase has this term
        with torch.no_grad():
            taught: Prediction = teacher(self.batch.target)
        learnt = self.prediction("target")
        classes = distillation_loss(learnt.labels, taught.labels, how.temperature)
        return classes + how.depth * depth_loss(learnt.depth, taught.depth)

    def cycle(self) -> Tensor:
        """CycleGAN: there and back again, from both domains."""
        source = cycle_loss(self.batch.image, self._translate("back", self.translated))
        target = cycle_loss(self.batch.target, self._translate("translator", self.translated_back))
        return source + target

    def identity(self) -> Tensor:
        """CycleGAN: an image already in the output domain stays as it is."""
        target = identity_loss(self.batch.target, self._translate("translator", self.batch.target))
        return target + identity_loss(self.batch.image, self._translate("back", self.batch.image))

    # --- the other side -----------------------------------------------------------------------

    def games(self) -> Iterator[Game]:
        """The discriminators that the phase's terms play against, and what each of them sees."""
        readings, pools = self.method.readings, self._pools
        if "image" in self.phase.terms:
            shown = pools["image"].exchange(self.translated.detach())
            yield Game("image", self.batch.target, shown, readings.image_gan)
        if "back_image" in self.phase.terms:
            shown = pools["back_image"].exchange(self.translated_back.detach())
            yield Game("back_image", self.batch.image, shown, readings.image_gan)
        if "output" in self.phase.terms:
            target, source = self.prediction("target"), self.prediction(readings.output_source)
            for space in self.method.spaces:
                maps = stack(target, space), stack(source, space)
                yield Game(space_name(space), *maps, readings.output_gan)


def _times(image: Tensor, factor: int) -> Tensor:
    """The image as it is; the gradient that goes back through it is multiplied."""
    seen = image.view_as(image)
    if factor != 1 and seen.requires_grad:
        seen.register_hook(lambda gradient: factor * gradient)
    return seen
