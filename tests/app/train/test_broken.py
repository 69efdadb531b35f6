"""Run folders that are broken, and disks that are full: a sentence each, and the page goes on."""

from __future__ import annotations

import errno
import html
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.train import acts, form, jobs, look, specs
from app.train import runs as listing
from app.train.runs import Place
from gioada import records
from gioada.errors import Advice, Problem
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


def shown(part: str) -> dict[str, Any]:
    found = seen()[part]
    assert isinstance(found, dict)
    return found


def value(part: str = "state") -> str:
    return html.unescape(str(shown(part)["value"]))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"state": "flying"}', '{"state": "running", "step": "7"}', "\x00\xff"]
)
def test_a_status_that_cannot_be_read_is_no_word_at_all(folder: RunFolder, text: str) -> None:
    folder.status.write_text(text, encoding="latin-1")
    assert listing.find(NAME).state == "interrupted"
    assert "without a word" in value()
    assert "killed from outside" in value("trouble")


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '{"pair": 3}', "\x00\xff"])
def test_a_spec_that_cannot_be_read_is_said_to_be_damaged(folder: RunFolder, text: str) -> None:
    folder.spec.write_text(text, encoding="latin-1")
    run = listing.find(NAME)
    assert run.state == "damaged"
    assert "spec.json" in value()
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
    assert "segmentation" in value("curves")
    picture = seen()["picture"]
    assert isinstance(picture, dict)
    assert picture["value"] is None
    assert "could not be read" in picture["label"]


@pytest.mark.parametrize(
    ("code", "sentence", "button"),
    [
        ("training.disk_full", "The disk is full", "Resume"),
        ("training.not_written", "The disk is full", "Resume"),
        ("training.no_checkpoint", "checkpoints is whole", "Its options"),
        ("training.memory", "The memory is full", "Its options"),
        ("training.not_finite", "The losses blew up", "Its options"),
        ("data.folder_missing", "The data is not where", "Resume"),
        ("device.none", "The chosen device is not there", "Resume"),
        ("data.pair", "cannot be trained as they are", "Its options"),
        ("training.failed", "The log says more", "Resume"),
    ],
)
def test_a_failed_run_says_what_helps_by_the_code_of_its_problem(
    folder: RunFolder, code: str, sentence: str, button: str
) -> None:
    problem = Problem(code, "whatever it says of {name}.", name="it")
    status = Status(state="failed", reason=str(problem), problem=problem.values())
    write_status(folder, status)
    assert sentence in value("trouble")
    assert "Whatever it says of it." in value()
    assert button in value("help")


def test_advice_becomes_buttons_that_fill_the_form(folder: RunFolder) -> None:
    advice = [Advice("training.precision", "bf16"), Advice("networks.size", "medium")]
    problem = Problem("training.memory", "there is none left.", advice=advice)
    write_status(folder, Status(state="failed", problem=problem.values()))
    assert value("advice-1") == "New run with --training.precision bf16"
    assert [part for part in look.ADVICE if shown(part)["visible"]] == ["advice-1", "advice-2"]
    form = SimpleNamespace(filled=lambda described, of, name: (described, of, name))
    described, of, name = acts.with_advice(form, 0)(NAME)  # type: ignore[arg-type]
    assert (described.training.precision, of, name) == ("bf16", f"the run {NAME}", f"{NAME}-2")


def test_advice_on_health_is_offered_while_a_run_goes_on(folder: RunFolder) -> None:
    status = replace(new_status(device="CPU"), state="running", health="It leaks.")
    write_status(folder, replace(status, advice=(Advice("method.readings.noise", "0.05"),)))
    lock = hold_run(folder)
    assert value("advice-1") == "New run with --method.readings.noise 0.05"
    lock.release()


def test_a_run_on_the_chosen_device_is_named(folder: RunFolder) -> None:
    write_status(folder, replace(new_status(device="CPU (x86_64, 8 cores)"), state="running"))
    lock = hold_run(folder)
    assert (
        f"{NAME} trains on the CPU: a run beside it makes both slower."
        in form.device_facts("cpu")[2]
    )
    lock.release()
    assert NAME not in form.device_facts("cpu")[2]


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
