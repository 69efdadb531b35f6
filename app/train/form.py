"""The form of a new run: what its answers and fields describe, and how it outlives a reload."""

from __future__ import annotations

import html
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from app import places, space
from app.checkpoints import Checkpoint
from app.tab import notes
from app.train import commands, jobs, machine, photos, rendering, specs
from app.train.runs import Place
from app.train.start import going_on, starting_point
from gioada.data.pairs import PAPER
from gioada.methods.presets import PRESETS, Preset, find_preset
from gioada.training.spec import Experiment

COMMANDS = {
    "here": "This machine",
    "torchrun": "Several GPUs, with torchrun",
    "accelerate": "Several GPUs, with accelerate",
    "machines": "Several machines, on each",
}
FIRST_SIZE = (48, 160)
SOURCES = {
    "demo": "demo: small rendered scenes, to begin with",
    "street": "street: rendered streets",
    "": "a data set on disk",
}
"""What to learn from."""
FROM = "the checkpoint "
"""Begins what a form was filled from, where it goes on from one."""
SHORT_PAIRS = {"demo": "demo", **{pair.partition("/")[0]: pair for pair in PAPER}}
"""What a source is adapted to where a person has no photos."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form as it was laid out."""

    base: gr.BrowserState
    """The options, with the run's name, from which the form was filled; None for a new form."""
    kept: gr.BrowserState
    """What the fields were last, in this browser."""
    questions: dict[str, Any]
    """What a new run begins with, whose answers fill other fields: source, known, photos; and with
    them upload, disk (the row of known), found (how many photos), preview."""
    place: dict[str, Any]
    """The run's name, and where it is trained."""
    fields: dict[str, Any]
    """What describes the experiment, by the name of its option."""
    counts: dict[str, Any]
    """GPUs and machines of the lines for a terminal."""
    load: gr.UploadButton
    forget: gr.Button
    start: gr.Button
    reason: gr.HTML
    """Why nothing can be started just now."""
    refused: gr.HTML
    """Why what is on the form was not started."""
    beyond: gr.HTML
    """What the form was filled from, and the options that it does not show."""
    time: gr.HTML
    """How long the run will take here."""
    device: gr.HTML
    """What the device is doing, and which run trains on it."""
    lines: dict[str, gr.Code]
    """For a terminal, by ``COMMANDS``."""
    remark: gr.HTML

    @property
    def seen(self) -> list[Any]:
        """The fields that outlive a reload."""
        return [*self.place.values(), *self.counts.values(), *self.fields.values()]

    @property
    def inputs(self) -> list[Any]:
        """All inputs, as ``read`` takes them."""
        return [self.base, *self.seen]

    @property
    def follows(self) -> list[Any]:
        """What follows from the fields, as ``describe`` makes it."""
        return [self.kept, *self.lines.values(), self.remark, self.time, self.beyond, self.forget]

    def read(self, base: dict[str, Any] | None, *values: Any) -> tuple[Experiment, str, Place]:
        """The experiment, the run's name (perhaps empty) and the place.

        Raises:
            Problem: an option is out of its range, or options contradict each other.
        """
        named = self._named(values)
        fields = {name: named[name] for name in self.fields}
        place = place_of(*(named[name] for name in ("device", "source", "target")))
        return specs.experiment(_base(base), **fields), named["name"] or "", place

    def describe(self, base: dict[str, Any] | None, *values: Any) -> list[Any]:
        """What follows from the fields, and the fields themselves for the browser to keep."""
        named = self._named(values)
        try:
            described, name, place = self.read(base, *values)
            run = str(_shown_folder() / (name.strip() or jobs.free_name(described)))
            counts = {key: int(named[key] or 0) for key in self.counts}
            lines = commands.lines(described, run, place, **counts)
        except ValueError as error:
            wrong = [f"# {error}"] * len(self.lines)
            return [named, *wrong, "", notes(str(error)), "", gr.update(visible=bool(base))]
        shown = [lines[key] for key in self.lines]
        time = _estimated(described, place.device)
        beyond, remark = _beyond(base, described), _sentence(lines["remark"])
        return [named, *shown, remark, time, beyond, gr.update(visible=bool(base))]

    def restored(self, kept: dict[str, Any] | None) -> list[Any]:
        """The fields as this browser kept them; those that it has not are left alone."""
        known = kept if isinstance(kept, dict) else {}
        names = [*self.place, *self.counts, *self.fields]
        return [gr.update(value=known[name]) if name in known else gr.skip() for name in names]

    def filled(self, described: Experiment, of: str, name: str) -> list[Any]:
        """New values of the base, the run's name, and the fields.

        Args:
            described: the options.
            of: what they are from, in words.
            name: for the new run.
        """
        base = {"spec": asdict(described), "of": of}
        return [base, name, *specs.shown(described, list(self.fields))]

    @property
    def fillable(self) -> list[Any]:
        """The outputs of ``filled``."""
        return [self.base, self.place["name"], *self.fields.values()]

    # --- the questions ------------------------------------------------------------------------

    def answered(
        self, source: str, known: str, place: str, preset: str, base: dict[str, Any] | None
    ) -> list[Any]:
        """What the answers make of the form: pair, size, the photos' folder; what was found.

        Photos are adapted to from a checkpoint that knows the source, where there is one: then it
        fills the whole form.

        Args:
            source: one of ``SOURCES``.
            known: the data set, where it is on disk.
            place: folder or zip of photos; empty where there are none.
            preset: how to adapt.
            base: what the form is filled from.
        """
        name, keep = source or known, gr.skip()
        disk, none = gr.update(visible=not source), gr.update(visible=False)
        # What a checkpoint has filled in is no answer to another question.
        ours = _goes_on(base)
        fields = [keep] * len(self.fields)
        if ours:
            fields = specs.shown(Experiment(method=find_preset(preset).method), list(self.fields))
        answer = dict(zip(self.fields, fields, strict=True))
        filled = [None if ours else keep]
        if not place.strip():
            pair = SHORT_PAIRS.get(name)
            why = (
                "" if pair else "Name a folder with your photos: there is nothing else to adapt to."
            )
            answer |= {
                "pair": pair or keep,
                "size": "" if pair in PAPER else "{} x {}".format(*FIRST_SIZE),
            }
            return [disk, _warning(why), none, "", *filled, *answer.values()]
        try:
            found = photos.find(place, places.runs() / ".photos")
            size, small = found.size, found.thumbnails()
        except ValueError as error:
            return [disk, _warning(str(error)), none, *[keep] * (2 + len(answer))]
        card = starting_point(name, preset)
        if card is not None:
            run = going_on(card, preset, name, size)
            size = run.sizes["target"]
            filled = [{"spec": asdict(run), "of": FROM + card.name}]
            answer = dict(zip(self.fields, specs.shown(run, list(self.fields)), strict=True))
        else:
            answer |= {"pair": f"{name}/photos", "size": "{} x {}".format(*size)}
        count = f"{len(found.paths):,} photos, trained at {size[1]} x {size[0]} pixels."
        begins = (
            f" It begins with {Checkpoint(card=card).title}, which knows these streets."
            if card
            else ""
        )
        gallery = gr.update(visible=True, value=small)
        target = str(found.folder)
        return [disk, _sentence(count + begins), gallery, target, *filled, *answer.values()]

    def with_preset(self, *answers: Any) -> list[Any]:
        """The form for another preset, where it goes on from a checkpoint; as ``answered``."""
        return self.answered(*answers) if _goes_on(answers[-1]) else [gr.skip()] * len(self.answers)

    @property
    def answers(self) -> list[Any]:
        """The outputs of ``answered``."""
        asked, target = self.questions, self.place["target"]
        shown = [asked["disk"], asked["found"], asked["preview"]]
        return [*shown, target, self.base, *self.fields.values()]

    def _named(self, values: Any) -> dict[str, Any]:
        return dict(zip([*self.place, *self.counts, *self.fields], values, strict=True))


