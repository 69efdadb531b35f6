"""A training step as it is usually put together: what ``benchmarks.training`` compares ours with.

It has the same networks, equations, rates and number of updates. It differs in how they are
carried out: single precision, channels first, frames converted within the step, discriminators
that collect gradients nobody uses while the generators learn, networks run once more for the
discriminators' turn (without a graph, to be fair), and losses and Adam as PyTorch has them. Each
of the first differences can be taken away by itself, to see what it costs.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gioada.data.depth import normalise
from gioada.data.frame import Frame
from gioada.data.labels import VOID, LabelSpace
from gioada.methods.objective import Objective
from gioada.methods.spec import Readings
from gioada.models.task import Prediction
from gioada.training.optimisers import make_optimisers
from gioada.training.spec import Training


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What the plain step has taken over from ours."""

    bf16: bool = False
    """Convolutions in bf16."""
    channels_last: bool = False
    """Maps and weights with channels innermost."""
    frozen: bool = False
    """No gradients for discriminators' weights while the generators learn."""
    shared: bool = False
    """Discriminators judge what the generators' forward has made."""


class Tensors(NamedTuple):
    """A frame of each domain as the networks take it; shapes as in ``methods.forward.Batch``."""

    image: Tensor
    labels: Tensor
    depth: Tensor
    target: Tensor


class Seen(NamedTuple):
    """What one forward of the generators makes."""

    translated: Tensor
    source: Prediction
    target: Prediction


class Plain:
    """The step, for every preset without a cycle.

    Args:
        objective: its networks are trained in place.
        training: rates; precision and layout come from the ways.
        space: the classes.
        device: where.
        ways: what is taken over from ours.

    Raises:
        ValueError: the method has a cycle, or readings of its own.
    """

    def __init__(
        self,
        objective: Objective,
        training: Training,
        space: LabelSpace,
        device: torch.device,
        ways: Ways,
    ) -> None:
        self.method, self.space, self.device, self.ways = objective.method, space, device, ways
        translation = self.method.translation
        if self.method.readings != Readings() or (translation and not translation.guided):
            raise ValueError(f"the plain step is written for the paper's terms, not for {self}.")
        objective.to(device)
        if ways.channels_last:
            objective.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.generators, self.discriminators = objective.generators, objective.discriminators
        self.optimisers = {
            name: torch.optim.Adam(
                ours.param_groups[0]["params"],
                lr=ours.param_groups[0]["lr"],
                betas=ours.param_groups[0]["betas"],
            )
            for name, ours in make_optimisers(objective, training).items()
        }

    def __str__(self) -> str:
        return self.method.name

    def step(self, source: Frame, target: Frame) -> None:
        """Update the generators, then the discriminators."""
        self.update(self.convert(source, target))

    def update(self, batch: Tensors) -> None:
        """A step on frames that are tensors already."""
        self._empty(self.generators)
        self.discriminators.requires_grad_(not self.ways.frozen)
        with self._autocast():
            seen = self.forward(batch)
            terms = self.generator_terms(batch, seen)
        torch.stack(list(terms.values())).sum().backward()
        self._update(self.generators)
        if not self.discriminators:
            return
        self.discriminators.requires_grad_(True)
        self._empty(self.discriminators)
        with self._autocast():
            if not self.ways.shared:
                with torch.no_grad():
                    seen = self.forward(batch)
            terms = self.discriminator_terms(batch, seen)
        torch.stack(list(terms.values())).sum().backward()
        self._update(self.discriminators)

    def convert(self, source: Frame, target: Frame) -> Tensors:
        """Frames as tensors on the device."""
        assert source.ids is not None
        assert source.depth is not None
        labels = torch.from_numpy(self.space.from_ids(source.ids).astype("int64"))
        depth = torch.from_numpy(normalise(source.depth, "clip80"))
        maps = self._image(source), labels[None], depth[None, None], self._image(target)
        return Tensors(*(self._placed(values) for values in maps))

    def forward(self, batch: Tensors) -> Seen:
        """Translate the source, and predict from it and from the target."""
        task = self.generators["task"]
        translated = self.generators["translator"](
            batch.image, depth=batch.depth, labels=batch.labels
        )
        source = task(translated)
        return Seen(translated, source, task(batch.target) if self.method.spaces else source)

    def generator_terms(self, batch: Tensors, seen: Seen) -> dict[str, Tensor]:
        """The weighted terms of (5)."""
        weights, prediction = self.method.weights, seen.source
        terms = {
            "segmentation": weights.segmentation
            * F.cross_entropy(prediction.labels, batch.labels, ignore_index=VOID),
            "depth": weights.depth * F.l1_loss(prediction.depth, batch.depth),
        }
        if self.method.translation:
            scores = self.discriminators["image"](seen.translated)
            terms["image"] = weights.image * _side(scores, 1.0)
        if self.method.spaces:
            scores = [
                self.discriminators["-".join(("output", *space))](_stacked(seen.target, space))
                for space in self.method.spaces
            ]
            terms["output"] = weights.output * torch.stack([_side(s, 0.0) for s in scores]).sum()
        return terms

    def discriminator_terms(self, batch: Tensors, seen: Seen) -> dict[str, Tensor]:
        """The discriminators' sides of (1) and (4)."""
        pairs = {"image": (batch.target, seen.translated)} if self.method.translation else {}
        for space in self.method.spaces:
            maps = _stacked(seen.target, space), _stacked(seen.source, space)
            pairs["-".join(("output", *space))] = maps
        return {
            name: _side(self.discriminators[name](target.detach()), 1.0)
            + _side(self.discriminators[name](source.detach()), 0.0)
            for name, (target, source) in pairs.items()
        }

    def _image(self, frame: Frame) -> Tensor:
        values = torch.from_numpy(frame.image.transpose(2, 0, 1).astype("float32"))
        return values[None] / 127.5 - 1.0

    def _placed(self, values: Tensor) -> Tensor:
        values = values.to(self.device)
        if self.ways.channels_last and values.ndim == 4:
            return values.contiguous(memory_format=torch.channels_last)
        return values

    def _autocast(self) -> contextlib.AbstractContextManager:
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.ways.bf16)

    def _empty(self, networks: nn.ModuleDict) -> None:
        for name in networks.keys() & self.optimisers.keys():
            self.optimisers[name].zero_grad()

    def _update(self, networks: nn.ModuleDict) -> None:
        for name in networks.keys() & self.optimisers.keys():
            self.optimisers[name].step()


def _stacked(prediction: Prediction, space: tuple[str, ...]) -> Tensor:
    maps = {"labels": prediction.labels.softmax(1), "depth": prediction.depth}
    return torch.cat([maps[name] for name in space], dim=1)


def _side(scores: Tensor, positive: float) -> Tensor:
    """Cross-entropy of scores with one of the two domains: 1 the target, 0 the source."""
    return F.binary_cross_entropy_with_logits(scores, torch.full_like(scores, positive))
