"""What this machine has to train on, how busy it is, and which run is on it."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

import psutil

from app.train.listing import own
from gioada.training.watch import RunState

GIB = 2**30
CPU = "CPU"


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device that a run may be on."""

    name: str
    """``CPU``, or what people call the GPU."""
    facts: str
    """How busy it is, in a few words."""

    def trained(self, run: RunState) -> bool:
        """Whether a run was last on this device, or on one of the same name, of this machine."""
        status = run.status
        if status is None or status.host != socket.gethostname():
            return False
        return status.device == self.name or (self.name == CPU and status.device.startswith(CPU))


def find_device(choice: str) -> Device:
    """The device of a choice as the form has it: auto, cpu, cuda or cuda:N.

    Raises:
        ValueError: there is no such device here.
    """
    if choice == "cpu":
        return _cpu()
    # Not before the page is there: it takes seconds.
    import torch

    from gioada.training.runtime import pick_device

    device = pick_device(choice)
    if device.type != "cuda":
        return _cpu()
    free, total = torch.cuda.mem_get_info(device)
    name = torch.cuda.get_device_name(device)
    return Device(name=name, facts=f"{name}: {free / GIB:.1f} of {total / GIB:.1f} GiB free")


def facts(choice: str) -> str:
    """The chosen device and the machine in a line."""
    try:
        device = find_device(choice)
    except ValueError as error:
        return str(error)
    cpu = _cpu()
    return device.facts if device.name == CPU else f"{device.facts} · {cpu.facts}"


def company(choice: str) -> str:
    """That a run of the page's trains on the device already; empty if none does."""
    try:
        device = find_device(choice)
    except ValueError:
        return ""
    run = next((run for run in own() if run.lives and device.trained(run)), None)
    if run is None:
        return ""
    return f"{run.name} trains on the {device.name}: a run beside it makes both slower."


def _cpu() -> Device:
    memory, cores = psutil.virtual_memory(), os.cpu_count() or 1
    busy = psutil.cpu_percent(interval=None)
    return Device(
        name=CPU,
        facts=(
            f"CPU: {cores} cores, {busy:.0f} % busy · memory: {memory.available / GIB:.1f} of "
            f"{memory.total / GIB:.1f} GiB free"
        ),
    )
