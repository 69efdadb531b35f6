"""Device and precision by name."""

from __future__ import annotations

import os

import pytest
import torch

from gioada.training.runtime import make_runtime, pick_device


@pytest.fixture
def no_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


@pytest.mark.usefixtures("no_cuda")
def test_auto_is_the_cpu_where_there_is_nothing_else() -> None:
    assert make_runtime("auto").device.type == "cpu"


@pytest.mark.usefixtures("no_cuda")
@pytest.mark.parametrize("device", ["cuda", "cuda:1"])
def test_a_missing_gpu_is_named(device: str) -> None:
    with pytest.raises(ValueError, match="no CUDA device"):
        make_runtime(device)


@pytest.mark.parametrize("channels_last", [True, False])
def test_the_memory_layout_does_not_change_values(channels_last: bool) -> None:
    runtime = make_runtime("cpu", channels_last=channels_last)
    image = torch.rand(1, 3, 8, 10)
    placed = runtime.tensor(image)
    assert torch.equal(placed, image)
    assert placed.is_contiguous(memory_format=torch.channels_last) == channels_last
    assert torch.equal(runtime.tensor(image[0, 0]), image[0, 0])


@pytest.mark.parametrize(
    ("precision", "dtype"), [("fp32", torch.float32), ("bf16", torch.bfloat16)]
)
def test_convolutions_run_in_the_precision(precision: str, dtype: torch.dtype) -> None:
    runtime = make_runtime("cpu", precision=precision)
    with runtime.autocast():
        assert torch.nn.Conv2d(3, 4, 1)(torch.rand(1, 3, 4, 4)).dtype == dtype


def test_what_is_no_device_is_named() -> None:
    with pytest.raises(ValueError, match="'gpu' is no device: say auto, cpu, cuda or cuda:1"):
        make_runtime("gpu")


def test_a_gpu_beyond_the_last_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with pytest.raises(ValueError, match="cuda:2 is not here: there are 2"):
        pick_device("cuda:2")
    assert pick_device("auto").type == "cuda"


def test_one_process_agrees_with_itself() -> None:
    runtime = make_runtime("cpu")
    values = torch.tensor([1.0, 2.0])
    assert torch.equal(runtime.mean(values), values)
    assert runtime.any([True, False]) == [True, False]
    assert runtime.objects("a") == ["a"]
    assert runtime.first


def test_the_wish_for_determinism_reaches_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    wishes: list[bool] = []
    monkeypatch.setattr(torch, "use_deterministic_algorithms", wishes.append)
    monkeypatch.setattr(torch.backends.cudnn, "benchmark", True)
    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG", raising=False)
    make_runtime("cpu", deterministic=True)
    assert wishes == [True] and torch.backends.cudnn.benchmark is False
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"
