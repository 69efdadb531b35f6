"""Networks of checkpoints, loaded once, and the device that they run on.

torch takes seconds to import, so it is imported by what runs a network, never for the page.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from app import space
from app.catalogue import find, run_of, version
from app.memory import Recent
from gioada.models.card import Card

if TYPE_CHECKING:
    import torch

    from gioada.inference.critic import Critic
    from gioada.inference.predictor import Predictor
    from gioada.inference.stylist import Stylist

Made = TypeVar("Made")

_networks: Recent[Predictor | Stylist | Critic] = Recent(6)


def predictor(name: str | None) -> Predictor:
    """The task network of a checkpoint, loaded once.

    Raises:
        ValueError: there is no such checkpoint, or it cannot be loaded.
    """
    from gioada.inference.predictor import predictor_of

    return _loaded(find(name, "task"), "task", predictor_of)


def stylist(name: str | None) -> Stylist:
    """The translator of a checkpoint, loaded once; raises as ``predictor``."""
    from gioada.inference.stylist import stylist_of

    return _loaded(find(name, "translator"), "translator", stylist_of)


def critic(name: str) -> Critic | None:
    """The output discriminators of a checkpoint, or None if it carries none; raises as above."""
    from gioada.inference.critic import critic_of

    card = find(name, "task")
    if not card.critics:
        return None
    return _loaded(card, next(iter(card.critics)), critic_of)


def _loaded(card: Card, network: str, make: Callable[[Card, torch.device], Made]) -> Made:
    return space.lent(_own(card, network, make), partial(_own, card, network, make))


def _own(card: Card, network: str, make: Callable[[Card, torch.device], Made]) -> Made:
    """The network in this process."""
    from gioada.training.snapshots import from_newest

    chosen, run = device(), run_of(card)

    def load() -> Made:
        if run is None:
            return make(card, chosen)
        return from_newest(run, lambda found: make(replace(found, name=card.name), chosen))

    key = (card.path, network, version(card, network), chosen)
    return _networks.get(key, load)  # type: ignore[arg-type, return-value]


def release() -> None:
    """Take all networks off the GPU, for a training that is about to start there."""
    if "torch" not in sys.modules or space.without_gpu():
        return
    import torch

    _networks.drop(lambda network: network.device.type == "cuda")
    gc.collect()
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        torch.cuda.empty_cache()


# --- the device ---------------------------------------------------------------------------------


def device() -> torch.device:
    """What networks run on: the GPU, unless there is none."""
    import torch

    has_gpu = torch.cuda.is_available() and not space.without_gpu()
    return torch.device("cuda" if has_gpu else "cpu")


def fast_pays() -> bool:
    """Whether the device computes in bfloat16; elsewhere *fast* changes nothing."""
    from gioada.inference.precision import bf16_pays

    # The GPUs that are lent do.
    return space.zero_gpu() or bf16_pays(device())
