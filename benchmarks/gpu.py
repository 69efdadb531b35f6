"""What a GPU does with the project, as one page: ``make gpu``, or

    python -m benchmarks.gpu [--to FOLDER] [--seconds 600] [--parts machine determinism ...] [--dry]
        [-- reproduce OPTIONS]

Parts are measured one by one, each in a process of its own and within its share of the time; after
each, ``gpu.md`` and ``gpu.json`` are written, so that a cut leaves what was done. What stands after
``--`` is a study, with its ``--root`` and ``--jobs``: ``python -m gioada reproduce OPTIONS`` runs
until the time is over, and is asked to stop in time to save; what it leaves is ``study.tar``.
Render its frames before: 14 renderers beside the parts took the processor that starts the kernels,
and every figure with it. ``--dry`` tries everything with tiny sizes.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import shlex
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

from benchmarks.gpu_parts import PARTS
from gioada.training.runtime import pick_device

LIMITS = {"machine": 40, "determinism": 150, "rows": 60, "steps": 150, "inference": 60}
"""Seconds that a part may take."""
SAVING = 60
"""Seconds that a study's processes are left for saving."""


def options(words: list[str] | None = None) -> tuple[argparse.Namespace, list[str]]:
    """The options, and those of a study."""
    words = sys.argv[1:] if words is None else words
    cut = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("runs/gpu"), help="folder for the page")
    parser.add_argument("--seconds", type=float, default=600.0, help="for everything together")
    parser.add_argument("--parts", nargs="*", choices=[*PARTS, "none"], default=list(PARTS))
    parser.add_argument("--device", default="auto")
    parser.add_argument("--dry", action="store_true", help="tiny sizes, to try it")
    return parser.parse_args(words[:cut]), words[cut + 1 :]


def main() -> None:
    """Measure, and write the page after every part."""
    started = time.monotonic()
    chosen, study = options()
    chosen.to.mkdir(parents=True, exist_ok=True)
    device, found = str(pick_device(chosen.device)), {}
    for name in [part for part in chosen.parts if part in PARTS]:
        left = chosen.seconds - (time.monotonic() - started)
        if left < 10:
            break
        found[name] = measured(name, device, chosen, min(LIMITS[name], left))
        write(found, chosen.to)
    if study:
        left = chosen.seconds - (time.monotonic() - started)
        found["study"] = {"": run_study(study, left, chosen.to)}
        write(found, chosen.to)
        pack(Path(study[study.index("--root") + 1]), chosen.to)
    print((chosen.to / "gpu.md").read_text() if found else "nothing was asked for")


def measured(name: str, device: str, chosen: argparse.Namespace, seconds: float) -> dict[str, Any]:
    """A part's results, as far as it came within the seconds."""
    results, log = chosen.to / f"{name}.json", chosen.to / f"{name}.log"
    results.unlink(missing_ok=True)
    words = ["-m", "benchmarks.gpu_parts", name, device, "dry" if chosen.dry else "real"]
    with log.open("w") as out:
        part = subprocess.Popen(
            [sys.executable, *words, str(results)],
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        started = time.monotonic()
        try:
            end = f"exit status {part.wait(seconds)}"
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)
            part.wait()
            end = f"cut after {seconds:.0f} s"
    found = json.loads(results.read_text()) if results.exists() else {}
    found["took"] = f"{time.monotonic() - started:.0f} s, {end}"
    if part.returncode:
        found["log"] = log.read_text()[-1500:]
    print(f"{name}: {found['took']}", flush=True)
    return found


def run_study(words: list[str], seconds: float, to: Path) -> str:
    """A study until the time is over; it saves, and the same command goes on."""
    command = [sys.executable, "-m", "gioada", *words]
    with (to / "study.log").open("a") as log:
        study = subprocess.Popen(command, stdout=log, stderr=log)
        for patience, end in ((seconds - SAVING, study.terminate), (SAVING, study.kill)):
            try:
                study.wait(max(0.0, patience))
                break
            except subprocess.TimeoutExpired:
                end()
        return f"{shlex.join(command[1:])}: exit status {study.wait()}"


def pack(root: Path, to: Path) -> None:
    """What a study leaves (journals, counts, exported networks) in one file; no resumable state."""
    kept = {".jsonl", ".json", ".txt", ".npz", ".md", ".webp"}
    with tarfile.open(to / "study.tar", "w") as tar:
        for file in sorted(root.rglob("*")):
            of_run = file.relative_to(root).parts[1:2] == ("checkpoints",)
            if file.suffix in kept or (file.suffix == ".safetensors" and not of_run):
                tar.add(file, file.relative_to(root))


def write(found: dict[str, Any], to: Path) -> None:
    """The page and its numbers."""
    (to / "gpu.json").write_text(json.dumps(found, indent=1) + "\n")
    today = datetime.date.today().isoformat()
    lines = [f"# {found.get('machine', {}).get('device', 'A device')}, {today}", ""]
    lines += [f"`python -m benchmarks.gpu` ({' '.join(found)})", ""]
    for name, values in found.items():
        lines += [f"## {name}", "", *_table(values), ""]
    (to / "gpu.md").write_text("\n".join(lines))


def _table(values: dict[str, Any]) -> list[str]:
    rows = {name: value for name, value in values.items() if isinstance(value, dict)}
    plain = [f"{name}: {value}" for name, value in values.items() if name not in rows]
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    if not rows:
        return plain
    table = [f"| | {' | '.join(columns)} |", f"| --- |{' ---: |' * len(columns)}"]
    for name, row in rows.items():
        cells = [str(row.get(column, "")).replace("\n", " ") for column in columns]
        table.append(f"| {name} | {' | '.join(cells)} |")
    return [*table, "", *plain]


if __name__ == "__main__":
    main()
