"""How a tab runs: filled at opening, run by its button and examples, answering with sentences."""

from __future__ import annotations

import contextlib
import html
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

import gradio as gr

from app import shelf
from app.remembered import Memory, settings, valid

NETWORK: dict[str, Any] = {"concurrency_id": "network", "concurrency_limit": 1}
"""Given to every event that runs a network: two at once take twice as long each."""
PRIVATE: dict[str, Any] = {"api_visibility": "private", "queue": False}
"""Given to events that only fill inputs."""

BEFORE = "What is shown below was made before."
STOPPED = "Stopped: what is shown is what was done by then."


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which checkpoints a dropdown offers; asked again at each opening, as new ones may be there.

    A value of an older page is answered by a sentence, not refused.
    """

    find: Callable[[], list[str]]
    wanted: tuple[str, ...]
    """The first of these that is there is chosen at first."""

    def dropdown(self, label: str) -> gr.Dropdown:
        """The dropdown as the page is built."""
        return gr.Dropdown(label=label, allow_custom_value=True, **self.offered())

    def offered(self, *current: object) -> dict[str, Any]:
        """Choices, and the first of the given values that is there, or a wanted one."""
        found = self.find()
        chosen = next((value for value in current if value in found), None)
        return {"choices": found, "value": chosen or shelf.preferred(found, *self.wanted)}


class Offer(Protocol):
    """What a dropdown of checkpoints offers."""

    def offered(self, *current: object) -> dict[str, Any]:
        """Choices, and the first of the given values that is there, or else the usual one."""
        ...


@dataclass(frozen=True, kw_only=True)
class Tab:
    """What the page needs of a tab to fill it."""

    handler: Callable[..., Any]
    """Values of the inputs -> those of the outputs; a generator fills them step by step."""
    inputs: list[Any]
    outputs: list[Any]
    problem: Any
    """Takes a sentence when the tab cannot be filled at opening."""
    choices: Mapping[Any, Offer]
    """The dropdowns among the inputs that offer checkpoints."""
    progress: list[Any]
    """The outputs that show that something is under way, or that it failed."""
    stop: gr.Button | None = None
    """Ends what is under way; networks that are done keep what they have shown."""
    said: Any = None
    """Takes a sentence when something was ended."""

    def open(self, page: gr.Blocks, memory: Memory) -> None:
        """Fill the tab when the page is opened, with the settings that this browser remembers."""
        fields = settings(self.inputs)
        memory.follow(fields)

        def recalled(state: object, *current: Any) -> Any:
            pairs = zip(fields, current, strict=True)
            return only(self._offer(field, memory.of(state, field.label), now)
                        for field, now in pairs)  # fmt: skip

        filled = page.load(
            recalled, [memory.state, *fields], fields, show_progress="hidden", **PRIVATE
        ).then(self.answered(), self.inputs, [*self.outputs, self.problem], **self._running)
        self._stoppable([filled])

    def _offer(self, field: Any, remembered: object, current: Any) -> Any:
        """What a field shows at opening."""
        if field in self.choices:
            found = self.choices[field].offered(remembered, current)
            return gr.update(**found)
        return gr.update(value=remembered) if valid(field, remembered) else gr.skip()

    def _stoppable(self, running: list[Any]) -> None:
        if self.stop is not None:
            self.stop.click(None, None, None, cancels=running, **PRIVATE)

    def connect(
        self,
        *,
        go: gr.Button,
        strip: gr.Dataset,
        example: Callable[[int], dict[Any, str | None]],
    ) -> None:
        """Let the button and the examples run the handler.

        Args:
            go: button.
            strip: examples.
            example: number of an example -> what each input gets.
        """
        handler, outputs = self.answered(BEFORE), [*self.outputs, self.problem]
        clicked = go.click(handler, self.inputs, outputs, **self._running)
        chosen = strip.click(
            lambda number: only(example(number).values()), strip, list(example(0)), **PRIVATE
        ).then(handler, self.inputs, outputs, **self._running)
        self._stoppable([clicked, chosen])
        if self.stop is not None and self.said is not None:
            self.stop.click(lambda: notes(STOPPED), None, self.said, **PRIVATE)

    def answered(self, remark: str = "") -> Callable[..., Iterator[list[object]]]:
        """The handler, whose sentence on a mistake stands above what is shown until it is mended.

        Args:
            remark: said with it; such a mistake was made by a press of a button that may be far
                from where the sentence stands, so that it is shown beside the button as well.
        """

        def handler(*values: Any) -> Iterator[list[object]]:
            try:
                for made in _answers(self.handler, values):
                    yield [*made, ""]
            except ValueError as error:
                if remark:
                    gr.Warning(_as_text(error), duration=15, title="Error")
                yield [*(gr.skip() for _ in self.outputs), notes(str(error), remark)]

        return handler

    @property
    def _running(self) -> dict[str, Any]:
        return {**NETWORK, "api_visibility": "private", "show_progress_on": self.progress}


def _answers(handler: Callable[..., Any], values: Sequence[Any]) -> Iterator[Any]:
    if inspect.isgeneratorfunction(handler):
        yield from handler(*values)
    else:
        yield handler(*values)


def told(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what the library says of bad input into a sentence on the page.

    A handler that is a generator stays one, so that its results arrive one by one.
    """
    if inspect.isgeneratorfunction(handler):

        @wraps(handler)
        def step_by_step(*values: Any) -> Iterator[Any]:
            with _sentences():
                yield from handler(*values)

        return step_by_step

    @wraps(handler)
    def answer(*values: Any) -> Any:
        with _sentences():
            return handler(*values)

    return answer


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise gr.Error(_as_text(error), duration=15, print_exception=False) from error


def _as_text(error: ValueError) -> str:
    """For messages, which the page takes for HTML, while file names are anybody's."""
    return html.escape(str(error), quote=False)


def notes(*sentences: str) -> str:
    """Sentences as an HTML list; empty ones are left out."""
    items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences if sentence)
    return f'<ul class="notes">{items}</ul>' if items else ""


def only(values: Iterable[Any]) -> Any:
    """A list of values, or the value if it is one: Gradio wants a single output bare."""
    listed = list(values)
    return listed if len(listed) > 1 else listed[0]
