"""The form of a new run as it is laid out."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app import space
from app.tab import PRIVATE
from app.train import reported
from app.train.forms import COMMANDS, Form
from gioada.data.pairs import PAPER, SHORT
from gioada.methods.presets import PRESETS
from gioada.models.spec import BACKBONES, VGG16
from gioada.training.spec import Training

FIRST_STEPS, FIRST_SIZE = 300, (48, 160)


def build() -> Form:
    """Lay the form out."""
    # Rendered outside of the tab, whose parts are not there before it is opened.
    kept = gr.BrowserState({}, storage_key="gioada-form", secret="gioada", render=False)
    base = gr.BrowserState(None, storage_key="gioada-form-base", secret="gioada", render=False)
    fields = _first()
    # Chosen on the way, but as important as the preset.
    place = {name: fields.pop(name) for name in ("name", "device")}
    with gr.Accordion("More options", open=False):
        fields.update(_more(Training()))
        place |= _where()
        load = gr.UploadButton("Options from a spec.json", file_types=[".json"], size="sm")
    beyond = gr.HTML()
    forget = gr.Button("Forget them", size="sm", visible=False)
    # Start is to be seen without scrolling: what is told of time and device is close together.
    with gr.Column(elem_classes=["close"]):
        time, device = gr.HTML(), gr.HTML()
    start = gr.Button("Start", variant="primary")
    gr.DuplicateButton("Duplicate this Space", visible=space.only_shows())
    counts, lines, remark = _terminal()
    return Form(
        base=base, kept=kept, place=place, fields=fields, counts=counts, load=load, forget=forget,
        start=start, beyond=beyond, time=time, device=device, lines=lines, remark=remark,
    )  # fmt: skip


def _first() -> dict[str, Any]:
    """What everybody sets; name and device are among them for their place in the layout."""
    presets = [(f"{name}: {method.summary}", name) for name, method in PRESETS.items()]
    fields: dict[str, Any] = {
        "preset": gr.Dropdown(presets, value="both", label="Preset: a row of the paper's tables",
                              elem_classes=["preset"]),
    }  # fmt: skip
    summary = gr.HTML(reported.summary("both"))
    fields["preset"].change(
        reported.summary, fields["preset"], summary, show_progress="hidden", **PRIVATE
    )
    with gr.Row():
        fields["pair"] = gr.Dropdown([*SHORT, *PAPER], value="demo", label="Pair of data sets",
                                     allow_custom_value=True, min_width=90)  # fmt: skip
        fields["name"] = gr.Textbox(label="Name of the run", max_length=64, min_width=90,
                                    placeholder="automatic")  # fmt: skip
    with gr.Row():
        fields["steps"] = gr.Number(FIRST_STEPS, label="Steps", min_width=90,
                                    placeholder="10 passes")  # fmt: skip
        fields["seed"] = gr.Number(0, label="Seed", min_width=90)
    with gr.Row():
        fields["precision"] = gr.Dropdown(["fp32", "bf16"], label="Precision", min_width=90)
        fields["device"] = gr.Dropdown(["auto", "cpu", "cuda"], label="Device", min_width=90,
                                       allow_custom_value=True)  # fmt: skip
    return fields


def _more(default: Training) -> dict[str, Any]:
    height, width = FIRST_SIZE
    numbers = {"batch": "Batch", "accumulate": "Split a batch into", "workers": "Loader processes",
               "log_every": "Steps between log lines", "save_every": "Steps between checkpoints",
               "sample_every": "Steps between samples"}  # fmt: skip
    chosen = {"save_every": 100, "sample_every": 100}
    fields: dict[str, Any] = {
        "size": gr.Textbox(f"{height} x {width}", label="Height x width; empty: the target's"),
        "networks": gr.Dropdown([("small: for a CPU, or a first look", "small"),
                                 ("medium", "medium"), ("full: the paper's", "full")],
                                label="Networks"),
        "backbone": gr.Dropdown([(f"{name}: {known.summary}", name)
                                 for name, known in BACKBONES.items()],
                                value=VGG16, label="Backbone, or a name of timm's",
                                allow_custom_value=True),
        "weights": gr.Textbox("none", label="Its weights: none, imagenet, or a file"),
        "schedule": gr.Dropdown(["constant", "poly", "linear"], label="Learning rates"),
    }  # fmt: skip
    with gr.Row():
        for field, label in numbers.items():
            value = chosen.get(field, getattr(default, field))
            fields[field] = gr.Number(value, label=label, min_width=110)
    return fields


def _where() -> dict[str, Any]:
    return {
        "source": gr.Textbox(label="Folder of the source's files", placeholder="data/NAME"),
        "target": gr.Textbox(label="Folder of the target's files", placeholder="data/NAME"),
    }


def _terminal() -> tuple[dict[str, Any], dict[str, gr.Code], gr.HTML]:
    """Numbers of GPUs and machines, the lines for them, and a remark on these."""
    with gr.Accordion("The same in a terminal, or on several GPUs", open=space.only_shows()):
        with gr.Row():
            counts = {
                "gpus": gr.Number(4, label="GPUs of a machine", minimum=1, precision=0,
                                  min_width=90),
                "machines": gr.Number(2, label="Machines", minimum=1, precision=0, min_width=90),
            }  # fmt: skip
        lines = {
            key: gr.Code(label=label, language=None, show_line_numbers=False, interactive=False,
                         buttons=["copy"], wrap_lines=True, lines=1, max_lines=12,
                         elem_classes=["command"])
            for key, label in COMMANDS.items()
        }  # fmt: skip
        remark = gr.HTML()
        gr.HTML(
            '<p class="how">To be run in the folder of this project, with its environment '
            "active. HOST is the name of one of the machines, and the folder of the run has "
            "to lie on a disk that all of them see. A run that is started so in this folder of "
            "runs is listed here and followed like any other.</p>"
        )
    return counts, lines, remark
