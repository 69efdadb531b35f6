"""The same job on a local Ray cluster of two workers, one of which is killed on the way."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from gioada.batch.cluster import carry_out
from gioada.batch.job import Job
from gioada.batch.options import Launch, Predictions, Share
from tests.batch.test_predict import photos, predict, tree
from tests.problems import refused
from tests.shelf import shelve

ALL = Share(first=0, every=1)
FRAMES = 40


def slow_job(folder: Path, broken: int | None = None) -> Job[int, int]:
    """Writes a file for each number, slowly, and a line for each time that it is done."""
    log = folder / "log"
    with (folder / "actors").open("a") as file:
        file.write(f"{os.getpid()}\n")

    def read(index: int) -> int:
        if index == broken:
            raise ValueError("it is broken")
        return index

    def write(name: str, value: int, result: int) -> None:
        time.sleep(0.1)
        (folder / f"{name}.txt").write_text(f"{value} {result}")
        with log.open("a") as file:
            file.write(f"{name}\n")

    return Job(
        what="squaring",
        names=[f"{index:03d}" for index in range(FRAMES)],
        done=lambda name: (folder / f"{name}.txt").exists(),
        read=read,
        skip=lambda _: None,
        size=lambda _: (1, 1),
        work=lambda values: [value**2 for value in values],
        write=write,
    )


@pytest.fixture(scope="module")
def cluster(root: Path):
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'ray[data]'")
    pytest.importorskip("pyarrow")
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": str(root)}},
    )
    yield ray
    ray.shutdown()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("cluster")
def test_one_actor_is_killed_and_nothing_is_lost_or_done_twice(tmp_path: Path) -> None:
    make = partial(slow_job, tmp_path, broken=7)
    job, killed = make(), []

    def kill() -> None:
        while not (tmp_path / "log").exists():
            time.sleep(0.02)
        pids = {int(line) for line in (tmp_path / "actors").read_text().split()} - {os.getpid()}
        os.kill(killed.append(min(pids)) or killed[0], signal.SIGKILL)

    killer = Thread(target=kill)
    killer.start()
    outcome = carry_out(make, job, ALL, Launch(device="cpu", threads=1, on="ray", actors=2))
    killer.join()
    assert (outcome.frames, outcome.done) == (FRAMES, FRAMES - 1)
    assert outcome.broken == {"007": "it is broken"}
    done = (tmp_path / "log").read_text().split()
    assert sorted(done) == [name for name in job.names if name != "007"]
    actors = {int(line) for line in (tmp_path / "actors").read_text().split()}
    assert len(actors - {os.getpid()}) == 3, "two, and one in place of the killed one"


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("cluster")
def test_the_command_gives_the_same_files_as_here(tmp_path: Path) -> None:
    shelve(tmp_path / "tiny")
    inputs = photos(tmp_path / "in")
    outcome = predict(inputs, tmp_path / "ray", tmp_path / "tiny", on="ray", actors=2)
    assert (outcome.frames, outcome.done) == (5, 5)
    predict(inputs, tmp_path / "here", tmp_path / "tiny")
    assert tree(tmp_path / "ray") == tree(tmp_path / "here")
    assert predict(inputs, tmp_path / "ray", tmp_path / "tiny", on="ray").done == 0


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("cluster")
def test_strict_stops_and_a_video_is_refused(tmp_path: Path) -> None:
    make = partial(slow_job, tmp_path, broken=0)
    launch = Launch(device="cpu", threads=1, on="ray", actors=1, strict=True)
    with refused("batch.frame", name="000"):
        carry_out(make, make(), ALL, launch)
    pytest.importorskip("av")
    from tests.batch.test_video import written_clip

    shelve(tmp_path / "tiny")
    clip = written_clip(tmp_path)
    with refused("batch.ray_video"):
        predict(clip, tmp_path / "out", tmp_path / "tiny", on="ray", outputs=Predictions())


def test_without_ray_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with refused("batch.ray_missing"):
        carry_out(partial(slow_job, tmp_path), slow_job(tmp_path), ALL, Launch(on="ray"))
