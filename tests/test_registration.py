"""A preset, a backbone, a world and a tab put in by hand walk through all commands and tabs."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr
import numpy as np
import pytest
from gradio_client import Client
from PIL import Image
from torch import Tensor, nn

from app import page as app_page
from app.tab import Opening
from app.train import form, machine, specs
from gioada import cli
from gioada.data.domains import SOURCES, rendered_source
from gioada.data.rendered import WORLDS, World
from gioada.methods.forward import Pass
from gioada.methods.presets import PRESETS, Preset, find
from gioada.methods.spec import Method, Translation, Weights
from gioada.models.backbones import MAKERS
from gioada.models.card import read_card
from gioada.models.spec import BACKBONES, Backbone, Networks, TaskSpec
from gioada.reproduce.plan import lines, plan
from gioada.street.scene import ROAD, SKY, SKY_DEPTH, Picture
from gioada.training.spec import Experiment, Training
from gioada.training.watch import read_run
from tools.browser import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "by-hand"
PRESET = Preset(
    method=Method(
        name=NAME,
        summary="a preset that was put in by hand",
        translation=Translation(conditions=("depth",)),
        spaces=(("labels",),),
    )
)
OPTIONS = (
    *("--pair", "demo-tiny", "--height", "32", "--width", "64", "--networks.backbone", NAME),
    *("--networks.num-blocks", "1", "--training.steps", "2", "--training.log-every", "1"),
)


class TwoMaps(nn.Module):
    """A backbone of two convolutions."""

    def __init__(self, spec: TaskSpec) -> None:
        super().__init__()
        self.fine = nn.Conv2d(3, 8, 3, stride=4, padding=1)
        self.last = nn.Conv2d(8, 8, 3, stride=2, padding=1)
        self.channels, self.strides = (8, 8), (4, 8)
        self.mean = self.std = (0.5, 0.5, 0.5)

    def forward(self, image: Tensor) -> list[Tensor]:
        """B 3 H W -> maps of strides 4 and 8."""
        fine = self.fine(image).relu()
        return [fine, self.last(fine).relu()]


def flat(*, seed: int, index: int, height: int, width: int) -> Picture:
    """A world that is a road below a sky."""
    ids = np.full((height, width), SKY, np.uint8)
    ids[height // 2 :] = ROAD
    depth = np.where(ids == SKY, np.float32(SKY_DEPTH), np.float32(9))
    return Picture(image=np.stack([ids * 5] * 3, -1), ids=ids, depth=depth)


class OneSentence:
    """A tab that says one thing and answers nothing."""

    def __init__(self, basket: object) -> None:
        gr.Markdown("a tab that was put in by hand")

    def open(self, opening: Opening) -> None:
        """Nothing happens."""


def half(number: float) -> float:
    """What programs may ask of it."""
    return number / 2


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder that the commands have worked in, and what they printed."""
    folder = tmp_path_factory.mktemp("walked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PRESETS, NAME, PRESET)
        patch.setitem(BACKBONES, NAME, Backbone(summary="two convolutions", stride=8))
        patch.setitem(MAKERS, NAME, TwoMaps)
        patch.setitem(WORLDS, NAME, World(folder=NAME, version=1, draw=flat, frames=2))
        patch.setitem(SOURCES, NAME, lambda _: rendered_source(NAME))
        patch.setitem(app_page.TABS, NAME, OneSentence)
        patch.setitem(app_page.ENDPOINTS, NAME, half)
        patch.chdir(folder)
        patch.setenv("GIOADA_RUNS", str(folder / "runs"))
        patch.setenv("GIOADA_CHECKPOINTS", str(folder / "checkpoints"))
        printed = io.StringIO()

        def gioada(*words: str) -> None:
            patch.setattr(sys, "argv", ["gioada", *words])
            with contextlib.redirect_stdout(printed):
                cli.main()

        run, made = f"runs/{NAME}", f"checkpoints/{NAME}"
        gioada("presets")
        gioada("data", "check", f"{NAME}/demo-tiny", "--samples", "2")
        gioada("train", NAME, *OPTIONS, "--run", run, "--device", "cpu", "--quiet")
        (folder / run / "checkpoints" / "step-000002").rename(folder / "away")
        gioada("resume", run, "--device", "cpu", "--quiet")
        gioada("runs", "runs")
        gioada("export", run, "--to", made)
        gioada("evaluate", "--checkpoint", made, "--limit", "2", "--device", "cpu", "--write-card")
        gioada("consistency", "--checkpoint", made, "--judge", made, "--limit", "1")
        gioada("results", "checkpoints")
        (folder / "photos").mkdir()
        for number in range(2):
            Image.new("RGB", (64, 32), (number, 99, 9)).save(folder / "photos" / f"{number}.png")
        gioada("predict", "photos", "--checkpoint", made, "--to", "predicted", "--device", "cpu")
        yield folder, printed.getvalue()


def test_every_command_knows_the_preset(walked: tuple[Path, str]) -> None:
    folder, text = walked
    assert f"{NAME}  a preset that was put in by hand" in text
    state = read_run(folder / "runs" / NAME)
    assert (state.state, state.preset, state.step) == ("done", NAME, 2)
    card = read_card(folder / "checkpoints" / NAME)
    assert (card.preset, card.results["num_frames"]) == (NAME, 2)
    readme = (folder / "checkpoints" / NAME / "README.md").read_text()
    assert f"python -m gioada train {NAME}" in readme and "two convolutions" in readme
    assert f"| `{NAME}` |" in text
    assert json.loads((folder / "predicted" / "provenance.json").read_text())["counts"]["done"] > 0


def test_a_world_is_rendered_and_checked(walked: tuple[Path, str]) -> None:
    folder, text = walked
    assert f"{NAME}/demo-tiny can be used" in text
    assert (folder / f"data/{NAME}-v1/96x320/seed0/{NAME}/image/000001.png").is_file()


def test_every_weight_is_a_term() -> None:
    for each in fields(Weights):
        assert callable(getattr(Pass, each.name)), each.name


def test_a_study_plans_it(walked: tuple[Path, str]) -> None:
    jobs = plan(lines([NAME], "steady"), Experiment(), seeds=2, root=Path("study"))
    assert [job.experiment.method.name for job in jobs] == [NAME, NAME]
    assert jobs[0].experiment.method.readings.train_on_raw


def test_the_train_tab_knows_what_it_is_and_how_long_it_takes(
    walked: tuple[Path, str],
) -> None:
    assert "The paper has no such row." in form.preset_words(NAME)
    asked = Experiment(
        method=find(NAME),
        networks=Networks(backbone=NAME),
        training=Training(steps=100),
    )
    assert machine.estimate(asked, "cpu").startswith("About ")
    fields = ["preset", "pair", "size", "networks", "backbone", "weights"]
    assert specs.shown(asked, fields)[0] == NAME


@pytest.fixture(scope="module")
def served(walked: tuple[Path, str]) -> Iterator[str]:
    """The address of a page that knows the preset, in this process."""
    port = free_port()
    built = app_page.build()
    app_page.launch(built, server_port=port, prevent_thread_lock=True, quiet=True)
    yield f"http://127.0.0.1:{port}"
    built.close(verbose=False)


def test_programs_are_answered(served: str, walked: tuple[Path, str]) -> None:
    client = Client(served, verbose=False)
    (run,) = client.predict(api_name="/runs")
    assert (run["name"], run["preset"]) == (NAME, NAME)
    assert client.predict(5, api_name=f"/{NAME}") == 2.5


@pytest.mark.browser
def test_every_tab_shows_it(
    served: str, walked: tuple[Path, str], browser: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    problems: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(served)
    for title in app_page.TABS:
        page.get_by_role("tab", name=title, exact=True).click()
        page.get_by_role("tabpanel").locator("visible=true").first.wait_for()
        page.wait_for_timeout(500)  # for what it answers at opening
    page.get_by_text("a tab that was put in by hand").wait_for()
    page.goto(f"{served}/?tab=train&run={NAME}")
    page.locator(".run strong", has_text=NAME).wait_for()
    page.close()
    assert problems == []
    assert "Traceback" not in capfd.readouterr().err
