"""What the tab shows of a job."""

from __future__ import annotations

import html
import shlex
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from app import processes
from app.files import write
from app.folders import jobs
from app.tab import notes
from gioada.training.status import duration
from gioada.training.watch import RunState

SHOWN = 8
"""Newest results."""
WIDTH = 360
"""Pixels of a thumbnail."""
EMPTY = (
    '<p class="none-yet">No job yet. Name a folder, a zip or a video of this machine and press '
    "Start: it goes on when this page is closed, and is found here again.</p>"
)
BUTTONS = {
    "stop": "Stop",
    "go_on": "Go on",
    "end": "End now",
    "zip": "Result as a zip",
    "remove": "Delete …",
}
PARTS = ("choice", "state", *BUTTONS, "pictures", "report", "files", "log")
"""In the order in which the tab shows them."""
_NEVER = object()


def look(
    name: str | None, seen: dict[str, Any], *, forbidden: bool
) -> tuple[list[Any], dict[str, Any]]:
    """What has changed since a browser was last answered.

    Args:
        name: the job that is shown; None shows the newest.
        seen: what the browser was sent, as this returned it.
        forbidden: whether this visitor may not start anything here.

    Returns:
        values of PARTS, and what is to be given as ``seen`` the next time.
    """
    found = jobs.listed()
    job = next((each for each in found if each.name == name), found[0] if found else None)
    done = job is not None and job.state == "done"
    newest = jobs.newest(job.path, SHOWN) if job else []
    audited = jobs.result(job.path) / "report.html" if job and done else None
    may = _may(job, bool(newest)) if job and not forbidden else dict.fromkeys(BUTTONS, False)
    now: dict[str, Any] = {
        "choice": (
            [(processes.label(each), each.name) for each in found],
            job.name if job else None,
        ),
        "state": _state(job, paths=not forbidden) if job else EMPTY,
        **may,
        "pictures": [str(path) for path in newest],
        "report": str(audited) if audited and audited.is_file() else "",
        "files": job.name if job else "",
        "log": processes.log_lines(job) if job and not forbidden else "",
    }
    changed = {part: value for part, value in now.items() if seen.get(part, _NEVER) != value}
    if "choice" in changed:
        choices, chosen = now["choice"]
        # An answer that repeats a choice would take back the one made since it was asked for.
        value = {} if chosen == name else {"value": chosen}
        changed["choice"] = gr.update(choices=choices, visible=bool(choices), **value)
    for part in BUTTONS.keys() & changed.keys():
        changed[part] = gr.update(visible=changed[part])
    if "pictures" in changed:
        shown = [(small, path.stem) for path in newest if (small := _thumbnail(path))]
        changed["pictures"] = gr.update(value=shown, visible=bool(shown))
    if "report" in changed:
        changed["report"] = _framed(audited) if now["report"] and audited else ""
    if "files" in changed or ("report" in changed and now["report"]):
        given = [str(each) for each in jobs.files(job.path)] if job and now["report"] else None
        changed["files"] = gr.update(value=given, visible=bool(given))
    return [changed.get(part, gr.skip()) for part in PARTS], now


def _may(job: RunState, has_result: bool) -> dict[str, bool]:
    """Which buttons can be pressed."""
    asked = (job.path / "stop").exists()
    return {
        "stop": job.lives and not asked and job.status is not None,
        "go_on": not job.lives and job.state != "done",
        "end": processes.may_be_ended(job),
        "zip": not job.lives and has_result,
        "remove": not job.lives,
    }


def _state(job: RunState, *, paths: bool) -> str:
    """How a job is, as HTML; what may name paths of this machine only for who may start jobs."""
    made = jobs.provenance(job.path)
    counts = made.get("counts", {}) if not job.lives else {}
    broken, left_out = made.get("broken", {}), made.get("left_out", {})
    facts = [
        job.status.phase if job.status and job.lives else "",
        f"{job.step:,} of {job.steps:,} frames" if job.steps else "",
        f"{job.samples_per_second:.3g} frames/s" if job.samples_per_second else "",
        f"about {duration(job.seconds_left)} left" if job.seconds_left is not None else "",
        f"{counts['not_measured']} not measured" if counts.get("not_measured") else "",
    ]
    share = job.step / job.steps if job.steps else float(job.state == "done")
    command = shlex.join(["python", "-m", "gioada", *jobs.words_of(job.path)])
    where = (
        f"<p>{html.escape(job.reason)}</p>"
        f"<p>In <code>{html.escape(str(jobs.result(job.path)))}</code></p>"
        f"<details><summary>Its command</summary><code>{html.escape(command)}</code></details>"
    )
    lists = [
        *(f"not used: {name}{paths * f': {why}'}" for name, why in list(broken.items())[:SHOWN]),
        *(f"left out: {name}, {kept:.0%} kept" for name, kept in list(left_out.items())[:SHOWN]),
    ]
    more = len(broken) + len(left_out) - len(lists)
    lists += [f"and {more} more, see provenance.json"] if more > 0 else []
    below = f"{notes(*lists)}{where if paths else ''}"
    return processes.state_line(job, facts, share, "frames done", below)


def _thumbnail(path: Path) -> str | None:
    try:
        with Image.open(path) as image:
            image.draft("RGB", (WIDTH, WIDTH))
            image.thumbnail((WIDTH, WIDTH))
            return write(np.asarray(image.convert("RGB")))
    except (OSError, ValueError, Image.DecompressionBombError):
        return None  # removed meanwhile


def _framed(report: Path) -> str:
    """The report as a page of its own within the page: its scripts see nothing of ours."""
    text = html.escape(report.read_text(encoding="utf-8"))
    return (
        f'<iframe class="report" title="Report of the audit" sandbox="allow-scripts" '
        f'srcdoc="{text}"></iframe>'
    )