def _goes_on(base: dict[str, Any] | None) -> bool:
    return base is not None and base["of"].startswith(FROM)


def place_of(device: str, source: str, target: str) -> Place:
    """The place that the form describes."""
    return Place(device=device or "auto", source=source or "", target=target or "")


def device_facts(device: str) -> tuple[str, Any, str]:
    """What the device is doing, as HTML; whether Start can be pressed; and why not."""
    if space.only_shows():
        return "", gr.skip(), ""
    busy = machine.company(device)
    return _sentence(machine.facts(device)), gr.update(interactive=not busy), _warning(busy)


def preset_words(name: str) -> str:
    """What a preset is, and what the paper reports of it, as HTML."""
    preset = find_preset(name)
    summary = html.escape(preset.summary.capitalize())
    return f'<p class="how">{summary}. {html.escape(_reported(preset))}</p>'


def _reported(preset: Preset) -> str:
    if preset.beyond:
        return "The paper has no such row."
    parts, tables = [], []
    if preset.kitti:
        mean, start = preset.kitti.means[0], PRESETS["na"].kitti
        gain = f" ({mean - start.means[0]:+.1f} over non-adapted)" if start else ""
        beside = "" if preset is PRESETS["na"] else gain
        parts.append(f"mean IoU {mean:.1f} % from Virtual KITTI to KITTI{beside}")
        tables += preset.kitti.tables
    if preset.cityscapes:
        of16, of13 = preset.cityscapes.means
        parts.append(f"{of16:.1f} % from SYNTHIA to Cityscapes ({of13:.1f} % over 13 classes)")
        tables += preset.cityscapes.tables
    plural = "s" if len(tables) > 1 else ""
    return f"In the paper: {', and '.join(parts)}; table{plural} {' and '.join(map(str, tables))}."


def _base(base: dict[str, Any] | None) -> Experiment | None:
    """The options that a browser has kept, which may be of another version."""
    return specs.build(base["spec"], f"The form, filled from {base['of']},") if base else None


def _beyond(base: dict[str, Any] | None, described: Experiment) -> str:
    if not base:
        return ""
    options = specs.beyond(described)
    named = ", ".join(f"<code>{html.escape(option)}</code>" for option in options)
    beside = f" Set beyond what the form shows: {named}." if options else ""
    return f'<p class="how">Filled from {html.escape(base["of"])}.{beside}</p>'


def _estimated(described: Experiment, device: str) -> str:
    """How long it takes, and what is rendered first, as HTML."""
    if space.only_shows():
        return ""
    try:
        return rendering.bar(described) + _sentence(machine.estimate(described, device))
    except ValueError:
        return ""  # of a device that is not there, which the line below says


def _sentence(text: str) -> str:
    return f'<p class="how">{html.escape(text)}</p>' if text else ""


def _warning(text: str) -> str:
    return f'<p class="how reason">{html.escape(text)}</p>' if text else ""


def _shown_folder() -> Path:
    root, folder = places.ROOT, places.runs()
    return folder.relative_to(root) if folder.is_relative_to(root) else folder
