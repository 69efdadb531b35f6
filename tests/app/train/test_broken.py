"""Run folders that are broken, and disks that are full: a sentence each, and the page goes on."""

from __future__ import annotations

import errno
import html
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.train import forms, jobs, listing, look, specs
from app.train.processes import Place
from gioada import records
from gioada.training.folder import RunFolder
from gioada.training.spec import Experiment
from gioada.training.status import Status, hold_run, new_status, write_status

NAME = "broken"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A finished run that the page lists, to be broken."""
    monkeypatch.setenv("GIOADA_RUNS", str(tmp_path))
    shutil.copytree(listing.EXAMPLES / "both-demo", tmp_path / NAME)
    return RunFolder(tmp_path / NAME)


def seen() -> dict[str, object]:
    made, _ = look.look(look.Asked(name=NAME), {})
    return made


def sentence(part: str = "state") -> str:
    value = seen()[part]
    assert isinstance(value, dict)
    return html.unescape(str(value["value"]))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"state": "flying"}', '{"state": "running", "step": "7"}', "\x00\xff"]
)
def test_a_status_that_cannot_be_read_is_no_word_at_all(folder: RunFolder, text: str) -> None:
    folder.status.write_text(text, encoding="latin-1")
    assert listing.find(NAME).state == "interrupted"
    assert "without a word" in sentence()
    assert "killed from outside" in sentence("trouble")


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '{"pair": 3}', "\x00\xff"])
def test_a_spec_that_cannot_be_read_is_said_to_be_damaged(folder: RunFolder, text: str) -> None:
    folder.spec.write_text(text, encoding="latin-1")
    run = listing.find(NAME)
    assert run.state == "damaged"
    assert "spec.json" in sentence()
    may = look.allowed_buttons(run)
    assert may["remove"]
    assert not may["resume"] and not may["copy"]
    with pytest.raises(ValueError, match="nothing to go on with"):
        jobs.resume(NAME, Place(device="cpu"))


def test_numbers_and_samples_that_cannot_be_read_are_passed_over(folder: RunFolder) -> None:
    with folder.journal.open("ab") as file:
        file.write(b'{"step": 99}\n\x00\xff\n[1]\n{"step": 2501, "terms": 3}\n{"half a li')
    newest = max(folder.samples.iterdir())
    newest.write_bytes(newest.read_bytes()[:100])
    assert "segmentation" in sentence("curves")
    picture = seen()["picture"]
    assert isinstance(picture, dict)
    assert picture["value"] is None
    assert "could not be read" in picture["label"]


@pytest.mark.parametrize(
    ("reason", "told", "button"),
    [
        ("[Errno 28] No space left on device", "The disk is full", "Resume"),
        ("the disk of /r has 2 kB left, and 9 MB are needed", "The disk is full", "Resume"),
        (
            "no checkpoint in /r can be used: step-000100 is damaged",
            "checkpoints is whole",
            "Its options",
        ),
        ("CUDA out of memory. Tried 2 GiB", "The memory is full", "Its options"),
        ("a step does not fit into the memory. Less is", "The memory is full", "Its options"),
        ("the term image is not a finite number at step 3", "The losses blew up", "Its options"),
    ],
)
def test_a_failed_run_says_what_helps(
    folder: RunFolder, reason: str, told: str, button: str
) -> None:
    write_status(folder, Status(state="failed", reason=reason, step=3, steps=9))
    assert told in sentence("trouble")
    help_ = seen()["help"]
    assert isinstance(help_, dict)
    assert button in help_["value"]


def test_a_run_that_could_not_leave_its_last_word_is_understood_by_its_log(
    folder: RunFolder,
) -> None:
    write_status(folder, replace(new_status(device="CPU"), state="running", step=3, steps=9))
    folder.log.write_text("step 2: saved\ngioada: [Errno 28] No space left on device")
    assert "The disk is full" in sentence("trouble")
    folder.log.write_text("gioada: [Errno 28] No space left on device\ngoes on from step 2\n")
    assert "killed from outside" in sentence("trouble")


def test_a_run_on_the_chosen_device_is_named(folder: RunFolder) -> None:
    write_status(folder, replace(new_status(device="CPU (x86_64, 8 cores)"), state="running"))
    lock = hold_run(folder)
    assert f"{NAME} trains on the CPU: a run beside it makes both slower." in forms.device_facts(
        "cpu"
    )
    lock.release()
    assert NAME not in forms.device_facts("cpu")


def test_a_full_disk_refuses_a_start_and_leaves_nothing(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(records, "write", full)
    with pytest.raises(ValueError, match=r"cannot be written to \(No space left on device\)"):
        jobs.start(Experiment(pair="demo-tiny"), "new", Place(device="cpu"))
    assert not (folder.path.parent / "new").exists()


def test_an_option_file_of_something_else_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    for text in ("", "[]", '{"training": {"steps": "many"}}', '{"pair": "nowhere"}'):
        path.write_text(text)
        with pytest.raises(ValueError, match=r"spec\.json"):
            specs.read(path)
