"""Every kind of backbone: its maps, its gradients, its weights out and back, its average."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from gioada import records
from gioada.methods.objective import Objective
from gioada.methods.presets import find
from gioada.models.card import Card
from gioada.models.checkpoint import load_task, save_checkpoint
from gioada.models.imagenet import OXFORD, load_backbone
from gioada.models.spec import PAPER_RATES, SIZES, VGG16, Networks, TaskSpec
from gioada.models.task import TaskNetwork

# The paper's, a network of depthwise convolutions, a residual one, a modern one, a transformer.
KINDS = {
    VGG16: (8,),
    "tf_efficientnet_lite0": (4, 8, 16),
    "resnet18": (4, 8, 16),
    "convnext_atto": (4, 8, 16),
    "vit_tiny_patch16_224": (16,),
}
HEADS = [(VGG16, "deeplab-v2"), *((name, "deeplab-v3+") for name in KINDS)]
every_kind = pytest.mark.parametrize(("name", "head"), [*HEADS, ("resnet18", "deeplab-v2")])


def spec(name: str, head: str = "deeplab-v3+", **fields: object) -> TaskSpec:
    normalisation = "group" if name == VGG16 else "frozen"
    fields["head"] = head
    return TaskSpec(
        backbone=name, width=4, features=8, normalisation=normalisation, rates=(1, 2), **fields
    )  # type: ignore[arg-type]


@every_kind
def test_shapes_strides_and_gradients(name: str, head: str) -> None:
    torch.manual_seed(0)
    network = TaskNetwork(spec(name, head)).train()
    image = torch.rand(1, 3, 45, 70) * 2 - 1
    maps = network.backbone(torch.rand(1, 3, 64, 96))
    assert [64 // map_.shape[-2] for map_ in maps] == list(KINDS[name])
    assert tuple(map_.shape[1] for map_ in maps) == network.backbone.channels
    assert network.backbone.strides == KINDS[name]
    prediction = network(image)
    assert prediction.labels.shape == (1, 10, 45, 70)
    assert prediction.depth.shape == (1, 1, 45, 70)
    (prediction.labels.square().sum() + prediction.depth.sum()).backward()
    first = next(network.backbone.parameters())
    assert first.grad is not None and first.grad.abs().sum() > 0
    assert all(torch.isfinite(p.grad).all() for p in network.parameters() if p.grad is not None)


@every_kind
def test_a_checkpoint_gives_the_network_back(name: str, head: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = TaskNetwork(spec(name, head)).eval()
    with torch.no_grad():
        for weight in network.parameters():
            weight.copy_(weight.half())  # as they are stored
    card = Card(
        name="mine", preset="na", pair="demo", space="kitti10", height=32, width=64, seed=0,
        steps=1, task=network.spec, path=str(tmp_path),
    )  # fmt: skip
    save_checkpoint(tmp_path, card, {"task": network})
    image = torch.rand(1, 3, 37, 64) * 2 - 1
    with torch.inference_mode():
        before, after = network(image), load_task(card)(image)
    assert torch.equal(before.labels, after.labels) and torch.equal(before.depth, after.depth)


def test_the_head_is_the_papers_on_its_backbone_and_newer_on_others() -> None:
    assert Networks().task(10, (96, 320)).head == "deeplab-v2"
    assert Networks(backbone="resnet18").task(10, (96, 320)).head == "deeplab-v3+"
    older = records.build(Networks, {"backbone": "resnet18"})
    assert older.task(10, (96, 320)).head == "deeplab-v2"


def test_the_newer_head_sees_the_whole_picture() -> None:
    torch.manual_seed(0)
    network = TaskNetwork(spec("resnet18")).eval()
    image = torch.zeros(1, 3, 64, 960)
    other = image.clone()
    other[..., 640:] = 1  # out of reach of any convolution from the left edge
    with torch.inference_mode():
        apart = network.shared(network.backbone(image)) - network.shared(network.backbone(other))
    assert apart[..., 0].abs().max() > 0


@pytest.mark.parametrize("name", ["tf_efficientnet_lite0", "resnet18"])
def test_batch_norm_keeps_its_statistics_and_learns_the_rest(name: str) -> None:
    network = TaskNetwork(spec(name)).train()
    layer = next(m for m in network.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm))
    before = layer.running_mean.clone()
    network(torch.rand(2, 3, 32, 64)).labels.sum().backward()
    assert torch.equal(layer.running_mean, before)
    assert layer.weight.grad is not None and layer.weight.grad.abs().sum() > 0


def test_from_scratch_group_norm_takes_its_place() -> None:
    scratch = Networks(backbone="resnet18").task(10, (96, 320))
    assert scratch.normalisation == "group"
    network = TaskNetwork(scratch)
    kinds = [type(module) for module in network.backbone.modules()]
    assert not any(issubclass(kind, nn.modules.batchnorm._BatchNorm) for kind in kinds)
    assert Networks(backbone="resnet18", weights="imagenet").task(10, (96, 320)) != scratch


def test_the_average_follows_weights_and_buffers() -> None:
    networks = Networks(size="small", backbone="resnet18", weights="imagenet", num_blocks=1)
    objective = Objective(find("na"), networks, 3, (32, 64))
    with torch.no_grad():
        for value in (*objective.generators.parameters(), *objective.generators.buffers()):
            value.add_(1)
    objective.update_average(0.0, 0)
    own = objective.generators.state_dict()
    assert all(
        torch.equal(own[key], value) for key, value in objective.average.state_dict().items()
    )


def test_each_backbone_sees_images_as_its_weights_did() -> None:
    seen: list[torch.Tensor] = []
    network = TaskNetwork(spec("tf_efficientnet_lite0"))
    network.backbone.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    network(torch.full((1, 3, 32, 32), 0.5))  # 0.75 of white; its mean and deviation are 0.5
    assert seen[0].unique().tolist() == pytest.approx([0.5])


@pytest.mark.parametrize("name", ["resnet18", "tf_efficientnet_lite0"])
def test_weights_come_from_a_file_with_timms_names(name: str, tmp_path: Path) -> None:
    import timm

    torch.manual_seed(1)
    whole = timm.create_model(name).state_dict()  # its classifier is not wanted
    save_file({key: value.contiguous() for key, value in whole.items()}, tmp_path / "w.safetensors")
    network = TaskNetwork(spec(name))
    load_backbone(network, str(tmp_path / "w.safetensors"))
    own = network.backbone.net.state_dict()
    assert all(torch.equal(own[key], whole[key]) for key in own)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    import timm

    save_file(timm.create_model("resnet10t").state_dict(), tmp_path / "other.safetensors")
    with pytest.raises(ValueError, match=r"of the .* weights of resnet18: give weights of that"):
        load_backbone(TaskNetwork(spec("resnet18")), str(tmp_path / "other.safetensors"))


def test_an_unknown_name_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="no backbone 'resnet17': say vgg16, or a name of timm's"):
        TaskNetwork(spec("resnet17"))


def test_offline_imagenet_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import timm

    def fail(*_: object, **__: object) -> None:
        raise OSError("no route")

    network = TaskNetwork(spec("resnet18"))
    monkeypatch.setattr(timm, "create_model", fail)
    with pytest.raises(ValueError, match="Download the weights of resnet18 elsewhere and give"):
        load_backbone(network, "imagenet")


@pytest.mark.parametrize(("turned", "scale"), [(True, 60.0), (True, 1.0), (False, 1.0)])
def test_caffes_vgg16_is_recognised(tmp_path: Path, turned: bool, scale: float) -> None:
    full = TaskNetwork(TaskSpec(features=8))
    convolutions = [layer for layer in full.backbone if isinstance(layer, nn.Conv2d)]
    state = {}
    for index, layer in enumerate(convolutions):
        state[f"features.{index}.weight"] = layer.weight.detach().clone()
        state[f"features.{index}.bias"] = layer.bias.detach().clone()
    redder = torch.tensor([bool(OXFORD >> bit & 1) for bit in range(64)])
    first = 0.2 * torch.ones(64, 3, 3, 3)
    first[:, 0] += torch.where(redder, 0.3, -0.3)[:, None, None]
    state["features.0.weight"] = scale * (first.flip(1).contiguous() if turned else first)
    save_file(state, tmp_path / "vgg16.safetensors")
    with pytest.raises(ValueError, match=r"blue, green, red" if turned else "0 to 255"):
        load_backbone(full, str(tmp_path / "vgg16.safetensors"))
    state["features.0.weight"] = 60 * first
    save_file(state, tmp_path / "vgg16.safetensors")
    load_backbone(full, str(tmp_path / "vgg16.safetensors"))


def test_dilations_follow_the_size_of_the_map() -> None:
    networks = Networks(size="full")
    assert networks.task(10, (375, 1242)).rates == PAPER_RATES  # a map 46 high
    assert networks.task(10, (240, 320)).rates == (4, 9, 13, 18)  # 30 high: 30/41 of them
    assert networks.task(10, (32, 64)).rates == (1, 1, 2, 2)
    small = Networks(backbone="tf_efficientnet_lite0", weights="imagenet")
    assert small.task(10, (240, 320)).rates == (2, 4, 7, 9)  # 15 high, as its last map is
    assert Networks(rates=(3,)).task(10, (32, 64)).rates == (3,)


def test_every_size_has_a_decoder() -> None:
    for size in SIZES.values():
        assert size.decoder_features > 0
