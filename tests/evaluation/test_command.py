"""The evaluation command: figures into json and onto the card, and a card that can be retraced."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from gioada import records
from gioada.data.places import Places
from gioada.evaluation.command import evaluate_checkpoint
from gioada.evaluation.evaluate import Evaluation
from gioada.evaluation.modelcard import write_readme
from gioada.models.card import CARD, Card, read_card
from tests.shelf import shelve
from tests.tiny import experiment


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    card = shelve(tmp_path / "tiny")
    run = replace(experiment("both"), pair="demo-tiny")
    records.write(replace(card, experiment=asdict(run), path=""), tmp_path / "tiny" / CARD)
    return tmp_path / "tiny"


def measure(checkpoint: Path, data: Path, **options: object) -> Evaluation:
    figures = checkpoint.parent / "out" / "figures.json"
    defaults = {
        "pair_name": None,
        "split": "evaluation",
        "limit": 2,
        "long_side": None,
        "device": "cpu",
    }
    defaults |= {"json_path": figures, "write_card": False}
    return evaluate_checkpoint(checkpoint, places=Places(data=data), **{**defaults, **options})


def test_figures_are_printed_and_written(
    checkpoint: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = measure(checkpoint, data)
    written = records.read_values(checkpoint.parent / "out" / "figures.json")
    assert written["num_frames"] == result.num_frames == 2
    assert written["data"] == "demo-tiny evaluation"
    assert written["means"]["mIoU"] == result.means["mIoU"]
    assert "mIoU" in capsys.readouterr().out
    assert read_card(checkpoint).results == {}


def test_figures_go_onto_the_card_if_asked_for(checkpoint: Path, data: Path) -> None:
    before = read_card(checkpoint)
    result = measure(checkpoint, data, write_card=True)
    card = read_card(checkpoint)
    assert replace(card, results={}) == before
    assert card.results["means"] == result.means
    readme = (checkpoint / "README.md").read_text()
    assert f"| mIoU | {result.means['mIoU']:.1f} |" in readme
    assert "python -m gioada train both --run runs/tiny" in readme


def test_it_may_be_asked_at_another_size(checkpoint: Path, data: Path) -> None:
    usual, larger = measure(checkpoint, data), measure(checkpoint, data, long_side=96)
    assert (usual.long_side, larger.long_side) == (None, 96)
    assert usual.iou != larger.iou


def test_a_pair_of_other_classes_is_scored_over_those_that_both_know(
    checkpoint: Path,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(checkpoint.parent)
    result = measure(checkpoint, data, pair_name="demo-tiny/demo-tiny:camvid11", json_path=None)
    assert list(result.means) == ["mIoU over 7 common classes"]
    assert "car, truck -> car" in result.joined
    assert "car, truck -> car" in capsys.readouterr().out
    assert result.depth["abs_rel"] > 0, "which the demo's frames have"
    written = Path("runs/evaluations/tiny-demo-tiny-demo-tiny-camvid11-evaluation.json")
    assert records.read(Evaluation, written).means == result.means
    with pytest.raises(ValueError, match="no pair 'nope'"):
        measure(checkpoint, data, pair_name="nope")


def test_a_limit_of_nothing_is_refused(checkpoint: Path, data: Path) -> None:
    with pytest.raises(ValueError, match="limit"):
        measure(checkpoint, data, limit=0)


def test_a_card_of_an_unknown_preset_still_has_a_readme(checkpoint: Path) -> None:
    card: Card = replace(read_card(checkpoint), preset="mine")
    card = replace(
        card,
        results={
            "data": "x",
            "num_frames": 1,
            "iou": {"road": 5.0},
            "means": {"mIoU": 5.0},
            "depth": {"rmse": 1.0},
        },
    )
    write_readme(checkpoint, card)
    assert "| road | 5.0 |" in (checkpoint / "README.md").read_text()
