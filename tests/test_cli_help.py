"""Help is given without waiting for torch, and options can be read without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "torchvision", "gradio", "plotly")

# Runs the package as `python -m gioada` does, then prints which of the heavy ones it loaded.
HELP = f"""
import runpy, sys
sys.argv = ["gioada", "--help"]
status = 0
try:
    runpy.run_module("gioada", run_name="__main__", alter_sys=True)
except SystemExit as stop:
    status = stop.code
print("LOADED", *[name for name in {HEAVY!r} if name in sys.modules])
raise SystemExit(status)
"""

TORCH_FREE = (
    "gioada",
    "gioada.data.labels",
    "gioada.data.frame",
    "gioada.data.depth",
    "gioada.models.spec",
    "gioada.methods.spec",
    "gioada.methods.presets",
    "gioada.training.spec",
)


def run(root: Path, program: str) -> tuple[int, str, list[str]]:
    """Return the exit status, the output, and the heavy packages that were loaded."""
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True
    )
    output, _, loaded = result.stdout.rpartition("LOADED")
    return result.returncode, output + result.stderr, loaded.split()


def test_help_answers_without_torch(root: Path) -> None:
    status, output, loaded = run(root, HELP)
    assert status in (0, None), output
    for command in ("train", "evaluate", "export"):
        assert command in output
    assert loaded == []


@pytest.mark.parametrize("module", TORCH_FREE)
def test_options_are_read_without_torch(root: Path, module: str) -> None:
    program = (
        f"import sys, {module}\n"
        f"print('LOADED', *[name for name in {HEAVY!r} if name in sys.modules])"
    )
    status, output, loaded = run(root, program)
    assert status == 0, output
    assert loaded == []
