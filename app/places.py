"""Where the page finds checkpoints and runs; known to the tabs and to what lies below them."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The folder of ``app.py``."""


def checkpoints() -> Path:
    """Where exported checkpoints are: GIOADA_CHECKPOINTS, or checkpoints/ beside the page."""
    return Path(os.environ.get("GIOADA_CHECKPOINTS") or ROOT / "checkpoints")


def runs() -> Path:
    """Where runs are: GIOADA_RUNS, or runs/ beside the page; absolute."""
    return Path(os.environ.get("GIOADA_RUNS") or ROOT / "runs").absolute()


def repositories() -> list[str]:
    """Repositories of the Hub that hold checkpoints: GIOADA_HUB, names between commas."""
    names = (name.strip() for name in os.environ.get("GIOADA_HUB", "").split(","))
    return list(dict.fromkeys(name for name in names if name))
