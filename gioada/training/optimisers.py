"""One optimiser per network (section 3.5): its own rate, its schedule; only its phase steps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from gioada.methods.objective import Objective
from gioada.training.spec import Training

Optimisers = dict[str, torch.optim.Optimizer]

GAN_BETAS, TASK_BETAS, OUTPUT_BETAS = (0.5, 0.999), (0.9, 0.999), (0.9, 0.99)


def make_optimisers(objective: Objective, training: Training) -> Optimisers:
    """An optimiser by network name; a network without parameters has none.

    The paper names Adam; its betas are those of CycleGAN for translators and D_img, Adam's own
    for the task network, and AdaptSegNet's for D_output.
    """
    networks = {**objective.generators, **objective.discriminators}
    return {
        name: _optimiser(name, network, training)
        for name, network in networks.items()
        if any(True for _ in network.parameters())
    }


def _optimiser(name: str, network: nn.Module, training: Training) -> torch.optim.Optimizer:
    groups = _groups(name, network, training)
    if name == "task" and training.optimiser_task == "sgd":
        made: torch.optim.Optimizer = torch.optim.SGD(groups, momentum=0.9, weight_decay=5e-4)
    else:
        # The fused kernel passes over the weights once; it exists for CPU and CUDA.
        made = torch.optim.Adam(groups, betas=_rate_and_betas(name, training)[1], fused=True)
    for group in made.param_groups:
        group["initial_lr"] = group["lr"]
    return made


def _groups(name: str, network: nn.Module, training: Training) -> list[dict[str, Any]]:
    """The network's parameters with their rate; the backbone apart where it has its own."""
    rate, _ = _rate_and_betas(name, training)
    if name != "task" or training.backbone_rate == 1.0:
        return [{"params": list(network.parameters()), "lr": rate}]
    backbone = list(network.backbone.parameters())  # type: ignore[union-attr, operator]
    own = {id(parameter) for parameter in backbone}
    others = [parameter for parameter in network.parameters() if id(parameter) not in own]
    return [
        {"params": others, "lr": rate},
        {"params": backbone, "lr": rate * training.backbone_rate},
    ]


def _rate_and_betas(name: str, training: Training) -> tuple[float, tuple[float, float]]:
    if name == "task":
        return training.lr_task, TASK_BETAS
    if name in ("translator", "back"):
        return training.lr_translator, GAN_BETAS
    if name in ("image", "back_image"):
        return training.lr_image, GAN_BETAS
    return training.lr_output, OUTPUT_BETAS


def set_rates(optimisers: Optimisers, factor: float) -> None:
    """Give every group its initial rate times a factor."""
    for optimiser in optimisers.values():
        for group in optimiser.param_groups:
            group["lr"] = group["initial_lr"] * factor


def rates(optimisers: Optimisers) -> dict[str, float]:
    """The present rate of each network."""
    return {name: optimiser.param_groups[0]["lr"] for name, optimiser in optimisers.items()}


SCHEDULES: dict[str, Callable[[float], float]] = {
    "constant": lambda t: 1.0,
    "poly": lambda t: (1.0 - t) ** 0.9,
    "linear": lambda t: min(1.0, 2.0 * (1.0 - t)),
}
"""A factor on every rate, of the share of a phase that is done."""


def rate_factor(schedule: str, step: int, steps: int, warmup: int = 0) -> float:
    """Factor on the initial rate at a step (0 .. steps - 1) of a phase; in (0, 1].

    Over the first ``warmup`` steps it rises linearly to what the schedule says.
    """
    return SCHEDULES[schedule](step / steps) * min(1.0, (step + 1) / (warmup + 1))
