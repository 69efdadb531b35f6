"""Device, precision and random seeds: what a run needs of the machine."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Runtime:
    """Where the tensors live and in which precision convolutions run."""

    device: torch.device
    precision: str
    channels_last: bool

    def place(self, module: torch.nn.Module) -> None:
        """Move a module, in place, to the device and memory layout."""
        module.to(self.device)
        if self.channels_last:
            module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def tensor(self, values: torch.Tensor) -> torch.Tensor:
        """Move a tensor to the device; maps of 4 axes also to the memory layout."""
        moved = values.to(self.device, non_blocking=True)
        if self.channels_last and moved.ndim == 4:
            moved = moved.contiguous(memory_format=torch.channels_last)
        return moved

    def autocast(self) -> contextlib.AbstractContextManager:
        """The context in which networks are called."""
        if self.precision == "fp32":
            return contextlib.nullcontext()
        return torch.autocast(self.device.type, dtype=torch.bfloat16)


def make_runtime(device: str, *, precision: str, channels_last: bool) -> Runtime:
    """A runtime for ``auto`` (CUDA if there is one), ``cpu``, ``cuda`` or ``cuda:1``.

    Raises:
        ValueError: if CUDA is asked for and there is none.
    """
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise ValueError("no CUDA device is to be seen here: use --device cpu.")
    return Runtime(torch.device(device), precision, channels_last)
