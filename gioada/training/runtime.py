"""What a run needs of the machine: device, precision, memory layout, and the other processes.

accelerate is used for what is dull and easy to get wrong: the process group, the device of each
process, and the collectives. Networks are not wrapped for several processes. A wrapper expects
the same parameters to take part in every backward pass, and here discriminators are frozen for
one and thawed for the other; so the gradients are averaged by hand, between backward and step.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import torch
from accelerate import PartialState
from accelerate.utils import gather, gather_object, reduce
from torch import Tensor, nn

from gioada.errors import Advice, Problem

# Process 0 may render a data set, or validate, for as long.
PATIENCE = timedelta(hours=4)


@dataclass(frozen=True)
class Runtime:
    """Where the tensors live, in which precision convolutions run, and who else trains along."""

    device: torch.device
    precision: str = "fp32"
    channels_last: bool = False
    rank: int = 0
    processes: int = 1

    @property
    def first(self) -> bool:
        """Whether this is the process that writes files."""
        return self.rank == 0

    # --- this process -------------------------------------------------------------------------

    def place(self, module: nn.Module) -> None:
        """Move a module, in place, to the device and memory layout."""
        module.to(self.device)
        if self.channels_last:
            module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def tensor(self, values: Tensor) -> Tensor:
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

    # --- all processes ------------------------------------------------------------------------

    def average_gradients(self, networks: Iterable[nn.Module]) -> None:
        """Replace each gradient by its mean over the processes."""
        if self.processes == 1:
            return
        for network in networks:
            gradients = [p.grad for p in network.parameters() if p.grad is not None]
            if not gradients:
                continue
            flat = self.mean(torch.cat([g.flatten() for g in gradients]))
            parts = flat.split([g.numel() for g in gradients])
            for gradient, part in zip(gradients, parts, strict=True):
                gradient.copy_(part.view_as(gradient))

    def mean(self, values: Tensor) -> Tensor:
        """The mean of a tensor over the processes."""
        return cast(Tensor, reduce(values, reduction="mean")) if self.processes > 1 else values

    def any(self, flags: Sequence[bool]) -> list[bool]:
        """For each flag whether any process raised it."""
        if self.processes == 1:
            return list(flags)
        shares = self.mean(torch.tensor(flags, dtype=torch.float32, device=self.device))
        return [share > 0 for share in shares.tolist()]

    def collect(self, values: Tensor) -> Tensor:
        """Tensors of one shape from all processes, joined along their first axis."""
        return cast(Tensor, gather(values)) if self.processes > 1 else values

    def objects(self, value: Any) -> list[Any]:
        """A value of every process, in the order of their ranks."""
        return gather_object([value]) if self.processes > 1 else [value]

    def wait(self) -> None:
        """Until every process has come here."""
        if self.processes > 1:
            PartialState().wait_for_everyone()

    def first_goes_ahead(self) -> contextlib.AbstractContextManager:
        """A context that the first process of each machine leaves before the others enter."""
        if self.processes == 1:
            return contextlib.nullcontext()
        return PartialState().local_main_process_first()


def pick_device(name: str) -> torch.device:
    """The device for ``auto`` (CUDA if there is one), ``cpu``, ``cuda`` or ``cuda:1``.

    Raises:
        Problem: ``device.none``, no such device, or no CUDA here; ``device.unknown``.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name.startswith("cuda") and not torch.cuda.is_available():
        advice = [Advice("device", "cpu")]
        raise Problem("device.none", "no CUDA device is to be seen here.", advice=advice)
    try:
        device = torch.device(name)
    except RuntimeError as error:
        what = "{name!r} is no device: say auto, cpu, cuda or cuda:1."
        raise Problem("device.unknown", what, name=name) from error
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        count = torch.cuda.device_count()
        what = "{name} is not here: there are {count} CUDA devices."
        raise Problem("device.none", what, name=name, count=count)
    return device


def make_runtime(
    device: str,
    *,
    precision: str = "fp32",
    channels_last: bool = False,
    deterministic: bool = False,
) -> Runtime:
    """This process's part of a run, which ``accelerate launch`` or torchrun may have started.

    Raises:
        Problem: as ``pick_device``.
    """
    chosen = pick_device(device)
    if deterministic:
        _insist_on_determinism()
    else:
        # Images have one size in training, so that the fastest kernels are looked for once.
        torch.backends.cudnn.benchmark = chosen.type == "cuda"
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        if chosen.type == "cuda":
            torch.cuda.set_device(chosen.index or 0)  # plain "cuda" has none
        return Runtime(chosen, precision, channels_last)
    state = PartialState(cpu=chosen.type == "cpu", timeout=PATIENCE)
    device_here = torch.device(state.device or chosen)
    return Runtime(device_here, precision, channels_last, state.process_index, state.num_processes)


def _insist_on_determinism() -> None:
    # cuBLAS reads this when its first handle is made.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True)
    torch.backends.cudnn.benchmark = False
