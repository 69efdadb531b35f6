"""What a reader sees of runs that wait, live, ended, died, or are damaged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gioada.training import watch
from gioada.training.folder import RunFolder
from gioada.training.status import hold_run, probe, read_status
from gioada.training.watch import read_run
from tests.training.folders import TRAINER, age, append, journal_line, tell


def test_a_run_that_waits_says_what_it_will_be(folder: RunFolder) -> None:
    run = read_run(folder.path)
    assert (run.name, run.path, run.state) == ("both demo 0", folder.path, "waiting")
    assert (run.preset, run.pair, run.seed) == ("both", "demo", 3)
    assert (run.step, run.steps, run.checkpoint, run.seconds_left) == (0, 0, 0, None)
    assert run.last_sign_of_life is None
    assert run.reason == ""


def test_a_running_run(held: RunFolder) -> None:
    append(held, journal_line(490), journal_line(500), {"step": 500, "validation": {"mIoU": 31.2}})
    (held.checkpoints / "step-000500").mkdir(parents=True)
    status = tell(held, state="running", step=500, health="All is well.", log_every_seconds=5.0)
    run = read_run(held.path)
    assert (run.state, run.step, run.steps, run.checkpoint) == ("running", 500, 1000, 500)
    assert run.seconds_left == 500 * 0.5
    assert run.samples_per_second == 3.25
    assert (run.validation, run.validated_at) == ({"mIoU": 31.2}, 500)
    assert run.line == journal_line(500)
    assert (run.health, run.reason) == ("All is well.", "")
    assert run.status == status
    assert run.lives


@pytest.mark.parametrize("word", ["starting", "running", "stopping"])
def test_a_stored_word_makes_no_run_live(folder: RunFolder, word: str) -> None:
    tell(folder, state=word, step=510)
    (folder.checkpoints / "step-000500").mkdir(parents=True)
    run = read_run(folder.path)
    assert run.state == "interrupted"
    assert not run.lives
    assert "at step 510" in run.reason
    assert "goes on from step 500" in run.reason
    assert run.seconds_left is None


def test_a_run_that_died_before_its_first_checkpoint_begins_anew(folder: RunFolder) -> None:
    tell(folder, state="running", step=5)
    assert "begins anew: nothing was saved yet" in read_run(folder.path).reason


@pytest.mark.parametrize("word", ["done", "stopped", "failed", "refused"])
def test_a_run_that_ended_keeps_its_last_word(folder: RunFolder, word: str) -> None:
    tell(folder, state=word, step=1000, reason="So it was.", ago=9000)
    run = read_run(folder.path)
    assert (run.state, run.reason, run.seconds_left) == (word, "So it was.", None)


def test_a_stopped_run_is_stopping_until_its_process_has_left(held: RunFolder) -> None:
    tell(held, state="stopped")
    assert read_run(held.path).state == "stopping"


def test_a_run_that_was_asked_to_stop_is_stopping(held: RunFolder) -> None:
    tell(held, state="running")
    held.ask("save")
    assert read_run(held.path).state == "running"
    held.ask("stop")
    assert read_run(held.path).state == "stopping"


@pytest.mark.parametrize("word", ["running", "done", "stopped", "failed"])
def test_an_old_word_is_not_the_new_trainers(folder: RunFolder, word: str) -> None:
    folder.lock.touch()
    age(folder.lock, 20)
    tell(folder, state=word, ago=10)
    lock = hold_run(folder)
    assert read_run(folder.path).state == "starting"
    tell(folder, state="running")
    assert read_run(folder.path).state == "running"
    lock.release()


def test_a_trainer_without_a_word_is_starting(held: RunFolder) -> None:
    assert read_run(held.path).state == "starting"
    held.status.write_text('{"state": "runn')
    assert read_run(held.path).state == "starting"


def test_a_lost_status_is_no_reason_to_wait(folder: RunFolder) -> None:
    append(folder, journal_line(20))
    run = read_run(folder.path)
    assert (run.state, run.step) == ("interrupted", 20)


# --- trainers on other machines -----------------------------------------------------------------


def test_a_trainer_on_another_machine_lives_by_its_signs(folder: RunFolder) -> None:
    tell(folder, state="running", host="node7", log_every_seconds=30.0, ago=100)
    run = read_run(folder.path)
    assert run.state == "running"
    assert run.reason == "last sign of life 2 min ago, on node7."
    age(folder.status, 200)
    run = read_run(folder.path)
    assert run.state == "interrupted"
    assert run.reason.startswith("no sign of life from node7 for 3 min, at step 0")
    append(folder, journal_line(1))  # a line of the journal is a sign as good as any
    assert read_run(folder.path).state == "running"


def test_a_slow_network_disk_kills_no_run(folder: RunFolder) -> None:
    tell(folder, state="running", host="node7", log_every_seconds=0.1, ago=40)
    assert read_run(folder.path).state == "running"
    tell(folder, state="starting", host="node7", log_every_seconds=0.0, ago=300)
    assert read_run(folder.path).state == "starting"


def test_a_clock_that_is_ahead_gives_no_negative_age(folder: RunFolder) -> None:
    tell(folder, state="running", host="node7", log_every_seconds=1.0, ago=-500)
    run = read_run(folder.path)
    assert (run.state, run.last_sign_of_life) == ("running", 0.0)


def test_the_trainers_own_clock_does_not_count(folder: RunFolder) -> None:
    tell(folder, state="running", host="node7", log_every_seconds=1.0, written=1.0)
    assert read_run(folder.path).state == "running"


def test_a_silent_trainer_on_this_machine_lives_but_is_told_of(held: RunFolder) -> None:
    tell(held, state="running", log_every_seconds=2.0)
    age(held.lock, 5000)
    age(held.status, 3000)
    run = read_run(held.path)
    assert run.state == "running"
    assert run.reason == "its process lives, but gives no sign of life for 50 min."


# --- real processes -----------------------------------------------------------------------------


def test_a_killed_run_is_interrupted_at_once(root: Path, folder: RunFolder) -> None:
    command = [sys.executable, "-c", TRAINER, str(folder.path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "running\n"
        assert read_run(folder.path).state == "running"
        process.kill()
        process.wait()
    assert read_run(folder.path).state == "interrupted"
    assert (status := read_status(folder))
    assert status.state == "running"


def test_a_run_that_ends_between_two_looks_was_never_interrupted(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(folder, state="running")

    def ends(_: Path) -> bool:
        tell(folder, state="done")
        return False

    monkeypatch.setattr(watch, "probe", ends)
    assert read_run(folder.path).state == "done"


def test_a_run_that_starts_between_two_looks_was_never_interrupted(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(folder, state="stopped")
    locks = []

    def starts(path: Path) -> bool | None:
        if locks:
            return probe(path)
        locks.append(hold_run(folder))
        tell(folder, state="starting")
        return False

    monkeypatch.setattr(watch, "probe", starts)
    assert read_run(folder.path).state == "starting"
    locks[0].release()
