"""Run folders of every preset as they were before the rebuild: told of, exported and gone on with.

Each was stopped after step 3 of 4 (cg: in its second phase), with networks of one channel; they
are never to be made anew. Of a new preset a folder may be added: train it with ``COMMON`` and
``narrow(1)``, ask it to stop at step 3, and pack its folder.
"""

from __future__ import annotations

import json
import os
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from tests.guard.journals import columns, weights
from tests.guard.pinned import FRAMES, RUNS, gioada, narrow

HERE_AND_NOW = ("--data", FRAMES, "--device", "cpu", "--threads", "1", "--quiet")
TOLD = ("state", "preset", "pair", "seed", "step", "steps", "checkpoint")


def old_runs() -> dict[str, Any]:
    """What becomes of every old run, by its folder's name."""
    narrow(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for packed in sorted(RUNS.glob("*.tar.xz")):
            with tarfile.open(packed) as archive:
                archive.extractall(folder / "runs", filter="data")
        told = _told(folder / "runs")
        found = {run: {"told": told[run], **_gone_on(folder, run)} for run in sorted(told)}
        after = _told(folder / "runs")
    return {run: {**values, "after": after[run]} for run, values in found.items()}


def _told(folder: Path) -> dict[str, dict[str, Any]]:
    runs = json.loads(_done("runs", folder, "--json"))
    return {run["name"]: {name: run[name] for name in TOLD} for run in runs}


def _gone_on(folder: Path, name: str) -> dict[str, Any]:
    run, exported = folder / "runs" / name, folder / "checkpoints" / name
    _done("export", run, "--to", exported)
    card = json.loads((exported / "checkpoint.json").read_text())
    _done("resume", run, *HERE_AND_NOW)
    return {
        "card": {key: card[key] for key in ("preset", "pair", "space", "steps", "averaged")},
        "networks": {key: card[key] for key in ("task", "translator", "critics")},
        "exported": weights(exported),
        "columns": columns(run),
        "weights": weights(run / "checkpoints"),
    }


def _done(*words: str | os.PathLike[str]) -> str:
    status, printed = gioada(*words)
    if status:
        raise RuntimeError(f"{' '.join(map(str, words))} ended with {status}: {printed}")
    return printed
