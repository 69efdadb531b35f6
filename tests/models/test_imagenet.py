"""Backbone weights from a file with torchvision's names; nothing here reaches the network."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from gioada.models.imagenet import load_backbone
from gioada.models.spec import TaskSpec
from gioada.models.task import TaskNetwork

FULL = TaskSpec(features=8)  # the backbone at full width; fc6 and fc7 are not its business
# Positions of the convolutions in torchvision's vgg16().features.
POSITIONS = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)


def torchvision_state(width: int = 64) -> dict[str, Tensor]:
    """Tensors named as torchvision's VGG-16 names them, each filled with its position."""
    with torch.device("meta"):
        backbone = TaskNetwork(replace(FULL, width=width)).backbone
    convolutions = [layer for layer in backbone if isinstance(layer, nn.Conv2d)]
    state = {"classifier.0.weight": torch.zeros(2, 2)}
    for position, layer in zip(POSITIONS, convolutions, strict=True):
        state[f"features.{position}.weight"] = torch.full(layer.weight.shape, float(position))
        state[f"features.{position}.bias"] = torch.full(layer.bias.shape, position + 0.5)
    return state


@pytest.fixture(scope="module")
def network() -> TaskNetwork:
    return TaskNetwork(FULL)


@pytest.mark.parametrize("suffix", [".safetensors", ".pth"])
def test_every_convolution_gets_its_weights(
    tmp_path: Path, network: TaskNetwork, suffix: str
) -> None:
    file = tmp_path / f"vgg16{suffix}"
    (save_file if suffix == ".safetensors" else torch.save)(torchvision_state(), file)
    load_backbone(network, str(file))
    convolutions = [layer for layer in network.backbone if isinstance(layer, nn.Conv2d)]
    assert [layer.weight.unique().tolist() for layer in convolutions] == [[p] for p in POSITIONS]
    assert [layer.bias.unique().tolist() for layer in convolutions] == [
        [p + 0.5] for p in POSITIONS
    ]


def test_none_leaves_the_initial_weights(network: TaskNetwork) -> None:
    before = network.backbone[0].weight.clone()
    load_backbone(network, "none")
    assert torch.equal(network.backbone[0].weight, before)


@pytest.mark.parametrize("change", [{"width": 16}, {"normalisation": "group"}])
def test_a_narrow_or_normalised_network_is_refused(change: dict[str, object]) -> None:
    narrow = TaskNetwork(replace(FULL, **{"width": 4, **change}))
    with pytest.raises(ValueError, match="full width only"):
        load_backbone(narrow, "imagenet")


def test_a_missing_file_is_named(network: TaskNetwork, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no weights at .*vgg\.pth"):
        load_backbone(network, str(tmp_path / "vgg.pth"))


def test_a_file_of_another_network_is_refused(network: TaskNetwork, tmp_path: Path) -> None:
    state = torchvision_state()
    del state["features.28.weight"], state["features.28.bias"]
    save_file(state, tmp_path / "vgg13.safetensors")
    with pytest.raises(ValueError, match="holds 12 backbone convolutions and VGG-16 has 13"):
        load_backbone(network, str(tmp_path / "vgg13.safetensors"))


def test_a_file_of_another_width_is_refused(network: TaskNetwork, tmp_path: Path) -> None:
    save_file(torchvision_state(width=8), tmp_path / "narrow.safetensors")
    with pytest.raises(ValueError, match=r"\(8, 3, 3, 3\) where VGG-16 has \(64, 3, 3, 3\)"):
        load_backbone(network, str(tmp_path / "narrow.safetensors"))


class Trap:
    """Unpickling it leaves a mark."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple:
        return Path.touch, (self.mark,)


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@pytest.mark.parametrize("name", ["cut.safetensors", "cut.pth", "code.pth", "list.pth"])
def test_damaged_files_are_refused_and_no_code_in_them_runs(
    network: TaskNetwork, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    if name == "code.pth":
        file.write_bytes(pickle.dumps(Trap(tmp_path / "mark")))
    elif name == "list.pth":
        torch.save([1, 2], file)
    else:
        file.write_bytes(b"\x10\x00\x00\x00\x00\x00\x00\x00{")
    with pytest.raises(ValueError, match=name):
        load_backbone(network, str(file))
    assert not (tmp_path / "mark").exists()


def test_a_failing_download_says_what_to_do(
    network: TaskNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.models import VGG16_Weights

    def fail(*_: object, **__: object) -> None:
        raise URLError("no route")

    monkeypatch.setattr(VGG16_Weights, "get_state_dict", fail)
    with pytest.raises(ValueError, match=r"Download vgg16-397923af\.pth elsewhere"):
        load_backbone(network, "imagenet")
