"""Jobs on whole folders: commands in the background, each with a folder that tells how far it is.

A job's folder holds ``spec.json`` with its command, what ``gioada.cli.followed`` says, the log, and
``result/``.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from app import places, processes
from app.files import place
from app.folders.ask import Ask, Kind
from gioada import errors, records
from gioada.batch.video import VIDEOS
from gioada.cli.followed import FOLDER
from gioada.data.given import members
from gioada.data.sets.matching import IMAGES
from gioada.errors import Problem
from gioada.training.folder import RunFolder
from gioada.training.watch import RunState, state_of

LARGEST = 2 * 2**30
"""Bytes of a result that is made a zip."""
_NAMED = {
    "depth": re.compile(r"depth|disp", re.I),
    "labels": re.compile(r"label|class|seg|sem|gt|ids|annot|mask", re.I),
    "translated": re.compile(r"trans|fake|made|output|result", re.I),
    "target": re.compile(r"target|photo|real", re.I),
}


# --- what they do -------------------------------------------------------------------------------


def barrier(host: str | None) -> str:
    """Why a visitor from an address may not start jobs here; empty if he may."""
    return processes.barrier(host, "work on folders")


def check_visitor(host: str | None) -> None:
    """Raises Problem ``folders.not_allowed``: a visitor from this address may not do that."""
    if sentence := barrier(host):
        raise Problem("folders.not_allowed", sentence)


def root() -> Path:
    """Where the folders of jobs are."""
    return places.runs() / "folders"


def result(path: Path) -> Path:
    """Where a job writes."""
    return path / "result"


def start(ask: Ask) -> str:
    """Start a job in the background and return its name.

    Raises:
        Problem: see ``Ask.check``; or ``run.not_writable``.
    """
    ask.check()
    stem = re.sub(r"[^\w.-]+", "-", Path(ask.given["pictures"]).stem, flags=re.A).strip("-.")
    path = root() / f"{ask.what}-{stem[:40] or 'folder'}"
    first, number = path.name, 2
    while path.exists():
        path, number = root() / f"{first}-{number}", number + 1
    try:
        path.mkdir(parents=True)
        spec = {"words": ask.words(str(result(path))), "device": ask.device}
        records.write_values(spec, RunFolder(path).spec)
        _launch(path)
    except OSError as error:
        what, why = "{path} cannot be written to ({why}): make room there.", error.strerror
        raise Problem("run.not_writable", what, path=path, why=why) from error
    return path.name


def go_on(name: str | None) -> None:
    """Say a job's command again: what is finished is not done twice.

    Raises:
        Problem: ``run.none`` or ``run.in_use``.
    """
    job = find(name)
    if job.lives:
        raise Problem("run.in_use", "{name} is under way already.", name=job.name)
    _launch(job.path)


def remove(name: str | None) -> None:
    """Delete a job with its result, and what was sent for it alone; raises Problem ``run.*``."""
    job, folder = find(name), str(root() / ".sent") + os.sep
    used = [word for word in words_of(job.path) if word.startswith(folder)]
    processes.remove(job)
    still = {word for other in listed() for word in words_of(other.path)}
    for word in used:
        place = word.removeprefix(folder).partition(os.sep)[0]
        if not any(f"{each}{os.sep}".startswith(f"{folder}{place}{os.sep}") for each in still):
            shutil.rmtree(Path(folder, place), ignore_errors=True)


def _launch(path: Path) -> None:
    spec = records.read_values(RunFolder(path).spec)
    processes.start(RunFolder(path), spec["words"], spec["device"], {FOLDER: str(path)})


def words_of(path: Path) -> list[str]:
    """A job's command, without ``python -m gioada``."""
    return list(records.read_values(RunFolder(path).spec)["words"])


# --- how they are -------------------------------------------------------------------------------


def listed() -> list[RunState]:
    """All jobs, the newest first."""
    processes.reap()
    folders = [each for each in root().iterdir() if _is_job(each)] if root().is_dir() else []
    folders.sort(key=lambda path: -RunFolder(path).spec.stat().st_mtime)
    return [read(path) for path in folders]


def _is_job(path: Path) -> bool:
    return not path.name.startswith(".") and RunFolder(path).spec.is_file()


def find(name: str | None) -> RunState:
    """A job by its name; raises Problem ``run.none``."""
    job = next((each for each in listed() if each.name == name), None)
    if job is None:
        raise Problem("run.none", "There is no job {name!r}: choose another one.", name=name)
    return job


