"""A Hugging Face Space, and ZeroGPU, where a GPU is lent for the time of one call.

On ZeroGPU the page's own process has no GPU: what is decorated with ``spaces.GPU`` runs in a
process that was forked from it, gets its arguments pickled and sends its result back. The page
therefore keeps networks on the CPU, and has every call of theirs done over there, where they are
loaded once for as long as that process lives. Elsewhere nothing is changed.

Read in ``spaces`` 0.51: torch is told that there is a GPU in the thread that imported ``spaces``
alone, so that a network which a visitor's click loads could not be put there by the page.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

SECONDS = 30
"""That a visitor's quota must still hold for a call; a call takes what it takes, about a second
after the worker's start."""
COMPUTING = ("predict", "raw", "translate", "belief")
"""The methods of a loaded network that compute."""

_worker = False
"""Whether this process is one that was lent a GPU."""


def on_space() -> bool:
    """Whether a Space runs this page."""
    return "SPACE_ID" in os.environ


def zero_gpu() -> bool:
    """Whether GPUs are lent for one call."""
    return os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true")


def only_shows() -> bool:
    """Whether training is replaced by a sentence and commands.

    So it is on a Space whose owner has not allowed it, and always where GPUs are only lent.
    """
    return on_space() and (zero_gpu() or os.environ.get("GIOADA_TRAINING") != "1")


def without_gpu() -> bool:
    """Whether this process must leave the GPU alone, whatever torch says of it."""
    return zero_gpu() and not _worker


def lent(network: Any, again: Callable[[], Any]) -> Any:
    """A loaded network, which on ZeroGPU computes in a process with a GPU.

    Args:
        network: with ``COMPUTING`` methods.
        again: finds the same network in another process; it is pickled.
    """
    return Lent(network, again) if without_gpu() else network


class Lent:
    """A network of this process whose computing methods run in another one."""

    def __init__(self, network: Any, again: Callable[[], Any]) -> None:
        self._network, self._again = network, again

    def __getattr__(self, name: str) -> Any:
        if name not in COMPUTING:
            return getattr(self._network, name)

        def call(*values: Any, **options: Any) -> Any:
            return _compute(self._again, name, values, options)

        return call


def gpu(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate with ``spaces.GPU`` where that can be imported; it has no effect off ZeroGPU."""
    if not on_space():
        return function
    try:
        spaces = importlib.import_module("spaces")
    except ImportError:
        return function
    return spaces.GPU(duration=SECONDS)(function)


@gpu
def _compute(
    again: Callable[[], Any], method: str, values: tuple[Any, ...], options: dict[str, Any]
) -> Any:
    """Call a method of a network; in a process with a GPU, unless this is not on ZeroGPU."""
    global _worker
    _worker = True
    return _without_device(getattr(again(), method)(*values, **options))


def _without_device(result: Any) -> Any:
    """Tensors of a named tuple brought to the CPU, as the page's process could not read them."""
    if isinstance(result, tuple) and hasattr(result, "_make"):
        return type(result)._make(value.cpu() for value in result)  # type: ignore[attr-defined]
    return result
