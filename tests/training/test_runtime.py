"""Device and precision by name."""

from __future__ import annotations

import pytest
import torch

from gioada.training.runtime import make_runtime


@pytest.fixture
def no_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


@pytest.mark.usefixtures("no_cuda")
def test_auto_is_the_cpu_where_there_is_nothing_else() -> None:
    assert make_runtime("auto", precision="fp32", channels_last=False).device.type == "cpu"


@pytest.mark.usefixtures("no_cuda")
@pytest.mark.parametrize("device", ["cuda", "cuda:1"])
def test_a_missing_gpu_is_named(device: str) -> None:
    with pytest.raises(ValueError, match="no CUDA device"):
        make_runtime(device, precision="fp32", channels_last=False)


@pytest.mark.parametrize("channels_last", [True, False])
def test_the_memory_layout_does_not_change_values(channels_last: bool) -> None:
    runtime = make_runtime("cpu", precision="fp32", channels_last=channels_last)
    image = torch.rand(1, 3, 8, 10)
    placed = runtime.tensor(image)
    assert torch.equal(placed, image)
    assert placed.is_contiguous(memory_format=torch.channels_last) == channels_last
    assert torch.equal(runtime.tensor(image[0, 0]), image[0, 0])


@pytest.mark.parametrize(
    ("precision", "dtype"), [("fp32", torch.float32), ("bf16", torch.bfloat16)]
)
def test_convolutions_run_in_the_precision(precision: str, dtype: torch.dtype) -> None:
    runtime = make_runtime("cpu", precision=precision, channels_last=False)
    with runtime.autocast():
        assert torch.nn.Conv2d(3, 4, 1)(torch.rand(1, 3, 4, 4)).dtype == dtype
