"""What the output discriminators of a checkpoint believe: does a prediction look like a target's?

D_output (section 3.3) learned to tell predictions on target images from those on source images.
Where it is sure that a patch is a target's, the task network's maps there still betray the domain.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from gioada.data.frame import nearest
from gioada.inference.loaded import Loaded
from gioada.losses.spec import GanForm
from gioada.methods.spaces import stack
from gioada.methods.spec import space_of
from gioada.models.card import Card
from gioada.models.checkpoint import load_critics
from gioada.models.task import Prediction

_PROBABILITY: dict[GanForm, Callable[[Tensor], Tensor]] = {
    "log": torch.sigmoid,
    "saturating": torch.sigmoid,
    "least-squares": lambda scores: scores.clamp(0, 1),
    "hinge": lambda scores: ((scores + 1) / 2).clamp(0, 1),
}


class Critic(Loaded[nn.ModuleDict]):
    """All output discriminators of a checkpoint: one, or two for the preset ``sep``."""

    @property
    def names(self) -> list[str]:
        """The discriminators: ``output-labels-depth``, or one per map."""
        return list(self.network)

    @property
    def form(self) -> GanForm:
        """The form of equation (4) in which they learned."""
        readings = self.card.experiment.get("method", {}).get("readings", {})
        return readings.get("output_gan", "log")

    @torch.inference_mode()
    def belief(
        self, prediction: Prediction, size: tuple[int, int], *, name: str | None = None
    ) -> np.ndarray:
        """The probability, patch by patch, that a prediction is one on a target image.

        For ``log`` and ``saturating`` that is the sigmoid of the raw score, as in (4). The
        squares of ``least-squares`` draw the score itself to 1 or 0, so it is cut to [0, 1];
        ``hinge`` has no probability, and what it draws to 1 and -1 is brought to [0, 1].

        The discriminators are those of the last step; where the task network's weights are a
        running average, they have seen slightly other predictions.

        Args:
            prediction: logits 1 C h w and normalised depth 1 1 h w, at least 32 x 32.
            size: height and width of the picture.
            name: one of ``names``; default is the mean over all of them.

        Returns:
            float32 H W in [0, 1], the same over each patch: nothing finer was judged.

        Raises:
            ValueError: no such discriminator.
        """
        if name is not None and name not in self.network:
            raise ValueError(
                f"{self.card.name} has no discriminator {name!r}: there are {self.names}."
            )
        chosen = self.names if name is None else [name]
        maps = []
        for each in chosen:
            seen = stack(prediction, space_of(each)).to(self.device)
            maps.append(_PROBABILITY[self.form](self.network[each](seen))[0, 0])
        # Their maps are of one size, as they differ in their channels alone.
        return nearest(torch.stack(maps).mean(0).float().cpu().numpy(), *size)


def critic_of(card: Card, device: torch.device | None = None) -> Critic | None:
    """The critic of a checkpoint, or None if it carries no output discriminator.

    Raises:
        ValueError: a discriminator that the card names cannot be loaded.
    """
    networks = load_critics(card)
    return Critic(card, nn.ModuleDict(networks), device) if networks else None
