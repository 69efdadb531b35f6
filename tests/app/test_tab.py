"""What all tabs have in common, without a server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from app import page
from app.tab import Choice, ResultTab, notes, plain_errors
from app.translate import layout as translate
from gioada.errors import Problem


def test_without_checkpoints_the_page_says_how_to_get_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(tmp_path / "none"))
    page.build()
    with pytest.raises(Problem) as caught:
        next(translate.translate("photo.png", None, None, None))
    assert caught.value.code == "checkpoint.none"
    assert "python -m gioada train both" in str(caught.value)


def test_sentences_are_shown_as_text() -> None:
    def handler(name: str) -> None:
        raise ValueError(f"{name} is bad")

    with pytest.raises(gr.Error) as caught:
        plain_errors(handler)("<img>")
    assert caught.value.message == "&lt;img&gt; is bad"


def test_what_came_before_a_mistake_is_shown() -> None:
    def handler(*names: str):
        for name in names:
            if name == "bad":
                raise ValueError("bad is bad")
            yield name

    steps = plain_errors(handler)("a", "bad")
    assert next(steps) == "a"
    with pytest.raises(gr.Error, match="bad is bad"):
        next(steps)


def test_a_mistake_stands_beside_the_button_until_it_is_mended() -> None:
    def handler(name: str):
        yield [name]
        if name == "bad":
            raise ValueError("<bad> is bad")

    part: Any = None
    tab = ResultTab(
        handler=handler,
        inputs=[],
        outputs=[None],
        problem=part,
        choices={},
        progress=[],
        go=part,
        stop=part,
        strip=part,
        example=lambda _: {},
    )
    assert list(tab.answered("good")) == [["good", ""]]
    first, last = tab.answered("bad")
    assert first == ["bad", ""]
    assert last == [gr.skip(), notes("<bad> is bad")]


def test_of_the_first_pair_that_is_there_both_are_chosen() -> None:
    choice = Choice(network="task", wanted=(("a", "b"), ("c", "d"), ("a",)))
    assert choice.first(["d", "c", "b"]) == ["c", "d"]
    assert choice.first(["a", "b", "c", "d"]) == ["a", "b"]
    assert choice.first(["a", "e"]) == ["a"]
    assert choice.first(["e"]) == ["e"]
    assert choice.first([]) == []


def test_the_page_stands_before_torch_is_imported() -> None:
    code = "import sys, app.page as page; page.build(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
