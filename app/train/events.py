"""What happens on the tab Train. The page remembers nothing of a run; run folders do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.tab import ACT, NETWORK, QUIET, Opening, beside, notes, only_in_front, plain_errors
from app.train import acts
from app.train.form import Form, device_facts
from app.train.look import ADVICE, PARTS, Asked, look
from app.train.runs import listed
from app.train.view import View

# The run in the page's address, beside its tab, for a reload and a colleague's browser.
REMEMBER = """(name) => {
  const address = new URL(window.location);
  address.searchParams.set("tab", "train");
  if (name) address.searchParams.set("run", name);
  else address.searchParams.delete("run");
  window.gioadaRun = name;
  history.replaceState(history.state, "", address);
}"""
"""Given the name of the run that was chosen, started, or is shown after one was deleted."""

REPEAT = """() => {
  const address = new URL(window.location);
  window.gioadaRun ??= address.searchParams.get("run");
  if (window.gioadaRun) address.searchParams.set("run", window.gioadaRun);
  history.replaceState(history.state, "", address);
}"""
"""When the tab is opened again; other tabs take the run out of the address."""


@dataclass(frozen=True, kw_only=True)
class Events:
    """The parts of the tab, and what they do."""

    form: Form
    view: View
    seen: gr.State
    """What this browser was sent."""
    sheet: gr.State
    """Step of the sample sheet that was chosen; None follows the newest."""
    timer: gr.Timer
    barrier: gr.HTML
    """Why this visitor may not train."""

    def open(self, opening: Opening) -> None:
        """Fill the tab when it is first seen, and let its parts answer.

        The folder and the device are looked at only while the tab is in front.
        """
        self.form.kept.render()
        self.form.base.render()
        self._open(opening.first_seen)
        self._follow()
        self._fill()
        self._act()
        self._remove()
        only_in_front(self.timer, opening)
        opening.mine.select(*self._facts, **QUIET)
        opening.mine.select(None, None, None, js=REPEAT, **QUIET)

    @property
    def _looks(self) -> tuple[Callable[..., Any], list[Any], list[Any]]:
        """The event that brings the right side up to date."""
        return (
            _look,
            [*self.view.inputs, self.sheet, self.seen],
            [*self.view.parts.values(), self.seen],
        )

    @property
    def _describes(self) -> tuple[Callable[..., Any], list[Any], list[Any]]:
        """The event that brings what follows from the form up to date."""
        return self.form.describe, self.form.inputs, self.form.follows

    @property
    def _facts(self) -> tuple[Callable[..., Any], Any, Any]:
        form = self.form
        return device_facts, form.place["device"], [form.device, form.start, form.reason]

    def _open(self, first_seen: Callable[..., Any]) -> None:
        welcomed = [self.barrier, self.form.start, self.seen, self.view.parts["choice"]]
        first_seen(_welcome, None, welcomed, **QUIET).then(*self._looks, **QUIET)
        first_seen(self.form.restored, self.form.kept, self.form.seen, **QUIET).then(
            *self._describes, **QUIET
        )

    def _follow(self) -> None:
        view, parts = self.view, self.view.parts
        for event in (
            self.timer.tick,
            parts["choice"].input,
            parts["compared"].input,
            view.smoothing.release,
            view.logarithmic.input,
        ):
            event(*self._looks, **QUIET)
        self.timer.tick(*self._facts, **QUIET)
        self.form.place["device"].change(*self._facts, **QUIET)
        parts["choice"].input(None, parts["choice"], None, js=REMEMBER, **QUIET)
        slider = [parts["choice"], parts["step"]]
        for event, handler in (
            (parts["curves"].select, acts.picked),
            (parts["step"].input, acts.slid),
        ):
            event(handler, slider, [parts["step"], self.sheet], **QUIET).then(*self._looks, **QUIET)
        gr.on([field.change for field in self.form.seen], *self._describes, **QUIET)

    def _fill(self) -> None:
        """The form, filled by the answers to its questions, from a run or from a file."""
        form, asked, parts = self.form, self.form.questions, self.view.parts
        preset = form.fields["preset"]
        source, known, photos = (asked[name] for name in ("source", "known", "photos"))
        answers = [source, known, photos, preset, form.base]
        gr.on(
            [source.input, known.input, photos.change],
            form.answered,
            answers,
            form.answers,
            trigger_mode="always_last",
            **QUIET,
        )
        preset.input(form.with_preset, answers, form.answers, **QUIET)
        asked["upload"].upload(plain_errors(acts.uploaded), asked["upload"], photos, **ACT)
        for number, part in enumerate(ADVICE):
            parts[part].click(
                plain_errors(acts.with_advice(form, number)), parts["choice"], form.fillable, **ACT
            ).success(*self._describes, **QUIET)
        for event, handler, given in (
            (parts["copy"].click, acts.copied(form), [parts["choice"]]),
            (form.load.upload, acts.loaded(form), [form.load]),
        ):
            event(plain_errors(handler), given, form.fillable, **ACT).success(
                *self._describes, **QUIET
            )
        form.forget.click(lambda: None, None, form.base, **QUIET).then(*self._describes, **QUIET)

    def _act(self) -> None:
        """Start, and what can be done to a run."""
        form, view, parts = self.form, self.view, self.view.parts
        choice = parts["choice"]
        place = [form.place[name] for name in ("device", "source", "target")]
        form.start.click(
            beside(acts.started(form), 1), form.inputs, [choice, form.refused], **ACT
        ).then(*self._looks, **QUIET).then(None, choice, None, js=REMEMBER, **QUIET)
        for key in ("stop", "resume", "save", "sample", "end"):
            parts[key].click(plain_errors(acts.done(key)), [choice, *place], None, **ACT).success(
                *self._looks, **QUIET
            )
        shown = [view.photos, view.said]
        parts["finished"].change(
            plain_errors(acts.on_photos), parts["finished"], shown, **NETWORK, **ACT
        )
        parts["help"].click(
            plain_errors(acts.helped(form)), [choice, *place], form.fillable, **ACT
        ).success(*self._looks, **QUIET).success(*self._describes, **QUIET)

    def _remove(self) -> None:
        """Delete a run, once it was said which one and how much is lost."""
        asked, parts = self.view.confirmation, self.view.parts
        choice = parts["choice"]
        parts["remove"].click(
            plain_errors(acts.questioned), choice, [asked.row, asked.question, asked.name], **ACT
        )
        asked.yes.click(plain_errors(acts.removed), asked.name, [asked.row, choice], **ACT).success(
            *self._looks, **QUIET
        ).success(None, choice, None, js=REMEMBER, **QUIET)
        hide = gr.update(visible=False)
        gr.on([asked.no.click, choice.input], lambda: hide, None, asked.row, **QUIET)


def _welcome(request: gr.Request) -> tuple[Any, Any, dict[str, object], Any]:
    sentence = acts.barrier_of(request)
    run = request.query_params.get("run")
    known = next((each.name for each in listed() if each.name == run), None)
    choice = gr.update(choices=[(known, known)], value=known) if known else gr.skip()
    return notes(sentence), gr.update(visible=not sentence), {}, choice


def _look(
    request: gr.Request,
    name: str | None,
    compared: list[str] | None,
    smoothing: float,
    log: bool,
    sheet: int | None,
    seen: dict[str, object],
) -> list[Any]:
    forbidden = bool(acts.barrier_of(request))
    asked = Asked(
        name=name,
        compared=compared or (),
        smoothing=smoothing,
        log=log,
        sheet=sheet,
        forbidden=forbidden,
    )
    made, now = look(asked, seen)
    return [*(made.get(part, gr.skip()) for part in PARTS), now]
