"""Jobs on whole folders, for programs: start one, list all, stop one, get what it has made."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio import FileData
from gradio.context import LocalContext

from app import processes
from app.files import uploaded
from app.folders import jobs
from app.folders.ask import Ask
from gioada import records
from gioada.training.watch import RunState


def start_folder(  # noqa: PLR0913 - programs name what they give
    what: str,
    pictures: str = "",
    sent: FileData | None = None,
    translated: str = "",
    labels: str = "",
    depth: str = "",
    target: str = "",
    checkpoint: str = "",
    label_encoding: str = "auto",
    depth_encoding: str = "auto",
    min_kept: float = 0.0,
    probe: int = 0,
) -> dict[str, Any]:
    """Start a job on a whole folder in the background: predict, translate or audit.

    Args:
        what: predict, translate or audit.
        pictures: a folder, a pattern, a list, a zip or a video on the page's machine; an audit's
            source frames.
        sent: in place of it a zip (whose folders' names say what is in them), or a video.
        translated: an audit's translations.
        labels: label maps, paired by name.
        depth: depth maps, paired by name.
        target: an audit's photos of the target.
        checkpoint: what predicts, translates or judges, by its name; "" is the page's choice.
        label_encoding: how label maps are written; auto finds out.
        depth_encoding: how depth maps are written; auto finds out.
        min_kept: leave out translations that kept less than this share.
        probe: steps of an audit's probe.

    Returns:
        The job as ``/folders`` lists it.
    """
    jobs.check_visitor(_host())
    kind: Any = what
    found = jobs.sent([uploaded(sent)], kind) if sent else {}
    asked = Ask(
        what=kind,
        pictures=pictures or found.get("pictures", ""),
        translated=translated or found.get("translated", ""),
        labels=labels or found.get("labels", ""),
        depth=depth or found.get("depth", ""),
        target=target or found.get("target", ""),
        checkpoint=checkpoint,
        label_encoding=label_encoding,
        depth_encoding=depth_encoding,
        min_kept=min_kept,
        probe=probe,
    )
    return plain(jobs.find(jobs.start(asked)))


def folders() -> list[dict[str, Any]]:
    """The jobs on folders, the newest first.

    Returns:
        An object for each: name, state (starting, running, stopping, done, stopped, failed or
        interrupted), done and frames (0 while not known), frames_per_second and seconds_left
        (null if it does not run), reason (a sentence, empty if all is well, and
        for visitors from elsewhere, as it may name a path), code (of the problem
        that ended it, or empty), counts (what the result says of itself: frames, done, broken).
    """
    mine = not jobs.barrier(_host())
    return [plain(job) | ({} if mine else {"reason": ""}) for job in jobs.listed()]


def stop_folder(name: str) -> dict[str, Any]:
    """Ask a job to stop; started again it goes on where it was.

    Args:
        name: the job's.

    Returns:
        The job as ``/folders`` lists it.
    """
    jobs.check_visitor(_host())
    processes.ask(jobs.find(name), "stop")
    return plain(jobs.find(name))


def folder_result(name: str) -> tuple[FileData, dict[str, Any]]:
    """What a job has made.

    Args:
        name: the job's.

    Returns:
        A file (an audit's report.html, else the result as a zip), and a report: the figures of
        audit.json, or what provenance.json says.
    """
    jobs.check_visitor(_host())
    job = jobs.find(name)
    figures = jobs.result(job.path) / "audit.json"
    report = records.read_values(figures) if figures.is_file() else jobs.provenance(job.path)
    return FileData(path=str(jobs.files(job.path)[0])), dict(report)


def plain(job: RunState) -> dict[str, Any]:
    """A job as plain values."""
    return {
        "name": job.name,
        "state": job.state,
        "done": job.step,
        "frames": job.steps,
        "frames_per_second": job.samples_per_second,
        "seconds_left": job.seconds_left,
        "reason": job.reason,
        "code": job.problem.code if job.problem else "",
        "counts": jobs.provenance(job.path).get("counts", {}),
    }


def _host() -> str | None:
    request: gr.Request | None = LocalContext.request.get(None)
    return request.client.host if request and request.client else None
