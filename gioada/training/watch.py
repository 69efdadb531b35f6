"""Watching runs from outside: any process, any user, any number of readers, nothing written."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from gioada import errors, records
from gioada.errors import Advice, Problem
from gioada.training.folder import RunFolder, no_run
from gioada.training.journal import newest_lines
from gioada.training.status import State, Status, duration, probe, read_status

Seen = State | Literal["waiting", "interrupted", "damaged"]
"""What a reader sees: waiting has only a spec, interrupted died without a last word, and damaged
has no spec that can be read."""

NUMBER = (int, float)
LIVING: tuple[State, ...] = ("starting", "running", "stopping")
# Five of the expected intervals without a sign of life are a silence. Network disks show changes
# up to a minute late, and a run that starts may render data before it says how often it writes.
INTERVALS, AT_LEAST, UNKNOWN = 5, 60.0, 600.0


@dataclass(frozen=True, kw_only=True)
class RunState:
    """A run as it is now; see ``read_run``."""

    name: str
    """The name of its folder."""
    path: Path
    """The run folder, as it was given."""
    state: Seen
    """Derived from the run's lock; a stored word alone makes no run live."""
    preset: str = ""
    """Empty where the spec cannot be read; so is the pair."""
    pair: str = ""
    """The pair of data sets."""
    seed: int | None = None
    """None where the spec cannot be read."""
    step: int = 0
    """Steps done."""
    steps: int = 0
    """Steps of the whole run; 0 if not known yet."""
    seconds_left: float | None = None
    """While it runs, at the speed of the last journal line; None if unknown."""
    samples_per_second: float | None = None
    """At the last journal line."""
    reason: str = ""
    """Why it ended, or what else should be known, in a sentence."""
    problem: Problem | None = None
    """Why it failed, where it said so."""
    health: str = ""
    """How the training goes, in a sentence."""
    advice: tuple[Advice, ...] = ()
    """Options of a new run that may help its health."""
    checkpoint: int = 0
    """Step of the newest checkpoint on the disk, from which it would go on; 0 if there is none."""
    validation: dict[str, float | None] = field(default_factory=dict)
    """The newest validation numbers."""
    validated_at: int = 0
    """Their step."""
    line: dict[str, Any] = field(default_factory=dict)
    """The newest journal line with terms and accuracies."""
    last_sign_of_life: float | None = None
    """Seconds since the trainer last wrote; None if it never has."""
    status: Status | None = None
    """What the trainer last said."""

    @property
    def lives(self) -> bool:
        """Whether a process trains it now."""
        return self.state in LIVING


def find_runs(root: Path) -> list[RunState]:
    """All runs in a folder of runs, the most recently started first; none if there is no folder.

    A damaged run is one of them and says so in its ``reason``.
    """
    found = []
    try:
        paths = sorted(root.iterdir())
    except FileNotFoundError:
        return []
    for path in paths:
        try:
            if path.is_dir() and RunFolder(path).holds_run():
                found.append((_started(path), read_run(path)))
        except PermissionError as error:
            reason = f"{path} may not be looked into ({error.strerror})."
            found.append((0.0, RunState(name=path.name, path=path, state="damaged", reason=reason)))
        except (OSError, ValueError):
            continue  # removed while it was read
    return [run for _, run in sorted(found, key=lambda pair: -pair[0])]


def read_run(path: Path) -> RunState:
    """The present state of a run.

    A living trainer holds the run's lock, and that alone makes a run live. Only where the lock
    says nothing (the trainer is on another host than the reader, or the disk knows no locks) the
    age of the last sign of life decides.

    Raises:
        Problem: ``run.none``, there is no run in the folder, perhaps no longer.
    """
    folder = RunFolder(path)
    if not folder.holds_run():
        raise no_run(folder)
    state, status, age = state_of(folder)
    spec, complaint = _spec(folder)
    line, validation = newest_lines(folder.journal, "machine", "validation")
    if complaint and state not in LIVING:
        state = "damaged"
    step, steps = (status.step, status.steps) if status else (line.get("step", 0), 0)
    saved = max(folder.saved_steps(), default=0)
    return RunState(
        name=folder.name,
        path=path,
        state=state,
        preset=_entry(spec, str, "method", "name") or "",
        pair=_entry(spec, str, "pair") or "",
        seed=_entry(spec, int, "training", "seed"),
        step=step,
        steps=steps,
        seconds_left=_seconds_left(line, steps - step) if steps and state == "running" else None,
        samples_per_second=_entry(line, NUMBER, "machine", "samples_per_second"),
        reason=complaint or _reason(status, state, age, step, saved),
        problem=_problem(status) if state == "failed" else None,
        health=status.health if status else "",
        advice=status.advice if status else (),
        checkpoint=saved,
        validation=validation.get("validation", {}),
        validated_at=validation.get("step", 0),
        line=line,
        last_sign_of_life=age,
        status=status,
    )


