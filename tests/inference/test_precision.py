"""Where bfloat16 is used, and that it is used only when asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from gioada.inference import precision
from gioada.inference.predictor import load_predictor
from tests.shelf import shelve

CPU = torch.device("cpu")
IMAGE = np.random.default_rng(0).integers(0, 256, (32, 64, 3), np.uint8)


def computed(folder: Path, *, pays: bool, fast: bool, monkeypatch: pytest.MonkeyPatch) -> set:
    """The types in which a network's convolutions compute."""
    monkeypatch.setattr(precision, "bf16_pays", lambda _: pays)
    predictor, seen = load_predictor(folder, CPU), set()
    predictor.network.backbone[0].register_forward_hook(lambda *call: seen.add(call[2].dtype))
    predictor.predict(IMAGE, fast=fast)
    return seen


def test_bfloat16_is_used_when_asked_for_where_it_pays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(tmp_path / "tiny")
    for pays, fast, expected in (
        (True, True, torch.bfloat16),
        (True, False, torch.float32),
        (False, True, torch.float32),
    ):
        found = computed(tmp_path / "tiny", pays=pays, fast=fast, monkeypatch=monkeypatch)
        assert found == {expected}, (pays, fast)


@pytest.mark.parametrize(("flags", "expected"), [("avx2 amx_bf16", True), ("avx2 avx512f", False)])
def test_where_torch_does_not_tell_the_kernel_is_asked(
    monkeypatch: pytest.MonkeyPatch, flags: str, expected: bool
) -> None:
    for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"):
        monkeypatch.delattr(torch.cpu, name, raising=False)
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: f"flags : {flags}\n")
    precision._processor_has_bf16.cache_clear()
    assert precision.bf16_pays(CPU) is expected
    precision._processor_has_bf16.cache_clear()
