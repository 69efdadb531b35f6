"""What is different on a Space, with a stand-in for what ZeroGPU brings along."""

from __future__ import annotations

import pickle
import sys
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app import answers, networks, page, space
from app.checkpoints import find

IMAGE = np.random.default_rng(0).integers(0, 256, (40, 64, 3), np.uint8)


class Lender:
    """In place of ``spaces``: calls go there and back as bytes, as to another process.

    Only the test's own calls are noted: a page that another test of this process served may still
    be at its last answer.
    """

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.calls: list[tuple[str, str]] = []
        self.seconds = 0

    def GPU(self, *, duration: int) -> Callable[..., Any]:
        self.seconds = duration

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*values: Any) -> Any:
                again, method, *rest = pickle.loads(pickle.dumps(values))
                if threading.get_ident() == self.thread:
                    self.calls.append((again.args[1], method))
                try:
                    return pickle.loads(pickle.dumps(function(again, method, *rest)))
                finally:
                    space._worker = False

            return call

        return decorate


@pytest.fixture
def lender(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lender]:
    """A ZeroGPU Space, as far as the page can tell."""
    made = Lender()
    monkeypatch.setitem(sys.modules, "spaces", made)  # type: ignore[arg-type]
    monkeypatch.setenv("SPACE_ID", "someone/gio-ada-explorer")
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    monkeypatch.setattr(space, "_compute", space.gpu(space._compute))
    # Networks that other tests have loaded compute here, and these must not stay for others.
    answers.forget()
    networks._networks.clear()
    yield made
    networks._networks.clear()


@pytest.mark.usefixtures("shelf_of_stand_ins")
def test_every_network_computes_where_the_gpu_is(lender: Lender) -> None:
    labels, depth = np.zeros((40, 64), np.uint8), np.full((40, 64), 9.0, np.float32)
    seen = find("both-demo").scene(IMAGE)
    made = find("both-demo", "translator").translation(IMAGE, labels, depth, None)
    assert lender.calls == [("task", "predict"), ("translator", "translate")]
    assert 0 < lender.seconds <= 60
    assert seen.labels.shape == (40, 64) and made.dtype == np.uint8
    # Asked again, nothing is.
    find("both-demo").scene(IMAGE)
    assert len(lender.calls) == 2


@pytest.mark.usefixtures("shelf_of_stand_ins")
def test_what_the_gpu_says_is_what_the_page_would_have_said(lender: Lender) -> None:
    lent = find("both-demo").predictor
    raw = lent.raw(IMAGE)
    own = lent._network.raw(IMAGE)  # type: ignore[attr-defined]
    assert lender.calls == [("task", "raw")]
    assert type(raw) is type(own)
    assert (raw.labels == own.labels).all() and (raw.depth == own.depth).all()
    assert lent.card.name == "both-demo"


@pytest.mark.usefixtures("lender")
def test_the_page_leaves_the_gpu_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    def touched(*_: object) -> None:
        raise RuntimeError("Low-level CUDA init reached.")

    # As spaces has it: there seems to be one, and whoever touches it fails.
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    for name in ("get_device_properties", "mem_get_info", "empty_cache"):
        monkeypatch.setattr(torch.cuda, name, touched)
    assert networks.device() == torch.device("cpu")
    assert networks.device_words() == "ZeroGPU: a GPU is lent for each prediction"
    networks.release()


def test_elsewhere_nothing_is_lent(monkeypatch: pytest.MonkeyPatch) -> None:
    network = SimpleNamespace(predict=len)
    for name in ("SPACE_ID", "SPACES_ZERO_GPU"):
        monkeypatch.delenv(name, raising=False)
    assert space.lent(network, list) is network
    assert space.gpu(len) is len
    # On a Space with hardware of its own, whose ``spaces`` may be missing.
    monkeypatch.setenv("SPACE_ID", "someone/gio-ada-explorer")
    monkeypatch.setitem(sys.modules, "spaces", None)
    assert space.lent(network, list) is network
    assert space.gpu(len) is len


@pytest.mark.parametrize(
    ("settings", "shows"),
    [
        ({}, False),
        ({"SPACE_ID": "a/b"}, True),
        ({"SPACE_ID": "a/b", "GIOADA_TRAINING": "1"}, False),
        ({"SPACE_ID": "a/b", "GIOADA_TRAINING": "1", "SPACES_ZERO_GPU": "true"}, True),
    ],
)
def test_where_training_is_replaced(
    settings: dict[str, str], shows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SPACE_ID", "SPACES_ZERO_GPU", "GIOADA_TRAINING"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert space.only_shows() is shows


@pytest.mark.parametrize(("on_space", "host"), [(False, "127.0.0.1"), (True, "0.0.0.0")])
def test_only_a_space_serves_everybody(
    on_space: bool, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPACE_ID", raising=False)
    if on_space:
        monkeypatch.setenv("SPACE_ID", "a/b")
    options = page.launch(SimpleNamespace(launch=dict))  # type: ignore[arg-type]
    assert options["server_name"] == host
    assert options["max_file_size"] == "32mb"
    assert options["show_error"] is not on_space