# --- the state ----------------------------------------------------------------------------------


def state_of(folder: RunFolder) -> tuple[Seen, Status | None, float | None]:
    """What a reader sees of whoever works in a folder, its last word, and the word's age."""
    status, held = _word_and_lock(folder)
    age = _last_sign_of_life(folder)
    return _state(folder, status, held, age), status, age


def _word_and_lock(folder: RunFolder) -> tuple[Status | None, bool | None]:
    """The status and the lock of one moment: a run may start or end between the two looks."""
    status, held = read_status(folder), None
    for _ in range(5):
        before, held = status, probe(folder.lock)
        status = read_status(folder)
        if held or status == before:
            break
    return status, held


def _state(folder: RunFolder, status: Status | None, held: bool | None, age: float | None) -> Seen:
    if status is None:
        begun = folder.journal.exists() or folder.saved_steps()
        return "starting" if held else "interrupted" if begun else "waiting"
    if held and _is_older(folder.status, folder.lock):
        return "starting"  # the word is that of an earlier trainer
    here = status.host == socket.gethostname()
    if held and here and status.state == "stopped":
        return "stopping"  # it has still to leave before another one can start
    lives = held if here and held is not None else age is not None and age < _silence(status)
    if status.state in LIVING and not lives:
        return "interrupted"
    asked = status.state == "running" and "stop" in folder.asked()
    return "stopping" if asked else status.state


def _reason(status: Status | None, state: Seen, age: float | None, step: int, saved: int) -> str:
    silence = duration(age or 0.0)
    away = status.host if status and status.host != socket.gethostname() else ""
    if state == "interrupted":
        onward = f"goes on from step {saved:,}" if saved else "begins anew: nothing was saved yet"
        how = f"no sign of life from {away} for {silence}" if away else "it ended without a word"
        return (
            f"{how}, at step {step:,} (killed, out of memory, or a power cut). Resuming {onward}."
        )
    if state in LIVING and away:
        return f"last sign of life {silence} ago, on {away}."
    if state in LIVING and status and (age or 0.0) > _silence(status):
        return f"its process lives, but gives no sign of life for {silence}."
    return status.reason if status else ""


def _problem(status: Status | None) -> Problem | None:
    try:
        return errors.read(status.problem) if status and status.problem else None
    except (KeyError, TypeError):
        return None  # of another version


def _silence(status: Status) -> float:
    expected = status.log_every_seconds
    return max(INTERVALS * expected, AT_LEAST) if expected else UNKNOWN


def _seconds_left(line: Mapping[str, Any], steps: int) -> float | None:
    seconds = _entry(line, NUMBER, "machine", "step_seconds")
    return None if seconds is None else seconds * max(0, steps)


# --- files that may be missing, damaged, or vanish ----------------------------------------------


def _spec(folder: RunFolder) -> tuple[Any, str]:
    """The spec as it stands there, of whatever version, and what is wrong with it."""
    try:
        spec = records.read_values(folder.spec)
    except Problem as problem:
        return {}, str(problem)
    if _entry(spec, str, "method", "name") is None:
        return spec, f"{folder.spec} does not describe a run."
    return spec, ""


def _entry(values: Any, kind: type | tuple[type, ...], *keys: str) -> Any:
    for key in keys:
        values = values.get(key) if isinstance(values, Mapping) else None
    return values if isinstance(values, kind) else None


def _modified(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def _is_older(path: Path, other: Path) -> bool:
    first, second = _modified(path), _modified(other)
    return first is not None and second is not None and first < second


def _last_sign_of_life(folder: RunFolder) -> float | None:
    """By the times of the files: on a shared disk they are one clock's, the trainers' are many."""
    times = [t for t in map(_modified, (folder.status, folder.journal)) if t is not None]
    return max(0.0, time.time() - max(times)) if times else None


def _started(path: Path) -> float:
    return _modified(RunFolder(path).spec) or _modified(path) or 0.0
