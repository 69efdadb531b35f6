"""``python -m gioada runs``: the runs of a folder in a table, or one run in detail."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from gioada.errors import Problem
from gioada.tables import aligned
from gioada.training.folder import RunFolder
from gioada.training.status import clock, duration
from gioada.training.watch import NUMBER, RunState, find_runs, read_run

HEADINGS = ("name", "preset", "pair", "state", "step", "samples/s", "left", "note")
RIGHT = [HEADINGS.index(name) for name in ("step", "samples/s", "left")]


def print_runs(paths: Sequence[Path], *, as_json: bool = False) -> None:
    """Print what is to be known of runs.

    Args:
        paths: folders of runs, each printed as a table, and run folders, printed in detail.
        as_json: print all of them as one json list instead, a run an object.

    Raises:
        Problem: ``run.none``, a folder does not exist.
    """
    parts = [_read(path) for path in paths]
    if as_json:
        values = [_plain(run) for runs in parts for run in runs]
        print(json.dumps(values, indent=2, allow_nan=False))
        return
    for number, (path, runs) in enumerate(zip(paths, parts, strict=True)):
        if number:
            print()
        if not runs:
            print(f"No run in {path}. Start one with `python -m gioada train both`.")
        elif _is_run(path):
            print(_details(runs[0]))
        else:
            if len(paths) > 1:
                print(f"{path}:")
            print(_table(runs))


def _read(path: Path) -> list[RunState]:
    if not path.is_dir():
        what = "there is no folder {path}: name a folder of runs, or `python -m gioada train both`."
        raise Problem("run.none", what, path=path)
    return [read_run(path)] if _is_run(path) else find_runs(path)


def _is_run(path: Path) -> bool:
    return RunFolder(path).holds_run()


def _plain(run: RunState) -> dict[str, Any]:
    problem = run.problem.values() if run.problem else None
    return {**asdict(replace(run, problem=None)), "problem": problem, "path": str(run.path)}


# --- many ---------------------------------------------------------------------------------------


def _table(runs: Iterable[RunState]) -> str:
    screen = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    lines = aligned([HEADINGS, *map(_row, runs)], right=RIGHT)
    return "\n".join(line[:screen] for line in lines)


def _row(run: RunState) -> tuple[str, ...]:
    note = run.reason or run.health
    return (
        run.name,
        run.preset or "?",
        run.pair or "?",
        run.state,
        _steps(run),
        _number(run.samples_per_second, ".2f") if run.samples_per_second is not None else "",
        duration(run.seconds_left) if run.seconds_left is not None else "",
        " ".join(note.split()),
    )


def _steps(run: RunState) -> str:
    return f"{run.step:,}/{run.steps:,}" if run.steps else f"{run.step:,}" if run.step else ""


# --- one ----------------------------------------------------------------------------------------


def _details(run: RunState) -> str:
    seed = "?" if run.seed is None else run.seed
    facts = {
        "run": f"{run.name}: {run.state}",
        "folder": str(run.path),
        "preset": f"{run.preset or '?'} on {run.pair or '?'}, seed {seed}",
        **_progress(run),
        **_numbers(run),
        "health": run.health,
        "reason": run.reason,
        **_commands(run),
    }
    return "\n".join(aligned([each for each in facts.items() if each[1]]))


def _progress(run: RunState) -> dict[str, str]:
    status = run.status
    share = f" ({run.step / run.steps:.0%})" if run.steps else ""
    left = f", about {duration(run.seconds_left)} left" if run.seconds_left is not None else ""
    speed = _number(run.samples_per_second, ".2f")
    alive = "" if run.last_sign_of_life is None else f"{duration(run.last_sign_of_life)} ago"
    facts = {
        "step": _steps(run) + share,
        "phase": status.phase if status and run.lives else "",
        "speed": f"{speed} samples/s{left}" if run.samples_per_second is not None else "",
        "saved": f"step {run.checkpoint:,}" if run.checkpoint else "",
        "last sign of life": alive,
    }
    if status is None:
        return facts
    together = f"processes: {status.processes}, CPU threads of each: {status.threads}"
    facts["device"] = f"{status.device} ({together})"
    facts["trained for"] = duration(status.seconds)
    if run.lives and run.state != "starting":
        since = clock(status.process_started)
        facts["process"] = f"{status.pid} on {status.host}, since {since}"
    return facts


def _numbers(run: RunState) -> dict[str, str]:
    """The last terms and accuracies, and the newest validation."""
    line = run.line
    memory = line.get("machine", {}).get("memory")
    return {
        "terms": _join(line.get("terms"), ".4g"),
        "discriminators are right": _join(line.get("discriminator_accuracy"), ".0%"),
        "task accuracy": _join(line.get("task_accuracy"), ".1%"),
        "false class is read": _join(line.get("leak"), ".1%"),
        "learning rates": _join(line.get("lr"), ".3g"),
        "memory at its peak": f"{memory / 2**30:.2f} GiB" if isinstance(memory, NUMBER) else "",
        f"validation at step {run.validated_at:,}": _join(run.validation, ".4g"),
    }


def _commands(run: RunState) -> dict[str, str]:
    folder = RunFolder(run.path)
    if run.lives:
        return {"stop with": folder.command("ask stop")}
    if run.state in ("done", "damaged"):
        return {}
    verb = "start" if run.state == "waiting" else "resume"
    return {f"{verb} with": folder.command("resume")}


def _join(numbers: Any, style: str) -> str:
    if not isinstance(numbers, Mapping):
        return ""
    return ", ".join(f"{name} {_number(value, style)}" for name, value in numbers.items())


def _number(value: Any, style: str) -> str:
    return format(value, style) if isinstance(value, NUMBER) else "?"
