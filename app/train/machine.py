"""What this machine has to train on, how busy it is, and which run holds the device."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.train.listing import folder
from gioada.training.locks import Holder, device_holder
from gioada.training.status import clock

GIB = 2**30


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device that a run may be on."""

    key: str
    """Its name among locks: cpu, GPU-UUID."""
    name: str
    """What people call it."""
    facts: str
    """How busy it is, in a few words."""


def find_device(choice: str) -> Device:
    """The device of a choice as the form has it: auto, cpu, cuda or cuda:N.

    Raises:
        ValueError: there is no such device here.
    """
    if choice == "cpu":
        return _cpu()
    # Not before the page is there: it takes seconds.
    import torch

    from gioada.training.runtime import device_key, pick_device

    device = pick_device(choice)
    if device.type != "cuda":
        return _cpu()
    free, total = torch.cuda.mem_get_info(device)
    name = torch.cuda.get_device_name(device)
    return Device(
        key=device_key(device),
        name=name,
        facts=f"{name}: {free / GIB:.1f} of {total / GIB:.1f} GiB free",
    )


def facts(choice: str) -> str:
    """The chosen device and the machine in a line."""
    try:
        device = find_device(choice)
    except ValueError as error:
        return str(error)
    cpu = _cpu()
    return device.facts if device.key == cpu.key else f"{device.facts} · {cpu.facts}"


def in_use(choice: str) -> str:
    """Which run holds the device, since when, and what can be done; empty if it is free."""
    try:
        device = find_device(choice)
    except ValueError:
        return ""
    holder = device_holder(device.key)
    if holder is None:
        return ""
    return (
        f"{device.name} is in use by {_called(holder)}: wait for it, stop it, or tick “Beside "
        "another run” under More options."
    )


def _called(holder: Holder) -> str:
    if not holder.run:
        return "another run"
    run = Path(holder.run)
    name = f"the run {run.name}" if run.parent == folder() else f"the run in {run}"
    return f"{name} since {clock(holder.process_started)}"


def _cpu() -> Device:
    memory, cores = psutil.virtual_memory(), os.cpu_count() or 1
    busy = psutil.cpu_percent(interval=None)
    return Device(
        key="cpu",
        name="The CPU",
        facts=(
            f"CPU: {cores} cores, {busy:.0f} % busy · memory: {memory.available / GIB:.1f} of "
            f"{memory.total / GIB:.1f} GiB free"
        ),
    )
