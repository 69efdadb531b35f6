"""Jobs on folders: what is refused, what is written for programs, what a command says of itself."""

from __future__ import annotations

import json
import stat
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file
from PIL import Image

from app import processes
from app.folders import acts, jobs
from app.folders.ask import Ask
from app.folders.jobs import by_names, start
from gioada import progress
from gioada.cli.followed import FOLDER, followed
from gioada.errors import Problem
from gioada.training.folder import RunFolder
from gioada.training.status import is_held, read_status
from gioada.training.watch import state_of
from tests.problems import refused


def paint(folder: Path, count: int = 3) -> Path:
    draw = np.random.default_rng(0)
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        picture = draw.integers(0, 256, (48, 160, 3), np.uint8)
        Image.fromarray(picture).save(folder / f"{index}.png")
    return folder


def linked(path: Path) -> Path:
    link = zipfile.ZipInfo("a.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return path


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("folders.kind", {"what": "dance"}),
        ("folders.unnamed", {}),
        ("folders.unnamed", {"what": "translate", "pictures": "{0}/in"}),
        ("folders.unnamed", {"what": "audit", "pictures": "{0}/in", "translated": "{0}/in"}),
        ("files.missing", {"pictures": "{0}/nowhere"}),
        ("files.nothing_there", {"pictures": "{0}/empty"}),
        ("files.zip_link", {"pictures": "{0}/link.zip"}),
        ("files.zip_leads_out", {"pictures": "{0}/out.zip"}),
        ("files.zip", {"pictures": "{0}/no.zip"}),
        ("checkpoint.gone", {"pictures": "{0}/in", "checkpoint": "../../etc"}),
    ],
)
@pytest.mark.usefixtures("shelf_of_stand_ins")
def test_what_cannot_be_done_is_said_before_it_begins(
    tmp_path: Path, code: str, options: dict[str, Any]
) -> None:
    paint(tmp_path / "in")
    (tmp_path / "empty").mkdir()
    linked(tmp_path / "link.zip")
    (tmp_path / "no.zip").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        archive.writestr("../x.png", b"")
    before = [job.path for job in jobs.listed()]
    with refused(code):
        start(Ask(**{name: value.format(tmp_path) for name, value in options.items()}))
    assert [job.path for job in jobs.listed()] == before


def test_the_folders_of_a_zip_say_what_they_hold() -> None:
    names = ["s/rgb/a/1.png", "s/rgb/b/2.png", "s/gtLabels/1.png", "s/depth/1.png", "s/fake/1.png"]
    assert by_names("x.zip", names) == {
        "pictures": "x.zip/s/rgb",
        "labels": "x.zip/s/gtLabels",
        "depth": "x.zip/s/depth",
        "translated": "x.zip/s/fake",
    }
    assert by_names("x.zip", ["1.png"]) == {"pictures": "x.zip"}


def test_a_command_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RunFolder(tmp_path)
    monkeypatch.setenv(FOLDER, str(tmp_path))
    with followed():
        bar = progress.track(what="testing", total=7, done=2)
        bar.update(3)
        while (status := read_status(folder)) is None or status.step < 5:
            time.sleep(0.02)
        assert (state_of(folder)[0], status.phase, status.steps) == ("running", "testing", 7)
        with refused("run.in_use"), followed():
            pass
    assert state_of(folder)[0] == "done" and not is_held(folder.lock)
    with pytest.raises(Problem), followed():
        raise Problem("batch.part", "no part")
    failed = read_status(folder)
    assert failed and failed.problem and failed.problem["code"] == "batch.part"
    with pytest.raises(KeyboardInterrupt), followed():
        folder.ask("stop")
        time.sleep(30)
    assert state_of(folder)[0] == "stopped"


def finished(client: Client, name: str) -> dict[str, Any]:
    end = time.monotonic() + 200
    while time.monotonic() < end:
        (job,) = [each for each in client.predict(api_name="/folders") if each["name"] == name]
        if job["state"] not in ("waiting", "starting", "running"):
            return job
        time.sleep(0.3)
    raise TimeoutError(name)


@pytest.mark.timeout(400)  # two commands, however busy the machine is
def test_programs_start_jobs_and_get_what_they_made(
    served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "NICE", 0)
    client = Client(served, verbose=False)
    folder = paint(tmp_path / "in", 4)
    (folder / "broken.png").write_bytes(b"no picture")
    begun = client.predict("predict", str(folder), api_name="/start_folder")
    source, labels = paint(tmp_path / "set" / "rgb"), tmp_path / "set" / "labels"
    labels.mkdir()
    given = np.repeat(np.array([[11], [26]], np.uint8), 24, 0).repeat(160, 1)
    for path in source.iterdir():
        Image.fromarray(given).save(labels / path.name)
    packed = tmp_path / "set.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in [*source.iterdir(), *labels.iterdir()]:
            archive.write(path, path.relative_to(tmp_path / "set"))
        for path in source.iterdir():
            archive.write(path, f"translated/{path.name}")
    other = client.predict("audit", sent=handle_file(packed), api_name="/start_folder")

    done = finished(client, begun["name"])
    assert (done["state"], done["counts"]["done"], done["counts"]["broken"]) == ("done", 4, 1)
    file, report = client.predict(begun["name"], api_name="/folder_result")
    with zipfile.ZipFile(file) as archive:
        kinds = {name.partition("/")[0] for name in archive.namelist()}
    assert kinds == {"labels", "depth", "overlay", "provenance.json"}
    assert list(report["broken"]) == ["broken"]

    done = finished(client, other["name"])
    assert done["state"] == "done", done["reason"]
    file, report = client.predict(other["name"], api_name="/folder_result")
    assert Path(file).name == "report.html"
    assert report["num_frames"] == 3 and json.dumps(report)
    with pytest.raises(Exception, match="no job"):
        client.predict("../in", api_name="/stop_folder")


@pytest.mark.usefixtures("shelf_of_stand_ins")
def test_a_space_shows_the_command_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Local:
        class client:
            host = "127.0.0.1"

    monkeypatch.setenv("SPACE_ID", "someone/page")
    sentence, start_button, *_ = acts.welcome(Local())  # type: ignore[arg-type]
    assert "own machine" in sentence and not start_button["visible"]
    values = [{"what": "predict", "pictures": "photos"}.get(name) for name in acts.FIELDS]
    with refused("folders.not_allowed"):
        acts.begin(Local(), *values)  # type: ignore[arg-type]
    command = acts.command(*values)
    assert command.startswith("python -m gioada predict") and str(Path.cwd() / "photos") in command
