"""Requests by hand, from somebody who means no good: the page's files and runs are not theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from app import examples
from app.train import runs as listed
from gioada import records
from gioada.training.folder import RunFolder
from tests.tiny import experiment

TRIPLE, PHOTO = examples.triples()[0], examples.photos()[0]
FILES = ("image", "file", "uploadbutton", "imageslider", "gallery", "model3d")
"""The components whose values name files."""
FOREIGN = ("/etc/hostname", PHOTO.image, "../README.md", "http://127.0.0.1:9/x.png")
MARKS: tuple[dict[str, Any], ...] = ({}, {"meta": {"_type": "gradio.FileData"}})
"""Gradio checks the path of a file that is marked; a request need not mark it."""


@dataclass(frozen=True)
class Stranger:
    """Somebody with an HTTP client."""

    served: str
    host: str = "127.0.0.1"
    """Where he is, as a proxy on this machine would tell; the machine itself is believed."""

    @cached_property
    def config(self) -> dict[str, Any]:
        return httpx.get(f"{self.served}/config").json()

    @property
    def events(self) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """What the server answers, with the components that each takes its values from."""
        components = {each["id"]: each for each in self.config["components"]}
        for event in self.config["dependencies"]:
            if event["backend_fn"]:
                yield event, [components[number] for number in event["inputs"]]

    def named(self, name: str) -> dict[str, Any]:
        return next(event for event, _ in self.events if event["api_name"] == name)

    @cached_property
    def described(self) -> dict[str, Any]:
        return httpx.get(f"{self.served}/gradio_api/info").json()["named_endpoints"]

    def calls(self, name: str, *first: Any) -> str:
        """What a public endpoint answers to these values, and its defaults for the others."""
        rest = self.described[f"/{name}"]["parameters"][len(first) :]
        data = [*first, *(each["parameter_default"] for each in rest)]
        address = f"{self.served}/gradio_api/call/{name}"
        asked = httpx.post(address, json={"data": data}, timeout=30)
        if asked.status_code != 200:
            return asked.text
        return httpx.get(f"{address}/{asked.json()['event_id']}", timeout=30).text

    def joins(self, event: dict[str, Any], data: list[Any]) -> dict[str, Any]:
        """What any event answers through the queue: success, and output."""
        session = {"session_hash": f"by-hand-{event['id']}"}
        headers = {"X-Forwarded-For": self.host}
        with httpx.Client(base_url=f"{self.served}/gradio_api", timeout=30) as client:
            asked = {"data": data, "fn_index": event["id"], **session}
            client.post("/queue/join", json=asked, headers=headers).raise_for_status()
            said = client.get("/queue/data", params=session).text
        messages = [json.loads(line[6:]) for line in said.splitlines() if line.startswith("data: ")]
        return next(each for each in messages if each["msg"] == "process_completed")


@pytest.fixture
def stranger(served: str) -> Stranger:
    return Stranger(served)


REFUSED = ("was not sent to this page", "it was not uploaded by a user", "nothing from addresses")


@pytest.mark.parametrize("mark", MARKS, ids=["bare", "marked"])
@pytest.mark.parametrize("path", FOREIGN)
def test_no_endpoint_reads_a_path_of_the_server(
    stranger: Stranger, path: str, mark: dict[str, Any]
) -> None:
    file = {"path": path, **mark}
    for name in ("translate", "predict", "compare", "figure"):
        said = stranger.calls(name, file)
        assert said.startswith("event: error"), (name, said)
        assert any(why in said for why in REFUSED), (name, said)
        assert "Traceback" not in said


def test_no_private_event_reads_one_either(stranger: Stranger) -> None:
    # One event for each component: it is the component that refuses, not what comes after it.
    places = {
        each["id"]: (event, place, each)
        for event, components in stranger.events
        for place, each in enumerate(components)
        if each["type"] in FILES
    }
    assert {each["type"] for _, _, each in places.values()} >= {"image", "file", "uploadbutton"}
    assert len(places) > 8
    for event, place, component in places.values():
        file = {"path": PHOTO.image}
        data: list[Any] = [None] * len(event["inputs"])
        data[place] = [file] if component["props"].get("file_count") == "multiple" else file
        said = stranger.joins(event, data)
        assert not said["success"], (event["api_name"], component["props"].get("label"))
        assert "Traceback" not in json.dumps(said["output"])


@pytest.mark.parametrize(
    "path", ["README.md", "/etc/hostname", "../README.md", "app/page.py", PHOTO.labels]
)
def test_the_server_hands_out_none_of_its_files(served: str, path: str) -> None:
    assert httpx.get(f"{served}/gradio_api/file={path}").status_code in (403, 404)


def test_a_folder_named_as_a_file_keeps_no_old_ones(stranger: Stranger, served: str) -> None:
    from gradio import route_utils

    with Path(PHOTO.image).open("rb") as file:
        sent = httpx.post(f"{served}/gradio_api/upload", files={"files": file}).json()[0]
    place = {"path": str(Path(sent).parents[1]), "meta": {"_type": "gradio.FileData"}}
    assert stranger.calls("predict", place).startswith("event: error")
    files = SimpleNamespace(temp_file_sets=[{place["path"], sent}], blocks={})
    route_utils.delete_files_created_by_app(files, None)  # type: ignore[arg-type]
    assert not Path(sent).parent.exists()


def test_a_file_that_is_too_large_is_not_taken(served: str) -> None:
    large = {"files": ("large.png", bytes(34 * 10**6))}
    answer = httpx.post(f"{served}/gradio_api/upload", files=large, timeout=60)
    assert answer.status_code == 413


# --- networks and runs --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../checkpoints/both-demo", "/etc", "run: ../x", "no-such"])
def test_networks_are_looked_up_by_name_alone(stranger: Stranger, served: str, name: str) -> None:
    with Path(PHOTO.image).open("rb") as file:
        sent = httpx.post(f"{served}/gradio_api/upload", files={"files": file}).json()[0]
    said = stranger.calls("predict", {"path": sent, **MARKS[1]}, name)
    assert said.startswith("event: error") and "is no longer in" in said


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A run of the page's own, and beside its folder one that is not."""
    monkeypatch.setenv("GIOADA_RUNS", str(tmp_path / "runs"))
    monkeypatch.delenv("GIOADA_TRAINING", raising=False)
    for folder in (tmp_path / "runs" / "mine", tmp_path / "other"):
        folder.mkdir(parents=True)
        records.write(experiment("both"), RunFolder(folder).spec)
    return tmp_path / "runs" / "mine"


