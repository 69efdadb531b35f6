"""ImageNet weights for the task network's backbone."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from gioada.errors import Advice, Problem
from gioada.models.backbones import TimmBackbone, Vgg16
from gioada.models.task import TaskNetwork

State = dict[str, Tensor]

OXFORD = 0xAC31692DBC2B4191
"""Which of the 64 first filters of Oxford's VGG-16 weigh red above blue, a bit each."""
OXFORD_DEVIATION = 2.0
"""Between the deviation of its first filters for inputs of 0 to 255 (0.2) and for normalised ones
(11.9)."""


def load_backbone(network: TaskNetwork, source: str) -> None:
    """Fill the backbone with weights trained on ImageNet.

    Args:
        network: a task network; on VGG-16, of width 64 and no normalisation.
        source: ``none`` leaves the initial weights; ``imagenet`` asks torchvision or timm (which
            may download); anything else is a file (.safetensors or .pth) with their names.

    Raises:
        Problem: ``weights.missing``, ``weights.damaged``, ``weights.other`` (they are not this
            network's), ``weights.unreachable``, or ``options.contradict``.
    """
    if source == "none":
        return
    backbone = network.backbone
    if isinstance(backbone, Vgg16):
        if network.spec.width != 64 or network.spec.normalisation != "none":
            raise Problem(
                "options.contradict",
                "ImageNet weights fit VGG-16 at full width only: choose another backbone, or say "
                "weights none to train from scratch.",
                advice=[Advice("networks.size", "full")],
            )
        state = _from_torchvision() if source == "imagenet" else _from_file(Path(source))
        _fill_vgg16(backbone, state, source)
    else:
        name = network.spec.backbone
        state = _from_timm(name) if source == "imagenet" else _from_file(Path(source))
        _fill_timm(backbone, state, name, source)


def _fill_timm(backbone: TimmBackbone, state: State, name: str, source: str) -> None:
    own = backbone.net.state_dict()
    wanted = [key for key in own if not key.endswith("num_batches_tracked")]
    fitting = {key: state[key] for key in wanted if key in state}
    if len(fitting) < len(wanted):
        raise Problem(
            "weights.other",
            "{source} holds {found} of the {wanted} weights of {name}: give weights of that "
            "network with timm's names.",
            source=source,
            found=len(fitting),
            wanted=len(wanted),
            name=name,
        )
    other = next((key for key in wanted if fitting[key].shape != own[key].shape), None)
    if other is not None:
        raise Problem(
            "weights.other",
            "{tensor} in {source} has the shape {found} and {name} has {wanted}: give weights of "
            "that network.",
            tensor=other,
            source=source,
            found=tuple(fitting[other].shape),
            name=name,
            wanted=tuple(own[other].shape),
        )
    backbone.net.load_state_dict(fitting, strict=False)


def _fill_vgg16(backbone: Vgg16, state: State, source: str) -> None:
    convolutions = [layer for layer in backbone if isinstance(layer, nn.Conv2d)]
    pairs = _pairs(state, source)
    for layer, (weight, bias) in zip(convolutions, pairs, strict=True):
        assert layer.bias is not None  # Vgg16 leaves none out
        if weight.shape != layer.weight.shape or bias.shape != layer.bias.shape:
            raise Problem(
                "weights.other",
                "{source} holds a convolution of {found} where VGG-16 has {wanted}: give VGG-16's "
                "weights.",
                source=source,
                found=tuple(weight.shape),
                wanted=tuple(layer.weight.shape),
            )
    _refuse_caffe(pairs[0][0], source)
    with torch.no_grad():
        for layer, (weight, bias) in zip(convolutions, pairs, strict=True):
            layer.weight.copy_(weight)
            layer.bias.copy_(bias)  # type: ignore[union-attr]


def _refuse_caffe(first: Tensor, source: str) -> None:
    """Oxford's weights are for blue-green-red images of 0 to 255; here images are normalised."""
    redder = (first[:, 0] - first[:, 2]).sum((1, 2)) > 0
    agreeing = sum(bool(OXFORD >> bit & 1) == bool(value) for bit, value in enumerate(redder))
    reversed_order = agreeing < 0.1 * len(redder)
    if reversed_order or (agreeing > 0.9 * len(redder) and first.std() < OXFORD_DEVIATION):
        kind = "in the order blue, green, red" if reversed_order else "of 0 to 255"
        raise Problem(
            "weights.other",
            "{source} holds VGG-16 as Caffe has it, for images {kind}, and images here are red, "
            "green, blue and normalised: turn the first layer's weights round, or multiply them by "
            "255 times torchvision's deviations; or give torchvision's own file.",
            source=source,
            kind=kind,
        )


def _pairs(state: State, source: str) -> list[tuple[Tensor, Tensor]]:
    indices = sorted(
        int(match[1])
        for name in state
        if (match := re.fullmatch(r"features\.(\d+)\.weight", name))
        and f"features.{match[1]}.bias" in state
    )
    if len(indices) != 13:
        raise Problem(
            "weights.other",
            "{source} holds {found} backbone convolutions and VGG-16 has 13: give a file with "
            "torchvision's names (features.0.weight, ...).",
            source=source,
            found=len(indices),
        )
    return [(state[f"features.{i}.weight"], state[f"features.{i}.bias"]) for i in indices]


def _from_torchvision() -> State:
    from torchvision.models import VGG16_Weights

    weights = VGG16_Weights.IMAGENET1K_V1
    return _asked(
        "torchvision",
        weights.url.rsplit("/", 1)[-1],
        lambda: weights.get_state_dict(progress=True, check_hash=True, weights_only=True),
    )


def _from_timm(name: str) -> State:
    import timm

    return _asked(
        "timm",
        f"the weights of {name}",
        lambda: timm.create_model(name, pretrained=True).state_dict(),
    )


def _asked(library: str, wanted: str, get: Callable[[], State]) -> State:
    try:
        return dict(get())
    except (URLError, OSError, RuntimeError) as error:
        raise Problem(
            "weights.unreachable",
            "{library} could not get ImageNet weights ({why}). Download {wanted} elsewhere and "
            "give the file's path as weights, or say weights none to train from scratch.",
            library=library,
            why=str(error),
            wanted=wanted,
        ) from error


def _from_file(path: Path) -> State:
    if not path.is_file():
        raise Problem(
            "weights.missing",
            "no weights at {path}: give imagenet, none, a file, or a checkpoint's folder.",
            path=path,
        )
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError, SafetensorError) as error:
        raise Problem(
            "weights.damaged",
            "{path} cannot be read as weights; it may be cut off, or hold more than tensors. Give "
            "a .safetensors or a .pth file with torchvision's or timm's names.",
            path=path,
        ) from error
    if not isinstance(state, dict):
        what = "{path} holds no tensors by name: give a state dictionary."
        raise Problem("weights.damaged", what, path=path)
    return state
