"""Every command line of the README parses, every preset takes overrides, errors are sentences."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gioada import cli, records
from gioada.cli.here import DATA
from gioada.cli.reproduce import Reproduction, command_line
from gioada.errors import Problem
from gioada.methods.presets import ALIASES, PRESETS, find, folder_name
from gioada.methods.spec import Readings
from gioada.models.spec import Networks
from gioada.training.folder import RunFolder
from gioada.training.options import departed
from gioada.training.spec import Experiment, Launch, Training
from gioada.training.status import hold_run
from tests.shelf import CARD

README = Path(__file__).resolve().parents[1] / "README.md"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple, dict[str, Any]]]:
    """The commands' machinery, replaced by a record of how it was called."""
    found: list[tuple[str, tuple, dict[str, Any]]] = []

    def note(name: str, answer: object = None):
        def called(*arguments: Any, **options: Any) -> object:
            found.append((name, arguments, options))
            return answer

        return called

    monkeypatch.setattr("gioada.training.run.train_run", note("train"))
    monkeypatch.setattr("gioada.training.export.export_run", note("export", CARD))
    monkeypatch.setattr("gioada.evaluation.modelcard.write_readme", lambda *_: None)
    monkeypatch.setattr("gioada.training.listing.print_runs", note("runs"))
    monkeypatch.setattr("gioada.evaluation.command.evaluate_checkpoint", note("evaluate"))
    monkeypatch.setattr("gioada.reproduce.work.work", note("reproduce", []))
    for pages in ("_lay_out", "_judge"):
        monkeypatch.setattr(sys.modules["gioada.cli.reproduce"], pages, lambda *_: None)
    went = SimpleNamespace(frames=2, done=2, broken={}, left_out={}, unmeasured=0)
    monkeypatch.setattr("gioada.batch.predict.predict_all", note("predict", went))
    monkeypatch.setattr("gioada.batch.translate.translate_all", note("translate", went))
    made = SimpleNamespace(problems=())
    monkeypatch.setattr("gioada.figures.figure.make", note("figure", made))
    monkeypatch.setattr("gioada.figures.outputs.write", lambda *_, **__: None)
    return found


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["gioada", *arguments])
    cli.main()