ACTS = ("questioned", "act", "act_1", "act_2", "act_3", "act_4", "help_")
"""What the tab Train does with a run: its first value is the run, or names it."""


def asked_for(stranger: Stranger, act: str, name: str | None = None) -> str:
    event = stranger.named(act)
    data: list[Any] = [name, *[None] * (len(event["inputs"]) - 1)]
    return str(stranger.joins(event, data)["output"])


@pytest.mark.parametrize("name", ["../other", "/etc", "..", "no-such"])
def test_runs_are_looked_up_in_the_listing(stranger: Stranger, run: Path, name: str) -> None:
    for act in ACTS:
        assert "is not in the list of choices" in asked_for(stranger, act, name)
        with pytest.raises(ValueError, match="There is no run"):
            listed.find(name)
    assert RunFolder(run.parent.parent / "other").spec.exists()


def test_who_is_elsewhere_trains_and_deletes_nothing(served: str, run: Path) -> None:
    far = Stranger(served, host="203.0.113.9")
    for act in (*ACTS, "removed", "start", "on_job", "sent", "zipped"):
        assert "Only visitors on the machine itself" in asked_for(far, act)
    assert [path.name for path in run.parent.iterdir()] == ["mine"]
    assert sorted(path.name for path in run.iterdir()) == ["spec.json"]


def test_a_space_trains_nothing(
    stranger: Stranger, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACE_ID", "someone/gio-ada-explorer")
    for act in (*ACTS, "removed", "start", "on_job", "sent", "zipped"):
        assert "This Space only shows" in asked_for(stranger, act)
    assert sorted(path.name for path in run.iterdir()) == ["spec.json"]
