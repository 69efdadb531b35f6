"""Rows from scratch beside the same rows pretrained, and what the weights leave of a gain."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gioada import cli, records
from gioada.evaluation.counts import Counts
from gioada.methods.presets import find
from gioada.models.spec import Networks
from gioada.reproduce.chart import write_chart
from gioada.reproduce.layout import markdown
from gioada.reproduce.measured import gather
from gioada.reproduce.outcome import Outcome, with_intervals
from gioada.reproduce.plan import Job, lines_of, plan
from gioada.training.spec import Experiment, Training

FULL = Networks(size="full", weights="imagenet")
LIKE = Experiment(
    method=find("cg"),
    pair="demo-camvid",
    networks=FULL,
    training=Training(steps=9, backbone_rate=0.1),
)
IMAGES, CLASSES = 12, 11


def count(job: Job, share: float) -> None:
    """Images of which a share of each class is right and the rest is the next class."""
    noise = 0.02 * np.random.default_rng(job.seed).normal(size=IMAGES)
    hits = np.rint(1000 * np.clip(share + noise, 0, 1)).astype(np.int64)[:, None, None]
    own = np.eye(CLASSES, dtype=np.int64)
    confusions = hits * own + (1000 - hits) * np.roll(own, 1, axis=1)
    job.counts.parent.mkdir(parents=True, exist_ok=True)
    none = np.zeros((IMAGES, 4))
    Counts(confusions=confusions, depth=none, plausible=none).write(job.counts)


def jobs_of(root: Path, like: Experiment = LIKE, seeds: int = 1) -> list[Job]:
    return plan(
        lines_of("pretraining", weights=like.networks.weights), like, seeds=seeds, root=root
    )


def test_runs_with_the_commands_own_weights_are_shared_with_other_tables(tmp_path: Path) -> None:
    lines = [*lines_of("table1", weights="imagenet"), *lines_of("pretraining", weights="imagenet")]
    jobs = {job.name: job for job in plan(lines, LIKE, seeds=1, root=tmp_path)}
    assert list(jobs) == [
        "na-demo-camvid-0",
        "plus-sd-demo-camvid-0",
        "joint-demo-camvid-0",
        "both-demo-camvid-0",
        "na-demo-camvid-0-scratch",
        "joint-demo-camvid-0-scratch",
        "both-demo-camvid-0-scratch",
        "st-demo-camvid-0-scratch",
        "both-plus-st-demo-camvid-0-scratch",
        "st-demo-camvid-0",
        "both-plus-st-demo-camvid-0",
    ]
    own, scratch = jobs["na-demo-camvid-0"].experiment, jobs["na-demo-camvid-0-scratch"].experiment
    assert (own.networks.weights, own.training.backbone_rate) == ("imagenet", 0.1)
    assert (scratch.networks.weights, scratch.training.backbone_rate) == ("none", 1.0)
    assert scratch.networks.size == "full", "nothing else departs"


def test_a_file_of_weights_is_the_pretrained_column(tmp_path: Path) -> None:
    like = replace(LIKE, networks=replace(FULL, weights="vgg.safetensors"))
    weights = [job.experiment.networks.weights for job in jobs_of(tmp_path, like)]
    assert weights == ["none"] * 5 + ["vgg.safetensors"] * 5


def test_from_scratch_the_pretrained_column_is_imagenets(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path, replace(LIKE, networks=replace(FULL, weights="none")))
    assert [job.experiment.networks.weights for job in jobs] == ["none"] * 5 + ["imagenet"] * 5
    assert jobs[5].name == "na-demo-camvid-0-pretrained"


SHARES = {
    ("na", "scratch"): (0.30, 0.40, 0.35),
    ("joint", "scratch"): (0.50, 0.61, 0.54),
    ("na", ""): (0.60, 0.66, 0.63),
    ("joint", ""): (0.62, 0.67, 0.65),
}


@pytest.fixture
def outcome(tmp_path: Path) -> Outcome:
    jobs = jobs_of(tmp_path, seeds=3)
    for job in jobs:
        if (job.preset, job.start) in SHARES:
            count(job, SHARES[job.preset, job.start][job.seed])
    return gather(lines_of("pretraining", weights="imagenet"), jobs)


def test_gains_are_within_a_column_and_their_difference_is_paired(outcome: Outcome) -> None:
    # Nothing but what is shown has intervals: two gains and what they differ by, not all six pairs.
    found = [(each.row, each.other) for each in outcome.differences]
    assert found == [
        ("joint, from scratch", "na, from scratch"),
        ("joint, pretrained", "na, pretrained"),
        ("gain of joint, pretrained", "gain of joint, from scratch"),
    ]
    mean = {row.label: [run.mean for run in row.runs] for row in outcome.rows}
    scratch = np.subtract(mean["joint, from scratch"], mean["na, from scratch"])
    pretrained = np.subtract(mean["joint, pretrained"], mean["na, pretrained"])
    assert [each.points for each in outcome.differences] == pytest.approx(
        [scratch.mean(), pretrained.mean(), (pretrained - scratch).mean()]
    )
    by_hand = 4.3027 * (pretrained - scratch).std(ddof=1) / 3**0.5
    lost = with_intervals(outcome).differences[2]  # without the images, Student's t alone
    assert lost.interval[1] - lost.points == pytest.approx(by_hand, rel=1e-3)
    low, high = outcome.differences[2].interval
    assert high - low > 2 * by_hand


def test_the_page_has_a_row_of_each_method(outcome: Outcome, tmp_path: Path) -> None:
    page = markdown("pretraining", outcome, "a command")
    heads = "from scratch | gain | pretrained | gain | gain pretrained, less gain from scratch"
    assert f"| | {heads} |" in page
    row = next(line for line in page.splitlines() if line.startswith("| `joint` |"))
    cells = [cell.strip() for cell in row.split("|")[2:-1]]
    assert cells[1].endswith("(3)") and cells[4].lstrip("*").startswith("-")
    assert next(line for line in page.splitlines() if line.startswith("| `na` |")).count("(3)") == 0
    assert "| sky | building | pole | road |" in page, "classes of the pair's own space"
    assert "the 3 differences" in page
    assert "paper prints" not in page and "the paper's |" not in page
    write_chart("pretraining", outcome, tmp_path / "chart.html")


def test_half_a_table_is_laid_out(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path)
    count(jobs[5], 0.5)
    outcome = gather(lines_of("pretraining", weights="imagenet"), jobs)
    page = markdown("pretraining", outcome, "a command")
    assert "**Incomplete**: na-demo-camvid-0-scratch" in page
    assert outcome.differences == ()


def test_one_command_for_any_pair_and_networks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = [
        "--pair",
        "demo/camvid",
        "--networks.backbone",
        "tf_efficientnet_lite0",
        "--networks.weights",
        "imagenet",
        "--training.steps",
        "9",
    ]
    like = Experiment(
        method=find("cg"),
        pair="demo/camvid",
        training=Training(steps=9),
        networks=Networks(backbone="tf_efficientnet_lite0", weights="imagenet"),
    )
    for item in ("table2", "table3", "self-training"):
        for job in plan(lines_of(item), like, seeds=3, root=tmp_path):
            count(job, 0.4 + 0.01 * job.seed)
    words = ["reproduce", "table2", "table3", "self-training", *options, "--only-lay-out"]
    monkeypatch.setattr(sys, "argv", ["gioada", *words, "--root", str(tmp_path)])
    cli.main()
    for item, last in (("table2", "+sd"), ("table3", "joint"), ("self-training", "both+st")):
        page = (tmp_path / "tables" / f"{item}.md").read_text()
        assert page.partition("\n")[0].endswith("on `demo/camvid`")
        assert "--networks.backbone tf_efficientnet_lite0" in page
        assert "bicyclist | mIoU |" in page
        assert f"| `{last}` |" in page
        assert "37.5" not in page, "which the paper has on other classes and photographs"
        assert ("the paper's |" in page) == item.startswith("table")
        stored = records.read(Outcome, tmp_path / "tables" / f"{item}.json")
        assert len(stored.rows[0].runs) == 3
