"""ImageNet weights for the task network's thirteen backbone convolutions."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from urllib.error import URLError

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from gioada.models.task import TaskNetwork


def load_backbone(network: TaskNetwork, source: str) -> None:
    """Fill the backbone from torchvision's VGG-16 weights.

    Args:
        network: a task network of width 64 and no normalisation.
        source: ``none`` leaves the initial weights; ``imagenet`` asks torchvision (which may
            download); anything else is a file (.safetensors or .pth) with torchvision's names.

    Raises:
        ValueError: with a sentence that says what to do.
    """
    if source == "none":
        return
    if network.spec.width != 64 or network.spec.normalisation != "none":
        raise ValueError(
            "ImageNet weights fit the full network only: use width 64 and normalisation none, "
            "or weights none to train from scratch."
        )
    state = _from_torchvision() if source == "imagenet" else _from_file(Path(source))
    convolutions = [layer for layer in network.backbone if isinstance(layer, nn.Conv2d)]
    with torch.no_grad():
        for layer, (weight, bias) in zip(convolutions, _pairs(state, source), strict=True):
            assert layer.bias is not None  # _backbone leaves none out
            if weight.shape != layer.weight.shape or bias.shape != layer.bias.shape:
                raise ValueError(
                    f"{source} holds a convolution of {tuple(weight.shape)} where VGG-16 has "
                    f"{tuple(layer.weight.shape)}: give VGG-16's weights."
                )
            layer.weight.copy_(weight)
            layer.bias.copy_(bias)


def _pairs(state: dict[str, Tensor], source: str) -> list[tuple[Tensor, Tensor]]:
    indices = sorted(
        int(match[1])
        for name in state
        if (match := re.fullmatch(r"features\.(\d+)\.weight", name))
        and f"features.{match[1]}.bias" in state
    )
    if len(indices) != 13:
        raise ValueError(
            f"{source} holds {len(indices)} backbone convolutions and VGG-16 has 13: give a file "
            "with torchvision's names (features.0.weight, ...)."
        )
    return [(state[f"features.{i}.weight"], state[f"features.{i}.bias"]) for i in indices]


def _from_torchvision() -> dict[str, Tensor]:
    from torchvision.models import VGG16_Weights

    weights = VGG16_Weights.IMAGENET1K_V1
    try:
        return weights.get_state_dict(progress=True, check_hash=True, weights_only=True)
    except (URLError, OSError, RuntimeError) as error:
        raise ValueError(
            f"torchvision could not get VGG-16's ImageNet weights ({error}). Download "
            f"{weights.url.rsplit('/', 1)[-1]} elsewhere and give its path as weights, or say "
            "weights none to train from scratch."
        ) from error


def _from_file(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise ValueError(f"no weights at {path}: give imagenet, none, or an existing file.")
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError, SafetensorError) as error:
        raise ValueError(
            f"{path} cannot be read as weights; it may be cut off, or hold more than tensors. Give "
            "a .safetensors or a .pth file with torchvision's names."
        ) from error
    if not isinstance(state, dict):
        raise ValueError(f"{path} holds no tensors by name: give a state dictionary.")
    return state
