"""Help is given without waiting for torch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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


def test_help_answers_without_torch(root: Path) -> None:
    result = subprocess.run([sys.executable, "-c", HELP], cwd=root, capture_output=True, text=True)
    output, _, loaded = result.stdout.rpartition("LOADED")
    assert result.returncode == 0, result.stderr
    for command in ("train", "evaluate", "export"):
        assert command in output
    assert loaded.split() == []
