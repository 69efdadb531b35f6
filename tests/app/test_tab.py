"""What all tabs have in common, without a server."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
import pytest

from app import page
from app.tab import told
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
