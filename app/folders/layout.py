"""The tab Folders: a form on the left, a job in the background on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from app import checkpoints, space
from app.folders import acts, ask
from app.folders.look import BUTTONS, EMPTY, PARTS
from app.parts import PHOTOS, encoding_inputs, problem_output
from app.tab import ACT, QUIET, Opening, beside, only_in_front, plain_errors
from gioada.batch.video import VIDEOS

SECONDS = 2.0
"""Between two looks, while the tab is in front."""
ASKS_FIRST = """(name) =>
  window.confirm(`Delete ${name} and all that it has made, for ever?`) ? name : null
"""
WHAT = {
    "Predict: labels and depth": "predict",
    "Translate: rendered frames like photos": "translate",
    "Audit: may I train on translations?": "audit",
}


@dataclass(frozen=True, kw_only=True)
class Folders:
    """The tab as it was laid out."""

    fields: dict[str, Any]
    """By their names in ``jobs.Ask``, and the checkpoints by what they hold."""
    send: gr.UploadButton
    start: gr.Button
    problem: gr.HTML
    barrier: gr.HTML
    command: gr.Code
    parts: dict[str, Any]
    """By PARTS."""
    seen: gr.State
    timer: gr.Timer

    def open(self, opening: Opening) -> None:
        """Say what happens when the page is opened, and let the parts answer."""
        fields, parts = list(self.fields.values()), [*self.parts.values(), self.seen]
        names = [self.fields["network"], self.fields["translator"]]
        looks: tuple[Any, ...] = (acts.looked, [self.parts["choice"], self.seen], parts)
        says = (acts.command, fields, self.command)
        opening.first_seen(
            acts.welcome, None, [self.barrier, self.start, self.send, *names, self.seen], **QUIET
        ).then(*looks, **QUIET).then(*says, **QUIET)
        self.fields["what"].change(acts.fitting, self.fields["what"], fields, **QUIET)
        gr.on([each.change for each in fields], *says, trigger_mode="always_last", **QUIET)
        self.send.upload(plain_errors(acts.sent), [self.send, self.fields["what"]], fields, **ACT)
        begun = [self.parts["choice"], self.problem]
        started = self.start.click(beside(acts.begin, 1), fields, begun, **ACT)
        started.then(*looks, **QUIET)
        for name, act in acts.ACTS.items():
            asks = ASKS_FIRST if name == "remove" else None
            acted = self.parts[name].click(
                plain_errors(act), self.parts["choice"], None, js=asks, **ACT
            )
            acted.then(*looks, **QUIET)
        self.parts["zip"].click(
            plain_errors(acts.zipped), self.parts["choice"], self.parts["files"], **ACT
        )
        for event in (self.parts["choice"].input, self.timer.tick, opening.mine.select):
            event(*looks, **QUIET)
        only_in_front(self.timer, opening)


def build(_: object = None) -> Folders:
    """Lay the tab out."""
    with gr.Row():
        with gr.Column(scale=1, min_width=280, elem_classes=["to-start"]):
            barrier = gr.HTML(elem_classes=["problem"])
            fields = _form()
            send = gr.UploadButton(
                "Or send a zip, a video or pictures …",
                file_count="multiple",
                file_types=[".zip", *PHOTOS, *VIDEOS],
                size="sm",
            )
            start, problem = gr.Button("Start", variant="primary"), problem_output()
            with gr.Accordion("More options", open=False):
                fields |= _more()
            with gr.Accordion("The same in a terminal", open=space.only_shows()):
                command = gr.Code(
                    language=None,
                    show_line_numbers=False,
                    show_label=False,
                    interactive=False,
                    buttons=["copy"],
                    wrap_lines=True,
                    elem_classes=["command"],
                )
        with gr.Column(scale=3, min_width=320, elem_classes=["to-watch"]):
            parts = _shown()
    return Folders(
        fields=fields,
        send=send,
        start=start,
        problem=problem,
        barrier=barrier,
        command=command,
        parts=parts,
        seen=gr.State({}),
        timer=gr.Timer(SECONDS, active=False),
    )


def _form() -> dict[str, Any]:
    text = {
        "pictures": ("Pictures", "a folder, a zip or a video on this machine"),
        "translated": ("Their translations", "paired by name, whoever made them"),
        "labels": ("Label maps", "paired with the pictures by name"),
        "depth": ("Depth maps", "if there are any"),
        "target": ("Photos of the target", "if there are any: how close it is to them"),
    }
    what = gr.Radio(list(WHAT.items()), value="predict", label="What is to be done")
    return {
        "what": what,
        **{
            name: gr.Textbox(
                label=label, placeholder=hint, max_lines=1, visible=name not in acts.SHOWN_FOR
            )
            for name, (label, hint) in text.items()
        },
        "network": _network("task", "Checkpoint", visible=True),
        "translator": _network("translator", "Translator", visible=False),
    }


def _network(network: checkpoints.Network, label: str, *, visible: bool) -> gr.Dropdown:
    found = checkpoints.offered(network)
    return gr.Dropdown(
        checkpoints.choices(found),
        value=ask.usual(network),
        label=label,
        allow_custom_value=True,
        visible=visible,
    )


def _more() -> dict[str, Any]:
    labels = [("Cityscapes ids", "ids"), ("train ids", "train-ids"), "colours", "none"]
    depths = [("16-bit PNG, centimetres", "centimetres"), ("npz, metres", "npz"), "none"]
    label_encoding, depth_encoding = encoding_inputs(visible=False)
    return {
        "label_encoding": label_encoding,
        "depth_encoding": depth_encoding,
        "labels_as": gr.Dropdown(labels, value="ids", label="Write labels as"),
        "depth_as": gr.Dropdown(depths, value="centimetres", label="Write depth as"),
        "confidence": gr.Checkbox(label="Write the confidence"),
        "video": gr.Checkbox(label="Write a video, photo and overlay side by side"),
        "min_kept": gr.Slider(
            0, 1, 0, step=0.05, label="Leave out frames that kept a smaller share (0: none)",
            visible=False, buttons=[],
        ),
        "probe": gr.Number(
            0, precision=0, minimum=0, visible=False,
            label="Steps to train small networks for, to compare source and translations (0: none)",
        ),
        "device": gr.Dropdown(["auto", "cpu", "cuda"], value="auto", label="Device"),
    }  # fmt: skip


def _shown() -> dict[str, Any]:
    choice = gr.Radio([], label="Jobs, newest first", elem_classes=["runs"], visible=False)
    # A job that another browser has deleted meanwhile is answered, not refused.
    choice.preprocess = lambda payload: payload  # type: ignore[method-assign]
    state = gr.HTML(EMPTY)
    with gr.Row(elem_classes=["acts"]):
        buttons = {
            name: gr.Button(
                text, visible=False, size="sm", min_width=90,
                variant="stop" if name in ("stop", "end") else "secondary",
            )
            for name, text in BUTTONS.items()
        }  # fmt: skip
    files = gr.File(
        label="To download", visible=False, interactive=False, file_count="multiple", height=110
    )
    pictures = gr.Gallery(
        label="Newest results", columns=4, object_fit="contain", visible=False, interactive=False,
        format="png", height="auto", elem_classes=["newest"],
    )  # fmt: skip
    report, log = gr.HTML(), gr.HTML()
    parts = {"choice": choice, "state": state, **buttons, "pictures": pictures}
    parts |= {"report": report, "files": files, "log": log}
    assert tuple(parts) == PARTS
    return parts
