"""Where bfloat16 is worth its rounding: it halves the time on processors that compute in it."""

from __future__ import annotations

import contextlib
from functools import cache
from pathlib import Path

import torch

_FLAGS = ("avx512_bf16", "amx_bf16")


def bf16_pays(device: torch.device) -> bool:
    """Whether a device computes in bfloat16; elsewhere that is emulated, and slower than fp32."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == "cpu" and _processor_has_bf16()


@cache
def _processor_has_bf16() -> bool:
    for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"):
        # torch's own questions are private: where one has gone, the kernel is asked.
        with contextlib.suppress(AttributeError):
            if getattr(torch.cpu, name)():
                return True
    try:
        words = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return False
    return any(flag in words for flag in _FLAGS)


def precise(device: torch.device, fast: bool) -> contextlib.AbstractContextManager[object]:
    """The context in which a network is called: bfloat16 if it should be fast and that pays."""
    if fast and bf16_pays(device):
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return contextlib.nullcontext()
