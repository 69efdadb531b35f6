"""The form of a new run as it is laid out: three questions, and the rest behind folds."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app import space
from app.parts import problem_output, small_pictures
from app.tab import PRIVATE
from app.train import machine
from app.train.form import COMMANDS, FIRST_SIZE, SOURCES, Form, preset_words
from gioada.data.pairs import PAPER, SHORT
from gioada.methods.presets import PRESETS
from gioada.models.spec import BACKBONES, SIZES, VGG16
from gioada.training.spec import Training

FIRST_STEPS = 300


def build() -> Form:
    """Lay the form out."""
    # Rendered outside of the tab, whose parts are not there before it is opened.
    kept = gr.BrowserState({}, storage_key="gioada-form", secret="gioada", render=False)
    base = gr.BrowserState(None, storage_key="gioada-form-base", secret="gioada", render=False)
    questions = _questions()
    steps = gr.Number(FIRST_STEPS, label="How long, in steps", placeholder="10 passes")
    time, reason = gr.HTML(), gr.HTML()
    start, refused = gr.Button("Start", variant="primary"), problem_output()
    with gr.Accordion("More options", open=False):
        fields, place = _more(steps, Training())
        load = gr.UploadButton("Options from a spec.json", file_types=[".json"], size="sm")
        device = gr.HTML()
    beyond = gr.HTML()
    forget = gr.Button("Back to a new form", size="sm", visible=False)
    gr.DuplicateButton("Duplicate this Space", visible=space.only_shows())
    counts, lines, remark = _terminal()
    return Form(
        base=base,
        kept=kept,
        questions=questions,
        place=place,
        fields=fields,
        counts=counts,
        load=load,
        forget=forget,
        start=start,
        reason=reason,
        refused=refused,
        beyond=beyond,
        time=time,
        device=device,
        lines=lines,
        remark=remark,
    )


def _questions() -> dict[str, Any]:
    source = gr.Radio(
        [(words, name) for name, words in SOURCES.items()], value="demo", label="What to learn from"
    )
    with gr.Row(visible=False) as disk:
        known = gr.Dropdown(
            machine.disk_sources(), value="virtual-kitti", label="Data set", min_width=90
        )
    place = gr.Textbox(
        label="Your photos", placeholder="a folder or a zip; empty: the source's usual target"
    )
    upload = gr.UploadButton(
        "Upload photos, or a zip",
        file_types=["image", ".zip"],
        file_count="multiple",
        size="sm",
        visible=not space.only_shows(),
    )
    found = gr.HTML()
    preview = small_pictures(3, show_label=False, interactive=False)
    return {
        "source": source,
        "disk": disk,
        "known": known,
        "photos": place,
        "upload": upload,
        "found": found,
        "preview": preview,
    }


def _more(steps: gr.Number, default: Training) -> tuple[dict[str, Any], dict[str, Any]]:
    """The other fields of the experiment, and those of its place."""
    presets = [(f"{name}: {preset.summary}", name) for name, preset in PRESETS.items()]
    fields: dict[str, Any] = {"steps": steps}
    fields["preset"] = gr.Dropdown(
        presets, value="both", label="Preset: a row of the paper's tables", elem_classes=["preset"]
    )
    summary = gr.HTML(preset_words("both"))
    fields["preset"].change(
        preset_words, fields["preset"], summary, show_progress="hidden", **PRIVATE
    )
    place: dict[str, Any] = {}
    with gr.Row():
        fields["pair"] = gr.Dropdown(
            [*SHORT, *PAPER],
            value="demo",
            label="Pair of data sets",
            allow_custom_value=True,
            min_width=90,
        )
        place["name"] = gr.Textbox(
            label="Name of the run", max_length=64, min_width=90, placeholder="automatic"
        )
    with gr.Row():
        fields["seed"] = gr.Number(0, label="Seed", min_width=90)
        fields["precision"] = gr.Dropdown(["fp32", "bf16"], label="Precision", min_width=90)
        place["device"] = gr.Dropdown(
            ["auto", "cpu", "cuda"], label="Device", min_width=90, allow_custom_value=True
        )
    height, width = FIRST_SIZE
    fields["size"] = gr.Textbox(f"{height} x {width}", label="Height x width; empty: the target's")
    fields["networks"] = gr.Dropdown(
        [("full: the paper's" if name == "full" else name, name) for name in SIZES],
        value="small",
        label="Networks",
    )
    fields["backbone"] = gr.Dropdown(
        [(f"{name}: {known.summary}", name) for name, known in BACKBONES.items()],
        value=VGG16,
        label="Backbone, or a name of timm's",
        allow_custom_value=True,
    )
    fields["weights"] = gr.Textbox(
        "none", label="Begins with: none, imagenet, a file, a checkpoint"
    )
    fields["teacher"] = gr.Textbox("", label="Teacher, for distil: a checkpoint")
    fields["schedule"] = gr.Dropdown(["constant", "poly", "linear"], label="Learning rates")
    numbers = {
        "batch": "Batch",
        "accumulate": "Split a batch into",
        "workers": "Loader processes",
        "log_every": "Steps between log lines",
        "save_every": "Steps between checkpoints",
        "sample_every": "Steps between samples",
    }
    chosen = {"save_every": 100, "sample_every": 100}
    with gr.Row():
        for name, label in numbers.items():
            value = chosen.get(name, getattr(default, name))
            fields[name] = gr.Number(value, label=label, min_width=110)
    for role in ("source", "target"):
        label = f"Folder of the {role}'s files"
        place[role] = gr.Textbox(label=label, placeholder="data/NAME")
    return fields, place


def _terminal() -> tuple[dict[str, Any], dict[str, gr.Code], gr.HTML]:
    """Numbers of GPUs and machines, the lines for them, and a remark on these."""
    with gr.Accordion("The same in a terminal, or on several GPUs", open=space.only_shows()):
        with gr.Row():
            counts = {
                name: gr.Number(number, label=label, minimum=1, precision=0, min_width=90)
                for name, number, label in (
                    ("gpus", 4, "GPUs of a machine"),
                    ("machines", 2, "Machines"),
                )
            }
        lines = {
            key: gr.Code(
                label=label,
                language=None,
                show_line_numbers=False,
                interactive=False,
                buttons=["copy"],
                wrap_lines=True,
                lines=1,
                max_lines=12,
                elem_classes=["command"],
            )
            for key, label in COMMANDS.items()
        }
        remark = gr.HTML()
        gr.HTML(
            '<p class="how">Run it in the folder of this project, with its environment active. '
            "HOST is one of the machines; all of them must see the folder of the run. The page "
            "lists such a run, too.</p>"
        )
    return counts, lines, remark
