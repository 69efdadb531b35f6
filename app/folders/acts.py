"""What happens on the tab Folders, after it was seen that this visitor may do it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from app import checkpoints, processes
from app.folders import ask, jobs
from app.folders.look import look
from app.tab import notes

SHOWN_FOR = {
    "translated": ("audit",),
    "labels": ("translate", "audit"),
    "depth": ("translate", "audit"),
    "target": ("audit",),
    "network": ("predict", "audit"),
    "translator": ("translate",),
    "labels_as": ("predict",),
    "depth_as": ("predict",),
    "confidence": ("predict",),
    "video": ("predict",),
    "label_encoding": ("translate", "audit"),
    "depth_encoding": ("translate", "audit"),
    "min_kept": ("translate",),
    "probe": ("audit",),
}
"""The kinds of job that have a field; the others have it always."""


def asked(*values: Any) -> ask.Ask:
    """The form's values, in its order."""
    named = dict(zip(FIELDS, values, strict=True))
    chosen = {name: named.pop(name) for name in ("network", "translator")}
    network = "translator" if named["what"] == "translate" else "network"
    named |= {"probe": int(named["probe"] or 0), "min_kept": float(named["min_kept"] or 0)}
    return ask.Ask(**named, checkpoint=chosen[network] or "")


FIELDS = (
    *("what", *ask.FIELDS, "network", "translator"),
    *("label_encoding", "depth_encoding", "labels_as", "depth_as"),
    *("confidence", "video", "min_kept", "probe", "device"),
)
"""The form's, in its order."""


def _host(request: gr.Request) -> str | None:
    return request.client.host if request.client else None


def _check(request: gr.Request) -> None:
    jobs.check_visitor(_host(request))


def welcome(request: gr.Request) -> list[Any]:
    sentence = jobs.barrier(_host(request))
    offered = [
        gr.update(choices=checkpoints.choices(checkpoints.offered(each)), value=ask.usual(each))
        for each in ("task", "translator")
    ]
    may = gr.update(visible=not sentence)
    return [notes(sentence), may, may, *offered, {}]


def fitting(what: str) -> list[Any]:
    """The fields that a kind of job has."""
    audit = what == "audit"
    labels = {
        "network": "Judge" if audit else "Checkpoint",
        "pictures": "Source frames" if audit else "Pictures",
    }
    return [
        gr.update(visible=what in SHOWN_FOR.get(name, ask.NEEDED))
        | ({"label": labels[name]} if name in labels else {})
        for name in FIELDS
    ]


def command(*values: Any) -> str:
    return shlex.join(["python", "-m", "gioada", *asked(*values).words("RESULT")])


def sent(request: gr.Request, paths: list[str], what: Any) -> list[Any]:
    _check(request)
    words = jobs.sent([Path(path) for path in paths], what)
    return [words.get(name, gr.skip()) for name in FIELDS]


def begin(request: gr.Request, *values: Any) -> Any:
    _check(request)
    name = jobs.start(asked(*values))
    found = [(each.name, each.name) for each in jobs.listed()]
    return gr.update(choices=found, value=name, visible=True)


def looked(request: gr.Request, name: str | None, seen: dict[str, Any]) -> list[Any]:
    made, now = look(name, seen, forbidden=bool(jobs.barrier(_host(request))))
    return [*made, now]


def _act(do: Callable[[str | None], None]) -> Callable[..., None]:
    def on_job(request: gr.Request, name: str | None) -> None:
        _check(request)
        if name:
            do(name)

    return on_job


ACTS: dict[str, Callable[..., None]] = {
    "stop": _act(lambda name: processes.ask(jobs.find(name), "stop")),
    "go_on": _act(jobs.go_on),
    "end": _act(lambda name: processes.end(jobs.find(name))),
    "remove": _act(jobs.remove),
}


def zipped(request: gr.Request, name: str | None) -> Any:
    _check(request)
    return gr.update(value=[str(path) for path in jobs.files(jobs.find(name).path)], visible=True)
