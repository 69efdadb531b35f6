"""Checkpoints with narrow untrained networks, and a page that serves them."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from gradio import Blocks, networking

from gioada.models.card import Card
from gioada.models.checkpoint import save_checkpoint
from gioada.models.spec import Condition, TaskSpec, TranslatorSpec
from gioada.models.task import TaskNetwork
from gioada.models.translator import Translator

PRESETS: dict[str, tuple[Condition, ...] | None] = {
    "na": None,
    "cg": (),
    "joint": None,
    "both": ("depth", "labels"),
}


def stand_in(
    root: Path, preset: str, space: str = "kitti10", classes: int = 10, seed: int = 0
) -> None:
    """Write an untrained checkpoint PRESET-demo, with a translator where the preset has one."""
    torch.manual_seed(seed)
    task = TaskNetwork(
        TaskSpec(num_classes=classes, width=4, features=8, normalisation="group", rates=(2,))
    )
    # Wider than at the start of a training, so that not every pixel gets the same class.
    torch.nn.init.normal_(task.labels.branches[0].weight, std=1.0)
    networks: dict[str, torch.nn.Module] = {"task": task}
    conditions, translator = PRESETS[preset], None
    if conditions is not None:
        translator = TranslatorSpec(
            num_classes=classes, conditions=conditions, width=4, num_blocks=1, residual=True
        )
        networks["translator"] = Translator(translator)
    card = Card(
        name=f"{preset}-demo", preset=preset, pair="demo", space=space, height=48, width=160,
        seed=seed, steps=1, task=task.spec, translator=translator,
    )  # fmt: skip
    save_checkpoint(root / f"{preset}-demo", card, networks)


@pytest.fixture(scope="session", autouse=True)
def no_runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the runs of this machine, whose checkpoints the page offers, out of the tests."""
    before = os.environ.get("GIOADA_RUNS")
    os.environ["GIOADA_RUNS"] = str(tmp_path_factory.mktemp("no-runs"))
    yield
    if before is None:
        del os.environ["GIOADA_RUNS"]
    else:
        os.environ["GIOADA_RUNS"] = before


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a stand-in for each bundled checkpoint."""
    root = tmp_path_factory.mktemp("checkpoints")
    for seed, preset in enumerate(PRESETS):
        stand_in(root, preset, seed=seed)
    return root


@pytest.fixture
def write_stand_in() -> Callable[..., None]:
    """The function that writes one more stand-in."""
    return stand_in


@pytest.fixture
def shelf_of_stand_ins(stand_ins: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page finds the stand-ins."""
    monkeypatch.setenv("GIOADA_CHECKPOINTS", str(stand_ins))
    return stand_ins


_pages: list[Blocks] = []


@pytest.fixture(autouse=True)
def at_rest() -> Iterator[None]:
    """The page is at no answer any more when the next test begins, which may replace its parts."""
    yield
    end = time.monotonic() + 60
    for queue in (built._queue for built in _pages):
        while (len(queue) or any(queue.active_jobs)) and time.monotonic() < end:
            time.sleep(0.02)


@pytest.fixture(scope="session")
def served(stand_ins: Path) -> Iterator[str]:
    """The address of a running page with the stand-ins."""
    from app import page

    before = os.environ.get("GIOADA_CHECKPOINTS")
    os.environ["GIOADA_CHECKPOINTS"] = str(stand_ins)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    built = page.build()
    # Gradio gives itself three seconds to reach itself, of which a busy machine may need more.
    networking.url_ok = lambda _: True
    page.launch(built, server_port=port, prevent_thread_lock=True, quiet=True)
    _pages.append(built)
    yield f"http://127.0.0.1:{port}"
    _pages.remove(built)
    built.close(verbose=False)
    if before is None:
        del os.environ["GIOADA_CHECKPOINTS"]
    else:
        os.environ["GIOADA_CHECKPOINTS"] = before
