"""The store of kept rows."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from app import examples, kept
from gioada.figures.recipe import Given, Row

ROW = Row(title="One", image=Given.of_bytes("a.png", b"picture"), checkpoints=("na-demo",))


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIOADA_STORE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_a_row_comes_back_and_is_kept_once(store: Path) -> None:
    triple = examples.triples()[0]
    row = replace(ROW, labels=Given.of(triple.labels), depth=Given.of(str(triple.depth)))
    name = kept.put(row)
    assert kept.get(name) == row
    assert kept.put(row) == name
    assert [path.name for path in store.iterdir()] == [f"{name}.json"]


def test_ids_are_looked_up_and_never_paths(store: Path, tmp_path: Path) -> None:
    name = kept.put(ROW)
    (tmp_path / "secret.json").write_text((store / f"{name}.json").read_text())
    (store / "mine.json").write_text("{}")
    for wrong in ("../secret", str(tmp_path / "secret"), "mine", "", "*", "0" * 24, name.upper()):
        assert kept.get(wrong) is None
    assert kept.known(["../secret", name, 3, None, ["x"], name]) == [name]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"title": 3}', b"\x80\x04K\x01.", b"[" * 5000]
)
def test_a_damaged_row_is_skipped(store: Path, content: bytes) -> None:
    name = kept.put(ROW)
    (store / f"{name}.json").write_bytes(content)
    assert kept.get(name) is None


def test_the_oldest_go(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_FILES", 3)
    names = []
    for number in range(4):
        names.append(kept.put(replace(ROW, title=str(number))))
        os.utime(store / f"{names[-1]}.json", (number, number))
    kept.put(ROW)
    assert kept.known(names) == names[2:]
    monkeypatch.setattr(kept, "MOST_BYTES", 1)
    # What is kept now stays only if there is room for it.
    kept.put(replace(ROW, title="last"))
    assert kept.known(names) == []


def test_a_large_row_is_refused_with_its_size() -> None:
    large = replace(ROW, image=Given.of_bytes("a.png", bytes(kept.LARGEST + 1)))
    with pytest.raises(ValueError, match=r"8\.0 MB and a row may have 8"):
        kept.put(large)


def test_a_store_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GIOADA_STORE", str(tmp_path / "file" / "kept"))
    with pytest.raises(ValueError, match="GIOADA_STORE"):
        kept.put(ROW)
    assert kept.known(["0" * 24]) == []
