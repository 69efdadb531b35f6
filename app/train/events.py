"""What happens on the tab Train. The page remembers nothing of a run; run folders do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.tab import NETWORK, PRIVATE, beside, notes, plain_errors
from app.train import acts
from app.train.form import Form, device_facts
from app.train.look import ADVICE, PARTS, Asked, look
from app.train.runs import listed
from app.train.view import View

QUIET: dict[str, Any] = {"show_progress": "hidden", **PRIVATE}
"""Given to events that only look."""
ACT: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Given to events that change something."""

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

    def connect(self, first_seen: Callable[..., Any]) -> None:
        """Fill the tab when it is first seen, and let its parts answer."""
        self.form.kept.render()
        self.form.base.render()
        self._open(first_seen)
        self._follow()
        self._fill()
        self._act()
        self._remove()

    def watch(self, mine: gr.Tab, others: list[gr.Tab]) -> None:
        """Look at the folder and the device only while the tab is in front."""
        mine.select(lambda: gr.Timer(active=True), None, self.timer, **QUIET)
        mine.select(*self._facts, **QUIET)
        mine.select(None, None, None, js=REPEAT, **QUIET)
        for other in others:
            other.select(lambda: gr.Timer(active=False), None, self.timer, **QUIET)

    @property
    def _looks(self) -> tuple[Callable[..., Any], list[Any], list[Any]]:
        """The event that brings the right side up to date."""
        return _look, [*self.view.inputs, self.sheet, self.seen], [*self.view.outputs, self.seen]

    @property
    def _describes(self) -> tuple[Callable[..., Any], list[Any], list[Any]]:
        """The event that brings what follows from the form up to date."""
        return self.form.describe, self.form.inputs, self.form.follows

    @property
    def _facts(self) -> tuple[Callable[..., Any], Any, Any]:
        form = self.form
        return device_facts, form.place["device"], [form.device, form.start, form.reason]

    def _open(self, first_seen: Callable[..., Any]) -> None:
        welcomed = [self.barrier, self.form.start, self.seen, self.view.choice]
        first_seen(_welcome, None, welcomed, **QUIET).then(*self._looks, **QUIET)
        first_seen(self.form.restored, self.form.kept, self.form.seen, **QUIET).then(
            *self._describes, **QUIET
        )

    def _follow(self) -> None:
        view = self.view
        for event in (
            self.timer.tick,
            view.choice.input,
            view.compared.input,
            view.smoothing.release,
            view.logarithmic.input,
        ):
            event(*self._looks, **QUIET)
        self.timer.tick(*self._facts, **QUIET)
        self.form.place["device"].change(*self._facts, **QUIET)
        view.choice.input(None, view.choice, None, js=REMEMBER, **QUIET)
        for event, handler in ((view.curves.select, acts.picked), (view.step.input, acts.slid)):
            event(handler, [view.choice, view.step], [view.step, self.sheet], **QUIET).then(
                *self._looks, **QUIET
            )
        gr.on([field.change for field in self.form.seen], *self._describes, **QUIET)

    def _fill(self) -> None:
        """The form, filled by the answers to its questions, from a run or from a file."""
        form, asked = self.form, self.form.questions
        preset = form.fields["preset"]
        answers = [asked.source, asked.known, asked.photos, preset, form.base]
        gr.on(
            [asked.source.input, asked.known.input, asked.photos.change],
            form.answered,
            answers,
            form.answers,
            trigger_mode="always_last",
            **QUIET,
        )
        preset.input(form.with_preset, answers, form.answers, **QUIET)
        asked.upload.upload(plain_errors(acts.uploaded), asked.upload, asked.photos, **ACT)
        for number, part in enumerate(ADVICE):
            self.view.advice[part].click(
                plain_errors(acts.with_advice(form, number)), self.view.choice, form.fillable, **ACT
            ).success(*self._describes, **QUIET)
        for event, handler, given in (
            (self.view.buttons["copy"].click, acts.copied(form), [self.view.choice]),
            (form.load.upload, acts.loaded(form), [form.load]),
        ):
            event(plain_errors(handler), given, form.fillable, **ACT).success(
                *self._describes, **QUIET
            )
        form.forget.click(lambda: None, None, form.base, **QUIET).then(*self._describes, **QUIET)

    def _act(self) -> None:
        """Start, and what can be done to a run."""
        form, view = self.form, self.view
        place = [form.place[name] for name in ("device", "source", "target")]
        form.start.click(
            beside(acts.started(form), 1), form.inputs, [view.choice, form.refused], **ACT
        ).then(*self._looks, **QUIET).then(None, view.choice, None, js=REMEMBER, **QUIET)
        for key in ("stop", "resume", "save", "sample", "end"):
            view.buttons[key].click(
                plain_errors(acts.done(key)), [view.choice, *place], None, **ACT
            ).success(*self._looks, **QUIET)
        view.finished.change(
            plain_errors(acts.on_photos), view.finished, [view.photos, view.said], **NETWORK, **ACT
        )
        view.help.click(
            plain_errors(acts.helped(form)), [view.choice, *place], form.fillable, **ACT
        ).success(*self._looks, **QUIET).success(*self._describes, **QUIET)

    def _remove(self) -> None:
        """Delete a run, once it was said which one and how much is lost."""
        asked = self.view.confirmation
        self.view.buttons["remove"].click(
            plain_errors(acts.questioned),
            self.view.choice,
            [asked.row, asked.question, asked.name],
            **ACT,
        )
        asked.yes.click(
            plain_errors(acts.removed), asked.name, [asked.row, self.view.choice], **ACT
        ).success(*self._looks, **QUIET).success(None, self.view.choice, None, js=REMEMBER, **QUIET)
        gr.on([asked.no.click, self.view.choice.input], _hidden, None, asked.row, **QUIET)


def _hidden() -> Any:
    return gr.update(visible=False)


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
