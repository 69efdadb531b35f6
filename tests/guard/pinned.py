"""The process that numbers are recorded in: one thread, and kernels that any x86-64 machine has.

The last digit of a sum depends on the order in which a processor's kernels add. Here convolutions
are ATen's own over MKL in its compatible mode, neither of which asks for the size of a cache or
for AVX-512; so two machines of one architecture, with one version of torch, give the same bits.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import platform
import runpy
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FRAMES, RUNS, CHECKPOINTS = HERE / "frames", HERE / "runs", HERE / "checkpoints"
ENVIRONMENT = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "CUDA_VISIBLE_DEVICES": "",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "MKL_CBWR": "COMPATIBLE",
    "MKL_NUM_THREADS": "1",
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL",
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TQDM_DISABLE": "1",
}
"""What must stand before torch is imported."""
LIBRARIES = ("torch", "torchvision", "timm", "numpy", "pillow")
OURS = "GIOADA_"
"""How the variables begin that would lead a command to this machine's own data and runs."""


def record_apart(*parts: str) -> dict[str, Any]:
    """Record parts (see ``record.PARTS``) in one process of their own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.guard.record", *parts],
        cwd=ROOT,
        env={**inherited, **ENVIRONMENT, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"recording {', '.join(parts)} failed:\n{done.stderr[-4000:]}")
    return json.loads(done.stdout)


def pin() -> None:
    """Take the kernels that are the same everywhere."""
    import torch

    from gioada.data import rendered

    missing = {name for name, value in ENVIRONMENT.items() if os.environ.get(name) != value}
    if missing:
        raise RuntimeError(f"{', '.join(sorted(missing))} must be set before Python starts.")
    # Frames are drawn in this process, however busy the machine is.
    rendered.BEGINNING = float("inf")
    torch.set_num_threads(1)
    torch.backends.mkldnn.set_flags(False)
    torch.backends.nnpack.set_flags(False)


def machine() -> dict[str, str]:
    """What recorded numbers depend on."""
    import torch

    libraries = {
        name: version(name) for name in ("torch", "torchvision", "timm", "numpy", "pillow")
    }
    return {
        **libraries,
        "architecture": platform.machine(),
        "kernels": torch.backends.cpu.get_cpu_capability(),
    }


def narrow(width: int) -> None:
    """Let the smallest size that can be asked for have few channels, so that a step is quick."""
    from gioada.models.spec import SIZES

    SIZES["small"] = replace(
        SIZES["small"],
        translator_width=width,
        task_width=width,
        task_features=2 * width,
        discriminator_width=width,
        decoder_features=2 * width,
    )


def gioada(*words: str | Path) -> tuple[int, str]:
    """``python -m gioada ...`` in this process: exit status and what it printed."""
    printed, argv = io.StringIO(), sys.argv
    sys.argv = ["gioada", *map(str, words)]
    status = 0
    try:
        with contextlib.redirect_stdout(printed):
            runpy.run_module("gioada", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.argv = argv
    return status, printed.getvalue()


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[Path]:
    """A folder in which commands may leave ``runs/`` and ``data/``."""
    with contextlib.chdir(folder):
        yield folder
