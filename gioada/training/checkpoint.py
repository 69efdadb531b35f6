"""A run's whole state out and in: complete folders, renamed into place, the newest ones kept.

A checkpoint is ``checkpoints/step-000500/``: one safetensors file per network, by name, in
``generators``, ``discriminators`` and ``average``; ``state.pt`` with the optimisers and image
pools (loaded with ``weights_only=True``); and ``checkpoint.json`` with the step, what the run
counts by, and the size and checksum of every file. Data order, rates and random numbers follow
from the step, so nothing of them is kept.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from gioada import records
from gioada.errors import Problem
from gioada.methods.objective import Objective
from gioada.training.folder import list_checkpoints, step_name
from gioada.training.machine import ensure_space
from gioada.training.optimisers import Optimisers
from gioada.training.runtime import Runtime

GROUPS = ("generators", "discriminators", "average")
STATE, HEAD = "state.pt", "checkpoint.json"


@records.record
class Head:
    """What a checkpoint says of itself."""

    step: int
    counts: dict[str, int] = field(default_factory=dict)
    """What the meaning of a step depends on: frames of source and target, steps of each phase."""
    seconds: float = 0.0
    """Training time so far, also before it was resumed."""
    processes: int = 1
    torch: str = ""
    files: dict[str, Any] = field(default_factory=dict)
    """Size in bytes and SHA-256 of every other file."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """The checkpoint that a run goes on from."""

    head: Head
    damaged: tuple[str, ...] = ()
    """A sentence for each newer checkpoint that could not be used."""


def save(
    folder: Path,
    head: Head,
    objective: Objective,
    optimisers: Optimisers,
    runtime: Runtime,
    *,
    keep: int,
) -> Path:
    """Write a checkpoint beside the others, then rename it; the first process writes.

    Raises:
        Problem: ``training.disk_full`` or ``training.not_written``; older ones are untouched.
    """
    final = folder / step_name(head.step)
    state = _state(objective, optimisers, runtime)
    if runtime.first:
        _write(final, head, objective, state)
        for old in list_checkpoints(folder)[:-keep]:
            shutil.rmtree(old, ignore_errors=True)
    runtime.wait()
    return final


def load(
    folder: Path, objective: Objective, optimisers: Optimisers, runtime: Runtime
) -> Restored | None:
    """Restore the newest undamaged checkpoint in place; None if there is none.

    Raises:
        Problem: ``training.no_checkpoint``, every one is damaged; ``run.not_shared``, the processes
            do not see the same ones.
    """
    damaged: list[str] = []
    restored = None
    for path in reversed(list_checkpoints(folder)):
        try:
            head = _read(path, objective, optimisers, runtime)
            restored = Restored(head=head, damaged=tuple(damaged))
            break
        except Exception as error:  # any damage means: try the one before
            damaged.append(f"{path.name} is damaged ({error})")
    seen = runtime.objects(restored.head.step if restored else 0)
    if len(set(seen)) > 1:
        what = "the processes find different checkpoints in {folder} (steps {seen}): put the run "
        what += "folder on a disk that all machines share."
        raise Problem("run.not_shared", what, folder=folder, seen=seen)
    if damaged and restored is None:
        what = "no checkpoint in {folder} can be used: {damaged}. Start a new run."
        raise Problem("training.no_checkpoint", what, folder=folder, damaged="; ".join(damaged))
    return restored


# --- out ----------------------------------------------------------------------------------------


def _state(objective: Objective, optimisers: Optimisers, runtime: Runtime) -> dict[str, Any]:
    """What is no weight; the pools of all processes, rank by rank."""
    pools = {
        name: runtime.collect(torch.stack(pool.images)).cpu()
        for name, pool in objective.pools.items()
        if pool.images
    }
    states = {name: optimiser.state_dict() for name, optimiser in optimisers.items()}
    return {"optimisers": states, "pools": pools}


def _write(final: Path, head: Head, objective: Objective, state: dict[str, Any]) -> None:
    temporary = final.with_name(f".{final.name}.part")
    ensure_space(final.parent, _num_bytes(objective.state_dict()) + _num_bytes(state))
    with _explained(final, temporary):
        for torn in final.parent.glob(".step-*.part"):  # of a process that was killed while saving
            shutil.rmtree(torn, ignore_errors=True)
        temporary.mkdir(parents=True)
        for group in GROUPS:
            _save_networks(getattr(objective, group), temporary / group)
        torch.save(state, temporary / STATE)
        files = {
            str(path.relative_to(temporary)): _print(path)
            for path in sorted(temporary.rglob("*"))
            if path.is_file()
        }
        values = {**vars(head), "torch": torch.__version__, "files": files}
        records.write_values(values, temporary / HEAD)
        _flush(temporary)
        shutil.rmtree(final, ignore_errors=True)
        temporary.replace(final)


@contextlib.contextmanager
def _explained(final: Path, temporary: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, SafetensorError, RuntimeError) as error:  # each library has its own full disk
        shutil.rmtree(temporary, ignore_errors=True)
        before = list_checkpoints(final.parent)
        kept = f"{before[-1].name} is complete" if before else "there is none before it"
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Problem(
            "training.disk_full" if full else "training.not_written",
            "checkpoint {path} could not be written ({why}). Free some disk space and go on with "
            "--resume: {kept}.",
            path=final,
            why=str(error),
            kept=kept,
        ) from error


def _save_networks(networks: nn.ModuleDict, folder: Path) -> None:
    folder.mkdir()
    for name, network in networks.items():
        tensors = {key: value.contiguous() for key, value in network.state_dict().items()}
        save_file(tensors, folder / f"{name}.safetensors")


def _num_bytes(value: Any) -> int:
    if isinstance(value, Tensor):
        return value.numel() * value.element_size()
    parts = list(value.values()) if isinstance(value, dict) else value
    return sum(map(_num_bytes, parts)) if isinstance(parts, list | tuple) else 0


def _print(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _flush(folder: Path) -> None:
    """Bring every file to the disk, so that the rename cannot overtake it in a power cut."""
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# --- in -----------------------------------------------------------------------------------------


def read_head(path: Path) -> Head:
    """What a checkpoint says of itself, its files checked.

    Raises:
        Problem: ``checkpoint.damaged``: a file is missing, cut off or changed.
    """
    head = records.read(Head, path / HEAD)
    if path.name != step_name(head.step):
        raise _damaged("{name} says step {step}", name=HEAD, step=head.step)
    for name, expected in head.files.items():
        file = path / name
        if not file.is_file():
            raise _damaged("{name} is missing", name=name)
        if (size := file.stat().st_size) != expected["bytes"]:
            whole = expected["bytes"]
            raise _damaged("{name} has {size} of {whole} bytes", name=name, size=size, whole=whole)
        if _print(file) != expected:
            raise _damaged("{name} does not have the checksum that was written with it", name=name)
    return head


def _damaged(what: str, **fields: Any) -> Problem:
    return Problem("checkpoint.damaged", what, **fields)


def _read(path: Path, objective: Objective, optimisers: Optimisers, runtime: Runtime) -> Head:
    head = read_head(path)
    state = torch.load(path / STATE, map_location="cpu", weights_only=True)
    networks = {
        (group, name): load_file(path / group / f"{name}.safetensors")
        for group in GROUPS
        for name in getattr(objective, group)
    }
    for (group, name), tensors in networks.items():
        getattr(objective, group)[name].load_state_dict(tensors, strict=True)
    for name, optimiser in optimisers.items():
        optimiser.load_state_dict(state["optimisers"][name])
    for name, pool in objective.pools.items():
        pool.images = _share(state["pools"].get(name), pool.size, runtime)
    return head


def _share(images: Tensor | None, size: int, runtime: Runtime) -> list[Tensor]:
    """A process's own images of a pool; on another number of processes, its share of all."""
    if images is None:
        return []
    each = -(-len(images) // runtime.processes)
    mine = images[runtime.rank * each : (runtime.rank + 1) * each][:size]
    return [image.to(runtime.device) for image in mine]
