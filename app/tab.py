"""How a tab runs: filled at opening, run by its button and by changes; problems in sentences."""

from __future__ import annotations

import contextlib
import html
import inspect
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Protocol

import gradio as gr

from app import checkpoints
from app.checkpoints import Network
from app.remembered import QUIET, Memory, settings, valid

NETWORK: dict[str, Any] = {"concurrency_id": "network", "concurrency_limit": 1}
"""Given to every event that runs a network: two at once take twice as long each."""
PRIVATE: dict[str, Any] = {"api_visibility": "private", "queue": False}
"""Given to events that only fill inputs."""
ACT: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Given to events that change something; queued, as messages reach the page through the queue."""
DRAWING: dict[str, Any] = {**ACT, "concurrency_id": "figure", "concurrency_limit": 2}
"""Given to events that draw or keep without running a network: they wait for no prediction."""
MOST = 4
"""Checkpoints beside each other."""
SETTLED = 0.2
"""Seconds that a person may take between two changes before the first is run."""

_STALE = """() => {
  const panel = [...document.querySelectorAll("[role=tabpanel]")].find((each) => each.offsetParent);
  panel?.querySelector(".result")?.classList.add("stale");
}"""
_FRESH = """() => document.querySelectorAll("[role=tabpanel]").forEach((panel) => {
  if (!panel.querySelector(".problem li")) panel.querySelector(".stale")?.classList.remove("stale");
})"""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a tab may need of the page that it is on."""

    first_seen: Callable[..., Any]
    """The event that the tab comes to the front for the first time, to be called as Gradio's are.
    Tabs are filled then and no earlier, as each part that is filled delays what is in front."""
    tabs: gr.Tabs
    mine: gr.Tab
    others: list[gr.Tab]
    state: gr.BrowserState
    """The settings of all tabs, as this browser remembers them."""


def only_in_front(timer: gr.Timer, opening: Opening) -> None:
    """Let a timer tick only while its tab is in front."""
    opening.mine.select(lambda: gr.Timer(active=True), None, timer, **QUIET)
    for other in opening.others:
        other.select(lambda: gr.Timer(active=False), None, timer, **QUIET)


class Tab(Protocol):
    """What the page needs of a tab."""

    def open(self, opening: Opening) -> None:
        """Say what happens when the page is opened, and let the tab's parts answer."""
        ...


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which checkpoints a dropdown offers; asked again at each opening, as new ones may be there.

    A value of an older page is answered by a sentence, not refused.
    """

    network: Network
    wanted: tuple[tuple[str, ...], ...]
    """Sets of names. Of the first set of which two are there, those are chosen at first."""

    def dropdown(self, label: str) -> gr.Dropdown:
        """The dropdown as the page is built."""
        return gr.Dropdown(
            label=label,
            multiselect=True,
            max_choices=MOST,
            allow_custom_value=True,
            **self.offered(),
        )

    def offered(self, *current: object) -> dict[str, Any]:
        """Choices, and of the first given list what is there of it, or the wanted ones."""
        found = checkpoints.offered(self.network)
        names = [each.name for each in found]
        for chosen in current:
            there = [each for each in chosen if each in names] if isinstance(chosen, list) else []
            if there:
                return {"choices": checkpoints.choices(found), "value": there[:MOST]}
        return {"choices": checkpoints.choices(found), "value": self.first(names)}

    def first(self, names: Sequence[str]) -> list[str]:
        """What is chosen at first among these."""
        there = [[name for name in wanted if name in names] for wanted in self.wanted]
        most = max(there, key=lambda wanted: min(len(wanted), 2), default=[])
        return most or list(names[:1])

    def world(self) -> str:
        """That of the checkpoints which are chosen at first."""
        worlds = self._worlds()
        chosen = {worlds[name] for name in self.first(list(worlds))}
        return "demo" if chosen == {"demo"} else "street"

    def suiting(self, world: str) -> list[str]:
        """The wanted ones that learned from a world, or those chosen at first."""
        worlds = self._worlds()
        for wanted in self.wanted:
            there = [name for name in wanted if name in worlds]
            if there and {worlds[name] for name in there} == {world}:
                return there
        return self.first(list(worlds))

    def _worlds(self) -> dict[str, str]:
        return {each.name: each.world for each in checkpoints.offered(self.network)}


@dataclass(frozen=True, kw_only=True)
class ResultTab:
    """A tab that answers what is on its form: at opening, by its button, and after a change."""

    handler: Callable[..., Iterator[Any]]
    """Values of the inputs -> those of the outputs, which it fills step by step."""
    inputs: list[Any]
    outputs: list[Any]
    problem: gr.HTML
    """Takes a sentence where the form cannot be answered."""
    choices: Mapping[Any, Choice]
    """The dropdowns among the inputs that offer checkpoints."""
    progress: list[Any]
    """The outputs that show that something is under way."""
    go: gr.Button
    stop: gr.Button
    """Ends what is under way; networks that are done keep what they have shown."""
    strip: gr.Dataset
    example: Callable[[int], dict[Any, Any]]
    """The number of an example -> what each input gets."""
    built: Mapping[Any, str] = field(default_factory=dict)
    """What outputs show as the page is built, as far as they are not empty."""
    drawn: Callable[..., Any] | None = None
    """The event that this was drawn, after which the form is answered."""
    adapt: gr.Button | None = None
    """Leads to the tab where a person adapts a network to their own photos."""
    changes: list[Any] = field(default_factory=list)
    """Events after which the form is answered without a press of the button."""
    filled: list[Any] = field(default_factory=list)
    """The same, of events that follow others: what ``success`` or ``then`` is called with."""

    def open(self, opening: Opening) -> None:
        """Fill the tab with the settings that this browser remembers, and let its parts answer."""
        fields = settings(self.inputs)
        memory = Memory(state=opening.state, tab=str(opening.mine.id))
        memory.follow(fields)

        def recalled(state: object, *current: Any) -> Any:
            pairs = zip(fields, current, strict=True)
            return only(self._first(each, memory.of(state, each.label), now) for each, now in pairs)

        answered = {
            "inputs": self.inputs,
            "outputs": [*self.outputs, self.problem],
            **NETWORK,
            "api_visibility": "private",
            "show_progress_on": self.progress,
        }
        built = self.drawn is not None and any(self.built.values())
        first_seen = self.drawn if built and self.drawn else opening.first_seen
        progress = "hidden" if built else "full"
        opened = first_seen(recalled, [memory.state, *fields], fields, **QUIET).then(
            self.reopened, **answered, show_progress=progress
        )
        turn = gr.State(0)
        ran = turn.change(self.answered, **answered)
        ran.success(None, None, None, js=_FRESH, **PRIVATE)
        # Queued, as other events do not tell the page that a state has changed.
        again: dict[str, Any] = {
            "fn": _settled,
            "inputs": turn,
            "outputs": turn,
            "cancels": [opened, ran],
            "concurrency_limit": None,
            **ACT,
        }
        gr.on([self.go.click, *self.changes], trigger_mode="always_last", **again)
        chosen = self.strip.click(
            lambda number: only(self.example(number).values()),
            self.strip,
            list(self.example(0)),
            **PRIVATE,
        )
        for following in (chosen.then, *self.filled):
            following(None, None, None, js=_STALE, **PRIVATE)
            following(**again)
        gr.on([self.go.click, *self.changes], None, None, None, js=_STALE, **PRIVATE)
        self.stop.click(None, None, None, cancels=[opened, ran], **PRIVATE)
        if self.adapt:
            self.adapt.click(lambda: gr.Tabs(selected="train"), None, opening.tabs, **PRIVATE)

    def _first(self, component: Any, remembered: object, current: Any) -> Any:
        """What a field shows at opening."""
        if component in self.choices:
            return gr.update(**self.choices[component].offered(remembered, current))
        return gr.update(value=remembered) if valid(component, remembered) else gr.skip()

    def answered(self, *values: Any) -> Iterator[list[object]]:
        """The handler's answers; a problem stands by the button until it is mended."""
        try:
            for made in self.handler(*values):
                yield [*made, ""]
        except ValueError as error:
            yield [*(gr.skip() for _ in self.outputs), notes(str(error))]

    def reopened(self, *values: Any) -> Iterator[list[object]]:
        """The same at opening, without what the page was built with and shows already."""
        for *made, problem in self.answered(*values):
            news = (
                gr.skip() if isinstance(value, str) and self.built.get(part) == value else value
                for part, value in zip(self.outputs, made, strict=True)
            )
            yield [*news, problem]


