"""Trainings as the page starts them: real ones, as small as can be, in a folder of their own."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import tyro
from PIL import Image

from app import processes
from app.train import commands, form, jobs, look, photos, rendering, result, specs, words
from app.train import runs as listing
from app.train.runs import Place
from gioada import records
from gioada.cli import here
from gioada.cli.training import experiments
from gioada.data.framesets import RenderedSet
from gioada.data.places import Places
from gioada.errors import Problem
from gioada.training.folder import RunFolder
from gioada.training.run import train_run
from gioada.training.spec import Experiment, Launch
from gioada.training.status import OPENING, new_status
from gioada.training.watch import RunState
from tests.problems import refused
from tests.training.folders import TRAINER, append, journal_line, make_run

FIELDS = {
    "preset": "na", "pair": "demo-tiny", "size": "32 x 64", "networks": "small",
    "backbone": "vgg16", "weights": "none", "steps": 2000,
    "seed": 1, "precision": "fp32", "schedule": "poly", "batch": 1, "accumulate": 1, "workers": 0,
    "log_every": 1, "save_every": 1000, "sample_every": 0,
}  # fmt: skip
CPU = Place(device="cpu")


@pytest.fixture
def runs(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("GIOADA_RUNS", str(tmp_path))
    monkeypatch.setenv("GIOADA_DATA", str(data))
    monkeypatch.setattr(processes, "NICE", 0)  # a busy machine would never come to them
    yield tmp_path
    for run in listing.own():
        if run.lives and run.status:
            os.kill(run.status.pid, signal.SIGKILL)


def wait_for(name: str, is_so: Callable[[RunState], bool]) -> RunState:
    end = time.monotonic() + 100
    while not is_so(run := listing.find(name)):
        assert time.monotonic() < end, f"{processes.label(run)}\n{processes.log_tail(run)}"
        time.sleep(0.1)
    return run


def shown(name: str) -> dict[str, object]:
    made, _ = look.look(look.Asked(name=name), {})
    return made


def test_one_that_fails_says_why(runs: Path, data: Path) -> None:
    records.write(specs.experiment(**FIELDS), make_run(runs / "nowhere").spec)
    with refused("device.unknown"):
        train_run(runs / "nowhere", None, Launch(data=data, device="no-such-device"))
    failed = listing.find("nowhere")
    assert failed.state == "failed"
    assert "no-such-device" in failed.reason
    assert "The chosen device is not there" in words.trouble(failed)[0]


def test_one_that_hangs_can_be_ended(runs: Path, root: Path) -> None:
    folder = make_run(runs / "stuck")
    records.write(specs.experiment(**FIELDS), folder.spec)
    append(folder, journal_line(499), journal_line(500))
    # Holds the run and says that it runs, as a trainer does; it needs no torch for that.
    trainer = subprocess.Popen(
        [sys.executable, "-c", TRAINER, str(folder.path)], cwd=root, stdin=subprocess.PIPE
    )
    run = wait_for("stuck", lambda run: run.state == "running")
    made = shown("stuck")
    assert "samples/s" in str(made["state"])
    assert "segmentation" in str(made["curves"])
    assert look.allowed_buttons(run) == {
        "stop": True, "resume": False, "save": True, "sample": True, "end": False,
        "copy": True, "remove": False,
    }  # fmt: skip
    assert run.status is not None
    os.kill(run.status.pid, signal.SIGSTOP)
    jobs.ask("stuck", "stop")
    assert not look.allowed_buttons(listing.find("stuck"))["end"]
    minute_ago = time.time() - processes.PATIENCE - 1
    os.utime(RunFolder(run.path).path / "stop", (minute_ago, minute_ago))
    assert look.allowed_buttons(listing.find("stuck"))["end"]
    jobs.end("stuck")
    trainer.wait(10)
    ended = listing.find("stuck")
    assert not ended.lives
    assert ended.state == "interrupted"
    assert look.allowed_buttons(ended)["resume"]


@pytest.mark.parametrize("name", ["../out", "a/b", ".hidden", "", None, "/etc", "..", "gone"])
def test_a_run_that_is_not_listed_gets_a_sentence(runs: Path, name: str | None) -> None:
    with pytest.raises(ValueError, match="There is no run"):
        jobs.ask(name, "stop")


@pytest.mark.parametrize("name", ["../out", "a/b", ".hidden", "a b", "x" * 65])
def test_a_bad_name_gets_a_sentence_and_leaves_nothing(runs: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of a run"):
        jobs.start(Experiment(), name, CPU)
    assert list(runs.iterdir()) == []
    assert not (runs.parent / "out").exists()


def test_a_taken_name_is_not_overwritten(runs: Path) -> None:
    (runs / "mine").mkdir()
    with pytest.raises(ValueError, match="There is already a run mine"):
        jobs.start(Experiment(), "mine", CPU)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"steps": 0}, "steps must be at least 1"),
        ({"batch": None}, "batch is empty"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"batch": 3, "accumulate": 2}, "cannot be split into 2 equal parts"),
        ({"size": "small"}, "is no size"),
        ({"size": "8 x 8"}, "too small"),
        ({"pair": "nowhere"}, "there is no pair 'nowhere'"),
    ],
)
def test_bad_options_get_a_sentence(runs: Path, changed: dict[str, object], sentence: str) -> None:
    fields = FIELDS | changed
    with pytest.raises(ValueError, match=sentence):
        jobs.start(specs.experiment(**fields), "", CPU)  # type: ignore[arg-type]
    assert list(runs.iterdir()) == []


def test_the_command_in_a_terminal_trains_the_same() -> None:
    for preset, teacher in (("+sd", ""), ("cg", ""), ("distil", "checkpoints/na-demo")):
        chosen = {"preset": preset, "teacher": teacher, "precision": "bf16"}
        experiment = specs.experiment(**FIELDS | chosen)
        words = commands.words(experiment, "runs/a b", CPU.words())
        command = tyro.cli(experiments(), args=words[1:])
        assert str(command.run) == "runs/a b"
        assert command.launch.device == "cpu"
        for part in ("method", "pair", "height", "width", "networks", "teacher", "training"):
            assert getattr(command.experiment, part) == getattr(experiment, part)


@pytest.mark.slow
@pytest.mark.parametrize("launcher", ["torchrun", "accelerate"])
def test_the_lines_for_several_processes_start_them_as_printed(
    runs: Path, root: Path, launcher: str
) -> None:
    experiment = specs.experiment(**FIELDS | {"steps": 10, "log_every": 5})
    told = commands.lines(experiment, str(runs / "two"), CPU, gpus=2)
    command = shlex.split(told[launcher])
    command[0] = str(Path(sys.executable).parent / command[0])
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    run = listing.find("two")
    assert (run.state, run.step) == ("done", 10)
    assert "2 processes" in words.state_line(run)


def test_what_is_rendered_first_is_a_bar_with_time_left(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(here, "DATA", tmp_path)
    folder, experiment = make_run(runs / "opens"), specs.experiment(**FIELDS)
    records.write(experiment, folder.spec)
    status = replace(new_status(device="CPU"), state="starting", phase=OPENING)
    run = replace(listing.find("opens"), state="starting", status=status)
    pair = experiment.find_pair()
    trains = (pair.source.train, pair.target.train)
    frames = [each for each in trains if isinstance(each, RenderedSet)]
    count = sum(each.count for each in frames)
    assert f"To render first: {count:,} of {count:,} streets, about" in rendering.bar(experiment)
    assert f"Streets rendered: 0 of {count:,}, about" in words.state_line(run)
    frames[0].open(Places(data=tmp_path), experiment.sizes["source"])
    assert f"Streets rendered: {frames[0].count:,} of {count:,}, about" in words.state_line(run)
    frames[1].open(Places(data=tmp_path), experiment.sizes["target"])
    assert rendering.bar(experiment) == "" and "rendered" not in words.state_line(run)


def photos_in(folder: Path, *sizes: tuple[int, int]) -> Path:
    (folder / "drive").mkdir(parents=True)
    for number, (height, width) in enumerate(sizes):
        Image.new("RGB", (width, height), (number, 9, 9)).save(folder / "drive" / f"{number}.jpg")
    return folder


def test_photos_are_counted_looked_at_and_keep_their_proportions(tmp_path: Path) -> None:
    folder = photos_in(tmp_path / "mine", *[(96, 128)] * 10, (64, 64))
    found = photos.find(str(folder), tmp_path / "kept")
    assert (len(found.paths), len(found.thumbnails()), found.size) == (11, 9, (144, 192))
    packed = shutil.make_archive(str(tmp_path / "mine"), "zip", folder)
    inside = photos.find(packed, tmp_path / "kept")
    assert len(inside.paths) == 11
    assert photos.find(packed, tmp_path / "kept").folder == inside.folder


def test_a_place_without_photos_is_refused_before_anything_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    (tmp_path / "empty").mkdir()
    for name, code in (
        ("no", "folder_missing"),
        ("empty", "no_photos"),
        ("bad.zip", "file_unreadable"),
    ):
        with pytest.raises(Problem) as refused:
            photos.find(str(tmp_path / name), tmp_path / "kept")
        assert refused.value.code == f"data.{code}"


def test_a_finished_run_reads_the_photos_beside_the_network_that_was_not_adapted(
    runs: Path, tmp_path: Path, data: Path, shelf_of_stand_ins: Path
) -> None:
    folder = photos_in(tmp_path / "mine", *[(96, 128)] * 4)
    made = specs.experiment(
        **FIELDS | {"preset": "joint", "pair": "demo-tiny/photos:kitti10", "steps": 1}
    )
    train_run(runs / "mine", made, Launch(data=data, target=folder, device="cpu"))
    assert result.photos_of(listing.find("mine")) is None
    records.write(Place(target=str(folder)), runs / "mine" / jobs.PLACE)
    run = listing.find("mine")
    assert look.look(look.Asked(name="mine"), {})[0]["finished"]["value"] == "mine"
    assert look.look(look.Asked(name="mine", forbidden=True), {})[0]["finished"]["value"] == ""
    rows, said = result.compared(run)
    titles = [[title for _, title in row] for row in rows]
    assert titles[0] == ["0.jpg", "Non-adapted", "Output adaptation"] and len(rows) == 3
    assert {picture.size for picture, _ in rows[0]} == {(128, 96)}
    assert "Output adaptation was adapted to these photos" in said and 'class="legend"' in said


@pytest.mark.parametrize(
    ("found", "source", "target"),
    [
        ({}, None, None),
        ({"target": (375, 1242)}, None, None),  # a fortieth is no squash
        ({"target": (360, 480)}, (48, 160), (120, 160)),
        ({"source": (760, 1280), "target": (376, 1242)}, (95, 160), (48, 160)),
    ],
)
def test_what_would_be_squashed_is_cropped(
    found: dict[str, tuple[int, int]],
    source: tuple[int, int] | None,
    target: tuple[int, int] | None,
) -> None:
    asked = specs.experiment(**FIELDS | {"size": "48 x 160"})
    kept = jobs.proportioned(asked, found)
    if source is None:
        assert kept == asked
        return
    assert (kept.sizes["source"], kept.sizes["target"], kept.image) == (source, target, (48, 160))


def test_a_folder_that_the_pair_does_not_use_is_refused(runs: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        jobs.start(specs.experiment(**FIELDS), "", Place(device="cpu", target=str(tmp_path)))
    assert refused.value.code == "options.unused"


def test_the_presets_paper_numbers_stand_under_it() -> None:
    assert "mean IoU 45.9 % from Virtual KITTI to KITTI (+8.4 over" in form.preset_words("+sd")
    assert "33.8 % from SYNTHIA to Cityscapes (39.7 %" in form.preset_words("+sd")
    assert "tables 1 and 2 and 4." in form.preset_words("+sd")
    assert "no such row" in form.preset_words("both+st")


def test_accelerate_is_told_what_starts_several_processes() -> None:
    experiment = specs.experiment(**FIELDS)
    # With --cpu it starts one, and says nothing; --multi_gpu with one process it refuses.
    for place, gpus, said in (
        (CPU, 2, " --multi_gpu --num_processes 2 "),
        (CPU, 1, " launch --cpu --num_processes 1 "),
        (Place(), 1, " launch --num_processes 1 "),
    ):
        assert said in commands.lines(experiment, "r", place, gpus=gpus)["accelerate"]


def test_what_has_not_changed_is_not_sent_again(runs: Path) -> None:
    made, seen = look.look(look.Asked(), {})
    made, _ = look.look(look.Asked(name=made["choice"]["value"]), seen)
    assert made == {}


def test_an_answer_does_not_take_back_what_was_chosen_since(runs: Path) -> None:
    for name in ("one", "two", "three"):
        shutil.copytree(listing.EXAMPLES / "both-demo", runs / name)
    _, seen = look.look(look.Asked(name="one"), {})
    made, seen = look.look(look.Asked(name="one", compared=("three", "two")), seen)
    assert "value" not in made.get("choice", {})
    assert "value" not in made.get("compared", {})
    shutil.rmtree(runs / "three")
    made, _ = look.look(look.Asked(name="one", compared=("three", "two")), seen)
    assert made["compared"]["value"] == ["two"]
    made, _ = look.look(look.Asked(name="three"), seen)
    assert made["choice"]["value"] in ("one", "two")


def test_who_may_train(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIOADA_TRAINING", raising=False)
    monkeypatch.delenv("SPACE_ID", raising=False)
    assert processes.barrier("127.0.0.1", "train") == processes.barrier("::1", "train") == ""
    assert "GIOADA_TRAINING=1" in processes.barrier("192.168.1.7", "train")
    assert "GIOADA_TRAINING=1" in processes.barrier(None, "train")
    monkeypatch.setenv("SPACE_ID", "someone/space")
    assert "This Space" in processes.barrier("127.0.0.1", "train")
    monkeypatch.setenv("GIOADA_TRAINING", "1")
    assert processes.barrier("192.168.1.7", "train") == ""
