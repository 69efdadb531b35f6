"""A run's whole state out and in: complete folders, renamed into place, the newest ones kept."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from gioada.methods.objective import Objective

GROUPS = ("generators", "discriminators", "average")


def save(
    folder: Path,
    step: int,
    objective: Objective,
    optimisers: dict[str, torch.optim.Optimizer],
    *,
    keep: int,
) -> Path:
    """Write ``folder/step-000500`` with every network by name, optimisers and random state.

    Raises:
        OSError: with a sentence, if the disk is full; older checkpoints are untouched.
    """
    final = folder / f"step-{step:06d}"
    temporary = folder / f".{final.name}.part"
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        for group in GROUPS:
            _save_networks(getattr(objective, group), temporary / group)
        torch.save(_state(step, objective, optimisers), temporary / "state.pt")
    except (OSError, SafetensorError, RuntimeError) as error:  # each library has its own full disk
        shutil.rmtree(temporary, ignore_errors=True)
        raise OSError(
            f"checkpoint {final} could not be written ({error}). Free some disk space and resume: "
            "the checkpoint before it is complete."
        ) from error
    shutil.rmtree(final, ignore_errors=True)
    os.replace(temporary, final)  # noqa: PTH105 - Path.replace gives no more
    for old in list_checkpoints(folder)[:-keep]:
        shutil.rmtree(old)
    return final


def load(folder: Path, objective: Objective, optimisers: dict[str, torch.optim.Optimizer]) -> int:
    """Restore the newest complete checkpoint in place and return its step; 0 if there is none.

    Raises:
        ValueError: if no checkpoint in the folder can be read.
    """
    checkpoints, reason = list_checkpoints(folder), ""
    for path in reversed(checkpoints):
        try:
            return _load_one(path, objective, optimisers)
        except Exception as error:  # any damage means: try the one before
            reason = f"{path.name}: {error}"
    if checkpoints:
        raise ValueError(f"no checkpoint in {folder} can be read ({reason}). Start a new run.")
    return 0


def list_checkpoints(folder: Path) -> list[Path]:
    """Complete checkpoints, oldest first."""
    paths = [path for path in folder.glob("step-*") if re.fullmatch(r"step-\d+", path.name)]
    return sorted(paths, key=lambda path: int(path.name.removeprefix("step-")))


def _save_networks(networks: nn.ModuleDict, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, network in networks.items():
        tensors = {key: value.contiguous() for key, value in network.state_dict().items()}
        save_file(tensors, folder / f"{name}.safetensors")


def _state(step: int, objective: Objective, optimisers: dict) -> dict[str, Any]:
    return {
        "step": step,
        "optimisers": {name: optimiser.state_dict() for name, optimiser in optimisers.items()},
        "pools": {name: pool.images for name, pool in objective.pools.items()},
        "random": torch.get_rng_state(),
        "random_cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }


def _load_one(path: Path, objective: Objective, optimisers: dict) -> int:
    device = next(objective.parameters()).device
    state = torch.load(path / "state.pt", map_location="cpu", weights_only=True)
    networks = {
        (group, name): load_file(path / group / f"{name}.safetensors")
        for group in GROUPS
        for name in getattr(objective, group)
    }
    for (group, name), tensors in networks.items():
        getattr(objective, group)[name].load_state_dict(tensors, strict=True)
    for name, optimiser in optimisers.items():
        optimiser.load_state_dict(state["optimisers"][name])
    for name, images in state["pools"].items():
        objective.pools[name].images = [image.to(device) for image in images]
    torch.set_rng_state(state["random"])
    if state["random_cuda"] and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(state["random_cuda"])
    return state["step"]
