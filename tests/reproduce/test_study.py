"""The study's pages follow from what its runs counted, which lies beside them, or, where that is
gone, from the mean of each run."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import pytest

from gioada import cli

COUNTED = ("table2-steady", "departures-input", "departures-output")
ON_PHOTOGRAPHS = tuple(
    f"{table}-validation-photos" for table in ("table2", "table3", "self-training", "pretraining")
)
MEANS_ONLY = ("table1", "table1-steady", "table2", "table3", "section4-2", "section4-2-steady")


@pytest.mark.parametrize("page", [*COUNTED, *ON_PHOTOGRAPHS, *MEANS_ONLY])
def test_a_page_is_laid_out_again(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    committed = root / "docs" / "results" / f"{page}.md"
    folders = dict.fromkeys(COUNTED, "study") | dict.fromkeys(ON_PHOTOGRAPHS, "study-photographs")
    study = committed.parent / folders[page] if page in folders else tmp_path / "nothing"
    if page in MEANS_ONLY:
        shutil.copy(committed.with_suffix(".json"), tmp_path)
    words = shlex.split(committed.read_text().split("```")[1])[3:]
    where = ["--root", str(study), "--to", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["gioada", *words, *where, "--only-lay-out"])
    cli.main()
    assert (tmp_path / committed.name).read_text() == committed.read_text()
    values = committed.with_suffix(".json").name
    assert (tmp_path / values).read_text() == (committed.parent / values).read_text()
