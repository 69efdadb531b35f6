"""Networks of checkpoints, loaded once, and the device that they run on.

torch takes seconds to import, so it is imported by what runs a network, never for the page.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Any

import cachetools

from app import hub, space
from gioada.models.card import Card
from gioada.training.snapshots import from_newest

if TYPE_CHECKING:
    import torch

_networks: cachetools.LRUCache[tuple[object, ...], Any] = cachetools.LRUCache(6)
_loading = Condition()


def load(card: Card, network: str, version: str, run: Path | None, make: Callable[..., Any]) -> Any:
    """A network of a checkpoint, loaded once; where GPUs are lent, one that computes there.

    Args:
        card: the checkpoint.
        network: which of its networks.
        version: of the network's weights.
        run: the run folder that the checkpoint is a snapshot of, or None.
        make: a card and a device -> the network.
    """
    own = partial(_own, card, network, version, run, make)
    return space.lent(own(), own)


@cachetools.cached(
    _networks,
    key=lambda card, network, version, *_: (card.path, network, version, device()),
    condition=_loading,
)
def _own(card: Card, network: str, version: str, run: Path | None, make: Callable[..., Any]) -> Any:
    """The network in this process."""
    if run is None:
        return make(card, device())
    return from_newest(run, lambda found: make(replace(found, name=card.name), device()))


def release() -> None:
    """Take all networks off the GPU, for a training that is about to start there."""
    if "torch" not in sys.modules or space.without_gpu():
        return
    import torch

    with _loading:
        for key in [key for key, each in _networks.items() if each.device.type == "cuda"]:
            del _networks[key]
    gc.collect()
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        torch.cuda.empty_cache()


def device() -> torch.device:
    """What networks run on: the GPU, unless there is none."""
    import torch

    has_gpu = torch.cuda.is_available() and not space.without_gpu()
    return torch.device("cuda" if has_gpu else "cpu")


def device_words() -> str:
    """``CPU, 2 cores`` or the GPU with its free memory; then what the Hub lacks.

    Waits for torch, so it is asked for when the page is there.
    """
    return " · ".join([_device_name(), *hub.notes()])


def _device_name() -> str:
    if space.zero_gpu():
        return "ZeroGPU: a GPU is lent for each prediction"
    import torch

    if not torch.cuda.is_available():
        cores = torch.get_num_threads()
        return f"CPU, {cores} core" + "s" * (cores > 1)
    free, total = (memory / 2**30 for memory in torch.cuda.mem_get_info())
    return f"{torch.cuda.get_device_name()}, {free:.0f} of {total:.0f} GB free"


def fast_pays() -> bool:
    """Whether the device computes in bfloat16; elsewhere *fast* changes nothing."""
    from gioada.inference.precision import bf16_pays

    # The GPUs that are lent do.
    return space.zero_gpu() or bf16_pays(device())