def _settled(turn: int) -> int:
    """One more turn, once a person has stopped to change things for a moment."""
    time.sleep(SETTLED)
    return turn + 1


def plain_errors(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what the library says of bad input into a message on the page, or to a program.

    A handler that is a generator stays one, so that its results arrive one by one.
    """
    if inspect.isgeneratorfunction(handler):

        @wraps(handler)
        def step_by_step(*values: Any) -> Iterator[Any]:
            with _messages():
                yield from handler(*values)

        return step_by_step

    @wraps(handler)
    def answer(*values: Any) -> Any:
        with _messages():
            return handler(*values)

    return answer


def beside(handler: Callable[..., Any], outputs: int) -> Callable[..., list[Any]]:
    """Let a problem stand in the last output, where the eye is; the others then stay as they are.

    Args:
        handler: values of the inputs -> those of the outputs but the last.
        outputs: how many there are without the last.
    """

    @wraps(handler)
    def answer(*values: Any) -> list[Any]:
        try:
            made = handler(*values)
        except ValueError as error:
            return [*(gr.skip(),) * outputs, notes(str(error))]
        return [*(made if outputs > 1 else [made]), ""]

    return answer


@contextlib.contextmanager
def _messages() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        # The page takes messages for HTML, while file names are anybody's.
        text = html.escape(str(error), quote=False)
        raise gr.Error(text, duration=15, print_exception=False) from error


def notes(*sentences: str) -> str:
    """Sentences as an HTML list; empty ones are left out."""
    items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences if sentence)
    return f'<ul class="notes">{items}</ul>' if items else ""


def only(values: Iterable[Any]) -> Any:
    """A list of values, or the value if it is one: Gradio wants a single output bare."""
    listed = list(values)
    return listed if len(listed) > 1 else listed[0]


def once_opened(
    panel: gr.Accordion,
    changes: list[Any],
    make: Callable[..., Any],
    inputs: list[Any],
    outputs: list[Any],
) -> gr.State:
    """Fill a fold when it is opened, and again after changes while it is open.

    Args:
        panel: the fold.
        changes: events after which what is in it is no longer right.
        make: whether it is open, then values of the inputs -> those of the outputs.
        inputs: components.
        outputs: components.

    Returns:
        Whether the fold is open.
    """
    opened = gr.State(False)
    run: dict[str, Any] = {**NETWORK, "api_visibility": "private", "show_progress": "minimal"}
    given = [opened, *inputs]
    panel.expand(lambda: True, None, opened, **PRIVATE).then(
        plain_errors(make), given, outputs, **run
    )
    panel.collapse(lambda: False, None, opened, **PRIVATE)
    gr.on(changes, plain_errors(make), given, outputs, **run)
    return opened
