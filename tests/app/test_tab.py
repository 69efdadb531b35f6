"""What all tabs have in common, without a server."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
import pytest

from app import page
from app.tab import Tab, notes, told
from app.translate import layout as translate


def test_without_checkpoints_the_page_says_how_to_get_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(tmp_path / "none"))
    page.build()
    with pytest.raises(ValueError, match="python -m gioada train both"):
        next(translate.translate("photo.png", None, None, None))


def test_sentences_are_shown_as_text() -> None:
    def handler(name: str) -> None:
        raise ValueError(f"{name} is bad")

    with pytest.raises(gr.Error) as caught:
        told(handler)("<img>")
    assert caught.value.message == "&lt;img&gt; is bad"


def test_what_came_before_a_mistake_is_shown() -> None:
    def handler(*names: str):
        for name in names:
            if name == "bad":
                raise ValueError("bad is bad")
            yield name

    steps = told(handler)("a", "bad")
    assert next(steps) == "a"
    with pytest.raises(gr.Error, match="bad is bad"):
        next(steps)


def test_a_mistake_stands_above_what_was_shown_until_it_is_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def handler(name: str):
        yield [name]
        if name == "bad":
            raise ValueError("<bad> is bad")

    said: list[str] = []
    monkeypatch.setattr(gr, "Warning", lambda message, **_: said.append(message))
    tab = Tab(handler=handler, inputs=[], outputs=[None], problem=None, choices={}, progress=[])
    answered = tab.answered("Older things below.")
    assert list(answered("good")) == [["good", ""]]
    assert said == []
    first, last = answered("bad")
    assert first == ["bad", ""]
    assert last == [gr.skip(), notes("<bad> is bad", "Older things below.")]
    assert said == ["&lt;bad&gt; is bad"]
    assert next(reversed(list(tab.answered()("bad"))))[1] == notes("<bad> is bad")
    assert len(said) == 1, "at opening nobody has pressed anything"
