"""Equations (1) and (4): the two sides of an adversarial game over patches.

One convention for both: the discriminator's positive side is the *target* domain, which in (1)
is also the real one. Scores are raw (before the sigmoid).
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional as F

from gioada.losses.spec import GanForm


def _towards(scores: Tensor, positive: bool) -> Tensor:
    """Binary cross-entropy of the scores against one side: -log D or -log(1 - D)."""
    return F.softplus(-scores if positive else scores).mean()


def _square(scores: Tensor, positive: bool) -> Tensor:
    return (scores - float(positive)).square().mean()


def discriminator_loss(target: Tensor, source: Tensor, form: GanForm) -> Tensor:
    """What the discriminator minimises: the negative of (1) or (4).

    Args:
        target: scores of target-domain maps, any shape.
        source: scores of source-domain maps (translated images, or predictions on them).
        form: ``log`` and ``saturating`` are the paper's log-likelihood, ``least-squares`` is
            CycleGAN's (halved, as there), ``hinge`` is SN-GAN's.
    """
    if form == "least-squares":
        return 0.5 * (_square(target, True) + _square(source, False))
    if form == "hinge":
        return F.relu(1 - target).mean() + F.relu(1 + source).mean()
    return _towards(target, True) + _towards(source, False)


def generator_loss(
    scores: Tensor, form: GanForm, *, towards: Literal["target", "source"]
) -> Tensor:
    """What the generator minimises: the scores of its maps moved to the other domain's side.

    ``saturating`` is the min-max of (1) and (4) as written: it minimises log(1 - D) instead of
    maximising log D, with the same fixed point and a weaker gradient while D wins.
    """
    positive = towards == "target"
    if form == "least-squares":
        return _square(scores, positive)
    if form == "hinge":
        return -scores.mean() if positive else scores.mean()
    if form == "saturating":
        return -_towards(scores, not positive)
    return _towards(scores, positive)


def accuracy(target: Tensor, source: Tensor, form: GanForm) -> Tensor:
    """Share of patches that the discriminator puts on their own side, in [0, 1]; 0.5 is balance."""
    border = 0.5 if form == "least-squares" else 0.0
    hits = torch.cat([(target > border).flatten(), (source <= border).flatten()])
    return hits.float().mean()