@pytest.mark.parametrize("name", ["both", "+s", *ALIASES])  # tests/guard trains them all so
def test_a_preset_takes_overrides(
    name: str, calls: list, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(
        monkeypatch,
        *("train", name, "--run", str(tmp_path), "--height", "64", "--networks.size", "full"),
        *("--training.no-flip", "--training.lr-task", "1e-5", "--method.weights.image", "0.5"),
        *("--method.readings.guide", "average", "--device", "cpu", "--quiet"),
    )
    ((command, (folder, experiment, launch, _), _),) = calls
    method = find(name)
    assert command == "train"
    assert experiment == Experiment(
        method=replace(
            method,
            weights=replace(method.weights, image=0.5),
            readings=replace(method.readings, guide="average"),
        ),
        height=64,
        networks=Networks(size="full"),
        training=Training(flip=False, lr_task=1e-5),
    )
    assert folder == tmp_path
    assert launch == Launch(device="cpu", quiet=True, data=DATA)


@pytest.mark.parametrize("name", PRESETS)
def test_without_overrides_the_preset_is_itself(
    name: str, calls: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, "train", name)
    ((_, (folder, experiment, launch, _), _),) = calls
    assert experiment == Experiment(method=find(name))
    assert folder == Path("runs") / f"{folder_name(name)}-demo-0"
    assert launch == Launch(data=DATA)


@pytest.mark.parametrize(
    "words", [("--literal",), ("--variant", "literal"), ("--variant=literal",)]
)
def test_options_go_before_a_variants(
    words: tuple[str, ...], calls: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--networks.weights", "vgg16.pth", "--training.lr-output", "1e-4")
    run(monkeypatch, "train", "both", *words, *given)
    ((_, (folder, experiment, _, _), _),) = calls
    letter = departed(Experiment(method=find("both")), "literal")
    assert experiment == replace(
        letter,
        networks=replace(letter.networks, weights="vgg16.pth"),
        training=replace(letter.training, lr_output=1e-4),
    )
    assert folder == Path("runs/both-demo-0-literal")


def test_a_variant_names_the_folder(calls: list, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("na", "both"):
        run(monkeypatch, "train", name, "--variant", "steady")
    folders = [folder for _, (folder, *_), _ in calls]
    assert folders == [Path("runs/na-demo-0-steady"), Path("runs/both-demo-0-steady")]
    assert calls[1][1][1].method.readings.train_on_raw


def test_a_table_may_be_of_the_letter(calls: list, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ("--seeds", "1", "--training.steps", "9")
    run(monkeypatch, "reproduce", "table2", "--literal", *options)
    ((_, (jobs, _), _),) = calls
    experiments = {job.name: job.experiment for job in jobs}
    assert list(experiments)[:2] == ["na-demo-0-literal", "cg-demo-0-literal"]
    for job in jobs:
        assert (job.experiment.networks.output_discriminator, job.experiment.training.steps) == (
            "patch70",
            9,
        )
    like = next(iter(experiments.values()))
    assert command_line("table2", like, Reproduction(seeds=1), "literal") == (
        "python -m gioada reproduce table2 --seeds 1 --training.steps 9 --variant literal"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("train", "both", "--variant", "steddy"), "no variant 'steddy'"),
        (("reproduce", "departures-input", "--literal"), "departures-input sets departures from"),
    ],
)
def test_a_variant_that_cannot_be_is_refused(
    words: tuple[str, ...],
    sentence: str,
    calls: list,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stop:
        run(monkeypatch, *words)
    assert stop.value.code == 2
    assert sentence in capsys.readouterr().err
    assert calls == []


@pytest.mark.parametrize(
    "again", [("resume", "runs/a"), ("train", "na", "--run", "runs/a", "--resume")]
)
def test_a_run_goes_on_with_its_own_options(
    again: tuple[str, ...], calls: list, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "runs" / "a"
    folder.mkdir(parents=True)
    records.write(Experiment(method=find("na")), folder / "spec.json")
    run(monkeypatch, *again, "--device", "cpu", "--threads", "2")
    ((_, (found, experiment, launch, _), _),) = calls
    assert (found, experiment) == (Path("runs/a"), None)
    assert (launch.device, launch.threads) == ("cpu", 2)


def test_a_run_that_is_in_use_ends_with_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise Problem("run.in_use", "runs/a is being trained already.")

    monkeypatch.setattr("gioada.training.run.train_run", refuse)
    with pytest.raises(SystemExit) as stop:
        run(monkeypatch, *TRAIN)
    assert stop.value.code == 3
    assert capsys.readouterr().err == "gioada: runs/a is being trained already.\n"


def test_only_a_run_that_lives_is_asked_for_something(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = RunFolder(tmp_path)
    records.write(Experiment(method=find("na")), folder.spec)
    output = failure(monkeypatch, capsys, "ask", "stop", str(tmp_path))
    assert "nobody trains in" in output and not folder.asked()
    lock = hold_run(folder)
    run(monkeypatch, "ask", "stop", str(tmp_path))
    assert folder.asked() == {"stop"}
    lock.release()


def test_a_card_tells_the_command_that_made_it(
    calls: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gioada.evaluation.modelcard import train_command

    method = find("both")
    made = Experiment(
        method=replace(method, readings=Readings(noise=0.05, train_on_raw=True)),
        pair="demo-tiny",
        width=128,
        networks=Networks(residual=False),
        training=Training(steps=12, flip=False, schedule="linear", lr_output=1e-5),
    )
    command = train_command(replace(CARD, experiment=asdict(made)))
    words = shlex.split(command)
    assert words[:3] == ["python", "-m", "gioada"]
    run(monkeypatch, *words[3:])
    ((_, (folder, experiment, *_), _),) = calls
    assert experiment == made
    assert folder == Path("runs/tiny")


def readme_commands() -> list[str]:
    documents = (
        README,
        *(README.parent / "docs" / f"{name}.md" for name in ("training", "tables")),
    )
    text = "\n".join(path.read_text() for path in documents)
    found = re.findall(r"^(?:\$ )?python -m gioada (.*?)(?:\s+#.*)?$", text, flags=re.MULTILINE)
    return sorted(
        {words for words in found if not words.startswith("data ")}
    )  # which look at disks


@pytest.mark.parametrize("command", readme_commands())
def test_the_readmes_commands_parse(
    command: str, calls: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(command)
    if "--help" in words:
        with pytest.raises(SystemExit) as stop:
            run(monkeypatch, *words)
        assert stop.value.code in (0, None)
        return
    if words[0] == "ask":  # which asks whether the run lives
        with pytest.raises(SystemExit):
            run(monkeypatch, *words)
        return
    run(monkeypatch, *words)
    machinery = {"presets": [], "resume": ["train"]}.get(words[0], [words[0]])
    assert [call[0] for call in calls] == machinery


def test_the_readme_has_commands() -> None:
    assert {command.split()[0] for command in readme_commands()} >= {
        "train",
        "export",
        "evaluate",
        "reproduce",
        "figure",
    }


def test_presets_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "presets")
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == [*PRESETS, *ALIASES]


def failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> str:
    with pytest.raises(SystemExit) as stop:
        run(monkeypatch, *arguments)
    assert stop.value.code == 2
    return capsys.readouterr().err


def test_a_wrong_preset_lists_the_right_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = failure(monkeypatch, capsys, "train", "bth")
    assert "bth" in output and "both" in output and "Traceback" not in output


TRAIN = ("train", "na", "--device", "cpu", "--quiet")


def test_errors_are_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    records.write(Experiment(method=find("na")), tmp_path / "spec.json")
    folder, nothing = str(tmp_path), str(tmp_path / "nothing")
    (tmp_path / "checkpoints" / "step-000001").mkdir(parents=True)
    for arguments, sentence in (
        ((*TRAIN, "--run", nothing, "--resume"), "there is no run in"),
        ((*TRAIN, "--run", folder), "already holds a run: go on with it by"),
        (("resume", nothing), "there is no run in"),
        (("runs", nothing), "nothing"),
        (("train", "both", "--run", folder, "--resume"), "is a run of na, not of both"),
        (("export", nothing, "--to", nothing), "cannot be read"),
        (("export", folder, "--to", nothing), "no checkpoint in"),
        (("evaluate", "--checkpoint", nothing), "is no checkpoint"),
        (("evaluate", "--checkpoint", nothing, "--device", "cuda:9"), ""),
    ):
        output = failure(monkeypatch, capsys, *arguments)
        assert output.startswith("gioada: ") and output.count("\n") == 1, output
        assert sentence in output


def test_options_that_cannot_work_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for option, sentence in (
        (("--height", "16"), "too small"),
        (("--pair", "nope"), "there is no pair 'nope'"),
        (("--training.log-every", "0"), "log_every must be at least 1"),
        (("--training.schedule", "cosine"), "schedule"),
    ):
        output = failure(monkeypatch, capsys, *TRAIN, *option)
        assert sentence in " ".join(output.replace("│", " ").split()), output


def test_an_interrupt_before_the_first_step_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gioada.training.run.train_run", interrupted)
    with pytest.raises(SystemExit) as stop:
        run(monkeypatch, *TRAIN)
    assert stop.value.code == 130
