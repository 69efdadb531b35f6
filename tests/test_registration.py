"""A preset and a backbone that are put in by hand walk through every command and every tab."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from gradio_client import Client
from PIL import Image
from torch import Tensor, nn

from app import page as app_page
from app.train import form, machine, specs
from gioada import cli
from gioada.methods.presets import PRESETS, Preset, find
from gioada.methods.spec import Method, Translation
from gioada.models.backbones import MAKERS
from gioada.models.card import read_card
from gioada.models.spec import BACKBONES, Backbone, Networks, TaskSpec
from gioada.reproduce.plan import lines, plan
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


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder that the commands have worked in, and what they printed."""
    folder = tmp_path_factory.mktemp("walked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PRESETS, NAME, PRESET)
        patch.setitem(BACKBONES, NAME, Backbone(summary="two convolutions", stride=8))
        patch.setitem(MAKERS, NAME, TwoMaps)
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


@pytest.mark.browser
def test_every_tab_shows_it(
    served: str, walked: tuple[Path, str], browser: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    problems: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("pageerror", lambda error: problems.append(str(error)))
    for title in app_page.TABS:
        page.goto(f"{served}/?tab={title.lower()}")
        page.get_by_role("tab", name=title, exact=True).wait_for()
        page.get_by_role("tabpanel").locator("visible=true").first.wait_for()
        page.wait_for_timeout(1500)  # for what it answers at opening
    page.goto(f"{served}/?tab=train&run={NAME}")
    page.locator(".run strong", has_text=NAME).wait_for()
    page.close()
    assert problems == []
    assert "Traceback" not in capfd.readouterr().err
