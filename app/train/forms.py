"""The form of a new run: its parts, what it describes, and how it outlives a reload."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app import space
from app.tab import notes
from app.train import commands, estimate, jobs, listing, machine, processes, specs
from app.train.processes import Place
from gioada.training.spec import Experiment

COMMANDS = {
    "here": "This machine",
    "torchrun": "Several GPUs, with torchrun",
    "accelerate": "Several GPUs, with accelerate",
    "machines": "Several machines, on each",
}


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form as it was laid out."""

    base: gr.BrowserState
    """The options, with the run's name, from which the form was filled; None for a new form."""
    kept: gr.BrowserState
    """What the fields said last, in this browser."""
    place: dict[str, Any]
    """The run's name, and where it is trained."""
    fields: dict[str, Any]
    """What describes the experiment, by the name of its option."""
    counts: dict[str, Any]
    """GPUs and machines of the lines for a terminal."""
    load: gr.UploadButton
    forget: gr.Button
    start: gr.Button
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
    def told(self) -> list[Any]:
        """What follows from the fields, as ``tell`` makes it."""
        return [self.kept, *self.lines.values(), self.remark, self.time, self.beyond, self.forget]

    def read(self, base: dict[str, Any] | None, *values: Any) -> tuple[Experiment, str, Place]:
        """The experiment, the run's name (perhaps empty) and the place.

        Raises:
            ValueError: an option is out of its range, or options contradict each other.
        """
        said = self._named(values)
        fields = {name: said[name] for name in self.fields}
        place = place_of(*(said[name] for name in ("device", "source", "target")))
        return specs.experiment(_base(base), **fields), said["name"] or "", place

    def tell(self, base: dict[str, Any] | None, *values: Any) -> list[Any]:
        """What follows from the fields, and the fields themselves for the browser to keep."""
        said = self._named(values)
        try:
            described, name, place = self.read(base, *values)
            described.find_pair()
            run = str(_shown_folder() / (name.strip() or jobs.free_name(described)))
            counts = {key: int(said[key] or 0) for key in self.counts}
            lines = commands.lines(described, run, place, **counts)
        except ValueError as error:
            wrong = [f"# {error}"] * len(self.lines)
            return [said, *wrong, "", notes(str(error)), "", gr.update(visible=bool(base))]
        told = [getattr(lines, key) for key in self.lines]
        time = _sentence(_estimated(described, place.device))
        beyond = _beyond(base, described)
        return [said, *told, _sentence(lines.remark), time, beyond, gr.update(visible=bool(base))]

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
        base = {"spec": specs.plain(described), "of": of}
        return [base, name, *specs.shown(described, list(self.fields))]

    @property
    def fillable(self) -> list[Any]:
        """The outputs of ``filled``."""
        return [self.base, self.place["name"], *self.fields.values()]

    def _named(self, values: Any) -> dict[str, Any]:
        return dict(zip([*self.place, *self.counts, *self.fields], values, strict=True))


def place_of(device: str, source: str, target: str) -> Place:
    """The place that the form describes."""
    return Place(device=device or "auto", source=source or "", target=target or "")


def device_facts(device: str) -> str:
    """What the device is doing, and which run is on it, as HTML; nothing where nobody may train."""
    if space.only_shows():
        return ""
    return "".join(map(_sentence, (machine.facts(device), machine.company(device))))


def _base(base: dict[str, Any] | None) -> Experiment | None:
    """The options that a browser has kept, which may be of another version."""
    return specs.build(base["spec"], f"The form, filled from {base['of']},") if base else None


def _beyond(base: dict[str, Any] | None, described: Experiment) -> str:
    if not base:
        return ""
    options = specs.beyond(described)
    said = ", ".join(f"<code>{html.escape(option)}</code>" for option in options)
    beside = f" Set beyond what the form shows: {said}." if options else ""
    return f'<p class="how">Filled from {html.escape(base["of"])}.{beside}</p>'


def _estimated(described: Experiment, device: str) -> str:
    if space.only_shows():
        return ""
    try:
        return estimate.estimate(described, device)
    except ValueError:
        return ""  # of a device that is not there, which the line below says


def _sentence(text: str) -> str:
    return f'<p class="how">{html.escape(text)}</p>' if text else ""


def _shown_folder() -> Any:
    folder = listing.folder()
    inside = folder.is_relative_to(processes.ROOT)
    return folder.relative_to(processes.ROOT) if inside else folder
