"""The form of a new run, and the experiment that it describes."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.tab import PRIVATE
from app.train import commands, jobs
from gioada.data.pairs import PAPER, SHORT
from gioada.methods.presets import PRESETS, find
from gioada.models.spec import Networks
from gioada.training.spec import Experiment, Training

FIRST_STEPS, FIRST_SIZE = 300, (48, 160)
_WHOLE = ("steps", "seed", "batch", "accumulate", "workers", "log_every", "save_every",
          "sample_every")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form as it was laid out."""

    fields: dict[str, Any]
    """What describes the experiment, by the name of its option."""
    name: gr.Textbox
    device: gr.Dropdown
    start: gr.Button
    commands: list[gr.Code]
    """For one process, and for several GPUs."""

    @property
    def inputs(self) -> list[Any]:
        """All inputs, as ``read`` takes them."""
        return [self.name, self.device, *self.fields.values()]

    def read(self, *values: Any) -> tuple[Experiment, str, str]:
        """The experiment, the run's name (perhaps empty) and the device.

        Raises:
            ValueError: an option is out of its range, or options contradict each other.
        """
        name, device, *options = values
        return experiment(**dict(zip(self.fields, options, strict=True))), name or "", device

    def told_commands(self, *values: Any) -> tuple[str, str]:
        """The commands for what the form says, or why there are none."""
        try:
            options, name, device = self.read(*values)
            options.find_pair()
        except ValueError as error:
            return f"# {error}", f"# {error}"
        folder = jobs.folder()
        shown = folder.relative_to(jobs.ROOT) if folder.is_relative_to(jobs.ROOT) else folder
        run = str(shown / (name.strip() or jobs.free_name(options)))
        return (
            commands.one_process(options, run, device),
            commands.several_gpus(options, run),
        )


def experiment(
    *, preset: str, pair: str | None, size: str, networks: str, **options: Any
) -> Experiment:
    """The experiment that the fields of the form describe.

    Raises:
        ValueError: a field is empty or out of its range, or fields contradict each other.
    """
    for field in _WHOLE:
        options[field] = _whole(field, options[field])
    height, width = _size(size)
    return Experiment(
        method=find(preset),
        pair=(pair or "").strip(),
        height=height,
        width=width,
        networks=Networks(size="full" if networks == "full" else "small"),
        training=Training(**options),
    )


def _summary(preset: str) -> str:
    return f'<p class="how">{html.escape(find(preset).summary.capitalize())}.</p>'


def _whole(field: str, value: float | None) -> int:
    words = field.replace("_", " ")
    if value is None:
        raise ValueError(f"{words} is empty: give a whole number.")
    if value != int(value):
        raise ValueError(f"{words} must be a whole number, and it is {value}.")
    return int(value)


def _size(text: str | None) -> tuple[int | None, int | None]:
    parts = (text or "").lower().replace("x", " ").replace("×", " ").split()
    if not parts:
        return None, None
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise ValueError(
            f"{text!r} is no size: give height x width, such as 48 x 160, or leave it empty for "
            "the target's own."
        )
    return int(parts[0]), int(parts[1])


def build() -> Form:
    """Lay the form out."""
    presets = [(f"{name}: {method.summary}", name) for name, method in PRESETS.items()]
    default = Training()
    fields: dict[str, Any] = {
        "preset": gr.Dropdown(
            presets,
            value="both",
            label="Preset: a row of the paper's tables",
            elem_classes=["preset"],
        ),
    }
    summary = gr.HTML(_summary("both"))
    fields["preset"].change(_summary, fields["preset"], summary, show_progress="hidden", **PRIVATE)
    fields["pair"] = gr.Dropdown([*SHORT, *PAPER], value="demo", label="Pair of data sets",
                                 allow_custom_value=True)  # fmt: skip
    with gr.Row():
        fields["steps"] = gr.Number(FIRST_STEPS, label="Steps", min_width=90)
        fields["seed"] = gr.Number(0, label="Seed", min_width=90)
    with gr.Row():
        fields["precision"] = gr.Dropdown(["fp32", "bf16"], label="Precision", min_width=90)
        device = gr.Dropdown(["auto", "cpu", "cuda"], label="Device", allow_custom_value=True,
                             min_width=90)  # fmt: skip
    name = gr.Textbox(label="Name of the run", placeholder="made from preset, pair and seed",
                      max_length=64)  # fmt: skip
    with gr.Accordion("More options", open=False):
        fields.update(_more(default))
    start = gr.Button("Start", variant="primary")
    with gr.Accordion("The same in a terminal, or on several GPUs", open=False):
        lines = [gr.Code(label=label, language="shell", interactive=False, buttons=["copy"],
                         wrap_lines=True, lines=2, max_lines=8, elem_classes=["command"])
                 for label in ("This machine", "Four GPUs of one machine")]  # fmt: skip
        gr.HTML(
            '<p class="how">A run that is started so in the same folder of runs is listed here '
            "and followed like any other. On several machines, see docs/training.md.</p>"
        )
    return Form(fields=fields, name=name, device=device, start=start, commands=lines)


def _more(default: Training) -> dict[str, Any]:
    height, width = FIRST_SIZE
    numbers = {"batch": "Batch", "accumulate": "Split a batch into", "workers": "Loader processes",
               "log_every": "Steps between log lines", "save_every": "Steps between checkpoints",
               "sample_every": "Steps between samples"}  # fmt: skip
    chosen = {"save_every": 100, "sample_every": 100}
    fields: dict[str, Any] = {
        "size": gr.Textbox(f"{height} x {width}", label="Height x width; empty: the target's"),
        "networks": gr.Dropdown([("small: for a CPU, or a first look", "small"),
                                 ("full: the paper's", "full")], label="Networks"),
        "schedule": gr.Dropdown(["constant", "poly", "linear"], label="Learning rates"),
    }  # fmt: skip
    with gr.Row():
        for field, label in numbers.items():
            value = chosen.get(field, getattr(default, field))
            fields[field] = gr.Number(value, label=label, min_width=110)
    return fields
