from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gioada.data import rendered as cache
from gioada.data.rendered import RenderedFrames
from gioada.street import town
from gioada.street.demo import render
from tests.problems import refused

SIZE = {"height": 24, "width": 80}


def frames(root: Path, count: int = 2, **options) -> RenderedFrames:
    return RenderedFrames(
        root, "source", seed=3, count=count, progress=False, processes=1, **SIZE, **options
    )


def test_frames_come_back_as_they_were_rendered(tmp_path: Path) -> None:
    kept = frames(tmp_path, first=5, labelled=True)[1]
    fresh = render("source", seed=3, index=6, **SIZE)
    np.testing.assert_array_equal(kept.image, fresh.image)
    np.testing.assert_array_equal(kept.ids, fresh.ids)
    np.testing.assert_allclose(kept.depth, fresh.depth, atol=0.0051)


def test_labels_stay_unread_unless_asked_for(tmp_path: Path) -> None:
    rendered = frames(tmp_path)
    for part in ("labels", "depth"):
        cache.path(rendered.folder, part, 0).write_bytes(b"not a picture")
    frame = frames(tmp_path)[0]
    assert frame.ids is None and frame.depth is None


def test_only_missing_frames_are_rendered(tmp_path: Path, monkeypatch) -> None:
    rendered = frames(tmp_path, count=3)
    cache.path(rendered.folder, "depth", 1).unlink()
    calls: list[int] = []

    def counted(domain, *, index, **rest):
        calls.append(index)
        return render(domain, index=index, **rest)

    monkeypatch.setattr(cache, "render", counted)
    assert frames(tmp_path, count=3, labelled=True)[1].depth is not None
    assert calls == [1]


def test_frames_of_other_versions_of_a_world_are_kept(tmp_path: Path, monkeypatch) -> None:
    older = frames(tmp_path).folder
    version = cache.WORLDS["source"].version
    assert older.relative_to(tmp_path).parts[0] == f"demo-v{version}"
    monkeypatch.setitem(
        cache.WORLDS, "source", replace(cache.WORLDS["source"], version=version + 1)
    )
    newer = frames(tmp_path).folder
    assert newer != older
    for folder in (older, newer):
        assert sorted(path.name for path in (folder / "image").iterdir()) == [
            "000000.png",
            "000001.png",
        ]


def test_frames_of_earlier_releases_are_taken_where_they_lie(tmp_path: Path) -> None:
    folder = tmp_path / "demo/24x80/seed3/source"
    frames(tmp_path / "new").folder.rename(tmp_path / "moved")
    for version, taken in ((-1, False), (cache.WORLDS["source"].version, True)):
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not folder.exists():
            (tmp_path / "moved").rename(folder)
        (folder / "world.json").write_text(json.dumps({"version": version}))
        assert (frames(tmp_path).folder == folder) is taken
        assert (folder / "image/000001.png").exists()


def test_no_half_written_files_remain(tmp_path: Path) -> None:
    folder = frames(tmp_path).folder
    assert not list(folder.rglob("*.tmp"))


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "write", full)
    with pytest.raises(OSError, match="The disk is full"):
        frames(tmp_path)


@pytest.mark.parametrize("count, first", [(0, 0), (2, -1)])
def test_empty_ranges_are_refused(tmp_path: Path, count: int, first: int) -> None:
    with refused("data.range"):
        frames(tmp_path, count=count, first=first)


def test_several_processes_render_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gioada.data.rendered.BEGINNING", -1.0)
    rendered = RenderedFrames(
        tmp_path, "target", seed=3, count=2, progress=False, processes=2, **SIZE
    )
    fresh = render("target", seed=3, index=1, **SIZE)
    np.testing.assert_array_equal(rendered[1].image, fresh.image)


def test_outside_the_range_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        frames(tmp_path)[2]


def test_every_world_has_a_folder_and_a_version_of_its_own(tmp_path: Path) -> None:
    options = {"seed": 3, "count": 1, "progress": False, "processes": 1, **SIZE}
    street = RenderedFrames(tmp_path, "street", labelled=True, **options)
    source = RenderedFrames(tmp_path, "source", labelled=True, **options)
    versions = {name: cache.WORLDS[name].version for name in ("street", "source")}
    below = Path("24x80", "seed3")
    assert street.folder == tmp_path / f"street-v{versions['street']}" / below / "street"
    assert source.folder == tmp_path / f"demo-v{versions['source']}" / below / "source"
    fresh = town.render(seed=3, index=0, **SIZE)
    np.testing.assert_array_equal(street[0].image, fresh.image)
    np.testing.assert_array_equal(street[0].ids, fresh.ids)
    np.testing.assert_allclose(street[0].depth, fresh.depth, atol=0.0051)