def read(path: Path) -> RunState:
    """How a job is; ``step`` and ``steps`` are its frames."""
    state, status, age = state_of(RunFolder(path))
    step, steps = (status.step, status.steps) if status else (0, 0)
    here = step - status.resumed_from if status else 0
    rate = here / status.seconds if status and here and status.seconds > 0.5 else None
    problem = errors.read(status.problem) if status and status.problem else None
    reason = status.reason if status else ""
    if state == "interrupted":
        reason = "It ended without a word: killed, out of memory, a power cut. Go on does the rest."
    job = RunState(
        name=path.name,
        path=path,
        state=state,
        step=step,
        steps=steps,
        seconds_left=(steps - step) / rate if rate and state == "running" else None,
        samples_per_second=rate,
        reason=problem.sentence if problem else reason,
        problem=problem,
        status=status,
        last_sign_of_life=age,
    )
    return processes.with_child(job)


def provenance(path: Path) -> dict[str, Any]:
    """What a job's result says of itself; empty where there is none yet."""
    try:
        return dict(records.read_values(result(path) / "provenance.json"))
    except ValueError:
        return {}


def newest(path: Path, most: int) -> list[Path]:
    """The pictures of a job's result that were written last, the newest first."""
    found: list[tuple[float, str]] = []
    for kind in ("overlay", "images"):
        for folder, *_ in os.walk(result(path) / kind):
            with os.scandir(folder) as entries:
                found += [
                    (each.stat().st_mtime, each.path)
                    for each in entries
                    if each.name[0] != "." and each.is_file()
                ]
    return [Path(each) for _, each in sorted(found, reverse=True)[:most]]


def files(path: Path) -> list[Path]:
    """What is to be downloaded of a job: an audit's report and figures, or the result as a zip.

    Raises:
        Problem: ``folders.large``, the result is too large to be sent; ``folders.empty``.
    """
    made = result(path)
    audit = [made / name for name in ("report.html", "audit.json") if (made / name).is_file()]
    if audit:
        # Copies, as Gradio hands out nothing of other folders than its own.
        return [Path(shutil.copyfile(each, place(each.name))) for each in audit]
    inside = [each for each in sorted(made.rglob("*")) if each.is_file() and each.name[0] != "."]
    if not inside:
        raise Problem("folders.empty", "There is no result yet.")
    size = sum(each.stat().st_size for each in inside)
    if size > LARGEST:
        what = "The result has {size:.1f} GB, too much for a zip: it lies in {path}."
        raise Problem("folders.large", what, size=size / 2**30, path=made)
    packed = place(f"{path.name}.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:  # pictures are packed already
        for each in inside:
            archive.write(each, each.relative_to(made))
    return [packed]


# --- what is sent -------------------------------------------------------------------------------


def sent(paths: Sequence[Path], what: Kind) -> dict[str, str]:
    """Keep what a browser sent, and say which fields it fills.

    Args:
        paths: zips, a video, or pictures.
        what: the job that they are for.

    Returns:
        Words by field: one zip of several folders fills several, by the folders' names.

    Raises:
        Problem: ``files.*``, a zip cannot be read.
    """
    folder = root() / ".sent" / f"{time.time_ns()}"
    folder.mkdir(parents=True)
    kept = [Path(shutil.copyfile(path, folder / path.name)) for path in paths]
    if len(kept) > 1 or kept[0].suffix.lower() not in (".zip", *VIDEOS):
        return {"pictures": str(folder)}
    if what == "predict" or kept[0].suffix.lower() != ".zip":
        return {"pictures": str(kept[0])}
    return by_names(str(kept[0]), members(kept[0], IMAGES)[1])


def by_names(word: str, names: Sequence[str]) -> dict[str, str]:
    """Which fields the folders of a zip fill, by their names: ``x.zip/gt`` has the labels."""
    folders: dict[str, list[str]] = {}
    for name in names:
        folder = PurePosixPath(name).parent.as_posix().strip(".")
        field = next((each for each, test in _NAMED.items() if test.search(folder)), "pictures")
        folders.setdefault(field, []).append(folder)
    common = {field: os.path.commonpath(inside) for field, inside in folders.items()}
    return {field: f"{word}/{inside}" if inside else word for field, inside in common.items()}
